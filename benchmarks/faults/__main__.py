"""`make faults`: one fault after the other under load, then the proof, and one line a fault about how long writing stood still."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.faults.exporter import Exporter
from benchmarks.faults.faults import FAULTS, Fault, may_mount
from benchmarks.faults.load import Load, silence
from benchmarks.faults.office import PEOPLE, settle
from benchmarks.faults.post import post
from benchmarks.faults.proof import differing, findings, unsent
from benchmarks.faults.teller import Teller
from deploy.cluster.desk import WEB
from deploy.cluster.ground import may_stand_apart
from deploy.cluster.local import MACHINES, Cluster, cluster, missing, until

#: Seconds of load before a fault and after it; and how long a cluster may take to be whole again.
QUIET, WHOLE = 5.0, 240.0
DISK_MB = 700
WELL = "everything acknowledged is there once; numbers are gapless, chains verify, databases agree"


def main(words: Sequence[str]) -> int:
    """`words`: parts of the names of the faults to do; none: all. Returns 1 where anything was lost."""
    if packages := missing():
        raise SystemExit(f"apt-get install {' '.join(packages)}")
    chosen = [fault for fault in FAULTS if not words or any(word in fault.name for word in words)]
    findings_of_all = 0
    for faults in ([one for one in chosen if not one.needs_disks], [one for one in chosen if one.needs_disks]):
        findings_of_all += _run(faults) if faults else 0
    return 1 if findings_of_all else 0


def _run(faults: Sequence[Fault]) -> int:
    """These in one cluster; returns how many findings there are."""
    separate, on_disks = may_stand_apart(), any(fault.needs_disks for fault in faults)
    if on_disks and not may_mount():
        _say("a full disk: not done, file systems of their own need root")
        return 0
    with post() as office, cluster(
        separate=separate, before=_small_disks if on_disks else None,
        more={"DENGJI_WEBHOOK_URL": office.url, "DENGJI_TICK_SECONDS": "3"}) as made:  # fmt: skip
        disks = f", each on {DISK_MB} MB of memory" if on_disks else ""
        _say(f"three databases on {'networks of their own' if separate else 'the loopback'}{disks}; {len(made.desk.workers)} workers")
        settle(made.desk)
        made.desk.start()
        load = Load(made.desk.address, WEB, PEOPLE)
        load.begin()
        teller, exporter = Teller(made.desk.url), Exporter(made.desk.url, PEOPLE[0][0])
        teller.begin()
        exporter.begin()
        try:
            for fault in faults:
                if fault.needs_networks and not separate:
                    _say(f"{fault.name}: not done, networks of their own need root")
                else:
                    _say(_done(made, load, fault))
        finally:
            account, told, spoilt = load.end(), teller.end(), exporter.end()
        found = [*findings(made, account), *spoilt, *unsent(made, office, told), *differing(made)]
        twice = sum(times > 1 for times in office.came.values())
        acts, again, beside = len(account.acknowledged), load.done_before(), f"{told} notices, {exporter.asked} exports"
        _say(f"{len(account.kept)} inquiries, {acts} acts acknowledged, {again} of them at a second asking; {beside}")
        _say(f"tries that were not answered, by status: {load.tried()}; {len(office.came)} letters, {twice} of them sent twice by one id")
        for line in made.desk.complaints():
            _say(f"  {line}")
    for one in found:
        _say(f"LOST: {one}")
    _say(f"{len(found)} findings" if found else WELL)
    return len(found)


def _small_disks(folder: Path) -> None:
    for number in range(1, MACHINES + 1):
        place = folder / f"db{number}"
        place.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(place)], check=True)


def _done(made: Cluster, load: Load, fault: Fault) -> str:
    time.sleep(QUIET)
    before, began, account = made.leader().name, time.monotonic(), load.account
    mend = fault.harm(made)
    time.sleep(fault.lasts)
    mended = time.monotonic()
    mend()
    until(made.settled, "the databases have not settled", made.machines[0].patroni.log, patience=WHOLE)
    whole = time.monotonic()
    time.sleep(QUIET)
    end, after = time.monotonic(), made.leader().name
    leads = f"{before} leads on" if before == after else f"{before} gave way to {after}"
    writing, seeing = silence(account.acknowledged, began, end), silence(account.seen, began, end)
    still = f"writing stood still {writing:.1f} s, reading {seeing:.1f} s"
    return f"{fault.name}: {still}; {leads}; mended after {mended - began:.0f} s, whole {whole - mended:.1f} s later"


def _say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
