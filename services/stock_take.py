"""盘点: what a beep means, and what is done about it at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unicodedata import normalize

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.archive_loan import ArchiveLoan, LoanState
from models.declare import Verb
from models.history import Action
from models.holding import HoldingState, why_kept_now, why_no_room
from models.meter_file import MeterVolume
from models.place import Place
from models.stock_count import covers, holdings_of, made_in, missing, missing_count, scans_by_verdict, standing
from models.stock_scan import StockScan
from models.stock_take import StockTake, StockTakeState
from models.trace import Correction
from rules.actor import Actor
from rules.refusals import Forbidden, Invalid, WrongState
from rules.stock_take import Standing, Verdict, judge
from services.acts import Act
from services.beside import leave
from services.house import HouseNow
from services.rights import demand
from services.where import named, once_named

LONGEST = 120
#: So many of those that are missing are named on the screen.
NAMED = 20


@dataclass(frozen=True, kw_only=True)
class Beep:
    """What one scan came to: the place it turned to, or a holding with its verdict. `again`: it was counted before."""

    place: Place
    holding: Any = None
    verdict: Verdict | None = None
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a count is: holdings expected on the shelf, counted, how often each verdict fell, how many are missing still, and the
    first of these.
    """

    expected: int
    counted: int
    verdicts: Mapping[Verdict, int]
    missing: int
    first: list[Any]
    lent: int


def scan(session: Session, take: StockTake, said: str, place: Place | None, *, actor: Actor, now: datetime) -> Beep:
    """A code was scanned or typed. Raises Forbidden, WrongState, or Invalid on `code` with a sentence."""
    _demand_open(take, actor)
    text = normalize("NFKC", said).strip()
    if not text or len(text) > LONGEST:
        raise Invalid({"code": "请扫描盒脊、案卷或位置标签上的条码，或输入档号"})
    found = named(session, text) or once_named(session, text)
    if isinstance(found, Place):
        return Beep(place=_covered(take, found))
    if found is None:
        raise Invalid({"code": f"不认识“{text[:40]}”：不是位置标签，也没有这个档号或编号"})
    if place is None:
        raise Invalid({"code": "请先扫描所在位置的标签，再扫描案卷"})
    place = _covered(take, place)
    of_it = (StockScan.register == found.__tablename__, StockScan.record_id == found.id)
    earlier = session.scalars(select(StockScan).where(made_in(take), *of_it)).first()
    if earlier is not None and earlier.place_id == place.id:
        return Beep(place=place, holding=found, verdict=Verdict(earlier.verdict), again=True)
    if earlier is not None:  # it was carried on to here, or lay at two places
        earlier.undone = True
    verdict = judge(_standing(session, found, now), place.id)
    session.add(StockScan(
        take_id=take.id, place_id=place.id, register=found.__tablename__, record_id=found.id, verdict=verdict.value, at=now,
        by_id=actor.staff_id))  # fmt: skip
    session.flush()
    return Beep(place=place, holding=found, verdict=verdict)


def last_of(session: Session, take: StockTake, actor: Actor) -> StockScan | None:
    """What he himself scanned last; several may count one room, each with a scanner."""
    if actor.staff_id is None:
        return None
    mine = select(StockScan).where(made_in(take), StockScan.by_id == actor.staff_id)
    return session.scalars(mine.order_by(StockScan.id.desc())).first()


def undo(session: Session, take: StockTake, scan_id: int, *, actor: Actor) -> None:
    """Take that scan back. Raises Forbidden or WrongState."""
    _own(session, take, scan_id, actor).undone = True
    session.flush()


def put_here(session: Session, take: StockTake, scan_id: int, *, actor: Actor, now: datetime) -> Any:
    """就地改位: the books follow the shelf for what was scanned then, as it stands now. Raises Forbidden, WrongState, or Invalid on
    `code` where the place is full or given up. The holding.
    """
    last = _own(session, take, scan_id, actor)
    holding = holdings_of(session, [last])[last.register, last.record_id]
    verdict = judge(_standing(session, holding, now), last.place_id)
    if verdict not in (Verdict.ELSEWHERE, Verdict.UNPLACED):
        raise WrongState(f"“{holding}”现在是“{verdict.label}”，不用改位。")
    if full := why_no_room(last.place, HouseNow(session, now)):
        raise Invalid({"code": f"没有改位：{full}"})
    old = holding.place.path if holding.place is not None else ""
    holding.place = last.place
    for ours, theirs in holding.fields["place"].gives.items():  # whatever was typed before, it stands here now
        setattr(holding, ours, getattr(last.place, theirs))
    field, reason = holding.fields["place"], f"{take.number} 盘点就地改位"
    made = Correction(
        register=holding.__tablename__, record_id=holding.id, field="place", old=old, new=last.place.path or "", reason=reason, at=now,
        by_id=actor.staff_id)  # fmt: skip
    leave(session, holding, made, Act(action=Action.CORRECTED, label=field.label, reason=reason, actor=actor))
    last.verdict = Verdict.FITS.value
    session.flush()
    return holding


def progress(session: Session, take: StockTake) -> Progress:
    """A fixed number of queries and of rows, however many were scanned and however many stand there."""
    verdicts = {Verdict(said): count for said, count in scans_by_verdict(session, take).items()}
    return Progress(
        expected=standing(session, take, HoldingState.SHELVED), counted=sum(verdicts.values()), verdicts=verdicts,
        missing=missing_count(session, take), first=missing(session, take, most=NAMED),
        lent=standing(session, take, HoldingState.LENT))  # fmt: skip


def _covered(take: StockTake, place: Place) -> Place:
    """Raises Invalid for a place elsewhere: what stands there would be counted among what should stand here."""
    if covers(take, place):
        return place
    raise Invalid({"code": f"“{place}”不在本次盘点的“{take.room}{take.rack or ''}”之内，请扫描这里的位置标签，或另建盘点记录"})


def _own(session: Session, take: StockTake, scan_id: int, actor: Actor) -> StockScan:
    """A scan of his own that still counts."""
    _demand_open(take, actor)
    found = session.scalars(select(StockScan).where(made_in(take), StockScan.id == scan_id)).first()
    if found is None:
        raise WrongState("没有这次扫描，或已撤销，请核对“本次扫描”。")
    if actor.staff_id is None or found.by_id != actor.staff_id:
        raise Forbidden("这是他人的扫描，由本人撤销或改位。")
    return found


def _standing(session: Session, holding: Any, now: datetime) -> Standing:
    """As the books have it at this moment."""
    lent = holding.status is HoldingState.LENT
    loan = (
        session.scalars(
            select(ArchiveLoan).where(
                ArchiveLoan.status == LoanState.LENT,
                ArchiveLoan.volume == holding if isinstance(holding, MeterVolume) else ArchiveLoan.item == holding,
            )
        ).first()
        if lent
        else None
    )
    overdue = loan is not None and loan.due_on is not None and loan.due_on < now
    is_over = holding.status is HoldingState.SHELVED and why_kept_now(holding, HouseNow(session, now)) is None
    return Standing(state=holding.status.value, place_id=holding.place_id, loan_overdue=overdue, term_over=is_over)


def _demand_open(take: StockTake, actor: Actor) -> None:
    demand(actor, Verb.CREATE, StockTake)
    if take.status is not StockTakeState.COUNTING:
        raise WrongState(f"本次盘点“{take.status.label}”，不能再扫描。")
