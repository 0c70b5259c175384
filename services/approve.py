"""审批: agree, refuse, hand over, withdraw. The last word of a chain takes the step of the flow by itself.

Every verb first locks the case and reads it anew, so that of two people who decide at the same instant the second is told what
the first has decided. (SQLite's writers queue from their first statement on; PostgreSQL waits for the row.)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.approval import Approval, ApprovalTask, CaseState, TaskState
from models.declare import Register, Signed, Step
from models.history import Action
from models.organisation import Staff
from rules.actor import Actor
from rules.moments import show_moment
from rules.refusals import Forbidden, Invalid, Missing, Refused, WrongState
from services.acts import Act
from services.approval_cases import begin_level, close, ending, enter, level_of, waits_for
from services.approval_news import tell_the_end
from services.approval_seats import seat
from services.assign import wrong_words
from services.beside import tell
from services.holders import ROLES, judges, posts_of
from services.mapped import find
from services.step import move, proceed
from services.validate import problems

__all__ = ["agree", "enter", "hand_over", "record_of", "refuse", "withdraw"]

LONGEST = 500
#: As history calls it: a step of a flow may be called 转办 too.
HANDING = "审批转办"
DONE = {CaseState.AGREED: "同意", CaseState.REFUSED: "驳回", CaseState.WITHDRAWN: "撤回", CaseState.DROPPED: "作废或另行办理"}
DECIDED = (TaskState.AGREED, TaskState.REFUSED)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A case under lock, its record, and for whom the person acts (None: for himself)."""

    case: Approval
    record: Register
    in_place_of: Staff | None


def agree(session: Session, task: ApprovalTask, words: str = "", *, actor: Actor, now: datetime) -> None:
    """同意. With the last level the flow's agreeing step is taken. Raises Forbidden, WrongState or Invalid."""
    words = _checked(words)
    turn = _turn(session, task, actor, now)
    step = _ending(turn.record, agreed=True)
    _decide(task, TaskState.AGREED, words, turn, actor, now)
    _write(turn, step, task, words, actor, now)
    others = [other for other in turn.case.tasks if other.level == task.level and other.state == TaskState.OPEN]
    if others and level_of(turn.case, task).all_of_them:
        _keep(session, turn, now)
        return
    for other in others:
        other.state, other.at = TaskState.DROPPED, now
    if begin_level(turn.case, task.level + 1, now):
        _keep(session, turn, now)
        return
    _finish(session, turn, step, CaseState.AGREED, words, actor, now)


def refuse(session: Session, task: ApprovalTask, words: str, *, actor: Actor, now: datetime) -> None:
    """驳回, with the reason: one refusal ends the chain, and the flow's refusing step is taken."""
    words = _checked(words, demanded="请写明驳回的原因")
    turn = _turn(session, task, actor, now)
    step = _ending(turn.record, agreed=False)
    _decide(task, TaskState.REFUSED, words, turn, actor, now)
    _write(turn, step, task, words, actor, now)
    _finish(session, turn, step, CaseState.REFUSED, words, actor, now)


def hand_over(
    session: Session, task: ApprovalTask, to: Staff | None, words: str = "", *, actor: Actor, now: datetime,
) -> ApprovalTask:  # fmt: skip
    """转办: another decides in this place. Raises Invalid with the sentence at `to`."""
    words = _checked(words)
    turn = _turn(session, task, actor, now)
    if sentence := why_not_to(session, turn.case, turn.record, task, to, actor):
        raise Invalid({"to": sentence})
    assert to is not None  # noqa: S101 - said above
    _decide(task, TaskState.HANDED, words, turn, actor, now)
    made = ApprovalTask(
        level=task.level, role=task.role, assignee_id=to.id, state=TaskState.OPEN, opened_at=now, handed_by_id=actor.staff_id)  # fmt: skip
    turn.case.tasks.append(made)
    session.flush()
    tell_handing(session, turn.record, task, actor)
    return made


def tell_handing(session: Session, record: Register, place: ApprovalTask, actor: Actor) -> None:
    """A place goes to another person: the record does not change, but its history tells."""
    tell(session, record, place, Act(action=Action.STEP, label=HANDING, reason=place.words, actor=actor))


def why_not_to(session: Session, case: Approval, record: Register, task: ApprovalTask, to: Staff | None, actor: Actor) -> str | None:
    """Why the place cannot go to that person."""
    if to is None:
        return "请选择一项"
    if to.id == actor.staff_id:
        return "不能转办给本人"
    if to.id == task.assignee_id:
        return f"已在等待{to}审批"
    if to.id == case.author_id:
        return f"{to}是填表人，不能审批自己填写的单据"
    if to.id == case.opened_by_id:
        return f"{to}是送审人，不能审批自己送审的单据"
    if level_of(case, task).all_of_them and any(_waits_for_him(session, other, to) for other in case.tasks if other is not task):
        return f"{to}在本级另有一处待签，会签须由不同的人办理"
    if posts_of(session, to.id).isdisjoint(judges(type(record))):
        return f"{to}不在岗，或没有查看“{record.title}”的权限，不能转办"
    if any(other.by_id == to.id and other.level == task.level and other.state in DECIDED for other in case.tasks):
        return f"{to}在本级已经审批过，不能转办"
    return None


def _waits_for_him(session: Session, place: ApprovalTask, staff: Staff) -> bool:
    """Whether another open place of the level is that person's, by name or by his post."""
    if place.state != TaskState.OPEN:
        return False
    return place.assignee_id == staff.id or (place.assignee_id is None and ROLES[place.role] in posts_of(session, staff.id))


