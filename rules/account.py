"""时限说明 as a value: the due moment with the lines that say how it came about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class LineKind(StrEnum):
    """What a line of an account is about; the screen draws each its own way."""

    START = "start"
    LIMIT = "limit"
    WORK = "work"
    OFF = "off"
    HOLD = "hold"
    NOTE = "note"
    SUM = "sum"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the account: when, what, and how much it adds."""

    kind: LineKind
    at: str
    text: str
    amount: str = ""


@dataclass(frozen=True, kw_only=True)
class Due:
    """When a limit ends, and the account of how that came about. `provisional`: it leans on a year not yet announced (暂估)."""

    at: datetime
    provisional: bool
    account: tuple[Line, ...]

    def is_broken(self, moment: datetime) -> bool:
        """Whether something done (or still not done) at that moment is late: the due moment itself is in time."""
        return moment > self.at


def span(length: timedelta) -> str:
    """A length of time as people say it: 2:30, 3 天 4:05."""
    minutes = int(length.total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    clock = f"{rest // 60}:{rest % 60:02}"
    return f"{days} 天 {clock}" if days else clock
