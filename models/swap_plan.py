"""逾龄水表更换计划 (G14): the meters in use whose term ends, worked out from their cards; each that is agreed to gets its 换表单
(003 第四章4.1.2, JJG 162).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select, true
from sqlalchemy.orm import Mapped, selectinload

from models.customer import Customer
from models.declare import (
    Chain,
    Default,
    House,
    Ledger,
    Line,
    Phase,
    Register,
    Role,
    Seen,
    Sheet,
    Signed,
    States,
    Step,
    Workflow,
    choice,
    day,
    department,
    in_unit,
    judged,
    link,
    listing,
    moment,
    only,
    opinion,
    row,
    signature,
    signatures,
    staff,
    state,
    table,
    tally,
    text,
)
from models.meter import Meter, MeterState
from models.meter_case import READERS, open_states, taking_down
from models.swap import MeterSwap

PLANNERS = (Role.DEPT, Role.METER_MAN)


class SwapPlanState(States):
    """Worked out, approved by the centre, carried out, filed."""

    DRAFT = "draft", "待报审", Phase.DRAFT
    APPROVING = "approving", "待审批", Phase.WAIT
    RUNNING = "running", "换表中", Phase.RUN
    DONE = "done", "已办结", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class AgedMeterRow(Line):
    """One meter whose term ends."""

    __tablename__ = "swap_plan_row"

    meter: Mapped[Meter] = link("表号", Meter)
    caliber: Mapped[str] = choice("口径", "meter_caliber")
    connection_no: Mapped[str | None] = text("接水点编号", length=40)
    customer: Mapped[Customer | None] = link("户名", Customer)
    place: Mapped[str | None] = text("装表位置", length=200)
    verified_on: Mapped[date] = day("安装（检定）日期")
    expires_on: Mapped[date] = day("到期日")
    replacer: Mapped[Any | None] = staff("换表员")
    swap: Mapped[MeterSwap | None] = link("换表单", MeterSwap)


def aged_meters(plan: Any, house: House) -> list[AgedMeterRow]:
    """Meters in use of the branch whose term ends in the period or has ended before, the oldest first; not those that some paper is to
    take down already. A meter whose card names no branch is on every plan, so that none is forgotten.
    """
    if plan.period_to is None:
        return []
    free = [Meter.id.not_in(select(kind.meter_id).where(kind.status.in_(open_states(kind)))) for kind in taking_down()]
    branch: Any = Meter.branch_id  # type: ignore[attr-defined] # wired from `branch`
    ours = or_(branch.is_(None), branch == plan.branch.id) if plan.branch is not None else true()
    found = house.session.scalars(
        select(Meter).where(ours, Meter.status == MeterState.IN_USE, Meter.expires_on <= plan.period_to, *free)
        .options(selectinload(Meter.customer)).order_by(Meter.expires_on, Meter.id))  # fmt: skip
    return list(_rows(found))


def _rows(meters: Iterable[Meter]) -> Iterable[AgedMeterRow]:
    for meter in meters:
        yield AgedMeterRow(
            meter=meter, caliber=meter.caliber, connection_no=meter.connection_no, customer=meter.customer, place=meter.place,
            verified_on=meter.verified_on, expires_on=meter.expires_on)  # fmt: skip


def finished(plan: Any, house: House) -> str:
    """完成/交旧数: how many of the meters are changed, and how many old ones are back."""
    swaps = [line.swap for line in plan.items if line.swap is not None]
    changed = sum(swap.replaced_on is not None for swap in swaps)
    back = sum(swap.old_returned_on is not None for swap in swaps)
    return f"{changed}/{back}"


def how_many(plan: Any, house: House) -> int:
    return len(plan.items)


def there_is_something(plan: Any, house: House) -> dict[str, str]:
    """An empty plan is nobody's to approve."""
    asked = plan.status is SwapPlanState.DRAFT and house.fills(plan, "submitted_at")
    return {"period_to": "本期没有到期的在用水表"} if asked and not plan.items else {}


