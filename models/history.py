"""History: what was changed, by whom, through which door; chained, sealed daily, and never written over.

No key leads to the record, so that its history survives it. The hashed text and the shape of `changes` are described in
rules/chained.py; that nothing is updated or deleted the database itself sees to (models/history_guard.py).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Dialect, Index, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from models.declare import House, Model
from rules.moments import SHANGHAI

#: Columns that are no content: a mark against two people saving at once, a count that the print log has, and a time worked out of
#: other fields for lists, and what tells readings of a policy apart. They are left out of the history of every table.
NOT_CONTENT = frozenset({"row_version", "print_count", "due_at", "stamp"})
#: So many letters of a seal's hash are printed.
SHOWN = 16


class Action(StrEnum):
    """What was done. The code is stored and hashed."""

    BASELINE = "baseline"
    CREATED = "created"
    CHANGED = "changed"
    STEP = "step"
    VOID = "void"
    CORRECTED = "corrected"
    REVEALED = "revealed"
    EXPORTED = "exported"
    IMPORTED = "imported"
    ROLES = "roles"
    PASSWORD = "password"  # noqa: S105 - the name of an act
    DELETED = "deleted"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Action.BASELINE: "转入", Action.CREATED: "登记", Action.CHANGED: "修改", Action.STEP: "办理", Action.VOID: "作废",
    Action.CORRECTED: "更正", Action.REVEALED: "查看明文", Action.EXPORTED: "导出", Action.IMPORTED: "导入",
    Action.ROLES: "调整角色", Action.PASSWORD: "更改密码", Action.DELETED: "删除",
}  # fmt: skip


class Stamp(TypeDecorator[datetime]):
    """A moment as the text that is hashed, `2026-11-20T02:42:00.000000Z`; such texts sort as the moments do."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else stamp(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value).astimezone(SHANGHAI)


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Entry(Model):
    """One change of one subject: the `seq`-th link of the chain of the row `subject_id` of the table `subject`."""

    __tablename__ = "history_entry"
    __table_args__ = (
        UniqueConstraint("subject", "subject_id", "seq"),
        Index("ix_history_entry_at", "at"),
        {"sqlite_autoincrement": True},  # an id that was cut off never comes again
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int]
    seq: Mapped[int]
    action: Mapped[str] = mapped_column(String(12))
    label: Mapped[str] = mapped_column(String(60), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    changes: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None]
    staff_id: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(100), default="")
    post: Mapped[str] = mapped_column(String(40), default="")
    door: Mapped[str] = mapped_column(String(12), default="")
    address: Mapped[str] = mapped_column(String(60), default="")
    at: Mapped[datetime] = mapped_column(Stamp)
    prev: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)

    @property
    def what(self) -> Action:
        return Action(self.action)

    def read_changes(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.changes)
        return found


class Seal(Model):
    """Once a day: every entry that no seal covers yet, bound to the seal before.

    `covered` names the ids one by one (`1-57,59`), because an entry may be committed after one with a higher id.
    """

    __tablename__ = "history_seal"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[str] = mapped_column(String(10), unique=True)
    at: Mapped[datetime] = mapped_column(Stamp)
    covered: Mapped[str] = mapped_column(Text)
    count: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    prev: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)

    def __str__(self) -> str:
        """As it is printed: 2026-11-30 · 3F9A-07C2-51DE-B864."""
        letters = self.hash[:SHOWN].upper()
        return f"{self.day} · {'-'.join(letters[at : at + 4] for at in range(0, SHOWN, 4))}"


def newest_seal_shown(record: Any, house: House) -> str | None:
    """For a form whose signature on paper is to anchor the history: the newest seal at the moment of signing."""
    seal = house.session.scalar(select(Seal).order_by(Seal.number.desc()).limit(1))
    return str(seal) if seal else None
