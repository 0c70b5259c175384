"""延期办理审批单: who cannot finish in time asks for more before the time is over, and the customer is told (002 四(二), 003 第一章1.9)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped

from models.declare import (
    Chain,
    Default,
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
    deadline,
    department,
    in_unit,
    listing,
    moment,
    only,
    opinion,
    prose,
    row,
    section,
    signature,
    signatures,
    source,
    staff,
    state,
    yes_no,
)
from rules.moments import end_of
from rules.terms import show_due

ASKERS = (Role.DEPT, Role.HOTLINE, Role.CLERK, Role.CS_SUP)
DECIDERS = (Role.DEPT, Role.CS_SUP, Role.CS_HEAD, Role.VP, Role.GM)


class ExtensionState(States):
    """Written, decided up the chain, told to the customer, filed."""

    DRAFT = "draft", "草稿", Phase.DRAFT
    APPROVING = "approving", "审批中", Phase.WAIT
    AGREED = "agreed", "待告知客户", Phase.RUN
    DONE = "done", "已告知", Phase.DONE
    REFUSED = "refused", "不同意延期", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def asked_in_time(record: Any) -> dict[str, str]:
    """R002-12, R003-55: asked for before the time is over, and for a later day than before."""
    errors: dict[str, str] = {}
    if record.original_due is None:
        return errors
    if record.applied_at is not None and record.applied_at >= record.original_due:
        errors["applied_at"] = f"原截止时间 {show_due(record.original_due)} 已到，延期须在期限届满前申请，请按逾期逐级上报"
    if record.expected_on is not None and end_of(record.expected_on) <= record.original_due:
        errors["expected_on"] = f"预计解决日期应晚于原截止时间 {show_due(record.original_due)}"
    return errors


class Extension(
    Register, code="D10", title="延期办理审批单", menu="审批与追责", kept_by=ASKERS, read_by=(Role.CS_HEAD, Role.VP, Role.GM, Role.AM),
):  # fmt: skip
    """More time for one deadline of one record; agreeing to it moves that deadline."""

    __tablename__ = "extension"

    source_ref: Mapped[str | None] = source("原单据")
    clock_name: Mapped[str] = choice("申请延期的时限", "extension_clock")
    original_due: Mapped[datetime | None] = deadline("原截止时间")
    applied_at: Mapped[datetime | None] = moment("申请时间")
    applicant: Mapped[Any] = staff("申请人", default=Default.MYSELF)
    applicant_dept: Mapped[Any] = department("申请部门", default=Default.MY_DEPARTMENT)
    reason: Mapped[str | None] = prose("延期原因", help="说明办理进度和不能如期办结的原因")
    plan: Mapped[str | None] = prose("处理方案")
    expected_on: Mapped[date | None] = day("预计解决日期")
    informed: Mapped[bool | None] = yes_no("已告知客户", help="尽可能征得客户谅解")
    informed_at: Mapped[datetime | None] = moment("告知客户时间", past=True, after=applied_at)
    applicant_sign: Mapped[Signed | None] = signature("承办人签字")
    dept_opinion: Mapped[Signed | None] = opinion("部门负责人意见")
    leader_opinion: Mapped[Signed | None] = opinion("分管领导意见")
    status: Mapped[ExtensionState] = state("状态", ExtensionState, start=ExtensionState.DRAFT)

    rules = (asked_in_time,)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, applicant_dept)))
    _boxes: ClassVar[dict[Role, Any]] = {
        Role.DEPT: dept_opinion, Role.CS_SUP: dept_opinion, Role.CS_HEAD: dept_opinion, Role.VP: leader_opinion, Role.GM: leader_opinion,
    }  # fmt: skip
    sheet = Sheet(
        section("申请", row(source_ref, clock_name), row(original_due, applied_at), row(applicant, applicant_dept), row(reason, lines=4),
                row(plan, lines=4), row(expected_on, status)),
        section("审批", signatures(applicant_sign, dept_opinion, leader_opinion)),
        section("告知", row(informed, informed_at), row(Register.remark)),
        note="期限届满前申请，逐级批准；批准后告知客户处理方案和预计解决日期。",
    )  # fmt: skip
    listed = listing(clock_name, original_due, applied_at, expected_on, applicant)
    flow = Workflow(
        Step(ExtensionState.DRAFT, ExtensionState.APPROVING, "提交审批", by=ASKERS).needs(reason, plan, expected_on)
        .stamps(applied_at, anew=True).signs(applicant_sign),
        Step(ExtensionState.APPROVING, ExtensionState.AGREED, "同意延期", by=DECIDERS)
        .by_chain(Chain.EXTENSION, _boxes, agreed=True).within(applicant_dept)
        .extends(source_ref, clock=clock_name, to=expected_on),
        Step(ExtensionState.APPROVING, ExtensionState.REFUSED, "不同意延期", by=DECIDERS)
        .by_chain(Chain.EXTENSION, _boxes, agreed=False).within(applicant_dept),
        Step(ExtensionState.AGREED, ExtensionState.DONE, "登记告知客户", by=ASKERS).needs(informed, informed_at),
        Step(ExtensionState.DONE, ExtensionState.FILED, "归档", by=Role.ARCHIVIST).files(),
        Step(ExtensionState.REFUSED, ExtensionState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
