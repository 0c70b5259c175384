"""客户投诉逾期未处理明细表 (C06): every working day, every clock of a complaint or an item from above that has run out (001 七.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, selectinload

from models.clock import RunningClock
from models.complaint import Complaint
from models.declare import (
    Default,
    House,
    Ledger,
    Line,
    Phase,
    Register,
    Role,
    Sheet,
    Signed,
    States,
    Step,
    Workflow,
    choice,
    day,
    department,
    judged,
    listing,
    moment,
    prose,
    row,
    signature,
    signatures,
    source,
    staff,
    state,
    table,
    tally,
    text,
)
from models.message import Message
from models.official import OfficialItem
from models.reporting import as_of
from rules.chip import over
from rules.moments import show_moment

#: What is asked for: the registers whose clocks go on this list.
COUNTED: tuple[type[Register], ...] = (Complaint, OfficialItem)
#: Kinds of notices by which somebody was urged.
URGED = ("breach", "escalate")


class OverdueListState(States):
    """Worked out, signed by the supervisor, received by the administration."""

    DRAFT = "draft", "草稿", Phase.DRAFT
    SIGNED = "signed", "待签收", Phase.WAIT
    RECEIVED = "received", "已签收", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class OverdueRow(Line):
    """One clock that has run out. Why, and until when it will be done, is for the supervisor to say."""

    __tablename__ = "overdue_row"

    case_ref: Mapped[str] = source("投诉编号")
    clock: Mapped[str] = text("超期时限", length=40)
    received_at: Mapped[datetime] = moment("受理时间")
    category: Mapped[str | None] = choice("投诉类别", "complaint_category")
    summary: Mapped[str] = text("投诉内容摘要", length=100)
    dept: Mapped[Any | None] = department("责任部门")
    owner: Mapped[Any | None] = staff("责任人")
    due_at: Mapped[datetime] = moment("应办结时间")
    overdue: Mapped[str] = text("逾期时长", length=30)
    urges: Mapped[str | None] = text("催办次数/时间", length=40)
    reason: Mapped[str | None] = text("逾期原因", length=100)
    expected_at: Mapped[datetime | None] = moment("预计完成时间")


def overdue_clocks(record: Any, house: House) -> list[OverdueRow]:
    """Every clock of COUNTED that is open, not met and past its due moment, the longest overdue first. A clock that was paused in
    time is not overdue. A fixed number of queries.
    """
    session = house.session
    found = list(session.scalars(
        select(RunningClock).where(
            RunningClock.register.in_([register.__tablename__ for register in COUNTED]), RunningClock.is_open.is_(True),
            RunningClock.met_at.is_(None), RunningClock.due < house.now,
        ).order_by(RunningClock.due, RunningClock.id)))  # fmt: skip
    cases = {register.__tablename__: _cases(house, register, found) for register in COUNTED}
    urged = _urged(house, found)
    rows = []
    for clock in found:
        case = cases[clock.register].get(clock.record_id)
        if case is None or (case.paused_since is not None and case.paused_since <= clock.due):
            continue
        rows.append(OverdueRow(
            case_ref=f"{clock.register}:{clock.record_id}", clock=case.fields[clock.name].label, received_at=case.received_at,
            category=case.category, summary=_summary(case), dept=case.dept, owner=_owner(case, clock.name), due_at=clock.due,
            overdue=over(clock.due, house.now, house.calendar), urges=urged.get((clock.register, clock.record_id))))  # fmt: skip
    return rows


def _cases(house: House, register: Any, clocks: Iterable[RunningClock]) -> Mapping[int, Any]:
    keys = {clock.record_id for clock in clocks if clock.register == register.__tablename__}
    named = ("dept", "first_receiver", "dispatcher", "registrar")
    links = [selectinload(getattr(register, name)) for name in named if name in register.fields]
    found = house.session.scalars(select(register).where(register.id.in_(keys)).options(*links)) if keys else ()
    return {case.id: case for case in found if case.status.phase.is_open}


def _owner(case: Any, clock: str) -> Any:
    """Who took it, for what is promised to the caller at once (首问责任); the department names its own people."""
    if isinstance(case, Complaint):
        return case.first_receiver if clock == "first_reply_due" else None
    return case.registrar


def _summary(case: Any) -> str:
    """What is overdue in one line; what the customer asked to be kept from sight stays there."""
    if case.seen.veil is not None and case.seen.veil.holds(case):
        return "（客户要求保密）"
    line = " ".join(case.content.split())
    return line if len(line) <= 40 else line[:39] + "…"


def _urged(house: House, clocks: Iterable[RunningClock]) -> dict[tuple[str, int], str]:
    """How often somebody was told that the case is overdue, and when last."""
    places = {f"/{clock.register}/{clock.record_id}": (clock.register, clock.record_id) for clock in clocks}
    told = select(Message.url, func.count(Message.at.distinct()), func.max(Message.at)).where(
        Message.url.in_(places), Message.kind.in_(URGED)).group_by(Message.url)  # fmt: skip
    return {places[url]: f"{times} 次，{show_moment(last)}" for url, times, last in house.session.execute(told)} if places else {}


def count_clocks(record: Any, house: House) -> int:
    return len(record.rows)


def count_cases(record: Any, house: House) -> int:
    return len({line.case_ref for line in record.rows})


class OverdueList(
    Register, code="C06", title="客户投诉逾期未处理明细表", menu="统计报表", kept_by=Role.CS_SUP,
    read_by=(Role.CS_HEAD, Role.VP, Role.GM, Role.ADMIN_DEPT),
):  # fmt: skip
    """What is overdue on one working day. Worked out until the supervisor signs, frozen from then on."""

    __tablename__ = "overdue_list"

    report_date: Mapped[date] = day("制表日期", default=Default.TODAY, past=True, once=True)
    rows: Mapped[list[OverdueRow]] = tally(
        "逾期明细", OverdueRow, overdue_clocks, by=(OverdueRow.case_ref, OverdueRow.clock), needs=(OverdueRow.reason,),
        offers=(OverdueRow.expected_at,))  # fmt: skip
    cases: Mapped[int | None] = judged("逾期件数", int, count_cases, until_signed=True)
    clocks: Mapped[int | None] = judged("超期时限数", int, count_clocks, until_signed=True)
    counted_at: Mapped[str | None] = judged("数据截至", str, as_of, until_signed=True)
    explanation: Mapped[str | None] = prose("情况说明")
    supervisor_sign: Mapped[Signed | None] = signature("受理主管签字")
    admin_sign: Mapped[Signed | None] = signature("行政管理部签收")
    status: Mapped[OverdueListState] = state("状态", OverdueListState, start=OverdueListState.DRAFT)

    sheet = Sheet(
        row(report_date, counted_at), row(cases, clocks, status),
        table(rows, rows=15), row(explanation), signatures(supervisor_sign, admin_sign), row(Register.remark),
        copies=("客户服务中心", "行政管理部"), landscape=True,
        note="任一时限超期未办的均列入。逾期原因逐件填写；本表每个工作日编制，签字后不再变动。",
    )  # fmt: skip
    ledger = Ledger(
        report_date, cases, clocks, (counted_at, 1.2), (supervisor_sign, 1.6), (admin_sign, 1.6), status, rows=15,
        dated=report_date)  # fmt: skip
    listed = listing(report_date, cases, clocks, counted_at)
    flow = Workflow(
        Step(OverdueListState.DRAFT, OverdueListState.SIGNED, "签字报送", by=Role.CS_SUP).needs(rows).signs(supervisor_sign),
        Step(OverdueListState.SIGNED, OverdueListState.RECEIVED, "签收", by=Role.ADMIN_DEPT).signs(admin_sign).not_by_author(),
        Step(OverdueListState.RECEIVED, OverdueListState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
