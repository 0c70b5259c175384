"""What a remote select asks while somebody types: the records that fit, and what each of them gives to the form."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request
from flask_appbuilder import BaseView, expose

from forms.fields import target_of
from models import REGISTERS
from models.declare import Field, Kind, Register, Verb
from rules.refusals import Forbidden, Missing
from services.lookup import lookup
from services.rights import may
from views.access import access
from views.database import db
from views.desk import here

#: Links that are picked from a list; an attachment is a link, too, but is sent and never picked.
PICKED = {Kind.LINK, Kind.STAFF, Kind.DEPARTMENT, Kind.LINKS}


class LookupView(BaseView):  # type: ignore[misc] # the framework is untyped
    """`/lookup/<register>/<field>?q=`: only fields that a form of a readable register links by."""

    route_base = "/lookup"
    class_permission_name = "HomeView"

    @expose("/<name>/<field_name>")
    @access("home")
    def find(self, name: str, field_name: str) -> Response:
        """At most twenty records, as JSON."""
        desk = here()
        register = next((register for register in REGISTERS if register.__tablename__ == name), None)
        field = _field(register, field_name) if register else None
        if register is None or field is None:
            raise Missing("没有这个栏目。")
        target = target_of(field)
        if not may(desk.actor, Verb.READ, register) or (issubclass(target, Register) and not may(desk.actor, Verb.READ, target)):
            raise Forbidden("您没有查找这些记录的权限。")
        found = lookup(db.session, target, request.args.get("q", ""), desk.actor)
        return jsonify(items=[self._item(register, field, record) for record in found])

    def _item(self, register: type[Register], field: Field, record: Any) -> dict[str, Any]:
        shown = here().shown
        item: dict[str, Any] = {
            "id": record.id, "label": shown.name(record), "hint": _apart(record), "gives": gives(field, record),
            "masked": masked(field, record)}  # fmt: skip
        for rows in register.fields.values():
            if rows.picked and rows.picked[0] == field.name:
                columns = rows.target.fields
                item["rows"] = {rows.name: [
                    {name: getattr(line, name, None) or columns[name].default or "" for name in columns}
                    for line in getattr(record, rows.picked[1])]}  # fmt: skip
        return item


def _apart(record: Any) -> str:
    """What tells it from its namesakes, and how it stands where it moves: a meter that is out is not the one in the store."""
    standing = record.status.label if isinstance(record, Register) and record.flow.steps else ""
    return "　".join(part for part in (here().shown.hint(record), standing) if part)


def _field(register: type[Register], name: str) -> Field | None:
    """A field of the register, or of one of its child rows, that is filled by picking a record."""
    inner = [rows.target.fields[name] for rows in register.fields.values() if rows.is_rows and name in rows.target.fields]
    found = register.fields.get(name) or next(iter(inner), None)
    return found if found is not None and found.kind in PICKED else None


def gives(field: Field, record: Any) -> dict[str, str]:
    """What picking the record writes into the form, as the boxes show it: all that this person sees clear."""
    desk, source = here(), type(record).fields
    clear = {ours: source[theirs] for ours, theirs in field.gives.items() if desk.shown.is_clear(record, source[theirs])}
    return {ours: desk.shown.words(record, given, labels=lambda _list, code: code) for ours, given in clear.items()}


def masked(field: Field, record: Any) -> dict[str, str]:
    """What the record gives besides, which this person does not see: the saving fills it in, the box shows it masked until then."""
    desk, source = here(), type(record).fields
    closed = {ours: source[theirs] for ours, theirs in field.gives.items() if not desk.shown.is_clear(record, source[theirs])}
    return {ours: words for ours, given in closed.items() if (words := desk.shown.words(record, given))}
