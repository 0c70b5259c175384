"""Filling in: a new record is stored as typed, a refused one loses nothing, and every kind of field refuses what it must.

All of it over every register, from the declarations; what is particular to one form has a test with its name below.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models import REGISTERS, Callback, Counter, Customer, Inquiry, Notice, ServiceItem, Staff, VisitRecord, VisitTrip
from models.declare import Field, Kind, Register
from models.declare.declared import Declared
from rules.moments import local, show_moment
from rules.roles import Role
from services.records import required_at_creation
from tests.cast import NOW, ClientOf
from tests.make import (
    Posted,
    form_for,
    id_card,
    keeper_role,
    make,
    meet,
    posted,
    step_values,
    stored,
    typed,
    value_of,
    values_for,
    walk,
    wrong_check,
)
from tests.page import page

every = pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.__name__)
TOMORROW = NOW + timedelta(days=1)

#: Kinds whose box shows what can be picked, so that a code nobody offers is not shown again.
PICKED = {Kind.CHOICE, Kind.YES_NO, Kind.LINK, Kind.LINKS, Kind.STAFF, Kind.DEPARTMENT}


@pytest.fixture
def browser(register: type[Register], client_of: ClientOf) -> FlaskClient:
    """The keeper's."""
    return client_of(keeper_role(register))


def send(browser: FlaskClient, register: type[Register], data: Posted) -> TestResponse:
    return browser.post(f"/{register.__tablename__}/add", data=data)


def newest(session: Session, register: type[Register]) -> Any:
    session.rollback()
    return session.scalars(select(register).order_by(register.id.desc())).first()


# -- it works ----------------------------------------------------------------------------------------------------------


@every
def test_what_is_typed_is_stored(register: type[Register], session: Session, browser: FlaskClient) -> None:
    values = values_for(register, session)
    session.commit()
    answer = send(browser, register, posted(register, values))
    assert answer.status_code == 302, page(answer).errors
    record = newest(session, register)
    assert answer.location == f"/{register.__tablename__}/{record.id}?done=1"
    assert {field: stored(record, field) for field in values} == values
    assert (record.status, record.created_at, record.creator.job_number) == (register.start(), NOW, keeper_role(register).value)


@every
def test_the_form_of_a_record_shows_what_is_stored(register: type[Register], session: Session, browser: FlaskClient) -> None:
    record = make(register, session)
    session.commit()
    boxes = page(browser.get(f"/{register.__tablename__}/{record.id}/edit")).boxes
    for field in register.at_creation():
        one, value = register.fields[field], stored(record, field)
        if one.sensitive and one.sensitive.grave:
            assert field not in boxes  # nobody is given it unasked, not even who entered it
        elif one.is_rows:
            assert boxes.items() >= {key: [text] for key, text in posted(register, {field: value}).items()}.items()
        elif value is not None:
            assert boxes[field] == [typed(other) for other in (value if one.kind is Kind.LINKS else [value])], field


@every
def test_saving_the_form_as_it_stands_changes_nothing(register: type[Register], session: Session, browser: FlaskClient) -> None:
    record = make(register, session)
    session.commit()
    before = {field: stored(record, field) for field in register.at_creation()}
    path = f"/{register.__tablename__}/{record.id}/edit"
    assert browser.post(path, data=page(browser.get(path)).boxes).status_code == 302
    session.rollback()
    assert {field: stored(record, field) for field in before} == before


# -- a refused form loses nothing --------------------------------------------------------------------------------------


@every
def test_every_field_that_is_required_is_asked_for_and_the_rest_is_kept(
    register: type[Register], session: Session, browser: FlaskClient
) -> None:
    data, needed = form_without_givers(register, session), required_at_creation(register)
    left = {name: text for name, text in data.items() if name not in needed}
    answer = send(browser, register, {**left, **dict.fromkeys(needed, "")})
    shown = page(answer)
    assert answer.status_code == 200
    assert needed <= set(shown.errors)
    assert all(shown.errors[name].startswith(("请填写", "请选择", "请上传")) for name in needed)
    assert f"有 {len(shown.errors)} 处需要改正" in shown.text
    assert {name: shown.boxes.get(name) for name in left} == {name: texts(text) for name, text in left.items()}
    assert newest(session, register) is None or newest(session, register).number != f"QH-{register.code}-2026-00002"


