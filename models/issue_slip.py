"""领表单: what the slips by which a meter leaves the store have in common (G04, G05): one meter a slip, on the days, and to whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Mapped

from models.declare import (
    Default,
    House,
    Register,
    Role,
    Signed,
    States,
    Step,
    Value,
    choice,
    day,
    department,
    link,
    signature,
    text,
    when,
)
from models.meter import Meter, MeterState
from models.meter_acceptance import BEFORE_ACCEPTANCE, AcceptanceState, MeterAcceptance
from models.store_days import fetched_at, stock_day
from rules.meter_store import check_issue, check_issue_time, check_old_meters_back
from rules.moments import show_day
from rules.refusals import Refused

KEEPERS = (Role.CLERK, Role.DEPT)
READERS = (Role.METER_MAN, Role.CS_SUP)
COPIES = ("表库", "供水分公司", "领表人")
NOTE = "每张卡和每张领表单只能领一只表。领表时间为周一至周五上班时间，每月最后一个工作日盘存，不办理领表。"
#: More than any store holds.
UNBOUNDED = 1_000_000


def on_a_day_of_issue(slip: Any, house: House) -> dict[str, str]:
    """R003-04: in office hours from Monday to Friday, and not on the day of stock-taking."""
    if not is_issued_now(slip, house):
        return {}
    weekdays = {int(one) for one in house.policy.codes(Value.METER_ISSUE_DAYS)}
    try:
        check_issue_time(
            fetched_at(slip.issued_on, house), house.calendar, weekdays=weekdays or set(range(1, 8)),
            stock_day=stock_day(slip.issued_on, house) or slip.issued_on + timedelta(days=1))  # fmt: skip
    except Refused as refusal:
        return {"issued_on": refusal.message}
    return {}


def not_too_many(slip: Any, house: House) -> dict[str, str]:
    """R003-05: one a slip; so many a day and receiver; from a certain number on only what was reserved, and that once.

    Two who issue to one receiver at once count one after the other.
    """
    if not is_issued_now(slip, house) or slip.receiver_unit is None:
        return {}
    house.hold(slip.receiver_unit)
    count = _others(slip, house, issued_on=slip.issued_on, receiver_unit=slip.receiver_unit) + 1
    of_batch = _others(slip, house, batch_no=slip.batch_no) if slip.batch_no else 0
    of_batch_today = _others(slip, house, batch_no=slip.batch_no, issued_on=slip.issued_on) if slip.batch_no else 0
    try:
        check_issue(
            count, forms=count, per_form=1, batch_from=_stated(house, Value.METER_BATCH_FROM), most=_stated(house, Value.METER_BATCH_MOST),
            notice_days=_stated(house, Value.METER_BATCH_NOTICE_DAYS), reserved_on=slip.reserved_on, today=slip.issued_on,
            issued_before=of_batch > of_batch_today)  # fmt: skip
    except Refused as refusal:
        return {"issued_on": f"本单是该单位当日第 {count} 只，{refusal.message}"}
    return {}


def receiver_owes_nothing(slip: Any, house: House) -> dict[str, str]:
    """R003-13: no meter while one taken down before is still out. R003-23: none while an acceptance is overdue or has failed."""
    if slip.issued_on is None or not is_still_to_come(slip):
        return {}
    sentences = [
        f"{other.number} 的水表{'验收不合格' if other.status is AcceptanceState.REPAIR else '超过期限未验收'}，整改或验收后方可再领"
        for other in _unaccepted(slip, house)
    ]  # fmt: skip
    try:
        check_old_meters_back(_not_yet_back(slip, house))
    except Refused as refusal:
        sentences.insert(0, refusal.message)
    return {"meter": "；".join(sentences)} if sentences else {}


def one_fetching_for_one_form(slip: Any) -> dict[str, str]:
    """The term of an acceptance runs from one day: what is fetched later has a form of its own."""
    form = slip.accept_ref
    if slip.issued_on is None or not is_still_to_come(slip) or form is None or form.issued_on in (None, slip.issued_on):
        return {}
    return {"issued_on": f"{form.number} 的水表已于 {show_day(form.issued_on)} 领取，另行领表的请另填水表验收单"}


def meter_is_the_size_asked_for(slip: Any) -> dict[str, str]:
    """杜绝甲表换乙表 (003 第四章4.3.3)."""
    wrong = slip.meter is not None and slip.meter.caliber != slip.caliber
    return {"meter": f"表号 {slip.meter} 的口径是 {slip.meter.caliber}，与本单不符"} if wrong else {}


def form_is_of_the_point(slip: Any) -> dict[str, str]:
    """The acceptance form that is brought along is of the same connection point."""
    wrong = is_still_to_come(slip) and slip.accept_ref is not None and slip.accept_ref.connection_no != slip.connection_no
    return {"connection_no": f"与 {slip.accept_ref.number} 的接水点编号 {slip.accept_ref.connection_no} 不符"} if wrong else {}


def is_still_to_come(slip: Any) -> bool:
    """Nothing has been fetched by it yet; afterwards what it says is corrected as on any paper."""
    return slip.status is slip.start()


def is_issued_now(slip: Any, house: House) -> bool:
    """Whether the day is still to be settled: until the meter is fetched, whenever it was typed, and when it is set right."""
    return slip.issued_on is not None and (is_still_to_come(slip) or house.fills(slip, "issued_on"))


def _kinds() -> list[Any]:
    return IssueSlip.__subclasses__()


def _stated(house: House, key: Value) -> int:
    """The number that the policy gives; where it gives none, nothing is that many."""
    found = house.policy.values.get(key.value)
    return int(found.value) if found is not None else UNBOUNDED


def _others(slip: Any, house: House, **given: object) -> int:
    """How many other slips by which something was fetched say so; what is void does not count."""
    total = 0
    with house.session.no_autoflush:
        for kind in _kinds():
            alike = [getattr(kind, name) == value for name, value in given.items()]
            if isinstance(slip, kind) and slip.id is not None:
                alike.append(kind.id != slip.id)
            found = select(func.count()).select_from(kind).where(
                kind.issued_on.is_not(None), kind.status != kind.void_state(), *alike)  # fmt: skip
            total += house.session.scalar(found) or 0
    return total


def _unaccepted(slip: Any, house: House) -> list[MeterAcceptance]:
    """What this receiver has fetched and was not accepted in its month, or not found good."""
    overdue = and_(
        MeterAcceptance.status.in_(BEFORE_ACCEPTANCE), MeterAcceptance.accept_due < house.now, MeterAcceptance.paused_since.is_(None)
    )
    found = select(MeterAcceptance).where(
        MeterAcceptance.installer == slip.receiver_unit, or_(MeterAcceptance.status == AcceptanceState.REPAIR, overdue))  # fmt: skip
    with house.session.no_autoflush:
        return list(house.session.scalars(found.order_by(MeterAcceptance.id)))


def _not_yet_back(slip: Any, house: House) -> set[str]:
    """The old meters that this receiver took down for what he fetched on an earlier day, and has not brought back."""
    found: set[str] = set()
    with house.session.no_autoflush:
        for kind in _kinds():
            if kind.awaits_old_one is not None:
                out = select(kind).where(
                    kind.status == kind.awaits_old_one, kind.receiver_unit == slip.receiver_unit, kind.issued_on < slip.issued_on
                )
                found |= {str(other.old_meter) for other in house.session.scalars(out)}
    return found


class IssueSlip(Register):
    """What the slip of an installer and the one for a change share: who fetches which meter, when, and on which reservation."""

    __abstract__ = True
    #: The state in which the meter that came down (`old_meter`) is still out; None where none comes down.
    awaits_old_one: ClassVar[States | None] = None

    connection_no: Mapped[str] = text("接水点编号", length=40, search=True)
    caliber: Mapped[str] = choice("口径", "meter_caliber", default="DN20")
    receiver_unit: Mapped[Any] = department("领表单位", default=Default.MY_DEPARTMENT)
    batch_no: Mapped[str | None] = text("预约批次", length=40, search=True)
    reserved_on: Mapped[date | None] = day("预约日期", past=True, help="领表数量多的须提前一天预约", needed=when(batch_no))
    meter: Mapped[Meter | None] = link("表号", Meter, search=True)
    issued_on: Mapped[date | None] = day("领表日期", past=True)
    receiver_sign: Mapped[Signed | None] = signature("领表人签字")
    keeper_sign: Mapped[Signed | None] = signature("表库签字")

    @staticmethod
    def fetching(source: States, target: States, accept_ref: Any) -> Step:
        """发表: the one step by which a meter leaves the store; the acceptance form that was brought along begins to count."""
        here = IssueSlip
        return (
            Step(source, target, "发表", by=Role.METER_STORE)
            .needs(here.meter, here.issued_on, here.receiver_sign).offers(here.batch_no, here.reserved_on).signs(here.keeper_sign)
            .moves(here.meter, to=MeterState.ISSUED, take={Meter.issued_on: here.issued_on, Meter.connection_no: here.connection_no})
            .moves(accept_ref, to=AcceptanceState.ISSUED, take={MeterAcceptance.issued_on: here.issued_on})
        )  # fmt: skip


RULES = (meter_is_the_size_asked_for, form_is_of_the_point, one_fetching_for_one_form)
HOUSE_RULES = (on_a_day_of_issue, not_too_many, receiver_owes_nothing)
