"""What a remote select is told while somebody types."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.fields import target_of
from models import REGISTERS, Customer, Meter, ServiceItem, Staff
from models.declare import Kind, Register
from rules.roles import Role
from tests.cast import ClientOf
from tests.make import in_order, keeper_role, make, voided


def items(browser: FlaskClient, path: str, **query: str) -> list[dict[str, Any]]:
    answer = browser.get(f"/lookup/{path}", query_string=query)
    assert answer.status_code == 200, answer.get_json()
    found: list[dict[str, Any]] = answer.get_json()["items"]
    return found


LINKED = [
    (register, field.name) for register in REGISTERS for field in register.fields.values()
    if field.kind in (Kind.LINK, Kind.STAFF, Kind.LINKS) and field.compute is None
]  # fmt: skip


@pytest.mark.parametrize(("register", "name"), LINKED, ids=lambda value: value if isinstance(value, str) else value.__name__)
def test_it_works_for_every_field_that_links(register: Any, name: str, session: Session, client_of: ClientOf) -> None:
    make(register, session)
    session.commit()
    target = target_of(register.fields[name])
    readers = target.read_by if issubclass(target, Register) else frozenset(Role)
    who = next(role for role in (keeper_role(register), *in_order(register.read_by)) if role in readers)
    for item in items(client_of(who), f"{register.__tablename__}/{name}"):
        assert item.keys() >= {"id", "label", "hint", "gives"}
        assert item["label"]


def test_it_finds_by_name_number_and_telephone(session: Session, client_of: ClientOf) -> None:
    customer = make(Customer, session, full_name="江上渔家", phone="13907150001")
    make(Customer, session, full_name="甲户", phone="13807150002")
    session.commit()
    for text in ("渔家", "07150001", customer.number[-3:]):
        found = items(client_of(Role.CLERK), "notice/customer", q=text)
        assert [item["label"] for item in found][:1] == ["江上渔家"] or len(found) == 2, text
    assert items(client_of(Role.CLERK), "notice/customer", q="无此人") == []


def test_a_picked_record_gives_its_values_as_the_boxes_show_them(session: Session, client_of: ClientOf) -> None:
    customer = make(Customer, session)
    session.commit()
    (item,) = items(client_of(Role.CLERK), "notice/customer", q=customer.full_name)
    assert item["gives"] == {"applicant_name": customer.full_name, "applicant_phone": customer.phone}
    assert customer.phone in item["hint"]


def test_a_service_item_brings_its_materials(session: Session, client_of: ClientOf) -> None:
    wanted = session.scalars(select(ServiceItem)).first()
    assert wanted is not None
    name, lines = wanted.name, [line.name for line in wanted.materials]
    session.rollback()
    item = next(item for item in items(client_of(Role.CLERK), "notice/matter", q=name) if item["label"] == name)
    assert [row["name"] for row in item["rows"]["materials"]] == lines
    assert {row["handed_in"] for row in item["rows"]["materials"]} == {"missing"}


def test_the_void_and_those_who_left_are_not_offered(session: Session, client_of: ClientOf) -> None:
    voided(make(Customer, session, full_name="江上渔家"))
    session.query(Staff).filter_by(job_number="GM").one().active = False
    session.commit()
    assert items(client_of(Role.CLERK), "notice/customer", q="江上渔家") == []
    assert items(client_of(Role.AM), "visit_trip/visitor", q="总经理") == []


def test_never_more_than_twenty(session: Session, client_of: ClientOf) -> None:
    for _ in range(22):
        make(Customer, session)
    session.commit()
    assert len(items(client_of(Role.CLERK), "notice/customer")) == 20


@pytest.mark.parametrize("text", ["%", "_", "'", "\\", "\0", "字" * 3000, "   "])
def test_any_text_is_answered(session: Session, client_of: ClientOf, text: str) -> None:
    make(Customer, session)
    session.commit()
    found = items(client_of(Role.CLERK), "notice/customer", q=text)
    assert len(found) == (1 if not text.strip() else 0)


@pytest.mark.parametrize("path", ["notice/bogus", "bogus/customer", "notice/applicant_name", "notice/status", "notice/%00", "notice/name"])
def test_a_field_that_does_not_link_has_nothing_to_look_up(client_of: ClientOf, path: str) -> None:
    answer = client_of(Role.CLERK).get(f"/lookup/{path}")
    assert (answer.status_code, answer.mimetype, answer.get_json()["error"]) == (404, "application/json", "没有这个栏目。")


@pytest.mark.parametrize(
    ("role", "path"), [(Role.SYSADMIN, "notice/customer"), (Role.GM, "notice/customer"), (Role.METER_MAN, "notice/matter")]
)
def test_who_may_not_read_may_not_look_up(client_of: ClientOf, role: Role, path: str) -> None:
    assert client_of(role).get(f"/lookup/{path}").status_code == 403


def test_strangers_log_in_first(client: FlaskClient) -> None:
    assert client.get("/lookup/notice/customer").status_code == 302


def test_a_customer_may_be_made_from_within_a_form_by_those_who_keep_customers(session: Session, client_of: ClientOf) -> None:
    assert 'data-dialog="/customer/add?embed=1"' in client_of(Role.CLERK).get("/notice/add").get_data(as_text=True)
    assert "data-dialog" not in client_of(Role.DEPT).get("/notice/add").get_data(as_text=True)


def test_a_column_of_a_child_row_is_looked_up_too(session: Session, client_of: ClientOf) -> None:
    make(Meter, session)
    session.commit()
    assert items(client_of(Role.ARCHIVIST), "meter_volume/meter")
