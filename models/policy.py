"""制度方案 as the tables hold it. A file seeds an edition once; afterwards these tables are the truth (see services/policies)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.declare import Record, choice, day, link, prose, quantity, text, yes_no


class PolicyEdition(Record, title="制度方案"):
    """One edition of one company's policy. Clocks that started under it keep it."""

    __tablename__ = "policy_edition"
    __table_args__ = (UniqueConstraint("code", "edition"),)

    code: Mapped[str] = text("方案代码", length=8)
    edition: Mapped[str] = text("版本", length=20)
    name: Mapped[str] = text("方案名称", length=60)
    document: Mapped[str] = text("来源文件", length=10)
    document_title: Mapped[str] = text("文件名称", length=120)
    effective_from: Mapped[date] = day("施行日期")
    in_force: Mapped[bool] = yes_no("启用", default=False)
    offered: Mapped[bool] = yes_no("待确认的新版本", default=False)
    declined: Mapped[bool] = mapped_column(default=False, sort_order=59)
    digest: Mapped[str] = mapped_column(default="", sort_order=60)

    def __str__(self) -> str:
        return f"{self.name}（{self.code} {self.edition}）"


class PolicyPart(Record):
    """What every entry of a policy has: which edition, under which key, by which rule and clause, in which words."""

    __abstract__ = True

    policy: Mapped[PolicyEdition] = link("方案", PolicyEdition)
    key: Mapped[str] = text("代码", length=60, search=True)
    label: Mapped[str] = text("名称", length=120, search=True)
    rule: Mapped[str | None] = text("规则编号", length=20, search=True)
    document: Mapped[str] = text("文件", length=10)
    clause: Mapped[str | None] = text("条款", length=60)
    quotation: Mapped[str | None] = prose("原文", length=400)
    note: Mapped[str | None] = text("说明", length=300)

    def __str__(self) -> str:
        return self.label


class PolicyLimit(PolicyPart, title="时限"):
    """One time limit. `applies` narrows it, written `dn=600..800 zone=city category=pressure|no_water`.

    A row on which clocks run is never changed: an edit replaces it (`replaced`), and those clocks keep the old one.
    """

    __tablename__ = "policy_limit"

    number: Mapped[int] = quantity("数量", maximum=9_999, default=0)
    unit: Mapped[str] = choice("单位", "limit_unit")
    applies: Mapped[str | None] = text("适用条件", length=200)
    cutoff: Mapped[str | None] = text("每日截点", length=5)
    at: Mapped[str | None] = text("每日时刻", length=5)
    to_close: Mapped[bool] = yes_no("到下班为止", default=False)
    borrowed_from: Mapped[str | None] = text("借用自", length=8)
    replaced: Mapped[bool] = mapped_column(default=False, sort_order=60)


class PolicyValue(PolicyPart, title="参数"):
    """One number, switch, list of codes or pattern; `kind` says which (int, float, bool, str)."""

    __tablename__ = "policy_value"

    value: Mapped[str] = text("值", length=200)
    kind: Mapped[str] = mapped_column(default="str", sort_order=60)


class PolicyChain(PolicyPart, title="审批链"):
    """One approval chain, or with `is_ladder` the ladder that overdue clocks climb."""

    __tablename__ = "policy_chain"

    levels: Mapped[str] = text("各级", length=200, help="> 依次，| 或签，& 会签，如 DEPT > VP > GM")
    copied_to: Mapped[str | None] = text("抄送", length=100)
    is_ladder: Mapped[bool] = yes_no("逾期上报阶梯", default=False)


class PolicyRule(PolicyPart, title="业务规则"):
    """A rule that is no number; `screens` are the registers on whose forms it is shown."""

    __tablename__ = "policy_rule"

    kind: Mapped[str] = text("类别", length=30)
    screens: Mapped[str | None] = text("提示于", length=200)


class PolicyName(Record, title="称谓"):
    """What this company calls a post, a form or a thing, and which keys it does without."""

    __tablename__ = "policy_name"
    __table_args__ = (UniqueConstraint("policy_id", "kind", "key"),)

    policy: Mapped[PolicyEdition] = link("方案", PolicyEdition)
    kind: Mapped[str] = choice("类别", "policy_name_kind")
    key: Mapped[str] = text("代码", length=60)
    wording: Mapped[str] = text("名称或说明", length=200)

    def __str__(self) -> str:
        return self.wording
