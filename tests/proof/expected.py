"""The rule, written once more in plain Python from the declaration alone: who sees which record, and which of its values unmasked.

Nothing of services/sight.py or services/shown.py is asked: when the two disagree, the proof fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import object_session

from models.approval import Approval, ApprovalTask
from models.declare import Field, Kind
from models.declare.seen import Rows, Tie
from rules.roles import OF_A_DEPARTMENT, Role


class Place(Enum):
    """Where something is shown."""

    LIST = auto()
    RECORD = auto()
    SHEET = auto()
    LEDGER = auto()
    BOOK = auto()


@dataclass(frozen=True, kw_only=True)
class Person:
    """One of the cast."""

    role: Role
    staff_id: int
    department_id: int


def sees(person: Person, record: Any) -> bool:
    """Whether the record is there for him at all."""
    register = type(record)
    if person.role not in register.read_by:
        return False
    if person.role not in register.seen.narrowed:
        return True
    holders = [step.holder for step in register.flow.steps if step.holder]
    own = [Rows(tie=Tie.PERSON, fields=("creator", *holders))]
    parts = (*own, *register.seen.narrowed[person.role], *register.seen.lasting)
    return any(_holds(part, record, person) for part in parts) or _was_asked(record, person)


def _was_asked(record: Any, person: Person) -> bool:
    """Whether a chain asked him by name, or he has answered there."""
    about = (Approval.register == record.__tablename__, Approval.record_id == record.id)
    his = or_(ApprovalTask.assignee_id == person.staff_id, ApprovalTask.by_id == person.staff_id)
    session = object_session(record)
    return session is not None and bool(session.scalars(select(ApprovalTask).join(Approval).where(*about, his)).first())


def _holds(part: Any, record: Any, person: Person) -> bool:
    if not isinstance(part, Rows):
        return bool(part.holds(record))
    if part.open_only and not record.status.phase.is_open:
        return False
    subject = record if part.through is None else getattr(record, part.through)
    if subject is None:
        return False
    named = [who for name in part.fields for who in _named(subject, subject.fields[name])]
    if part.tie is Tie.PERSON:
        return person.staff_id in [who.id for who in named]
    return person.department_id in [getattr(who, "unit_id", who.id) for who in named]


def _named(record: Any, field: Field) -> Iterator[Any]:
    """The people and departments that a field names."""
    value = getattr(record, field.name)
    if field.is_rows:
        inner = [column for column in field.target.fields.values() if column.kind is Kind.DEPARTMENT]
        yield from (found for line in value for column in inner for found in _named(line, column))
    elif field.kind is Kind.LINKS:
        yield from value
    elif value is not None:
        yield value


def is_veiled(record: Any) -> bool:
    """Whether the customer asked for silence."""
    return record.seen.veil is not None and bool(record.seen.veil.holds(record))


def is_kept_from(person: Person, record: Any) -> bool:
    """Whether a case that is to be kept from sight says nothing to him but its number: not his daily work, nor his own open writing."""
    wrote = record.creator_id == person.staff_id and record.status.phase.is_open
    return is_veiled(record) and person.role not in type(record).clear_to and not wrote


def is_clear(person: Person, record: Any, field: Field, place: Place, *, revealed: bool = False, paper: Any = None) -> bool:
    """Whether he sees that value of a record as it is stored. `paper` is the register that is printed: a sheet that prints in clear
    calls a linked record by its name, another as its page does, a ledger as its own records.
    """
    register = type(record)
    if not sees(person, record) or (field.shown_to and person.role not in field.shown_to):
        return False
    daily = person.role in register.clear_to
    wrote = record.creator_id == person.staff_id and record.status.phase.is_open
    if paper is not None and register is not paper:
        if place is not Place.SHEET:
            return _reads_ledger(person, paper, place)
        if paper.sheet.clear:
            return True
        place = Place.RECORD
    if place in (Place.LEDGER, Place.BOOK):
        return _reads_ledger(person, paper, place) and (daily or not is_veiled(record))
    if place is Place.SHEET:
        return bool(paper.sheet.clear and (daily or revealed or (wrote and not _was_given(person, record))))
    if place is Place.RECORD and revealed:
        return True
    mine = place is Place.RECORD and wrote and not _was_given(person, record, field)
    return not field.sensitive.grave and (daily or mine)  # type: ignore[union-attr] # asked of personal data alone


def _reads_ledger(person: Person, paper: Any, place: Place) -> bool:
    """Loose pages are a list; a bound book goes to the archive by the hand of who answers for the register."""
    return person.role in paper.clear_to or (place is Place.BOOK and person.role in paper.voided_by)


def _was_given(person: Person, record: Any, field: Field | None = None) -> bool:
    """Whether a linked record may have filled the field (or any), whose own data are not his to see."""
    links = [one for one in record.fields.values() if one.gives and getattr(record, one.name) is not None]
    return any(
        (field is None or field.name in one.gives) and person.role not in one.target.clear_to
        and (field is not None or any(record.fields[name].sensitive for name in one.gives))
        for one in links
    )  # fmt: skip


def may_reveal(person: Person, record: Any) -> bool:
    """Whether he may ask to see all of it; of what is to be kept from sight no department may."""
    closed = is_veiled(record) and person.role in OF_A_DEPARTMENT
    return sees(person, record) and person.role in type(record).revealed_to and not closed
