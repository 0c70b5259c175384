"""Saving a form: its boxes, the step that goes with it, its rows, and what the office types."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Callback, Counter, Customer, Inquiry, Notice, ServiceItem, Staff, VisitRecord, VisitTrip
from rules.moments import local
from rules.roles import Role
from tests.cast import NOW, ClientOf
from tests.make import (
    form_for,
    keeper_role,
    make,
)
from tests.page import page
from tests.views.typing_in import newest

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
