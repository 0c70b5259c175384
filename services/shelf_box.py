"""库房架位: one box opened: what stands in it, who has what of it and until when, and when it was last counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from models.archive_loan import ArchiveLoan, LoanState
from models.holding import STANDING, HoldingState
from models.place import Place
from models.stock_count import HOLDINGS
from models.stock_take import StockTake, StockTakeState
from rules.shelves import Tally
from services.shelves import link_to, past_term, tallies
from services.sight import whole

SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class Held:
    """One that has its place there; with the loan by which it is out, as far as the reader sees it."""

    holding: Any
    loan: Any = None
    is_overdue: bool = False
    is_due: bool = False


@dataclass(frozen=True, kw_only=True)
class Counted:
    """The last stock-take of the place, and how many differences it found there."""

    take: Any
    on: date
    differences: int


@dataclass(frozen=True, kw_only=True)
class Box:
    """A place with what stands there, one page of it."""

    place: Place
    tally: Tally
    codes: Sequence[tuple[str, str]]
    retentions: Sequence[str]
    held: Sequence[Held]
    page: int
    counted: Counted | None

    @property
    def pages(self) -> int:
        return max(1, -(-self.tally.standing // SHOWN))


def open_box(session: Session, place: Place, now: datetime, page: int = 1) -> Box:
    """A fixed number of queries, however full it is."""
    tally = tallies(session, (Place.id == place.id,), now)[place.id]
    codes, retentions = [], set()
    for register in HOLDINGS:
        there = (register.place_id == place.id, register.status.in_(STANDING))
        spans = select(register.retention, func.min(register.archival_code), func.max(register.archival_code)).where(*there)
        found = session.execute(spans.group_by(register.retention)).all()
        retentions |= {retention for retention, _, _ in found}
        codes += [(first, last) for _, first, last in found if first]
    return Box(
        place=place, tally=tally, codes=sorted(codes), retentions=sorted(retentions), held=_held(session, place, now, page), page=page,
        counted=_counted(session, place))  # fmt: skip


def _held(session: Session, place: Place, now: datetime, page: int) -> list[Held]:
    """One page: the volumes by their codes, then the items."""
    found: list[Any] = []
    skipped = (page - 1) * SHOWN
    for register in HOLDINGS:
        there = (register.place_id == place.id, register.status.in_(STANDING))
        ordered = select(register).where(*there).order_by(register.archival_code.is_(None), register.archival_code, register.id)
        found += session.scalars(ordered.offset(skipped).limit(SHOWN - len(found))).all()
        skipped = max(0, skipped - (session.scalar(select(func.count()).select_from(register).where(*there)) or 0))
    loans, due = _loans(session, found), _due(session, found, now)
    return [
        Held(holding=one, loan=(loan := loans.get(key(one))), is_due=key(one) in due,
             is_overdue=loan is not None and loan.due_on is not None and loan.due_on < now)
        for one in found
    ]  # fmt: skip


def key(holding: Any) -> tuple[str, int]:
    return holding.__tablename__, holding.id


def _loans(session: Session, found: list[Any]) -> dict[tuple[str, int], Any]:
    """By which loan each of them is out."""
    named = {register: [one.id for one in found if type(one) is register] for register in HOLDINGS}
    links = {register: link_to(register, ArchiveLoan) for register in HOLDINGS}
    about = or_(*(getattr(ArchiveLoan, f"{links[register]}_id").in_(ids) for register, ids in named.items()))
    out = select(ArchiveLoan).where(ArchiveLoan.status == LoanState.LENT, about).options(selectinload(ArchiveLoan.borrower))
    return {
        (register.__tablename__, pk): loan
        for loan in session.scalars(out) for register, link in links.items() if (pk := getattr(loan, f"{link}_id")) is not None
    }  # fmt: skip


def _due(session: Session, found: list[Any], now: datetime) -> set[tuple[str, int]]:
    """Those whose term is over."""
    due = set()
    for register in HOLDINGS:
        ids = [one.id for one in found if type(one) is register and one.status is HoldingState.SHELVED]
        with whole(session):  # whether a term is over hangs on meters and papers that not everybody reads
            past = session.scalars(select(register.id).where(register.id.in_(ids), *past_term(register, now)))
            due |= {(register.__tablename__, pk) for pk in past}
    return due


def _counted(session: Session, place: Place) -> Counted | None:
    """The last count of the room or the rack that came to its end."""
    ended = (StockTakeState.COUNTED, StockTakeState.DONE, StockTakeState.FILED)
    covers = (StockTake.room == place.room, or_(StockTake.rack.is_(None), StockTake.rack == place.rack), StockTake.status.in_(ended))
    take = session.scalars(select(StockTake).where(*covers).order_by(StockTake.started_on.desc(), StockTake.id.desc()).limit(1)).first()
    if take is None:
        return None
    here = sum(place.path in (line.expected_place, line.found_place) for line in take.rows)
    return Counted(take=take, on=take.started_on, differences=here)
