"""水表验收单 (G03): what was fetched for one connection point is looked at by branch and service centre together, within a month.

The form is made out before the meters are fetched (003 第四章3.2.1); the slips (G04, G05) set it going.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Mapped

from models.customer import Customer
from models.declare import (
    House,
    Ledger,
    Limit,
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
    attachment,
    boxes,
    choice,
    counts,
    day,
    deadline,
    department,
    in_unit,
    lines,
    link,
    listing,
    moment,
    only,
    prose,
    quantity,
    row,
    sealed,
    section,
    signature,
    signatures,
    state,
    table,
    text,
    unless,
    when,
    yes_no,
)
from models.meter import Meter, MeterState
from models.paper_receipt import PaperReceipt
from rules.archival import Retention
from rules.refusals import Refused
from rules.replacement import check_acceptance

DESK = (Role.CLERK, Role.CS_SUP)
FIELD = (Role.CLERK, Role.DEPT, Role.METER_STORE)
#: What the paper is called in the volume of its connection point, by its kind there.
OF_KIND = {
    kind: {PaperReceipt.paper_title: "水表验收单", PaperReceipt.paper_kind: kind} for kind in ("install", "enlarge", "reduce")
}  # fmt: skip
#: Kinds of work in which the old meter comes down (003 第四章6.4).
OLD_ONE_COMES_DOWN = ("enlarge", "reduce")


class AcceptanceState(States):
    """Made out, its meters fetched, a day agreed, looked at by both, filed; or put right first, or given back."""

    DRAFT = "draft", "待领表", Phase.WAIT
    ISSUED = "issued", "待约定验收", Phase.RUN
    APPOINTED = "appointed", "待验收", Phase.RUN
    CHECKED = "checked", "待客服中心验收", Phase.RUN
    REPAIR = "repair", "整改中", Phase.RUN
    PASSED = "passed", "验收合格，待归档", Phase.WAIT
    CANCELLED = "cancelled", "已退表", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


BEFORE_ACCEPTANCE = (AcceptanceState.ISSUED, AcceptanceState.APPOINTED, AcceptanceState.CHECKED, AcceptanceState.REPAIR)


class AcceptedMeter(Line):
    """One meter on the wall."""

    __tablename__ = "accepted_meter"

    meter: Mapped[Meter] = link("表号", Meter)
    caliber: Mapped[str] = choice("口径", "meter_caliber", default="DN20")
    first_reading: Mapped[int] = quantity("起度")
    seal_no: Mapped[str] = text("铅封号", length=40)
    place: Mapped[str] = text("位置", length=100)


class Household(Line):
    """One household of a building where each has a meter of its own."""

    __tablename__ = "acceptance_household"

    household: Mapped[str] = text("户名", length=60, sensitive=Personal.NAME)
    door: Mapped[str] = text("门牌", length=60, sensitive=Personal.ADDRESS)
    meter_no: Mapped[str] = text("表号", length=40)


def meters_are_those_fetched(record: Any, house: House) -> dict[str, str]:
    """No meter hangs where another was fetched for (杜绝甲表换乙表, 003 第四章4.3.3); asked until they are accepted."""
    if record.status not in BEFORE_ACCEPTANCE:
        return {}
    times = Counter(line.meter for line in record.meters)
    errors: dict[str, str] = {}
    for index, line in enumerate(record.meters):
        meter, where = line.meter, f"meters-{index}-meter"
        if meter is None:
            continue
        if times[meter] > 1:
            errors[where] = f"表号 {meter} 在本单中重复"
        elif meter.status is not MeterState.ISSUED:
            errors[where] = f"表号 {meter} 现在是“{meter.status.label}”，不是已领出的水表"
        elif meter.connection_no != record.connection_no:
            errors[where] = f"表号 {meter} 不是为本接水点领出的，请核对领表单"
        elif meter.caliber != line.caliber:
            errors[f"meters-{index}-caliber"] = f"水表卡片上的口径是 {meter.caliber}，请核对实物"
    return errors


def every_household_is_listed(record: Any) -> dict[str, str]:
    """003 第四章6.2: 一户一表还须提供花名册."""
    return {"roster": "一户一表的须附花名册"} if record.one_each and not record.roster else {}


def old_meter_is_back(record: Any, house: House) -> dict[str, str]:
    """R003-24: ticked, and true: no meter that was taken down at this point is still out."""
    if record.status is not AcceptanceState.CHECKED or record.accepted_on is None:
        return {}
    removes = record.work_kind in OLD_ONE_COMES_DOWN
    with house.session.no_autoflush:
        out = list(house.session.scalars(_at_the_point(record, MeterState.REMOVED))) if removes else []
    try:
        check_acceptance(removes_old_meter=removes, old_meter_returned=bool(record.old_returned) and not out)
    except Refused as refusal:
        return {"old_returned": refusal.message + (f"未交回：{'、'.join(str(meter) for meter in out)}。" if out else "")}
    return {}


def every_meter_is_back(record: Any, house: House) -> dict[str, str]:
    """Given up only when nothing that was fetched for it is still out: no meter is lost on the way."""
    if record.status is not AcceptanceState.ISSUED or record.given_up_on is None:
        return {}
    with house.session.no_autoflush:
        out = [str(meter) for meter in house.session.scalars(_at_the_point(record, MeterState.ISSUED))]
    return {"given_up_on": f"水表 {'、'.join(out)} 尚未退库，请先在水表卡片上办理“退库”"} if out else {}


def _at_the_point(record: Any, status: MeterState) -> Any:
    return select(Meter).where(Meter.connection_no == record.connection_no, Meter.status == status).order_by(Meter.id)


class MeterAcceptance(
    Register, code="G03", title="水表验收单", menu="水表库房", kept_by=(Role.CLERK, Role.DEPT), keep=Retention.PERMANENT,
    read_by=(Role.METER_STORE, Role.METER_MAN, Role.CS_SUP, Role.INSPECTOR, Role.VP, Role.GM), clear_to=(Role.CLERK, Role.DEPT),
):  # fmt: skip
    """The acceptance of what was fetched for one connection point."""

    __tablename__ = "meter_acceptance"

    application: Mapped[str] = text("申请表/变更申请", length=60, search=True, help="《客户用水申请》卡或《客户变更用水申请》的编号")
    work_kind: Mapped[str] = choice("工程类别", "meter_work", default="new")
    connection_no: Mapped[str] = text("接水点编号", length=40, search=True)
    customer_name: Mapped[str] = text("客户名称", search=True, sensitive=Personal.NAME)
    address: Mapped[str] = text("地址", length=200, search=True, sensitive=Personal.ADDRESS)
    customer: Mapped[Customer | None] = link(
        "客户档案", Customer, gives={customer_name: Customer.full_name, address: Customer.address}, search=True,
        help="已建档的客户可直接选取")  # fmt: skip
    installer: Mapped[Any] = department("安装单位")
    branch: Mapped[Any] = department("供水分公司")
    drawing_on_paper: Mapped[bool] = yes_no("施工图已附纸质件", default=True)
    drawing: Mapped[Any | None] = attachment("施工图", needed=when(drawing_on_paper, False))
    one_each: Mapped[bool] = yes_no("一户一表", default=False)
    roster: Mapped[list[Household]] = lines("花名册（一户一表）", Household, maximum=200)
    issued_on: Mapped[date | None] = day("领表日期", past=True)
    appointed_at: Mapped[datetime | None] = moment("约定验收时间")
    meters: Mapped[list[AcceptedMeter]] = lines("水表明细", AcceptedMeter)
    old_returned: Mapped[bool | None] = yes_no("旧表是否已交回", needed=when(work_kind, *OLD_ONE_COMES_DOWN))
    accepted_on: Mapped[date | None] = day("验收日期", past=True, after=issued_on)
    accept_due: Mapped[datetime | None] = deadline("验收截止", counts(Limit.METER_ACCEPTANCE, since=issued_on), met=accepted_on)
    result: Mapped[str | None] = choice("验收结论", "meter_acceptance")
    rectify: Mapped[str | None] = prose("整改意见", needed=when(result, "fail"))
    given_up_on: Mapped[date | None] = day("退表日期", past=True)
    handed_over_on: Mapped[date | None] = day("移交归档日期", past=True, after=accepted_on)
    archive_due: Mapped[datetime | None] = deadline("建档归档截止", counts(Limit.FILING, since=accepted_on), met=handed_over_on)
    branch_sign: Mapped[Signed | None] = signature("分公司验收人")
    center_sign: Mapped[Signed | None] = signature("客服中心验收人")
    installer_sign: Mapped[Signed | None] = signature("安装单位签字")
    status: Mapped[AcceptanceState] = state("状态", AcceptanceState, start=AcceptanceState.DRAFT)

    rules = (every_household_is_listed,)
    house_rules = (meters_are_those_fetched, old_meter_is_back, every_meter_is_back)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, installer, branch)))
    _paper: ClassVar[dict[Any, Any]] = {
        PaperReceipt.file_no: Register.number, PaperReceipt.author: Register.unit, PaperReceipt.connection_no: connection_no,
        PaperReceipt.finished_on: accepted_on,
    }  # fmt: skip
    seals = (sealed(work_kind, connection_no, installer, instead="请退表结案（或作废）后重新填单"),)
    sheet = Sheet(
        section("工程", row(application, connection_no), row(boxes(work_kind)), row(customer_name, customer), row(address),
                row(installer, branch), row(boxes(drawing_on_paper), drawing), row(boxes(one_each), status)),
        section("领表", row(issued_on, accept_due), row(appointed_at, boxes(old_returned))),
        section("水表", table(meters, rows=4)),
        section("花名册", table(roster, rows=4)),
        section("验收", row(accepted_on, boxes(result)), row(rectify, lines=3), signatures(branch_sign, center_sign, installer_sign)),
        section("归档", row(archive_due, handed_over_on), row(given_up_on, Register.remark)),
        copies=("安装单位", "供水分公司", "客户服务中心"),
        note="领取水表后一个月内约定验收，供水分公司与客户服务中心共同验收；拆除旧表的，旧表交回后方可验收。超过一个月未验收或验收不合格的，影响下一次领表。",
        clear=True,
    )  # fmt: skip
    ledger = Ledger(
        (Register.number, 1.4), (application, 1.3), work_kind, (connection_no, 1.3), (customer_name, 1.6), installer, branch, issued_on,
        accept_due, accepted_on, result, status, rows=15, signed=("验收人",), dated=issued_on,
    )  # fmt: skip
    listed = listing(connection_no, customer_name, work_kind, installer, issued_on, accepted_on)
    flow = Workflow(
        Step(AcceptanceState.DRAFT, AcceptanceState.ISSUED, "领表").needs(issued_on).moved(),
        Step(AcceptanceState.ISSUED, AcceptanceState.APPOINTED, "约定验收", by=FIELD).needs(appointed_at, meters),
        Step(AcceptanceState.ISSUED, AcceptanceState.ISSUED, "领表", way="more").needs(issued_on).moved(),
        Step(AcceptanceState.ISSUED, AcceptanceState.CANCELLED, "退表结案", by=(Role.CLERK, Role.METER_STORE))
        .needs(given_up_on).with_reason(),
        Step(AcceptanceState.APPOINTED, AcceptanceState.CHECKED, "分公司验收", by=(Role.DEPT, Role.METER_MAN)).within(branch)
        .offers(meters).signs(branch_sign),
        Step(AcceptanceState.CHECKED, AcceptanceState.PASSED, "验收合格", by=DESK).needs(accepted_on, installer_sign)
        .offers(old_returned).records({result: "pass"}).signs(center_sign).not_by_signer(branch_sign)
        .moves(
            AcceptedMeter.meter, to=MeterState.IN_USE, each=meters,
            take={Meter.connection_no: connection_no, Meter.installed_on: accepted_on, Meter.customer: customer, Meter.branch: branch,
                  Meter.place: AcceptedMeter.place, Meter.seal_no: AcceptedMeter.seal_no,
                  Meter.first_reading: AcceptedMeter.first_reading})
        .opens(PaperReceipt, _paper, given=OF_KIND["enlarge"], only=when(work_kind, "enlarge"))
        .opens(PaperReceipt, _paper, given=OF_KIND["reduce"], only=when(work_kind, "reduce"))
        .opens(PaperReceipt, _paper, given=OF_KIND["install"], only=unless(work_kind, *OLD_ONE_COMES_DOWN)),
        Step(AcceptanceState.CHECKED, AcceptanceState.REPAIR, "验收不合格", by=DESK).needs(rectify).records({result: "fail"}),
        Step(AcceptanceState.REPAIR, AcceptanceState.APPOINTED, "整改完毕，重新约定", by=FIELD).needs(appointed_at).offers(meters),
        Step(AcceptanceState.PASSED, AcceptanceState.FILED, "归档", by=Role.ARCHIVIST).needs(handed_over_on)
        .offers(Register.archival_code)
        .fed_by(PaperReceipt, {handed_over_on: PaperReceipt.received_on, Register.archival_code: PaperReceipt.volume_code}),
        Step(AcceptanceState.CANCELLED, AcceptanceState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
