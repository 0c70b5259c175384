"""Valid records of any register, made from its declaration: no test restates a field.

What is filled comes from the kinds, lengths, bounds and options of the fields; links are made as they are needed; everything
happens at one moment, so that no order of dates is broken. Records with a story in them are functions of the test that tells it.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from forms.fields import target_of
from models import (
    Customer,
    Department,
    ServiceItem,
    Staff,
)
from models.approval import TaskState
from models.declare import Field, Kind, Register, Signed, States, Step
from models.declare.declared import Declared
from models.declare.field import When
from rules.actor import Actor
from rules.formats import CHECKS, USCC_ALPHABET, id_card_check
from rules.moments import local, show_moment
from rules.periods import months_back, week_name
from rules.roles import Role
from services import records
from services.approval_cases import open_case
from services.approve import agree, refuse
from services.holders import ROLES
from services.options import option_book
from services.rights import may_take
from services.sight import whole
from services.step import proceed, take
from services.void import void
from tests.asked import BECOME, BEFORE, BEHIND, OWN
from tests.cast import NOW

R = TypeVar("R", bound=Register)
Posted = dict[str, str | list[str]]

#: Tells the records of one run apart.
ticket = count(1)
#: A report there is once a period.
periods = count(1)

WORDS = "依表据实填写"


# -- people ------------------------------------------------------------------------------------------------------------


def person(session: Session, *roles: Role, staff: Staff | None = None) -> Actor:
    """The member of the cast with the first of these roles, who holds all of them; or `staff` with them."""
    staff = staff or session.scalars(select(Staff).where(Staff.job_number == roles[0].value)).one()
    return Actor(
        user_id=staff.user_id or 0, staff_id=staff.id, name=staff.name, roles=frozenset(roles), department_id=staff.unit.id)  # fmt: skip


def keeper_role(register: type[Register]) -> Role:
    """The first of the roles that keep a register."""
    return in_order(register.kept_by)[0]


def keeper(session: Session, register: type[Register]) -> Actor:
    return person(session, keeper_role(register))


def in_order(roles: Iterable[Role]) -> list[Role]:
    """As the house lists them."""
    given = set(roles)
    return [role for role in Role if role in given]


def taker(session: Session, record: Register, step: Step) -> Actor:
    """Somebody whose step it is: the first of its roles who may, else whom the record names.

    Where two signatures must be of two people, the first is of whom the record names, so that the head can give the second.
    """
    if not (step.holder and step.signing and any(step.signing in other.other_than_signers for other in record.flow.steps)):
        for role in step.roles:
            found = person(session, role)
            if may_take(found, record, step):
                return found
    return person(session, Role.GROUP, staff=getattr(record, step.holder))


# -- values ------------------------------------------------------------------------------------------------------------


def values_for(register: type[Register], session: Session, **given: object) -> dict[str, object]:
    """Everything that is filled when a record is made, with what was given in place of our own."""
    names = [name for name in register.at_creation() if name != "late_reason"]
    given = own_values(register, [name for name in names if name not in given], session) | given
    return {name: given[name] if name in given else value_of(register.fields[name], session) for name in (*names, *given)}


def step_values(record: Register, step: Step, session: Session, **given: object) -> dict[str, object]:
    """Everything that a step may fill."""
    given = own_values(type(record), [name for name in step.fields if name not in given], session) | _given_by_links(record) | given
    filled = [name for name in step.fields if name != "late_reason"]
    rows = {name: rows_of(record, name, session) for name in filled if record.fields[name].is_rows and getattr(record, name)}
    given = given | rows
    return {name: given[name] if name in given else value_of(record.fields[name], session) for name in filled}


def _given_by_links(record: Register) -> dict[str, object]:
    """What the picked records have filled in stays: the size is that of the meter."""
    ours = [ours for name, field in record.fields.items() if field.gives and getattr(record, name) is not None for ours in field.gives]
    return {name: value for name in ours if (value := getattr(record, name)) is not None}


def rows_of(record: Register, name: str, session: Session) -> list[dict[str, object]]:
    """The rows that the record has, with what a person has still to fill in them."""
    columns = record.fields[name].row_columns
    return [
        {"id": line.id} | {
            column: getattr(line, column) if field.is_link or getattr(line, column) is not None else value_of(field, session)
            for column, field in columns.items()}
        for line in getattr(record, name)
    ]  # fmt: skip


def own_values(register: type[Register], names: Iterable[str], session: Session) -> dict[str, object]:
    """What a register's own rules ask of its values, such as that nobody has two shifts running."""
    found = OWN[register.__tablename__](session, next(ticket)) if register.__tablename__ in OWN else {}
    return {name: value() if callable(value) else value for name, value in found.items() if name in names}


