"""奥德燃气 (002): appointments, one-time notices, handling within limits, helpers at the desk."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from models import Appointment, CallbackPlan, Customer, HomeService, Notice
from models.appointment import ServiceState
from rules import accountability
from rules.extension import check_extension
from rules.limit import Unit
from rules.refusals import Forbidden, Invalid, Refused, WrongState
from rules.representatives import check_specialists
from rules.roles import Role
from rules.roster import check_helpers
from rules.training import leave_days
from services.step import take
from tests.cast import NOW
from tests.law.bench import (
    at_once,
    chain_of,
    falls_due,
    limit_of,
    moment,
    number,
    policy_of,
    reminds,
    stated,
    workdays,
)
from tests.make import decide as decide_chain
from tests.make import make, person, walk


def test_r002_01_request_is_answered() -> None:
    workdays("R002-01", 1)


@pytest.mark.parametrize("register", [Appointment, HomeService])
def test_r002_02_refusal_takes_the_general_manager(register: type[Appointment], session: Session) -> None:
    assert chain_of("R002-02", "refuse_appointment") == ((Role.GM,),)
    ends = [step for step in register.flow.steps if step.target is ServiceState.REFUSED]
    assert [(step.source, step.needed) for step in ends] == [(ServiceState.TELLING, ["reason_told_at"])]
    request = make(register, session)
    (ask, decide, tell) = (register.flow.step(key) for key in ("applied-refusing", "refusing-telling", "telling-refused"))
    assert ask
    assert decide
    assert tell
    with pytest.raises(WrongState):
        take(session, request, decide, {}, words="同意", actor=person(session, Role.GM), now=NOW)
    with pytest.raises(Invalid) as refused:
        take(session, request, ask, {}, actor=person(session, Role.CLERK), now=NOW)
    assert "refuse_reason" in refused.value.errors
    take(session, request, ask, {"refuse_reason": "所约事项可在热线当即答复"}, actor=person(session, Role.CLERK), now=NOW)
    for role in (Role.CLERK, Role.CS_HEAD, Role.VP):
        with pytest.raises(Forbidden):
            take(session, request, decide, {}, words="同意", actor=person(session, role), now=NOW)
    decide_chain(request, agreed=True, words="同意，做好解释")
    assert (request.status, request.decision) == (ServiceState.TELLING, "refuse")
    with pytest.raises(Invalid) as untold:
        take(session, request, tell, {}, actor=person(session, Role.CLERK), now=NOW)
    assert set(untold.value.errors) == {"reason_told_at"}
    take(session, request, tell, {"reason_told_at": NOW}, actor=person(session, Role.CLERK), now=NOW)
    assert (request.status, request.replied_at) == (ServiceState.REFUSED, NOW)


def test_r002_03_arrival_at_the_customers_home() -> None:
    falls_due("R002-03", {"2026-11-20 18:30": "2026-11-20 18:30"})


def test_r002_04_staff_come_ten_minutes_early() -> None:
    """Exactly ten minutes is early enough."""
    falls_due("R002-04", {"2026-11-20 18:30": "2026-11-20 18:20", "2026-11-21 00:05": "2026-11-20 23:55"})


def test_r002_05_applicant_who_is_late_gives_up() -> None:
    """Exactly thirty minutes is not yet 超过."""
    falls_due("R002-05", {"2026-11-20 18:30": "2026-11-20 19:00"})


def test_r002_06_result_is_delivered_afterwards(session: Session) -> None:
    workdays("R002-06", 3)
    request = walk(make(Appointment, session), ServiceState.AGREED)
    serve = Appointment.flow.step("agreed-done")
    assert serve
    served = {"staff_arrived_at": NOW, "applicant_arrived_at": NOW, "arrival_status": "on_time", "result": "pending"}
    with pytest.raises(Invalid) as refused:
        take(session, request, serve, served, actor=person(session, Role.CLERK), now=NOW)
    assert "result_note" in refused.value.errors


@pytest.mark.parametrize("register", [Appointment, HomeService])
def test_r002_07_every_request_is_registered(register: type[Appointment], session: Session) -> None:
    """A service that is not in the register cannot be agreed, rendered or filed: its record comes first, numbered and complete."""
    assert make(register, session).number
    for name in ("applicant_name", "applicant_phone", "applicant_type", "channel"):
        with pytest.raises(Invalid) as refused:
            make(register, session, customer=None, **{name: None})
        assert name in refused.value.errors
    assert stated("R002-07").kind == "MANDATORY"


@pytest.mark.parametrize(("refused", "proved"), [(True, False), (False, True), (True, True)])
def test_r002_08_refusal_without_cause_is_assessed(refused: bool, proved: bool) -> None:  # noqa: FBT001
    assert accountability.after_appointment(refused_without_cause=refused, complaint_proved=proved) is accountability.APPOINTMENT
    assert accountability.after_appointment(refused_without_cause=False, complaint_proved=False) is None


def test_r002_09_written_notice_in_two_copies() -> None:
    at_once("R002-09")
    assert Notice.sheet is not None
    assert len(Notice.sheet.copies) == number("R002-09", "notice_copies")
    assert Notice.sheet.copies == ("服务对象", "部门留底")


def test_r002_10_two_round_trips_and_a_complaint() -> None:
    most = number("R002-10", "round_trips_from")

    def ground(trips: int, *, complaint: bool = False, exposed: bool = False) -> accountability.Ground | None:
        return accountability.after_round_trips(trips, trips_from=most, complaint_valid=complaint, exposed=exposed)

    assert ground(2, complaint=True) is accountability.ROUND_TRIPS
    assert ground(3, exposed=True) is accountability.ROUND_TRIPS
    assert ground(1, complaint=True) is None
    assert ground(5) is None
    assert accountability.ROUND_TRIPS.liable == ("承办人员", "有关领导")


def test_r002_11_what_has_no_limit_takes_three_workdays() -> None:
    workdays("R002-11", 3)


def test_r002_12_who_cannot_finish_reports_upwards() -> None:
    due_at = moment("2026-02-13 24:00")
    said = {"progress": "已完成勘测", "reason": "道路管理部门尚未批复", "solution": "批复后次日开挖", "expected_on": date(2026, 2, 26)}
    check_extension(asked_at=due_at, due_at=due_at, **said)  # type: ignore[arg-type]
    for name in ("progress", "reason"):
        with pytest.raises(Invalid) as refused:
            check_extension(asked_at=due_at, due_at=due_at, **(said | {name: " "}))  # type: ignore[arg-type]
        assert refused.value.errors.keys() == {name}
    assert chain_of("R002-12", "extension") == ((Role.CS_HEAD,), (Role.VP,))
    assert policy_of("R002-12").ladders["overdue"].rule == "R002-12"


def test_r002_13_first_call_in_the_month_after_acceptance() -> None:
    falls_due("R002-13", {"2026-01-31 10:00": "2026-02-28 24:00", "2026-02-15 00:00": "2026-03-15 24:00"})


def test_r002_14_half_yearly_call_within_the_warranty() -> None:
    falls_due("R002-14", {"2026-01-15 10:00": "2026-07-15 24:00", "2025-08-31 10:00": "2026-02-28 24:00"})


def test_r002_15_calls_after_the_warranty() -> None:
    reminds("R002-15", CallbackPlan)


def test_r002_16_maintenance_call() -> None:
    falls_due("R002-16", {"2026-01-30 23:59": "2026-02-28 24:00"})


def test_r002_17_helpers_come_ten_minutes_early() -> None:
    falls_due("R002-17", {"2026-11-20 08:30": "2026-11-20 08:20"})


def test_r002_18_weekly_training() -> None:
    falls_due("R002-18", {"2026-11-16 08:30": "2026-11-22 24:00"})


@pytest.mark.parametrize(("score", "days"), [(0, 1), (84, 1), (84.9, 1), (85, 0), (100, 0)])
def test_r002_19_who_fails_studies_for_a_day(score: float, days: int) -> None:
    rule = {"pass_score": number("R002-19", "training_pass_score"), "days": number("R002-19", "training_leave_days")}
    assert leave_days(score, **rule) == days
    for impossible in (-1, 100.5):
        with pytest.raises(Invalid):
            leave_days(impossible, **rule)


def test_r002_20_major_complaint_is_reported_first() -> None:
    at_once("R002-20")
    assert chain_of("R002-20", "major_complaint") == ((Role.GM,),)


def test_r002_21_helpers_take_turns() -> None:
    for register in (Appointment, Notice):
        reminds("R002-21", register)
    least, most = number("R002-21", "helpers_least"), number("R002-21", "helpers_most")
    for names in (["白洁"], ["白洁", "包勇"], ["白洁", "白洁", "包勇"]):
        check_helpers(names, least=least, most=most)
    for names in ([], [" "], ["白洁", "包勇", "陈静"]):
        with pytest.raises(Invalid):
            check_helpers(names, least=least, most=most)


def test_r002_22_every_enterprise_has_a_specialist(session: Session) -> None:
    least = number("R002-22", "specialists_least")
    check_specialists(["白洁"], least=least)
    for names in ([], [""]):
        with pytest.raises(Invalid) as refused:
            check_specialists(names, least=least)
        assert "account_manager" in refused.value.errors
    with pytest.raises(Invalid) as refused:
        make(Customer, session, level="key", account_manager=None)
    assert "account_manager" in refused.value.errors


def test_an_extension_is_asked_for_in_time_and_is_one() -> None:
    due_at = moment("2026-02-13 24:00")
    said = {"due_at": due_at, "progress": "已勘测", "reason": "待批复", "solution": "批复后开挖"}
    with pytest.raises(Refused, match="已于 2026-02-14 00:00 届满"):
        check_extension(asked_at=due_at + timedelta(seconds=1), expected_on=date(2026, 3, 1), **said)  # type: ignore[arg-type]
    for expected in (None, date(2026, 2, 13)):
        with pytest.raises(Invalid) as refused:
            check_extension(asked_at=due_at, expected_on=expected, **said)  # type: ignore[arg-type]
        assert "expected_on" in refused.value.errors
    assert limit_of("R002-01").unit is Unit.WORKDAY
