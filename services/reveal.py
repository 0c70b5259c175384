"""查看明文: see the personal data of one record unmasked for a few minutes, and leave a trace that one did."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.declare import Register
from models.history import Action
from models.reveal import Reveal
from rules.actor import Actor
from rules.refusals import Forbidden, Invalid
from rules.roles import OF_A_DEPARTMENT
from services.acts import Act
from services.assign import wrong_words
from services.beside import leave
from services.hung import hung_on

#: So long the record stays unmasked for the person who asked.
OPEN_FOR = timedelta(minutes=10)
#: Why one may have to look; other reasons are written out.
REASONS = ("联系客户", "核对身份", "办理业务", "核查投诉")
LONGEST = 100


def holds_personal_data(register: type[Register]) -> bool:
    """Whether a record of it may bear anything that is masked."""
    own = any(field.sensitive for field in register.fields.values())
    return own or any(column.sensitive for field in register.fields.values() if field.is_rows for column in field.target.fields.values())


def may_reveal(actor: Actor, record: Register) -> bool:
    """Whether the person's work on the record gives him a reason to look. What a customer asked to be kept from sight, no department
    opens: it may be the one complained of (002 七(三)).
    """
    veil, roles = record.seen.veil, record.revealed_to
    if veil is not None and veil.holds(record):
        roles -= OF_A_DEPARTMENT
    return actor.staff_id is not None and not actor.roles.isdisjoint(roles) and holds_personal_data(type(record))


def reveal(session: Session, record: Register, reason: str, *, actor: Actor, now: datetime) -> Reveal:
    """Write down the look and open the record for a while. Raises Forbidden, or Invalid without a reason."""
    if actor.staff_id is None or not may_reveal(actor, record):
        raise Forbidden(f"您没有查看“{record.title}”明文的权限。")
    reason = reason.strip()
    if wrong := wrong_words(reason, LONGEST) if reason else "请写明查看事由":
        raise Invalid({"reason": wrong})
    made = Reveal(
        register=record.__tablename__, record_id=record.id, reason=reason, at=now, until=now + OPEN_FOR, by_id=actor.staff_id)  # fmt: skip
    leave(session, record, made, Act(action=Action.REVEALED, reason=reason, actor=actor))
    return made


def is_revealed(session: Session, record: Register, actor: Actor, now: datetime) -> bool:
    """Whether the person has just asked for this record."""
    return record.id is not None and record.id in revealed_among(session, type(record), [record.id], actor, now)


def revealed_among(session: Session, register: type[Register], keys: Collection[int], actor: Actor, now: datetime) -> frozenset[int]:
    """Of these records, those that the person has just asked for."""
    if actor.staff_id is None or not actor.reveals:
        return frozenset()
    mine = (Reveal.by_id == actor.staff_id, Reveal.until > now)
    fresh = select(Reveal.record_id).where(*mine, Reveal.register == register.__tablename__, Reveal.record_id.in_(keys))
    with session.no_autoflush:
        return frozenset(session.scalars(fresh.distinct()))


def reveals(session: Session, record: Register) -> list[Reveal]:
    """Everybody who looked, newest first."""
    return hung_on(session, record, Reveal, newest_first=True)
