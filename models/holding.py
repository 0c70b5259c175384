"""保管单位: what a volume and a single item of the archive have in common: where they stand, how long they are kept, who has them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select

from models.archival import ArchivalCode
from models.complaint import Complaint
from models.customer import CustomerConnection
from models.declare import House, Phase, Retention, Role, States, Step
from models.option import label_of
from rules.keeping import why_kept
from rules.moments import local

#: The registers of what stands on shelves, by their tables.
TABLES = ("meter_volume", "archived_item")
#: What is done about a term, a year or an end that was written down wrongly, once the archival code says them too.
FILE_ANEW, AS_LISTED = "档号已据此编定，需要延长保管的请办理档案鉴定", "以销毁清册为准"
READERS = (Role.CS_HEAD, Role.CS_SUP, Role.CLERK, Role.DEPT, Role.VP, Role.GM)


class HoldingState(States):
    """On the archivist's table, on the shelf, with a reader, with another archive, or no more."""

    OPEN = "open", "整理中", Phase.RUN
    SHELVED = "shelved", "在库", Phase.FILE
    LENT = "lent", "借出", Phase.FILE
    TRANSFERRED = "transferred", "已移交", Phase.FILE
    DESTROYED = "destroyed", "已销毁", Phase.FILE
    VOID = "void", "作废", Phase.VOID


#: What has its place on a shelf: what is lent comes back to it, and so does what lies on the table.
STANDING = (HoldingState.OPEN, HoldingState.SHELVED, HoldingState.LENT)


def life(shelving: Step, *, destroyed: Any) -> Iterator[Step]:
    """The steps of a holding: `shelving` is its own way from the table to the shelf. What lends, hands over or destroys is the paper
    of another register (I06, I07, I09), and nobody does it without; `destroyed` is where the moment of its end is written.
    """
    yield shelving
    yield Step(HoldingState.SHELVED, HoldingState.OPEN, "下架整理", by=Role.ARCHIVIST).with_reason()
    yield Step(HoldingState.SHELVED, HoldingState.LENT, "借出").moved()
    yield Step(HoldingState.LENT, HoldingState.SHELVED, "归还").moved()
    yield Step(HoldingState.SHELVED, HoldingState.TRANSFERRED, "移交").moved()
    yield Step(HoldingState.SHELVED, HoldingState.DESTROYED, "销毁").needs(destroyed).moved()


def shelve(*, retention: Any, pattern: str, needs: tuple[Any, ...], offers: tuple[Any, ...], dated: Any = None) -> Step:
    """入库上架: it gets its archival code where it has none yet."""
    return (
        Step(HoldingState.OPEN, HoldingState.SHELVED, "入库上架", by=Role.ARCHIVIST)
        .needs(*needs).offers(*offers).codes(pattern, retention=retention, dated=dated)
    )  # fmt: skip


def code_stands(holding: Any, house: House) -> dict[str, str]:
    """A code that was given is neither taken away nor changed: term, year and unit stand in it, and are sealed as long as it is there."""
    if not house.has_changed(holding, "archival_code"):
        return {}
    given = select(ArchivalCode.code).where(ArchivalCode.register == holding.__tablename__, ArchivalCode.record_id == holding.id)
    code = house.session.scalar(given)
    return {"archival_code": f"档号已编为 {code}，不能改动"} if code and holding.archival_code != code else {}


# -- where it stands --------------------------------------------------------------------------------------------------------


def standing_at(place: Any, house: House) -> int:
    """How many volumes and items have their place there."""
    return sum(house.filed_under(place, table, *STANDING) for table in TABLES)


def why_no_room(place: Any, house: House) -> str | None:
    """Why one more does not go there, or None. Whoever else puts something there now waits until this one is done."""
    if not place.status.phase.is_open:
        return "该位置已停用，请另选位置"
    house.hold(place)
    kind = "盒" if place.box else "层"
    return f"该{kind}最多 {place.capacity} 卷（件），已满，请另选位置" if standing_at(place, house) >= place.capacity else None


