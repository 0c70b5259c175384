"""What holds for every register, the day it is listed: its sheet, its flow, its doors, its forms, its life.

A register's own tests say only what is particular to it. Everything here is derived from the declarations.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from models import REGISTERS, Correction, Option, Printed, PrintJob, Staff, StepTaken
from models.declare import Kind, Phase, Register, Step
from models.policy import PolicyValue
from rules.moments import local
from rules.refusals import Forbidden, Invalid, Refused, WrongState
from rules.roles import Role
from services import records
from services.correct import correct, correctable
from services.listing import choice_filters
from services.rights import may_take
from services.step import take
from tests.cast import NOW, ClientOf
from tests.make import (
    WORDS,
    decide,
    in_order,
    keeper,
    keeper_role,
    make,
    meet,
    own_values,
    person,
    posted,
    step_values,
    stored,
    taker,
    value_of,
    values_for,
    voided,
    walk,
)
from tests.page import leftovers, page
from views.database import db

YESTERDAY, TOMORROW = NOW - timedelta(days=1), NOW + timedelta(days=1)


def name(register: type[Register]) -> str:
    return register.__name__


every = pytest.mark.parametrize("register", REGISTERS, ids=name)
flowing = pytest.mark.parametrize("register", [register for register in REGISTERS if register.flow.steps], ids=name)
dated = pytest.mark.parametrize("register", [register for register in REGISTERS if register.entered], ids=name)
EVERY_STEP = [(register, step) for register in REGISTERS for step in register.flow.steps]
each_step = pytest.mark.parametrize(
    ("register", "key"), [(register, step.key) for register, step in EVERY_STEP if not step.chain],
    ids=lambda value: value if isinstance(value, str) else value.__name__)  # fmt: skip
each_chain_step = pytest.mark.parametrize(
    ("register", "key"), [(register, step.key) for register, step in EVERY_STEP if step.chain],
    ids=lambda value: value if isinstance(value, str) else value.__name__)  # fmt: skip


def at(register: type[Register], key: str, session: Session) -> tuple[Any, Step]:
    """A record where that step begins and is open, and the step."""
    step = register.flow.step(key)
    assert step is not None
    record = walk(make(register, session), step.source)
    meet(record, step)
    return record, step


def base(record: Register) -> str:
    return f"/{record.__tablename__}/{record.id}"


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


@each_step
def test_each_step_is_taken_by_its_roles_and_refused_to_the_others(register: type[Register], key: str, session: Session) -> None:
    record, step = at(register, key, session)
    before = (record.status, record.row_version, session.scalar(select(func.count(StepTaken.id))))
    values, words = step_values(record, step, session), WORDS if step.reasoned else ""
    session.flush()
    for role in Role:
        somebody = person(session, role)
        if role in step.roles:
            trial = session.begin_nested()
            who = taker(session, record, step) if step.other_than_author else somebody
            take(session, record, step, values, words=words, actor=who, now=NOW)
            assert record.status is step.target
            trial.rollback()
        elif not (step.holder and getattr(record, step.holder) is session.get(Staff, somebody.staff_id)):
            with pytest.raises(Forbidden):
                take(session, record, step, values, words=words, actor=somebody, now=NOW)
            assert not session.dirty
        assert (record.status, record.row_version, session.scalar(select(func.count(StepTaken.id)))) == before, role


@each_step
def test_the_holder_takes_his_step_whatever_his_post(register: type[Register], key: str, session: Session) -> None:
    record, step = at(register, key, session)
    if step.holder and (holder := getattr(record, step.holder)):
        who, words = person(session, Role.GROUP, staff=holder), WORDS if step.reasoned else ""
        take(session, record, step, step_values(record, step, session), words=words, actor=who, now=NOW)
        assert record.status is step.target


@each_step
def test_a_step_is_not_taken_from_another_state(register: type[Register], key: str, session: Session) -> None:
    record, step = at(register, key, session)
    for other in register.states():
        if other is not step.source and other.phase is not Phase.VOID:
            elsewhere = walk(make(register, session), other)
            with pytest.raises(WrongState):
                take(session, elsewhere, step, {}, actor=taker(session, record, step), now=NOW)
            return


@each_step
def test_a_step_demands_what_it_needs(register: type[Register], key: str, session: Session) -> None:
    record, step = at(register, key, session)
    before = record.status
    empty: dict[str, object] = {field: [] if record.fields[field].kind is Kind.LINKS else None for field in step.fields}
    if step.reasoned or any(record.fields[name].tally is None for name in step.needed):
        with pytest.raises(Invalid) as refused:
            take(session, record, step, empty, actor=taker(session, record, step), now=NOW)
        assert {name for name in step.needed if record.fields[name].tally is None} <= set(refused.value.errors)
        assert ("words" in refused.value.errors) is step.reasoned
        assert record.status is before


@each_step
def test_an_approval_is_refused_to_the_author(register: type[Register], key: str, session: Session) -> None:
    record, step = at(register, key, session)
    author = person(session, *step.roles, staff=record.creator) if step.roles else None
    if author and step.other_than_author:
        assert not may_take(author, record, step)
        with pytest.raises(Forbidden, match="不能审批自己"):
            take(session, record, step, step_values(record, step, session), words=WORDS, actor=author, now=NOW)


@each_step
def test_a_step_signs_decides_and_is_written_down(register: type[Register], key: str, session: Session) -> None:
    record, step = at(register, key, session)
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


@each_chain_step
def test_what_a_chain_decides_is_nobody_s_to_take(register: type[Register], key: str, session: Session) -> None:
    record, step = at(register, key, session)
    for role in Role:
        with pytest.raises(Forbidden, match="由审批决定，现在等待"):
            take(session, record, step, {}, words=WORDS, actor=person(session, role), now=NOW)
    assert record.status is step.source


@each_chain_step
def test_a_chain_takes_its_step_and_writes_into_the_boxes(register: type[Register], key: str, session: Session) -> None:
    record, step = at(register, key, session)
    decide(record, agreed=bool(step.agreed))
    assert record.status is step.target
    written = [getattr(record, box) for box in set(step.opinions.values()) if getattr(record, box) is not None]
    assert {(signed.agreed, signed.text) for signed in written} == {(step.agreed, WORDS)}
    last = session.scalars(select(StepTaken).where(
        StepTaken.register == record.__tablename__, StepTaken.record_id == record.id).order_by(StepTaken.id.desc())).first()  # fmt: skip
    assert last is not None
    assert (last.source, last.target, last.label, last.words) == (step.source.value, step.target.value, step.label, WORDS)


# -- no way around the flow --------------------------------------------------------------------------------------------


@flowing
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


@flowing
@pytest.mark.parametrize("way_round", WAYS_ROUND)
def test_the_state_is_moved_by_steps_alone(register: type[Register], way_round: Callable[..., None], session: Session) -> None:
    record = make(register, session)
    session.commit()
    with pytest.raises(Refused):
        way_round(session, record, register.states()[1])
    session.rollback()
    assert record.status is register.start()


@flowing
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


@every
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


@every
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


@every
def test_numbers_have_no_gap(register: type[Register], session: Session) -> None:
    values = values_for(register, session)
    session.commit()
    kept = list(session.scalars(select(register.number)))
    for turn in range(20):
        other = [field for field in values if register.fields[field].kind is Kind.TEXT or register.fields[field].once]
        fresh = {field: value_of(register.fields[field], session) for field in other}
        fresh |= own_values(register, values, session)
        kept.append(records.create(session, register, values | fresh, actor=keeper(session, register), now=NOW).number)
        if turn % 3 == 1:
            session.rollback()
            kept.pop()
        else:
            session.commit()
    assert kept == [f"QH-{register.code}-2026-{count:05}" for count in range(1, len(kept) + 1)]


@every
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


# -- life --------------------------------------------------------------------------------------------------------------


def past_start(register: type[Register], session: Session) -> Any:
    """A record whose first step is done."""
    record = walk(make(register, session), next(register.flow.leaving(register.start())).target)
    session.commit()
    return record


@flowing
def test_what_a_step_has_closed_is_not_edited(register: type[Register], session: Session, client_of: ClientOf) -> None:
    record = past_start(register, session)
    locked = set(register.at_creation()) - set(register.editable_in(record.status))
    before = {field: stored(record, field) for field in locked}
    fresh = values_for(register, session) | dict.fromkeys((f for f in locked if register.fields[f].kind is Kind.TEXT), "改动")
    data = posted(register, fresh) | {"seen": str(record.row_version)}
    session.commit()
    for role in in_order(register.kept_by | {role for step in register.flow.steps for role in step.roles}):
        assert client_of(role).post(f"{base(record)}/edit", data=data).status_code in (302, 403, 404, 200)
    session.rollback()
    assert {field: stored(record, field) for field in locked} == before


@flowing
def test_a_correction_keeps_the_old_value_the_reason_and_the_person(register: type[Register], session: Session) -> None:
    record, who = past_start(register, session), keeper(session, register)
    field = next(n for n in correctable(who, record) if record.fields[n].kind in (Kind.TEXT, Kind.PROSE) and not record.fields[n].common)
    old = getattr(record, field)
    made = correct(session, record, field, "更正后的内容", "录入有误", actor=who, now=NOW)
    session.commit()
    assert getattr(record, field) == "更正后的内容"
    kept = session.get(Correction, made.id)
    assert kept is not None
    assert (kept.field, kept.old, kept.new, kept.reason, kept.by_id, kept.at) == (field, old, "更正后的内容", "录入有误", who.staff_id, NOW)


@flowing
def test_a_correction_without_a_reason_is_refused(register: type[Register], session: Session, client_of: ClientOf) -> None:
    record, who = past_start(register, session), keeper(session, register)
    field = next(n for n in correctable(who, record) if record.fields[n].kind in (Kind.TEXT, Kind.PROSE))
    session.rollback()
    answer = client_of(keeper_role(register)).post(f"{base(record)}/correct", data={"field": field, field: "更正后的内容", "words": " "})
    assert answer.status_code == 200
    assert "请写明更正原因" in page(answer).text
    assert page(answer).boxes[field] == ["更正后的内容"]


@every
def test_void_needs_a_reason_and_keeps_the_number(register: type[Register], session: Session, client_of: ClientOf) -> None:
    record, other = make(register, session), make(register, session)
    session.commit()
    browser = client_of(in_order(register.voided_by)[0])
    refused = browser.post(f"{base(other)}/void", data={"words": "  "})
    assert (refused.status_code, page(refused).errors) == (200, {"words": "请写明作废原因"})
    assert browser.post(f"{base(other)}/void", data={"words": "重复登记"}).status_code == 302
    session.rollback()
    assert (other.status, other.void_reason) == (register.void_state(), "重复登记")
    assert make(register, session).number > other.number > record.number
    session.commit()
    listed = browser.get(f"/{register.__tablename__}/").get_data(as_text=True)
    assert other.number in listed
    assert "st st-void" in listed
    assert browser.post(f"{base(other)}/void", data={"words": "再来"}).status_code == 409
    assert browser.get(f"{base(other)}/void").status_code == 409


@every
def test_a_void_record_is_closed(register: type[Register], session: Session, client_of: ClientOf) -> None:
    record = voided(make(register, session))
    session.commit()
    browser = client_of(keeper_role(register))
    for door in ("edit", "correct"):
        assert browser.get(f"{base(record)}/{door}").status_code == 403
    assert browser.post(f"{base(record)}/attach", data={}).status_code == 403
    for step in list(register.flow.steps)[:2]:
        taker = next((role for role in step.roles if role not in register.seen.narrowed), None)
        if taker is not None:
            assert client_of(taker).post(f"{base(record)}/step/{step.key}").status_code == 409
    assert not record.steps()
    assert "void-note" in browser.get(base(record)).get_data(as_text=True)


@every
def test_every_printing_is_counted_and_written_down(register: type[Register], session: Session, client_of: ClientOf) -> None:
    record = make(register, session)
    session.commit()
    version, browser = record.row_version, client_of(keeper_role(register))
    for _ in range(2):
        answer = browser.get(f"{base(record)}/print")
        assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
    session.rollback()
    assert (record.print_count, record.row_version) == (2, version)
    rows = session.execute(select(Printed.count, Printed.copies, PrintJob.by_id, PrintJob.at, PrintJob.paper).join(Printed.job).where(
        Printed.register == record.__tablename__, Printed.record_id == record.id).order_by(Printed.id)).all()  # fmt: skip
    who, copies = keeper(session, register).staff_id, "、".join(register.sheet.copies)
    assert [tuple(row) for row in rows] == [(1, copies, who, NOW, "sheet"), (2, copies, who, NOW, "sheet")]


@every
def test_the_blank_form_and_the_ledger_print(register: type[Register], session: Session, client_of: ClientOf) -> None:
    make(register, session)
    session.commit()
    browser = client_of(keeper_role(register))
    assert browser.get(f"/{register.__tablename__}/blank").data[:5] == b"%PDF-"
    assert session.scalar(select(func.count(PrintJob.id))) == 0
    session.rollback()
    ledger = browser.get(f"/{register.__tablename__}/ledger")
    assert ledger.data[:5] == b"%PDF-" if register.ledger else ledger.status_code == 404


# -- doors -------------------------------------------------------------------------------------------------------------


def own_words(register: type[Register], session: Session) -> str:
    """What the declaration and its option lists themselves write in Latin letters: IC卡, GB/T."""
    fields = register.fields.values()
    labels = session.scalars(select(Option.label).where(Option.list_code.in_([field.options for field in fields if field.options])))
    return " ".join([register.sheet.note, *(field.label + field.help for field in fields), *labels])


@every
def test_its_pages_open_to_its_keeper_in_chinese(register: type[Register], session: Session, client_of: ClientOf) -> None:
    record, own, seen = make(register, session), own_words(register, session), {}
    session.commit()
    browser, whole = client_of(keeper_role(register)), f"/{register.__tablename__}"
    for path in (f"{whole}/", f"{whole}/add", base(record), f"{base(record)}/edit"):
        answer = browser.get(path)
        assert answer.status_code == 200, path
        seen[path] = page(answer).text
        assert not leftovers(seen[path], own), path
    assert not [field.label for field in register.fields.values() if not field.common and field.label not in seen[base(record)]]


@every
def test_strangers_are_sent_to_the_login(register: type[Register], session: Session, app: Flask) -> None:
    record = make(register, session)
    session.commit()
    stranger, whole = app.test_client(), f"/{register.__tablename__}"
    here = [f"{whole}/", f"{whole}/add", f"{whole}/blank", f"{whole}/ledger"]
    here += [base(record), *(f"{base(record)}/{tail}" for tail in ("edit", "print", "void", "correct", "step/x", "file/1"))]
    for path in here:
        answer = stranger.get(path)
        assert (answer.status_code, answer.location) == (302, f"/login/?next={path}"), path
    for path in (f"{whole}/add", f"{whole}/batch", *(f"{base(record)}/{tail}" for tail in ("edit", "void", "correct", "attach"))):
        assert stranger.post(path).status_code == 302


@every
def test_whoever_has_no_part_in_it_is_refused(register: type[Register], session: Session, client_of: ClientOf) -> None:
    record = make(register, session)
    session.commit()
    browser, whole = client_of(Role.SYSADMIN), f"/{register.__tablename__}"
    for path in (f"{whole}/", f"{whole}/add", base(record), f"{base(record)}/edit", f"{base(record)}/print"):
        answer = browser.get(path)
        assert answer.status_code == 403
        assert record.number not in answer.get_data(as_text=True)


#: What can be made of an address by hand; `1` is a record that is there.
CRAFTED = (
    "/?page=abc", "/?page=-1", "/?page=0", "/?page=999999999999", "/?page=99999", "/?page=%C2%B2", "/?page=1&page=2&tab=all&tab=mine",
    "/?order=bogus", "/?order=-void_reason", "/?order=creator_id", "/?tab=bogus", "/?size=99999", "/?size=0", "/?size=x",
    "/?q=%00", "/?q=%25_%27%22%5C", "/?status=%27%22", "/abc", "/-1", "/0", "/1e3", "/1%00", "/%00",
    "/99999999999999999999", "/99999999999999999999/edit", "/99999999999999999999/print", "/1/step/nowhere", "/1/step/%00", "/1/step/",
    "/1/file/abc", "/1/nowhere", "/1/correct?field=bogus", "/1/correct?field=%00", "/1/correct?field=status", "/ledger?tab=bogus",
    "/ledger?page=x", "/batch", "/1/attach", "/add?number=1&status=2", "/?q=" + "%E6%B0%B4" * 2000,
)  # fmt: skip


@every
def test_a_crafted_address_gives_a_clear_page(register: type[Register], session: Session, client_of: ClientOf) -> None:
    """Every one of them for the first register; of the others each takes its share, for they are generated alike."""
    make(register, session)
    session.commit()
    browser, turn = client_of(keeper_role(register)), REGISTERS.index(register)
    for tail in CRAFTED if turn == 0 else CRAFTED[turn % 4 :: 4]:
        answer = browser.get(f"/{register.__tablename__}{tail}")
        assert answer.status_code in (200, 308, 400, 403, 404, 405, 409), (tail, answer.status_code)
        if answer.status_code >= 400:
            assert re.search(r"[\u4e00-\u9fff]{4}", page(answer).text), tail


@every
def test_a_choice_nobody_offers_finds_nothing(register: type[Register], session: Session, client_of: ClientOf) -> None:
    make(register, session)
    session.commit()
    codes = {field.name: "'\"--" for field in choice_filters(register)}
    answer = client_of(keeper_role(register)).get(f"/{register.__tablename__}/", query_string=codes)
    assert answer.status_code == 200
    assert ("没有符合条件的记录" in page(answer).text) is bool(codes)


def test_a_huge_file_id_gives_a_clear_page(session: Session, client_of: ClientOf) -> None:
    record = make(REGISTERS[0], session)
    session.commit()
    assert client_of(keeper_role(REGISTERS[0])).get(f"{base(record)}/file/{10**25}").status_code == 404


CRAFTED_BATCHES: tuple[dict[str, Any], ...] = (
    {}, {"action": "print"}, {"action": "print", "ids": "abc"}, {"action": "print", "ids": ["999999"]},
    {"action": "print", "ids": "9" * 40}, {"action": "bogus", "ids": "1"}, {"action": "step-nowhere", "ids": "1"},
    {"action": "step-%00", "ids": "1"}, {"ids": [str(number) for number in range(1, 700)]},
)  # fmt: skip


@pytest.mark.parametrize("data", CRAFTED_BATCHES, ids=repr)
def test_a_crafted_batch_gives_a_clear_page(data: dict[str, Any], session: Session, client_of: ClientOf) -> None:
    make(REGISTERS[0], session)
    session.commit()
    answer = client_of(keeper_role(REGISTERS[0])).post(f"/{REGISTERS[0].__tablename__}/batch", data=data)
    assert answer.status_code in (404, 409)
    assert re.search(r"[\u4e00-\u9fff]{4}", page(answer).text)
