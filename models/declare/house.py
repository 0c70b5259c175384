"""What a rule over a record may ask beside the record: the policy in force, its working calendar, the database, the present moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from rules.calendar import Calendar
from rules.four_properties import Result
from rules.policy import Policy
from rules.roles import Role


class House(Protocol):
    """The house at one moment; services/house.py is the real one."""

    @property
    def session(self) -> Session: ...

    @property
    def now(self) -> datetime: ...

    @property
    def policy(self) -> Policy: ...

    @property
    def calendar(self) -> Calendar: ...

    def filed_under(self, record: Any, table: str, *states: Any) -> int:
        """How many records of the register with that table link to this one; what is void does not count. With `states`, those alone."""
        ...

    def open_under(self, record: Any, table: str) -> Sequence[Any]:
        """The records of the register with that table that link to this one and are still open."""
        ...

    def number_of(self, record: Any) -> str:
        """The number of another record, for a sentence; empty where whoever is told may not see that record."""
        ...

    def naming(self, record: Any) -> Sequence[Any]:
        """The records of every register that link to this one, by themselves or by a row of theirs; what is void does not count."""
        ...

    def made_from(self, record: Any, table: str) -> Sequence[Any]:
        """The records of the register with that table that this one gave rise to; what is void does not count."""
        ...

    def behind(self, record: Any) -> Any | None:
        """The record of any register that gave rise to this one."""
        ...

    def holds(self, staff: Any, role: Role) -> bool:
        """Whether that member of staff is at work in that post."""
        ...

    def examine(self, holdings: Iterable[Any]) -> Sequence[Result]:
        """四性检测 of holdings of the archive: what each check came to."""
        ...

    def hold(self, record: Any) -> None:
        """Until this save is through nobody else counts under that record: what is counted after this is true to the last one."""
        ...

    def has_changed(self, record: object, name: str) -> bool:
        """Whether that field of the record is being filled or altered right now."""
        ...

    def was(self, record: object, name: str) -> Any:
        """What that field of the record held until this save; None where it was empty."""
        ...

    def fills(self, record: object, name: str) -> bool:
        """Whether this save answers for that field: it is being filled or altered right now, or the step that is being taken fills it,
        whenever it was typed. What is emptied is not filled.
        """
        ...
