"""What a printing is told from outside: the house, the person at the printer, the hour, and the option lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

#: The label of one option: (option list code, option code) → label.
Labels = Callable[[str, str], str]
#: Every option of a list that is offered, in order: option list code → (code, label).
Options = Callable[[str], Sequence[tuple[str, str]]]


@dataclass(frozen=True, kw_only=True)
class PrintJobInfo:
    """One printing. `count` says how many times a record has been printed, this time included."""

    company: str
    office: str
    printed_at: datetime
    printed_by: str
    labels: Labels
    options: Options
    count: Mapping[int, int]
    job_id: int | None = None
