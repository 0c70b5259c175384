"""档案库房检查记录 (I10): the eight guards, temperature and humidity (003 第八章3-5). What was found wanting stays open until mended."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Mapped

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
    Value,
    Workflow,
    boxes,
    choice,
    day,
    gauge,
    judged,
    listing,
    prose,
    row,
    sealed,
    section,
    signature,
    signatures,
    state,
    table,
    tally,
    text,
    yes_no,
)
from rules.refusals import Invalid
from rules.store_room import out_of_bounds, unguarded


class CheckState(States):
    """Being looked over, to be mended, done."""

    DRAFT = "draft", "检查中", Phase.RUN
    TO_MEND = "to_mend", "待整改", Phase.RUN
    DONE = "done", "已办结", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class GuardCheck(Line):
    """One of the guards that the policy names."""

    __tablename__ = "guard_check"

    guard: Mapped[str] = text("八防", length=20)
    holds: Mapped[bool | None] = yes_no("正常")
    note: Mapped[str | None] = text("说明", length=100)


def guards(record: Any, house: House) -> list[GuardCheck]:
    """R003-59 (003 第八章3): 八防, as the policy lists them."""
    return [GuardCheck(guard=guard) for guard in house.policy.codes(Value.STORE_ROOM_CHECKS)]


def findings(record: Any, house: House) -> str | None:
    """Everything that was found wanting, in words."""
    checked = {line.guard: line.holds for line in record.guards if line.holds is not None}
    failed = [f"{guard}不合格" for guard, holds in checked.items() if not holds]
    facility = ["消防、空调设施异常"] if record.facility == "faulty" else []
    return "；".join([*failed, *out_of_bounds(record.temperature, record.humidity), *facility])[:200] or None


def all_is_looked_at(record: Any, house: House) -> dict[str, str]:
    """R003-59 (003 第八章3): every guard is looked at before anybody signs, and what is wanting is not signed as in order."""
    if record.conclusion is None or record.status is not CheckState.DRAFT:
        return {}
    try:
        unguarded({line.guard: line.holds for line in record.guards if line.holds is not None}, [line.guard for line in record.guards])
    except Invalid as refusal:
        return {"guards": refusal.errors["checks"]}
    found = findings(record, house)
    if record.conclusion == "normal" and found:
        return {"guards": f"检查发现问题：{found}。请填写“发现问题”并办理“登记问题”"}
    return {}


class StoreRoomCheck(
    Register, code="I10", title="档案库房检查记录", menu="档案室", kept_by=Role.ARCHIVIST, read_by=(Role.CS_SUP, Role.CS_HEAD, Role.VP),
):  # fmt: skip
    """One round through one store room."""

    __tablename__ = "store_room_check"

    checked_on: Mapped[date] = day("日期", default=Default.TODAY, past=True)
    room: Mapped[str] = text("库房", length=20, search=True, default="一库")
    temperature: Mapped[Decimal] = gauge("温度（℃）", minimum=-40, maximum=60)
    humidity: Mapped[Decimal] = gauge("湿度（%）", maximum=100)
    facility: Mapped[str] = choice("消防、空调设施状况", "facility", default="working")
    guards: Mapped[list[GuardCheck]] = tally(
        "八防检查", GuardCheck, guards, by=(GuardCheck.guard,), needs=(GuardCheck.holds,), offers=(GuardCheck.note,))  # fmt: skip
    found: Mapped[str | None] = judged("系统提示", str, findings, until_signed=True, help="八防、温湿度和设施中不合格的各项")
    conclusion: Mapped[str | None] = choice("检查结论", "check_conclusion")
    problem: Mapped[str | None] = prose("发现问题", length=500)
    action: Mapped[str | None] = prose("处理措施", length=500)
    reported_on: Mapped[date | None] = day("汇报领导日期", past=True, after=checked_on)
    checker_sign: Mapped[Signed | None] = signature("检查人签字")
    status: Mapped[CheckState] = state("状态", CheckState, start=CheckState.DRAFT)

    house_rules = (all_is_looked_at,)
    seals = (sealed(checked_on, room, temperature, humidity, facility, instead="请作废后重新登记检查"),)
    sheet = Sheet(
        section("检查", row(checked_on, room), row(temperature, humidity), row(boxes(facility))),
        table(guards, rows=8),
        section("结论", row(found), row(boxes(conclusion), status), row(problem, lines=2), signatures(checker_sign)),
        section("整改", row(action, lines=2), row(reported_on, Register.remark)),
        note="温度 14 至 24℃，相对湿度 45% 至 60%（JGJ 25）。发现问题及时向领导汇报，整改后办结。",
    )  # fmt: skip
    ledger = Ledger(
        checked_on, room, temperature, humidity, facility, conclusion, (problem, 2), (action, 2), reported_on, (checker_sign, 1.4), status,
        rows=20, title="档案库房检查记录（八防、温湿度）", signed=("档案员",),
        dated=checked_on,
    )  # fmt: skip
    listed = listing(checked_on, room, temperature, humidity, conclusion, reported_on)
    flow = Workflow(
        Step(CheckState.DRAFT, CheckState.DONE, "检查正常", by=Role.ARCHIVIST).needs(guards).records({conclusion: "normal"})
        .signs(checker_sign),
        Step(CheckState.DRAFT, CheckState.TO_MEND, "登记问题", by=Role.ARCHIVIST).needs(guards, problem).records({conclusion: "findings"})
        .signs(checker_sign),
        Step(CheckState.TO_MEND, CheckState.DONE, "整改办结", by=Role.ARCHIVIST).needs(action, reported_on),
        Step(CheckState.DONE, CheckState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
