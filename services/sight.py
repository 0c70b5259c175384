"""Which records a person sees: one clause per register, put by the session into every statement, whoever wrote it.

Lists, counts, searches, links, joins and subqueries meet it alike, so no door can forget it (CORE_MECHANICS.md §2). Without an actor
there are no records at all. What the system does of its own accord (figures, clocks, what a step opens) it does with `whole` sight.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Integer, String, and_, bindparam, event, exists, false, inspect, or_, select, true
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql.annotation import Annotated

from models import REGISTERS
from models.approval import Approval, ApprovalTask, TaskState
from models.declare import Kind, Line, Register
from models.declare.seen import Part, Rows, Tie
from models.organisation import Staff
from rules.actor import Actor
from rules.refusals import Forbidden
from rules.roles import Role
from services.carried import ACTOR, actor_of
from services.conditions import holds

F = TypeVar("F", bound=Callable[..., Any])
WHOLE = "whole"
TRUSTED = {"trusted": True}
#: Where a narrowed person's tie to a record is read while a statement runs; set by the session's own actor and by nothing else.
_asking: ContextVar[Actor] = ContextVar("asking")

NO_ONE = frozenset[Role]()


def install(target: Any) -> None:
    """Attach to a session, a sessionmaker or a scoped session, after whatever else looks at statements."""
    event.listen(target, "do_orm_execute", _narrow)


def as_person(session: Any, actor: Actor) -> None:
    """The session works for one person from here on, outside of any request."""
    session.info[WHOLE], session.info[ACTOR] = False, actor


def as_system(session: Any) -> None:
    """The session works for the house itself: a command or the runner. It stays so for its life."""
    session.info[WHOLE] = True


@contextmanager
def whole(session: Session) -> Iterator[None]:
    """Inside, the session sees every record: for what the system works out, never for what it shows."""
    held = session.info.get(WHOLE, False)
    session.info[WHOLE] = True
    try:
        yield
    finally:
        session.info[WHOLE] = held


def may_be_named(session: Session, record_class: type[Register], key: int) -> bool:
    """Whether a sentence to the person of this session may name that record, also from within what sees every record."""
    if actor_of(session) is None:
        return True  # nobody is there to be told
    model: Any = record_class
    held = session.info.get(WHOLE, False)
    session.info[WHOLE] = False
    try:
        return session.scalar(select(model.id).where(model.id == key)) is not None
    finally:
        session.info[WHOLE] = held


def of_the_house(work: F) -> F:
    """Mark a function, whose first argument is the session, as work of the system itself: it sees every record."""

    @functools.wraps(work)
    def widened(session: Session, *arguments: Any, **keywords: Any) -> Any:
        with whole(session):
            return work(session, *arguments, **keywords)

    return cast("F", widened)


def _class_of(entity: Any) -> Any:
    """The class behind an entity, which may be an alias; None for the common base, with which SQLAlchemy tries a criterion out."""
    found = inspect(entity, raiseerr=False)
    return None if found is None else found.mapper.class_


# -- the session ---------------------------------------------------------------------------------------------------------


def _narrow(state: ORMExecuteState) -> Any:
    """Put the clause of every register into the statement. What is not read through the mapped classes must be marked trusted."""
    if state.session.info.get(WHOLE) or state.is_column_load or state.execution_options.get("trusted"):
        return None
    if not state.is_orm_statement:
        raise Forbidden("未经登记册规则的语句不能执行。")
    actor = actor_of(state.session)
    roles = actor.roles if actor is not None else NO_ONE
    if not state.is_select:
        return None  # bulk statements on registers are refused by the guard
    if state.lazy_loaded_from is not None and not _is_seen_in_part(state):
        return None
    state.statement = _narrowed(state.statement, roles, with_lines=not state.is_relationship_load)
    token = _asking.set(actor if actor is not None else NOBODY)
    try:
        return state.invoke_statement()
    finally:
        _asking.reset(token)


def _is_seen_in_part(state: ORMExecuteState) -> bool:
    """Whether what a link leads to may be kept from somebody: such a statement reads one kind of record and nothing beside it."""
    return state.bind_mapper is None or issubclass(state.bind_mapper.class_, Register | Line)


def _narrowed(statement: Any, roles: frozenset[Role], *, with_lines: bool) -> Any:
    """The statement with its clauses. One that is kept and asked again keeps these too, and with them the key by which it is found
    written out: working that out anew takes as long as asking.
    """
    # What is annotated equals what it was made of, and must not be taken for it.
    kept = {} if isinstance(statement, Annotated) else _kept.setdefault(statement, {})
    if (found := kept.get((roles, with_lines))) is None:
        options = (_criteria(roles), LINES) if with_lines else (_criteria(roles),)
        found = kept[roles, with_lines] = statement.options(*options)
    return found


_kept: WeakKeyDictionary[Any, dict[Any, Any]] = WeakKeyDictionary()
NOBODY = Actor(user_id=0, staff_id=None, name="", roles=NO_ONE)
_known: dict[frozenset[Role], Any] = {}
_building = Lock()


def _criteria(roles: frozenset[Role]) -> Any:
    """The option for people who hold these roles. SQLAlchemy tells cached criteria apart by their code, and code by its name: so the
    name says the roles, and equal names mean equal rules.
    """
    with _building:
        if roles not in _known:

            def rows(entity: Any, roles: frozenset[Role] = roles) -> ColumnElement[bool]:
                return visible(entity, roles)

            rows.__code__ = rows.__code__.replace(co_name="_".join(["rows", *sorted(role.value for role in roles)]))
            _known[roles] = with_loader_criteria(
                Register, rows, include_aliases=True, track_closure_variables=False, propagate_to_loaders=False)  # fmt: skip
        return _known[roles]


# -- the clause ----------------------------------------------------------------------------------------------------------


def visible(entity: Any, roles: frozenset[Role]) -> ColumnElement[bool]:
    """The records of a register (or of an alias of it) that are open to somebody who holds these roles."""
    register = _class_of(entity)
    if register is None:
        return false()
    held = roles & register.read_by
    if not held:
        return false()
    narrowed = register.seen.narrowed
    if any(role not in narrowed for role in held):
        return true()
    parts = [part for role in Role if role in held for part in narrowed[role]]
    return or_(*_own(entity, register), *(_clause(entity, register, part) for part in (*parts, *register.seen.lasting)))


def with_its_record(entity: Any) -> ColumnElement[bool]:
    """A child row is seen with its record."""
    line = _class_of(entity)
    for column in line.__mapper__.columns if line is not None else ():
        if column.info.get("owner"):
            table = next(iter(column.foreign_keys)).column.table.name
            owner = next((one for one in REGISTERS if one.__tablename__ == table), None)
            if owner is None:
                return true()
            its_own = select(owner.id).where(owner.id == getattr(entity, column.key))
            return its_own.correlate(entity).exists()  # as a list of ids, SQLite would read that of a million records each time
    return true()


def changeable(register: type[Register], roles: frozenset[Role]) -> ColumnElement[bool] | None:
    """The records that they may set right, where that is fewer than they see; None where it is not."""
    held, changing = roles & (register.kept_by | register.voided_by), register.seen.changing
    if not held or any(role not in changing for role in held):
        return None
    return or_(*(_clause(register, register, part) for role in Role if role in held for part in changing[role]))


def may_change(session: Session, record: Register, actor: Actor) -> bool:
    """Whether the person may set right what was entered into this record."""
    clause = changeable(type(record), actor.roles)
    if clause is None or record.id is None:
        return True
    model: Any = type(record)
    token = _asking.set(actor)
    try:
        with whole(session), session.no_autoflush:
            return bool(session.scalar(select(exists().where(model.id == record.id, clause))))
    finally:
        _asking.reset(token)


def _own(entity: Any, register: type[Register]) -> Iterator[ColumnElement[bool]]:
    """What a person entered, is to do by name, or was given to approve by name."""
    holders = dict.fromkeys(step.holder for step in register.flow.steps if step.holder)
    yield _clause(entity, register, Rows(tie=Tie.PERSON, fields=("creator", *holders)))
    if any(step.chain for step in register.flow.steps):
        task: Any = ApprovalTask
        yield entity.id.in_(
            select(Approval.record_id).join(task)
            .where(
                Approval.register == register.__tablename__,
                or_(task.assignee_id.in_(ME), task.by_id.in_(ME), _entrusted(task))))  # fmt: skip


def _entrusted(task: Any) -> ColumnElement[bool]:
    """An open place that a deputy decides: one given to his principal by name, or to a post that his principal holds."""
    at_home = or_(task.department_id.is_(None), task.department_id.in_(LENT_UNITS))
    lent = or_(task.assignee_id.in_(PRINCIPALS), and_(task.assignee_id.is_(None), task.role.in_(LENT_POSTS), at_home))
    return and_(task.state == TaskState.OPEN, lent)


def _clause(entity: Any, register: type[Register], part: Part) -> ColumnElement[bool]:
    if not isinstance(part, Rows):
        return holds(entity, register, part)  # type: ignore[arg-type] # a Condition is a When by now
    if part.through is not None:
        target: Any = register.fields[part.through].target
        named = or_(*(getattr(target, f"{name}_id").in_(ME) for name in part.fields))
        return getattr(entity, f"{part.through}_id").in_(select(target.id).where(named))  # type: ignore[no-any-return]
    tied = or_(*(TIES[part.tie](entity, register, name) for name in part.fields))
    if not part.open_only:
        return tied
    still_open = [member for member in register.states() if member.phase.is_open]
    return and_(tied, entity.status.in_(still_open))


def _is_my_unit(entity: Any, register: Any, name: str) -> ColumnElement[bool]:
    field, colleagues = register.fields[name], select(Staff.id).where(Staff.unit_id.in_(UNITS))  # type: ignore[attr-defined]
    if field.kind is Kind.DEPARTMENT:
        return getattr(entity, f"{name}_id").in_(UNITS)  # type: ignore[no-any-return]
    if field.kind is Kind.STAFF:
        return getattr(entity, f"{name}_id").in_(colleagues)  # type: ignore[no-any-return]
    if field.is_rows:
        columns = [column.name for column in field.target.fields.values() if column.kind is Kind.DEPARTMENT]
        owner = next(column.key for column in field.target.__mapper__.columns if column.info.get("owner"))
        named = or_(*(getattr(field.target, f"{column}_id").in_(UNITS) for column in columns))
        return entity.id.in_(select(getattr(field.target, owner)).where(named))  # type: ignore[no-any-return]
    return getattr(entity, name).any(Staff.unit_id.in_(UNITS))  # type: ignore[attr-defined,no-any-return] # several people


def _is_me(entity: Any, register: Any, name: str) -> ColumnElement[bool]:
    if register.fields[name].kind is Kind.STAFF:
        return getattr(entity, f"{name}_id").in_(ME)  # type: ignore[no-any-return]
    return getattr(entity, name).any(Staff.id.in_(ME))  # type: ignore[no-any-return]


TIES: Mapping[Tie, Callable[[Any, Any, str], ColumnElement[bool]]] = {Tie.UNIT: _is_my_unit, Tie.PERSON: _is_me}


def _late(name: str, kind: Any, ask: Callable[[Actor], list[Any]]) -> Any:
    """A list that is asked for when a statement runs, so that one prepared statement serves everybody."""
    return bindparam(name, callable_=lambda: ask(_asking.get()), type_=kind, expanding=True)


ME = _late("desk_me", Integer, lambda actor: [] if actor.staff_id is None else [actor.staff_id])
UNITS = _late("desk_units", Integer, lambda actor: [] if actor.department_id is None else [actor.department_id])
PRINCIPALS = _late("desk_principals", Integer, lambda actor: list(actor.acts_for))
LENT_UNITS = _late("desk_lent_units", Integer, lambda actor: list(actor.acts_in))
LENT_POSTS = _late("desk_lent_posts", String, lambda actor: [role.value for role in actor.acts_as])


def _of_owner(entity: Any) -> ColumnElement[bool]:
    return with_its_record(entity)  # SQLAlchemy lets a criterion call nothing but what gives a clause


LINES = with_loader_criteria(Line, _of_owner, include_aliases=True, track_closure_variables=False, propagate_to_loaders=False)
