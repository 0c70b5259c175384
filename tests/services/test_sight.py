"""Which records a person sees: the same at every way a statement can be put, for every register and every post."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import exists, func, select, union
from sqlalchemy.orm import Session, aliased, selectinload, subqueryload

from models import REGISTERS, Complaint, Customer
from models.approval import Approval
from models.declare import Register
from models.organisation import Staff
from rules.actor import Actor
from rules.roles import Role
from services import sight
from services.list_page import list_page
from services.listing import ListQuery
from services.lookup import lookup
from tests.cast import NOW
from tests.make import make
from tests.services.eyes import actor_with, in_department, population, put, sees, session_of, tie_to

every = pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.__name__)
NARROWED = [register for register in REGISTERS if register.seen.narrowed]
narrowed = pytest.mark.parametrize("register", NARROWED, ids=lambda register: register.__name__)

#: The ways in which a program may ask for records; each gives ids.
WAYS: dict[str, Callable[[Session, Any], set[int]]] = {
    "select": lambda session, model: {record.id for record in session.scalars(select(model))},
    "column": lambda session, model: set(session.scalars(select(model.id))),
    "alias": lambda session, model: {record.id for record in session.scalars(select(aliased(model)))},
    "self join": lambda session, model: _self_join(session, model),
    "subquery": lambda session, model: set(session.scalars(select(select(model.id).subquery().c.id))),
    "cte": lambda session, model: set(session.scalars(select(select(model.id).cte().c.id))),
    "in": lambda session, model: set(session.scalars(select(model.id).where(model.id.in_(select(model.id))))),
    "join": lambda session, model: set(session.scalars(select(model.id).join(Staff, Staff.id == model.creator_id))),
    "from the other side": lambda session, model: set(
        session.scalars(select(model.id).select_from(Staff).join(model, Staff.id == model.creator_id))),
    "outer join": lambda session, model: set(
        session.scalars(select(model.id).select_from(Staff).outerjoin(model, Staff.id == model.creator_id))) - {None},
    "exists": lambda session, model: {
        key for key in _all_ids(session, model) if session.scalar(select(func.count(Staff.id)).where(exists().where(model.id == key)))},
    "get": lambda session, model: {key for key in _all_ids(session, model) if session.get(model, key) is not None},
    "query": lambda session, model: {record.id for record in session.query(model)},
    "union": lambda session, model: set(session.scalars(union(select(model.id), select(model.id).where(model.id > 0)))),
    "pages": lambda session, model: {row.id for rows in session.scalars(select(model)).partitions(2) for row in rows},
}  # fmt: skip


def _self_join(session: Session, model: Any) -> set[int]:
    one, other = aliased(model), aliased(model)
    return set(session.scalars(select(one.id).join(other, other.id == one.id)))


def _all_ids(session: Session, model: Any) -> list[int]:
    with sight.whole(session):
        return list(session.scalars(select(model.id)))


COUNTS: dict[str, Callable[[Session, Any], int | None]] = {
    "count": lambda session, model: session.scalar(select(func.count()).select_from(model)),
    "count of ids": lambda session, model: session.scalar(select(func.count(model.id))),
    "count of a subquery": lambda session, model: session.scalar(select(func.count()).select_from(select(model).subquery())),
    "scalar subquery": lambda session, model: session.scalar(select(select(func.count(model.id)).scalar_subquery())),
    "count by query": lambda session, model: session.query(model).count(),
}


def expected(session: Session, register: type[Register], actor: Actor) -> set[int]:
    cases = list(session.scalars(select(Approval).where(Approval.register == register.__tablename__)))
    return {record.id for record in session.scalars(select(register)) if sees(actor, record, cases)}  # type: ignore[attr-defined]


# -- every register, every post ----------------------------------------------------------------------------------------


@every
def test_what_each_post_sees_is_what_the_declaration_says(register: type[Register], session: Session) -> None:
    mine, theirs = in_department(session, "郑管网", "测试管网部"), in_department(session, "冯表务", "测试表务部")
    stranger = in_department(session, "陌生人", "测试别部")
    made = population(session, register, stranger, mine, theirs)
    for role in Role:
        both = (actor_with(theirs, role), actor_with(mine, role, acts_for=(theirs,))) if role in register.seen.narrowed else ()
        for actor in (actor_with(mine, role), *both):
            wanted = expected(session, register, actor)
            with session_of(session, actor) as own:
                for way in ("select", "get", "alias", "subquery"):
                    assert WAYS[way](own, register) == wanted, (role, way)
                    own.expunge_all()
                assert COUNTS["count"](own, register) == len(wanted), role
    assert set(made) <= expected(session, register, actor_with(mine, Role.AUDITOR))


def test_one_kept_statement_serves_every_post_and_person_and_goes_with_whoever_keeps_it(session: Session) -> None:
    """Narrowed once for each set of posts; who asks is bound late."""
    mine, theirs = in_department(session, "郑管网", "测试管网部"), in_department(session, "冯表务", "测试表务部")
    population(session, Complaint, in_department(session, "陌生人", "测试别部"), mine, theirs)
    gc.collect()
    kept, before = select(Complaint), len(sight._kept)
    actors = [actor_with(mine, Role.DEPT), actor_with(theirs, Role.DEPT), actor_with(mine, Role.AUDITOR), actor_with(mine, Role.METER_MAN)]
    for actor in (*actors, *actors):
        with session_of(session, actor) as own:
            assert {record.id for record in own.scalars(kept)} == expected(session, Complaint, actor), actor
    assert len({frozenset(expected(session, Complaint, actor)) for actor in actors}) > 2, "they see no differently"
    del kept
    gc.collect()
    assert len(sight._kept) <= before, "what nobody keeps is forgotten"


@narrowed
def test_every_way_of_asking_and_of_counting_meets_the_rule(register: type[Register], session: Session) -> None:
    mine, stranger = in_department(session, "郑管网", "测试管网部"), in_department(session, "陌生人", "测试别部")
    population(session, register, stranger, mine)
    actor = actor_with(mine, next(iter(register.seen.narrowed)))
    wanted = expected(session, register, actor)
    assert 0 < len(wanted) < len(_all_ids(session, register))
    with session_of(session, actor) as own:
        for name, way in WAYS.items():
            assert way(own, register) == wanted, name
            own.expunge_all()
        for name, count in COUNTS.items():
            assert count(own, register) == len(wanted), name


@narrowed
def test_lists_and_pickers_show_no_more(register: type[Register], session: Session) -> None:
    mine, stranger = in_department(session, "郑管网", "测试管网部"), in_department(session, "陌生人", "测试别部")
    population(session, register, stranger, mine)
    actor = actor_with(mine, next(iter(register.seen.narrowed)))
    wanted = expected(session, register, actor)
    with session_of(session, actor) as own:
        page = list_page(own, register, ListQuery(size=100), actor=actor, now=NOW)
        assert {row.id for row in page.rows} == wanted
        assert page.total.number == page.counts["all"].number == len(wanted)
        found = lookup(own, register, "", actor, limit=100)
        assert {one.id for one in found} == {row.id for row in page.rows if row.status is not register.void_state()}


@every
def test_without_a_person_there_is_nothing(register: type[Register], session: Session) -> None:
    record: Any = make(register, session)
    session.commit()
    lines = [field.target for field in register.fields.values() if field.is_rows]
    for nobody in (None, Actor(user_id=0, staff_id=None, name="", roles=frozenset())):
        with session_of(session, nobody) as own:
            assert list(own.scalars(select(register))) == []
            assert own.get(register, record.id) is None
            assert own.scalar(select(func.count()).select_from(register)) == 0
            for line in lines:
                assert own.scalar(select(func.count()).select_from(line)) == 0


@pytest.mark.parametrize("register", [model for model in REGISTERS if any(field.is_rows for field in model.fields.values())])
def test_child_rows_are_seen_with_their_record(register: type[Register], session: Session) -> None:
    mine, stranger = in_department(session, "郑管网", "测试管网部"), in_department(session, "陌生人", "测试别部")
    population(session, register, stranger, mine)
    for role in Role:
        actor = actor_with(mine, role)
        wanted = expected(session, register, actor)
        for line in {field.target for field in register.fields.values() if field.is_rows}:
            owner = next(column.key for column in line.__mapper__.columns if column.info.get("owner"))
            whole = sorted(session.scalars(select(getattr(line, owner)).where(getattr(line, owner).in_(wanted))))
            with session_of(session, actor) as own:
                assert sorted(own.scalars(select(getattr(line, owner)))) == whole, role
                one = aliased(line)
                assert sorted(own.scalars(select(getattr(one, owner)))) == whole, role


# -- links -------------------------------------------------------------------------------------------------------------

LINKS = [
    (register, name) for register in REGISTERS for name, field in register.fields.items()
    if isinstance(field.target, type) and issubclass(field.target, Register) and field.is_link
]  # fmt: skip


@pytest.mark.parametrize(("register", "name"), LINKS, ids=lambda value: value if isinstance(value, str) else value.__name__)
def test_a_link_leads_only_to_what_he_sees(register: Any, name: str, session: Session) -> None:
    mine, stranger = in_department(session, "郑管网", "测试管网部"), in_department(session, "陌生人", "测试别部")
    target = register.fields[name].target
    hidden, shown = make(target, session), make(target, session)
    one, other = make(register, session), make(register, session)
    session.commit()
    for record, linked, whose in ((one, hidden, stranger), (other, shown, mine)):
        tie_to(session, record, "creator", mine)
        for tied in ("creator", "unit"):
            tie_to(session, linked, tied, whose)
        if target is not Customer:
            for field in ("dept", "resp_dept", "officer", "first_receiver", "visitor", "companions", "transferred_to"):
                if field in target.fields:
                    tie_to(session, linked, field, whose)
        put(session, register, record.id, **{f"{name}_id": linked.id})
    for role in Role:
        actor = actor_with(mine, role)
        targets = expected(session, target, actor)
        with session_of(session, actor) as own:
            for load in (None, selectinload, subqueryload):
                options = [load(getattr(register, name))] if load else []
                found = own.scalars(select(register).where(register.id.in_([one.id, other.id])).options(*options))
                for record in found.unique():
                    linked = getattr(record, name)
                    wanted = getattr(record, f"{name}_id")
                    assert (linked.id if linked else None) == (wanted if wanted in targets else None), (role, load)
                own.expunge_all()


def test_no_link_to_a_register_is_loaded_by_an_eager_join() -> None:
    """SQLAlchemy puts no clause of ours into such a join; tests/test_architecture.py keeps `joinedload` away from registers."""
    for register in REGISTERS:
        for link in register.__mapper__.relationships:
            assert link.lazy != "joined", link