@every
def test_one_field_left_out_is_the_only_one_asked_for(register: type[Register], session: Session, browser: FlaskClient) -> None:
    data, before = form_without_givers(register, session), session.scalar(select(func.count(register.id)))
    session.rollback()
    name = sorted(required_at_creation(register))[0]
    answer = send(browser, register, {**data, name: " "})
    shown = page(answer)
    assert (answer.status_code, set(shown.errors)) == (200, {name})
    kept = {other: text for other, text in data.items() if other != name}
    assert {other: shown.boxes.get(other) for other in kept} == {other: texts(text) for other, text in kept.items()}
    assert session.scalar(select(func.count(register.id))) == before


def form_without_givers(register: type[Register], session: Session) -> Posted:
    """A form in which no picked record fills in what is not typed."""
    nobody = {name: None for name in register.at_creation() if register.fields[name].gives and register.fields[name].optional}
    return form_for(register, session, **nobody)


def texts(text: str | list[str]) -> list[str]:
    return text if isinstance(text, list) else [text]


# -- every kind refuses ------------------------------------------------------------------------------------------------

Flaw = tuple[str | list[str], str]


def flaws(model: type[Declared], field: Field) -> Iterator[Flaw]:
    """What a field must refuse, and words of the sentence it says."""
    if field.kind in FLAWS:
        yield from FLAWS[field.kind]
    if field.kind is Kind.TEXT:
        yield "长" * ((field.length or 0) + 1), f"最多 {field.length} 个字"
        yield "甲\0乙", "不能保存的字符"
    if field.kind is Kind.NUMBER:
        yield str((field.maximum or 0) + 1), f"应在 {field.minimum} 至 {field.maximum} 之间"
        yield str((field.minimum or 0) - 1), f"应在 {field.minimum} 至 {field.maximum} 之间"
    if field.past:
        yield (show_moment(TOMORROW), "不能晚于当前时间") if field.kind is Kind.MOMENT else (f"{TOMORROW:%Y-%m-%d}", "不能晚于今天")
    if field.after:
        earlier = NOW - timedelta(days=1)
        text = show_moment(earlier) if field.kind is Kind.MOMENT else f"{earlier:%Y-%m-%d}"
        yield text, f"不能早于“{model.fields[field.after].label}”"


FLAWS: dict[Kind, list[Flaw]] = {
    Kind.PROSE: [("长" * 4001, "个字"), ("甲\0乙", "不能保存的字符")],
    Kind.PHONE: [("2345", "电话号码不对"), ("1390715000", "电话号码不对"), ("139 0715 00x1", "电话号码不对")],
    Kind.ID_CARD: [
        ("42120219900101", "18 位"), (wrong_check(id_card("42120219900101123")), "校验位不对"),
        (id_card("42120219900231123"), "出生日期不存在"),
    ],
    Kind.CREDIT_CODE: [("9142", "18 位"), ("914212001234567890", "校验位不对")],
    Kind.DAY: [("昨个", "日期看不懂"), ("2026-02-30", "没有这一天"), ("0001-01-01", "年份")],
    Kind.SEAL: [("昨个", "日期看不懂")],
    Kind.MOMENT: [("九点", "时间看不懂"), ("2026-11-20 25:00", "没有这个钟点"), ("2026-02-30 10:00", "没有这一天")],
    Kind.DATE8: [("2026", "8 位"), ("20261340", "没有这一天")],
    Kind.YEAR_MONTH: [("2026-13", "年月看不懂"), ("十一月", "年月看不懂")],
    Kind.CHOICE: [("no-such", "选项表中没有这一项"), ("' OR 1=1", "选项表中没有这一项")],
    Kind.YES_NO: [("2", "请选择“是”或“否”")],
    Kind.NUMBER: [("三", "请填写整数"), ("1.5", "请填写整数"), ("9" * 400, "请填写整数")],
    Kind.AMOUNT: [("一百", "请填写金额"), ("1.234", "两位小数"), ("NaN", "两位小数")],
    Kind.LINK: [("999999", "没有找到"), ("abc", "没有找到"), ("9" * 30, "没有找到")],
    Kind.STAFF: [("999999", "没有找到"), ("-1", "没有找到")],
    Kind.DEPARTMENT: [("999999", "没有找到")],
    Kind.LINKS: [(["999999"], "没有找到")],
}  # fmt: skip


