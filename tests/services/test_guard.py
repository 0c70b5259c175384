"""What holds at every door, whoever holds the session."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models import (
    Appointment,
    Attachment,
    Callback,
    Correction,
    Customer,
    Department,
    Inquiry,
    Notice,
    Option,
    Printed,
    PrintJob,
    StepTaken,
    StoredFile,
    VisitTrip,
)
from models.appointment import ServiceState
from models.inquiry import InquiryState
from models.visit import TripState
from rules.moments import SHANGHAI, end_of, local
from rules.refusals import Refused
from rules.roles import Role
from services.attach import attach
from services.correct import correct
from services.guard import CLOCK
from services.printing import print_records
from tests.cast import NOW
from tests.files import PDF
from tests.make import make, person, voided, walk


def test_what_is_added_without_a_service_is_numbered_and_dated_too(session: Session) -> None:
    made, other = make(Customer, session), Department(name="夜班", position=9, active=True)
    session.add(other)
    session.flush()
    assert other.created_at == NOW
    assert made.number == "QH-A14-2026-00001"


@pytest.mark.parametrize("model", [Option, Department])
def test_reference_data_is_not_deleted_either(session: Session, model: type[Option]) -> None:
    session.delete(session.query(model).first())
    with pytest.raises(Refused, match="不能删除"):
        session.flush()


def a_trace(session: Session, model: type[Any]) -> Any:
    """One of everything that is kept of a record's life."""
    who, trip = person(session, Role.AM), walk(make(VisitTrip, session), TripState.BACK)
    correct(session, trip, "contact_name", "江上渔家", "录入有误", actor=who, now=NOW)
    attach(session, trip, "合同.pdf", PDF, actor=who, now=NOW)
    print_records(session, [trip], actor=who, now=NOW)
    return session.scalars(select(model)).first()


@pytest.mark.parametrize("model", [StepTaken, Correction, PrintJob, Printed, Attachment, StoredFile])
def test_what_was_done_is_not_deleted(session: Session, model: type[Any]) -> None:
    session.delete(a_trace(session, model))
    with pytest.raises(Refused, match="不能删除"):
        session.flush()


def test_rows_may_leave_their_record(session: Session) -> None:
    record = make(Customer, session)
    record.contacts.pop()
    session.flush()
    assert len(record.contacts) == 1


def test_a_bulk_insert_is_refused(session: Session) -> None:
    with pytest.raises(Refused, match="批量"):
        session.execute(insert(Customer), [{"full_name": "甲"}])


def test_the_session_is_of_use_after_a_refusal(session: Session) -> None:
    record = make(Customer, session)
    session.commit()
    record.number = "X"
    with pytest.raises(Refused):
        session.flush()
    session.rollback()
    assert make(Customer, session).number == "QH-A14-2026-00002"


# -- due ---------------------------------------------------------------------------------------------------------------


def test_an_agreed_time_is_due_and_a_day_at_its_end(session: Session) -> None:
    agreed = NOW + timedelta(days=2)
    inquiry = make(Inquiry, session, promise_reply_at=agreed)
    call = make(Callback, session, planned_on=date(2026, 11, 21))
    assert (inquiry.due_at, call.due_at) == (agreed, end_of(date(2026, 11, 21)))
    assert call.due_at is not None
    assert local(call.due_at) == datetime(2026, 11, 22, 0, 0, tzinfo=SHANGHAI)


def test_what_is_closed_is_due_no_more(session: Session) -> None:
    inquiry = make(Inquiry, session, promise_reply_at=NOW)
    walk(inquiry, InquiryState.ANSWERED)
    other = voided(make(Inquiry, session, promise_reply_at=NOW))
    assert (inquiry.due_at, other.due_at) == (None, None)


def test_a_day_moves_with_what_was_agreed(session: Session) -> None:
    """The office's own deadlines are met or no nearer: the staff are there ten minutes before the customer (002 二(四)3)."""
    record = walk(make(Appointment, session), ServiceState.AGREED)
    assert record.due_at == record.appointed_at - timedelta(minutes=10)
    back = next(step for step in record.steps() if step.target is record.start())
    walk(record, back.target)
    assert record.appointed_at is None
    assert record.due_at == (None if record.replied_at else record.reply_due)


# -- computed ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "day", "off"),
    [("08:29", 20, True), ("08:30", 20, False), ("17:29", 20, False), ("17:30", 20, True), ("10:00", 21, True)],
)
def test_an_appointment_knows_whether_it_is_after_hours(session: Session, clock: str, day: int, off: bool) -> None:  # noqa: FBT001
    record = make(Appointment, session)
    record.appointed_at = datetime.combine(date(2026, 11, day), time.fromisoformat(clock), SHANGHAI)
    session.flush()
    assert record.is_off_hours is off


def test_the_same_person_asking_again_is_counted(session: Session) -> None:
    first = make(Notice, session)
    who: dict[str, Any] = {"applicant_name": first.applicant_name, "applicant_phone": first.applicant_phone, "matter": first.matter}
    second, stranger = make(Notice, session, **who), make(Notice, session)
    assert (first.visit_count, second.visit_count, stranger.visit_count) == (1, 2, 1)
    voided(first)
    assert make(Notice, session, **who).visit_count == 2


def test_the_clock_of_a_session_is_its_own(session: Session) -> None:
    later = NOW + timedelta(days=400)
    session.info[CLOCK] = lambda: later
    other = Department(name="夜班", position=9, active=True)
    session.add(other)
    session.flush()
    assert other.created_at == later
