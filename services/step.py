"""Take a step: the only way a state moves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.declare import Default, Kind, Phase, Register, Signed, States, Step
from models.declare.brings import Opening
from models.history import Action
from models.organisation import Staff
from models.trace import StepTaken
from rules.actor import Actor
from rules.moments import local
from rules.refusals import Forbidden, Invalid, WrongState
from services import approval_cases, archival, filing, moves
from services.acts import Act
from services.assign import assign, wrong_words
from services.beside import leave
from services.clocks import extend, rearm
from services.guard import STEP
from services.mapped import find
from services.policies import policy
from services.propose import look_up, propose
from services.records import begin, link_gives, refuse_stale, touch
from services.rights import why_not
from services.sealed import broken, held
from services.sight import whole
from services.tally import refill
from services.together import load_links_of_rows
from services.validate import problems


def take(
    session: Session, record: Register, step: Step, values: Mapping[str, object], *, words: str = "", actor: Actor, now: datetime,
    seen: int | None = None,
) -> None:  # fmt: skip
    """Move the record along one step. Raises Forbidden, WrongState or Invalid; nothing has moved then."""
    if record.status is not step.source or step not in record.steps():
        raise WrongState(f"本单现在是“{record.status.label}”，不能办理“{step.label}”。")
    if refusal := why_not(actor, record, step):
        raise Forbidden(refusal)
    if held := moves.why_not_by_hand(session, record, step):
        raise WrongState(held)
    refuse_stale(record, seen)
    proceed(session, record, step, values, words.strip(), actor, now)


def proceed(
    session: Session, record: Register, step: Step, values: Mapping[str, object], words: str, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """All that a step does, once it is settled that it is taken: by a person, by what feeds it, or by the end of its chain."""
    if extra := [name for name in values if name not in step.fields]:
        raise Invalid({extra[0]: f"“{step.label}”不填写这一栏"})
    load_links_of_rows(session, record)
    with session.no_autoflush:
        before = held(record)
        errors = assign(record, values, now)
        link_gives(record, values)
        errors = broken(record, before) | errors
        for name, value in step.writes.items():
            setattr(record, name, value)
        _stamp(session, record, step, actor, now)
        refill(session, record, now)
        if step.coding:
            archival.restore(session, record)
        look_up(session, record)
        checked = _to_check(record, step)
        errors = problems(session, record, checked, step.needed, now, final=checked, step=step) | errors
        errors = moves.problems(session, record, step, now) | errors
        errors = archival.problems(session, record, step) | errors
    if step.reasoned and not words:
        errors["words"] = f"请写明“{step.label}”的原因"
    if wrong := wrong_words(words, 500):
        errors["words"] = wrong
    if errors:
        raise Invalid(errors)
    _sign(record, step, words, actor, now)
    if step.coding:
        archival.give_by_step(session, record, step.coding, now)
    if step.is_filing:
        record.archival_code = filing.file(session, record, actor, now)
    touch(record, values)
    move(session, record, step.target, label=step.label, words=words, actor=actor, now=now)
    with whole(session):  # what follows happens to other records, whoever took the step
        _follow(session, record, step, words, actor, now)


def _follow(session: Session, record: Register, step: Step, words: str, actor: Actor, now: datetime) -> None:
    """What the step brings about elsewhere."""
    for opening in step.openings:
        if opening.if_on is None or policy(session).is_on(opening.if_on):
            for base in opening.bases(record):
                _open(session, record, opening, base, actor, now)
    for moved in moves.of(session, record, step):
        proceed(session, moved.record, moved.step, moved.values, f"{record.number} {step.label}", actor, now)
    if step.arms_anew or step.agreed is False:  # a case that comes back warns and climbs anew
        rearm(session, record, now)
    if step.extending and (origin := find_source(session, getattr(record, step.extending))) is not None:
        name, last_day = getattr(record, step.extended_clock), getattr(record, step.extended_to)
        extend(session, origin, name, last_day, by=record.number, now=now)
    if step.withdrawn is not None:
        _withdraw(session, record, step, words, actor, now)
    _feed_source(session, record, actor, now)


def _withdraw(session: Session, record: Register, step: Step, words: str, actor: Actor, now: datetime) -> None:
    """What this record had opened and nobody has finished is void."""
    fields = step.withdrawn.fields.values()
    name = next(field.name for field in fields if field.kind is Kind.SOURCE)
    for opened in session.scalars(select(step.withdrawn).where(getattr(step.withdrawn, name) == source_of(record))):
        if opened.status.phase.is_open:
            opened.void_reason = f"{record.number} {step.label}：{words}"[:200]
            move(session, opened, opened.void_state(), label="作废", words=opened.void_reason, actor=actor, now=now)


def _to_check(record: Register, step: Step) -> list[str]:
    """What the step fills, and at the start also what was filled at creation: a draft may have been saved long ago."""
    first = record.at_creation() if step.source is record.start() else ()
    written = {name for name, value in step.writes.items() if value is not None}  # what a return takes back may be empty
    return [name for name in record.fields if name in {*step.fields, *first, *written}]


def move(
    session: Session, record: Register, target: States, *, label: str, words: str, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Change the state under the guard's eyes, write down who did, and open or close the approval that hangs on it."""
    source = record.status
    approval_cases.check(session, record, target, actor)
    session.info[STEP] = (record, source, target)
    try:
        record.status = target
        taken = StepTaken(
            register=record.__tablename__, record_id=record.id, source=source.value, target=target.value, label=label,
            words=words, at=now, by_id=actor.staff_id, post=actor.post)  # fmt: skip
        done = Action.VOID if target.phase is Phase.VOID else Action.STEP
        leave(session, record, taken, Act(action=done, label=label, reason=words, actor=actor))
    finally:
        session.info.pop(STEP, None)
    if target is not source:
        approval_cases.enter(session, record, source, actor=actor, now=now)