def value_of(field: Field, session: Session) -> Any:
    """A value that the field accepts."""
    number = next(ticket)
    if field.once and not field.is_link:
        return SAID_ONCE[field.kind](number)
    if field.kind is Kind.TEXT:
        return f"{field.label}{number}"[-(field.length or 100) :]
    if field.kind is Kind.PROSE:
        return f"{field.label}第一行{number}\n第二行"
    if field.kind is Kind.CHOICE:
        return field.default or option_book(session).offered(field.options or "", local(NOW).date())[0][0]
    if field.kind is Kind.YES_NO and field.default is not None:
        return field.default
    if field.kind is Kind.NUMBER:
        return max(field.minimum or 0, 1)
    if field.tally is not None:
        return []  # a new record has no rows until the system works them out
    if field.is_rows:
        columns = field.row_columns
        return [{name: value_of(column, session) for name, column in columns.items()} for _ in range(2)]
    if field.kind is Kind.LINKS:
        return [linked(field, session)]
    if field.is_link:
        return linked(field, session)
    return WRITTEN[field.kind](number)


WRITTEN: Mapping[Kind, Callable[[int], Any]] = {
    Kind.PHONE: lambda number: f"139071{number % 100000:05}",
    Kind.ID_CARD: lambda number: id_card(f"42120219900101{number % 1000:03}"),
    Kind.CREDIT_CODE: lambda number: credit_code(f"91421200{number % 1000000000:09}"),
    Kind.DAY: lambda _: local(NOW).date(),
    Kind.SEAL: lambda _: local(NOW).date(),
    Kind.MOMENT: lambda _: NOW,
    Kind.DATE8: lambda _: "20261100",
    Kind.YEAR_MONTH: lambda _: "2026-11",
    Kind.YES_NO: lambda _: True,
    Kind.AMOUNT: lambda _: Decimal("42.50"),
    Kind.GAUGE: lambda _: Decimal("21.5"),
    Kind.SIGNATURE: lambda number: f"周客户{number}",
    Kind.ATTACHMENT: lambda _: None,
}


#: What may be said only once: another value each time.
SAID_ONCE: Mapping[Kind, Callable[[int], Any]] = {
    Kind.TEXT: lambda number: f"SQ-{number}",
    Kind.DAY: lambda _: local(NOW).date() - timedelta(days=next(periods) % 40_000),
    Kind.YEAR_MONTH: lambda _: months_back("2026-11", next(periods) % 1200),
    Kind.YEAR_WEEK: lambda _: week_name(local(NOW).date() - timedelta(weeks=next(periods) % 4000)),
}


def id_card(head: str) -> str:
    return head + id_card_check(head)


def wrong_check(card: str) -> str:
    """The same card with another check figure."""
    return card[:-1] + CHECKS[(CHECKS.index(card[-1]) + 1) % len(CHECKS)]


def credit_code(head: str) -> str:
    total = sum(USCC_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(head))
    return head + USCC_ALPHABET[(31 - total % 31) % 31]


def linked(field: Field, session: Session) -> Any:
    """A record that the field may lead to: one that is there, else a new one."""
    model = target_of(field)
    if not issubclass(model, Register):
        return session.scalars(select(model).order_by(model.id)).first()
    there = select(model).where(model.status != model.void_state()).order_by(model.id)
    return session.scalars(there).first() or make(model, session)


# -- records -----------------------------------------------------------------------------------------------------------


def make(register: type[R], session: Session, actor: Actor | None = None, now: datetime = NOW, **given: object) -> R:
    """A new record, made through the services by its keeper."""
    return records.create(session, register, values_for(register, session, **given), actor=actor or keeper(session, register), now=now)


def walk(record: R, to_state: States, *, now: datetime = NOW) -> R:
    """Bring the record there by the shortest way of real steps, each taken by one whose step it is."""
    session = object_session(record)
    assert session is not None
    for step in way(record, to_state):
        meet(record, step)
        if step.chain:
            decide(record, agreed=bool(step.agreed), now=now)
            continue
        words, values = WORDS if step.reasoned or step.deciding else "", step_values(record, step, session)
        if step.is_of_papers:
            as_a_paper_does(record, step, values, now=now)
        else:
            take(session, record, step, values, words=words, actor=taker(session, record, step), now=now)
    return record


