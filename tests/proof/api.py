"""What is asked of the API: the same records by the same person, with a token in place of a cookie. See tests/proof/doors.py.

The registers share their doors here, so each post meets them at a part of the registers, and at all that narrow it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from models import REGISTERS
from models.declare import Kind, Verb
from services.listing import columns
from tests.proof.doors import Ask, Visit, probe
from tests.proof.expected import Place, is_veiled
from tests.proof.reading import wanted
from tests.proof.writing import may

BASE = "/api/v1"


def visits(visit: Visit) -> Iterator[Visit]:
    """The same person before one register after another."""
    for register in REGISTERS:
        at = replace(visit, register=register)
        if at.tries(4):
            yield at


def shut(at: Visit, verb: Verb, tail: str, method: str = "GET", data: dict[str, Any] | None = None) -> Iterator[Ask]:
    """Below what is hidden: as if it were not there, unless the verb is none of his at all."""
    status = 404 if may(at, verb) else 403
    for record in at.hidden[:2]:
        yield Ask(path=f"{BASE}{at.base}/{record.id}{tail}", method=method, data=data or {}, is_shut=True, status=status)


@probe("GET /api/v1/<name>")
def the_list(visit: Visit) -> Iterator[Ask]:
    for at in visits(visit):
        if not at.reads:
            yield Ask(path=f"{BASE}{at.base}", is_shut=True, status=403)
            continue
        names = {column.name for column in columns(at.register)}
        must = tuple(text for record in at.shown for text in (record.number, *wanted(at, record, names, Place.LIST)))
        yield Ask(path=f"{BASE}{at.base}?size=100", place=Place.LIST, must=must)
        for record in at.hidden[:1]:
            yield Ask(path=f"{BASE}{at.base}?q={record.number}", place=Place.LIST, must_not=(record.number,))


@probe("GET /api/v1/<name>/<int:pk>")
def the_record(visit: Visit) -> Iterator[Ask]:
    """All that is declared, whether the paper has a place for it or not."""
    for at in visits(visit):
        yield from shut(at, Verb.READ, "")
        for record in at.shown[:1] + [record for record in at.shown[1:] if is_veiled(record)]:
            must = (record.number, *wanted(at, record, set(at.register.fields), Place.RECORD))
            yield Ask(path=f"{BASE}{at.base}/{record.id}", must=must)


@probe("POST /api/v1/<name>")
def a_record_that_is_refused(visit: Visit) -> Iterator[Ask]:
    """Nothing but links, also to what he must not find, by id and by number; and every text there is, too long."""
    for at in visits(visit):
        links: dict[str, Any] = {}
        for name, one in at.register.fields.items():
            if one.kind is Kind.LINK and one.target in REGISTERS and name in at.register.at_creation():
                far = next(iter(replace(at, register=one.target).hidden), None)
                links[name] = far.number if far is not None and at.is_turn(2) else at.plants.kin[one.target.__tablename__]["far"]
        yield Ask(path=f"{BASE}{at.base}", method="POST", data={**links, "remark": "长" * 600}, is_shut=not may(at, Verb.CREATE))


@probe("PATCH /api/v1/<name>/<int:pk>")
def a_change_that_is_stale(visit: Visit) -> Iterator[Ask]:
    """The difference tells what is stored of each field that was sent: of masked ones and of hidden records nothing."""
    for at in visits(visit):
        yield from shut(at, Verb.EDIT, "", "PATCH", {"remark": "改动", "row_version": 1})
        for record in at.shown[:1] if may(at, Verb.EDIT) else ():
            sensitive = [one.field.name for one in at.canaries(record) if one.field and not one.rows and not one.past]
            for name in sensitive[:3]:
                yield Ask(path=f"{BASE}{at.base}/{record.id}", method="PATCH", data={name: "改动", "row_version": 99})


@probe("POST /api/v1/<name>/<int:pk>/steps/<key>")
def the_steps(visit: Visit) -> Iterator[Ask]:
    for at in visits(visit):
        for step in at.register.flow.steps[:2]:
            yield from shut(at, Verb.STEP, f"/steps/{step.key}", "POST", {"words": "依表据实填写"})
        for record in at.shown[:1]:
            for step in record.steps()[:1]:
                yield Ask(path=f"{BASE}{at.base}/{record.id}/steps/{step.key}", method="POST", data={"row_version": 99})


@probe("GET /api/v1/<name>/<int:pk>/attachments", "POST /api/v1/<name>/<int:pk>/attachments",
       "GET /api/v1/<name>/<int:pk>/attachments/<int:file_id>", "GET /api/v1/<name>/<int:pk>/print")  # fmt: skip
def the_files_and_the_paper(visit: Visit) -> Iterator[Ask]:
    for at in visits(visit):
        for record in at.hidden[:1]:
            yield from shut(at, Verb.READ, f"/attachments/{at.file_of(record)}")
        yield from shut(at, Verb.READ, "/attachments")
        yield from shut(at, Verb.READ, "/attachments", "POST")
        yield from shut(at, Verb.PRINT, "/print")
        for record in at.shown[:1]:
            yield Ask(path=f"{BASE}{at.base}/{record.id}/attachments")
            if may(at, Verb.PRINT) and at.is_turn(3):
                yield Ask(path=f"{BASE}{at.base}/{record.id}/print", place=Place.SHEET, paper=at.register)


@probe("GET /api/v1/me", "GET /api/v1/registers", "GET /api/v1/openapi.json", "POST /api/v1/security/login")
def the_house(visit: Visit) -> Iterator[Ask]:
    """What holds no record."""
    for path in ("/me", "/registers", "/openapi.json"):
        yield Ask(path=f"{BASE}{path}")
    yield Ask(path=f"{BASE}/security/login", method="POST", data={"username": 1})
