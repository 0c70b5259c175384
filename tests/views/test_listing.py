"""The list of a register: quick filters, search, choices, order, pages, and what is done with a selection."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models import REGISTERS, Appointment, Customer, Inquiry, Notice, Printed, PrintJob, Staff, VisitTrip
from models.appointment import ServiceState
from models.callback_plan import PlanState
from models.declare import Register
from models.inquiry import InquiryState
from rules.moments import start_of
from rules.roles import Role
from services.list_page import ordered
from services.listing import TABS, ListQuery, columns
from tests.cast import NOW, ClientOf
from tests.every import some
from tests.make import WORDS, keeper_role, make, person, voided, walk
from tests.page import page

A_MONTH_AGO = NOW - timedelta(days=31)


def numbers(browser: FlaskClient, register: type[Register], query: str = "") -> list[str]:
    shown = browser.get(f"/{register.__tablename__}/{query}").get_data(as_text=True)
    return re.findall(r'<td class="no"><a href="[^"]+">(.*?)</a>', shown)


@some
def test_it_shows_what_makes_a_record_known(register: type[Register], session: Session, client_of: ClientOf) -> None:
    record = make(register, session)
    session.commit()
    shown = page(client_of(keeper_role(register)).get(f"/{register.__tablename__}/")).text
    assert record.number in shown
    assert record.status.label in shown
    assert 1 < len(columns(register)) <= 6
    for column in columns(register):
        assert column.label in shown


@some
def test_an_empty_list_says_so(register: type[Register], client_of: ClientOf) -> None:
    shown = page(client_of(keeper_role(register)).get(f"/{register.__tablename__}/")).text
    assert "没有符合条件的记录" in shown
    assert "共 0 条" in shown


def test_the_quick_filters_and_their_counts(session: Session, client_of: ClientOf) -> None:
    mine, hers = make(Inquiry, session), make(Inquiry, session, person(session, Role.HOTLINE))
    old = make(Inquiry, session, now=A_MONTH_AGO, called_at=A_MONTH_AGO, promise_reply_at=NOW - timedelta(hours=1))
    done = walk(make(Inquiry, session, person(session, Role.HOTLINE)), InquiryState.ANSWERED)
    session.commit()
    found = {tab: set(numbers(client_of(Role.CLERK), Inquiry, f"?tab={tab}")) for tab in TABS}
    everything = {record.number for record in (mine, hers, old, done)}
    assert found == {
        "mine": {mine.number, old.number},
        "unit": everything,
        "todo": everything - {done.number},
        "overdue": {old.number},
        "month": everything - {old.number},
        "all": everything,
    }
    shown = client_of(Role.CLERK).get("/inquiry/").get_data(as_text=True)
    counts = {label: int(count) for label, count in re.findall(r'<a class="tab[^>]*>(.*?)<b class="[^"]*">(\d+)</b>', shown)}
    assert counts == {label: len(found[tab]) for tab, label in TABS.items()}


@pytest.mark.parametrize(
    ("text", "hits"),
    [("江上", 1), ("江上 139", 1), ("江上 138", 0), ("上渔", 1), ("QH-A14", 2), ("%", 0), ("_", 0), ("'", 0), ("\\", 0), ("/", 0),
     ("  ", 2), ("13907150001", 1), ("鱼" * 500, 0),
     ("\0", 0)],
)  # fmt: skip
def test_search_finds_pieces_of_words_and_takes_signs_for_themselves(session: Session, client_of: ClientOf, text: str, hits: int) -> None:
    make(Customer, session, full_name="江上渔家", phone="13907150001", address="滨江路", account_no=None)
    make(Customer, session, full_name="甲/乙", phone="13807150002", address="滨江路", account_no=None)
    session.commit()
    answer = client_of(Role.CLERK).get("/customer/", query_string={"q": text})
    assert answer.status_code == 200
    assert f"共 {hits} 条" in page(answer).text
    assert answer.get_data(as_text=True).count('name="ids"') == hits


def test_a_record_is_found_by_the_one_it_links_to(session: Session, client_of: ClientOf) -> None:
    customer = make(Customer, session, full_name="江上渔家")
    record = make(REGISTERS[1], session, customer=customer)
    make(REGISTERS[1], session, customer=make(Customer, session))
    session.commit()
    assert numbers(client_of(Role.AM), REGISTERS[1], "?q=渔家") == [record.number]


def test_choices_narrow_the_list_and_the_ledger(session: Session, client_of: ClientOf) -> None:
    unit = make(Customer, session, nature="unit")
    make(Customer, session, nature="person")
    session.commit()
    browser = client_of(Role.CLERK)
    assert numbers(browser, Customer, "?nature=unit") == [unit.number]
    assert numbers(browser, Customer, "?nature=unit&level=key") == []
    assert browser.get("/customer/ledger?nature=unit").data[:5] == b"%PDF-"
    session.rollback()
    assert session.query(Printed.record_id).all() == [(unit.id,)]


DAYS = ("2026-11-03", "2026-11-04", "2026-11-05")


def test_days_of_entry_narrow_the_list_both_of_them_included(session: Session, client_of: ClientOf) -> None:
    """A day is the office's: from its first minute to its last."""
    first, middle, last = (start_of(date.fromisoformat(day)) for day in DAYS)
    moments = (first, middle - timedelta(minutes=1), middle, last - timedelta(minutes=1), last)
    made = [make(Inquiry, session, now=at, called_at=at).number for at in moments]
    session.commit()
    browser = client_of(Role.CLERK)
    for door, among in {
        "?from={1}&to={1}": made[2:4], "?from={1}": made[2:], "?to={0}": made[:2], "?from={0}&to={1}&q=QH": made[:4],
    }.items():  # fmt: skip
        assert numbers(browser, Inquiry, door.format(*DAYS)) == among[::-1], door
    page_of = browser.get(f"/inquiry/?from={DAYS[1]}&to={DAYS[1]}").get_data(as_text=True)
    assert "共 2 条" in page_of
    assert f'name="from" value="{DAYS[1]}"' in page_of
    assert f"?from={DAYS[1]}&amp;to={DAYS[1]}&amp;tab=mine" in page_of


