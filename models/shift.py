"""热线交接班记录 (C12): one shift at the hotline, what it hands over, and who took over (003 第五章1). 本班次 in a limit means this."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Mapped

from models.declare import (
    Chain,
    Default,
    House,
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
    boxes,
    choice,
    day,
    department,
    in_unit,
    judged,
    lines,
    listing,
    moment,
    only,
    opinion,
    prose,
    row,
    section,
    signature,
    signatures,
    staff,
    state,
    table,
    text,
    when,
    yes_no,
)
from rules.moments import local, show_moment

#: Who may give leave to swap, in whatever chain a policy writes.
HEADS = (Role.CS_SUP, Role.CS_HEAD)


class ShiftState(States):
    """On the roster or on duty, perhaps swapped; handing over; handed over."""

    ON = "on", "当班", Phase.RUN
    SWAPPING = "swapping", "待批准调班", Phase.WAIT
    SWAPPED = "swapped", "已调班", Phase.RUN
    HANDING = "handing", "待接班", Phase.WAIT
    DONE = "done", "已交接", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class ShiftItem(Line):
    """One matter that the next shift must go on with."""

    __tablename__ = "shift_item"

    ticket_no: Mapped[str | None] = text("工单号", length=40)
    matter: Mapped[str] = text("事项", length=200)
    unit: Mapped[Any | None] = department("转办单位")
    due_at: Mapped[datetime | None] = moment("应办时限")
    note: Mapped[str | None] = text("注意事项", length=200)


def calls_taken(shift: Any, house: House) -> int | None:
    """本班来电数: the calls that are entered under this shift."""
    return house.filed_under(shift, "call")


def ends_later(shift: Any) -> dict[str, str]:
    if shift.starts_at and shift.ends_at and shift.ends_at <= shift.starts_at:
        return {"ends_at": "班次的结束时间应晚于开始时间"}
    return {}


def hands_over_to_another(shift: Any) -> dict[str, str]:
    """交班人 and 接班人 are two people, and nobody swaps with himself."""
    errors = {}
    if shift.successor is not None and shift.successor is shift.on_duty:
        errors["successor"] = "交班人与接班人不能是同一人"
    if shift.swap_to is not None and shift.swap_to is shift.officer:
        errors["swap_to"] = "调班应由另一人接替"
    return errors


def no_two_shifts_running(shift: Any, house: House) -> dict[str, str]:
    """R003-58 (003 第五章1.5): 不准做连班. Neither the officer nor who takes over by a swap has a shift that touches this one."""
    errors = {}
    for name in ("officer", "swap_to"):
        person = getattr(shift, name)
        if person is None or not (
            house.has_changed(shift, name) or house.has_changed(shift, "starts_at") or house.has_changed(shift, "ends_at")
        ):
            continue
        if (other := _touching(shift, person, house)) is not None:
            errors[name] = (
                f"不准做连班：{person.name} {show_moment(other.starts_at)} 至 {show_moment(other.ends_at)} 已有班次，"
                "请另排他人，或经部门负责人许可调班"
            )
    return errors


def _touching(shift: Any, person: Any, house: House) -> Shift | None:
    """A shift of that person which ends when this begins, begins when this ends, or lies across it."""
    if shift.starts_at is None or shift.ends_at is None:
        return None
    swapped = Shift.swapped.is_(True) & (Shift.status != ShiftState.SWAPPING)
    his = or_(and_(Shift.officer == person, ~swapped), and_(Shift.swap_to == person, Shift.swapped.is_(True)))
    found = select(Shift).where(
        his,
        Shift.status != ShiftState.VOID,
        Shift.starts_at <= shift.ends_at,
        Shift.ends_at >= shift.starts_at,
        Shift.id != (shift.id or 0),
    )
    with house.session.no_autoflush:
        return house.session.scalars(found.order_by(Shift.starts_at)).first()


class Shift(
    Register, code="C12", title="热线交接班记录", menu="热线与投诉", kept_by=Role.HOTLINE,
    read_by=(Role.CLERK, Role.CB, Role.CS_SUP, Role.DEPT),
):  # fmt: skip
    """One shift: entered on the roster before it begins, handed over at its end with two signatures."""

    __tablename__ = "shift"

    shift_date: Mapped[date] = day("日期", default=Default.TODAY)
    shift_name: Mapped[str] = choice("班次", "shift_name", default="day")
    starts_at: Mapped[datetime] = moment("计划开始时间")
    ends_at: Mapped[datetime] = moment("计划结束时间")
    officer: Mapped[Any] = staff("值班人", default=Default.MYSELF)
    calls: Mapped[int | None] = judged("本班来电数", int, calls_taken)
    swapped: Mapped[bool | None] = yes_no("是否调班")
    swap_to: Mapped[Any | None] = staff("调班接替人")
    swap_reason: Mapped[str | None] = prose("调班事由")
    swap_approval: Mapped[Signed | None] = opinion("调班批准人")
    open_items: Mapped[list[ShiftItem]] = lines("未办结事项", ShiftItem, maximum=40)
    key_items: Mapped[str | None] = prose("重要及紧急事项")
    equipment: Mapped[str | None] = choice("计算机电话设备情况", "equipment_state")
    equipment_note: Mapped[str | None] = text("故障说明", length=200, needed=when(equipment, "fault"))
    room_tidy: Mapped[bool | None] = yes_no("值班室整洁")
    books_tidy: Mapped[bool | None] = yes_no("记录本整齐")
    bedding_tidy: Mapped[bool | None] = yes_no("床上用品整齐")
    heater_off: Mapped[bool | None] = yes_no("烤火炉断电")
    microwave_off: Mapped[bool | None] = yes_no("微波炉断电")
    air_conditioner_off: Mapped[bool | None] = yes_no("空调断电")
    computer_off: Mapped[bool | None] = yes_no("电脑断电")
    light_off: Mapped[bool | None] = yes_no("电灯断电")
    locked: Mapped[bool | None] = yes_no("门窗锁好")
    handover_at: Mapped[datetime | None] = moment("实际交接时间", past=True)
    place: Mapped[str | None] = text("交接班地点", length=60)
    successor: Mapped[Any | None] = staff("接班人")
    from_sign: Mapped[Signed | None] = signature("交班人签字")
    to_sign: Mapped[Signed | None] = signature("接班人签字")
    status: Mapped[ShiftState] = state("状态", ShiftState, start=ShiftState.ON)

    rules = (ends_later, hands_over_to_another)
    house_rules = (no_two_shifts_running,)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, officer)))
    sheet = Sheet(
        section("班次", row(shift_date, boxes(shift_name)), row(starts_at, ends_at), row(officer, calls, status)),
        section("调班", row(boxes(swapped), swap_to), row(swap_reason), signatures(swap_approval)),
        section("未办结事项", table(open_items, rows=10), row(key_items, lines=3)),
        section("设备环境安全", row(boxes(equipment), equipment_note), row(boxes(room_tidy), boxes(books_tidy), boxes(bedding_tidy)),
                row(boxes(heater_off), boxes(microwave_off), boxes(air_conditioner_off)),
                row(boxes(computer_off), boxes(light_off), boxes(locked))),
        section("交接", row(handover_at, place, successor), signatures(from_sign, to_sign)),
        row(Register.remark),
        note="1. 准时在交接班地点交接。2. 不准做连班，经部门负责人许可方可调班。3. 一班一页，未办结事项逐项交清。",
    )  # fmt: skip
    _checks = (room_tidy, books_tidy, bedding_tidy, heater_off, microwave_off, air_conditioner_off, computer_off, light_off, locked)
    listed = listing(shift_date, shift_name, officer, starts_at, ends_at, calls)
    flow = Workflow(
        Step(ShiftState.ON, ShiftState.HANDING, "交班", by=Role.CS_HEAD).held_by(officer).records({swapped: False})
        .needs(successor, place, equipment, *_checks).offers(equipment_note, open_items, key_items).signs(from_sign),
        Step(ShiftState.SWAPPED, ShiftState.HANDING, "交班", by=Role.CS_HEAD).held_by(swap_to)
        .needs(successor, place, equipment, *_checks).offers(equipment_note, open_items, key_items).signs(from_sign),
        Step(ShiftState.ON, ShiftState.SWAPPING, "申请调班", by=(Role.HOTLINE, Role.CS_HEAD)).needs(swap_to, swap_reason)
        .records({swapped: True}),
        Step(ShiftState.SWAPPING, ShiftState.SWAPPED, "同意调班", by=HEADS)
        .by_chain(Chain.SHIFT_SWAP, dict.fromkeys(HEADS, swap_approval), agreed=True),
        Step(ShiftState.SWAPPING, ShiftState.ON, "不同意调班", by=HEADS).records({swapped: False})
        .by_chain(Chain.SHIFT_SWAP, dict.fromkeys(HEADS, swap_approval), agreed=False),
        Step(ShiftState.HANDING, ShiftState.DONE, "接班", by=Role.CS_HEAD).held_by(successor).needs(handover_at)
        .signs(to_sign).not_by_signer(from_sign),
        Step(ShiftState.HANDING, ShiftState.ON, "退回交班人", by=Role.CS_HEAD).held_by(successor).with_reason().only(when(swapped, False)),
        Step(ShiftState.HANDING, ShiftState.SWAPPED, "退回交班人", by=Role.CS_HEAD).held_by(successor).with_reason()
        .only(when(swapped, True)),
        Step(ShiftState.DONE, ShiftState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip

    @property
    def on_duty(self) -> Any:
        """Who sits at the telephone: the officer, or who took the shift over from him."""
        is_swapped = self.swapped and self.status not in (ShiftState.ON, ShiftState.SWAPPING)
        return self.swap_to if is_swapped else self.officer

    def __str__(self) -> str:
        """As the head of a page of calls says it: 2026-11-20 08:00-16:00."""
        starts, ends = local(self.starts_at), local(self.ends_at)
        return f"{starts:%Y-%m-%d %H:%M}-{ends:%H:%M}"
