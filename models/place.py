"""存放位置: where a volume or item stands: room, rack, shelf and box (003 第八章3: 存放方便)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, true
from sqlalchemy.orm import Mapped

from models.declare import (
    House,
    Ledger,
    Phase,
    Register,
    Role,
    Sheet,
    States,
    Step,
    Workflow,
    computed,
    quantity,
    row,
    section,
    state,
    tag,
    text,
)
from models.holding import standing_at


class PlaceState(States):
    """In use, or given up: nothing more is put there."""

    IN_USE = "in_use", "使用中", Phase.RUN
    CLOSED = "closed", "停用", Phase.DONE
    VOID = "void", "作废", Phase.VOID


def path_of(place: Any, session: Any) -> str:
    """As it is said: 一库3架2层5盒."""
    return f"{place.room or ''}{place.rack or ''}{place.shelf or ''}{place.box or ''}"


def holds_what_stands(place: Any, house: House) -> dict[str, str]:
    """A place does not become smaller than what stands there."""
    if not house.has_changed(place, "capacity") or (there := standing_at(place, house)) <= (place.capacity or 0):
        return {}
    return {"capacity": f"这里现有 {there} 卷（件），容量不能少于 {there}"}


def stands_once(place: Any, house: House) -> dict[str, str]:
    """Two cards of one place would each have half of what stands there."""
    if not any(house.has_changed(place, name) for name in ("room", "rack", "shelf", "box")):
        return {}
    same = select(Place.number).where(
        Place.room == place.room, Place.rack == place.rack, Place.shelf == place.shelf, Place.box == place.box,
        Place.status != PlaceState.VOID, Place.id != place.id if place.id else true())  # fmt: skip
    with house.session.no_autoflush:
        there = house.session.scalar(same)
    return {"box" if place.box else "shelf": f"这个位置已有位置卡 {there}"} if there else {}


def something_stands_there(place: Any, house: House) -> str | None:
    """A place goes once nothing stands there."""
    there = standing_at(place, house)
    return f"这里现有 {there} 卷（件），移走以后才能作废。" if there else None


class Place(Register, code="I00", title="存放位置", menu="档案室", kept_by=Role.ARCHIVIST, voided_by=(Role.ARCHIVIST, Role.CS_HEAD)):
    """One box on a shelf, or a shelf without boxes. Its label bears the code of its number."""

    __tablename__ = "place"

    room: Mapped[str] = text("库房", length=20, help="如 一库")
    rack: Mapped[str] = text("架", length=20, help="如 3架")
    shelf: Mapped[str] = text("层", length=20, help="如 2层")
    box: Mapped[str | None] = text("盒", length=20, help="如 5盒；直接上架的不填")
    capacity: Mapped[int] = quantity("容量", minimum=1, maximum=9999, default=20, help="可放多少卷（件）")
    path: Mapped[str | None] = computed("位置", str, path_of, search=True)
    status: Mapped[PlaceState] = state("状态", PlaceState, start=PlaceState.IN_USE)

    house_rules = (holds_what_stands, stands_once)
    kept_from_void = (something_stands_there,)
    sheet = Sheet(section("存放位置", row(room, rack), row(shelf, box), row(capacity, path), row(status), row(Register.remark, lines=2)))
    ledger = Ledger((Register.number, 1.4), room, rack, shelf, box, capacity, (path, 2), status, rows=20)
    papers = (tag("label", "位置标签", row(path), row(Register.number), wide=70, high=37),)
    flow = Workflow(
        Step(PlaceState.IN_USE, PlaceState.CLOSED, "停用", by=Role.ARCHIVIST).with_reason(),
        Step(PlaceState.CLOSED, PlaceState.IN_USE, "恢复使用", by=Role.ARCHIVIST),
    )  # fmt: skip

    def __str__(self) -> str:
        return self.path or self.number or ""
