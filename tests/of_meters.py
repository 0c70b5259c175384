"""What the registers about meters ask for beyond their declaration, and meters in conditions of their own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from models import Compensation, Department, Meter, MeterAcceptance, Staff, UseChange
from models.change_issue import ChangeState
from models.compensation import CompensationState
from models.declare import Register
from models.meter import MeterState
from models.store_days import stock_day
from models.swap import SwapState
from models.swap_notice import SwapNoticeState
from models.use_change import REPLACING, UseChangeState
from rules.moments import local
from rules.periods import months_back
from services.house import HouseNow
from services.step import take
from tests.asked import BEFORE, OWN
from tests.cast import NOW
from tests.make import WORDS, R, as_a_paper_does, make, periods, step_values, taker, ticket, walk


def on_the_wall(session: Session) -> Meter:
    """A meter in use, of the size that the papers of the tests speak of."""
    return walk(in_the_store(session), MeterState.IN_USE)


def in_the_store(session: Session) -> Meter:
    return make(Meter, session, caliber="DN20")


def newcomer(session: Session) -> Staff:
    """A member of staff who has done nothing yet."""
    number = next(ticket)
    unit = session.scalars(select(Department).order_by(Department.id)).first()
    made = Staff(name=f"新员工{number}", job_number=f"N{number}", unit=unit, active=True, created_at=NOW)
    session.add(made)
    session.flush()
    return made


def _of_meter_case(session: Session, number: int) -> dict[str, object]:
    """A paper about a meter is about one of its own."""
    return {
        "meter": lambda: on_the_wall(session), "caliber": "DN20", "new_meter": lambda: in_the_store(session),
        "replacer": lambda: newcomer(session)}  # fmt: skip


def _of_swap_check(session: Session, number: int) -> dict[str, object]:
    """Two meters that hang on a wall, the first to be changed."""

    def rows() -> list[dict[str, object]]:
        told = {"fault": "stopped", "reading": 1, "check_note": "已能正常抄收", "replacer": None, "recent_usage": None}
        return [{"meter": on_the_wall(session), "check_result": result} | told for result in ("agree", "refuse")]

    return {"items": rows}


def _of_swap_plan(session: Session, number: int) -> dict[str, object]:
    """A plan for the next twenty years, in which some meter grows old."""
    return {"period_to": lambda: on_the_wall(session) and local(NOW).date() + timedelta(days=7300)}


#: The connection point for which a meter is fetched, where no story says otherwise.
POINT = "JS-26001"


def fetched(session: Session) -> Meter:
    """A meter that a slip has taken out of the store for that point."""
    meter = make(Meter, session, caliber="DN20")
    out = next(step for step in meter.steps() if step.target is MeterState.ISSUED)
    as_a_paper_does(meter, out, {"issued_on": local(NOW).date(), "connection_no": POINT})
    return meter


def hanging(session: Session) -> Meter:
    """A meter on the wall of that point."""
    meter = make(Meter, session, caliber="DN20")
    hang = next(step for step in meter.steps() if step.target is MeterState.IN_USE)
    values = step_values(meter, hang, session, connection_no=POINT)
    take(session, meter, hang, values, words=WORDS, actor=taker(session, meter, hang), now=NOW)
    return meter


def taken_down(session: Session) -> Meter:
    """A meter that hung there, and does no more."""
    return walk(hanging(session), MeterState.REMOVED)


def _on_the_wall(session: Session) -> list[dict[str, object]]:
    return [
        {"meter": fetched(session), "caliber": "DN20", "first_reading": 0, "seal_no": f"QF-{place}", "place": "楼道表箱"}
        for place in range(2)]  # fmt: skip


def _of_acceptance(session: Session, number: int) -> dict[str, object]:
    """What is accepted was fetched for the point."""
    return {"connection_no": POINT, "meters": lambda: _on_the_wall(session)}


def _of_slip(session: Session, number: int) -> dict[str, object]:
    """A slip is for one meter of the store, and for the point that its acceptance form names."""
    return {
        "connection_no": POINT, "accept_ref": lambda: make(MeterAcceptance, session), "old_meter": lambda: hanging(session),
        "meter": lambda: make(Meter, session, caliber="DN20")}  # fmt: skip


def agreed_to(register: type[R], session: Session, **given: object) -> R:
    """An application to fetch a meter for that point, agreed to."""
    request: Any = make(register, session, **given)
    walk(request, UseChangeState.BUILDING if register is UseChange else CompensationState.AGREED)
    request.connection_no = POINT
    session.flush()
    return request


def _of_change(session: Session, number: int) -> dict[str, object]:
    """A meter for one that was damaged."""
    return _of_slip(session, number) | {
        "issue_kind": "damage", "compensation": lambda: agreed_to(Compensation, session), "change": None, "application": None}  # fmt: skip


def _of_meter_count(session: Session, number: int) -> dict[str, object]:
    """The store is counted on one day of each month."""
    month = date.fromisoformat(f"{months_back('2026-11', next(periods) % 1200)}-01")
    return {"counted_on": stock_day(month, HouseNow(session, NOW))}


def _old_one_comes_down(slip: Any) -> None:
    """As 登记拆表 would have it, so that it can be brought back."""
    if slip.status is ChangeState.OUT and slip.old_meter is not None and slip.old_meter.status is MeterState.IN_USE:
        down = next(step for step in slip.old_meter.steps() if step.target is MeterState.REMOVED)
        as_a_paper_does(slip.old_meter, down, {"removed_on": local(NOW).date(), "removal_reason": "change"})


def _back_in_the_store(acceptance: Any) -> None:
    session = object_session(acceptance)
    assert session is not None
    for meter in session.scalars(select(Meter).where(Meter.connection_no == POINT, Meter.status == MeterState.ISSUED)):
        as_a_paper_does(meter, next(step for step in meter.steps() if step.target is MeterState.STORE), {})


def _session_of(record: Register) -> Session:
    session = object_session(record)
    assert session is not None
    return session


OWN |= {
    "meter_acceptance": _of_acceptance, "meter_issue": _of_slip, "change_issue": _of_change, "meter_count": _of_meter_count,
    "meter_swap": _of_meter_case, "swap_notice": _of_meter_case, "meter_compensation": _of_meter_case, "removal_task": _of_meter_case,
    "closing_request": _of_meter_case, "use_change": _of_meter_case, "meter_test": _of_meter_case, "swap_check": _of_swap_check,
    "swap_plan": _of_swap_plan,
}  # fmt: skip
BEFORE |= {
    ("meter_swap", "signed"): lambda swap: swap.replacer or setattr(swap, "replacer", newcomer(_session_of(swap))),
    ("use_change", "accepting"): lambda request: request.change_kind in REPLACING and walk(request.meter, MeterState.RETURNED),
    ("meter_swap", "changed"): lambda swap: walk(swap.notice_ref, SwapNoticeState.SIGNED),
    ("closing_request", "done"): lambda request: request.task or walk(request.meter, MeterState.REMOVED),
    ("swap_check", "done"): lambda form: [walk(line.swap, SwapState.RETURNED) for line in form.items if line.swap],
    ("swap_plan", "done"): lambda plan: [walk(line.swap, SwapState.RETURNED) for line in plan.items if line.swap],
    ("meter_acceptance", "cancelled"): _back_in_the_store,
    ("change_issue", "done"): _old_one_comes_down,
}  # fmt: skip
