"""What is asked of a register's doors where something is filled in: forms to see, and attempts on what is hidden. See doors.py."""

from __future__ import annotations

from collections.abc import Iterator

from models import REGISTERS, StockTake
from models.declare import Kind, Verb
from tests.proof.doors import Ask, Visit, probe, shut
from tests.proof.expected import may_reveal

WORDS = {"words": "依表据实填写", "seen": "1"}


def may(visit: Visit, verb: Verb) -> bool:
    return visit.person.role in visit.register.may(verb)


@probe("GET /<register>/add")
def the_empty_form(visit: Visit) -> Iterator[Ask]:
    """With each link filled in the address, also with records that he must not find."""
    yield Ask(path=f"{visit.base}/add", is_shut=not may(visit, Verb.CREATE))
    for name, one in visit.register.fields.items():
        if may(visit, Verb.CREATE) and one.kind is Kind.LINK and one.target in REGISTERS:
            kin = visit.plants.kin[one.target.__tablename__]
            for standing in ("near", "far"):
                yield Ask(path=f"{visit.base}/add?{name}={kin[standing]}&embed=1")
        if may(visit, Verb.CREATE) and one.kind is Kind.SOURCE:
            yield Ask(path=f"{visit.base}/add?{name}=complaint:{visit.plants.kin['complaint']['far']}")


@probe("POST /<register>/add")
def a_form_that_is_refused(visit: Visit) -> Iterator[Ask]:
    """Nothing but links, and one word that no form takes: it comes back, and says of them what it may."""
    wrong = {name: "无此项" for name, one in visit.register.fields.items() if one.kind in (Kind.CHOICE, Kind.DAY, Kind.NUMBER)}
    links = {
        name: str(visit.plants.kin[one.target.__tablename__][visit.turn(("near", "far"))])
        for name, one in visit.register.fields.items() if one.kind is Kind.LINK and one.target in REGISTERS
    }  # fmt: skip
    yield Ask(path=f"{visit.base}/add", method="POST", data={**links, **wrong, "remark": "\n"},
        is_shut=not may(visit, Verb.CREATE))  # fmt: skip


@probe("GET /<register>/<int:pk>/edit")
def the_filled_form(visit: Visit) -> Iterator[Ask]:
    yield from shut(visit, Verb.EDIT, "/edit")
    for record in visit.some(2) if may(visit, Verb.EDIT) else ():
        yield Ask(path=f"{visit.base}/{record.id}/edit")


@probe("POST /<register>/<int:pk>/edit")
def a_stale_edit(visit: Visit) -> Iterator[Ask]:
    """The comparison of what is stored with what was typed is a page like any other."""
    yield from shut(visit, Verb.EDIT, "/edit", method="POST", data={"remark": "改动", **WORDS})
    for record in visit.shown[:2] if may(visit, Verb.EDIT) else ():
        yield Ask(path=f"{visit.base}/{record.id}/edit", method="POST", data={"remark": "改动", "seen": "99"})


@probe("GET /<register>/<int:pk>/step/<key>", "POST /<register>/<int:pk>/step/<key>")
def the_steps(visit: Visit) -> Iterator[Ask]:
    for step in visit.register.flow.steps:
        yield from shut(visit, Verb.STEP, f"/step/{step.key}")
        yield from shut(visit, Verb.STEP, f"/step/{step.key}", method="POST", data=WORDS)
    for record in visit.some(1):
        for step in record.steps():
            yield Ask(path=f"{visit.base}/{record.id}/step/{step.key}")
            yield Ask(path=f"{visit.base}/{record.id}/step/{step.key}", method="POST", data={"words": "", "seen": "99"})


@probe("GET /<register>/<int:pk>/correct", "POST /<register>/<int:pk>/correct")
def the_corrections(visit: Visit) -> Iterator[Ask]:
    yield from shut(visit, Verb.CORRECT, "/correct")
    yield from shut(visit, Verb.CORRECT, "/correct", method="POST", data={"field": "remark", "remark": "改动", **WORDS})
    for record in visit.shown[-2:] if may(visit, Verb.CORRECT) else ():
        yield Ask(path=f"{visit.base}/{record.id}/correct")
        for one in visit.canaries(record):
            if one.field is not None and not one.past:
                yield Ask(path=f"{visit.base}/{record.id}/correct?field={one.rows or one.field.name}")


@probe("GET /<register>/<int:pk>/void", "POST /<register>/<int:pk>/void")
def the_voiding(visit: Visit) -> Iterator[Ask]:
    yield from shut(visit, Verb.VOID, "/void")
    yield from shut(visit, Verb.VOID, "/void", method="POST", data=WORDS)
    for record in visit.shown[:1] if may(visit, Verb.VOID) else ():
        yield Ask(path=f"{visit.base}/{record.id}/void")
        yield Ask(path=f"{visit.base}/{record.id}/void", method="POST", data={"words": ""})


