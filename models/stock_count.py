"""What a stock-take covers and what was scanned in it, counted by the database: a room of thousands costs a beep no more than a box."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, select
from sqlalchemy.orm import Session, joinedload

from models.archived_item import ArchivedItem
from models.holding import HoldingState
from models.meter_file import MeterVolume
from models.place import Place
from models.stock_scan import StockScan

#: What stands on shelves.
HOLDINGS: tuple[Any, ...] = (MeterVolume, ArchivedItem)


def covers(take: Any, place: Place) -> bool:
    """Whether a place is of the room, or of the one rack, that is counted."""
    return place.room == take.room and take.rack in (None, "", place.rack)


def in_scope(session: Session, take: Any) -> Iterator[Any]:
    """Every holding that the books have on these shelves, lent ones too."""
    for register in HOLDINGS:
        found = _on_shelves(select(register), register, take, HoldingState.SHELVED, HoldingState.LENT)
        yield from session.scalars(found.options(joinedload(register.place)).order_by(register.archival_code))


def standing(session: Session, take: Any, state: HoldingState) -> int:
    """How many of these are in that state."""
    counts = (_on_shelves(select(func.count()).select_from(register), register, take, state) for register in HOLDINGS)
    return sum(session.scalar(count) or 0 for count in counts)


def missing(session: Session, take: Any, *, most: int | None = None) -> list[Any]:
    """What should stand there and was not scanned, in the order of the codes; no more than `most`."""
    found: list[Any] = []
    for register in HOLDINGS:
        rest = None if most is None else most - len(found)
        unseen = _unseen(select(register), register, take).options(joinedload(register.place))
        found += session.scalars(unseen.order_by(register.archival_code, register.id).limit(rest))
    return found


def missing_count(session: Session, take: Any) -> int:
    counts = (_unseen(select(func.count()).select_from(register), register, take) for register in HOLDINGS)
    return sum(session.scalar(count) or 0 for count in counts)


def made_in(take: Any) -> ColumnElement[bool]:
    """Scans of that stock-take which were not taken back."""
    return and_(StockScan.take_id == take.id, StockScan.undone.is_(False)) if take.id is not None else false()


def scans_of(session: Session, take: Any, *, last: int | None = None) -> list[StockScan]:
    """What was scanned and not taken back, oldest first; the last ones only, where so many are asked for."""
    found = select(StockScan).where(made_in(take)).order_by(StockScan.id.desc()).limit(last)
    return list(session.scalars(found.options(joinedload(StockScan.place))))[::-1]


def scans_by_verdict(session: Session, take: Any) -> dict[str, int]:
    found = select(StockScan.verdict, func.count()).where(made_in(take)).group_by(StockScan.verdict).order_by(func.min(StockScan.id))
    return {str(verdict): count for verdict, count in session.execute(found)}


def holdings_of(session: Session, scans: list[StockScan]) -> dict[tuple[str, int], Any]:
    """What these scans were of, by table and id."""
    found: dict[tuple[str, int], Any] = {}
    for register in HOLDINGS:
        ids = {scan.record_id for scan in scans if scan.register == register.__tablename__}
        if ids:
            held = session.scalars(select(register).where(register.id.in_(ids)).options(joinedload(register.place)))
            found |= {(one.__tablename__, one.id): one for one in held}
    return found


def _on_shelves(found: Select[Any], register: Any, take: Any, *states: HoldingState) -> Select[Any]:
    places = [Place.room == take.room, *([Place.rack == take.rack] if take.rack else [])] if take.room else [false()]
    return found.join(Place, register.place_id == Place.id).where(*places, register.status.in_(states))


def _unseen(found: Select[Any], register: Any, take: Any) -> Select[Any]:
    of_it = (made_in(take), StockScan.register == register.__tablename__, StockScan.record_id == register.id)
    return _on_shelves(found, register, take, HoldingState.SHELVED).where(~select(StockScan.id).where(*of_it).correlate(register).exists())
