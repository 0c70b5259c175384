"""换表单 (G07): one meter for one meter, from the branch's signature to the old meter's place in the store (003 第四章4.3, 5)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped

from models.compensation import Compensation
from models.declare import (
    Chain,
    Default,
    House,
    Ledger,
    Limit,
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
    counts,
    day,
    deadline,
    in_unit,
    judged,
    link,
    listing,
    moment,
    only,
    opinion,
    prose,
    quantity,
    row,
    section,
    signature,
    signatures,
    staff,
    state,
    text,
    unless,
    when,
    yes_no,
)
from models.issue_slip import on_a_day_of_issue
from models.meter import Meter, MeterState, keeping_ends
from models.meter_case import KNOWN, READERS, TO_ARCHIVE, MeterCase, filed, handed_on, in_one_paper, old_meter_label, point_rows
from models.paper_receipt import PaperReceipt
from models.swap_notice import CHANGERS, SwapNotice
from models.swapping import customer_has_signed, fits_the_old_one, last_old_meter_back, nothing_to_report, stands_on_the_wall
from rules.archival import Retention
from rules.masking import Personal


class SwapState(States):
    """Signed, fetched, changed, handed in, entered, filed; stopped while something is wrong with the old meter."""

    DRAFT = "draft", "待签字", Phase.RUN
    APPROVING = "approving", "待双签", Phase.WAIT
    SIGNED = "signed", "待领表", Phase.RUN
    ISSUED = "issued", "待换表", Phase.RUN
    STOPPED = "stopped", "停止待处理", Phase.WAIT
    CHANGED = "changed", "待交旧表", Phase.RUN
    RETURNED = "returned", "待录入", Phase.RUN
    DONE = "done", "已办结", Phase.DONE
    CANCELLED = "cancelled", "不再更换", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def kept_until(swap: Any, house: House) -> date | None:
    """R003-17: 保存至 of the old meter, as its label says it."""
    return keeping_ends(swap.meter.caliber, swap.old_returned_on, house) if swap.meter is not None else None


class MeterSwap(
    MeterCase, code="G07", title="换表单", menu="换表与拆表", kept_by=CHANGERS, read_by=READERS, clear_to=CHANGERS,
    keep=Retention.THIRTY,
):  # fmt: skip
    """One replacement. The old meter and the new one move along their own life with it, and neither without the other."""

    __tablename__ = "meter_swap"

    kind: Mapped[str] = choice("类别", "swap_kind", default="overdue")
    reason: Mapped[str] = choice("换表原因", "meter_removal", default="overdue")
    card_reading: Mapped[int | None] = quantity("抄表底数")
    zone: Mapped[str | None] = text("区域", length=40, help="旧表按区域保存，印在旧表标签上")
    place: Mapped[str | None] = text("装表位置", length=200)
    reported_at: Mapped[datetime | None] = moment("口头报告时间", past=True, help="替代急换：分公司负责人先向客户服务中心负责人报告")
    notified_at: Mapped[datetime | None] = moment("电话通知时间", past=True, help="急换：报核同意后的通知")
    replacer: Mapped[Any | None] = staff("换表员", default=Default.MYSELF, needed=when(kind))
    branch_head_sign: Mapped[Signed | None] = opinion("分公司负责人签字")
    center_head_sign: Mapped[Signed | None] = opinion("客服中心负责人签字")
    new_meter: Mapped[Meter | None] = link("新表表号", Meter, help="每张换表单只能领一只表")
    new_reading: Mapped[int | None] = quantity("新表起度")
    issued_on: Mapped[date | None] = day("领表日期", past=True)
    prev_returned: Mapped[bool | None] = yes_no("上次旧表已归还", help="上一次换下的旧表随换随还，未归还的不发新表")
    notice_ref: Mapped[SwapNotice | None] = link("换表通知书签收", SwapNotice)
    old_reading: Mapped[int | None] = quantity("旧表行度（现场）")
    reading_agrees: Mapped[bool | None] = yes_no("行度与底数相符", help="严重不符的，停止更换并上报")
    old_seal: Mapped[str | None] = choice("旧表铅封情况", "old_seal")
    stopped_why: Mapped[str | None] = prose("停止原因")
    settlement: Mapped[str | None] = prose("处理结果")
    new_seal: Mapped[str | None] = text("新表铅封号/完好", length=40)
    direction_ok: Mapped[bool | None] = yes_no("正反顺检查", help="表芯反顺无误，未倒装、未错装")
    replaced_on: Mapped[date | None] = day("换表日期", past=True, after=issued_on)
    replacer_sign: Mapped[Signed | None] = signature("换表员签字")
    user_sign: Mapped[Signed | None] = signature("用户签字", sensitive=Personal.NAME)
    old_returned_on: Mapped[date | None] = day("旧表归还日期", past=True, after=replaced_on)
    keep_until: Mapped[date | None] = judged("旧表保存至", date, kept_until)
    damaged: Mapped[bool | None] = yes_no("是否人为损坏", help="是的，自动生成赔表申请")
    compensation: Mapped[Compensation | None] = link("赔表申请", Compensation)
    swap_due: Mapped[datetime | None] = deadline(
        "换表截止", counts(Limit.SWAP_OVERDUE, since=issued_on, only=when(kind, "overdue")),
        counts(Limit.SWAP_URGENT, since=notified_at, only=unless(kind, "overdue")), met=old_returned_on)  # fmt: skip
    entered_on_system: Mapped[date | None] = day("系统录入日期", past=True, after=old_returned_on)
    entry_due: Mapped[datetime | None] = deadline(
        "系统录入截止", counts(Limit.OLD_METER_ENTRY, since=old_returned_on), met=entered_on_system)  # fmt: skip
    status: Mapped[SwapState] = state("状态", SwapState, start=SwapState.DRAFT)

    takes_down = True
    house_rules = (
        *MeterCase.house_rules, in_one_paper, stands_on_the_wall, on_a_day_of_issue, last_old_meter_back, fits_the_old_one,
        customer_has_signed, nothing_to_report)  # fmt: skip
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, MeterCase.branch)))
    sheet = Sheet(
        section("换表", row(boxes(kind)), row(boxes(reason)), *point_rows(), row(place, zone), row(card_reading, replacer),
                row(reported_at, notified_at), signatures(branch_head_sign, center_head_sign)),
        section("领表", row(new_meter, new_reading, issued_on), row(boxes(prev_returned), status), row(notice_ref, swap_due)),
        section("现场", row(old_reading, boxes(reading_agrees)), row(boxes(old_seal)), row(new_seal, boxes(direction_ok)),
                row(replaced_on), row(stopped_why, settlement), signatures(replacer_sign, user_sign)),
        section("旧表回收", row(old_returned_on, keep_until), row(boxes(damaged), compensation), row(entry_due, entered_on_system),
                row(Register.remark)),
        copies=("客户服务中心", "表库", "供水分公司"), landscape=True, half=True,
        note="每张换表单只能领一只表。用户签收《换表通知书》后方可实施；旧表行度与底数严重不符或大口径水表铅封断裂的，停止更换并报告。",
        clear=True,
    )  # fmt: skip
    papers = (old_meter_label(old_reading, replaced_on, zone, keep_until),)
    ledger = Ledger(
        kind, (MeterCase.connection_no, 1.3), (MeterCase.account_name, 1.3), MeterCase.caliber, (MeterCase.meter, 1.3), old_reading,
        (new_meter, 1.3), issued_on, replaced_on, old_returned_on, replacer, status, rows=15, title="换表单（逾龄/急换）",
        signed=("分公司负责人",), dated=issued_on,
    )  # fmt: skip
    listed = listing(MeterCase.account_name, MeterCase.connection_no, MeterCase.meter, kind, replacer, swap_due)

    #: With the new meter goes what was said of it, and of the work that was not done with it.
    _fetched_in_vain: ClassVar[dict[Any, object]] = dict.fromkeys(
        (
            issued_on,
            prev_returned,
            notice_ref,
            old_reading,
            reading_agrees,
            old_seal,
            stopped_why,
            settlement,
            new_seal,
            direction_ok,
            replaced_on,
            user_sign,
        )
    )
    _heads: ClassVar[dict[Role, Any]] = {Role.DEPT: branch_head_sign, Role.CS_HEAD: center_head_sign}
    flow = Workflow(
        Step(SwapState.DRAFT, SwapState.SIGNED, "签字同意领表", by=Role.DEPT).only(unless(kind, "substitute"))
        .needs(*KNOWN, card_reading).decides(branch_head_sign, agreed=True).within(MeterCase.branch).not_by_author(),
        Step(SwapState.DRAFT, SwapState.APPROVING, "送双方负责人签字", by=(Role.CLERK, Role.METER_MAN)).only(when(kind, "substitute"))
        .needs(*KNOWN, card_reading, reported_at).within(MeterCase.branch),
        Step(SwapState.APPROVING, SwapState.SIGNED, "双方签字", by=(Role.DEPT, Role.CS_HEAD))
        .by_chain(Chain.URGENT_SWAP, _heads, agreed=True).within(MeterCase.branch),
        Step(SwapState.APPROVING, SwapState.DRAFT, "不同意替代", by=(Role.DEPT, Role.CS_HEAD))
        .by_chain(Chain.URGENT_SWAP, _heads, agreed=False).within(MeterCase.branch),
        Step(SwapState.SIGNED, SwapState.ISSUED, "领表", by=Role.METER_STORE)
        .needs(new_meter, new_reading, issued_on, prev_returned)
        .moves(new_meter, to=MeterState.ISSUED, take={Meter.issued_on: issued_on})
        .opens(SwapNotice, handed_on(SwapNotice) | {
            SwapNotice.reason: reason, SwapNotice.new_meter: new_meter, SwapNotice.new_reading: new_reading,
            SwapNotice.replacer: replacer}, into=notice_ref),
        Step(SwapState.SIGNED, SwapState.CANCELLED, "不再更换", by=(*CHANGERS, Role.CS_SUP)).within(MeterCase.branch).with_reason(),
        Step(SwapState.ISSUED, SwapState.CHANGED, "换表完成", by=Role.DEPT).held_by(replacer).within(MeterCase.branch)
        .needs(old_reading, reading_agrees, old_seal, new_seal, direction_ok, replaced_on, user_sign).signs(replacer_sign)
        .moves(MeterCase.meter, to=MeterState.REMOVED, take={
            Meter.removed_on: replaced_on, Meter.removal_reason: reason, Meter.last_reading: old_reading})
        .moves(new_meter, to=MeterState.IN_USE, take={
            Meter.customer: MeterCase.customer, Meter.connection_no: MeterCase.connection_no, Meter.branch: MeterCase.branch,
            Meter.place: place,
            Meter.installed_on: replaced_on, Meter.seal_no: new_seal, Meter.first_reading: new_reading}),
        Step(SwapState.ISSUED, SwapState.STOPPED, "停止并上报", by=Role.DEPT).held_by(replacer).within(MeterCase.branch)
        .needs(stopped_why).offers(old_reading, reading_agrees, old_seal).records({settlement: None}),
        Step(SwapState.STOPPED, SwapState.ISSUED, "处理完毕，恢复更换", by=(Role.DEPT, Role.CS_SUP, Role.CS_HEAD)).within(MeterCase.branch)
        .needs(settlement),
        Step(SwapState.ISSUED, SwapState.SIGNED, "退表", by=Role.METER_STORE).with_reason()
        .moves(new_meter, to=MeterState.STORE).withdraws(SwapNotice).records(_fetched_in_vain),
        Step(SwapState.STOPPED, SwapState.SIGNED, "退表", by=Role.METER_STORE).with_reason()
        .moves(new_meter, to=MeterState.STORE).withdraws(SwapNotice).records(_fetched_in_vain),
        Step(SwapState.CHANGED, SwapState.RETURNED, "交回旧表", by=Role.METER_STORE).needs(old_returned_on, damaged)
        .moves(MeterCase.meter, to=MeterState.RETURNED, take={Meter.returned_on: old_returned_on})
        .opens(Compensation, handed_on(Compensation) | {Compensation.reading: old_reading},
               given={Compensation.kind: "compensate", Compensation.damage_reason: "human"},
               only=when(damaged, True), into=compensation),
        Step(SwapState.RETURNED, SwapState.DONE, "录入营销系统", by=(Role.CLERK, Role.CS_SUP, Role.METER_STORE)).needs(entered_on_system)
        .opens(PaperReceipt, TO_ARCHIVE, given={PaperReceipt.paper_title: "换表单", PaperReceipt.paper_kind: "swap"}),
        filed(SwapState.DONE, SwapState.FILED),
        Step(SwapState.CANCELLED, SwapState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip

    @property
    def is_outstanding(self) -> bool:
        """Whether its old meter is still waited for."""
        return self.status.phase.is_open and self.old_returned_on is None
