"""Records that a step of another register moves along: found, locked, and looked over before anything is signed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models.declare import Register, Step
from models.declare.brings import Moving
from models.trace import StepTaken
from services.assign import assign
from services.hung import hung_on
from services.mapped import registers
from services.sight import of_the_house
from services.validate import problems as wrong_in


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One record with the step it is moved by, and what that step takes over."""

    record: Register
    step: Step
    values: Mapping[str, object]


def of(session: Session, record: Register, step: Step) -> Iterator[Moved]:
    """Every record that the step moves; each stands where it can be moved from (see `problems`)."""
    for _, other, target, values in _meant(record, step):
        if (onward := _way(other, target)) is not None:
            yield Moved(record=other, step=onward, values=values)


@of_the_house
def problems(session: Session, record: Register, step: Step, now: datetime) -> dict[str, str]:
    """Our field → why the record that it names cannot be moved. The records stay locked until the transaction ends."""
    errors: dict[str, list[str]] = {}
    for where, state in step.found_at:
        if (other := getattr(record, where)) is not None and other.status is not state:
            errors.setdefault(where, []).append(f"{_named(other)} 现在是“{other.status.label}”，到“{state.label}”时才能办理“{step.label}”")
    held: set[tuple[str, int]] = set()
    for where, other, target, values in _meant(record, step):
        session.refresh(other, with_for_update=True)
        key = (other.__tablename__, other.id)
        if key in held:
            errors.setdefault(where, []).append(f"{_named(other)} 在本单中重复")
        elif (onward := _way(other, target)) is None:
            errors.setdefault(where, []).append(_stands_elsewhere(session, other, step))
        else:
            errors.setdefault(where, []).extend(_refused(session, other, onward, values, now))
        held.add(key)
    return {where: "；".join(sentences) for where, sentences in errors.items() if sentences}


@of_the_house
def why_not_now(session: Session, record: Register, step: Step) -> str | None:
    """Why the step is not worth trying: what it would move stands elsewhere. For a page; `problems` says all, and holds it."""
    elsewhere = (other for _, other, target, _ in _meant(record, step) if _way(other, target) is None)
    return next((f"{_stands_elsewhere(session, other, step)}。" for other in elsewhere), None)


@of_the_house
def outstanding(session: Session, record: Register, steps: Iterable[Step]) -> dict[str, str]:
    """Our field → which record it names still stands where these steps, of which none is taken, would move it from: what was done in
    the old books must have happened to it too.
    """
    last = {
        (other.__tablename__, other.id): (where, other, step, target)
        for step in steps for where, other, target, _ in _meant(record, step)
    }  # fmt: skip
    errors: dict[str, list[str]] = {}
    for where, other, step, target in last.values():
        if _way(other, target) is not None:
            stands = f"{_named(other)} 现在是“{other.status.label}”，而按旧台账已办理“{step.label}”，应为“{target.label}”"
            errors.setdefault(where, []).append(f"{stands}；请转入为此前的状态，再在系统中办理")
    return {where: "；".join(sentences) for where, sentences in errors.items()}


def why_not_void(session: Session, record: Register) -> str | None:
    """What a paper has set moving is set right by its own steps; and what a paper has moved belongs to that paper, however far it has
    gone since, until it stands at its start again.
    """
    start = record.start()
    moving = {(step.source.value, step.target.value) for step in record.flow.steps if step.movings}
    moved_by = {(step.source.value, step.target.value): step for step in record.flow.steps if step.is_moved}
    if record.status is not start and any(step.target is record.status for step in moved_by.values()):
        return f"本单现在是“{record.status.label}”，由相应单据办理，不能作废。"
    if not moving and not moved_by:
        return None
    moved = None
    for taken in hung_on(session, record, StepTaken):
        if (taken.source, taken.target) in moving:
            return f"本单已办理“{taken.label}”，牵涉其他单据，不能作废。"
        moved = None if taken.target == start.value else moved_by.get((taken.source, taken.target), moved)
    return f"本单已由相应单据办理“{moved.label}”，不能作废。" if moved is not None else None


@of_the_house
def why_not_by_hand(session: Session, record: Register, step: Step) -> str | None:
    """What a paper has in hand is moved by that paper, until it is closed; otherwise the two would contradict each other."""
    if not step.is_moved:
        return None
    for register in registers():
        for moving in (moving for one in register.flow.steps for moving in one.movings):
            rows = register.fields[moving.each].target if moving.each else register
            if rows.fields[moving.link].target is not type(record):
                continue
            named = select(register).where(getattr(rows, f"{moving.link}_id") == record.id)
            named = named.join(rows, getattr(rows, f"{register.__tablename__}_id") == register.id) if moving.each else named
            if paper := next((paper for paper in session.scalars(named) if paper.status.phase.is_open), None):
                return f"{_named(record)} 正由“{paper.title}”{paper.number} 办理，请在该单上办理，或先了结该单。"
    return None


def _meant(record: Register, step: Step) -> Iterator[tuple[str, Register, Any, dict[str, Any]]]:
    for moving in step.movings:
        for base in moving.bases(record):
            if (other := getattr(base, moving.link)) is not None:
                yield moving.each or moving.link, other, moving.to, moving.taken(record, base)


def _stands_elsewhere(session: Session, other: Register, step: Step) -> str:
    return f"{_named(other)} 现在是“{other.status.label}”{_by_paper(session, other)}，不能办理“{step.label}”"


def _way(other: Register, target: Any) -> Step | None:
    return next((step for step in other.steps() if step.is_moved and step.target is target), None)


def _refused(session: Session, other: Register, onward: Step, values: Mapping[str, object], now: datetime) -> list[str]:
    """What its own rules say of the values that it would take over; it is left as it was."""
    before = {name: getattr(other, name) for name in values}
    with session.no_autoflush:
        errors = assign(other, values, now)
        names = [name for name in other.fields if name in onward.fields]
        errors = wrong_in(session, other, names, onward.needed, now, final=names, step=onward) | errors
        for name, value in before.items():
            setattr(other, name, value)
    return [f"{_named(other)}：{sentence}" for sentence in errors.values()]


def _by_paper(session: Session, other: Register) -> str:
    """Which paper put the record where it stands, and what it says of itself: who has a volume, and until when."""
    for register in registers():
        for step in register.flow.steps:
            for moving in step.movings:
                if moving.to is other.status and (paper := session.scalars(_papers(register, step, moving, other)).first()) is not None:
                    said = str(paper)
                    return f"（{paper.number}）" if said == paper.number else f"（{paper.number}：{said}）"
    return ""


def _papers(register: Any, step: Step, moving: Moving, other: Register) -> Any:
    """The papers of a register that have moved this very record and stand where that has brought them."""
    standing = select(register).where(register.status == step.target).order_by(register.id.desc()).limit(1)
    if step.source is step.target:  # where it stands does not tell whether it was taken
        standing = standing.where(exists().where(
            StepTaken.register == register.__tablename__, StepTaken.record_id == register.id, StepTaken.label == step.label))  # fmt: skip
    if not moving.each:
        return standing.where(getattr(register, f"{moving.link}_id") == other.id)
    rows = register.fields[moving.each].target
    owner = next(column for column in rows.__mapper__.columns if column.info.get("owner"))
    return standing.where(register.id.in_(select(owner).where(getattr(rows, f"{moving.link}_id") == other.id)))


def _named(other: Register) -> str:
    return f"“{other}”" if str(other) == other.number else f"“{other}”（{other.number}）"
