"""Whether the records are what their history says: what was written past the program is found, with its field and both values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, exists, select

from models.attachment import StoredFile
from models.history import Action, Entry
from rules.chained import State, replay
from services.audited import Content, contents
from services.encode import reread
from services.history import label_of, name_of
from services.live import live_states
from services.verify_chains import Finding

#: How a finding names a subject that is no record of ours.
LOGIN_TITLES = {"ab_user": "登录账号", "ab_group": "用户组"}
TOLD = 60


def told_state(chain: list[Any]) -> tuple[State | None, bool]:
    """The state a chain leads to, and whether it can be told at all; that it cannot, its hash has said already."""
    try:
        return replay((row.action, json.loads(row.changes)) for row in chain), True
    except (ValueError, TypeError, LookupError, AttributeError):
        return None, False


def made_twice(subject: str, subject_id: int, chain: list[Any]) -> Iterator[Finding]:
    """Only what was deleted can be made anew: else somebody has removed the row, and its id came again."""
    for before, row in pairwise(chain):
        if row.action == Action.CREATED and before.action != Action.DELETED:
            yield Finding(
                kind="missing", subject=subject, subject_id=subject_id, seq=row.seq,
                text=f"{subject} {subject_id} 的历史第 {row.seq} 条之前，原记录已在库中被删除，没有留下历史。")  # fmt: skip


def differences(connection: Connection, content: Content, told: Mapping[int, State | None]) -> Iterator[Finding]:
    """Compare what history tells of some subjects with what is stored."""
    stored = live_states(connection, content, list(told))
    for subject_id, state in told.items():
        expected, found = _of_today(content, state), stored.get(subject_id)
        number = (found or expected or {}).get("number") or _shown(content, found or expected)
        name = f"“{title_of(content)}”{number or ''}（{content.table.name} {subject_id}）"
        base: dict[str, Any] = {"subject": content.table.name, "subject_id": subject_id, "number": number}
        if found is None and expected is not None:
            yield Finding(kind="missing", text=f"{name}在库中被删除，没有留下历史。", **base)
        elif found is not None and expected is None:
            yield Finding(kind="unrecorded", text=f"{name}历史中已删除，库中却有。", **base)
        elif found is not None and expected is not None and found != expected:
            for field, label, here, there in _fields(content, found, expected):
                yield Finding(
                    kind="changed", field=field, stored=here, history=there,
                    text=f"{name}的“{label}”被改动而没有留下历史：库中为 {quoted(here)}，历史为 {quoted(there)}。", **base)  # fmt: skip


def _of_today(content: Content, state: State | None) -> State | None:
    """The state without what was kept in columns that this version no longer has, and with values as it writes them."""
    if state is None:
        return None
    rows = {one.table.name: one for one in content.rows}
    return {
        key: {line: {name: cell for name, cell in values.items() if name in rows[key].columns} for line, values in value.items()}
        if key in rows
        else reread(content.columns[key], value)
        if key in content.columns
        else value
        for key, value in state.items()
        if key in content.keys
    }


def unrecorded(connection: Connection) -> Iterator[Finding]:
    """Rows that no history knows of."""
    for content in contents():
        key = content.table.c.id
        known = exists().where(Entry.subject == content.table.name, Entry.subject_id == key)
        for (found,) in connection.execute(select(key).where(~known).order_by(key)).all():
            state = live_states(connection, content, [found]).get(found, {})
            number = state.get("number") or _shown(content, state)
            yield Finding(
                kind="unrecorded", subject=content.table.name, subject_id=found, number=number,
                text=f"“{title_of(content)}”{number or ''}（{content.table.name} {found}）没有任何历史，不是由本系统登记的。")  # fmt: skip


def title_of(content: Content) -> str:
    return getattr(content.mapper.class_, "title", "") or LOGIN_TITLES.get(content.table.name, content.table.name)


def _shown(content: Content, state: State | None) -> str | None:
    """What names a subject that bears no number."""
    return next((str(state[name]) for name in ("name", "username", "label", "key", "on") if state and state.get(name)), None)


def _fields(content: Content, found: State, expected: State) -> Iterator[tuple[str, str, Any, Any]]:
    """Field, label, what is stored and what history says."""
    model, rows = content.mapper.class_, {one.table.name: one for one in content.rows}
    for key in sorted({*found, *expected}):
        here, there = found.get(key), expected.get(key)
        if here == there:
            continue
        name = name_of(model, content, key)
        label = label_of(model, name)
        if key not in rows:
            yield name, label, here, there
            continue
        for line in sorted({*(here or {}), *(there or {})}, key=int):
            ours, theirs = (here or {}).get(line), (there or {}).get(line)
            if ours is None or theirs is None:
                yield f"{name}.{line}", f"{label}（行 {line}）", ours, theirs
                continue
            for column in sorted({*ours, *theirs}):
                if ours.get(column) != theirs.get(column):
                    short = name_of(rows[key].model, None, column)
                    told = f"{label}（行 {line}）.{label_of(rows[key].model, short)}"
                    yield f"{name}.{line}.{short}", told, ours.get(column), theirs.get(column)


def quoted(value: Any) -> str:
    if value is None:
        return "空"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return f"“{text if len(text) <= TOLD else text[: TOLD - 1] + '…'}”"


def forged_files(connection: Connection) -> Iterator[Finding]:
    """A file is named by what is in it: whoever changes the bytes leaves the name behind. One file is held in memory at a time."""
    for (name,) in connection.execute(select(StoredFile.sha256).order_by(StoredFile.sha256)).all():
        content = connection.execute(select(StoredFile.content).where(StoredFile.sha256 == name)).scalar_one()
        if hashlib.sha256(content).hexdigest() != name:
            yield Finding(
                kind="changed", subject="stored_file", subject_id=0, field="content", stored=hashlib.sha256(content).hexdigest(),
                history=name, text=f"附件内容被改动：库中内容与登记时的校验值 {name[:16]}… 不符。")  # fmt: skip