def test_a_list_of_certain_days_is_paged_along_them(session: Session, client_of: ClientOf) -> None:
    at = start_of(date.fromisoformat(DAYS[0]))
    for _ in range(21):
        make(Inquiry, session, now=at, called_at=at)
    make(Inquiry, session)
    session.commit()
    browser = client_of(Role.CLERK)
    shown = browser.get(f"/inquiry/?to={DAYS[0]}").get_data(as_text=True)
    onward = re.search(r'href="(\?[^"]*)">下一页', shown)
    assert onward is not None
    following = numbers(browser, Inquiry, onward[1].replace("&amp;", "&"))
    assert len(following) == 1
    assert following[0] not in numbers(browser, Inquiry, f"?to={DAYS[0]}")


def test_it_is_ordered_both_ways_and_paged(session: Session, client_of: ClientOf) -> None:
    made = [make(Customer, session, full_name=f"第{count:02}户").number for count in range(25)]
    session.commit()
    browser = client_of(Role.CLERK)
    assert numbers(browser, Customer) == made[::-1][:20]
    assert numbers(browser, Customer, "?page=2") == made[::-1][20:]
    assert numbers(browser, Customer, "?page=3") == []
    assert numbers(browser, Customer, "?order=full_name") == made[:20]
    assert numbers(browser, Customer, "?order=-full_name") == made[::-1][:20]
    assert numbers(browser, Customer, "?size=50&order=number") == made


def test_what_is_empty_stands_last_either_way(session: Session) -> None:
    first, second, empty = (make(Inquiry, session) for _ in range(3))
    first.replied_at, second.replied_at = NOW, NOW + timedelta(minutes=1)
    session.commit()
    for descending, wanted in ((False, [first, second, empty]), (True, [second, first, empty])):
        query = ListQuery(order="replied_at", descending=descending)
        assert list(session.scalars(ordered(Inquiry, select(Inquiry), query))) == wanted


def test_links_of_a_list_keep_what_was_chosen(session: Session, client_of: ClientOf) -> None:
    for _ in range(21):
        make(Customer, session, nature="unit")
    session.commit()
    shown = client_of(Role.CLERK).get("/customer/?tab=month&nature=unit&q=户&order=full_name").get_data(as_text=True)
    onward = re.search(r'href="(\?[^"]*)">下一页', shown)
    assert onward is None or {"tab=month", "nature=unit", "order=full_name", "page=2"} <= set(onward[1][1:].split("&amp;"))


def test_what_is_due_first_stands_first_in_my_work(session: Session, client_of: ClientOf) -> None:
    late, soon, never = (
        make(Inquiry, session, now=A_MONTH_AGO, called_at=A_MONTH_AGO, promise_reply_at=when)
        for when in (NOW - timedelta(days=2), NOW + timedelta(hours=1), None)
    )
    session.commit()
    browser = client_of(Role.CLERK)
    assert numbers(browser, Inquiry, "?tab=todo") == [late.number, soon.number, never.number]
    shown = page(browser.get("/inquiry/")).text
    assert "已超 2 个工作日" in shown
    assert "剩余 1 小时" in shown


def test_the_void_stays_in_the_list(session: Session, client_of: ClientOf) -> None:
    record = voided(make(Notice, session))
    session.commit()
    assert numbers(client_of(Role.CLERK), Notice) == [record.number]
    assert numbers(client_of(Role.CLERK), Notice, "?tab=todo") == []


# -- a selection -------------------------------------------------------------------------------------------------------


def test_a_selection_prints_as_one_paper_in_its_order(session: Session, client_of: ClientOf) -> None:
    ids = [make(Notice, session).id for _ in range(3)]
    session.commit()
    order = [ids[2], ids[0]]
    answer = client_of(Role.CLERK).post("/notice/batch", data={"action": "print", "ids": [str(pk) for pk in order]})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert [pk for (pk,) in session.query(Printed.record_id).order_by(Printed.id)] == order
    assert session.query(PrintJob).count() == 1


