"""The records of a register: list, read, make, change. The list is that of the screen, the refusals are those of the form."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from models.declare import Register, Verb
from rules.refusals import Invalid, Stale
from services.list_page import list_page
from services.listing import demand_choices, parse
from services.records import create as make_record
from services.records import edit
from services.rights import editable
from views.api.answers import said, told
from views.api.body import body
from views.api.places import record_at, register_at
from views.api.reading import Filled
from views.api.saving import kept
from views.api.stale import differing, version_asked
from views.api.telling import line_of
from views.database import db
from views.desk import here


def find(name: str) -> Response:
    """One page of the list. A condition that is none is refused, not left out."""
    register, desk = register_at(name, Verb.READ), here()
    demand_choices(db.session(), register, request.args)
    query = parse(register, request.args, desk.actor)
    page = list_page(db.session(), register, query, actor=desk.actor, now=desk.now)
    return said({
        "items": [line_of(record, desk) for record in page.rows], "total": page.total.number, "page": query.page, "size": query.size,
        "next": None if page.is_last else page.rows[-1].id, "counts": {tab: count.number for tab, count in page.counts.items()},
        "more": [name for name, count in {"total": page.total, **page.counts}.items() if count.more]})  # fmt: skip


def read(name: str, pk: int) -> Response:
    return told(record_at(name, pk, Verb.READ))


def create(name: str) -> Response:
    """A new record; what is not sent has the form's first value."""

    def make() -> Response:
        register, desk, sent = register_at(name, Verb.CREATE), here(), body()
        filled, made = Filled(register, register.editable_in(register.start()), sent, desk, None), list[Register]()
        filled.through(lambda: made.append(make_record(db.session(), register, filled.values(), actor=desk.actor, now=desk.now)))
        return told(made[0], 201)

    return kept(make)


def update(name: str, pk: int) -> Response:
    """Change the fields that are sent; of which version they are a change must be said."""

    def make() -> Response:
        record, desk, sent = record_at(name, pk, Verb.EDIT), here(), body()
        asked, status = version_asked(sent, is_needed=True)
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
