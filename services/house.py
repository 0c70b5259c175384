"""The house at one moment: what rules over a record and judged values may ask beside the record (models/declare/house.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, func, inspect, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import get_history

from models.declare import Field, Kind, Register, Step
from rules.calendar import Calendar
from rules.four_properties import Result
from rules.policy import Policy
from rules.roles import Role
from services.calendar import working_calendar
from services.examine import examine
from services.holders import posts_of
from services.mapped import find, kept, registers
from services.policies import policy
from services.sight import may_be_named


class HouseNow:
    """Asked only for what a rule needs: the policy and the calendar are read when they are."""

    def __init__(self, session: Session, now: datetime, taking: tuple[Register, Step] | None = None) -> None:
        self.session, self.now, self._taking = session, now, taking

    @cached_property
    def policy(self) -> Policy:
        return policy(self.session)

    @cached_property
    def calendar(self) -> Calendar:
        return working_calendar(self.session)

    def filed_under(self, record: Any, table: str, *states: Any) -> int:
        """How many records of the register with that table link to this one; what is void does not count. With `states`, those alone."""
        if not inspect(record).has_identity:
            return 0
        register, linked = _linking(table, record)
        counted = register.status.in_(states) if states else register.status != register.void_state()
        found = select(func.count()).select_from(register).where(linked, counted)
        with self.session.no_autoflush:
            return self.session.scalar(found) or 0

    def open_under(self, record: Any, table: str) -> Sequence[Any]:
        """The records of the register with that table that link to this one and are still open."""
        if not inspect(record).has_identity:
            return []
        register, linked = _linking(table, record)
        still_open = [state for state in register.states() if state.phase.is_open]
        with self.session.no_autoflush:
            return list(self.session.scalars(select(register).where(linked, register.status.in_(still_open)).order_by(register.id)))

    def number_of(self, record: Any) -> str:
        """The number of another record, for a sentence; empty where whoever is told may not see that record."""
        return str(record.number) if may_be_named(self.session, type(record), record.id) else ""

    def naming(self, record: Any) -> Sequence[Register]:
        """The records of every register that link to this one, by themselves or by a row of theirs; what is void does not count."""
        if not inspect(record).has_identity:
            return []
        with self.session.no_autoflush:
            return [
                paper for register in registers() if (named := list(_naming(register, record)))
                for paper in self.session.scalars(
                    select(register).where(or_(*named), register.status != register.void_state()).order_by(register.id))
            ]  # fmt: skip

    def made_from(self, record: Any, table: str) -> Sequence[Register]:
        """The records of the register with that table that this one gave rise to; what is void does not count."""
        register: Any = kept(table)
        name = next(name for name, field in register.fields.items() if field.kind is Kind.SOURCE)
        made = select(register).where(getattr(register, name) == f"{record.__tablename__}:{record.id}")
        with self.session.no_autoflush:
            return list(self.session.scalars(made.where(register.status != register.void_state()).order_by(register.id)))

    def behind(self, record: Any) -> Register | None:
        """The record of any register that gave rise to this one."""
        name = next((name for name, field in record.fields.items() if field.kind is Kind.SOURCE), None)
        table, _, key = ((getattr(record, name) if name else None) or "").partition(":")
        with self.session.no_autoflush:
            return find(self.session, table, int(key)) if key else None

    def holds(self, staff: Any, role: Role) -> bool:
        """Whether that member of staff is at work in that post."""
        with self.session.no_autoflush:
            return role in posts_of(self.session, staff.id)

    def examine(self, holdings: Iterable[Any]) -> Sequence[Result]:
        """四性检测 of holdings of the archive: what each check came to."""
        with self.session.no_autoflush:
            return examine(self.session, holdings)

    def hold(self, record: Any) -> None:
        """On SQLite whoever writes is alone already; on PostgreSQL its row is locked, which lets others refer to it all the same."""
        key = type(record).id
        with self.session.no_autoflush:
            self.session.execute(select(key).where(key == record.id).with_for_update(key_share=True))

    def has_changed(self, record: object, name: str) -> bool:
        """Whether that field of the record is being filled or altered right now."""
        return bool(inspect(record).attrs[name].history.has_changes())

    def was(self, record: object, name: str) -> Any:
        """What that field of the record held until this save; None where it was empty."""
        history = get_history(record, name)
        return next(iter(history.deleted or history.unchanged or ()), None)

    def fills(self, record: object, name: str) -> bool:
        """Whether this save answers for that field: filled or altered right now, or of the step that is being taken."""
        if getattr(record, name) is None:
            return False
        moved, step = self._taking or (None, None)
        of_the_step = step is not None and moved is record and name in (*step.fields, *step.writes, step.stamped)
        return of_the_step or self.has_changed(record, name)


def _linking(table: str, record: Any) -> tuple[Any, Any]:
    """The register with that table, and the condition that a record of it links to this one."""
    register = next(register for register in registers() if register.__tablename__ == table)
    link = next(name for name, field in register.fields.items() if field.kind is Kind.LINK and field.target is type(record))
    return register, getattr(register, f"{link}_id") == record.id


def _naming(register: Any, record: Any) -> Iterator[ColumnElement[bool]]:
    """Each way in which a record of that register may link to this one."""
    for name, field in register.fields.items():
        if field.kind is Kind.LINK and field.target is type(record):
            yield getattr(register, f"{name}_id") == record.id
        for column, one in field.target.fields.items() if field.is_rows else ():
            if one.kind is Kind.LINK and one.target is type(record):
                owner = next(key for key in field.target.__mapper__.columns if key.info.get("owner"))
                yield register.id.in_(select(owner).where(getattr(field.target, f"{column}_id") == record.id))


def was_at_start(record: Register) -> bool:
    """Whether the record stands at the start of its flow, or stood there until this moment."""
    return next(iter(get_history(record, "status").deleted), record.status) is record.start()


def judge(session: Session, record: Register, now: datetime) -> None:
    """Work out what the house judges of a record and of its rows, as long as it is open (or was until this moment)."""
    is_open = record.status.phase.is_open or get_history(record, "status").has_changes()
    fields = [
        field for field in record.fields.values()
        if field.judge is not None and (was_at_start(record) if field.until_signed else is_open)
    ]  # fmt: skip
    rows = [field for field in record.fields.values() if field.is_rows and is_open]
    house = HouseNow(session, now)
    for field in fields:
        _write(record, field, house)
    for field in rows:
        for column in (column for column in field.target.fields.values() if column.judge is not None):
            for line in getattr(record, field.name):
                _write(line, column, house)


def _write(judged_of: Any, field: Field, house: HouseNow) -> None:
    if getattr(judged_of, field.name) != (value := judged(judged_of, field, house)):
        setattr(judged_of, field.name, value)


def judged(record: Any, field: Field, house: HouseNow) -> object:
    """What the house says of one field."""
    assert field.judge is not None  # noqa: S101 - the caller has looked
    with house.session.no_autoflush:
        return field.judge(record, house)
