"""One approval as a page shows it: what it is about, what has been said, what this person may decide, and to whom he may pass it on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from forms.context import FormContext
from models.approval import Approval, ApprovalTask
from models.declare import Kind, Register, Step
from models.organisation import Staff
from rules.refusals import Forbidden
from services.approval_cases import cases_of, ending
from services.approval_seats import seat
from services.holders import ROLES, people_for
from services.mapped import find
from services.rights import may_take
from services.todo import Task

#: Kinds that are no fact in one line or two: tables, places to sign, files, and what the head of the page says already.
NO_FACTS = {
    Kind.LINES, Kind.CHECKLIST, Kind.SIGNATURE, Kind.OPINION, Kind.SEAL, Kind.ATTACHMENT, Kind.STATE, Kind.SERIAL, Kind.SOURCE,
}  # fmt: skip
LONG = {Kind.PROSE, Kind.LINKS}
FACTS = 12
PHRASES = ("同意。", "情况属实，同意办理。", "请补充理由后再报。", "请当面向客户说明。")


@dataclass(kw_only=True)
class Item:
    """`place` is this person's place in a chain; without one `agree` and `refuse` are steps of the flow, and `others` ask for more."""

    record: Register
    cases: list[Approval]
    place: ApprovalTask | None = None
    in_place_of: Staff | None = None
    agree: Step | None = None
    refuse: Step | None = None
    others: list[Step] = field(default_factory=list)
    people: list[Staff] = field(default_factory=list)
    phrases: tuple[str, ...] = PHRASES

    @property
    def is_open(self) -> bool:
        """Whether there is anything for this person to decide."""
        return bool(self.place or self.agree or self.refuse or self.others)

    @property
    def following(self) -> str:
        """What comes of an agreement."""
        last = max((task.level for task in self.place.approval.tasks), default=0) if self.place else 0
        return "同意后报下一级" if self.place and self.place.level < last else f"同意即“{self.agree.label}”" if self.agree else ""


def item_of(record: Register, task: Task | None, desk: FormContext) -> Item:
    """The item of a record; without a task it is only to be read."""
    item = Item(record=record, cases=cases_of(desk.session, record))
    if task is None:
        return item
    if (place := task.place) is not None:
        item.place = place
        item.in_place_of = seat(desk.session, place.approval, record, place, desk.actor, desk.now)
        item.agree, item.refuse = ending(record, agreed=True), ending(record, agreed=False)
        item.people = people_for(desk.session, type(record), but=[key for key in (desk.actor.staff_id, place.approval.author_id) if key])
        return item
    for step in record.steps():
        if step.deciding and may_take(desk.actor, record, step):
            if step.fields or (item.agree if step.agreed else item.refuse):
                item.others.append(step)
            elif step.agreed:
                item.agree = step
            else:
                item.refuse = step
    return item


def facts_of(record: Register, desk: FormContext) -> list[tuple[str, str, bool]]:
    """Label, words and whether they take the whole width, of what the sheet has filled; two short ones stand side by side."""
    asked = {name for step in record.flow.steps if step.target is record.status for name in (*step.fields, *step.writes)}
    cells = sorted(record.sheet.cells(), key=lambda cell: cell.name not in asked)  # what was filled to submit it stands in front
    filled = [cell.field for cell in cells if cell.field.kind not in NO_FACTS]
    said = [(declared, words) for declared in filled if (words := desk.shown.words(record, declared))][:FACTS]
    found: list[tuple[str, str, bool]] = []
    alone = False
    for place, (declared, words) in enumerate(said):
        following = said[place + 1][0].kind if place + 1 < len(said) else Kind.PROSE
        whole = declared.kind in LONG or (not alone and following in LONG)
        found.append((declared.label, words, whole))
        alone = not whole and not alone
    return found


def entrusted(tasks: Iterable[Task], desk: FormContext) -> dict[int, Staff]:
    """Id of a place → for whom this person would decide there, where it is not his own."""
    found = {}
    for place in (task.place for task in tasks if task.place is not None):
        is_own = place.assignee_id == desk.actor.staff_id or (place.assignee_id is None and desk.actor.holds(ROLES[place.role]))
        if not is_own and (record := find(desk.session, place.approval.register, place.approval.record_id)) is not None:
            if (principal := seat(desk.session, place.approval, record, place, desk.actor, desk.now)) is not None:
                found[place.id] = principal
    return found


def demand_open(item: Item) -> None:
    """Refuse aloud where this person has nothing to decide."""
    if not item.is_open:
        raise Forbidden("本单现在没有等待您审批的事项。")


def place_of(item: Item, posted: str) -> Any:
    """The place that the form was drawn for, wherever it stands by now."""
    tasks = [task for case in item.cases for task in case.tasks]
    return next((task for task in tasks if str(task.id) == posted), item.place)
