"""暂停计时: while the customer is waited for, the clocks of a record stand still; the breaks stay on record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.clock import Paused
from models.declare import Register, Verb
from models.history import Action
from models.trace import StepTaken
from rules.actor import Actor
from rules.refusals import Forbidden, Invalid, Refused, WrongState
from services.acts import Act
from services.assign import wrong_words
from services.beside import leave
from services.clocks import clocks_by_name, pauses_of, rewind
from services.rights import demand, may, may_take

NOT_HIS = "本单现在不由您办理，不能暂停或恢复计时。"


def may_pause(session: Session, record: Register, actor: Actor) -> bool:
    """Whether this person may hold the clocks of a record now."""
    return _is_his(actor, record) and why_not_pause(session, record, actor) is None


def may_resume(record: Register, actor: Actor) -> bool:
    """Whether this person may let them go on."""
    return record.paused_since is not None and _is_his(actor, record)


def why_not_pause(session: Session, record: Register, actor: Actor) -> Refused | None:
    """The refusal that `pause` would raise, whatever the reason."""
    if record.paused_since is not None:
        return WrongState("本单的计时已经暂停。")
    runs = record.status.phase.is_open and any(row.is_open for row in clocks_by_name(session, record).values())
    if not runs:
        return WrongState("本单没有正在计时的时限，不能暂停。")
    return None if _is_his(actor, record) else Forbidden(NOT_HIS)


def pause(session: Session, record: Register, reason: str, *, actor: Actor, now: datetime) -> Paused:
    """Raises Forbidden, WrongState (nothing runs, or it stands already) or Invalid (no reason)."""
    demand(actor, Verb.STEP, type(record))
    if (refusal := why_not_pause(session, record, actor)) is not None:
        raise refusal
    if wrong := "请写明暂停原因" if not reason.strip() else wrong_words(reason, 200):
        raise Invalid({"words": wrong})
    made = Paused(register=record.__tablename__, record_id=record.id, since=now, reason=reason.strip(), by_id=actor.staff_id)
    session.add(made)
    record.paused_since = now
    _note(session, record, "暂停计时", reason.strip(), actor, now)
    rewind(session, record, now)
    return made


def _is_his(actor: Actor, record: Register) -> bool:
    """Only who has the next step of a case may hold its clocks."""
    return may(actor, Verb.STEP, type(record)) and any(may_take(actor, record, step) for step in record.steps())


def resume(session: Session, record: Register, *, actor: Actor, now: datetime) -> None:
    """Raises Forbidden or WrongState (nothing stands still)."""
    demand(actor, Verb.STEP, type(record))
    standing = [one for one in pauses_of(session, record) if one.until is None]
    if not standing:
        raise WrongState("本单的计时没有暂停。")
    if not _is_his(actor, record):
        raise Forbidden(NOT_HIS)
    for one in standing:
        one.until, one.resumed_by_id = now, actor.staff_id
    record.paused_since = None
    _note(session, record, "恢复计时", "", actor, now)
    rewind(session, record, now)


def _note(session: Session, record: Register, label: str, words: str, actor: Actor, now: datetime) -> None:
    taken = StepTaken(
        register=record.__tablename__, record_id=record.id, source=record.status.value, target=record.status.value, label=label,
        words=words, at=now, by_id=actor.staff_id, post=actor.post)  # fmt: skip
    leave(session, record, taken, Act(action=Action.STEP, label=label, reason=words, actor=actor))