def place_has_room(holding: Any, house: House) -> dict[str, str]:
    """It stands at the volume and at the item themselves, whichever door puts them there."""
    if holding.place is None or not house.has_changed(holding, "place"):
        return {}
    why = why_no_room(holding.place, house)
    return {"place": why} if why else {}


# -- what papers say of a holding ------------------------------------------------------------------------------------------


def holding_of(record: Any) -> Any:
    """The volume or the item that a paper (or a row of one) is about."""
    return record.volume or record.item


def one_holding(record: Any) -> dict[str, str]:
    """A paper is about a volume or about an item, and not about both."""
    if record.volume is None and record.item is None:
        return {"volume": "案卷和文件须选填一项"}
    return {"item": "案卷和文件只能选填一项"} if record.volume is not None and record.item is not None else {}


def code_of(record: Any, session: Any) -> str | None:
    held = holding_of(record)
    return held.archival_code if held is not None else None


def title_of(record: Any, session: Any) -> str | None:
    held = holding_of(record)
    return str(held) if held is not None else None


# -- until when it is kept, and who still needs it --------------------------------------------------------------------------


def holds_on(holding: Any, house: House) -> list[str]:
    """Why it must not be touched whatever its term: papers that freeze it (I12), and complaints of its customer that are still open."""
    open_states = [state for state in Complaint.states() if state.phase.is_open]
    found = select(Complaint.number).where(Complaint.status.in_(open_states), _of_its_customer(holding, house)).order_by(Complaint.id)
    complaints = [f"未结投诉 {number}" for number in house.session.scalars(found)]
    papers = house.open_under(holding, "archive_hold")
    return [*(f"{label_of(house.session, 'hold_reason', paper.reason)} {paper.number}" for paper in papers), *complaints]


def _of_its_customer(holding: Any, house: House) -> ColumnElement[bool]:
    """Complaints of the customer whom the papers are about, or of whoever takes water at that point."""
    paper: Any = Complaint
    line: Any = CustomerConnection
    about = getattr(holding, "customer", None) or getattr(house.behind(holding), "customer", None)
    point = getattr(holding, "connection_no", None)
    by_name = paper.customer_id == about.id if about is not None else false()
    by_point = paper.customer_id.in_(select(line.customer_id).where(line.connection_no == point)) if point else false()
    return or_(by_name, by_point)


def why_kept_now(holding: Any, house: House) -> str | None:
    """Why it may not be destroyed today, or None."""
    return why_kept(
        retention=Retention.of(holding.retention), ended=holding.ended_in(house), holds=holds_on(holding, house),
        today=local(house.now).date())  # fmt: skip


def is_past_term(register: Any, today: date) -> ColumnElement[bool]:
    """Whether the term of a volume or an item is over, asked of many at once: `why_kept` says it of one, and who needs it still."""
    terms = ((one.value, one.years) for one in Retention if one.years is not None)
    return or_(*(and_(register.retention == code, register.had_ended_by(today.year - years)) for code, years in terms))


def stays_in_the_books(holding: Any, house: House) -> str | None:
    """R003-38 (003 第八章7): what has its code leaves the books by destruction or handing over, and not by being called void; what a
    paper names stays for that paper's sake.
    """
    if (filed := house.behind(holding)) is not None:
        return f"本件由“{filed.title}”{filed.number} 归档而成，不能作废。"
    if holding.archival_code and (why := why_kept_now(holding, house)):
        return f"已编档号 {holding.archival_code}，不能作废：{why.removeprefix('不得销毁：')}。"
    if named := house.naming(holding):
        return f"“{named[0].title}”{named[0].number} 载有本卷（件），不能作废。"
    return None


def nothing_kept_is_destroyed(holding: Any, house: House) -> dict[str, str]:
    """R003-38 (003 第八章7): it stands at the volume and at the item themselves, whatever paper wants to destroy them."""
    if holding.destroyed_at is None or not house.has_changed(holding, "destroyed_at"):
        return {}
    why = why_kept_now(holding, house)
    return {"destroyed_at": why} if why else {}
