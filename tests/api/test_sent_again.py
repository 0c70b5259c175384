"""The same request sent twice is carried out once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Attachment, Complaint, Customer, Department, GivenAnswer, Inquiry
from rules.roles import Role
from services import given
from tests import make
from tests.api.conftest import Caller, json_for
from tests.cast import NOW, ClientOf
from tests.files import PDF
from tests.make import person
from tests.services.eyes import put

CallerOf = Callable[[Role], Caller]
REPLAYED = "Idempotent-Replay"


def count(session: Session, model: Any = Inquiry) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_same_key_and_content_are_answered_again_and_write_once(caller_of: CallerOf, session: Session) -> None:
    caller, sent = caller_of(Role.CLERK), json_for(Inquiry, session)
    first = caller.post("/inquiry", sent, Idempotency_Key="gd-1")
    again = caller.post("/inquiry", sent, Idempotency_Key="gd-1")
    assert (first.status_code, again.status_code, count(session)) == (201, 201, 1)
    assert again.data == first.data
    assert {name: again.headers.get(name) for name in ("ETag", "Location", REPLAYED)} == {
        "ETag": first.headers["ETag"], "Location": first.headers["Location"], REPLAYED: "true"}  # fmt: skip
    assert REPLAYED not in first.headers
    found = first.get_json()
    change = {"remark": "改", "row_version": found["row_version"]}
    path = f"/inquiry/{found['id']}"
    once = caller.patch(path, change, Idempotency_Key="gd-2")
    assert caller.patch(path, change, Idempotency_Key="gd-2").data == once.data, "stale by now, and told again"
    later = caller.post("/inquiry", sent, Idempotency_Key="gd-1")
    assert (later.status_code, later.headers["Location"], later.get_json()) == (201, first.headers["Location"], once.get_json())
    assert caller.patch(path, change).status_code == 409


def test_the_same_key_for_something_else_is_refused(caller_of: CallerOf, session: Session) -> None:
    caller, sent = caller_of(Role.CLERK), json_for(Inquiry, session)
    made = caller.post("/inquiry", sent, Idempotency_Key="gd-1").get_json()
    for other in (caller.post("/inquiry", {**sent, "remark": "别的"}, Idempotency_Key="gd-1"),
                  caller.patch(f"/inquiry/{made['id']}", {"row_version": 1}, Idempotency_Key="gd-1")):  # fmt: skip
        assert (other.status_code, other.get_json()["errors"]) == (422, {"Idempotency-Key": "这个幂等键已用于另一项内容，请换一个新的"})
    assert caller.post("/inquiry", sent, Idempotency_Key="长" * 3).status_code == 422
    assert caller.post("/inquiry", sent, Idempotency_Key="x" * 101).status_code == 422
    assert caller.post("/inquiry", sent, Idempotency_Key="gd 1").status_code == 422
    assert count(session) == 1
    assert caller_of(Role.HOTLINE).post("/inquiry", sent, Idempotency_Key="gd-1").status_code == 201, "another's key is another key"
    assert count(session) == 2


def test_what_was_refused_may_be_sent_again_with_its_key(caller_of: CallerOf, session: Session) -> None:
    caller, sent = caller_of(Role.CLERK), json_for(Inquiry, session)
    assert caller.post("/inquiry", {**sent, "caller_phone": "1"}, Idempotency_Key="gd-1").status_code == 422
    assert caller.post("/inquiry", sent, Idempotency_Key="gd-1").status_code == 201
    assert count(session) == 1


def test_a_file_sent_again_hangs_there_once(caller_of: CallerOf, session: Session) -> None:
    caller = caller_of(Role.CLERK)
    made = caller.post("/inquiry", json_for(Inquiry, session)).get_json()
    caller.headers["Idempotency-Key"] = "file-1"
    answers = [caller.upload(f"/inquiry/{made['id']}/attachments", "a.pdf", PDF) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].data == answers[1].data
    assert count(session, Attachment) == 1
    assert caller.upload(f"/inquiry/{made['id']}/attachments", "b.pdf", PDF).status_code == 422


def test_what_was_done_is_told_though_it_may_not_be_done_any_more(caller_of: CallerOf, session: Session) -> None:
    """The record is void by now: no file may be hung on it and no step taken, and yet both were."""
    caller = caller_of(Role.CLERK)
    made = make.make(Inquiry, session)
    session.commit()
    path, number = f"/inquiry/{made.id}", made.id
    session.rollback()
    step = caller.get(path).get_json()["steps"][0]["key"]
    words = {"answer": "请带证件", "fully_informed": True, "replied_at": "2026-11-20T10:42:00+08:00"}
    caller.headers["Idempotency-Key"] = "file-1"
    assert caller.upload(f"{path}/attachments", "a.pdf", PDF).status_code == 201
    taken = caller.post(f"{path}/steps/{step}", words, Idempotency_Key="step-1")
    assert taken.status_code == 200, taken.get_data(as_text=True)
    put(session, Inquiry, number, status=Inquiry.void_state())
    hung = caller.upload(f"{path}/attachments", "a.pdf", PDF)
    assert (hung.status_code, hung.headers[REPLAYED], hung.get_json()["name"]) == (201, "true", "a.pdf")
    again = caller.post(f"{path}/steps/{step}", words, Idempotency_Key="step-1")
    assert (again.status_code, again.headers[REPLAYED], again.get_json()["status"]["label"]) == (200, "true", "作废")
    assert caller.post(f"{path}/steps/{step}", words, Idempotency_Key="step-2").status_code == 409


def test_of_what_the_caller_sees_no_longer_only_the_place_is_told(caller_of: CallerOf, session: Session) -> None:
    """A department that gave the case back is told that it did."""
    case = make.make(Complaint, session)
    session.commit()
    number = case.id
    unit = person(session, Role.DEPT).department_id
    other = session.scalars(select(Department.id).where(Department.id != unit)).first()
    put(session, Complaint, number, status="handling", dept_id=unit)
    caller, path = caller_of(Role.DEPT), f"/complaint/{number}/steps/handling-accepted"
    done = caller.post(path, {"words": "不属本部门职责"}, Idempotency_Key="HN-1")
    assert done.status_code == 200, done.get_data(as_text=True)
    put(session, Complaint, number, dept_id=other)
    assert caller.get(f"/complaint/{number}").status_code == 404
    again = caller.post(path, {"words": "不属本部门职责"}, Idempotency_Key="HN-1")
    assert (again.status_code, again.headers["ETag"]) == (200, done.headers["ETag"])
    assert again.get_json() == {
        "id": number, "url": f"/api/v1/complaint/{number}", "row_version": done.get_json()["row_version"], "due_at": None,
        "page": f"/complaint/{number}", "masked": []}  # fmt: skip


def test_nothing_personal_is_kept_and_what_is_masked_by_now_is_told_masked(
    app: Flask, caller_of: CallerOf, client_of: ClientOf, session: Session
) -> None:  # fmt: skip
    customer = make.make(Customer, session, id_no="110101199003071233", other_id_no=None)
    session.commit()
    path, version = f"/customer/{customer.id}", customer.row_version
    session.rollback()
    caller, change = caller_of(Role.CLERK), {"remark": "核对过", "row_version": version}
    assert client_of(Role.CLERK).post(f"{path}/reveal", data={"reason": "核对身份"}).status_code == 302
    assert caller.patch(path, change, Idempotency_Key="yx-1").get_json()["id_no"] == "110101199003071233"
    kept = session.scalars(select(GivenAnswer)).one()
    assert json.loads(kept.body) == {"id": customer.id, "url": f"/api/v1{path}"}
    session.rollback()
    app.config["CLOCK"] = lambda: NOW + timedelta(minutes=11)
    try:
        again = caller.patch(path, change, Idempotency_Key="yx-1")
    finally:
        app.config["CLOCK"] = lambda: NOW
    assert (again.headers[REPLAYED], again.get_json()["remark"]) == ("true", "核对过")
    assert "id_no" in again.get_json()["masked"]
    assert "110101199003071233" not in again.get_data(as_text=True)


def test_of_two_at_one_moment_one_writes_and_both_are_answered_alike(app: Flask, caller_of: CallerOf, session: Session) -> None:
    callers, sent, together = [caller_of(Role.CLERK) for _ in range(4)], json_for(Inquiry, session), Barrier(4)
    answers: list[Any] = []

    def ask(caller: Caller) -> None:
        together.wait()
        answers.append(caller.post("/inquiry", sent, Idempotency_Key="gd-1"))

    threads = [Thread(target=ask, args=(caller,)) for caller in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.data for answer in answers}) == 1
    assert sorted(answer.headers.get(REPLAYED, "") for answer in answers) == ["", "true", "true", "true"]
    assert count(session) == 1


def test_answers_are_forgotten_after_thirty_days(caller_of: CallerOf, session: Session) -> None:
    caller_of(Role.CLERK).post("/inquiry", json_for(Inquiry, session), Idempotency_Key="gd-1")
    session.rollback()
    given.sweep(session, NOW + timedelta(days=30))
    session.commit()
    assert count(session, GivenAnswer) == 1
    given.sweep(session, NOW + timedelta(days=30, seconds=1))
    session.commit()
    assert count(session, GivenAnswer) == 0
