"""What may stand in a column, in words: option labels, 是 and 否, people, departments, reference data. Empty where anything may."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.declare import Kind, Register
from models.option import Option
from models.organisation import Department, Staff
from printouts.words import YES_NO
from services.options import option_book
from services.workbook.columns import Column, linked


def choices(session: Session, column: Column, today: date) -> list[str]:
    """As they are written into the cell."""
    field = column.field
    if field is None:
        return []
    if field.kind is Kind.CHOICE:
        return [label for _, label in option_book(session).offered(field.options or "", today)]
    if field.kind is Kind.YES_NO:
        return list(YES_NO.values())
    if field.kind is Kind.STAFF:
        return people(session)
    if field.kind is Kind.DEPARTMENT:
        found = select(Department).where(Department.active.is_(True)).order_by(Department.position, Department.id)
        return [department.name for department in session.scalars(found)]
    if field.kind is Kind.LINK and not issubclass(field.target, Register):
        return [str(one) for one in session.scalars(select(field.target).order_by(field.target.id))]
    return []


def people(session: Session) -> list[str]:
    """Those at work by name; namesakes bear their job number before it."""
    staff = list(session.scalars(select(Staff).where(Staff.active.is_(True)).order_by(Staff.id)))
    return [linked(one.job_number, one.name) if count > 1 else one.name for one, count in _counted(staff)]


def _counted(staff: Sequence[Staff]) -> list[tuple[Staff, int]]:
    names = Counter(one.name for one in staff)
    return [(one, names[one.name]) for one in staff]


def origins(session: Session, column: Column) -> str:
    """Where the documents say so: the sources that the option list names. A single letter (K) says that no document does."""
    if not column.options:
        return ""
    found = session.scalars(select(Option.origin).where(Option.list_code == column.options).order_by(Option.position, Option.id))
    return "；".join(dict.fromkeys(one for one in found if one and len(one) > 1))
