"""Rows that the system works out: listed, filled in by a person, worked out anew, and frozen by the first step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models import OverdueList
from models.overdue_list import OverdueListState
from rules.refusals import Forbidden, Invalid, WrongState
from rules.roles import Role
from services import guard
from services.figures import count_anew, may_count_anew
from services.records import create, edit
from services.step import take
from tests.cast import NOW
from tests.make import person
from tests.services.bench import complaint, official


def drawn_up(session: Session) -> OverdueList:
    return create(session, OverdueList, {"report_date": NOW.date()}, actor=person(session, Role.CS_SUP), now=NOW)


def filled(record: OverdueList, **values: object) -> list[dict[str, object]]:
    return [{"id": line.id, "reason": "管网停水检修", **values} for line in record.rows]


def sign(session: Session, record: OverdueList) -> None:
    step = record.flow.step("draft-signed")
    assert step is not None
    take(session, record, step, {"rows": filled(record)}, actor=person(session, Role.CS_SUP), now=NOW)


def test_every_overdue_clock_is_listed_with_its_case(session: Session) -> None:
    case, item = complaint(session), official(session)
    record = drawn_up(session)
    found = {(line.case_ref, line.clock) for line in record.rows}
    assert (f"complaint:{case.id}", "首次答复截止") in found
    assert {clock for ref, clock in found if ref == f"official_item:{item.id}"} == {"部门信息提供截止", "回访截止"}
    line = record.rows[-1]
    assert line.overdue.endswith("个工作日") or "小时" in line.overdue
    assert record.clocks == len(record.rows)
    assert record.cases == 2
    assert record.counted_at == "2026-11-20 10:42"


def test_what_is_not_due_met_paused_in_time_or_void_is_not_listed(session: Session) -> None:
    complaint(session, received_at=NOW - timedelta(minutes=5))
    answered = complaint(session)
    reply = next(step for step in answered.steps() if step.label == "登记首次答复")
    take(session, answered, reply, {"first_reply_at": NOW}, actor=person(session, Role.CLERK), now=NOW)
    assert drawn_up(session).rows == []


def test_a_list_without_rows_is_signed_all_the_same(session: Session) -> None:
    record = drawn_up(session)
    sign(session, record)
    assert record.status is OverdueListState.SIGNED


def test_the_reason_is_demanded_of_each_row(session: Session) -> None:
    complaint(session)
    official(session)
    record = drawn_up(session)
    step = record.flow.step("draft-signed")
    assert step is not None
    given = filled(record)
    given[1]["reason"] = ""
    with pytest.raises(Invalid) as refused:
        take(session, record, step, {"rows": given}, actor=person(session, Role.CS_SUP), now=NOW)
    assert refused.value.errors == {"rows-1-reason": "请填写“逾期原因”"}


def test_what_a_person_typed_survives_counting_anew(session: Session) -> None:
    complaint(session)
    record = drawn_up(session)
    edit(session, record, {"rows": filled(record, expected_at=NOW + timedelta(days=1))}, actor=person(session, Role.CS_SUP), now=NOW)
    official(session, received_at=NOW - timedelta(days=9))
    count_anew(session, record, actor=person(session, Role.CS_SUP), now=NOW + timedelta(hours=2))
    first = next(line for line in record.rows if line.case_ref.startswith("complaint:"))
    assert (first.reason, first.expected_at) == ("管网停水检修", NOW + timedelta(days=1))
    assert len(record.rows) == 3
    assert record.rows[0].case_ref.startswith("official_item:")
    assert [line.position for line in record.rows] == [0, 1, 2]
    assert record.counted_at == "2026-11-20 12:42"


def test_a_row_that_came_since_is_demanded_too(session: Session) -> None:
    complaint(session)
    record = drawn_up(session)
    given, step = filled(record), record.flow.step("draft-signed")
    assert step is not None
    complaint(session)
    with pytest.raises(Invalid, match="1 处"):
        take(session, record, step, {"rows": given}, actor=person(session, Role.CS_SUP), now=NOW)


def test_once_signed_nothing_moves(session: Session) -> None:
    complaint(session)
    record = drawn_up(session)
    sign(session, record)
    before = [(line.case_ref, line.clock, line.overdue) for line in record.rows]
    complaint(session)
    with guard.at(session, NOW + timedelta(days=2)):
        record.remark = "签字后另有说明"
        session.flush()
    session.expire_all()
    assert [(line.case_ref, line.clock, line.overdue) for line in record.rows] == before
    assert record.counted_at == "2026-11-20 10:42"
    assert not may_count_anew(person(session, Role.CS_SUP), record)
    with pytest.raises(WrongState, match="数字已固定"):
        count_anew(session, record, actor=person(session, Role.CS_SUP), now=NOW)


def test_only_who_may_edit_counts_anew(session: Session) -> None:
    record = drawn_up(session)
    with pytest.raises(Forbidden):
        count_anew(session, record, actor=person(session, Role.VP), now=NOW)


def test_of_a_day_there_is_one_list_beside_void_ones(session: Session) -> None:
    first = drawn_up(session)
    with pytest.raises(Invalid) as refused:
        drawn_up(session)
    assert first.number in refused.value.errors["report_date"]
