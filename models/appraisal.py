"""档案鉴定意见表 (I08): the opinion of a group on papers whose term has run out (003 第八章7): kept, kept longer, or destroyed."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped

from models.archive_hold import ArchiveHold
from models.declare import (
    House,
    Line,
    Phase,
    Register,
    Retention,
    Role,
    Sheet,
    Signed,
    States,
    Step,
    Workflow,
    choice,
    day,
    judged,
    lines,
    listing,
    opinion,
    prose,
    row,
    section,
    signatures,
    staff,
    state,
    table,
    text,
    when,
)
from models.holding import holding_of, why_kept_now
from models.holding_line import HoldingLine, each_is_one_holding, rows_stand
from rules.keeping import MEMBERS_LEAST, years_kept
from rules.moments import local, show_day

LEADERS = (Role.GROUP, Role.CS_HEAD, Role.VP)


class AppraisalState(States):
    """Being appraised, before the leader of the group, agreed."""

    DRAFT = "draft", "鉴定中", Phase.RUN
    WAITING = "waiting", "待组长意见", Phase.WAIT
    AGREED = "agreed", "已同意", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def kept_so_long(line: Any, house: House) -> int | None:
    """已保管期限: the whole years since its term began to run."""
    held = holding_of(line)
    return years_kept(held.ended_in(house), local(house.now).date()) if held is not None else None


class AppraisalRow(HoldingLine):
    """One volume or item, and what is to become of it."""

    __tablename__ = "appraisal_row"

    kept_years: Mapped[int | None] = judged("已保管期限（年）", int, kept_so_long)
    verdict: Mapped[str] = choice("意见", "appraisal_opinion", default="keep")
    extend_to: Mapped[date | None] = day("延期至")
    reason: Mapped[str | None] = text("理由", length=200)


class AppraisalMember(Line):
    """One member of the group, with the day on which he signed."""

    __tablename__ = "appraisal_member"

    member: Mapped[Any] = staff("成员")
    signed_on: Mapped[date | None] = day("签字日期", past=True)


def every_opinion_has_its_ground(record: Any) -> dict[str, str]:
    """What is destroyed or kept longer is so for a reason, and longer means until a day."""
    errors: dict[str, str] = {}
    for index, line in enumerate(record.rows):
        if line.verdict in ("extend", "destroy") and not line.reason:
            errors[f"rows-{index}-reason"] = "请写明理由"
        if line.verdict == "extend" and line.extend_to is None:
            errors[f"rows-{index}-extend_to"] = "请写明延期到哪一天"
    return errors


def extended_to_a_day_ahead(record: Any, house: House) -> dict[str, str]:
    today = local(house.now).date()
    return {
        f"rows-{index}-extend_to": f"应晚于今天（{show_day(today)}）"
        for index, line in enumerate(record.rows)
        if line.extend_to is not None and house.has_changed(line, "extend_to") and line.extend_to <= today
    }  # fmt: skip


def nothing_kept_is_condemned(record: Any, house: House) -> dict[str, str]:
    """R003-38 (003 第八章7): an opinion to destroy what must be kept is not taken down."""
    return {
        f"rows-{index}-verdict": why
        for index, line in enumerate(record.rows)
        if line.verdict == "destroy" and record.status.phase.is_open and (held := holding_of(line)) is not None
        and (why := why_kept_now(held, house))
    }  # fmt: skip


def enough_members_sign(record: Any) -> dict[str, str]:
    """At least three, no one twice, and each with his day once the opinion goes to the leader (K)."""
    names = [line.member for line in record.members if line.member is not None]
    if len(set(names)) < len(names):
        return {"members": "鉴定小组成员重复"}
    if record.appraised_on is not None and len([line for line in record.members if line.signed_on]) < MEMBERS_LEAST:
        return {"members": f"鉴定小组成员不少于 {MEMBERS_LEAST} 人，且均须签字（填写签字日期）"}
    return {}


class Appraisal(
    Register, code="I08", title="档案鉴定意见表", menu="档案室", kept_by=Role.ARCHIVIST, read_by=(Role.CS_SUP, *LEADERS),
    keep=Retention.PERMANENT,
):  # fmt: skip
    """The opinion of the group on one batch. What it wants to keep longer is frozen until that day by the step that agrees."""

    __tablename__ = "appraisal"

    batch: Mapped[str] = text("鉴定批次", length=40, search=True, help="如 2026 年第 1 批")
    scope: Mapped[str] = prose("鉴定范围")
    rows: Mapped[list[AppraisalRow]] = lines("明细", AppraisalRow, maximum=200)
    members: Mapped[list[AppraisalMember]] = lines("鉴定小组成员签字", AppraisalMember, maximum=15)
    appraised_on: Mapped[date | None] = day("鉴定日期", past=True)
    leader_opinion: Mapped[Signed | None] = opinion("组长意见")
    status: Mapped[AppraisalState] = state("状态", AppraisalState, start=AppraisalState.DRAFT)

    rules = (each_is_one_holding, every_opinion_has_its_ground, enough_members_sign)
    house_rules = (rows_stand, extended_to_a_day_ahead, nothing_kept_is_condemned)
    sheet = Sheet(
        section("鉴定", row(batch, appraised_on), row(scope, lines=3), row(status)),
        table(rows, rows=12, unprinted=(AppraisalRow.volume, AppraisalRow.item)),
        table(members, rows=5), signatures(leader_opinion), row(Register.remark),
        note="保管期满的档案由鉴定小组逐卷（件）鉴定。期限未满、永久保管或已冻结的，不得提出销毁意见。",
    )  # fmt: skip
    listed = listing(batch, appraised_on, scope)
    flow = Workflow(
        Step(AppraisalState.DRAFT, AppraisalState.WAITING, "提交组长", by=Role.ARCHIVIST).needs(rows, members, appraised_on),
        Step(AppraisalState.WAITING, AppraisalState.AGREED, "同意", by=LEADERS).decides(leader_opinion, agreed=True).not_by_author()
        .opens(ArchiveHold, {
            ArchiveHold.volume: AppraisalRow.volume, ArchiveHold.item: AppraisalRow.item, ArchiveHold.until: AppraisalRow.extend_to,
            ArchiveHold.basis: Register.number},
            given={ArchiveHold.reason: "extended"}, each=rows, only=when(AppraisalRow.verdict, "extend")),
        Step(AppraisalState.WAITING, AppraisalState.DRAFT, "退回重新鉴定", by=LEADERS).decides(leader_opinion, agreed=False)
        .not_by_author(),
        Step(AppraisalState.AGREED, AppraisalState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.batch}（{self.number}）" if self.batch else self.number or ""
