"""The same request sent twice is carried out once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Attachment, GivenAnswer, Inquiry
from rules.roles import Role
from services import given
from tests.api.conftest import Caller, json_for
from tests.cast import NOW
from tests.files import PDF

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
    assert caller.patch(path, change, Idempotency_Key="gd-2").data == once.data, "stale by now, and answered as before"
    assert caller.patch(path, change).status_code == 409


def test_the_same_key_for_something_else_is_refused(caller_of: CallerOf, session: Session) -> None:
    caller, sent = caller_of(Role.CLERK), json_for(Inquiry, session)
    made = caller.post("/inquiry", sent, Idempotency_Key="gd-1").get_json()
    for other in (caller.post("/inquiry", {**sent, "remark": "别的"}, Idempotency_Key="gd-1"),
                  caller.patch(f"/inquiry/{made['id']}", {"row_version": 1}, Idempotency_Key="gd-1")):  # fmt: skip
        assert (other.status_code, other.get_json()["errors"]) == (422, {"Idempotency-Key": "这个幂等键已用于另一项内容，请换一个新的"})
    assert caller.post("/inquiry", sent, Idempotency_Key="长" * 3).status_code == 422
    assert caller.post("/inquiry", sent, Idempotency_Key="x" * 101).status_code == 422
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
