"""Every register by the API: list, read, make, change; in the sentences of the form."""

from __future__ import annotations

import json
import re
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import REGISTERS, Call, Complaint, Customer, Inquiry, Notice, Shift
from models.declare import Kind, Register
from models.history import Entry
from rules.roles import Role
from tests import make
from tests.api.conftest import BASE, Caller, json_for
from tests.cast import ClientOf
from tests.every import some

CallerOf = Callable[[Role], Caller]


@some
def test_what_is_made_is_read_and_listed_and_changed(register: type[Register], caller_of: CallerOf, session: Session) -> None:
    sent = json_for(register, session)
    caller, name = caller_of(make.keeper_role(register)), register.__tablename__
    made = caller.post(f"/{name}", sent)
    assert made.status_code == 201, made.get_data(as_text=True)
    found = made.get_json()
    assert made.headers["Location"] == found["url"] == f"/api/v1/{name}/{found['id']}"
    read = caller.get(f"/{name}/{found['id']}").get_json()
    assert {**read, "steps": 0} == {**found, "steps": 0}
    listed = caller.get(f"/{name}").get_json()
    assert [line["number"] for line in listed["items"]] == [found["number"]]
    assert listed["total"] == 1
    changed = caller.patch(f"/{name}/{found['id']}", {"remark": "经接口修改", "row_version": found["row_version"]})
    assert changed.status_code == 200, changed.get_data(as_text=True)
    assert changed.get_json()["remark"] == "经接口修改"
    record = session.get(register, found["id"])
    assert record is not None
    for field in sent.keys() - {"remark"}:
        if register.fields[field].kind in (Kind.TEXT, Kind.PROSE, Kind.PHONE, Kind.CHOICE, Kind.YES_NO, Kind.ID_CARD, Kind.YEAR_MONTH):
            assert getattr(record, field) == sent[field], field
    entries = session.scalars(select(Entry).where(Entry.subject == name, Entry.subject_id == record.id).order_by(Entry.seq)).all()
    assert {(one.door, one.address) for one in entries[:1] + entries[-1:]} == {("api", "127.0.0.1")}


def test_what_is_not_sent_has_the_first_value_of_the_form(caller_of: CallerOf, session: Session) -> None:
    sent = json_for(Inquiry, session)
    del sent["called_at"], sent["answered_now"]
    found = caller_of(Role.CLERK).post("/inquiry", sent).get_json()
    assert found["called_at"] == "2026-11-20T10:42:00+08:00"
    assert found["answered_now"] is True
    assert found["status"] == {"code": "open", "label": "待答复"}
    assert found["creator"]["label"] == f"{Role.CLERK.label}甲"


def _on_the_form(client_of: ClientOf, register: type[Register], texts: dict[str, str]) -> set[str]:
    page = client_of(make.keeper_role(register)).post(f"/{register.__tablename__}/add", data=texts).get_data(as_text=True)
    return set(re.findall(r"[^<>\n]+", page))


def test_it_refuses_in_the_sentences_of_the_form(caller_of: CallerOf, client_of: ClientOf) -> None:
    typed = {
        "caller_name": "",
        "caller_phone": "12",
        "called_at": "昨晚",
        "question": "问\0价",
        "answer": "长" * 5000,
        "promise_reply_at": "x",
    }
    refused = caller_of(Role.CLERK).post("/inquiry", {**typed, "answered_now": None})
    assert refused.status_code == 422
    assert refused.mimetype == "application/problem+json"
    errors = refused.get_json()["errors"]
    assert {"caller_name", "caller_phone", "called_at", "question", "promise_reply_at"} <= set(errors)
    shown = _on_the_form(client_of, Inquiry, {**typed, "answered_now": ""})
    for name, sentence in errors.items():
        assert any(sentence in text for text in shown), (name, sentence)
    assert any(refused.get_json()["detail"] in text for text in shown)


def test_values_of_another_type_are_told_apart_from_wrong_ones(caller_of: CallerOf, session: Session) -> None:
    sent = json_for(Inquiry, session) | {"caller_name": 5, "answered_now": "是", "called_at": "2026-11-20T02:10:00Z"}
    refused = caller_of(Role.CLERK).post("/inquiry", sent).get_json()
    assert refused["errors"] == {"caller_name": "应为字符串", "answered_now": "应为 true 或 false"}
    unknown = caller_of(Role.CLERK).post("/inquiry", json_for(Inquiry, session) | {"nothing": 1})
    assert (unknown.status_code, unknown.get_json()["errors"]) == (422, {"nothing": "现在不能填写：nothing"})
    system = caller_of(Role.CLERK).post("/inquiry", json_for(Inquiry, session) | {"number": "A07-1"})
    assert system.get_json()["errors"] == {"number": "现在不能填写：编号"}


