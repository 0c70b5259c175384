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
from models.stock_scan import StockScan
from models.stock_take import StockTake, StockTakeState, holding_of, in_scope, key, scans_of
from models.trace import Correction
from rules.actor import Actor
from rules.refusals import Invalid, WrongState
from rules.stock_take import Standing, Verdict, judge
from services.acts import Act
from services.beside import leave
from services.house import HouseNow
from services.rights import demand
from services.where import named

LONGEST = 120


@dataclass(frozen=True, kw_only=True)
class Beep:
    """What one scan came to: the place it turned to, or a holding with its verdict. `again`: it was counted before."""

    place: Place
    holding: Any = None
    verdict: Verdict | None = None
    again: bool = False


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a count is: holdings expected on the shelf, counted, how often each verdict fell, and what is missing still."""

    expected: int
    counted: int
    verdicts: Mapping[Verdict, int]
    missing: list[Any]
    lent: int


def scan(session: Session, take: StockTake, said: str, place: Place | None, *, actor: Actor, now: datetime) -> Beep:
    """A code was scanned or typed. Raises Forbidden, WrongState, or Invalid on `code` with a sentence."""
    _demand_open(take, actor)
    text = normalize("NFKC", said).strip()
    if not text or len(text) > LONGEST:
        raise Invalid({"code": "请扫描盒脊、案卷或位置标签上的条码，或输入档号"})
    found = named(session, text)
    if isinstance(found, Place):
        return Beep(place=found)
    if found is None:
        raise Invalid({"code": f"不认识“{text[:40]}”：不是位置标签，也没有这个档号或编号"})
    if place is None:
        raise Invalid({"code": "请先扫描所在位置的标签，再扫描案卷"})
    earlier = next((one for one in scans_of(session, take) if (one.register, one.record_id) == key(found)), None)
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


def undo(session: Session, take: StockTake, *, actor: Actor) -> None:
    """Take the last scan back. Raises Forbidden or WrongState."""
    _demand_open(take, actor)
    if not (made := scans_of(session, take)):
        raise WrongState("本次盘点还没有扫描。")
    made[-1].undone = True
    session.flush()


def put_here(session: Session, take: StockTake, *, actor: Actor, now: datetime) -> Any:
    """就地改位: the books follow the shelf for the holding scanned last. Raises Forbidden, WrongState, or Invalid on `code` where the
    place is full or given up. The holding.
    """
    _demand_open(take, actor)
    last = next(iter(reversed(scans_of(session, take))), None)
    if last is None or Verdict(last.verdict) not in (Verdict.ELSEWHERE, Verdict.UNPLACED):
        raise WrongState("上一次扫描的位置没有不符，不用改位。")
    if full := why_no_room(last.place, HouseNow(session, now)):
        raise Invalid({"code": f"没有改位：{full}"})
    holding = holding_of(session, last)
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
    """A fixed number of queries, however many were scanned."""
    scans = scans_of(session, take)
    scanned = {(one.register, one.record_id) for one in scans}
    there = list(in_scope(session, take))
    shelved = [one for one in there if one.status.value == "shelved"]
    verdicts = [Verdict(one.verdict) for one in scans]
    return Progress(
        expected=len(shelved), counted=len(scans), verdicts={one: verdicts.count(one) for one in dict.fromkeys(verdicts)},
        missing=[one for one in shelved if key(one) not in scanned], lent=len(there) - len(shelved))  # fmt: skip


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
