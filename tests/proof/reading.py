"""What is asked of a register's doors that only show: lists, pages, papers, files. See tests/proof/doors.py."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from models import REGISTERS
from models.declare import Kind, Register, Verb
from services.listing import ORDERED, TABS, columns
from tests.make import keeper_role
from tests.proof.doors import Ask, Visit, probe, shut
from tests.proof.expected import Place, is_clear, is_kept_from, is_veiled, sees


def laid_out(register: type[Register]) -> set[str]:
    return {cell.name for cell in register.sheet.cells()}


def wanted(visit: Visit, record: Any, names: set[str], place: Place) -> tuple[str, ...]:
    """What a page that shows these fields has to show: values in clear where he may read them, else masked."""
    found = []
    for one in visit.canaries(record):
        if one.field is None or one.past or (one.rows or one.field.name) not in names:
            continue
        if one.field.shown_to and visit.person.role not in one.field.shown_to:
            continue
        if is_clear(visit.person, record, one.field, place):
            found.append(one.value)
        elif not is_veiled(record):
            found.append(one.masked)
    return tuple(found)


@probe("GET /<register>/")
def the_list(visit: Visit) -> Iterator[Ask]:
    """All of it, each quick filter and order, a month, the records of a linked one, and what is searched for."""
    if not visit.reads:
        yield Ask(path=f"{visit.base}/", is_shut=True)
        return
    shown, role = columns(visit.register), visit.person.role
    names = {column.name for column in shown}
    must = tuple(text for record in visit.shown for text in (record.number, *wanted(visit, record, names, Place.LIST)))
    count = sum(type(record) is visit.register and sees(visit.person, record) for record in visit.records)
    yield Ask(path=f"{visit.base}/?size=100", place=Place.LIST, must=(*must, f"共 {count} 条"))
    narrowed = role in visit.register.seen.narrowed
    for tab in list(TABS)[:-1] if narrowed else [visit.turn(TABS)]:
        yield Ask(path=f"{visit.base}/?tab={tab}&month=2026-11", place=Place.LIST)
    known = [column.name for column in shown if column.kind in ORDERED and not column.sensitive]
    if visit.is_turn(2):
        yield Ask(path=f"{visit.base}/?order={visit.turn([*known, 'number'])}", place=Place.LIST)
    for column in shown:
        if column.sensitive and column.kind in ORDERED and (column.sensitive.grave or role not in visit.register.clear_to):
            yield Ask(path=f"{visit.base}/?order={column.name}", is_shut=True, status=400)
    links = [one for one in visit.register.fields.values() if one.kind is Kind.LINK and one.target in REGISTERS]
    for one in links[:1] if visit.is_turn(2) else ():
        yield Ask(path=f"{visit.base}/?{one.name}={visit.plants.kin[one.target.__tablename__]['far']}", place=Place.LIST)
    for path, ask in searches(visit, visit.register) if narrowed or visit.is_turn(2) else ():
        yield Ask(path=f"{visit.base}/?q={path}", place=Place.LIST, **ask)


def searches(visit: Visit, register: type[Register]) -> Iterator[tuple[str, dict[str, Any]]]:
    """By a piece of what is masked nothing is found, and by nothing what is hidden."""
    daily = visit.person.role in register.clear_to
    rows = visit.all_of(register)
    seen = next((record for record in rows if sees(visit.person, record) and not is_veiled(record)), None)
    veiled = None if daily else next((record for record in rows if sees(visit.person, record) and is_veiled(record)), None)
    unseen = next((record for record in rows if not sees(visit.person, record)), None)
    fields = [name for name, one in register.fields.items() if one.search and one.sensitive]
    for name in fields[:1] if seen is None or daily else fields:
        for record in filter(None, (seen, veiled, unseen)):
            value = next(one.value for one in visit.canaries(record) if one.field and one.field.name == name and not one.rows)
            clear = daily and record is seen and not register.fields[name].sensitive.grave  # type: ignore[union-attr]
            ends = value[:8] if value.isdigit() else value[: value.index("苑") - 1] if value.endswith("苑") else value[:4]
            yield ends, {"must": (record.number,)} if clear else {"must_not": (record.number,)}
            if record is not seen:
                yield value, {"must_not": (record.number,), "typed": value}


@probe("GET /<register>/<int:pk>")
def the_record(visit: Visit) -> Iterator[Ask]:
    """Each record on its page."""
    yield from shut(visit, Verb.READ, "")
    names = laid_out(visit.register)
    for record in visit.some(3):
        must = [record.number, *wanted(visit, record, names, Place.RECORD)]
        if "remark" in names and not is_kept_from(visit.person, record):
            must.append(next(one.value for one in visit.canaries(record) if one.field is None))
        yield Ask(path=f"{visit.base}/{record.id}", must=tuple(must), as_page=True)
    for record in visit.hidden[:1]:
        yield Ask(path=f"{visit.base}/{record.id}", is_shut=True, as_page=True)


@probe("GET /<register>/<int:pk>/history")
def the_past(visit: Visit) -> Iterator[Ask]:
    """What each act changed, and the paper as it was: no more than the record itself says."""
    yield from shut(visit, Verb.READ, "/history")
    names = laid_out(visit.register)
    for record in visit.shown[: 2 * visit.is_turn(3)]:
        yield Ask(path=f"{visit.base}/{record.id}/history", must=wanted(visit, record, names, Place.RECORD))
        if visit.is_turn(4):
            yield Ask(path=f"{visit.base}/{record.id}/history?at=2026-11-20T23:00:00%2B08:00")


@probe("GET /<register>/<int:pk>/clocks", "GET /<register>/<int:pk>/clocks/print")
def the_clocks(visit: Visit) -> Iterator[Ask]:
    yield from shut(visit, Verb.READ, "/clocks")
    yield from shut(visit, Verb.PRINT, "/clocks/print")
    for record in visit.shown[: visit.is_turn(2)]:
        yield Ask(path=f"{visit.base}/{record.id}/clocks")
        if visit.is_turn(3):
            yield Ask(path=f"{visit.base}/{record.id}/clocks/print", place=Place.LIST)


@probe("GET /<register>/<int:pk>/print")
def the_sheet(visit: Visit) -> Iterator[Ask]:
    yield from shut(visit, Verb.PRINT, "/print")
    for record in visit.shown[: visit.is_turn(5)] + [record for record in visit.shown if is_veiled(record)]:
        yield Ask(path=f"{visit.base}/{record.id}/print", place=Place.SHEET, paper=visit.register)


@probe("GET /<register>/<int:pk>/paper/<key>")
def the_papers_beside(visit: Visit) -> Iterator[Ask]:
    """What is printed beside the form says no more than the form."""
    for paper in visit.register.papers:
        yield from shut(visit, Verb.PRINT, f"/paper/{paper.key}")
        there = [record for record in visit.shown if record.has_paper(paper)]
        for record in there[:1] if visit.person.role in visit.register.may(Verb.PRINT) else ():
            yield Ask(path=f"{visit.base}/{record.id}/paper/{paper.key}", place=Place.SHEET, paper=visit.register)


@probe("POST /<register>/batch")
def the_batch(visit: Visit) -> Iterator[Ask]:
    """All he sees on paper; and one that he does not see among them."""
    ids, path = [str(record.id) for record in visit.shown], f"{visit.base}/batch"
    if ids and visit.is_turn(2):
        yield Ask(path=path, method="POST", data={"action": "print", "ids": ids}, place=Place.SHEET, paper=visit.register)
    for record in visit.hidden:
        for action in ("print", "ledger", *(f"step-{step.key}" for step in visit.register.flow.steps if not step.fields)):
            yield Ask(path=path, method="POST", data={"action": action, "ids": [*ids, str(record.id)]}, is_shut=True)


@probe("GET /<register>/ledger")
def the_ledger(visit: Visit) -> Iterator[Ask]:
    if not visit.reads:
        yield Ask(path=f"{visit.base}/ledger", is_shut=True)
        return
    if visit.register.ledger is not None and visit.register.ledger.cell_book is None and visit.shown:
        yield Ask(path=f"{visit.base}/ledger", place=Place.LEDGER, paper=visit.register)
        yield Ask(path=f"{visit.base}/ledger?book=1&month=2026-11", place=Place.BOOK, paper=visit.register)


@probe("POST /<register>/print-all")
def the_bundle(visit: Visit) -> Iterator[Ask]:
    """A job: what comes of it is the sheet of each record, which has its own probe."""
    is_shut = visit.person.role not in visit.register.may(Verb.PRINT)
    if is_shut or visit.is_turn(6):
        yield Ask(path=f"{visit.base}/print-all", method="POST", data={"tab": "all"}, place=Place.LIST, is_shut=is_shut)


@probe(
    "GET /<register>/export.xlsx", "GET /<register>/export.csv", "GET /<register>/export.list.xlsx", "GET /<register>/export.list.csv",
    "POST /<register>/export")  # fmt: skip
def the_workbook(visit: Visit) -> Iterator[Ask]:
    """The list with every field of it, and all its child rows: a list still, with no more than one. A job is the same file, later."""
    path, flat, later = f"{visit.base}/export.xlsx", f"{visit.base}/export.csv", f"{visit.base}/export"
    listed = (f"{visit.base}/export.list.xlsx", f"{visit.base}/export.list.csv")
    if not visit.reads:
        for door in (path, flat, *listed):
            yield Ask(path=door, is_shut=True)
        yield Ask(path=later, method="POST", is_shut=True)
        return
    if not visit.tries(4):
        return
    names = set(visit.register.fields)
    must = tuple(text for record in visit.shown for text in (record.number, *wanted(visit, record, names, Place.LIST)))
    yield Ask(path=path, place=Place.LIST, must=must)
    yield Ask(path=flat, place=Place.LIST, must=must)
    for door in listed:
        yield Ask(path=door, place=Place.LIST, must=tuple(record.number for record in visit.shown))
    if visit.is_turn(6):
        yield Ask(path=f"{path}?tab={visit.turn(TABS)}&month=2026-11", place=Place.LIST)
        yield Ask(path=later, method="POST", data={"tab": "all"}, place=Place.LIST)


@probe("GET /<register>/template.xlsx")
def the_template(visit: Visit) -> Iterator[Ask]:
    """It says nothing of anybody."""
    is_shut = visit.person.role not in visit.register.may(Verb.CREATE)
    if is_shut or visit.is_turn(4):
        yield Ask(path=f"{visit.base}/template.xlsx", place=Place.LIST, is_shut=is_shut)


@probe("GET /<register>/blank")
def the_blank(visit: Visit) -> Iterator[Ask]:
    """It says nothing of anybody."""
    if visit.is_turn(3) or not visit.reads:
        yield Ask(path=f"{visit.base}/blank", place=Place.LIST, is_shut=not visit.reads)


@probe("GET /<register>/<int:pk>/file/<int:file_id>")
def the_files(visit: Visit) -> Iterator[Ask]:
    """Each record bears one file, hung there by its keeper; those of hidden records are tried below a record that he sees, too."""
    kept_from = [record for record in visit.shown if is_kept_from(visit.person, record)]
    for record in [record for record in visit.shown if record not in kept_from][:2]:
        yield Ask(path=f"{visit.base}/{record.id}/file/{visit.file_of(record)}", must=(visit.canaries(record)[-1].value,))
    for record in kept_from if visit.person.role is not keeper_role(visit.register) else ():  # who hung it there opens it
        yield Ask(path=f"{visit.base}/{record.id}/file/{visit.file_of(record)}", is_shut=True)
    for record in visit.hidden:
        for place in (record, *visit.shown[:1]):
            yield Ask(path=f"{visit.base}/{place.id}/file/{visit.file_of(record)}", is_shut=True)
