"""Who may do what, by role. The one place that every door asks."""

from __future__ import annotations

from sqlalchemy.orm import object_session

from models.declare import Field, Register, Step, Verb
from rules.actor import Actor
from rules.refusals import Forbidden
from rules.roles import Role
from services.approval_cases import open_case, waits_for
from services.sealed import sealed_in
from services.sight import may_change
from services.wording import called


def may(actor: Actor, verb: Verb, register: type[Register]) -> bool:
    """Whether one of the person's roles is open to the verb."""
    return not actor.roles.isdisjoint(register.may(verb))


def demand(actor: Actor, verb: Verb, register: type[Register]) -> None:
    """As `may`, but refuse aloud."""
    if not may(actor, verb, register):
        words = {
            Verb.CREATE: "新建", Verb.READ: "查看", Verb.EDIT: "修改", Verb.STEP: "办理", Verb.PRINT: "打印", Verb.VOID: "作废",
            Verb.CORRECT: "更正",
        }[verb]  # fmt: skip
        raise Forbidden(f"您没有{words}“{register.title}”的权限。")


def why_not(actor: Actor, record: Register, step: Step) -> str | None:
    """Why this person may not take this step of this record, or None if he may. What a chain decides is nobody's to take."""
    if step.chain:
        return decided_by_chain(record, step)
    is_holder = step.holder and getattr(record, f"{step.holder}_id") == actor.staff_id and actor.staff_id is not None
    if not is_holder and not actor.holds(*step.roles):
        return f"“{step.label}”由{_whose(record, step)}办理。"
    if step.inside and not is_holder and _is_of_another_department(actor, record, step):
        return f"“{step.label}”由{record.fields[step.inside].label}办理，您不在该部门。"
    for place in step.other_than_signers:
        if (signed := getattr(record, place)) and signed.staff_id == actor.staff_id:
            return f"“{step.label}”不能由在“{record.fields[place].label}”签字的人办理。"
    if step.other_than_author and record.creator_id == actor.staff_id:  # type: ignore[attr-defined] # wired from `creator`
        return "填表人不能审批自己填写的单据。"
    if named := next((name for name in step.other_than_people if getattr(record, f"{name}_id") == actor.staff_id), None):
        return f"“{step.label}”不能由本单的{record.fields[named].label}本人办理。"
    return None


def _whose(record: Register, step: Step) -> str:
    """Whom a step waits for, in words: its posts, the person named, or the record whose end takes it by itself."""
    if step.roles:
        return "、".join(called(record, role) for role in step.roles)
    if step.holder:
        return str(record.fields[step.holder].label)
    return f"系统在“{step.feed[0].title}”办结后" if step.feed else "系统随相应单据"


def decided_by_chain(record: Register, step: Step) -> str:
    """Why nobody takes the step: the chain does, and for whom it waits."""
    session = object_session(record)
    case = open_case(session, record) if session is not None and record.status is step.source else None
    return f"“{step.label}”由审批决定，现在等待{waits_for(case)}审批。" if case else f"“{step.label}”由审批决定，不能直接办理。"


def _is_of_another_department(actor: Actor, record: Register, step: Step) -> bool:
    """Whether he could take the step only for a department, and it is not his."""
    takes_anyway = actor.holds(*(role for role in step.roles if role is not Role.DEPT))
    return not takes_anyway and getattr(record, f"{step.inside}_id") != actor.department_id


def may_take(actor: Actor, record: Register, step: Step) -> bool:
    return why_not(actor, record, step) is None


def open_to(actor: Actor, field: Field) -> bool:
    """Whether one of the person's posts may see the field."""
    return not field.shown_to or not actor.roles.isdisjoint(field.shown_to)


def editable(actor: Actor, record: Register) -> tuple[str, ...]:
    """Names of the fields this person may fill now: those of creation for its keepers, those of a step for its takers."""
    names: set[str] = set()
    if record.status is record.start():
        mine = record.creator_id == actor.staff_id  # type: ignore[attr-defined]
        session = object_session(record)
        if mine or (may(actor, Verb.CREATE, type(record)) and (session is None or may_change(session, record, actor))):
            names |= set(record.at_creation())
    for step in record.steps():
        if step.source is not step.target and not step.chain and may_take(actor, record, step):
            names |= set(step.fields)
    names -= sealed_in(record).keys()
    fields = record.fields
    return tuple(name for name in fields if name in names and not fields[name].is_system and open_to(actor, fields[name]))
