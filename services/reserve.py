"""预留编号: keep a block of numbers for papers filled by hand; enter such a paper later, or say that it was spoilt."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from models.declare import Register, Verb
from models.numbers import NumberGiven, NumberSpoilt, Reservation, ReservedPrint
from models.trace import PrintJob
from printouts import sheet as sheet_pages
from rules.actor import Actor
from rules.moments import local
from rules.refusals import Invalid, Missing, Refused
from services.assign import wrong_words
from services.numbering import advance, hand_out
from services.printing import job_info
from services.rights import demand
from services.sight import of_the_house

#: So many are reserved at once: a pad of paper, and no slip of the finger is dear.
MOST = 100
LONGEST = 40


def reserve(session: Session, register: type[Register], count: int, reason: str, *, actor: Actor, now: datetime) -> Reservation:
    """The next `count` numbers of the form and year, in the caller's transaction. Raises Forbidden or Invalid (`count`, `words`)."""
    demand(actor, Verb.CREATE, register)
    reason, errors = reason.strip(), {}
    if not 1 <= count <= MOST:
        errors["count"] = f"一次可预留 1 至 {MOST} 个编号"
    if wrong := "请写明预留原因" if not reason else wrong_words(reason, 200):
        errors["words"] = wrong
    if errors:
        raise Invalid(errors)
    first = advance(session, register.code, now, count)
    made = Reservation(
        form=register.code, year=local(now).year, first=first, count=count, reason=reason, at=now, by_id=actor.staff_id)  # fmt: skip
    session.add(made)
    session.flush()
    hand_out(session, register.code, now, first, count, reservation_id=made.id)
    return made


@of_the_house
def claim(session: Session, register: type[Register], number: str) -> str:
    """A reserved number for the record that is being made from its paper. Two who want the same one come one after the other.

    Raises ValueError with a sentence for the place where the number was picked.
    """
    _open_or_wrong(session, register, number)
    return number


@of_the_house
def spoil(session: Session, register: type[Register], number: str, reason: str, *, actor: Actor, now: datetime) -> NumberSpoilt:
    """预留作废: the paper was spoilt, so the number stays unused for good. Raises Forbidden, Refused or Invalid (`words`)."""
    demand(actor, Verb.CREATE, register)
    reason = reason.strip()
    try:
        given = _open_or_wrong(session, register, number)
    except ValueError as wrong:
        raise Refused(f"{wrong}。") from wrong
    if wrong_reason := "请写明作废原因" if not reason else wrong_words(reason, 200):
        raise Invalid({"words": wrong_reason})
    made = NumberSpoilt(form=given.form, year=given.year, count=given.count, reason=reason, at=now, by_id=actor.staff_id)
    session.add(made)
    session.flush()
    return made


def _open_or_wrong(session: Session, register: type[Register], number: str) -> NumberGiven:
    """The reserved number, locked until the transaction ends and still open."""
    if not number.isprintable() or len(number) > LONGEST:
        raise ValueError("编号写法不对")
    wanted = select(NumberGiven).where(NumberGiven.form == register.code, NumberGiven.number == number)
    given = session.scalars(wanted.where(NumberGiven.reservation_id.is_not(None)).with_for_update()).one_or_none()
    if given is None:
        raise ValueError(f"{number} 不是“{register.title}”预留的编号")
    model: Any = register
    if session.execute(select(model.id).where(model.number == number)).first() is not None:
        raise ValueError(f"{number} 已经补登过")
    if session.get(NumberSpoilt, (given.form, given.year, given.count)) is not None:
        raise ValueError(f"{number} 已经作废")
    return given


@of_the_house
def open_numbers(session: Session, register: type[Register], reservation_id: int | None = None) -> list[str]:
    """Reserved numbers that wait for their paper, the oldest first."""
    found = _still_open(register)
    if reservation_id is not None:
        found = found.where(NumberGiven.reservation_id == reservation_id)
    return list(session.execute(found).scalars())


def _still_open(register: type[Register]) -> Select[Any]:
    """Asked for the house, since a number is used whoever may read the record that bears it."""
    model: Any = register
    spoilt = select(NumberSpoilt.count).where(
        NumberSpoilt.form == NumberGiven.form, NumberSpoilt.year == NumberGiven.year, NumberSpoilt.count == NumberGiven.count)  # fmt: skip
    used = select(model.id).where(model.number == NumberGiven.number)
    # By the reservations, of which there are few: by the form SQLite would go over every number ever given.
    blocks = select(Reservation.id).where(Reservation.form == register.code)
    found = select(NumberGiven.number).where(NumberGiven.reservation_id.in_(blocks))
    return found.where(~spoilt.exists(), ~used.exists()).order_by(NumberGiven.year, NumberGiven.count)


@of_the_house
def reservations(session: Session, register: type[Register]) -> list[tuple[Reservation, list[str]]]:
    """Every reservation of a register with what is open of it, the newest first."""
    waiting: dict[int, list[str]] = {}
    for number, key in session.execute(_still_open(register).add_columns(NumberGiven.reservation_id)):
        waiting.setdefault(key, []).append(number)
    found = select(Reservation).where(Reservation.form == register.code).options(joinedload(Reservation.by))
    return [(one, waiting.get(one.id, [])) for one in session.scalars(found.order_by(Reservation.id.desc()))]


def print_reserved(session: Session, register: type[Register], reservation_id: int, *, actor: Actor, now: datetime) -> bytes:
    """An empty form for each number of a reservation that is still open, the number in its place; logged."""
    demand(actor, Verb.CREATE, register)
    numbers = open_numbers(session, register, reservation_id)
    if not numbers:
        raise Missing("这次预留没有待用的编号，无需打印。")
    job = PrintJob(register=register.__tablename__, paper="blank", at=now, by_id=actor.staff_id)
    session.add(job)
    session.flush()
    session.add(ReservedPrint(job_id=job.id, reservation_id=reservation_id, count=len(numbers)))
    session.flush()
    return sheet_pages.blank(register, job_info(session, now, actor.name, job_id=job.id), numbers)