def test_links_are_named_by_id_or_by_what_people_call_them(caller_of: CallerOf, session: Session) -> None:
    shift = make.make(Shift, session)
    customer = make.make(Customer, session)
    session.commit()
    sent = json_for(Call, session, customer=customer) | {"duty_officer": "HOTLINE", "shift": shift.number, "customer": customer.number}
    found = caller_of(Role.HOTLINE).post("/call", sent).get_json()
    assert found["shift"]["number"] == shift.number
    assert found["customer"]["id"] == customer.id
    assert found["duty_officer"]["label"].startswith("热线")
    refused = caller_of(Role.HOTLINE).post("/call", sent | {"duty_officer": "NOBODY", "shift": 999, "customer": "KH-无"}).get_json()
    assert set(refused["errors"]) == {"duty_officer", "shift", "customer"}
    assert all("没有找到所选的" in sentence for sentence in refused["errors"].values())


def test_rows_are_lists_of_objects_and_keep_their_ids(caller_of: CallerOf, session: Session) -> None:
    caller = caller_of(Role.CLERK)
    rows = next(name for name, field in Notice.fields.items() if field.is_rows and name in Notice.at_creation())
    found = caller.post("/notice", json_for(Notice, session)).get_json()
    lines = found[rows]
    assert len(lines) == 2
    column = next(name for name, one in Notice.fields[rows].target.fields.items() if one.kind in ("text", "prose"))
    kept = [{**lines[1], column: "改过"}, {**lines[0], "id": None}]
    changed = caller.patch(f"/notice/{found['id']}", {rows: kept, "row_version": found["row_version"]})
    assert changed.status_code == 200, changed.get_data(as_text=True)
    now_there = changed.get_json()[rows]
    assert now_there[0] == {**lines[1], column: "改过"}
    assert now_there[1]["id"] not in (lines[0]["id"], lines[1]["id"])
    refused = caller.patch(f"/notice/{found['id']}", {rows: [{"x": 1, "id": "a"}], "row_version": 2}).get_json()
    assert set(refused["errors"]) >= {f"{rows}-0-x", f"{rows}-0-id"}
    assert caller.patch(f"/notice/{found['id']}", {rows: [5], "row_version": 2}).get_json()["errors"] == {rows: "应为对象的数组"}


def test_a_row_that_is_not_of_the_record_is_no_new_row(caller_of: CallerOf, session: Session) -> None:
    caller = caller_of(Role.CLERK)
    mine, other = (caller.post("/customer", json_for(Customer, session)).get_json() for _ in range(2))
    stranger = other["contacts"][0]["id"]
    for key in (stranger, -1, 10**12):
        rows = [{"id": key, "name": "孙联系", "phone": "13907150002"}]
        refused = caller.patch(f"/customer/{mine['id']}", {"contacts": rows, "row_version": mine["row_version"]})
        assert (refused.status_code, set(refused.get_json()["errors"])) == (422, {"contacts-0-id"})
    assert caller.get(f"/customer/{mine['id']}").get_json()["contacts"] == mine["contacts"]


@pytest.mark.parametrize("figure", ["1e-20000000", "0e-20000000", "1e20000000"])
def test_a_number_that_would_fill_the_memory_is_not_written_out(caller_of: CallerOf, session: Session, figure: str) -> None:
    caller, sent = caller_of(Role.CLERK), json_for(Complaint, session)
    body = json.dumps(sent)[:-1] + f', "pipe_dn": {figure}}}'
    tracemalloc.start()
    refused = caller.client.post(f"{BASE}/complaint", data=body, content_type="application/json", headers=caller.headers)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (refused.status_code, refused.get_json()["errors"]) == (422, {"pipe_dn": "应为数字"})
    assert most < 16 * 1024 * 1024