def as_a_paper_does(record: Register, step: Step, values: Mapping[str, object], *, now: datetime = NOW) -> None:
    """Take a step that a paper of another register moves the record by, without that paper."""
    session = object_session(record)
    assert session is not None
    with whole(session):
        proceed(session, record, step, values, WORDS, person(session, Role.ARCHIVIST), now)


def meet(record: Register, step: Step) -> None:
    """Make the conditions of a step hold, and let the papers come first that it asks for."""
    session = object_session(record)
    assert session is not None
    if (before := BEFORE.get((record.__tablename__, step.target.value))) is not None:
        before(record)
    for part in step.only_when.parts() if step.only_when else ():
        alone = dataclasses.replace(part, also=None)
        if not alone.holds(record):
            value = _fitting(record.fields[part.name], alone, session)
            for name, given in BEHIND.get((record.__tablename__, part.name, value), {part.name: value}).items():
                setattr(record, name, given)
    for name, given in BECOME.get((record.__tablename__, step.target.value), {}).items():
        setattr(record, name, given)
    session.flush()


def _fitting(field: Field, part: When, session: Session) -> object:
    """A value for which the condition holds."""
    if part.values and not part.negated:
        return part.values[0]
    if field.kind is Kind.YES_NO:
        return False
    if part.values == (False,):
        return True
    return None if part.negated else value_of(field, session)


def decide(record: Register, *, agreed: bool, words: str = WORDS, now: datetime = NOW) -> None:
    """Let the chain that the record stands in end so: level by level, each place by its holder."""
    session = object_session(record)
    assert session is not None
    while (case := open_case(session, record)) is not None:
        task = next(task for task in case.tasks if task.state == TaskState.OPEN)
        judge = person(session, ROLES[task.role], staff=task.assignee)
        (agree if agreed else refuse)(session, task, words, actor=judge, now=now)


def way(record: Register, to_state: States) -> list[Step]:
    """The shortest steps from where the record stands, those of people and without a condition where they lead there."""
    steps = [step for step in record.flow.steps if not step.is_of_papers]
    choices = ([step for step in steps if not step.only_when], steps, list(record.flow.steps))
    found = next((found for one in choices if (found := _way(record, to_state, one)) is not None), None)
    assert found is not None, f"{type(record).__name__}: no way from {record.status} to {to_state}"
    return found


def _way(record: Register, to_state: States, steps_there_are: list[Step]) -> list[Step] | None:
    waiting: deque[tuple[States, list[Step]]] = deque([(record.status, [])])
    seen = {record.status}
    while waiting:
        here, steps = waiting.popleft()
        if here is to_state:
            return steps
        for step in steps_there_are:
            if step.source is here and step.target not in seen:
                seen.add(step.target)
                waiting.append((step.target, [*steps, step]))
    return None


def voided(record: R, *, reason: str = "登记重复", now: datetime = NOW) -> R:
    """The same record, declared void."""
    session = object_session(record)
    assert session is not None
    void(session, record, reason, actor=person(session, in_order(type(record).voided_by)[0]), now=now)
    return record


# -- forms -------------------------------------------------------------------------------------------------------------


def form_for(register: type[Register], session: Session, **given: object) -> Posted:
    """What a browser posts for a new record. Links are committed first, so that the request finds them."""
    values = values_for(register, session, **given)
    session.commit()
    return posted(register, values)


def posted(model: type[Declared], values: Mapping[str, object]) -> Posted:
    """Values as a browser sends them: name → text, or texts; child rows as `name-0-column`, with the id of a row that is there."""
    found: Posted = {}
    for name, value in values.items():
        if name == "id":
            found[name] = str(value)
            continue
        field = model.fields[name]
        if field.is_rows:
            found[f"{name}-present"] = "1"
            for index, row in enumerate(value):  # type: ignore[arg-type,var-annotated] # rows are lists of mappings
                found |= {f"{name}-{index}-{column}": text for column, text in posted(field.target, row).items()}
        elif field.kind is Kind.LINKS:
            found[name] = [str(other.id) for other in value]  # type: ignore[attr-defined]
        else:
            found[name] = typed(value)
    return found


def typed(value: Any) -> str:
    """One value as it is typed into its box."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return show_moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Customer | Department | ServiceItem | Staff | Register):
        return str(value.id)
    return value.name if isinstance(value, Signed) else str(value)


def stored(record: Register, name: str) -> Any:
    """What a record holds, comparable with what `values_for` gave."""
    field, value = record.fields[name], getattr(record, name)
    if field.is_rows:
        return [{column: getattr(line, column) for column in field.row_columns} for line in value]
    if field.kind is Kind.LINKS:
        return list(value)
    return value.name if isinstance(value, Signed) else value
