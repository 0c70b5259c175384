"""What each rate counts (STANDARDS.md §7), said once: the figure and the list of its cases are worked out from the same conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Index, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.call import Call
from models.callback import Callback
from models.complaint import Complaint
from models.declare import House, Register, Value
from models.official import OfficialItem
from models.shift import Shift
from rules.periods import Period
from rules.rates import FAIR, SATISFIED, Rate

#: What a rate asks of a case; as a function where it depends on the moment or on the policy.
Condition = ColumnElement[bool] | Callable[[House], ColumnElement[bool]]


def said(condition: Condition, house: House) -> ColumnElement[bool]:
    return condition if isinstance(condition, ColumnElement) else condition(house)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One rate: of the cases that fall into a period by `dated`, those that count, and of these those that reach what is asked.

    `unit` is the field that names the responsible department. Void records never count.
    """

    name: str
    label: str
    formula: str
    register: type[Register]
    unit: str
    dated: Any
    counted: Condition
    reached: Condition

    def within(self, period: Period) -> ColumnElement[bool]:
        """The records of a period."""
        status: Any = self.register.status
        return and_(self.dated >= period.start, self.dated < period.end, status != self.register.void_state())

    def denominator(self, house: House, period: Period) -> ColumnElement[bool]:
        return and_(self.within(period), said(self.counted, house))

    def numerator(self, house: House, period: Period) -> ColumnElement[bool]:
        """A part of the denominator, whatever `reached` says."""
        return and_(self.denominator(house, period), said(self.reached, house))

    @property
    def unit_id(self) -> Any:
        return getattr(self.register, f"{self.unit}_id")

    def rate(self, house: House, period: Period, *more: ColumnElement[bool]) -> Rate:
        """The figure of a period, in one query."""
        return measure(house.session, self, {"": (self.numerator(house, period), self.denominator(house, period))}, *more)[""]


def measure(
    session: Session, one: Measure, columns: Mapping[str, tuple[ColumnElement[bool], ColumnElement[bool]]], *more: ColumnElement[bool],
) -> dict[str, Rate]:  # fmt: skip
    """Several figures of one rate in one query: name → (numerator, denominator)."""
    counts = [func.count().filter(condition) for pair in columns.values() for condition in pair]
    found = list(session.execute(select(*counts).select_from(one.register).where(*more)).one())
    return {name: Rate(reached=found[2 * index], counted=found[2 * index + 1]) for index, name in enumerate(columns)}


def satisfied(house: House, answer: Any) -> ColumnElement[bool]:
    """很满意 and 满意, and 基本满意 where the policy counts it."""
    codes = (*SATISFIED, FAIR) if house.policy.is_on(Value.COUNT_FAIR_AS_SATISFIED) else SATISFIED
    found: ColumnElement[bool] = answer.in_(codes)
    return found


def kept(due: Any, met: Any, paused: Any) -> tuple[Condition, Condition]:
    """A promise counts once it is met or run out (not while a pause holds it), and is reached when it was met in time (rules/rates.py)."""
    return (
        lambda house: and_(due.is_not(None), or_(met.is_not(None), and_(due < house.now, or_(paused.is_(None), paused > due)))),
        and_(met.is_not(None), met <= due),
    )  # fmt: skip


#: The department's promise of a complaint: the repair of a pipe, or the handling of anything else.
HANDLE_DUE = func.coalesce(Complaint.handle_due, Complaint.repair_due, type_=Complaint.__table__.c.handle_due.type)
HANDLED_AT = case((Complaint.handle_due.is_not(None), Complaint.dept_reply_at), else_=Complaint.repaired_at)
#: A callback belongs to the day it was made or, until then, to the day it is due.
CALLED_OR_DUE = func.coalesce(Callback.callback_at, Callback.due_at, Callback.created_at, type_=Callback.__table__.c.created_at.type)
#: An item from above that the department has said nothing on is due when it should have.
OFFICIAL_DUE = func.coalesce(OfficialItem.reply_due, OfficialItem.info_due, type_=OfficialItem.__table__.c.reply_due.type)
SHIFT_END = select(Shift.ends_at).where(Shift.id == Call.shift_id).scalar_subquery()  # type: ignore[attr-defined] # wired from `shift`

_handled, _in_time = kept(HANDLE_DUE, HANDLED_AT, Complaint.paused_since)
_replied, _reply_in_time = kept(OFFICIAL_DUE, OfficialItem.reply_at, OfficialItem.paused_since)
_seen, _seen_in_time = kept(OfficialItem.callback_due, OfficialItem.callback_at, OfficialItem.paused_since)

COMPLAINTS_IN_TIME = Measure(
    name="complaints_in_time", label="投诉处理及时率", formula="时限内办结件数 ÷ 应办结件数（含未办结但已逾期，不含未到期）",
    register=Complaint, unit="dept", dated=HANDLE_DUE, counted=_handled, reached=_in_time)  # fmt: skip
