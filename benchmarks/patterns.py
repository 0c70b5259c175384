"""The first callbacks of the office, made through the services as clerks make them: every other one is cast after one of these.

Each kind of call, each officer and each fate is once among them, so what the services leave behind (columns, history, steps, numbers)
is read from the database and nowhere told a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from benchmarks.invented import Call, Customer, calls
from models.callback import Callback, CallbackState
from models.declare import States
from rules.actor import Actor
from rules.moments import SHANGHAI
from services.carried import CLOCK
from services.records import create
from services.step import take

#: None of these kinds begins a clock of the policy; what is due is the day that was planned.
KINDS = ("service", "planned", "important", "after_sale", "maintenance", "key")
RARE_KIND = "key"
FATES: tuple[States, ...] = (CallbackState.DONE, CallbackState.DUE, CallbackState.REVIEW)
CHANNELS = ("hotline", "window", "wechat", "12345", "web", "visit")
MOODS = ("very", "good", "good", "fair")
#: A call is planned for the second day after it was noted, and made on the next day.
PLANNED, CALLED, READ = timedelta(days=2), timedelta(days=1, hours=1), timedelta(days=1, hours=3)


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """One record made through the services, and the words in it that stand for others."""

    record_id: int
    number: str
    kind: str
    fate: States
    made_at: datetime
    call: Call


@dataclass(frozen=True, kw_only=True)
class Crew:
    """Who writes calls down and makes them, who reads them, and the departments they are about."""

    officers: Sequence[tuple[Actor, Any]]
    supervisor: Actor
    departments: Sequence[Any]


def patterns(session: Session, crew: Crew, first_day: datetime, chance: Random) -> Iterator[Pattern]:
    """One after the other through that day, each committed by itself."""
    each = [*product(FATES, KINDS, range(len(crew.officers)))]
    pace = 8 * 3600 // len(each)
    for index, ((fate, kind, officer), call) in enumerate(zip(each, calls(len(each), chance), strict=True)):
        at = first_day.astimezone(SHANGHAI).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(seconds=index * pace)
        yield _made(session, crew, index, at, kind, fate, crew.officers[officer], call)


def _made(
    session: Session, crew: Crew, index: int, at: datetime, kind: str, fate: States, officer: tuple[Actor, Any], call: Call,
) -> Pattern:  # fmt: skip
    actor, person = officer
    call = _told_apart(call, index)
    session.info[CLOCK] = lambda: at
    record = create(session, Callback, {
        "callback_kind": kind, "planned_on": (at + PLANNED).date(), "customer_name": call.customer.name, "customer_category": "done",
        "contact_name": call.customer.name, "phone": call.customer.phone, "address": call.customer.address,
        "channel": CHANNELS[index % len(CHANNELS)], "accepted_at": at - timedelta(minutes=20), "content": call.content,
        "resp_dept": crew.departments[index % len(crew.departments)], "handled": call.handled,
        "closed_at": at - timedelta(minutes=5), "mode": "phone", "round_no": 1, "officer": person}, actor=actor, now=at)  # fmt: skip
    session.commit()
    if fate is not CallbackState.DUE:
        _take(session, record, CallbackState.REVIEW, {
            "callback_at": at + CALLED, "connected": "yes", "officer": person, "score_attitude": "good", "integrity_issue": False,
            "satisfaction": MOODS[index % len(MOODS)], "need_second": False}, actor=actor, now=at + CALLED)  # fmt: skip
    if fate is CallbackState.DONE:
        _take(session, record, CallbackState.DONE, {}, actor=crew.supervisor, now=at + READ, words="情况属实，同意办结")
    return Pattern(record_id=record.id, number=record.number, kind=kind, fate=fate, made_at=at, call=call)


def _take(session: Session, record: Callback, target: States, values: dict[str, object], **how: Any) -> None:
    moment = how["now"]
    session.info[CLOCK] = lambda: moment
    take(session, record, next(step for step in record.steps() if step.target is target), values, **how)
    session.commit()


def _told_apart(call: Call, index: int) -> Call:
    """No text of a pattern may be part of another text of it."""
    customer = Customer(name=f"样客{index:03}", phone=f"1390000{index:04}", address=f"{call.customer.address}（{index}）")
    return Call(customer=customer, content=f"{call.content}（记{index}）", handled=f"{call.handled}（复{index}）")
