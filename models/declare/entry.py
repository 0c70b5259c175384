"""When a record ought to be entered; what comes later is a backdated entry (补登) and must say why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped

from rules.moments import local


@dataclass(eq=False)
class Entered:
    """`ahead`: before the moment itself; else on the same day."""

    word: Any
    ahead: bool
    name: str = ""

    def is_late(self, record: object, now: datetime) -> bool:
        """Whether an entry made at `now` is a backdated one."""
        happened = getattr(record, self.name)
        if happened is None:
            return False
        if not isinstance(happened, datetime):
            return bool(happened < local(now).date())
        return happened < now if self.ahead else local(happened).date() < local(now).date()


def entered_on(happened: Mapped[Any]) -> Entered:
    """The record is entered on the day it happened."""
    return Entered(happened, ahead=False)


def entered_before(planned: Mapped[Any]) -> Entered:
    """The record is entered before it happens."""
    return Entered(planned, ahead=True)