@probe("GET /<register>/<int:pk>/pause", "POST /<register>/<int:pk>/pause", "POST /<register>/<int:pk>/resume")
def the_pauses(visit: Visit) -> Iterator[Ask]:
    yield from shut(visit, Verb.STEP, "/pause")
    yield from shut(visit, Verb.STEP, "/pause", method="POST", data=WORDS)
    yield from shut(visit, Verb.STEP, "/resume", method="POST")
    for record in visit.shown[:1]:
        yield Ask(path=f"{visit.base}/{record.id}/pause")
        yield Ask(path=f"{visit.base}/{record.id}/pause", method="POST", data={"words": ""})
        yield Ask(path=f"{visit.base}/{record.id}/resume", method="POST")


@probe("POST /<register>/<int:pk>/attach", "POST /<register>/<int:pk>/recount")
def the_rest(visit: Visit) -> Iterator[Ask]:
    yield from shut(visit, Verb.READ, "/attach", method="POST")
    yield from shut(visit, Verb.EDIT, "/recount", method="POST")
    for record in visit.shown[:1]:
        yield Ask(path=f"{visit.base}/{record.id}/attach", method="POST")
        yield Ask(path=f"{visit.base}/{record.id}/recount", method="POST")


@probe("POST /<register>/<int:pk>/reveal")
def the_reveal(visit: Visit) -> Iterator[Ask]:
    """Without a reason nothing is opened; whom it is not for is refused. What it opens is a test of its own."""
    yield from shut(visit, Verb.READ, "/reveal", method="POST", data={"reason": "联系客户"})
    for record in visit.shown[:1]:
        yield Ask(path=f"{visit.base}/{record.id}/reveal", method="POST", data={"reason": ""})
        if not may_reveal(visit.person, record):
            yield Ask(path=f"{visit.base}/{record.id}/reveal", method="POST", data={"reason": "联系客户"}, is_shut=True)


@probe("GET /<register>/reserved", "POST /<register>/reserved", "GET /<register>/reserved/<int:pk>/print",
       "GET /<register>/reserved/spoil", "POST /<register>/reserved/spoil")  # fmt: skip
def the_reserved_numbers(visit: Visit) -> Iterator[Ask]:
    """They are of papers that nobody has written on yet."""
    is_shut = not may(visit, Verb.CREATE)
    number = next(record.number for record in visit.mine)
    yield Ask(path=f"{visit.base}/reserved", is_shut=is_shut)
    yield Ask(path=f"{visit.base}/reserved", method="POST", data={"count": "0", "words": ""}, is_shut=is_shut)
    yield Ask(path=f"{visit.base}/reserved/1/print", is_shut=True)
    yield Ask(path=f"{visit.base}/reserved/spoil?number=1", is_shut=is_shut)
    yield Ask(path=f"{visit.base}/reserved/spoil", method="POST", data={"number": number, **WORDS}, typed=number, is_shut=is_shut)


@probe("GET /<register>/import", "POST /<register>/import", "GET /<register>/import/<int:pk>", "POST /<register>/import/<int:pk>/confirm")
def the_import(visit: Visit) -> Iterator[Ask]:
    """An import is its owner's alone. What its sentences say of records: test_nothing_comes_back.py."""
    is_shut = not may(visit, Verb.CREATE)
    yield Ask(path=f"{visit.base}/import", is_shut=is_shut)
    yield Ask(path=f"{visit.base}/import", method="POST", is_shut=is_shut)
    yield Ask(path=f"{visit.base}/import/1", is_shut=True)
    yield Ask(path=f"{visit.base}/import/1/confirm", method="POST", is_shut=True)


@probe("GET /<register>/<int:pk>/scan", "POST /<register>/<int:pk>/scan", "POST /<register>/<int:pk>/scan/<act>")
def the_scanner(visit: Visit) -> Iterator[Ask]:
    """A stock-take: whoever does not count the shelves scans nothing, and what is scanned says no more than its own page."""
    if visit.register is not StockTake:
        return
    is_shut = not may(visit, Verb.CREATE)
    for record in visit.shown[:1]:
        base = f"{visit.base}/{record.id}/scan"
        yield Ask(path=base, is_shut=is_shut)
        yield Ask(path=base, method="POST", data={"code": "没有这个档号", "place": ""}, typed="没有这个档号", is_shut=is_shut)
        yield Ask(path=f"{base}/undo", method="POST", is_shut=is_shut)
