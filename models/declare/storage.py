"""Values that need more than a plain column: aware moments, signatures, states."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import Enum, StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from rules.moments import SHANGHAI, local, show_moment, utc


class Moment(TypeDecorator[datetime]):
    """Aware in Python (Asia/Shanghai), UTC in storage. A naive value is refused rather than guessed."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return local(value) if dialect.name == "postgresql" else utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(SHANGHAI)


@dataclass(frozen=True, kw_only=True)
class Signed:
    """Who signed, when, and what he said. `staff_id` is None for a customer, who signs on paper only; `in_place_of` is the staff id of
    whom a deputy signed for.
    """

    name: str
    at: str
    staff_id: int | None = None
    agreed: bool | None = None
    text: str = ""
    in_place_of: int | None = None

    def stored(self) -> dict[str, Any]:
        """As it is kept: whom it was signed for is told only where it was for another, so that older signatures read as they were."""
        return {name: value for name, value in asdict(self).items() if name != "in_place_of" or value is not None}

    def named(self, name: str) -> Signed:
        """The same signature under another name, such as a masked one."""
        return replace(self, name=name)

    @property
    def opinion(self) -> str:
        """The decision with its words; words that say the decision already stand alone: 同意，做好解释."""
        if self.agreed is None:
            return self.text
        decision = "同意" if self.agreed else "不同意"
        said = decision in self.text and (not self.agreed or "不同意" not in self.text)
        return self.text if said else "：".join(part for part in (decision, self.text) if part)

    def __str__(self) -> str:
        return "　".join(part for part in (self.opinion, self.name, show_moment(datetime.fromisoformat(self.at))) if part)


class SignedType(TypeDecorator[Signed]):
    """A `Signed` as one JSON text: immutable, so that a change is always a new value."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Signed | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value.stored(), ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Signed | None:
        return None if value is None else Signed(**json.loads(value))


class Phase(StrEnum):
    """What a state means to every register alike; it decides the badge's shape and whether work is left."""

    DRAFT = "draft"
    RUN = "run"
    WAIT = "wait"
    DONE = "done"
    FILE = "file"
    VOID = "void"

    @property
    def is_open(self) -> bool:
        return self in (Phase.DRAFT, Phase.RUN, Phase.WAIT)


class States(Enum):
    """Base of a register's states: `OUT = "out", "外勤中", Phase.RUN`. The code is stored, so a label can be reworded."""

    label: str
    phase: Phase

    def __new__(cls, code: str, label: str, phase: Phase) -> States:
        member = object.__new__(cls)
        member._value_ = code
        member.label = label
        member.phase = phase
        return member

    def __str__(self) -> str:
        return self.label
