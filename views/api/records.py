"""The records of a register: list, read, make, change. The list is that of the screen, the refusals are those of the form."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from models.declare import Kind, Register, Verb
from rules.refusals import Invalid, Stale
from services.listing import BadList, choice_filters, exact_filters, list_page, parse
from services.records import create as make_record
from services.records import edit
from services.rights import editable
from views.api.body import body
from views.api.places import record_at, register_at
from views.api.reading import Filled
from views.api.saving import kept, said, told
from views.api.stale import differing, version_asked
from views.api.telling import line_of
from views.database import db
from views.desk import here

FILTERS = ("tab", "q", "order", "page", "size", "month")


def filters(register: type[Register]) -> list[str]:
    """What the list of a register can be narrowed and ordered by."""
    links = [field.name for field in register.fields.values() if field.kind is Kind.LINK]
    known = (field.name for field in (*choice_filters(register), *exact_filters(register)))
    return [*FILTERS, *known, *links]


def find(name: str) -> Response:
    """One page of the list. A condition that is none is refused, not left out."""
    register, desk = register_at(name, Verb.READ), here()
    for given in request.args:
        if given not in filters(register):
            raise BadList(f"没有名为 {given[:60]} 的筛选条件。")
    query = parse(register, request.args, desk.actor)
    page = list_page(db.session(), register, query, actor=desk.actor, now=desk.now)
    return said({
        "items": [line_of(record, desk) for record in page.rows], "total": page.total, "page": query.page, "size": query.size,
        "counts": dict(page.counts)})  # fmt: skip


def read(name: str, pk: int) -> Response:
    return told(record_at(name, pk, Verb.READ))


def create(name: str) -> Response:
    """A new record; what is not sent has the form's first value."""
    register, desk, sent = register_at(name, Verb.CREATE), here(), body()

    def make() -> Response:
        filled, made = Filled(register, register.editable_in(register.start()), sent, desk, None), list[Register]()
        filled.through(lambda: made.append(make_record(db.session(), register, filled.values(), actor=desk.actor, now=desk.now)))
        return told(made[0], 201)

    return kept(make)


def update(name: str, pk: int) -> Response:
    """Change the fields that are sent; of which version they are a change must be said."""
    record, desk, sent = record_at(name, pk, Verb.EDIT), here(), body()
    asked, status = version_asked(sent, is_needed=True)

    def make() -> Response:
        names = open_to(record, sent, editable(desk.actor, record))
        filled = Filled(type(record), [name for name in names if name in sent], sent, desk, record)
        try:
            filled.through(lambda: edit(db.session(), record, filled.values(), actor=desk.actor, now=desk.now, seen=asked))
        except Stale as refusal:
            raise differing(refusal, record, filled, status) from None
        return told(record)

    return kept(make)


def open_to(record: Register, sent: dict[str, Any], names: tuple[str, ...]) -> tuple[str, ...]:
    """Of these fields those that the caller sees. Raises Invalid for a masked one: nobody writes over what he does not see."""
    closed = [name for name in names if here().shown.hides(record, record.fields[name])]
    if wrong := [name for name in closed if name in sent]:
        words = "此栏对您遮盖，须先在页面上“查看明文”才能修改"
        raise Invalid(dict.fromkeys(wrong, words))
    return tuple(name for name in names if name not in closed)
