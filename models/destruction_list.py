"""档案销毁清册 (I09): what the group has condemned, listed, approved by the leader, and destroyed by two who sign for it (003 第八章7).

At every step each of its rows is looked at anew: what is frozen, or whose term has not run out, stops the whole list.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped

from models.appraisal import Appraisal, AppraisalState
from models.archived_item import ArchivedItem
from models.declare import (
    Chain,
    House,
    Ledger,
    Phase,
    Register,
    Retention,
    Role,
    Sheet,
    Signed,
    States,
    Step,
    Value,
    Workflow,
    choice,
    judged,
    link,
    listing,
    moment,
    opinion,
    people,
    quantity,
    row,
    sealed,
    section,
    signature,
    signatures,
    staff,
    state,
    table,
    tally,
    text,
)
from models.holding import HoldingState, holding_of, why_kept_now
from models.holding_line import HoldingLine
from models.meter_file import MeterVolume
from rules.destruction import check_destruction, too_early
from rules.moments import local
from rules.policy import NotStated
from rules.refusals import Refused

#: 销毁（监销）人一、销毁（监销）人二.
PLACES_TO_SIGN = 2
DECIDERS = (Role.GROUP, Role.VP, Role.CS_HEAD, Role.GM)


class DestructionState(States):
    """Listed, decided, its destroyers named, signed by the first of them, destroyed by both."""

    DRAFT = "draft", "造册中", Phase.DRAFT
    APPROVING = "approving", "待审批", Phase.WAIT
    APPROVED = "approved", "已批准", Phase.RUN
    NAMED = "named", "待销毁", Phase.RUN
    SIGNED = "signed", "待第二人签字", Phase.WAIT
    DONE = "done", "已销毁", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class DestructionRow(HoldingLine):
    """One volume or item that goes, as the appraisal left it."""

    __tablename__ = "destruction_row"

    doc_no: Mapped[str | None] = text("文号", length=60)
    author: Mapped[str | None] = text("责任者", length=100)
    formed_in: Mapped[str | None] = text("形成时间（年度）", length=20)
    kept_years: Mapped[int | None] = quantity("已保管期限")
    pages: Mapped[int | None] = quantity("页数")
    reason: Mapped[str | None] = text("销毁原因", length=200)
    note: Mapped[str | None] = text("备注", length=100)


def condemned(record: Any, house: House) -> list[DestructionRow]:
    """The rows of the appraisal with the opinion to destroy, and no others."""
    lines = record.appraisal.rows if record.appraisal is not None else ()
    return [_taken_over(line) for line in lines if line.verdict == "destroy"]


def _taken_over(line: Any) -> DestructionRow:
    held = holding_of(line)
    formed = getattr(held, "doc_date", None) or getattr(held, "date_range", None)
    return DestructionRow(
        volume=line.volume, item=line.item, doc_no=getattr(held, "doc_no", None), author=getattr(held, "author", None) or held.unit.name,
        formed_in=formed[:4] if formed else None, kept_years=line.kept_years, pages=held.pages, reason=line.reason)  # fmt: skip


def count_rows(record: Any, house: House) -> int:
    return len(record.rows)


def count_pages(record: Any, house: House) -> int:
    return sum(line.pages or 0 for line in record.rows)


def appraised_and_listed_once(record: Any, house: House) -> dict[str, str]:
    """A list is drawn up of an opinion that the leader has agreed to, and once."""
    if record.appraisal is None or not record.status.phase.is_open:
        return {}
    if record.appraisal.status not in (AppraisalState.AGREED, AppraisalState.FILED):
        return {"appraisal": f"该鉴定意见表现在是“{record.appraisal.status.label}”，组长同意后方可造册"}
    if not house.has_changed(record, "appraisal"):
        return {}
    if not any(line.verdict == "destroy" for line in record.appraisal.rows):
        return {"appraisal": "该鉴定意见表没有销毁意见，不需造册"}
    if house.filed_under(record.appraisal, record.__tablename__) > (0 if record.id is None else 1):
        return {"appraisal": "该鉴定意见表已造册"}
    return {}


def nothing_kept_goes(record: Any, house: House) -> dict[str, str]:
    """R003-38 (003 第八章7): at every step, for everybody. To refuse the list stays possible."""
    if not record.status.phase.is_open or any(said is not None and said.agreed is False for said in _opinions(record)):
        return {}
    kept = (f"“{held}”{why}" for line in record.rows if (held := holding_of(line)) is not None and (why := why_kept_now(held, house)))
    return {"rows": "；".join(found)} if (found := list(kept)) else {}


def as_many_as_sign(house: House) -> int:
    """How many the policy wants. The list has two places to sign: more than sign it are not said to have destroyed."""
    least = int(house.policy.value(Value.DESTROYERS_LEAST))
    if least > PLACES_TO_SIGN:
        raise Refused(
            f"现行方案要求 {least} 人以上销毁并签字，本清册只有 {PLACES_TO_SIGN} 个签字位，请系统管理员核对方案“销毁档案最少人数”"
        )
    return least


def two_who_did_not_approve(record: Any, house: House) -> dict[str, str]:
    """R003-38 (003 第八章7): so many people as the policy wants, all different, none of them who approved it."""
    if record.destroyer1 is None:
        return {}
    destroyers = tuple(str(person.id) for person in (record.destroyer1, record.destroyer2, *record.others) if person is not None)
    signed = [said for said in _opinions(record) if said is not None] if record.leader_opinion is not None else []
    approvers = tuple(str(who) for said in signed for who in (said.staff_id, said.in_place_of) if who is not None)
    try:
        check_destruction(
            appraised=record.appraisal is not None, listed=len(record.rows), approvers=approvers, destroyers=destroyers,
            least=as_many_as_sign(house), place=record.place or "")  # fmt: skip
    except Refused as refusal:
        return {"destroyer2": refusal.message}
    return {}


def not_before_its_time(record: Any, house: House) -> dict[str, str]:
    """The days of grace that the policy leaves between the approval and the fire."""
    if record.destroyed_at is None or record.leader_opinion is None or not house.fills(record, "destroyed_at"):
        return {}
    approved = datetime.fromisoformat(record.leader_opinion.at)
    if record.destroyed_at < approved:
        return {"destroyed_at": "不能早于审批时间"}
    why = too_early(
        approved_on=local(approved).date(), cooling_days=_cooling_days(house), destroyed_on=local(record.destroyed_at).date())  # fmt: skip
    return {"destroyed_at": why} if why else {}


def _cooling_days(house: House) -> int:
    try:
        return int(house.policy.value(Value.DESTRUCTION_COOLING_DAYS))
    except NotStated:
        return 0


def _opinions(record: Any) -> tuple[Signed | None, ...]:
    return (record.group_opinion, record.leader_opinion)


class DestructionList(
    Register, code="I09", title="档案销毁清册", menu="档案室", kept_by=Role.ARCHIVIST, read_by=(Role.CS_SUP, Role.CLERK, Role.ADMIN_DEPT),
    keep=Retention.PERMANENT,
):  # fmt: skip
    """One list of papers that are destroyed together. It is kept for ever, and the catalogue says of each that it is gone."""

    __tablename__ = "destruction_list"

    list_title: Mapped[str] = text("清册名称", length=100, search=True, help="如 2026 年第 1 批到期档案")
    appraisal: Mapped[Appraisal] = link("鉴定意见", Appraisal, search=True, help="组长已同意的鉴定意见表")
    rows: Mapped[list[DestructionRow]] = tally(
        "销毁明细", DestructionRow, condemned, by=(DestructionRow.volume, DestructionRow.item), offers=(DestructionRow.note,))  # fmt: skip
    count: Mapped[int | None] = judged("卷（件）数", int, count_rows, until_signed=True)
    pages: Mapped[int | None] = judged("总页数", int, count_pages, until_signed=True)
    archivist_sign: Mapped[Signed | None] = signature("造册人签字")
    group_opinion: Mapped[Signed | None] = opinion("鉴定小组负责人")
    leader_opinion: Mapped[Signed | None] = opinion("分管领导审批")
    place: Mapped[str | None] = text("指定销毁地点", length=100)
    method: Mapped[str | None] = choice("销毁方式", "destruction_method")
    destroyer1: Mapped[Any | None] = staff("第一监销人")
    destroyer2: Mapped[Any | None] = staff("第二监销人")
    others: Mapped[list[Any]] = people("其他监销人")
    destroyed_at: Mapped[datetime | None] = moment("销毁时间", past=True)
    destroyer1_sign: Mapped[Signed | None] = signature("销毁（监销）人一")
    destroyer2_sign: Mapped[Signed | None] = signature("销毁（监销）人二")
    status: Mapped[DestructionState] = state("状态", DestructionState, start=DestructionState.DRAFT)

    house_rules = (appraised_and_listed_once, nothing_kept_goes, two_who_did_not_approve, not_before_its_time)
    _boxes: ClassVar[dict[Role, Any]] = {Role.GROUP: group_opinion, Role.VP: leader_opinion}
    seals = (
        sealed(appraisal, instead="请作废后重新造册"),
        sealed(place, method, destroyed_at, destroyer1, destroyer2, others, once=destroyer1_sign, instead="未销毁的，请退回后重新办理"),
    )  # fmt: skip
    sheet = Sheet(
        section("造册", row(list_title), row(appraisal, status), row(count, pages)),
        table(rows, rows=11, unprinted=(DestructionRow.volume, DestructionRow.item)),
        section("审批", signatures(archivist_sign, group_opinion, leader_opinion)),
        section("销毁", row(place), row(method, destroyed_at), row(destroyer1, destroyer2), row(others),
                signatures(destroyer1_sign, destroyer2_sign), row(Register.remark)),
        landscape=True, copies=("档案室", "公司领导"),
        note="经鉴定小组提出意见、登记造册、分管领导审批后，由两人以上共同在指定地点销毁并签字；批准人不得兼任监销人。本清册永久保存。",
    )  # fmt: skip
    ledger = Ledger(
        (Register.number, 1.4), (list_title, 1.8), (appraisal, 1.6), count, pages, (group_opinion, 1.6), (leader_opinion, 1.6),
        (place, 1.6), method, (destroyed_at, 1.3), (destroyer1_sign, 1.4), (destroyer2_sign, 1.4), status, rows=15, signed=("档案员",),
        dated=destroyed_at,
    )  # fmt: skip
    listed = listing(list_title, appraisal, count, pages, place, destroyed_at)
    flow = Workflow(
        Step(DestructionState.DRAFT, DestructionState.APPROVING, "提交审批", by=Role.ARCHIVIST).offers(rows).signs(archivist_sign),
        Step(DestructionState.APPROVING, DestructionState.APPROVED, "批准销毁", by=DECIDERS)
        .by_chain(Chain.DESTRUCTION, _boxes, agreed=True),
        Step(DestructionState.APPROVING, DestructionState.DRAFT, "不批准", by=DECIDERS).by_chain(Chain.DESTRUCTION, _boxes, agreed=False),
        Step(DestructionState.APPROVED, DestructionState.NAMED, "指定监销人", by=(Role.ARCHIVIST, Role.CS_HEAD))
        .needs(place, method, destroyer1, destroyer2).offers(others),
        Step(DestructionState.NAMED, DestructionState.SIGNED, "第一监销人签字").held_by(destroyer1).needs(destroyed_at)
        .signs(destroyer1_sign),
        Step(DestructionState.SIGNED, DestructionState.DONE, "第二监销人签字，销毁").held_by(destroyer2).not_by_signer(destroyer1_sign)
        .signs(destroyer2_sign)
        .moves(
            DestructionRow.volume, to=HoldingState.DESTROYED, take={MeterVolume.destroyed_at: destroyed_at}, each=rows)
        .moves(
            DestructionRow.item, to=HoldingState.DESTROYED, take={ArchivedItem.destroyed_at: destroyed_at}, each=rows),
        Step(DestructionState.NAMED, DestructionState.APPROVED, "改派监销人", by=(Role.ARCHIVIST, Role.CS_HEAD)).with_reason(),
        Step(DestructionState.SIGNED, DestructionState.NAMED, "未销毁，退回", by=(Role.ARCHIVIST, Role.CS_HEAD)).with_reason()
        .records({destroyer1_sign: None, destroyed_at: None}),
        Step(DestructionState.DONE, DestructionState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
