"""What a printing is told from outside: the house, the person at the printer, the hour, and the option lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from models.declare import Record, Register
from rules.moments import show_moment

#: The label of one option: (option list code, option code) → label.
Labels = Callable[[str, str], str]
#: Every option of a list that is offered, in order: option list code → (code, label).
Options = Callable[[str], Sequence[tuple[str, str]]]


@dataclass(frozen=True, kw_only=True)
class PrintJobInfo:
    """One printing. `count` says how many times a record has been printed, this time included; `titles` are forms named otherwise.

    Without `clear` personal data prints masked, but for the records whose ids are `opened`; of those `veiled` nothing is said of the
    customer at all; fields named in `hidden` are not for whoever prints, and stay empty; `named` says what he may call a linked record.
    """

    company: str
    office: str
    printed_at: datetime
    printed_by: str
    labels: Labels
    options: Options
    count: Mapping[int, int]
    job_id: int | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    clear: bool = False
    hidden: frozenset[str] = frozenset()
    opened: frozenset[int] = frozenset()
    named: Callable[[Record], str] | None = None
    veiled: frozenset[int] = frozenset()

    def is_clear(self, record: Register) -> bool:
        """Whether personal data of that record prints as it is stored."""
        return self.clear or record.id in self.opened

    def title(self, register: type[Register]) -> str:
        """The title of a form as this house has it."""
        return self.titles.get(register.code, register.title)

    @property
    def stamp(self) -> str:
        """When it was printed and by whom, as the foot of a page says it."""
        person = f"　打印人 {self.printed_by}" if self.printed_by else ""
        return f"打印时间 {show_moment(self.printed_at)}{person}"
