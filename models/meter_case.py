"""What every paper about a meter on the wall says first: which meter, at which point, whose; and how the paper reaches its volume."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Mapped

from models.customer import Customer
from models.declare import (
    House,
    Personal,
    Register,
    Step,
    choice,
    department,
    link,
    row,
    source,
    tag,
    telephone,
    text,
    when,
    worded,
)
from models.declare.label import Label
from models.declare.storage import States
from models.meter import Meter, MeterState
from models.paper_receipt import PaperReceipt
from rules.roles import Role

READERS = (Role.METER_STORE, Role.INSPECTOR, Role.HOTLINE, Role.CS_SUP, Role.ARCHIVIST, Role.VP, Role.GM)


def is_the_meters_size(paper: Any, house: House) -> dict[str, str]:
    """杜绝甲表换乙表 (003 第四章4.3.3): what is asked of a size is asked of the meter that hangs there.

    It is looked at until the paper goes on its way, and whenever either is set right; the card of the meter may be set right later.
    """
    if paper.meter is None or paper.caliber in (None, paper.meter.caliber):
        return {}
    asked = paper.status is paper.start() or any(house.has_changed(paper, name) for name in ("meter", "caliber"))
    return {"caliber": f"水表卡片上的口径是 {paper.meter.caliber}，请核对实物"} if asked else {}


def in_one_paper(paper: Any, house: House) -> dict[str, str]:
    """A meter that hangs there is taken down by one paper. Those of one case, the application and its task, count as one."""
    asked = paper.meter is not None and (paper.status is paper.start() or house.has_changed(paper, "meter"))
    return {"meter": sentence} if asked and (sentence := waited_for(paper.meter, house, paper)) else {}


def waited_for(meter: Meter, house: House, paper: Any = None) -> str:
    """Which other open paper is to take a meter down that still hangs there; nothing where none is. Two who ask of one meter at once
    ask one after the other.
    """
    if meter.status is not MeterState.IN_USE:
        return ""
    house.hold(meter)
    with house.session.no_autoflush:
        for kind in taking_down():
            named = select(kind).where(kind.meter == meter, kind.status.in_(open_states(kind))).order_by(kind.id)
            for other in house.session.scalars(named):
                if paper is None or (other is not paper and house.behind(paper) is not other and house.behind(other) is not paper):
                    return f"该表已有未办结的{other.title} {house.number_of(other)}".rstrip()
    return ""


def taking_down() -> list[Any]:
    """The kinds of paper that take a meter off the wall."""
    return [kind for kind in MeterCase.__subclasses__() if kind.takes_down]


def open_states(kind: Any) -> list[States]:
    return [state for state in kind.states() if state.phase.is_open]


class MeterCase(Register):
    """One meter at one connection point. Picking the meter fills in the point and the customer."""

    __abstract__ = True
    #: Whether it is for the meter to come off the wall, by itself or by a task that it opens.
    takes_down: ClassVar[bool] = False
    house_rules: ClassVar[tuple[Callable[[Any, House], dict[str, str]], ...]] = (is_the_meters_size,)

    source_ref: Mapped[str | None] = source("来源单据")
    branch: Mapped[Any] = department("供水分公司")
    connection_no: Mapped[str | None] = text("接水点编号", length=40, search=True)
    account_name: Mapped[str | None] = text("户名", search=True, sensitive=Personal.NAME)
    address: Mapped[str | None] = text("地址", length=200, search=True, sensitive=Personal.ADDRESS)
    phone: Mapped[str | None] = telephone("联系电话")
    caliber: Mapped[str | None] = choice("口径", "meter_caliber")
    customer: Mapped[Customer | None] = link(
        "客户档案", Customer, gives={account_name: Customer.full_name, address: Customer.address, phone: Customer.phone})  # fmt: skip
    meter: Mapped[Meter] = link(
        "表号", Meter, search=True, help="选定后带出接水点、户名和口径", gives={
            branch: Meter.branch, connection_no: Meter.connection_no, customer: Meter.customer, caliber: Meter.caliber})  # fmt: skip


#: Who and where must be known before such a paper goes on its way: the meter's card may not say it.
KNOWN = (MeterCase.connection_no, MeterCase.account_name, MeterCase.address, MeterCase.caliber)
#: What a paper hands on to another about the same meter.
SAME_POINT = (
    MeterCase.branch, MeterCase.connection_no, MeterCase.account_name, MeterCase.address, MeterCase.phone, MeterCase.caliber,
    MeterCase.customer, MeterCase.meter,
)  # fmt: skip
#: What the archive room is told of a paper that is done.
TO_ARCHIVE = {
    PaperReceipt.connection_no: MeterCase.connection_no, PaperReceipt.file_no: Register.number, PaperReceipt.author: Register.unit,
}  # fmt: skip


def handed_on(other: Any) -> dict[Any, Any]:
    """The fields of another register of this kind, each from our own."""
    names = {id(word): name for name, word in vars(MeterCase).items()}
    return {getattr(other, names[id(word)]): word for word in SAME_POINT}


def point_rows() -> tuple[Any, ...]:
    """Where these fields lie on each of the papers."""
    here = MeterCase
    return (
        row(here.branch, here.source_ref), row(here.meter, here.caliber, here.connection_no), row(here.account_name, here.customer),
        row(here.address, here.phone),
    )  # fmt: skip


def point_rows_of_two() -> tuple[Any, ...]:
    """The same on a page that is half as wide: never more than two beside each other."""
    here = MeterCase
    return (
        row(here.branch, here.source_ref), row(here.meter, here.caliber), row(here.connection_no), row(here.account_name, here.customer),
        row(here.address, here.phone),
    )  # fmt: skip


def old_meter_label(reading: Any, down_on: Any, zone: Any, keep_until: Any) -> Label:
    """旧表标签 (G13, 003 第四章5.1): stuck on the meter that has come down, so that it can be looked at again. 24 on a sheet."""
    here = MeterCase
    return tag(
        "old", "旧表标签", row(worded(here.account_name, "用户名")), row(here.connection_no), row(here.meter),
        row(here.caliber, worded(reading, "旧表行度")), row(zone), row(down_on), row(worded(keep_until, "保存至")),
        wide=70, high=37, when=when(down_on))  # fmt: skip


def filed(done: States, into: States) -> Step:
    """归档: once the archivist has put the paper into the volume of its connection point."""
    return (
        Step(done, into, "归档").offers(Register.archival_code)
        .fed_by(PaperReceipt, {Register.archival_code: PaperReceipt.volume_code})
    )  # fmt: skip
