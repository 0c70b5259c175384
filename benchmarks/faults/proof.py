"""Hold the account of what was acknowledged against the databases, and have the program prove its history and its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import psycopg

from benchmarks.faults.load import Account
from benchmarks.faults.post import Post
from deploy.cluster.local import Cluster, until
from deploy.cluster.machine import POSTGRESQL

Row = tuple[int, str, str, str, str]
RECORDS = "SELECT id, number, matter, question, status FROM inquiry ORDER BY id"
HISTORY = "SELECT subject_id, action, seq FROM history_entry WHERE subject = 'inquiry' ORDER BY subject_id, seq"
#: All that is said of everything, in one word.
SUM = "SELECT count(*), md5(string_agg(hash, '' ORDER BY id)) FROM history_entry"


#: What the program itself has to say of its history and its numbers.
COMMANDS = (("audit", "verify"), ("numbers", "check"))


def findings(cluster: Cluster, account: Account, commands: Sequence[Sequence[str]] = COMMANDS) -> list[str]:
    """What is not as it was acknowledged, or not whole; nothing where all is well."""
    found = [f"an answer that no fault explains: {one}" for one in account.wrong]
    with psycopg.connect(cluster.desk.url, connect_timeout=10) as line:
        rows: dict[int, Row] = {row[0]: row for row in line.execute(RECORDS)}
        history: dict[int, list[tuple[str, int]]] = {}
        for key, action, seq in line.execute(HISTORY):
            history.setdefault(key, []).append((action, seq))
    found += _records(account, rows)
    found += _numbers(rows)
    found += _histories(account, history)
    for command in commands:
        ran = cluster.flask(*command)
        if ran.returncode:
            found.append(f"flask {' '.join(command)}: {ran.stdout[-500:]}{ran.stderr[-500:]}")
    return found


LETTERS = "SELECT id, sent_at IS NOT NULL FROM outgoing"
NOTICES = "SELECT count(*) FROM message WHERE once LIKE 'fault:%'"
#: A letter whose sending was interrupted is tried again after a minute; the tick comes every few seconds.
LAST_POST = 150.0


def unsent(cluster: Cluster, post: Post, told: int, patience: float = LAST_POST) -> list[str]:
    """What was to leave the house and has not come, or has come without being there. `told`: so many notices were acknowledged, and one
    more may have been.
    """

    def letters() -> dict[int, bool]:
        with psycopg.connect(cluster.desk.url, connect_timeout=10) as line:
            return dict(line.execute(LETTERS).fetchall())

    try:
        until(lambda: all(letters().values()), "letters wait", patience=patience)
    except RuntimeError as error:
        return [str(error)]
    there = letters()
    with psycopg.connect(cluster.desk.url, connect_timeout=10) as line:
        (notices,) = line.execute(NOTICES).fetchone() or (0,)
    found = [f"letter {key} came {post.came[key]} times" for key in sorted(there.keys() ^ post.came.keys())]
    if not (told and told <= notices <= told + 1 and len(there) == notices):
        found.append(f"{told} notices were acknowledged, {notices} are there, with {len(there)} letters")
    return found


def _records(account: Account, rows: dict[int, Row]) -> Iterator[str]:
    for kept in account.kept:
        told = (kept.id, kept.number, kept.matter, kept.question, kept.status)
        if rows.get(kept.id) != told:
            yield f"acknowledged {told}, found {rows.get(kept.id)}"
    known = {kept.matter for kept in account.kept}
    for matter, times in Counter(row[2] for row in rows.values()).items():
        if times > 1 or matter not in known:
            yield f"{matter} is there {times} times and was acknowledged {'once' if matter in known else 'never'}"


def _numbers(rows: dict[int, Row]) -> Iterator[str]:
    numbers = sorted(int(row[1].rpartition("-")[2]) for row in rows.values())
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"numbers are not gapless: {len(numbers)} from {numbers[:1]} to {numbers[-1:]}"


def _histories(account: Account, history: dict[int, list[tuple[str, int]]]) -> Iterator[str]:
    for kept in account.kept:
        told = [(action, place) for place, action in enumerate(kept.acts, start=1)]
        if history.get(kept.id) != told:
            yield f"the history of {kept.number} should be {told} and is {history.get(kept.id)}"


def differing(cluster: Cluster, patience: float = 60) -> list[str]:
    """Whether every database that runs has the same history, each asked itself. They are given a while to come after."""

    def sums() -> dict[str, object]:
        return {machine.name: _sum(machine.address, cluster) for machine in cluster.machines if machine.patroni.lives}

    try:
        until(lambda: len(set(sums().values())) == 1, "the databases do not agree", patience=patience)
    except RuntimeError as error:
        return [f"{error}: {sums()}"]
    return []


def _sum(address: str, cluster: Cluster) -> object:
    name, user, own = cluster.desk.database
    try:
        with psycopg.connect(host=address, port=POSTGRESQL, dbname=name, user=user, password=own, connect_timeout=3) as line:
            return line.execute(SUM).fetchone()
    except psycopg.OperationalError as error:
        return f"{address}: {error}"
