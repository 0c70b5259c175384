"""Whether what stands beside a record (steps taken, corrections, looks, places handed on) is what its chain tells, each of them once.

A record that was there before its history began has a chain that tells nothing of the time before; rows from then are not compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from models.approval import Approval, ApprovalTask, TaskState
from models.history import Action
from models.reveal import Reveal
from models.trace import Correction, StepTaken
from services.approve import HANDING
from services.verify_chains import Finding

#: What makes one act the same on both sides: label, words and the id of who did it.
Said = tuple[str, str, int | None]


@dataclass(frozen=True, kw_only=True)
class Trace:
    """One table: what it is called, which entries of a chain tell of it, and its rows of some records: id, moment, what was said."""

    title: str
    tells: Callable[[Any], bool]
    label: Any
    words: Any
    by: Any
    at: Any
    owner: Any
    where: Callable[[str], Sequence[ColumnElement[bool]]]

    def told(self, chain: Sequence[Any]) -> Counter[Said]:
        is_labelled = self.label is not None
        return Counter((row.label if is_labelled else "", row.reason, row.staff_id) for row in chain if self.tells(row))

    def rows(self, connection: Connection, subject: str, keys: Sequence[int]) -> Iterator[tuple[int, datetime, Said]]:
        label = [self.label] if self.label is not None else []
        wanted = select(self.owner, self.at, self.words, self.by, *label).where(self.owner.in_(keys), *self.where(subject))
        for key, at, words, by, *named in connection.execute(wanted):
            yield key, at, (named[0] if named else "", words, by)


STEPS, FIXES, LOOKS = (model.__table__.c for model in (StepTaken, Correction, Reveal))
CASES, PLACES = Approval.__table__.c, ApprovalTask.__table__.c
TRACES = (
    Trace(
        title="办理记录", tells=lambda row: row.action in (Action.STEP, Action.VOID) and row.label != HANDING, label=STEPS.label,
        words=STEPS.words, by=STEPS.by_id, at=STEPS.at, owner=STEPS.record_id, where=lambda subject: [STEPS.register == subject]),
    Trace(
        title="转办记录", tells=lambda row: row.action == Action.STEP and row.label == HANDING, label=None, words=PLACES.words,
        by=PLACES.by_id, at=PLACES.at, owner=CASES.record_id,
        where=lambda subject: [PLACES.approval_id == CASES.id, PLACES.state == TaskState.HANDED, CASES.register == subject]),
    Trace(
        title="更正记录", tells=lambda row: row.action == Action.CORRECTED, label=None, words=FIXES.reason, by=FIXES.by_id, at=FIXES.at,
        owner=FIXES.record_id, where=lambda subject: [FIXES.register == subject]),
    Trace(
        title="明文查看记录", tells=lambda row: row.action == Action.REVEALED, label=None, words=LOOKS.reason, by=LOOKS.by_id, at=LOOKS.at,
        owner=LOOKS.record_id, where=lambda subject: [LOOKS.register == subject]),
)  # fmt: skip


def untold(connection: Connection, subject: str, chains: Mapping[int, Sequence[Any]]) -> Iterator[Finding]:
    """What is said on one side alone, of the records of one register."""
    begun = {key: _beginning(chain) for key, chain in chains.items()}
    for trace in TRACES:
        stored: dict[int, Counter[Said]] = {}
        for key, at, said in trace.rows(connection, subject, list(chains)):
            since = begun[key]
            if since is None or at > since:
                stored.setdefault(key, Counter())[said] += 1
        for key, chain in chains.items():
            here, there = stored.get(key, Counter()), trace.told(chain)
            for said in (here - there).elements():
                yield _finding(subject, key, trace, said, "历史中没有")
            for said in (there - here).elements():
                yield _finding(subject, key, trace, said, "已被删除或改动，与历史不符")


def _beginning(chain: Sequence[Any]) -> datetime | None:
    """When the history of a record from before there was any begins."""
    first = chain[0] if chain else None
    return datetime.fromisoformat(first.at) if first is not None and first.action == Action.BASELINE else None


def _finding(subject: str, key: int, trace: Trace, said: Said, wrong: str) -> Finding:
    label, words, _ = said
    text = f"{subject} {key} 的{trace.title}{f'“{label}”' if label else ''}{f'（{words}）' if words else ''}{wrong}。"
    return Finding(kind="trace", subject=subject, subject_id=key, field=trace.title, text=text)
