"""The bell, the messages behind it, duties in the to-do, and the outbox in the console."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Customer, Message, Meter, Outgoing, Staff
from models.meter import MeterState
from rules.roles import Role
from services.duties import plan
from services.notify import tell, unread
from services.outbox import WAITS
from tests.cast import NOW, ClientOf
from tests.make import make, walk


def say(session: Session, role: Role, once: str, url: str = "/customer/") -> int:
    staff = session.scalars(select(Staff).where(Staff.job_number == role.value)).one()
    tell(session, staff, kind="breach", text=f"客户回访记录表 {once} 已逾期。", url=url, once=once, now=NOW)
    key = session.scalar(select(Message.id).where(Message.once == once))
    session.commit()
    assert key is not None
    return key


def left(session: Session, role: Role) -> int:
    session.rollback()
    staff = session.scalars(select(Staff).where(Staff.job_number == role.value)).one()
    return len(unread(session, staff.id))


def test_the_bell_counts_what_is_unread(session: Session, client_of: ClientOf) -> None:
    client = client_of(Role.CB)
    assert 'aria-label="消息"' in client.get("/").get_data(as_text=True)
    say(session, Role.CB, "QH-1")
    say(session, Role.CLERK, "QH-2")
    assert 'aria-label="消息 1 条未读"' in client.get("/").get_data(as_text=True)


def test_the_list_shows_ones_own_and_marks_them(session: Session, client_of: ClientOf) -> None:
    client = client_of(Role.CB)
    assert "没有消息" in client.get("/messages/").get_data(as_text=True)
    first = say(session, Role.CB, "QH-1")
    say(session, Role.CB, "QH-2")
    say(session, Role.CLERK, "QH-3")
    page = client.get("/messages/").get_data(as_text=True)
    assert ("QH-1" in page, "QH-2" in page, "QH-3" in page, "逾期提醒" in page) == (True, True, False, True)
    assert client.post(f"/messages/{first}/read").status_code == 302
    assert left(session, Role.CB) == 1
    assert client.post("/messages/read").status_code == 302
    assert (left(session, Role.CB), left(session, Role.CLERK)) == (0, 1)


def test_who_goes_there_has_read_it(session: Session, client_of: ClientOf) -> None:
    key = say(session, Role.CB, "QH-1", "/customer/7")
    answer = client_of(Role.CB).get(f"/messages/{key}")
    assert (answer.status_code, answer.location) == (302, "/customer/7")
    assert left(session, Role.CB) == 0


@pytest.mark.parametrize("path", ["/messages/{}", "/messages/{}/read"])
def test_anothers_message_is_as_good_as_none(path: str, session: Session, client_of: ClientOf) -> None:
    key = say(session, Role.CB, "QH-1")
    client = client_of(Role.CLERK)
    for number in (key, 99, 2**40):
        found = client.post(path.format(number)) if path.endswith("read") else client.get(path.format(number))
        assert found.status_code == 404
    assert left(session, Role.CB) == 1


def test_strangers_log_in_first(session: Session, client_of: ClientOf) -> None:
    client = client_of(Role.CB).application.test_client()
    assert client.get("/messages/").location.startswith("/login/")


def test_duties_stand_in_the_to_do_and_are_counted(session: Session, client_of: ClientOf) -> None:
    am = session.scalars(select(Staff).where(Staff.job_number == "AM")).one()
    his = make(Customer, session, account_manager=am, level="ordinary", accepted_on=None, warranty_to=None)
    meter = walk(make(Meter, session, caliber="DN20", verified_on=date(2015, 1, 1), customer=his), MeterState.IN_USE)
    plan(session, NOW)
    name, visit, replace = his.full_name, f"/visit_record/add?customer={his.id}&amp;visit_month=2026-11", f"/meter/{meter.id}"
    session.commit()
    for path in ("/", "/todo"):
        page = client_of(Role.AM).get(path).get_data(as_text=True)
        assert "月度走访 2026 年 11 月" in page
        assert name in page
        assert f'href="{visit}"' in page
    page = client_of(Role.METER_MAN).get("/todo").get_data(as_text=True)
    assert "逾龄水表更换" in page
    assert f'href="{replace}"' in page


def test_the_console_shows_what_could_not_be_sent_and_begins_again(session: Session, client_of: ClientOf) -> None:
    admin = client_of(Role.SYSADMIN)
    page = admin.get("/console/outbox/").get_data(as_text=True)
    assert "没有发送失败的提醒" in page
    assert "邮件没有启用" in page
    shared = {"channel": "mail", "subject": "逾期提醒", "body": "x", "not_before": NOW - timedelta(days=1)}
    session.add_all([
        Outgoing(**shared, address="a@example.com", once="a", tries=len(WAITS), error="ConnectionRefusedError: nobody listens"),
        Outgoing(**shared, address="b@example.com", once="b", tries=1, error="TimeoutError: slow")])  # fmt: skip
    session.commit()
    page = admin.get("/console/outbox/").get_data(as_text=True)
    assert "ConnectionRefusedError" in page
    assert "停止重试" in page
    assert page.count("重新发送</button>") == 1
    key = session.scalar(select(Outgoing.id).where(Outgoing.once == "a"))
    session.rollback()
    assert admin.post("/console/outbox/", data={"id": [str(key), "abc"]}).status_code == 302
    session.expire_all()
    assert session.scalars(select(Outgoing.tries).where(Outgoing.once == "a")).one() == 0
    session.rollback()
    assert client_of(Role.CLERK).get("/console/outbox/").status_code == 403


@pytest.mark.parametrize("address", ["nobody", "a b@example.com"])
def test_an_address_that_no_letter_reaches_is_refused(address: str, session: Session, client_of: ClientOf) -> None:
    staff = session.scalars(select(Staff).where(Staff.job_number == "CB")).one()
    form = {"name": staff.name, "job_number": staff.job_number, "unit": str(staff.unit.id), "active": "1", "email": address, "enabled": "1",
            "roles": ["CB"]}  # fmt: skip
    path = f"/console/staff/edit/?id={staff.id}"
    session.rollback()
    assert "电子邮箱应为" in client_of(Role.SYSADMIN).post(path, data=form).get_data(as_text=True)