@every
@pytest.mark.parametrize("turn", range(5))
def test_every_kind_refuses_beside_its_field(register: type[Register], turn: int, session: Session, browser: FlaskClient) -> None:
    """One flaw of every field at once, five turns long; rows have theirs in their first line."""
    data: Posted = form_for(register, session)
    wrong: dict[str, Flaw] = {}
    for name in register.at_creation():
        field = register.fields[name]
        cells = {f"{name}-0-{column}": one for column, one in field.target.fields.items()} if field.is_rows else {name: field}
        for place, one in cells.items():
            found = list(flaws(field.target if field.is_rows else register, one))
            if turn < len(found):
                wrong[place] = found[turn]
    if not wrong:
        return
    answer = send(browser, register, {**data, **{place: text for place, (text, _) in wrong.items()}})
    shown = page(answer)
    assert answer.status_code == 200
    for place, (text, words) in wrong.items():
        assert words in shown.errors.get(place, ""), place
        name, _, rest = place.partition("-")
        field = register.fields[name].target.fields[rest.split("-")[1]] if rest else register.fields[name]
        if field.kind not in PICKED:
            assert shown.boxes[place] == [text], place


@every
def test_too_many_rows_and_rows_half_filled_are_refused(register: type[Register], session: Session, browser: FlaskClient) -> None:
    for name in register.at_creation():
        field = register.fields[name]
        if field.is_rows:
            row = {column: value_of(one, session) for column, one in field.target.fields.items()}
            answer = send(browser, register, form_for(register, session, **{name: [row] * ((field.maximum or 0) + 1)}))
            assert answer.status_code == 200
            assert f"最多 {field.maximum} 行" in page(answer).errors[name]
            required = next(column for column, one in field.target.fields.items() if one.is_required)
            answer = send(browser, register, form_for(register, session) | {f"{name}-1-{required}": ""})
            assert (answer.status_code, set(page(answer).errors)) == (200, {f"{name}-1-{required}"})


@every
def test_a_step_refuses_beside_the_field(register: type[Register], session: Session, client_of: ClientOf) -> None:
    """Each step that asks for something, with everything wrong that can be."""
    for step in register.flow.steps:
        if all(register.fields[name].tally for name in step.fields):
            continue
        record = walk(make(register, session), step.source)
        meet(record, step)
        data = posted(register, step_values(record, step, session))
        wrong = {name: found[-1] for name in step.fields if (found := list(flaws(register, register.fields[name])))}
        if step.fields and not wrong:
            continue
        session.commit()
        browser = client_of(step.roles[0])
        path = f"/{register.__tablename__}/{record.id}/step/{step.key}"
        assert browser.get(path).status_code == 200
        answer = browser.post(path, data={**data, **{name: text for name, (text, _) in wrong.items()}})
        shown = page(answer)
        assert answer.status_code == 200, step
        for name, (text, words) in wrong.items():
            assert words in shown.errors.get(name, ""), (step, name)
            if register.fields[name].kind not in PICKED:
                assert shown.boxes[name] == [text], (step, name)
        session.rollback()
        assert record.status is step.source


# -- boxes -------------------------------------------------------------------------------------------------------------