def _stamp(session: Session, record: Register, step: Step, actor: Actor, now: datetime) -> None:
    """The moment at which the step is taken, and by whom."""
    if step.stamped and (step.stamped_anew or getattr(record, step.stamped) is None):
        setattr(record, step.stamped, now)
        if step.stamped_by and actor.staff_id:
            setattr(record, step.stamped_by, session.get(Staff, actor.staff_id))


def _sign(record: Register, step: Step, words: str, actor: Actor, now: datetime) -> None:
    if step.signing:
        setattr(record, step.signing, Signed(name=actor.name, staff_id=actor.staff_id, at=now.isoformat()))
    if step.deciding:
        signed = Signed(name=actor.name, staff_id=actor.staff_id, at=now.isoformat(), agreed=step.agreed, text=words)
        setattr(record, step.deciding, signed)


def _open(session: Session, record: Register, opening: Opening, base: Any, actor: Actor, now: datetime) -> None:
    """The record that this step gives rise to, tied back to this one; `base` is this one, or the row of it that asks for it."""
    opened = begin(session, opening.register, actor, now)
    values = opening.taken(record, base)
    for name, field in opened.fields.items():
        if field.default is not None and not field.is_system and name not in values:
            values[name] = _first_value(opened, field.default, now)
        if field.kind is Kind.SOURCE:
            setattr(opened, name, source_of(record))
    with session.no_autoflush:
        for name, value in values.items():
            setattr(opened, name, value)
        link_gives(opened, values)
        propose(session, opened)
    session.add(opened)
    session.flush()
    if opening.into:
        setattr(base, opening.into, opened)
        session.flush()
    approval_cases.enter(session, opened, None, actor=actor, now=now)


def _first_value(opened: Any, default: object, now: datetime) -> object:
    """As the form would show it: whoever takes the step is the one who opens the record."""
    made = {
        Default.MYSELF: opened.creator, Default.MY_DEPARTMENT: opened.unit, Default.NOW: now, Default.TODAY: local(now).date(),
    }  # fmt: skip
    return made.get(default) if isinstance(default, Default) else default


def source_of(record: Register) -> str:
    """How another record refers back to this one."""
    return f"{record.__tablename__}:{record.id}"


def find_source(session: Session, reference: str | None) -> Register | None:
    """The record that a `table:id` reference leads to."""
    table, _, key = (reference or "").partition(":")
    return find(session, table, int(key)) if key else None


def _feed_source(session: Session, record: Register, actor: Actor, now: datetime) -> None:
    """Once this record is done, the step of the record that asked for it is taken too."""
    reference = next((getattr(record, name) for name, field in record.fields.items() if field.kind is Kind.SOURCE), None)
    if record.status.phase is not Phase.DONE or not reference:
        return
    origin = find_source(session, reference)
    for step in origin.steps() if origin else ():
        if origin is not None and step.feed and step.feed[0] is type(record):
            values = {ours: record if theirs is type(record) else getattr(record, theirs.key) for ours, theirs in step.feed[1].items()}
            proceed(session, origin, step, values, "", actor, now)
            return
