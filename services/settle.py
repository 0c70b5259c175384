"""旧台账转入: a case out of the old books is entered at its start and moved at once to where it stood there.

No step is taken for it, nobody signs and nothing is opened or moved elsewhere: all that was done on paper. But what the flow demands on
its way to that state must be there, what it would have moved must have gone there too, and who moved it stands in its history.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from models.declare import Kind, Phase, Register, States, Step
from rules.actor import Actor
from rules.refusals import Forbidden, Invalid
from services import archival, moves
from services.assign import assign
from services.records import link_gives, touch
from services.step import move
from services.validate import problems

LABEL = "旧台账转入"


def may_settle(actor: Actor, register: type[Register]) -> bool:
    return not actor.roles.isdisjoint(register.settled_by)


def later(register: type[Register]) -> tuple[str, ...]:
    """Names of the fields that later steps fill and an old case may bring along."""
    first = register.editable_in(register.start())
    names = {name for step in register.flow.steps for name in (*step.fields, step.stamped) if name}
    if any(step.is_filing for step in register.flow.steps):  # what was filed long ago bears the code of its old catalogue
        names.add("archival_code")
    return tuple(
        name for name, field in register.fields.items()
        if name in names and name not in first and not field.is_system and field.kind is not Kind.ATTACHMENT
    )  # fmt: skip


def enterable(register: type[Register]) -> list[States]:
    """The states in which a case may come in: all but those that wait for an approval, which no old book can give, and those into
    which a paper of ours alone brings it, such as a loan.
    """
    reached = {step.target for step in register.flow.steps if not step.is_of_papers}
    return [
        state for state in register.states()
        if state is register.start()
        or (state in reached and state.phase is not Phase.VOID and not any(step.chain for step in register.flow.leaving(state)))
    ]  # fmt: skip


def read_state(register: type[Register], text: str) -> States:
    """The state of that name. Raises ValueError where a case cannot come in there."""
    allowed = enterable(register)
    for state in allowed:
        if text in (state.label, state.value):
            return state
    raise ValueError(f"这一栏可填：{'、'.join(state.label for state in allowed)}")


def settle(
    session: Session, record: Register, target: States, values: Mapping[str, object], *, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Move a record that was just made to the state it had. Raises Forbidden, or Invalid with what that state wants."""
    if not may_settle(actor, type(record)):
        raise Forbidden(f"您没有把“{record.title}”按旧台账转入的权限。")
    with session.no_autoflush:
        errors = assign(record, values, now)
        link_gives(record, values)
        way = _way(record, target)
        if way is None:
            raise Invalid({record.state_field().name: f"按本条的内容，到不了“{target.label}”，请核对决定去向的各栏"} | errors)
        for step in way:
            for name, value in step.writes.items():
                if value is not None or name not in values:
                    setattr(record, name, value)
        needed = {name for step in way for name in (*step.needed, *([step.stamped] if step.stamped else []))}
        checked = [name for name in record.fields if name in {*values, *needed, *record.at_creation()}]
        errors = problems(session, record, checked, needed, now, final=checked) | errors
        errors = moves.outstanding(session, record, way) | errors
        for step in way:
            errors = (archival.problems(session, record, step) if step.coding else {}) | errors
    if errors:
        raise Invalid(errors)
    for step in way:
        if step.coding:
            archival.give_by_step(session, record, step.coding, now)
    touch(record, values)
    move(session, record, target, label=LABEL, words="", actor=actor, now=now)


def _way(record: Register, target: States) -> list[Step] | None:
    """The fewest steps that lead there, as the record stands."""
    waiting: deque[tuple[States, list[Step]]] = deque([(record.status, [])])
    been = {record.status}
    while waiting:
        state, steps = waiting.popleft()
        if state is target:
            return steps
        for step in _open(record, record.flow.leaving(state)):
            if step.target not in been:
                been.add(step.target)
                waiting.append((step.target, [*steps, step]))
    return None


def _open(record: Register, steps: Iterable[Step]) -> list[Step]:
    return [step for step in steps if not step.is_of_papers and (not step.only_when or step.only_when.holds(record))]