def test_an_optional_box_can_be_taken_back(session: Session, client_of: ClientOf) -> None:
    """Of boxes in which nothing is ticked a browser sends only the empty value that stands before them."""
    record = make(Callback, session)
    record.connected = "yes"
    session.commit()
    browser, path = client_of(Role.CB), f"/callback/{record.id}/edit"
    boxes = page(browser.get(path)).boxes
    assert boxes["connected"] == ["yes"]
    session.rollback()
    assert browser.post(path, data=boxes | {"connected": [""]}).status_code == 302
    session.rollback()
    assert record.connected is None
    assert page(browser.get(path)).boxes["connected"] == [""]


def test_a_required_box_that_is_not_ticked_is_asked_for(session: Session, client_of: ClientOf) -> None:
    data = form_for(Notice, session) | {"notice_mode": ""}
    answer = client_of(Role.CLERK).post("/notice/add", data=data)
    assert (answer.status_code, page(answer).errors) == (200, {"notice_mode": "请选择一项"})


# -- one save, one transaction -----------------------------------------------------------------------------------------


def test_save_and_take_the_step_is_one_save(session: Session, client_of: ClientOf) -> None:
    data = form_for(VisitRecord, session) | {"then": "draft-review"}
    assert client_of(keeper_role(VisitRecord)).post("/visit_record/add", data=data).status_code == 302
    assert newest(session, VisitRecord).status.value == "review"


def test_a_step_that_is_refused_takes_the_new_record_with_it(session: Session, client_of: ClientOf) -> None:
    """The form comes back, no record stays behind, and its number is given to the next."""
    data = form_for(Notice, session) | {"then": "draft-given"}
    browser = client_of(Role.CLERK)
    answer = browser.post("/notice/add", data=data)
    assert (answer.status_code, set(page(answer).errors)) == (200, {"received_on"})
    assert newest(session, Notice) is None
    assert session.scalar(select(Counter.value).where(Counter.form == "A06")) is None
    session.rollback()
    assert browser.post("/notice/add", data={**data, "received_on": "今天"}).status_code == 302
    assert newest(session, Notice).number == "QH-A06-2026-00001"


@pytest.mark.parametrize("then", ["nowhere", "given-supplemented", "\0"])
def test_a_step_that_does_not_begin_here_is_no_way_to_save(session: Session, client_of: ClientOf, then: str) -> None:
    answer = client_of(Role.CLERK).post("/notice/add", data=form_for(Notice, session) | {"then": then})
    assert answer.status_code == 404
    assert newest(session, Notice) is None


def test_save_and_add_another_opens_an_empty_form(session: Session, client_of: ClientOf) -> None:
    answer = client_of(Role.CLERK).post("/inquiry/add", data=form_for(Inquiry, session) | {"next": "add"})
    assert (answer.status_code, answer.location) == (302, "/inquiry/add?done=1")


def test_made_inside_another_form_it_goes_back_there(session: Session, client_of: ClientOf) -> None:
    answer = client_of(Role.CLERK).post("/customer/add", data=form_for(Customer, session, full_name="江上渔家") | {"embed": "1"})
    assert answer.status_code == 200
    assert "江上渔家" in answer.get_data(as_text=True)


def test_the_address_fills_in_what_led_here(session: Session, client_of: ClientOf) -> None:
    customer = make(Customer, session)
    session.commit()
    shown = page(client_of(Role.CLERK).get("/notice/add", query_string={"customer": customer.id, "applicant_name": "江上渔家"}))
    assert shown.boxes["customer"] == [str(customer.id)]
    assert shown.boxes["applicant_name"] == ["江上渔家"]


@pytest.mark.parametrize(
    "query",
    ["customer=999999", "customer=abc", "customer=", "materials=1", "applied_on=x", "notice_mode=x", "status=given", "number=1"],
)
def test_a_crafted_address_fills_in_nothing_wrong(client_of: ClientOf, query: str) -> None:
    assert client_of(Role.CLERK).get(f"/notice/add?{query}").status_code == 200


