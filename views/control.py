"""One control on a screen form: what a template needs to draw a field that may be filled in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.context import FormContext
from forms.fields import LinkField, LinksField, target_of
from models.declare import Field, Kind
from models.organisation import Department
from services.lookup import lookup
from services.search.sources import search_fields
from services.stamped import stamped

PLACEHOLDERS = {
    Kind.DAY: "如 1120、今天", Kind.SEAL: "年-月-日", Kind.MOMENT: "如 1030、20 10:30", Kind.YEAR_MONTH: "如 2026-11",
    Kind.YEAR_WEEK: "如 2026-W47",
    Kind.DATE8: "如 20261120", Kind.STAFF: "输入姓名或工号查找", Kind.LINKS: "输入名称，可选多个",
    Kind.SIGNATURE: "纸质签字人姓名，代签的注明关系",
}  # fmt: skip


@dataclass(kw_only=True)
class Control:
    """`typed` is what stands in the box; `picked` the (id, label) of linked records; `rows` those of a child table."""

    name: str
    id: str
    kind: str
    label: str
    typed: str = ""
    required: bool = False
    may_clear: bool = True
    error: str = ""
    help: str = ""
    placeholder: str = ""
    lines: int = 1
    boxes: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    picked: tuple[tuple[int, str], ...] = ()
    url: str = ""
    new_url: str = ""
    rows: list[Any] = field(default_factory=list)
    columns: list[Field] = field(default_factory=list)
    blank_row: list[Control] = field(default_factory=list)
    maximum: int = 0
    when: str = ""
    proposes: str = ""


#: So many of the fields by which a record is found are named in the box; more would not be seen.
NAMED = 3


def _found_by(link: Field) -> str:
    """What to type to find the record that is meant."""
    fields = [target_of(link).fields[name] for name in search_fields(target_of(link)) if name != "former_number"]
    labels = [field.label for field in sorted(fields, key=lambda field: field.common) if not field.is_link]
    return f"输入{'、'.join(labels[:NAMED])}查找"


def control(
    bound: Any, context: FormContext, *, required: bool, error: str = "", owner: str = "", name: str = "", as_boxes: bool = False,
    lines: int = 1,
) -> Control:  # fmt: skip
    """The control of one bound form field."""
    declared: Field = bound.declared
    name = name or declared.name
    made = Control(
        name=name, id=f"f-{name}", kind=declared.kind.value, label=declared.label, required=required, error=error,
        may_clear=declared.optional, help=declared.help,
        placeholder=_found_by(declared) if declared.kind is Kind.LINK else PLACEHOLDERS.get(declared.kind, ""), lines=lines,
        boxes=as_boxes)  # fmt: skip
    made.typed = getattr(bound, "typed", "")
    if declared.demanded:
        made.when = json.dumps([
            {"name": part.name, "values": ["1" if value is True else "0" if value is False else value for value in part.values],
             **({"not": True} if part.negated else {})}
            for part in declared.demanded.parts()], ensure_ascii=False)  # fmt: skip
    if declared.kind in (Kind.CHOICE, Kind.YES_NO):
        made.choices = tuple(bound.choices())
        made.boxes = made.boxes or declared.kind is Kind.YES_NO
    elif declared.kind is Kind.DEPARTMENT:
        made.choices = _departments(context)
    elif isinstance(bound, LinksField):
        made.picked = tuple((target.id, context.shown.name(target)) for target in bound.data or ())
    elif isinstance(bound, LinkField) and bound.data is not None and not bound.process_errors:
        made.picked = ((bound.data.id, context.shown.name(bound.data)),)
    made.url = f"/lookup/{owner}/{declared.name}" if declared.kind in (Kind.LINK, Kind.LINKS, Kind.STAFF) else ""
    return made


def _departments(context: FormContext) -> tuple[tuple[str, str], ...]:
    """The departments of the house, as a select offers them: the same for everybody."""

    def read() -> tuple[tuple[str, str], ...]:
        return tuple((str(found.id), found.name) for found in lookup(context.session, Department, "", context.actor, limit=200))

    return stamped(context.session, "departments", read)


def row_controls(bound: Any, context: FormContext, owner: str, errors: Mapping[str, str]) -> tuple[list[Any], list[Control]]:
    """The controls of each child row, and those of an empty one for the page's template."""
    declared: Field = bound.declared

    def row(fields: Mapping[str, Any], index: str) -> list[Control]:
        found = []
        for column, cell in fields.items():
            name = f"{declared.name}-{index}-{column}"
            required = not declared.target.fields[column].optional or (declared.tally is not None and column in declared.tally.needs)
            found.append(control(cell, context, required=required, error=errors.get(name, ""), owner=owner, name=name))
        return found

    rows = [(bound.data[index].get("id") or "", row(fields, str(index))) for index, fields in enumerate(bound.rows)]
    return rows, row(bound.blank(), "__i__")
