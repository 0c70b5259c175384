"""The faults: each does its harm and returns what mends it. All of it while the callers go on."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.faults.migration import CutOff
from deploy.cluster.local import Cluster
from deploy.cluster.machine import POSTGRESQL, Machine

Mend = Callable[[], None]
#: How long what is broken stays so: longer than a leader that nobody hears of keeps its place.
BROKEN = 40.0


@dataclass(frozen=True)
class Fault:
    """`lasts`: so many seconds until it is mended."""

    name: str
    harm: Callable[[Cluster], Mend]
    lasts: float = BROKEN
    needs_networks: bool = False
    needs_disks: bool = False


def a_worker(cluster: Cluster) -> Mend:
    worker = cluster.desk.workers[0]
    worker.process.kill()

    def mend() -> None:
        worker.start()
        worker.wait()

    return mend


def the_program_renewed(cluster: Cluster) -> Mend:
    """The workers end in order and start again one after the other, as at an upgrade: the others serve on."""
    for worker in cluster.desk.workers:
        worker.process.end()
        worker.start()
        worker.wait()
    return lambda: None


def a_migration_cut_off(cluster: Cluster) -> Mend:
    """Beside the office, in databases of their own."""
    fault = CutOff(cluster)
    fault.harm()
    return fault.mend


def the_leader(cluster: Cluster) -> Mend:
    leader = cluster.leader()
    leader.kill()
    return leader.start


def only_postgresql(cluster: Cluster) -> Mend:
    """Patroni sees it, and starts it again or gives way."""
    cluster.leader().kill_postgresql()
    return lambda: None


def the_standby(cluster: Cluster) -> Mend:
    """The one that commits with the leader: writing waits until another takes its place."""
    standby = _one("sync_standby", cluster)
    standby.kill()
    return standby.start


def a_replica(cluster: Cluster) -> Mend:
    """In order, as for maintenance."""
    replica = _one("replica", cluster)
    replica.stop()
    return replica.start


def a_whole_machine(cluster: Cluster) -> Mend:
    """The leader's, with its etcd."""
    leader = cluster.leader()
    leader.kill()
    leader.etcd.kill()
    return leader.start


def the_leaders_network(cluster: Cluster) -> Mend:
    """Its cable is pulled: it runs on, and nobody hears it."""
    number = cluster.leader().number
    cluster.ground.cut(number)
    return lambda: cluster.ground.mend(number)


def a_frozen_leader(cluster: Cluster) -> Mend:
    """It stands still and wakes up long after another leads, in the middle of what it did."""
    leader = cluster.leader()
    leader.freeze()
    return leader.thaw


def no_majority(cluster: Cluster) -> Mend:
    """Two of three etcd are gone: nobody may lead, so all that is left is reading."""
    gone = cluster.machines[:2]
    for machine in gone:
        machine.etcd.kill()

    def mend() -> None:
        for machine in gone:
            machine.start()

    return mend


def the_leaders_disk(cluster: Cluster) -> Mend:
    """To the last byte; and no room is left in the segments of the log that it has already."""
    leader = cluster.leader()
    filler = leader.folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1024 * 1024, 4096, 1):
            with suppress(OSError):
                while True:
                    file.write(b"\0" * size)
    _use_up_segments(leader)

    def mend() -> None:
        Path(filler).unlink()
        leader.start()

    return mend


def _use_up_segments(leader: Machine) -> None:
    with suppress(psycopg.OperationalError), psycopg.connect(
        host=leader.address, port=POSTGRESQL, user="postgres", password=leader.given["POSTGRES_PASSWORD"], dbname="dengji", autocommit=True,
        options="-c synchronous_commit=local") as line:  # fmt: skip
        for _ in range(40):
            line.execute("SELECT pg_logical_emit_message(true, 'fill', repeat('x', 1000)), pg_switch_wal()")


def _one(role: str, cluster: Cluster) -> Machine:
    name = next(name for name, its in cluster.leader().members().items() if its == role)
    return next(machine for machine in cluster.machines if machine.name == name)


FAULTS = (
    Fault("kill -9 of a worker", a_worker, lasts=5),
    Fault("the program renewed, worker by worker", the_program_renewed, lasts=1),
    Fault("kill -9 of the leader's PostgreSQL and Patroni", the_leader),
    Fault("kill -9 of the leader while two processes prepare a new database", a_migration_cut_off),
    Fault("kill -9 of the leader's PostgreSQL alone", only_postgresql, lasts=30),
    Fault("kill -9 of the standby that commits with it", the_standby, lasts=30),
    Fault("a replica stopped in order", a_replica, lasts=15),
    Fault("kill -9 of everything on the leader's machine, etcd too", a_whole_machine),
    Fault("the leader's network cut", the_leaders_network, needs_networks=True),
    Fault("the leader frozen (SIGSTOP), and waking up", a_frozen_leader),
    Fault("two of three etcd gone", no_majority),
    Fault("the leader's disk full", the_leaders_disk, lasts=90, needs_disks=True),
)


def may_mount() -> bool:
    """Whether this process may make the small file systems that are filled."""
    return os.geteuid() == 0
