"""Whether what stands beside a record (steps taken, corrections, looks, places handed on) is what its chain tells, each of them once.

An entry tells its row whole. Those of an earlier version of the program tell no row: theirs is known by its label, its words and who did
it. A record that was there before its history began has a chain that tells nothing of the time before; rows from then are not compared.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection

from models.approval import Approval, ApprovalTask, TaskState
from models.history import Action
from models.reveal import Reveal
from models.trace import Correction, StepTaken
from rules.chained import State, is_rows
from services.approve import HANDING
from services.audited import Rows
from services.beside import columns_told
from services.live import live_rows
from services.verify_chains import Finding
from services.verify_rows import quoted

#: What makes one act the same on both sides where its entry tells no row: label, words and the id of who did it.
Said = tuple[str, str, int | None]
LABELS: Mapping[str, str] = {
    "at": "时间", "by_id": "办理人", "post": "岗位", "label": "步骤", "words": "意见", "source": "原状态", "target": "新状态",
    "field": "栏目", "old": "原内容", "new": "新内容", "reason": "原因", "until": "截止时间", "state": "状态", "level": "级次",
    "role": "角色", "assignee_id": "审批人", "department_id": "部门", "opened_at": "开始时间", "in_place_of_id": "委托人",
    "handed_by_id": "转办人",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Trace:
    """One table: what it is called, which entries of a chain tell of it, and under which names its rows hold label and words."""

    title: str
    tells: Callable[[Any], bool]
    rows: Rows
    label: str = ""
    words: str = "words"
    where: Sequence[ColumnElement[bool]] = ()

    def told(self, entry: Any) -> dict[str, State]:
        """The rows that an entry tells, by id."""
        change = json.loads(entry.changes).get(self.rows.table.name)
        return {line: after for line, (_, after) in change.items()} if is_rows(change) else {}

    def said_by(self, entry: Any) -> Said:
        return entry.label if self.label else "", entry.reason, entry.staff_id

    def said_in(self, row: State) -> Said:
        return row.get(self.label, ""), row.get(self.words, ""), row.get("by_id")


def _rows(model: type[Any], owner: Any, kind: Any) -> Rows:
    table: Any = model.__table__
    return Rows(model=model, table=table, columns=columns_told(model), owner=owner, kind=kind)


def _beside(model: type[Any]) -> Rows:
    return _rows(model, model.record_id, model.register)


TRACES = (
    Trace(
        title="办理记录", tells=lambda entry: entry.action in (Action.STEP, Action.VOID) and entry.label != HANDING, label="label",
        rows=_beside(StepTaken)),
    Trace(
        title="转办记录", tells=lambda entry: entry.action == Action.STEP and entry.label == HANDING,
        rows=_rows(ApprovalTask, Approval.record_id, Approval.register),
        where=(ApprovalTask.approval_id == Approval.id, ApprovalTask.state == TaskState.HANDED)),
    Trace(title="更正记录", tells=lambda entry: entry.action == Action.CORRECTED, words="reason", rows=_beside(Correction)),
    Trace(title="明文查看记录", tells=lambda entry: entry.action == Action.REVEALED, words="reason", rows=_beside(Reveal)),
)  # fmt: skip


def untold(connection: Connection, subject: str, chains: Mapping[int, Sequence[Any]]) -> Iterator[Finding]:
    """What is not the same on both sides, of the records of one register."""
    for trace in TRACES:
        stored: dict[int, dict[str, State]] = {key: {} for key in chains}
        for owner, line, values in live_rows(connection, trace.rows, subject, list(chains), *trace.where):
            stored[owner][line] = values
        for key, chain in chains.items():
            yield from _of_one(trace, subject, key, chain, stored[key])


def _of_one(trace: Trace, subject: str, key: int, chain: Sequence[Any], stored: dict[str, State]) -> Iterator[Finding]:
    """Row by row where the entries tell them; by what was said for the rest."""
    there = Counter[Said]()
    for entry in chain:
        told = trace.told(entry)
        for line, expected in told.items():
            yield from _differing(trace, subject, key, expected, stored.pop(line, None))
        if not told and trace.tells(entry):
            there[trace.said_by(entry)] += 1
    since = _beginning(chain)
    here = Counter(trace.said_in(row) for row in stored.values() if since is None or not _is_before(row.get("at"), since))
    for said in (here - there).elements():
        yield _finding(trace, subject, key, said, "历史中没有")
    for said in (there - here).elements():
        yield _finding(trace, subject, key, said, "已被删除或改动，与历史不符")


def _differing(trace: Trace, subject: str, key: int, expected: State, found: State | None) -> Iterator[Finding]:
    said = trace.said_in(expected)
    if found is None:
        yield _finding(trace, subject, key, said, "已被删除，与历史不符")
        return
    for name in sorted({*expected, *found}):
        here, there = found.get(name), expected.get(name)
        if here != there and name in trace.rows.columns:
            wrong = f"的“{LABELS.get(name, name)}”已被改动：库中为 {quoted(here)}，历史为 {quoted(there)}"
            yield _finding(trace, subject, key, said, wrong, stored=here, history=there)


def _beginning(chain: Sequence[Any]) -> datetime | None:
    """When the history of a record from before there was any begins."""
    first = chain[0] if chain else None
    return datetime.fromisoformat(first.at) if first is not None and first.action == Action.BASELINE else None


def _is_before(at: Any, since: datetime) -> bool:
    """What is no moment was never written by us, neither before nor after."""
    return isinstance(at, str) and datetime.fromisoformat(at) <= since


def _finding(trace: Trace, subject: str, key: int, said: Said, wrong: str, **sides: Any) -> Finding:
    label, words, _ = said
    text = f"{subject} {key} 的{trace.title}{f'“{label}”' if label else ''}{f'（{words}）' if words else ''}{wrong}。"
    return Finding(kind="trace", subject=subject, subject_id=key, field=trace.title, text=text, **sides)
