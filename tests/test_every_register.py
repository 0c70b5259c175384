"""What holds for every register, the day it is listed: its sheet, its flow, its numbers; its life and its doors stand beside.

A register's own tests say only what is particular to it. Everything here is derived from the declarations.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from models import REGISTERS, Staff, StepTaken
from models.declare import Kind, Phase, Register, States, Step
from models.policy import PolicyValue
from rules.moments import local
from rules.refusals import Forbidden, Invalid, Refused, WrongState
from rules.roles import Role
from services import records
from services.rights import may_take
from services.step import take
from tests.cast import NOW
from tests.every import every, name, some, some_flowing
from tests.make import (
    WORDS,
    decide,
    keeper,
    make,
    meet,
    own_values,
    person,
    step_values,
    taker,
    value_of,
    values_for,
    voided,
    walk,
)
from views.database import db

YESTERDAY, TOMORROW = NOW - timedelta(days=1), NOW + timedelta(days=1)


dated = pytest.mark.parametrize("register", [register for register in REGISTERS if register.entered], ids=name)


def at_states(steps_of: Callable[[Step], bool]) -> pytest.MarkDecorator:
    """Every state that such steps leave."""
    found = dict.fromkeys((register, step.source) for register in REGISTERS for step in register.flow.steps if steps_of(step))
    return pytest.mark.parametrize(("register", "state"), found, ids=lambda value: value.name if isinstance(value, States) else name(value))


def of_people(step: Step) -> bool:
    return not step.chain and not step.is_of_papers


def of_papers(step: Step) -> bool:
    return step.is_of_papers


def of_chains(step: Step) -> bool:
    return bool(step.chain)


def standing(
    register: type[Register], state: States, steps_of: Callable[[Step], bool], session: Session, subtests: pytest.Subtests,
    proofs: Iterable[Callable[[Any, Step, Session], None]],
) -> None:  # fmt: skip
    """A record walks there once; then each proof of each such step that is open there is tried, and nothing stays of it."""
    record = walk(make(register, session), state)
    session.flush()
    for step in (step for step in register.flow.leaving(state) if steps_of(step)):
        for proof in proofs:
            trial = session.begin_nested()
            with subtests.test(proof.__name__, step=step.key):
                meet(record, step)
                assert record.status is state
                proof(record, step, session)
            trial.rollback()
            session.expire_all()


# -- sheet -------------------------------------------------------------------------------------------------------------


@every
def test_every_field_has_one_place_on_the_sheet(register: type[Register]) -> None:
    places = [cell.name for cell in register.sheet.cells()]
    assert len(set(places)) == len(places)
    assert {field.name for field in register.fields.values() if not field.common} <= set(places)


@every
def test_whoever_must_give_a_reason_for_a_late_entry_finds_its_place(register: type[Register]) -> None:
    if register.entered:
        assert "late_reason" in {cell.name for cell in register.sheet.cells()}
        assert "late_reason" in register.editable_in(register.start())


# -- flow --------------------------------------------------------------------------------------------------------------


@every
def test_every_state_is_reached_by_real_steps(register: type[Register], session: Session) -> None:
    for state in register.states():
        record = make(register, session)
        assert (voided(record) if state.phase is Phase.VOID else walk(record, state)).status is state


def is_taken_by_its_roles_and_refused_to_the_others(record: Any, step: Step, session: Session) -> None:
    values, words = step_values(record, step, session), WORDS if step.reasoned else ""
    session.flush()
    before = (record.status, record.row_version, session.scalar(select(func.count(StepTaken.id))))
    for role in Role:
        somebody = person(session, role)
        if role in step.roles:
            trial = session.begin_nested()
            who = taker(session, record, step) if step.other_than_author or step.other_than_signers or step.other_than_people else somebody
            take(session, record, step, values, words=words, actor=who, now=NOW)
            assert record.status is step.target
            trial.rollback()
        elif not (step.holder and getattr(record, step.holder) is session.get(Staff, somebody.staff_id)):
            with pytest.raises(Forbidden):
                take(session, record, step, values, words=words, actor=somebody, now=NOW)
            assert not session.dirty
        assert (record.status, record.row_version, session.scalar(select(func.count(StepTaken.id)))) == before, role


def is_taken_by_its_holder_whatever_his_post(record: Any, step: Step, session: Session) -> None:
    if step.holder and (holder := getattr(record, step.holder)):
        who, words = person(session, Role.GROUP, staff=holder), WORDS if step.reasoned else ""
        take(session, record, step, step_values(record, step, session), words=words, actor=who, now=NOW)
        assert record.status is step.target


def is_not_taken_from_another_state(record: Any, step: Step, session: Session) -> None:
    for other in record.states():
        if other is not step.source and other.phase is not Phase.VOID:
            elsewhere = walk(make(type(record), session), other)
            with pytest.raises(WrongState):
                take(session, elsewhere, step, {}, actor=taker(session, record, step), now=NOW)
            return


def demands_what_it_needs(record: Any, step: Step, session: Session) -> None:
    before = record.status
    empty: dict[str, object] = {field: [] if record.fields[field].kind is Kind.LINKS else None for field in step.fields}
    asked = {name for name in step.needed if record.fields[name].tally is None and record.fields[name].found is None}
    if step.reasoned or asked:
        with pytest.raises(Invalid) as refused:
            take(session, record, step, empty, actor=taker(session, record, step), now=NOW)
        assert asked <= set(refused.value.errors)
        assert ("words" in refused.value.errors) is step.reasoned
        assert record.status is before


def is_refused_to_the_author(record: Any, step: Step, session: Session) -> None:
    author = person(session, *step.roles, staff=record.creator) if step.roles else None
    if author and step.other_than_author:
        assert not may_take(author, record, step)
        with pytest.raises(Forbidden, match="不能审批自己"):
            take(session, record, step, step_values(record, step, session), words=WORDS, actor=author, now=NOW)


def signs_decides_and_is_written_down(record: Any, step: Step, session: Session) -> None:
    source, who = record.status, taker(session, record, step)
    take(session, record, step, step_values(record, step, session), words=WORDS, actor=who, now=NOW)
    last = session.scalars(select(StepTaken).where(
        StepTaken.register == record.__tablename__, StepTaken.record_id == record.id).order_by(StepTaken.id.desc())).first()  # fmt: skip
    assert last is not None
    assert (last.source, last.target, last.by_id, last.words, last.at) == (source.value, step.target.value, who.staff_id, WORDS, NOW)
    for place in filter(None, (step.signing, step.deciding)):
        signed = getattr(record, place)
        assert (signed.name, signed.staff_id) == (who.name, who.staff_id)
    if step.deciding:
        assert (getattr(record, step.deciding).agreed, getattr(record, step.deciding).text) == (step.agreed, WORDS)
    for written, value in step.writes.items():
        assert getattr(record, written) == value


def is_moved_by_papers_alone(record: Any, step: Step, session: Session) -> None:
    for role in Role:
        with pytest.raises(Forbidden, match=r"由系统.+办理"):
            take(session, record, step, {}, words=WORDS, actor=person(session, role), now=NOW)
    assert record.status is step.source
    assert step.feed or any(moving.to is step.target for other in REGISTERS for one in other.flow.steps for moving in one.movings)


def is_decided_by_its_chain_alone(record: Any, step: Step, session: Session) -> None:
    for role in Role:
        with pytest.raises(Forbidden, match="由审批决定，现在等待"):
            take(session, record, step, {}, words=WORDS, actor=person(session, role), now=NOW)
    assert record.status is step.source


def is_taken_by_its_chain_which_writes_into_the_boxes(record: Any, step: Step, session: Session) -> None:
    decide(record, agreed=bool(step.agreed))
    assert record.status is step.target
    written = [getattr(record, box) for box in set(step.opinions.values()) if getattr(record, box) is not None]
    assert {(signed.agreed, signed.text) for signed in written} == {(step.agreed, WORDS)}
    last = session.scalars(select(StepTaken).where(
        StepTaken.register == record.__tablename__, StepTaken.record_id == record.id).order_by(StepTaken.id.desc())).first()  # fmt: skip
    assert last is not None
    assert (last.source, last.target, last.label, last.words) == (step.source.value, step.target.value, step.label, WORDS)


#: What is proved of every step of people, of papers and of chains.
OF_PEOPLE = (
    is_taken_by_its_roles_and_refused_to_the_others, is_taken_by_its_holder_whatever_his_post, is_not_taken_from_another_state,
    demands_what_it_needs, is_refused_to_the_author, signs_decides_and_is_written_down,
)  # fmt: skip
OF_CHAINS = (is_decided_by_its_chain_alone, is_taken_by_its_chain_which_writes_into_the_boxes)


@at_states(of_people)
def test_each_step_of_people(register: type[Register], state: States, session: Session, subtests: pytest.Subtests) -> None:
    standing(register, state, of_people, session, subtests, OF_PEOPLE)


@at_states(of_papers)
def test_each_step_of_papers(register: type[Register], state: States, session: Session, subtests: pytest.Subtests) -> None:
    standing(register, state, of_papers, session, subtests, [is_moved_by_papers_alone])


@at_states(of_chains)
def test_each_step_of_a_chain(register: type[Register], state: States, session: Session, subtests: pytest.Subtests) -> None:
    standing(register, state, of_chains, session, subtests, OF_CHAINS)


# -- no way around the flow --------------------------------------------------------------------------------------------


@some_flowing
def test_no_record_begins_past_its_first_state(register: type[Register], session: Session) -> None:
    with pytest.raises(Invalid):
        make(register, session, status=register.states()[1])
    record = records.begin(session, register, keeper(session, register), NOW)
    for field, value in values_for(register, session).items():
        if not register.fields[field].is_rows and register.fields[field].kind is not Kind.SIGNATURE:
            setattr(record, field, value)
    record.status = register.states()[1]
    session.add(record)
    with pytest.raises(WrongState):
        session.flush()


def by_attribute(session: Session, record: Any, state: Any) -> None:
    record.status = state
    session.flush()


def by_merge(session: Session, record: Any, state: Any) -> None:
    session.merge(type(record)(id=record.id, row_version=record.row_version, status=state))
    session.flush()


def by_statement(session: Session, record: Any, state: Any) -> None:
    session.execute(update(type(record)).values(status=state))


def by_query(session: Session, record: Any, state: Any) -> None:
    session.query(type(record)).update({"status": state})


def by_key(session: Session, record: Any, state: Any) -> None:
    session.execute(update(type(record)), [{"id": record.id, "status": state}])


WAYS_ROUND = [
    by_attribute, by_merge, by_statement, by_query, by_key,
]  # fmt: skip


@some_flowing
@pytest.mark.parametrize("way_round", WAYS_ROUND)
def test_the_state_is_moved_by_steps_alone(register: type[Register], way_round: Callable[..., None], session: Session) -> None:
    record = make(register, session)
    session.commit()
    with pytest.raises(Refused):
        way_round(session, record, register.states()[1])
    session.rollback()
    assert record.status is register.start()


@some_flowing
@pytest.mark.parametrize("method", ["bulk_update_mappings", "bulk_insert_mappings", "bulk_save_objects"])
def test_the_old_bulk_methods_are_closed(register: type[Register], method: str, session: Session, app: Flask) -> None:
    """They meet no event of the session, so the session of a request has none."""
    record = make(register, session)
    session.commit()
    given = {"id": record.id, "row_version": record.row_version, "status": register.states()[1]}
    session.rollback()
    with app.app_context(), pytest.raises(Refused):
        getattr(db.session, method)(register, [given])
    assert record.status is register.start()


@some
def test_nothing_is_deleted(register: type[Register], session: Session) -> None:
    record = make(register, session)
    session.commit()
    session.delete(record)
    with pytest.raises(Refused, match="不能删除"):
        session.flush()
    session.rollback()
    with pytest.raises(Refused):
        session.execute(delete(register))
    session.rollback()
    assert session.get(register, record.id) is record


@some
def test_a_number_is_never_changed(register: type[Register], session: Session) -> None:
    record = make(register, session)
    record.number = "QH-1"
    with pytest.raises(Refused, match="编号"):
        session.flush()


def test_no_address_deletes(app: Flask) -> None:
    """The console's own (Flask-Admin makes them) refuse everybody: tests/views/test_console.py."""
    addresses = [rule.rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/console/")]
    assert not [address for address in addresses if re.search("delete|remove|destroy", address)]
    assert not [rule.rule for rule in app.url_map.iter_rules() if "DELETE" in (rule.methods or ())]


# -- numbers -----------------------------------------------------------------------------------------------------------


@some
def test_numbers_have_no_gap(register: type[Register], session: Session) -> None:
    values = values_for(register, session)
    session.commit()
    kept = list(session.scalars(select(register.number)))
    for turn in range(20):
        other = [field for field in values if register.fields[field].kind is Kind.TEXT or register.fields[field].once]
        other = [field for field in other if not register.fields[field].is_link]
        fresh = {field: value_of(register.fields[field], session) for field in other}
        fresh |= own_values(register, values, session)
        kept.append(records.create(session, register, values | fresh, actor=keeper(session, register), now=NOW).number)
        if turn % 3 == 1:
            session.rollback()
            kept.pop()
        else:
            session.commit()
    assert kept == [f"QH-{register.code}-2026-{count:05}" for count in range(1, len(kept) + 1)]


@some
def test_the_pattern_of_numbers_is_the_policys(register: type[Register], session: Session) -> None:
    for row in session.scalars(select(PolicyValue).where(PolicyValue.key == "number_pattern")):
        row.value = "{form}/{year}{month}/{count}"
    session.flush()
    assert make(register, session).number == f"{register.code}/202611/{len(session.scalars(select(register.id)).all())}"


@dated
def test_a_late_entry_says_why(register: type[Register], session: Session) -> None:
    assert register.entered is not None
    late: dict[str, Any] = {
        register.entered.name: local(YESTERDAY).date() if register.fields[register.entered.name].kind is Kind.DAY else YESTERDAY
    }
    if register.entered.name in register.at_creation():
        with pytest.raises(Invalid) as refused:
            make(register, session, **late)
        assert refused.value.errors.keys() == {"late_reason"}
        assert make(register, session, **late, late_reason="现场无网络").late_reason == "现场无网络"
    else:
        record, step = make(register, session), next(register.flow.leaving(register.start()))
        values = step_values(record, step, session, **late)
        with pytest.raises(Invalid) as refused:
            take(session, record, step, values, actor=taker(session, record, step), now=NOW)
        assert refused.value.errors.keys() == {"late_reason"}
        take(session, record, step, {**values, "late_reason": "现场无网络"}, actor=taker(session, record, step), now=NOW)