def test_fields_that_the_form_does_not_have_are_not_taken(session: Session, client_of: ClientOf) -> None:
    data = form_for(Notice, session) | {
        "number": "X-1", "status": "given", "creator": "1", "unit": "2", "visit_count": "9", "print_count": "7", "id": "77",
        "received_on": "", "void_reason": "无", "archival_code": "D1", "row_version": "9", "created_at": "2020-01-01 00:00",
    }  # fmt: skip
    assert client_of(Role.CLERK).post("/notice/add", data=data).status_code == 302
    record = newest(session, Notice)
    assert (record.number, record.status, record.visit_count, record.print_count) == ("QH-A06-2026-00001", Notice.start(), 1, 0)
    assert (record.void_reason, record.archival_code, record.created_at, record.creator.job_number) == (None, None, NOW, "CLERK")


# -- child rows --------------------------------------------------------------------------------------------------------


def test_rows_are_changed_added_taken_away_and_put_in_order(session: Session, client_of: ClientOf) -> None:
    record = make(Customer, session)
    session.commit()
    first, second = record.contacts
    browser, path = client_of(keeper_role(Customer)), f"/customer/{record.id}/edit"
    boxes = {name: text for name, text in page(browser.get(path)).boxes.items() if not name.startswith("contacts-")}
    boxes |= {
        "contacts-present": ["1"], "contacts-3-id": [str(second.id)], "contacts-3-name": ["乙"], "contacts-3-phone": ["13907150002"],
        "contacts-7-name": ["丙"], "contacts-7-phone": ["13907150003"], "contacts-9-name": [""], "contacts-9-phone": [" "],
    }  # fmt: skip
    gone = first.id
    session.rollback()
    assert browser.post(path, data=boxes).status_code == 302
    session.rollback()
    session.expire_all()
    assert [(line.name, line.position) for line in record.contacts] == [("乙", 0), ("丙", 1)]
    assert record.contacts[0].id == second.id
    assert gone not in {line.id for line in record.contacts}


def test_a_row_of_another_record_is_not_taken_over(session: Session, client_of: ClientOf) -> None:
    mine, other = make(Customer, session), make(Customer, session)
    session.commit()
    stolen, kept = other.contacts[0].id, other.contacts[0].name
    session.rollback()
    data = form_for(Customer, session) | {"contacts-0-id": str(stolen), "contacts-0-name": "偷换"}
    assert client_of(keeper_role(Customer)).post(f"/customer/{mine.id}/edit", data=data).status_code == 302
    session.rollback()
    assert (other.contacts[0].id, other.contacts[0].name) == (stolen, kept)


@pytest.mark.parametrize(
    "name", ["contacts-x-name", "contacts--1-name", "contacts-0-bogus", "contacts-99999-name", "contacts-", "contacts-0"]
)
def test_a_crafted_row_does_no_harm(session: Session, client_of: ClientOf, name: str) -> None:
    answer = client_of(keeper_role(Customer)).post("/customer/add", data=form_for(Customer, session) | {name: "甲"})
    assert answer.status_code in (302, 200)


@pytest.mark.parametrize(("name", "text"), [("contacts-²-name", "甲"), ("contacts-0-id", "²"), ("contacts-0-id", "9" * 5000)])
def test_a_crafted_row_number_does_no_harm(session: Session, client_of: ClientOf, name: str, text: str) -> None:
    answer = client_of(keeper_role(Customer)).post("/customer/add", data=form_for(Customer, session) | {name: text})
    assert answer.status_code in (302, 200)


# -- what the office types ---------------------------------------------------------------------------------------------


def test_short_forms_and_full_width_figures_are_understood(session: Session, client_of: ClientOf) -> None:
    short = {
        "opened_on": "昨天",
        "phone": "１３９ ０７１５ ００１２",
        "households": "１２",
        "accepted_on": "1119",
        "warranty_to": "2027年1月5日",
    }
    assert client_of(keeper_role(Customer)).post("/customer/add", data=form_for(Customer, session) | short).status_code == 302
    record = newest(session, Customer)
    today = local(NOW).date()
    assert (record.opened_on, record.accepted_on) == (today - timedelta(days=1), today - timedelta(days=1))
    assert (record.phone, record.households, str(record.warranty_to)) == ("13907150012", 12, "2027-01-05")