def all_are_settled(plan: Any, house: House) -> dict[str, str]:
    """The plan is done when none of its 换表单 is waited for."""
    if not house.fills(plan, "finished_on"):
        return {}
    waiting = [line.swap.number for line in plan.items if line.swap is not None and line.swap.is_outstanding]
    return {"finished_on": f"尚有旧表未交回：{'、'.join(waiting)}"} if waiting else {}


class SwapPlan(
    Register, code="G14", title="逾龄水表更换计划及明细", menu="换表与拆表", kept_by=PLANNERS, read_by=READERS, clear_to=PLANNERS,
):  # fmt: skip
    """The aged meters of a month or a year. Worked out until it is submitted, frozen from then on."""

    __tablename__ = "swap_plan"

    period: Mapped[str] = text("计划期间", length=30, help="年计划、月计划，如 2026年、2026年12月")
    branch: Mapped[Any] = department("供水分公司", default=Default.MY_DEPARTMENT)
    period_from: Mapped[date] = day("期间（起）")
    period_to: Mapped[date] = day("期间（止）", after=period_from)
    items: Mapped[list[AgedMeterRow]] = tally(
        "逾龄水表明细", AgedMeterRow, aged_meters, by=(AgedMeterRow.meter,), offers=(AgedMeterRow.replacer,))  # fmt: skip
    count: Mapped[int | None] = judged("只数", int, how_many, until_signed=True)
    done_count: Mapped[str | None] = judged("完成/交旧数", str, finished)
    submitted_at: Mapped[datetime | None] = moment("报审时间")
    planner_sign: Mapped[Signed | None] = signature("分公司负责人签字")
    center_opinion: Mapped[Signed | None] = opinion("客服中心审批")
    finished_on: Mapped[date | None] = day("办结日期", past=True)
    status: Mapped[SwapPlanState] = state("状态", SwapPlanState, start=SwapPlanState.DRAFT)

    house_rules = (there_is_something, all_are_settled)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, branch)))
    sheet = Sheet(
        row(period, branch), row(period_from, period_to, count), table(items, rows=17), row(submitted_at, done_count),
        row(finished_on, status),
        signatures(planner_sign, center_opinion), row(Register.remark),
        copies=("供水分公司", "客户服务中心"), landscape=True,
        note="只列本分公司的水表，卡片上没有分公司的一并列出。"
             "DN15—25 六年，DN40—50 四年，DN80—300 二年（自首次检定合格日起）。领表后 5 个工作日内换完并交回相应数量的旧表。",
    )  # fmt: skip
    ledger = Ledger(
        (period, 1.4), branch, period_from, period_to, count, done_count, (planner_sign, 1.4), (center_opinion, 1.4), finished_on, status,
        rows=15, dated=period_from,
    )  # fmt: skip
    listed = listing(period, branch, period_from, period_to, count)
    flow = Workflow(
        Step(SwapPlanState.DRAFT, SwapPlanState.APPROVING, "报审", by=PLANNERS).within(branch).offers(items)
        .stamps(submitted_at, anew=True).signs(planner_sign),
        Step(SwapPlanState.APPROVING, SwapPlanState.RUNNING, "同意", by=Role.CS_HEAD)
        .by_chain(Chain.OVERDUE_METER_PLAN, {Role.CS_HEAD: center_opinion}, agreed=True)
        .opens(MeterSwap, {
            MeterSwap.branch: branch, MeterSwap.meter: AgedMeterRow.meter, MeterSwap.replacer: AgedMeterRow.replacer},
            given={MeterSwap.kind: "overdue", MeterSwap.reason: "overdue"}, each=items, into=AgedMeterRow.swap),
        Step(SwapPlanState.APPROVING, SwapPlanState.DRAFT, "退回", by=Role.CS_HEAD)
        .by_chain(Chain.OVERDUE_METER_PLAN, {Role.CS_HEAD: center_opinion}, agreed=False),
        Step(SwapPlanState.RUNNING, SwapPlanState.DONE, "办结", by=PLANNERS).within(branch).needs(finished_on),
        Step(SwapPlanState.DONE, SwapPlanState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
