"""`python -m benchmarks N`: make the data, start everybody, do the jobs, write the table."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from benchmarks import machine, office
from benchmarks.contender import Contender
from benchmarks.jobs import JOBS
from benchmarks.load import can, load
from benchmarks.ours import Ours
from benchmarks.ours_postgres import OursOnPostgres
from benchmarks.peers import table
from benchmarks.peers.djangoadmin import DjangoAdmin
from benchmarks.peers.flaskadmin import FlaskAdmin
from benchmarks.peers.floor import Floor
from benchmarks.peers.peer import Peer
from benchmarks.peers.plainfab import PlainFab
from benchmarks.peers.sqladmin import SqlAdmin
from benchmarks.peers.starletteadmin import StarletteAdmin
from benchmarks.race import Runner, race, turns
from benchmarks.report import Run, kept, written
from benchmarks.truth import ask

ROOT = Path(__file__).parents[1]
PLACE = ROOT / ".bench"
PEERS: dict[str, type[Peer]] = {
    peer.name: peer for peer in (Floor, DjangoAdmin, PlainFab, FlaskAdmin, SqlAdmin, StarletteAdmin)
}  # fmt: skip
BESIDE = ("mixed", "paper")
PORT = 8600
REPEATS = {10_000: 15, 100_000: 15, 1_000_000: 9}


def main(given: Sequence[str]) -> None:
    """Whatever is left out of `--jobs` and `--peers` does not take part."""
    asked = _arguments(given)
    data, run = PLACE / "data", PLACE / "run"
    run.mkdir(parents=True, exist_ok=True)
    ours, others = data / f"office-{asked.count}.db", data / f"peers-{asked.count}.db"
    _say(f"data of {asked.count:,} records")
    office.make(ours, asked.count, today=datetime.now().date())
    table.copy(ours, others)
    found = Run(
        count=asked.count, begun=f"{datetime.now():%Y-%m-%d %H:%M}", machine=machine.machine(), revision=machine.revision())  # fmt: skip
    peers = (PEERS[name](run, PORT + index) for index, name in enumerate(asked.peers, start=1))
    first = OursOnPostgres(run, PORT, address=asked.on) if asked.on else Ours(run, PORT)
    first.processes = asked.processes
    contenders = [first, *peers]
    jobs = [job for job in asked.jobs if job in JOBS]
    if jobs or "mixed" in asked.jobs:
        _measure(found, contenders, {"dengji": ours}, others, asked, jobs)
    if "paper" in asked.jobs:
        _say("paper")
        made = subprocess.run([sys.executable, "-m", "benchmarks.paper", str(ours)], cwd=ROOT, check=True, capture_output=True, text=True)
        found.paper, found.loads["paper"] = json.loads(made.stdout), machine.load()
    print(written(found))
    if asked.out:
        asked.out.write_text(kept(asked.out.read_text("utf-8") if asked.out.exists() else "", found), "utf-8")


def _measure(
    found: Run, contenders: Sequence[Contender], own: dict[str, Path], others: Path, asked: argparse.Namespace, jobs: Sequence[str],
) -> None:  # fmt: skip
    truth, numbers = ask(own["dengji"], office.USER, datetime.now().astimezone()), turns()
    runners: list[Runner] = []
    try:
        for contender in contenders:
            _say(f"start {contender.name}")
            if isinstance(contender, Peer):
                contender.install()
            contender.start(own.get(contender.name, others))
            runners.append(Runner(contender, contender.asks(truth), numbers))
            found.names.append(contender.name)
            found.versions[contender.name] = machine.versions(contender)
        for job in jobs:
            found.timings[job] = race(job, runners, asked.repeats or REPEATS.get(asked.count, 9))
            found.loads[job] = machine.load()
            _say(f"{job}: " + ", ".join(f"{name} {one.ms or one.wrong}" for name, one in found.timings[job].items()))
        if "mixed" in asked.jobs:
            for runner in filter(can, runners):
                found.mixed[runner.contender.name] = load(runner, numbers, asked.seconds)
                told = found.mixed[runner.contender.name]
                _say(f"mixed: {runner.contender.name} {told.per_second:.1f}/s, {told.by_job()}")
            found.loads["mixed"] = machine.load()
    finally:
        for runner in runners:
            runner.hang_up()
        for contender in contenders:
            contender.stop()


def _arguments(given: Sequence[str]) -> argparse.Namespace:
    every = [*JOBS, *BESIDE]
    told = argparse.ArgumentParser(prog="make bench", description=__doc__)
    told.add_argument("count", type=int)
    told.add_argument("--jobs", type=_several(every), default=every, help=", ".join(every))
    told.add_argument("--peers", type=_several(list(PEERS)), default=list(PEERS), help=", ".join(PEERS) + ", or none")
    told.add_argument("--repeats", type=int, default=0)
    told.add_argument("--seconds", type=float, default=15.0)
    told.add_argument("--processes", type=int, default=2, help="of ours; the peers always have two workers")
    told.add_argument("--on", metavar="URL", help="an empty PostgreSQL database, into which our copy of the data is moved")
    told.add_argument("--out", type=Path)
    asked = told.parse_args(given)
    if asked.on and asked.out:
        told.error("--on and --out: the kept results are those on SQLite, beside which the peers stand")
    return asked


def _several(known: Sequence[str]) -> Callable[[str], list[str]]:
    """A reader of some of these names."""

    def read(text: str) -> list[str]:
        names = [] if text == "none" else text.replace(",", " ").split()
        if unknown := [name for name in names if name not in known]:
            raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: none of {', '.join(known)}")
        return names

    return read


def _say(sentence: str) -> None:
    print(f"# {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