COMPLAINTS_CALLED = Measure(
    name="complaints_called", label="投诉回访率", formula="已回访件数 ÷ 已答复客户、应回访的件数", register=Complaint, unit="dept",
    dated=Complaint.customer_reply_at, counted=Complaint.customer_reply_at.is_not(None),
    reached=select(Callback.id).where(
        Callback.id == Complaint.callback_ref_id, Callback.callback_at.is_not(None)).exists())  # type: ignore[attr-defined] # fmt: skip
COMPLAINTS_SATISFIED = Measure(
    name="complaints_satisfied", label="投诉满意率", formula="很满意、满意件数 ÷ 有效评价件数（无人接听不计）",
    register=Complaint, unit="dept", dated=Complaint.customer_reply_at, counted=Complaint.satisfaction.is_not(None),
    reached=lambda house: satisfied(house, Complaint.satisfaction))  # fmt: skip
TRANSFERRED_IN_TIME = Measure(
    name="transferred_in_time", label="转办及时率", formula="本班次内转办件数 ÷ 应转办件数（目标 100%）",
    register=Call, unit="transferred_to", dated=Call.called_at,
    counted=lambda house: or_(Call.transferred_at.is_not(None), and_(Call.answered_now.is_(False), house.now > SHIFT_END)),
    reached=and_(Call.transferred_at.is_not(None), Call.transferred_at <= SHIFT_END))  # fmt: skip
CALLED_BACK = Measure(
    name="called_back", label="回访率", formula="实际回访数 ÷ 应回访数（含已到期未回访，不含未到期）", register=Callback, unit="resp_dept",
    dated=CALLED_OR_DUE, counted=lambda house: or_(Callback.callback_at.is_not(None), Callback.due_at < house.now),
    reached=Callback.callback_at.is_not(None))  # fmt: skip
REACHED = Measure(
    name="reached", label="成功回访率", formula="接通并完成数 ÷ 实际回访数", register=Callback, unit="resp_dept",
    dated=Callback.callback_at, counted=Callback.callback_at.is_not(None), reached=Callback.connected == "yes")  # fmt: skip
CALLS_SATISFIED = Measure(
    name="calls_satisfied", label="回访满意率", formula="很满意、满意数 ÷ 有效评价数（无人接听不计）", register=Callback, unit="resp_dept",
    dated=Callback.callback_at,
    counted=and_(Callback.callback_at.is_not(None), Callback.connected == "yes", Callback.satisfaction.is_not(None)),
    reached=lambda house: satisfied(house, Callback.satisfaction))  # fmt: skip
OFFICIAL_ENTERED = Measure(
    name="official_entered", label="12345 响应率", formula="接件当日登记件数 ÷ 接件数", register=OfficialItem, unit="dept",
    dated=OfficialItem.received_at, counted=OfficialItem.received_at.is_not(None),
    reached=OfficialItem.late_reason.is_(None))  # fmt: skip
OFFICIAL_IN_TIME = Measure(
    name="official_in_time", label="12345 按时办结率", formula="时限内回复件数 ÷ 应回复件数（含未回复但已逾期，不含未到期）",
    register=OfficialItem, unit="dept", dated=OfficialItem.received_at, counted=_replied, reached=_reply_in_time)  # fmt: skip
OFFICIAL_CALLED = Measure(
    name="official_called", label="12345 回访率", formula="三个工作日内回访件数 ÷ 应回访件数（含未回访但已逾期，不含未到期）",
    register=OfficialItem, unit="dept", dated=OfficialItem.received_at, counted=_seen, reached=_seen_in_time)  # fmt: skip
OFFICIAL_SATISFIED = Measure(
    name="official_satisfied", label="12345 满意率", formula="很满意、满意件数 ÷ 有效评价件数", register=OfficialItem, unit="dept",
    dated=OfficialItem.received_at, counted=OfficialItem.satisfaction.is_not(None),
    reached=lambda house: satisfied(house, OfficialItem.satisfaction))  # fmt: skip

MEASURES: Mapping[str, Measure] = {
    one.name: one
    for one in (
        COMPLAINTS_IN_TIME, TRANSFERRED_IN_TIME, CALLED_BACK, REACHED, CALLS_SATISFIED, COMPLAINTS_CALLED, COMPLAINTS_SATISFIED,
        OFFICIAL_ENTERED, OFFICIAL_IN_TIME, OFFICIAL_CALLED, OFFICIAL_SATISFIED,
    )
}  # fmt: skip


def _lay(measures: Iterable[Measure]) -> None:
    """So that a department's figure of a month reads the cases of that department and month, and no others. A case that is dated by one
    moment or another is found by neither.
    """
    dated = [one for one in measures if isinstance(one.dated, InstrumentedAttribute)]
    for register, unit, moment in dict.fromkeys((one.register, f"{one.unit}_id", one.dated.key) for one in dated):
        table: Any = register.__table__
        Index(f"ix_{table.name}_{unit}_{moment}", table.c[unit], table.c[moment])


_lay(MEASURES.values())
