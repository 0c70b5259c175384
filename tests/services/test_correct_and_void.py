"""更正 and 作废: nothing is lost, everything says why."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from models import Callback, Customer, HomeService, Notice, Staff, VisitTrip
from models.appointment import ServiceState
from models.callback import CallbackState
from models.notice import NoticeState
from models.visit import TripState
from rules.refusals import Forbidden, Invalid, Stale, WrongState
from rules.roles import Role
from services.correct import correct, correctable
from services.related import corrections
from services.void import void
from tests.cast import NOW
from tests.make import make, person, voided, walk


@pytest.fixture
def trip(session: Session) -> VisitTrip:
    return walk(make(VisitTrip, session), TripState.BACK)


def errors(session: Session, record: VisitTrip, name: str, value: object, reason: str = "录入有误") -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        correct(session, record, name, value, reason, actor=person(session, Role.AM), now=NOW)
    session.expire(record)
    return refusal.value.errors


def test_what_is_corrected_is_written_in_words(session: Session, trip: VisitTrip) -> None:
    other = session.query(Staff).filter_by(job_number="GM").one()
    for name, value in (("visitor", other), ("customer_category", "key")):
        correct(session, trip, name, value, "录入有误", actor=person(session, Role.AM), now=NOW)
    found = {made.field: (made.old, made.new) for made in corrections(session, trip)}
    assert found["visitor"] == ("客户经理甲", "总经理甲")
    assert found["customer_category"][1] == "大客户"


def test_newest_first_and_the_version_moves_on(session: Session, trip: VisitTrip) -> None:
    before = trip.row_version
    for text in ("甲", "乙"):
        correct(session, trip, "contact_name", text, "录入有误", actor=person(session, Role.AM), now=NOW)
    assert next((made.old, made.new) for made in corrections(session, trip)) == ("甲", "乙")
    assert trip.row_version == before + 2


def test_it_is_refused(session: Session, trip: VisitTrip) -> None:
    session.commit()
    assert errors(session, trip, "contact_name", "甲", " ") == {"words": "请写明更正原因"}
    assert errors(session, trip, "contact_name", "甲", "长" * 201) == {"words": "最多 200 个字，现有 201 个字"}
    assert errors(session, trip, "contact_name", trip.contact_name) == {"contact_name": "与原内容相同，没有更正"}
    assert errors(session, trip, "contact_name", "")["contact_name"] in ("请填写“联系人”", "更正不能清空已填写的内容")
    assert errors(session, trip, "visit_result", " ") == {"visit_result": "更正不能清空已填写的内容"}
    assert "电话号码不对" in errors(session, trip, "contact_phone", "1")["contact_phone"]
    assert corrections(session, trip) == []


@pytest.mark.parametrize("name", ["number", "status", "void_reason", "companions_", "callback_at", "head_sign", "unit", "creator"])
def test_what_is_not_a_closed_field_is_not_corrected(session: Session, trip: VisitTrip, name: str) -> None:
    assert name not in correctable(person(session, Role.AM), trip)
    with pytest.raises(WrongState):
        correct(session, trip, name, "甲", "录入有误", actor=person(session, Role.AM), now=NOW)


def test_who_may_not_and_who_comes_late(session: Session, trip: VisitTrip) -> None:
    with pytest.raises(Forbidden, match="更正"):
        correct(session, trip, "contact_name", "甲", "录入有误", actor=person(session, Role.GM), now=NOW)
    with pytest.raises(Stale):
        correct(session, trip, "contact_name", "甲", "录入有误", actor=person(session, Role.AM), now=NOW, seen=0)


def test_what_is_open_is_edited_and_what_is_void_stays(session: Session, trip: VisitTrip) -> None:
    assert correctable(person(session, Role.AM), make(VisitTrip, session)) == ()
    assert correctable(person(session, Role.CS_HEAD), voided(trip)) == ()
    assert correctable(person(session, Role.CLERK), make(Customer, session)) == ()


def test_what_is_computed_follows_a_correction(session: Session) -> None:
    call = walk(make(Callback, session), CallbackState.DONE)
    before = call.outcome
    correct(session, call, "advice", "希望延长营业时间", "漏记", actor=person(session, Role.CB), now=NOW)
    assert call.outcome != before


def test_rows_and_several_people_are_not_corrected_blindly(session: Session) -> None:
    notice = walk(make(Notice, session), NoticeState.GIVEN)
    assert "materials" not in correctable(person(session, Role.CLERK), notice)
    service = walk(make(HomeService, session), ServiceState.DONE)
    assert "service_staff" in correctable(person(session, Role.CLERK), service)


# -- void --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("reason", "sentence"), [("  ", "请写明作废原因"), ("长" * 201, "最多 200 个字，现有 201 个字")])
def test_void_says_why(session: Session, trip: VisitTrip, reason: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        void(session, trip, reason, actor=person(session, Role.CS_HEAD), now=NOW)
    assert refusal.value.errors == {"words": sentence}
    assert trip.status is TripState.BACK


def test_void_is_for_few_and_once(session: Session, trip: VisitTrip) -> None:
    with pytest.raises(Forbidden, match="您没有作废“外勤单”的权限"):
        void(session, trip, "重复", actor=person(session, Role.AM), now=NOW)
    voided(trip)
    with pytest.raises(WrongState, match="已经作废"):
        voided(trip)