def test_the_list_has_the_filters_and_pages_of_the_screen(caller_of: CallerOf, session: Session) -> None:
    caller = caller_of(Role.CLERK)
    for turn in range(21):
        make.make(Inquiry, session, caller_name=f"周客户{turn}")
    session.commit()
    first = caller.get("/inquiry?order=number&size=20").get_json()
    assert (first["total"], first["page"], first["size"], len(first["items"])) == (21, 1, 20, 20)
    assert first["counts"]["all"] == 21
    assert len(caller.get("/inquiry?page=2").get_json()["items"]) == 1
    assert caller_of(Role.HOTLINE).get("/inquiry?tab=mine").get_json()["total"] == 0
    found = caller.get(f"/inquiry?q={first['items'][3]['number']}").get_json()["items"]
    assert found == [first["items"][3]]
    for wrong in ("tab=x", "size=21", "order=question", "page=0", "month=x", "from=x", "colour=red"):
        refused = caller.get(f"/inquiry?{wrong}")
        assert (refused.status_code, refused.mimetype) == (400, "application/problem+json"), wrong


def test_a_choice_that_is_on_no_list_is_refused(caller_of: CallerOf) -> None:
    caller = caller_of(Role.CLERK)
    assert caller.get("/customer?nature=person").status_code == 200
    refused = caller.get("/customer?nature=zzz")
    assert (refused.status_code, refused.get_json()["detail"]) == (400, "“客户性质”的选项表中没有 zzz。")


def test_a_change_names_its_version_and_a_stale_one_is_shown_the_difference(caller_of: CallerOf, session: Session) -> None:
    caller, other = caller_of(Role.CLERK), caller_of(Role.HOTLINE)
    found = caller.post("/inquiry", json_for(Inquiry, session)).get_json()
    path, version = f"/inquiry/{found['id']}", found["row_version"]
    assert caller.patch(path, {"remark": "x"}).get_json()["errors"].keys() == {"row_version"}
    saved = other.patch(path, {"remark": "热线改的"}, If_Match=f'"{version}"')
    assert saved.status_code == 200, saved.get_data(as_text=True)
    assert saved.headers["ETag"] == f'"{saved.get_json()["row_version"]}"'
    for status, sent, headers in (
        (409, {"row_version": version}, {}),
        (412, {}, {"If_Match": f'"{version}"'}),
        (412, {}, {"If_Match": "*"}),
    ):
        refused = caller.patch(path, {"remark": "前台改的", **sent}, **headers)
        assert refused.status_code == status
        problem = refused.get_json()
        assert problem["type"] == "urn:dengji:stale"
        assert problem["differences"] == [{"field": "remark", "label": "备注", "stored": "热线改的", "sent": "前台改的"}]
        assert (problem["row_version"], problem["changed_by"]) == (saved.get_json()["row_version"], "热线员甲")
    assert caller.get(path).get_json()["remark"] == "热线改的"


def test_who_sees_a_value_masked_reads_it_masked_and_cannot_write_over_it(caller_of: CallerOf, session: Session) -> None:
    customer = make.make(Customer, session, phone="13907155555")
    session.commit()
    readers = [role for role in make.in_order(Customer.read_by - Customer.clear_to) if role not in Customer.seen.narrowed]
    found = caller_of(readers[0]).get(f"/customer/{customer.id}").get_json()
    assert "phone" in found["masked"]
    assert found["phone"] == "139****5555"
    clear = caller_of(make.in_order(Customer.clear_to & Customer.read_by)[0]).get(f"/customer/{customer.id}").get_json()
    assert clear["phone"] == "13907155555"
    assert "id_no" in clear["masked"], "what is sensitive by law is open to nobody without a reason"
    keeper = caller_of(make.keeper_role(Customer))
    refused = keeper.patch(f"/customer/{customer.id}", {"id_no": "421202199001010010", "row_version": customer.row_version})
    assert (refused.status_code, set(refused.get_json()["errors"])) == (422, {"id_no"})


def test_a_field_that_is_closed_to_a_post_is_not_there(caller_of: CallerOf, session: Session) -> None:
    register, field = next((one, field) for one in REGISTERS for field in one.fields.values() if field.shown_to)
    record: Any = make.make(register, session)
    session.commit()
    closed = next(role for role in make.in_order(register.read_by - set(field.shown_to)) if role not in register.seen.narrowed)
    opened = next(role for role in make.in_order(field.shown_to) if role not in register.seen.narrowed)
    path = f"/{register.__tablename__}/{record.id}"
    assert field.name not in caller_of(closed).get(path).get_json()
    assert field.name in caller_of(opened).get(path).get_json()
