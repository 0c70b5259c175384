"""Who sees which records, worked out a second time: from the declaration and the stored values, one record after the other, in Python.

`services/sight.py` says it to the database as one clause; the two are held against each other.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from models import Department, Staff
from models.approval import Approval, ApprovalTask, TaskState
from models.declare import Kind, Register
from models.declare.field import When
from models.declare.seen import Rows, Tie
from rules.actor import Actor
from rules.roles import Role
from services import carried, guard
from tests.cast import NOW
from tests.conftest import OfficeSession
from tests.make import make, voided, walk


def in_department(session: Session, name: str, unit: str) -> Staff:
    """A member of staff of another department than the cast's."""
    there = session.scalars(select(Department).where(Department.name == unit)).one_or_none()
    department = there or Department(name=unit, position=90, active=True)
    person = Staff(name=name, job_number=f"X-{name}", unit=department, active=True)
    session.add_all([department, person])
    session.commit()
    return person


def actor_with(person: Staff, *roles: Role, acts_for: tuple[Staff, ...] = ()) -> Actor:
    """He at these posts; those for whom he acts hold the same."""
    alone = Actor(user_id=0, staff_id=person.id, name=person.name, roles=frozenset(roles), department_id=person.unit.id)
    return deputy_of(alone, *acts_for, posts=roles) if acts_for else alone


@contextmanager
def session_of(beside: Session, actor: Actor | None) -> Iterator[Session]:
    """A session that works for this person and nobody else, as that of a request does."""
    with OfficeSession(beside.get_bind(), info={guard.CLOCK: lambda: NOW, carried.ACTOR: actor}) as opened:
        guard.install(opened)
        yield opened


# -- the second opinion ------------------------------------------------------------------------------------------------


def sees(actor: Actor, record: Register, cases: list[Approval]) -> bool:
    """Whether the declaration opens this record to him; `cases` are the approvals of its register."""
    held = actor.roles & record.read_by
    narrowed = record.seen.narrowed
    if not held:
        return False
    if any(role not in narrowed for role in held):
        return True
    me = {actor.staff_id}
    own = {"creator", *(step.holder for step in record.flow.steps if step.holder)}
    if any(getattr(record, f"{name}_id") in me for name in own):
        return True
    tasks = [task for case in cases if case.record_id == record.id for task in case.tasks]
    if any(who in me for task in tasks for who in (task.assignee_id, task.by_id) if who is not None):
        return True
    if any(_decides_as_deputy(actor, task) for task in tasks):
        return True
    return any(_ties(actor, record, part) for part in (*(part for role in held for part in narrowed[role]), *record.seen.lasting))


def _decides_as_deputy(actor: Actor, task: ApprovalTask) -> bool:
    """Whether the place waits for one of those for whom he acts: by name, or at a post and in a department of theirs."""
    if task.state != TaskState.OPEN:
        return False
    if task.assignee_id is not None:
        return task.assignee_id in actor.acts_for
    return task.role in {role.value for role in actor.acts_as} and task.department_id in {None, *actor.acts_in}


def _ties(actor: Actor, record: Register, part: Any) -> bool:
    if isinstance(part, When):
        return part.holds(record)
    assert isinstance(part, Rows)
    assert part.through is None
    if part.open_only and not record.status.phase.is_open:
        return False
    me, mine = {actor.staff_id}, {actor.department_id}
    people, units = set[int](), set[int]()
    for name in part.fields:
        field, value = record.fields[name], getattr(record, name)
        if field.kind is Kind.DEPARTMENT:
            units |= {value.id} if value else set()
        elif field.is_rows:
            columns = [name for name, column in field.target.fields.items() if column.kind is Kind.DEPARTMENT]
            units |= {getattr(line, f"{column}_id") for line in value for column in columns}
        else:
            people |= {one.id for one in (value if isinstance(value, list) else [value] if value else [])}
            units |= {one.unit_id for one in (value if isinstance(value, list) else [value] if value else [])}
    return not people.isdisjoint(me) if part.tie is Tie.PERSON else not units.isdisjoint(mine)


# -- records of every sort ---------------------------------------------------------------------------------------------


def ties_of(register: type[Register]) -> list[str]:
    """The names of the fields by which somebody may be tied to a record, each once."""
    parts = [*register.seen.lasting, *(part for parts in register.seen.narrowed.values() for part in parts)]
    said = [name for part in parts if isinstance(part, Rows) for name in part.fields]
    return list(dict.fromkeys([*said, "creator", *(step.holder for step in register.flow.steps if step.holder)]))


