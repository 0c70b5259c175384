"""客户服务档案 (A14): everyone the house serves, or may come to serve."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped

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
    States,
    Workflow,
    boxes,
    called_by,
    choice,
    credit_code,
    day,
    everything,
    id_card,
    lines,
    listing,
    prose,
    quantity,
    row,
    section,
    staff,
    state,
    table,
    telephone,
    text,
    when,
    yes_no,
)
from rules.roles import EVERYONE_AT_WORK

#: 20 户以上的集群户 (003 第九章(四)2); 以上 includes 20.
CLUSTER_FROM = 20


class CustomerState(States):
    """A customer is on the books or struck off them."""

    ACTIVE = "active", "在册", Phase.RUN
    VOID = "void", "作废", Phase.VOID


class CustomerContact(Line):
    """A person to speak to."""

    __tablename__ = "customer_contact"

    name: Mapped[str] = text("姓名", length=50, sensitive=Personal.NAME)
    post: Mapped[str | None] = text("职称", length=50)
    phone: Mapped[str] = telephone("电话")
    main: Mapped[bool | None] = yes_no("主联系人")


class CustomerConnection(Line):
    """A point where the customer takes water."""

    __tablename__ = "customer_connection"

    connection_no: Mapped[str] = text("接水点编号", length=40)
    address: Mapped[str | None] = text("接水点地址", length=200, sensitive=Personal.ADDRESS)


def households_match_nature(customer: Any) -> dict[str, str]:
    """A cluster has 20 households or more, and whoever has that many is one."""
    if customer.nature == "cluster" and (customer.households or 0) < CLUSTER_FROM:
        return {"households": f"集群户应为 {CLUSTER_FROM} 户以上"}
    if customer.nature != "cluster" and (customer.households or 0) >= CLUSTER_FROM:
        return {"nature": f"{CLUSTER_FROM} 户以上应登记为集群户"}
    return {}


class Customer(
    Register, code="A14", title="客户服务档案", menu="客户与水表", kept_by=(Role.AM, Role.AM_LEAD, Role.CLERK, Role.HOTLINE, Role.CB),
    read_by=tuple(EVERYONE_AT_WORK), clear_to=(Role.AM, Role.AM_LEAD, Role.CLERK, Role.HOTLINE, Role.CB),
):  # fmt: skip
    """One customer: 散户, 单位 or 集群. His page gathers every record about him."""

    __tablename__ = "customer"

    full_name: Mapped[str] = text("客户全称", search=True, sensitive=Personal.NAME)
    account_no: Mapped[str | None] = text("户号", length=40, search=True)
    nature: Mapped[str] = choice("客户性质", "customer_nature", default="person")
    households: Mapped[int | None] = quantity("户数", maximum=99_999, help="20 户以上为集群户")
    level: Mapped[str] = choice("客户级别", "customer_level", default="ordinary")
    lifecycle: Mapped[str] = choice("客户状态", "customer_lifecycle", default="done")
    id_kind: Mapped[str | None] = choice("证件类型", "id_kind")
    id_no: Mapped[str | None] = id_card("身份证号")
    other_id_no: Mapped[str | None] = text(
        "其他证件号码", length=40, sensitive=Personal.PAPER, needed=when(id_kind, "passport", "permit", "other"))  # fmt: skip
    uscc: Mapped[str | None] = credit_code("统一社会信用代码")
    phone: Mapped[str] = telephone("联系电话")
    address: Mapped[str] = text("地址", length=200, search=True, sensitive=Personal.ADDRESS)
    contacts: Mapped[list[CustomerContact]] = lines("联系人", CustomerContact, maximum=10)
    connections: Mapped[list[CustomerConnection]] = lines("接水点", CustomerConnection)
    water_use: Mapped[str | None] = choice("用水性质", "water_use")
    usage_profile: Mapped[str | None] = prose("用水（用能）特点和意向")
    account_manager: Mapped[Any | None] = staff("客户经理", needed=when(level, "key", "special", "potential", "important"))
    opened_on: Mapped[date] = day("建档日期", default=Default.TODAY, past=True)
    accepted_on: Mapped[date | None] = day("验收通水日期", past=True)
    warranty_to: Mapped[date | None] = day("保修期至", after=accepted_on)
    pi_consent: Mapped[bool] = yes_no("同意处理个人信息", help="依据个人信息保护法，建档前应征得客户同意")
    status: Mapped[CustomerState] = state("档案状态", CustomerState, start=CustomerState.ACTIVE)

    called = called_by(full_name)
    rules = (households_match_nature,)
    seen = Seen(everything(Role.DEPT))

    sheet = Sheet(
        section("基本信息", row(full_name, account_no), row(boxes(nature), households), row(boxes(level), boxes(lifecycle)),
                row(boxes(id_kind), id_no), row(other_id_no, uscc), row(phone, boxes(water_use)),
                row(address), row(boxes(pi_consent), status)),
        section("联系人", table(contacts, rows=3)),
        section("接水点", table(connections, rows=3)),
        section("服务情况", row(account_manager, opened_on), row(accepted_on, warranty_to), row(usage_profile, lines=4),
                row(Register.remark, lines=2)),
        note="本档案由客户经理建立，走访、预约、告知、回访等单据自动归集。",
    )  # fmt: skip
    ledger = Ledger(
        (Register.number, 1.3), (full_name, 2), nature, level, (phone, 1.2), (address, 2.2), account_no, account_manager, status,
        dated=opened_on,
    )  # fmt: skip
    listed = listing(full_name, phone, address, nature, level, account_manager)
    flow = Workflow()