def test_a_selection_prints_as_a_ledger(session: Session, client_of: ClientOf) -> None:
    ids = [str(make(Notice, session).id) for _ in range(3)]
    session.commit()
    answer = client_of(Role.CLERK).post("/notice/batch", data={"action": "ledger", "ids": ids})
    assert answer.data[:5] == b"%PDF-"
    assert [paper for (paper,) in session.query(PrintJob.paper)] == ["ledger"]


def test_a_step_that_asks_nothing_is_taken_for_a_selection(session: Session, client_of: ClientOf) -> None:
    plans = [make(REGISTERS[6], session) for _ in range(3)]
    walk(plans[2], PlanState.REVIEW)
    session.commit()
    browser = client_of(keeper_role(REGISTERS[6]))
    data = {"action": "step-draft-review", "ids": [str(plan.id) for plan in plans]}
    assert browser.post("/callback_plan/batch", data=data).status_code == 302
    session.rollback()
    assert {plan.status.value for plan in plans} == {"review"}
    shown = page(browser.get("/callback_plan/")).text
    assert "已办理 2 件" in shown
    assert plans[2].number in shown
    assert "没有改动" in shown


def test_a_step_that_asks_for_something_is_not_taken_for_many(session: Session, client_of: ClientOf) -> None:
    trip = make(VisitTrip, session)
    session.commit()
    answer = client_of(Role.AM_LEAD).post("/visit_trip/batch", data={"action": "step-out-back", "ids": str(trip.id)})
    assert answer.status_code == 404
    assert "没有这种批量操作" in page(answer).text


def test_one_that_is_not_there_stops_all(session: Session, client_of: ClientOf) -> None:
    record = make(Notice, session)
    session.commit()
    answer = client_of(Role.CLERK).post("/notice/batch", data={"action": "print", "ids": [str(record.id), "999999"]})
    assert answer.status_code == 404
    assert "有 1 条记录没有找到" in page(answer).text
    session.rollback()
    assert record.print_count == 0


# -- the desk ----------------------------------------------------------------------------------------------------------


def test_the_desk_shows_my_work_and_what_is_agreed_for_today(session: Session, client_of: ClientOf) -> None:
    person_at_work = session.query(Staff).filter_by(job_number="CLERK").one()
    asked = walk(make(Appointment, session), ServiceState.AGREED)
    session.commit()
    assert person_at_work.name in page(client_of(Role.CLERK).get("/")).text
    assert asked.number in client_of(Role.CLERK).get("/").get_data(as_text=True)
    assert asked.number in client_of(Role.CLERK).get("/today").get_data(as_text=True)
    assert asked.number not in client_of(Role.GM).get("/todo").get_data(as_text=True)


def test_what_a_manager_is_to_approve(session: Session, client_of: ClientOf) -> None:
    asked = make(Appointment, session)
    walk(asked, ServiceState.REFUSING)
    session.commit()
    for path in ("/todo", "/approvals/"):
        assert asked.number in client_of(Role.GM).get(path).get_data(as_text=True)
        assert asked.number not in client_of(Role.CLERK).get(path).get_data(as_text=True)
    assert WORDS not in client_of(Role.GM).get("/todo").get_data(as_text=True)


def test_search_goes_over_what_one_may_read(session: Session, client_of: ClientOf) -> None:
    customer, trip = (
        make(Customer, session, full_name="江上渔家"),
        make(VisitTrip, session, customer_full_name="江上渔家二号", customer=None),
    )
    session.commit()
    found = client_of(Role.AM).get("/search?q=江上渔").get_data(as_text=True)
    assert f"/customer/{customer.id}" in found
    assert f"/visit_trip/{trip.id}" not in found  # masked there, so that a piece of the name finds nothing
    assert f"/visit_trip/{trip.id}" in client_of(Role.AM).get("/search?q=江上渔家二号").get_data(as_text=True)
    assert f"/customer/{customer.id}" not in client_of(Role.METER_MAN).get("/search?q=江上渔").get_data(as_text=True)
    found = client_of(Role.METER_MAN).get("/search?q=江上渔家").get_data(as_text=True)
    assert f"/customer/{customer.id}" in found
    assert "visit_trip" not in found
    assert "江上渔家" not in client_of(Role.SYSADMIN).get("/search?q=江上渔").get_data(as_text=True)


@pytest.mark.parametrize("text", ["", "%00", "%25", "'%22--", "x" * 5000, "%F0%9F%98%80"])
def test_any_search_is_answered(client_of: ClientOf, text: str) -> None:
    assert client_of(Role.CLERK).get(f"/search?q={text}").status_code == 200


@pytest.mark.sqlite_only(reason="PostgreSQL stores no such text")
def test_the_sign_that_divides_the_words_of_a_row_breaks_no_list(session: Session, client_of: ClientOf) -> None:
    """No door of ours lets it in; what something else wrote into the file may hold it."""
    make(Customer, session)
    session.connection().execute(text("UPDATE customer SET full_name = :name"), {"name": "甲\0<b>示例"})
    session.commit()
    answer = client_of(Role.CLERK).get("/customer/")
    assert answer.status_code == 200
    assert "甲\0&lt;b&gt;示例" in answer.get_data(as_text=True)