def conditions_of(register: type[Register]) -> list[When]:
    return [part for parts in register.seen.narrowed.values() for part in parts if isinstance(part, When)]


def population(session: Session, register: type[Register], stranger: Staff, *others: Staff) -> list[int]:
    """Records of a stranger's; and for each tie and each of the others one that is tied so and no other way, open and void."""
    made = []
    for tie, person in [(None, stranger), *((tie, person) for person in others for tie in ties_of(register))]:
        for end in (False, True):
            record = make(register, session)
            record = voided(record) if end else record
            session.commit()
            _estrange(session, record, stranger)
            if tie is not None:
                tie_to(session, record, tie, person)
            made.append(record.id)
    for condition in conditions_of(register):
        for value in condition.values:
            record = make(register, session)
            if condition.name == "status":
                record = voided(record) if value is register.void_state() else walk(record, value)
            session.commit()
            _estrange(session, record, stranger)
            if condition.name != "status":
                put(session, register, record.id, **{condition.name: value})
            made.append(record.id)
    session.expire_all()
    return made


def _estrange(session: Session, record: Register, stranger: Staff) -> None:
    """Nothing ties anybody of the cast to it any more."""
    for name, field in record.fields.items():
        if field.kind in (Kind.STAFF, Kind.DEPARTMENT) or (field.kind is Kind.LINKS and field.target == "Staff") or field.is_rows:
            tie_to(session, record, name, stranger)
    for condition in conditions_of(type(record)):
        if condition.name != "status":
            put(session, type(record), record.id, **{condition.name: False})


def tie_to(session: Session, record: Register, name: str, person: Staff) -> None:
    """Name him or his department in that field, past all rules: what matters here is who sees it, not how it came to be."""
    register: Any = type(record)
    field = register.fields[name]
    if field.kind is Kind.STAFF:
        put(session, register, record.id, **{f"{name}_id": person.id})
    elif field.kind is Kind.DEPARTMENT:
        put(session, register, record.id, **{f"{name}_id": person.unit.id})
    elif field.is_rows:
        _name_in_rows(session, record, field, person.unit)
    else:
        between = getattr(register, name).property.secondary
        here, there = (next(column for column in between.c if column.references(key)) for key in (register.__table__.c.id, STAFF.c.id))
        _run(session, delete(between).where(here == record.id), insert(between).values({here.name: record.id, there.name: person.id}))


STAFF: Any = Staff.__table__


def _name_in_rows(session: Session, record: Register, field: Any, unit: Department) -> None:
    line: Any = field.target.__table__
    owner = next(column for column in line.c if column.info.get("owner"))
    columns = {f"{name}_id": unit.id for name, column in field.target.fields.items() if column.kind is Kind.DEPARTMENT}
    if columns:
        demanded = [column for column in line.c if not (column.nullable or column.primary_key or column.foreign_keys)]
        row = {column.name: _something(column.type) for column in demanded} | {owner.name: record.id} | columns
        _run(session, delete(line).where(owner == record.id), insert(line).values(row))


#: A value of that type, where it does not matter which.
SOMETHING: dict[type, object] = {str: "x", int: 1, bool: False, datetime: NOW, date: NOW.date(), Decimal: Decimal(1)}


def _something(kind: Any) -> object:
    """Of a type of our own (`Moment`), what its plain type takes."""
    return SOMETHING[getattr(kind, "impl_instance", kind).python_type]


def put(session: Session, register: Any, key: int, **values: object) -> None:
    """Write columns of one record past all rules."""
    table = register.__table__
    _run(session, update(table).where(table.c.id == key).values(**values))


def _run(session: Session, *statements: Any) -> None:
    """Beside the mapped classes, and so beside the guard and the history."""
    session.commit()
    with session.get_bind().begin() as connection:  # type: ignore[union-attr]
        for statement in statements:
            connection.execute(statement)
    session.expire_all()


def deputy_of(actor: Actor, *absent: Staff, posts: tuple[Role, ...] = ()) -> Actor:
    """The same person while he acts for these colleagues, who hold `posts`."""
    return dataclasses.replace(
        actor, acts_for=tuple(one.id for one in absent), acts_in=tuple(one.unit.id for one in absent), acts_as=posts)  # fmt: skip
