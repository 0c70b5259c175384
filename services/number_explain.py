"""说明: say why a number is missing. What was said before stays; the last words count."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.declare import Register
from models.numbers import NumberExplained
from rules.actor import Actor
from rules.refusals import Forbidden, Invalid, Missing, WrongState
from services.assign import wrong_words
from services.number_book import EXPLAINERS, Standing
from services.number_ledger import book


def explain(
    session: Session, register: type[Register], year: int, count: int, words: str, *, actor: Actor, now: datetime,
) -> NumberExplained:  # fmt: skip
    """Raises Forbidden, Missing, WrongState (it is not missing) or Invalid (`words`)."""
    if not actor.holds(*EXPLAINERS):
        raise Forbidden("缺号由客服中心负责人说明。")
    entry = next((one for one in book(session, register, year).entries if one.count == count), None)
    if entry is None:
        raise Missing(f"{year} 年没有第 {count} 号。")
    if entry.standing not in (Standing.MISSING, Standing.EXPLAINED):
        raise WrongState(f"第 {count} 号是“{entry.standing.label}”，不是缺号，无需说明。")
    words = words.strip()
    if wrong := "请写明缺号原因" if not words else wrong_words(words, 200):
        raise Invalid({"words": wrong})
    made = NumberExplained(form=register.code, year=year, count=count, words=words, at=now, by_id=actor.staff_id)
    session.add(made)
    session.flush()
    return made