def test_a_picked_customer_gives_what_was_not_typed(session: Session, client_of: ClientOf) -> None:
    customer, item = make(Customer, session), session.scalars(select(ServiceItem)).first()
    data = form_for(Notice, session, customer=customer, matter=item) | {"applicant_name": "", "applicant_phone": "", "procedure": ""}
    assert client_of(Role.CLERK).post("/notice/add", data=data).status_code == 302
    record = newest(session, Notice)
    assert (record.applicant_name, record.applicant_phone) == (record.customer.full_name, record.customer.phone)
    assert record.procedure == record.matter.procedure


def test_a_void_customer_is_not_linked(session: Session, client_of: ClientOf) -> None:
    customer = make(Customer, session)
    data = form_for(Notice, session, customer=customer)
    browser = client_of(Role.CS_HEAD)
    assert browser.post(f"/customer/{customer.id}/void", data={"words": "重复"}).status_code == 302
    answer = client_of(Role.CLERK).post("/notice/add", data=data)
    assert (answer.status_code, page(answer).errors) == (200, {"customer": "所选的客户档案已作废，请另选"})


def test_a_paper_signature_keeps_its_day_when_something_else_is_edited(session: Session, client_of: ClientOf) -> None:
    earlier = NOW - timedelta(days=3)
    record = make(VisitRecord, session, now=earlier, visit_at=earlier)
    session.commit()
    signed, browser = record.customer_sign, client_of(keeper_role(VisitRecord))
    path = f"/visit_record/{record.id}/edit"
    session.rollback()
    assert browser.post(path, data=page(browser.get(path)).boxes).status_code == 302
    session.rollback()
    assert record.customer_sign == signed


def test_somebody_without_a_staff_file_is_told_so(session: Session, client_of: ClientOf) -> None:
    data = form_for(VisitTrip, session)
    staff = session.scalars(select(Staff).where(Staff.job_number == keeper_role(VisitTrip).value)).one()
    staff.user_id = None
    session.commit()
    answer = client_of(keeper_role(VisitTrip)).post("/visit_trip/add", data=data)
    assert answer.status_code == 403
    assert "还没有对应的员工档案" in page(answer).text
    assert page(answer).boxes["contact_name"] == [data["contact_name"]]


def test_nothing_of_a_step_is_taken_when_its_form_is_refused(session: Session, client_of: ClientOf) -> None:
    record = make(VisitTrip, session)
    step = record.steps()[0]
    session.commit()
    path = f"/visit_trip/{record.id}/step/{step.key}"
    answer = client_of(step.roles[0]).post(path, data={"visit_end_at": "九点", "visit_result": "谈妥"})
    assert (answer.status_code, page(answer).boxes["visit_end_at"], page(answer).boxes["visit_result"]) == (200, ["九点"], ["谈妥"])
    session.rollback()
    assert (record.status, record.visit_result) == (VisitTrip.start(), None)


def test_what_the_address_names_gives_to_the_form_too(session: Session, client_of: ClientOf) -> None:
    """A duty opens 回访 with its customer; name and telephone come with him, and what the address says itself goes before."""
    his = make(Customer, session)
    key, name, phone = his.id, his.full_name, his.phone
    session.commit()
    browser = client_of(Role.CB)
    form = browser.get(f"/callback/add?customer={key}&callback_kind=important&customer_name=另写的名称").get_data(as_text=True)
    assert f'value="{phone}"' in form
    assert f'value="{name}"' in form  # picked
    assert 'value="另写的名称"' in form
    for wrong in ("999", "abc", ""):
        assert browser.get(f"/callback/add?customer={wrong}").status_code == 200
