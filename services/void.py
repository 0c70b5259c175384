"""作废: a record is declared void, with the reason; its number stays taken."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.declare import Register, Verb
from rules.actor import Actor
from rules.refusals import Invalid, WrongState
from services import filing, moves
from services.assign import wrong_words
from services.house import HouseNow
from services.records import refresh_linked
from services.rights import demand
from services.sight import of_the_house
from services.step import move


def void(session: Session, record: Register, reason: str, *, actor: Actor, now: datetime) -> None:
    """Raises Forbidden, WrongState (void already, or kept from it) or Invalid (no reason)."""
    demand(actor, Verb.VOID, type(record))
    if record.is_void():
        raise WrongState("本单已经作废。")
    if refusal := moves.why_not_void(session, record) or filing.why_not_void(session, record) or _why_kept(session, record, now):
        raise WrongState(refusal)
    reason = reason.strip()
    if wrong := "请写明作废原因" if not reason else wrong_words(reason, 200):
        raise Invalid({"words": wrong})
    record.void_reason = reason
    move(session, record, record.void_state(), label="作废", words=reason, actor=actor, now=now)
    refresh_linked(session, record, now)


@of_the_house
def _why_kept(session: Session, record: Register, now: datetime) -> str | None:
    """What the register itself says against it (`kept_from_void`)."""
    house = HouseNow(session, now)
    return next((why for said in record.kept_from_void if (why := said(record, house))), None)
