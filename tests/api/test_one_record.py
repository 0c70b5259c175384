"""A system finds the one record that it means, and the page says truly who reads addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import REGISTERS, Complaint, Customer, Meter, Staff
from models.complaint import ComplaintState
from models.declare import Register
from rules.roles import Role
from services.listing import exact_filters
from tests import make
from tests.api.conftest import Caller
from tests.cast import ClientOf

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
CallerOf = Callable[[Role], Caller]


def test_a_piece_finds_many_and_the_whole_finds_one(caller_of: CallerOf, client_of: ClientOf, session: Session) -> None:
    first, second = (make.make(Customer, session, account_no=text, full_name=f"周{text}") for text in ("1001", "10010"))
    meter = make.make(Meter, session, meter_no="M-1")
    make.make(Meter, session, meter_no="M-10")
    session.commit()
    caller = caller_of(Role.CLERK)

    def found(path: str) -> list[int]:
        answer = caller.get(path)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert answer.get_json()["total"] == len(answer.get_json()["items"])
        return [line["id"] for line in answer.get_json()["items"]]

    assert found("/customer?q=1001") == [second.id, first.id]
    assert found("/customer?account_no=1001") == [first.id]
    assert found(f"/customer?number={second.number}") == [second.id]
    assert found("/customer?account_no=100") == found("/customer?account_no=%25") == []
    assert found("/meter?meter_no=M-1") == [meter.id]
    assert caller.get("/customer?account_no=%00").status_code == 400
    for closed in ("full_name", "phone", "address"):
        assert caller.get(f"/customer?{closed}=x").status_code == 400
    shown = client_of(Role.CLERK).get("/customer/?account_no=1001").get_data(as_text=True)
    assert "只显示“户号”为“1001”的记录" in shown
    session.rollback()


@pytest.mark.parametrize("register", REGISTERS, ids=lambda one: one.__tablename__)
def test_every_register_is_asked_for_one_record(register: type[Register], caller_of: CallerOf) -> None:
    names = [field.name for field in exact_filters(register)]
    assert {"number", "former_number"} <= set(names)
    caller = caller_of(make.keeper_role(register))
    for name in names:
        assert caller.get(f"/{register.__tablename__}?{name}=无").get_json()["total"] == 0


def test_what_a_customer_keeps_from_sight_is_found_by_its_number_alone(caller_of: CallerOf, session: Session) -> None:
    kept = make.make(Complaint, session, confidential=True, account_no="88-1")
    session.commit()
    number, caller = kept.number, caller_of(Role.CS_SUP)
    session.rollback()
    assert caller.get("/complaint?account_no=88-1").get_json()["total"] == 0
    assert caller.get(f"/complaint?number={number}").get_json()["total"] == 1


def test_addresses_reach_a_system_as_the_page_says(app: Flask, session: Session, key_for: Callable[..., str]) -> None:
    """Masked on the complaint for the department's key, whole on the file of the customer for a key of the customer service."""
    customer = make.make(Customer, session, address="学府街 101 号", phone="13907150013")
    complaint = make.make(Complaint, session, category="pipe_repair", customer=customer, address="学府街 101 号")
    make.walk(complaint, ComplaintState.HANDLING)
    complaint.dept = session.scalars(select(Staff).where(Staff.job_number == "DEPT")).one().unit
    session.commit()
    pk, other = complaint.id, customer.id
    client = app.test_client()
    crew = {"X-API-Key": key_for(Role.DEPT, name="GIS")}
    desk = {"X-API-Key": key_for(Role.HOTLINE, name="GIS 地址")}
    told = client.get(f"/api/v1/complaint/{pk}", headers=crew).get_json()
    assert "address" in told["masked"]
    assert told["customer"]["id"] == other
    assert "address" in client.get(f"/api/v1/customer/{other}", headers=crew).get_json()["masked"]
    assert "address" in client.get(f"/api/v1/complaint/{pk}", headers=desk).get_json()["masked"]
    whole = client.get(f"/api/v1/customer/{other}", headers=desk).get_json()
    assert (whole["address"], whole["phone"]) == ("学府街 101 号", "13907150013")
    assert set(whole["masked"]) <= {"id_no", "other_id_no"}


def test_who_asks_for_a_token_without_a_password_is_told_what_to_send(client: FlaskClient) -> None:
    answer = client.post("/api/v1/security/login", json={"username": "clerk"})
    assert (answer.status_code, answer.get_json()["type"]) == (422, "urn:dengji:invalid")
    assert answer.get_json()["detail"] == "登录请求应写明 username 和 password。"


def test_the_page_names_the_roles_that_read_personal_data() -> None:
    rows = re.findall(r"^\| `(\w+)` [^|]+ \| (`[A-Z_`、]+`) \|$", PAGE, re.MULTILINE)
    told = {name: set(re.findall(r"`(\w+)`", roles)) for name, roles in rows}
    assert told == {one.__tablename__: {role.value for role in one.clear_to} for one in REGISTERS if one.clear_to}