def withdraw(session: Session, case: Approval, words: str = "", *, actor: Actor, now: datetime) -> None:
    """撤回 by whoever submitted, while nobody has decided: the record returns to where it came from."""
    words = _checked(words)
    record = _lock(session, case)
    if sentence := why_not_withdraw(case, record, actor):
        raise sentence
    state = next(state for state in record.states() if state.value == case.came_from)
    back = ending(record, agreed=False)
    for name, value in back.writes.items() if back is not None and back.target is state else ():
        setattr(record, name, value)  # what a refusal would have put back
    close(case, CaseState.WITHDRAWN, now)
    move(session, record, state, label="撤回", words=words, actor=actor, now=now)


def why_not_withdraw(case: Approval, record: Register, actor: Actor) -> Refused | None:
    """The refusal that a withdrawal would meet."""
    if case.state != CaseState.OPEN:
        return WrongState(_is_over(case))
    if actor.staff_id is None or actor.staff_id != case.opened_by_id:
        return Forbidden("只有提交人可以撤回。")
    if decided := next((task for task in case.tasks if task.state in DECIDED), None):
        return WrongState(f"{decided.by}已经审批，不能撤回。")
    if not case.came_from:
        return WrongState("本单登记时即已送审，不能撤回；登记有误的请作废。")
    step = record.flow.step(f"{case.came_from}-{record.status.value}")
    if step is not None and (step.openings or step.movings):
        return WrongState("送审时已牵动其他单据，不能撤回。")
    return None


def record_of(session: Session, case: Approval) -> Register:
    """The record that is being approved."""
    if (record := find(session, case.register, case.record_id)) is None:
        raise Missing("没有找到这张单据。")
    return record


# -- one turn ------------------------------------------------------------------------------------------------------------------


def _checked(words: str, *, demanded: str = "") -> str:
    words = words.strip()
    if wrong := (demanded if demanded and not words else wrong_words(words, LONGEST)):
        raise Invalid({"words": wrong})
    return words


def _lock(session: Session, case: Approval) -> Register:
    session.get_one(Approval, case.id, with_for_update=True, populate_existing=True)
    places = select(ApprovalTask).where(ApprovalTask.approval_id == case.id).execution_options(populate_existing=True)
    session.scalars(places).all()
    session.expire(case, ["tasks"])
    record = record_of(session, case)
    session.refresh(record)
    return record


def _turn(session: Session, task: ApprovalTask, actor: Actor, now: datetime) -> Turn:
    """Lock the case; then see whether the place is still open and whose it is."""
    case = task.approval
    record = _lock(session, case)
    if task.state == TaskState.WAITING:
        raise WrongState(f"还没有轮到这一级，现在等待{waits_for(case)}审批。")
    if task.state != TaskState.OPEN:
        raise WrongState(_is_taken(case, task))
    return Turn(case=case, record=record, in_place_of=seat(session, case, record, task, actor, now))


def _is_taken(case: Approval, task: ApprovalTask) -> str:
    """What has become of a place that is no longer open."""
    first = next((other for other in case.tasks if other.level == task.level and other.state in DECIDED), None)
    if task.state == TaskState.HANDED:
        return "这一件已经转办，不再由您审批。"
    if first is not None and first.at is not None:
        verdict = "同意" if first.state == TaskState.AGREED else "驳回"
        return f"这一级已由{first.by}于 {show_moment(first.at)} {verdict}，您的意见没有登记。"
    return _is_over(case)


def _is_over(case: Approval) -> str:
    return f"这次审批已经结束（{DONE[CaseState(case.state)]}），不能再办理。"


def _ending(record: Register, *, agreed: bool) -> Step:
    if (step := ending(record, agreed=agreed)) is None:
        raise WrongState(f"本单现在是“{record.status.label}”，没有这一步可办。")
    return step


def _decide(task: ApprovalTask, state: TaskState, words: str, turn: Turn, actor: Actor, now: datetime) -> None:
    task.state, task.words, task.at, task.by_id = state, words, now, actor.staff_id
    task.in_place_of_id = turn.in_place_of.id if turn.in_place_of else None


def _write(turn: Turn, step: Step, task: ApprovalTask, words: str, actor: Actor, now: datetime) -> None:
    """Into the opinion box of the role. A role without one writes into the last, unless its owner has written there."""
    boxes = step.opinions
    box = boxes.get(ROLES[task.role]) or next(reversed(boxes.values()), None)
    if box is None:
        return
    owners = {role.value for role, name in boxes.items() if name == box}
    has_owner = any(other.role in owners and other.state in DECIDED for other in turn.case.tasks)
    if task.role not in owners and has_owner:
        return
    name = f"{actor.name}（代 {turn.in_place_of}）" if turn.in_place_of else actor.name
    agreed = task.state == TaskState.AGREED
    signed = Signed(
        name=name, staff_id=actor.staff_id, at=now.isoformat(), agreed=agreed, text=words,
        in_place_of=turn.in_place_of.id if turn.in_place_of else None)  # fmt: skip
    setattr(turn.record, box, signed)


def _keep(session: Session, turn: Turn, now: datetime) -> None:
    """One has agreed and others are still to be asked. What the record's rules refuse at the end they refuse now."""
    with session.no_autoflush:
        errors = problems(session, turn.record, (), (), now)
    if errors:
        raise Invalid(errors)
    session.flush()


def _finish(session: Session, turn: Turn, step: Step, state: CaseState, words: str, actor: Actor, now: datetime) -> None:
    close(turn.case, state, now)
    session.flush()
    proceed(session, turn.record, step, {}, words, actor, now)
    tell_the_end(session, turn.case, turn.record, verdict=DONE[state], now=now)
