"""库房架位: what stands where, in figures: how full each rack is, and each place of one. A fixed number of queries in any house."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models.archive_hold import ArchiveHold
from models.archive_loan import ArchiveLoan, LoanState
from models.declare import Verb
from models.holding import STANDING, HoldingState, is_past_term
from models.place import Place, PlaceState
from models.stock_count import HOLDINGS
from rules.moments import local
from rules.roles import Role
from rules.shelves import Tally, in_order, percent
from services.sight import whole

#: Who sees all places and all that stands there; to who sees only some of it the map would show room where there is none.
READERS = frozenset(
    role for role in Role if all(role in one.may(Verb.READ) and role not in one.seen.narrowed for one in (Place, *HOLDINGS))
)
#: So many places of one rack are drawn.
MOST = 600


@dataclass(frozen=True, kw_only=True)
class Rack:
    """A rack, and how full it is. Places that are given up lend it no room, and what still stands there fills none."""

    room: str
    name: str
    capacity: int
    standing: int

    @property
    def filled(self) -> int:
        return percent(self.standing, self.capacity)


@dataclass(frozen=True, kw_only=True)
class RackMap:
    """The places of one rack: shelves from the top down, boxes from the left. A cell holds as many cards as are written for it."""

    shelves: list[str]
    boxes: list[str]
    cells: Mapping[tuple[str, str], list[tuple[Place, Tally]]]
    left_out: int


def racks(session: Session) -> list[Rack]:
    """Every rack of every room, in their order."""
    by_rack = (Place.room, Place.rack)
    room = select(*by_rack, func.sum(Place.capacity)).where(Place.status == PlaceState.IN_USE).group_by(*by_rack)
    capacity = {(room, rack): count for room, rack, count in session.execute(room)}
    known = session.execute(select(*by_rack).where(Place.status != PlaceState.VOID).distinct()).all()
    filled: Counter[tuple[str, str]] = Counter()
    for register in HOLDINGS:
        there = select(*by_rack, func.count()).select_from(register).join(Place, register.place_id == Place.id)
        counted = there.where(register.status.in_(STANDING), Place.status == PlaceState.IN_USE).group_by(*by_rack)
        for room_name, rack, count in session.execute(counted):
            filled[room_name, rack] += count
    ordered = sorted({(room_name, rack) for room_name, rack in known}, key=lambda one: (in_order(one[0]), in_order(one[1])))
    return [Rack(room=one[0], name=one[1], capacity=capacity.get(one, 0), standing=filled[one]) for one in ordered]


def rack_map(session: Session, room: str, rack: str, now: datetime) -> RackMap:
    """What the archivist sees who stands before a rack."""
    here = (Place.room == room, Place.rack == rack, Place.status != PlaceState.VOID)
    found = sorted(session.scalars(select(Place).where(*here)), key=lambda one: (in_order(one.shelf), in_order(one.box), one.id))
    drawn, counted = found[:MOST], tallies(session, here, now)
    cells: dict[tuple[str, str], list[tuple[Place, Tally]]] = {}
    for place in drawn:
        cells.setdefault((place.shelf, place.box or ""), []).append((place, counted[place.id]))
    shelves = sorted({place.shelf for place in drawn}, key=in_order, reverse=True)
    boxes = sorted({place.box or "" for place in drawn}, key=in_order)
    return RackMap(shelves=shelves, boxes=boxes, cells=cells, left_out=len(found) - len(drawn))


def tallies(session: Session, here: Iterable[ColumnElement[bool]], now: datetime) -> Mapping[int, Tally]:
    """By the id of each place: what stands there, what of it is overdue, and what has served its term."""
    here, figures = tuple(here), defaultdict[int, Counter[str]](Counter)
    places = session.execute(select(Place.id, Place.capacity, Place.status).where(*here)).all()
    for register in HOLDINGS:
        there = select(register.place_id, func.count()).join(Place, register.place_id == Place.id).where(*here).group_by(register.place_id)
        standing = select(register.place_id, register.status, func.count()).join(Place, register.place_id == Place.id)
        by_state = standing.where(*here, register.status.in_(STANDING)).group_by(register.place_id, register.status)
        for place, state, count in session.execute(by_state):
            figures[place][STATES[state]] += count
        lent = there.join(ArchiveLoan, getattr(ArchiveLoan, f"{link_to(register, ArchiveLoan)}_id") == register.id)
        overdue = lent.where(register.status == HoldingState.LENT, ArchiveLoan.status == LoanState.LENT, ArchiveLoan.due_on < now)
        for place, count in session.execute(overdue):
            figures[place]["overdue"] += count
        with whole(session):  # whether a term is over hangs on meters and papers that not everybody reads
            past = session.execute(there.where(register.status == HoldingState.SHELVED, *past_term(register, now))).all()
        for place, count in past:
            figures[place]["due"] += count
    return {
        place: Tally(capacity=capacity, is_shut=status is not PlaceState.IN_USE, **figures[place])
        for place, capacity, status in places
    }  # fmt: skip


STATES = {HoldingState.SHELVED: "shelved", HoldingState.LENT: "lent", HoldingState.OPEN: "table"}


def past_term(register: Any, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """期满待鉴定: its term is over, and no paper freezes it (I12). Who else still needs it the appraisal asks, one by one."""
    link = getattr(ArchiveHold, f"{link_to(register, ArchiveHold)}_id")
    open_states = [state for state in ArchiveHold.states() if state.phase.is_open]
    frozen = select(ArchiveHold.id).where(link == register.id, ArchiveHold.status.in_(open_states)).correlate(register).exists()
    return is_past_term(register, local(now).date()), ~frozen


def link_to(register: Any, paper: Any) -> str:
    """By which link a paper is about a holding of that register."""
    return next(str(name) for name, field in paper.fields.items() if field.is_link and field.target is register)


def unplaced(session: Session) -> int:
    """How many are in the store room without a card that says where."""
    there = (HoldingState.SHELVED, HoldingState.LENT)
    lost = (select(func.count()).select_from(one).where(one.place_id.is_(None), one.status.in_(there)) for one in HOLDINGS)
    return sum(session.scalar(count) or 0 for count in lost)
