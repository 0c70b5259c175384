"""责任追究/升级审批单: somebody is held to account, by whom, on which ground, and what is done about it (001 三.2(3), 002 三(四))."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Mapped

from models.declare import (
    Chain,
    Default,
    Phase,
    Register,
    Retention,
    Role,
    Seen,
    Sheet,
    Signed,
    States,
    Step,
    Workflow,
    amount,
    boxes,
    choice,
    department,
    in_unit,
    listing,
    only,
    opinion,
    prose,
    quantity,
    row,
    section,
    signature,
    signatures,
    source,
    staff,
    state,
    text,
    when,
)

RAISERS = (Role.CB, Role.CS_SUP, Role.CS_HEAD, Role.ADMIN_DEPT)
DECIDERS = (Role.DEPT, Role.GROUP, Role.VP, Role.GM)
#: Measures that take money, so that how much must be said.
TAKES_MONEY = frozenset({"fine", "month_bonus", "year_bonus"})


class AccountabilityState(States):
    """Raised, decided up the chain of the policy, carried out, filed."""

    DRAFT = "draft", "待提起", Phase.DRAFT
    APPROVING = "approving", "审批中", Phase.WAIT
    APPROVED = "approved", "待执行", Phase.RUN
    DONE = "done", "已执行", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def says_how_much(record: Any) -> dict[str, str]:
    """A deduction has its amount or its share, and somebody whom it is taken from."""
    if record.proposed in TAKES_MONEY and not (record.penalty_amount or record.penalty_share):
        return {"penalty_amount": "请填写扣罚金额或扣罚比例"}
    if record.proposed in TAKES_MONEY and record.person is None:
        return {"person": "扣罚须指明直接责任人"}
    return {}


class Accountability(
    Register, code="D09", title="责任追究/升级审批单", menu="审批与追责", keep=Retention.THIRTY, kept_by=RAISERS,
    read_by=(Role.DEPT, Role.GROUP, Role.VP, Role.GM, Role.DISC),
):  # fmt: skip
    """One case of accountability; a callback with a dissatisfied customer raises it by itself where the policy says so."""

    __tablename__ = "accountability"

    trigger_kind: Mapped[str] = choice("触发来源", "accountability_trigger")
    source_ref: Mapped[str | None] = source("关联单据")
    dept: Mapped[Any | None] = department("责任部门")
    person: Mapped[Any | None] = staff("直接责任人")
    leader_person: Mapped[Any | None] = staff("领导责任人")
    facts: Mapped[str] = prose("事实经过")
    statement: Mapped[str | None] = prose("责任人陈述")
    clause: Mapped[str | None] = text("依据条款", length=200, help="写明制度名称和条款，如《客户回访管理制度》三.2(3)")
    level: Mapped[str | None] = choice("升级级别", "accountability_level")
    proposed: Mapped[str | None] = choice("拟处理意见", "accountability_measure")
    proposed_note: Mapped[str | None] = prose("处理意见说明")
    penalty_amount: Mapped[Decimal | None] = amount("扣罚金额（元）")
    penalty_share: Mapped[int | None] = quantity("扣罚比例（%）", maximum=100)
    rectify: Mapped[str | None] = prose("整改要求及期限")
    raised_by: Mapped[Any] = staff("提起人", default=Default.MYSELF)
    raiser_sign: Mapped[Signed | None] = signature("提起人签字")
    dept_opinion: Mapped[Signed | None] = opinion("责任部门意见")
    group_opinion: Mapped[Signed | None] = opinion("领导小组意见")
    vp_opinion: Mapped[Signed | None] = opinion("分管领导意见")
    gm_opinion: Mapped[Signed | None] = opinion("总经理意见")
    person_sign: Mapped[Signed | None] = signature("责任人签收")
    execution: Mapped[str | None] = prose("执行情况")
    status: Mapped[AccountabilityState] = state("状态", AccountabilityState, start=AccountabilityState.DRAFT)

    rules = (says_how_much,)
    seen = Seen(
        only(Role.DEPT, in_unit(dept)),
        only(Role.ARCHIVIST, when(status, AccountabilityState.DONE, AccountabilityState.FILED, AccountabilityState.VOID)))  # fmt: skip
    sheet = Sheet(
        section("事由", row(boxes(trigger_kind)), row(source_ref, status), row(dept, person), row(leader_person, raised_by),
                row(facts, lines=5), row(statement, lines=3)),
        section("处理意见", row(clause), row(boxes(level)), row(boxes(proposed)), row(penalty_amount, penalty_share),
                row(proposed_note, lines=2), row(rectify, lines=2)),
        section("审批", signatures(raiser_sign, dept_opinion, group_opinion), signatures(vp_opinion, gm_opinion)),
        section("执行", row(execution, lines=3), signatures(person_sign)),
        row(Register.remark),
        copies=("行政管理部", "客户服务中心"), note="责任人拒签的，注明“拒签”。",
    )  # fmt: skip
    listed = listing(trigger_kind, dept, person, proposed, raised_by)
    flow = Workflow(
        Step(AccountabilityState.DRAFT, AccountabilityState.APPROVING, "提起追责", by=RAISERS)
        .needs(dept, clause, level, proposed)
        .offers(person, leader_person, proposed_note, penalty_amount, penalty_share, statement, rectify)
        .signs(raiser_sign),
        Step(AccountabilityState.APPROVING, AccountabilityState.APPROVED, "同意追责", by=DECIDERS)
        .by_chain(
            Chain.ACCOUNTABILITY,
            {Role.DEPT: dept_opinion, Role.GROUP: group_opinion, Role.VP: vp_opinion, Role.GM: gm_opinion}, agreed=True)
        .within(dept),
        Step(AccountabilityState.APPROVING, AccountabilityState.DRAFT, "驳回", by=DECIDERS)
        .by_chain(
            Chain.ACCOUNTABILITY,
            {Role.DEPT: dept_opinion, Role.GROUP: group_opinion, Role.VP: vp_opinion, Role.GM: gm_opinion}, agreed=False)
        .within(dept),
        Step(AccountabilityState.APPROVED, AccountabilityState.DONE, "登记执行", by=RAISERS).needs(execution, person_sign),
        Step(AccountabilityState.DONE, AccountabilityState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
