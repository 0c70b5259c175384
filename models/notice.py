"""一次性告知 (A06): all that is missing, told at once and in writing, so that nobody comes a third time (002 三)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session

from models.customer import Customer
from models.declare import (
    Default,
    Ledger,
    Line,
    Personal,
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
    checklist,
    choice,
    computed,
    day,
    entered_on,
    in_unit,
    link,
    listing,
    only,
    prose,
    row,
    seal,
    section,
    signature,
    signatures,
    state,
    table,
    telephone,
    text,
    when,
)
from models.service_item import ServiceItem


class NoticeState(States):
    """Written, handed over, and then supplemented or closed."""

    DRAFT = "draft", "草稿", Phase.DRAFT
    GIVEN = "given", "待补正", Phase.RUN
    SUPPLEMENTED = "supplemented", "已补齐", Phase.DONE
    CLOSED = "closed", "已告知", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


class NoticeMaterial(Line):
    """One paper of the list, handed in or missing."""

    __tablename__ = "notice_material"

    name: Mapped[str] = text("资料名称", length=200)
    form: Mapped[str | None] = text("形式及份数", length=60)
    handed_in: Mapped[str] = choice("已有/缺少", "material_state", default="missing")
    way: Mapped[str | None] = text("出具单位或补齐途径", length=100)


def times_here(record: Any, session: Session) -> int:
    """往返次数: how often the same person was told about the same matter, this time included."""
    if record.applicant_phone is None or record.matter is None:
        return 1
    earlier = select(func.count()).select_from(Notice).where(
        Notice.applicant_phone == record.applicant_phone, Notice.applicant_name == record.applicant_name,
        Notice.matter == record.matter, Notice.status != NoticeState.VOID)  # fmt: skip
    if record.id is not None:
        earlier = earlier.where(Notice.id < record.id)
    with session.no_autoflush:
        return (session.scalar(earlier) or 0) + 1


class Notice(
    Register, code="A06", title="一次性告知单", menu="一次性告知", kept_by=(Role.CLERK, Role.HOTLINE, Role.AM, Role.HELPER, Role.DEPT),
    read_by=(Role.CB, Role.CS_SUP, Role.ADMIN_DEPT), clear_to=(Role.CLERK,),
):  # fmt: skip
    """What a customer must bring or put right, in two copies: one is his, one stays."""

    __tablename__ = "notice"

    applicant_name: Mapped[str] = text("服务对象", search=True, sensitive=Personal.NAME)
    applicant_phone: Mapped[str] = telephone("联系电话")
    customer: Mapped[Customer | None] = link(
        "客户档案", Customer, gives={applicant_name: Customer.full_name, applicant_phone: Customer.phone},
        help="已建档的客户可直接选取")  # fmt: skip
    notice_mode: Mapped[str] = choice("告知方式", "notice_mode", default="written")
    legal_basis: Mapped[str] = prose("办理依据")
    procedure: Mapped[str] = prose("办理程序")
    time_limit: Mapped[str] = text("办理时限", length=200)
    accept_limit: Mapped[str | None] = text("受理时限", length=200)
    fee_standard: Mapped[str | None] = prose("收费项目和标准")
    matter: Mapped[ServiceItem] = link(
        "申请（咨询）事项", ServiceItem,
        gives={legal_basis: ServiceItem.legal_basis, procedure: ServiceItem.procedure, time_limit: ServiceItem.time_limit,
               accept_limit: ServiceItem.accept_limit, fee_standard: ServiceItem.fee_standard})  # fmt: skip
    applied_on: Mapped[date] = day("申请日期", default=Default.TODAY, past=True)
    notice_kind: Mapped[str] = choice("告知类型", "notice_kind", default="supplement")
    materials: Mapped[list[NoticeMaterial]] = checklist("资料清单", NoticeMaterial, of=matter, rows=ServiceItem.materials)
    rectify_items: Mapped[str | None] = prose("需整改内容", needed=when(notice_kind, "rectify"))
    refuse_reason: Mapped[str | None] = prose("不予办理事项及理由", needed=when(notice_kind, "refuse"))
    supplement_due: Mapped[date | None] = day("补正期限", after=applied_on)
    hotline: Mapped[str] = telephone("咨询监督电话", search=False, default=Default.HOTLINE, of_house=True)
    visit_count: Mapped[int | None] = computed("往返次数", int, times_here, help="同一服务对象同一事项两次以上应查明原因")
    handler_sign: Mapped[Signed | None] = signature("承办人签字")
    receiver_sign: Mapped[Signed | None] = signature("服务对象签收", sensitive=Personal.NAME)
    office_seal: Mapped[date | None] = seal("业务专用章")
    received_on: Mapped[date | None] = day("签收日期", past=True, after=applied_on)
    supplemented_on: Mapped[date | None] = day("补齐日期", past=True, after=received_on)
    status: Mapped[NoticeState] = state("状态", NoticeState, start=NoticeState.DRAFT)

    entered = entered_on(applied_on)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit)))
    sheet = Sheet(
        section("服务对象", row(applicant_name, customer), row(applicant_phone, boxes(notice_mode)), row(matter, applied_on),
                row(boxes(notice_kind)), row(Register.late_reason, visit_count)),
        section("告知内容", row(legal_basis, lines=2), row(procedure, lines=3), row(time_limit, accept_limit),
                row(fee_standard, lines=2)),
        section("资料清单", table(materials, rows=8)),
        section("整改及其他", row(rectify_items, lines=2), row(refuse_reason, lines=2), row(supplement_due, hotline),
                row(received_on, supplemented_on), row(Register.remark, status)),
        signatures(handler_sign, receiver_sign, office_seal),
        copies=("服务对象", "部门留底"),
        note="本单一式两份，一份交服务对象，一份由部门留底备查。",
        clear=True,
    )  # fmt: skip
    ledger = Ledger(
        applied_on, (applicant_name, 1.5), (applicant_phone, 1.2), (matter, 2), notice_kind, notice_mode, supplement_due,
        received_on, supplemented_on, visit_count, status, rows=15, title="一次性告知登记台账", dated=applied_on,
    )  # fmt: skip
    listed = listing(applicant_name, applicant_phone, matter, notice_kind, applied_on)
    flow = Workflow(
        Step(NoticeState.DRAFT, NoticeState.GIVEN, "交付，待补正", by=(Role.CLERK, Role.AM, Role.HELPER, Role.DEPT, Role.HOTLINE))
        .needs(received_on).offers(receiver_sign, office_seal).signs(handler_sign),
        Step(NoticeState.DRAFT, NoticeState.CLOSED, "交付，无须补正", by=(Role.CLERK, Role.AM, Role.HELPER, Role.DEPT, Role.HOTLINE))
        .needs(received_on).offers(receiver_sign, office_seal).signs(handler_sign),
        Step(NoticeState.GIVEN, NoticeState.SUPPLEMENTED, "登记补齐", by=(Role.CLERK, Role.AM, Role.HELPER, Role.DEPT))
        .needs(supplemented_on).due(supplement_due),
        Step(NoticeState.GIVEN, NoticeState.CLOSED, "不再补正", by=(Role.CS_SUP, Role.CS_HEAD)).with_reason(),
        Step(NoticeState.SUPPLEMENTED, NoticeState.FILED, "归档", by=Role.ARCHIVIST).files(),
        Step(NoticeState.CLOSED, NoticeState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
