"""What is asked of the doors that belong to no register: desks, searches, approvals, figures, the console, the frame. See doors.py."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask

import models
from models import REGISTERS
from models.declare import Kind
from models.rates import MEASURES
from models.stock_count import HOLDINGS
from services.dashboard import Stand
from tests.proof.doors import Ask, Visit, probe
from tests.proof.expected import Place, is_veiled, sees
from tests.proof.reading import searches


@probe("GET /", "GET /todo", "GET /today", "GET /account", "GET /messages/", "GET /approvals/", "GET /dashboard/")
def the_desks(visit: Visit) -> Iterator[Ask]:
    for path in ("/", "/todo", "/today", "/account", "/messages/", "/approvals/", "/approvals/?tab=decided", "/approvals/?tab=copied",
                 "/dashboard/"):  # fmt: skip
        yield Ask(path=path, place=Place.LIST, as_page=True)


@probe("GET /search")
def the_search(visit: Visit) -> Iterator[Ask]:
    """One box over everything, with a piece and with the whole of what is in each register."""
    for register in REGISTERS:
        for text, ask in searches(visit, register) if visit.at(register).tries(4) else ():
            yield Ask(path=f"/search?q={text}", place=Place.LIST, **ask)
        hidden = next((one for one in visit.records if type(one) is register and not sees(visit.person, one)), None)
        if hidden is not None:
            yield Ask(path=f"/search?q={hidden.number}", place=Place.LIST, typed=hidden.number)


@probe("GET /lookup/<name>/<field_name>")
def the_remote_selects(visit: Visit) -> Iterator[Ask]:
    """Every link of every form, its child rows' too: what is offered, and what is found by a piece."""
    for register in REGISTERS:
        fields = dict(register.fields)
        for one in register.fields.values():
            fields |= one.target.fields if one.is_rows else {}
        for name, one in fields.items():
            if not one.is_link and one.kind is not Kind.LINKS:
                continue
            base = f"/lookup/{register.__tablename__}/{name}"
            yield Ask(path=base)
            if one.target in REGISTERS and visit.person.role in register.read_by and visit.at(register).tries(4):
                for text, ask in searches(visit, one.target):
                    yield Ask(path=f"{base}?q={text}", must_not=ask.get("must_not", ()))


@probe("GET /approvals/<name>/<int:pk>", "POST /approvals/<name>/<int:pk>", "POST /approvals/<name>/<int:pk>/withdraw",
       "POST /approvals/copied/<int:pk>/read")  # fmt: skip
def the_approvals(visit: Visit) -> Iterator[Ask]:
    """A record seen from the inbox."""
    tried: set[tuple[type[Any], bool]] = set()
    for record in visit.records:
        path, shown = f"/approvals/{record.__tablename__}/{record.id}", sees(visit.person, record)
        if not is_veiled(record) and (not visit.at(type(record)).tries(4) or (type(record), shown) in tried):
            continue
        tried.add((type(record), shown))
        chained = any(step.chain or step.deciding for step in record.flow.steps)
        if not shown:
            if visit.person.role in record.read_by:
                yield Ask(path=path, is_shut=True)
                yield Ask(path=path, method="POST", data={"do": "agree", "words": "同意"}, is_shut=True)
                yield Ask(path=f"{path}/withdraw", method="POST", data={"words": "写错了"}, is_shut=True)
        elif chained:
            yield Ask(path=path)
            yield Ask(path=path, method="POST", data={"do": "agree", "words": "", "seen": "99"})
    yield Ask(path="/approvals/complaint/999999", is_shut=True)
    yield Ask(path="/approvals/complaint/999999/withdraw", method="POST", is_shut=True)
    yield Ask(path="/approvals/copied/999999/read", method="POST", is_shut=True)


@probe("GET /dashboard/<stand>/<int:unit>", "GET /rates/<name>")
def the_figures(visit: Visit) -> Iterator[Ask]:
    """The cases behind each figure."""
    for unit in (1, 2):
        for stand in Stand:
            yield Ask(path=f"/dashboard/{stand.value}/{unit}", place=Place.LIST)
        for name in MEASURES:
            yield Ask(path=f"/rates/{name}?unit={unit}&part=denominator", place=Place.LIST)


@probe("GET /numbers/", "GET /numbers/<name>/<int:year>", "GET /numbers/<name>/<int:year>/print",
       "GET /numbers/<name>/<int:year>/<int:count>/explain", "POST /numbers/<name>/<int:year>/<int:count>/explain")  # fmt: skip
def the_number_ledger(visit: Visit) -> Iterator[Ask]:
    """A ledger of numbers names records: whoever reads it sees those of the registers that he reads whole."""
    yield Ask(path="/numbers/")
    for register in REGISTERS:
        base = f"/numbers/{register.__tablename__}/2026"
        yield Ask(path=base, place=Place.LIST)
        yield Ask(path=f"{base}/print", place=Place.LIST)
        yield Ask(path=f"{base}/1/explain", place=Place.LIST)
        yield Ask(path=f"{base}/1/explain", method="POST", data={"words": ""}, place=Place.LIST)


@probe("GET /messages/<int:pk>", "POST /messages/<int:pk>/read", "POST /messages/read")
def the_messages(visit: Visit) -> Iterator[Ask]:
    """Those of others are as good as none."""
    theirs = visit.plants.messages.get(visit.person.role, 999_999)
    yield Ask(path=f"/messages/{theirs}", is_shut=True)
    yield Ask(path=f"/messages/{theirs}/read", method="POST", is_shut=True)
    yield Ask(path="/messages/read", method="POST")


@probe("GET /jobs/", "GET /jobs/<int:pk>", "GET /jobs/<int:pk>/part", "POST /jobs/<int:pk>/cancel", "GET /jobs/<int:pk>/file/<int:file_id>")
def the_jobs(visit: Visit) -> Iterator[Ask]:
    """Those of others, and what came of them, are as good as none."""
    job, file, words = visit.plants.jobs[visit.person.role]
    yield Ask(path="/jobs/", place=Place.LIST, must_not=(words,))
    for tail in ("", "/part", f"/file/{file}"):
        yield Ask(path=f"/jobs/{job}{tail}", is_shut=True, status=404, must_not=(words,))
    yield Ask(path=f"/jobs/{job}/cancel", method="POST", is_shut=True, status=404)


@probe("GET /static/<path:filename>", "GET /static/appbuilder/<path:filename>", "GET /console/static/<path:filename>")
def the_files_of_the_program(visit: Visit) -> Iterator[Ask]:
    """They are the same for everybody, and nothing above them is served."""
    yield Ask(path="/static/none", is_shut=True)
    for path in ("/static/../config.py", "/static/appbuilder/none", "/console/static/none"):
        yield Ask(path=path, is_shut=True)


@probe("GET /healthz", "GET /readyz", "GET /metrics")
def what_machines_ask(visit: Visit) -> Iterator[Ask]:
    """Names of checks and numbers, the same for everybody who stands at the machine."""
    yield Ask(path="/healthz", must=("alive",))
    yield Ask(path="/readyz", must=("schema",))
    yield Ask(path="/metrics", must=("dengji_info",))


@probe("POST /account", "POST /account/delegation", "POST /account/delegation/<int:pk>/end", "POST /account/look",
       "GET /account/password", "POST /account/password")  # fmt: skip
def the_account(visit: Visit) -> Iterator[Ask]:
    yield Ask(path="/account/password")
    for tail in ("", "/delegation", "/delegation/999999/end", "/look", "/password"):
        yield Ask(path=f"/account{tail}", method="POST")


@probe("GET /returned/", "POST /returned/", "GET /returned/waiting", "GET /returned/waiting/<int:pk>", "POST /returned/waiting/<int:pk>",
       "GET /returned/waiting/<int:pk>/picture", "GET /returned/upload/<int:pk>", "GET /returned/outstanding",
       "GET /returned/list/<int:pk>")  # fmt: skip
def the_papers_that_come_back(visit: Visit) -> Iterator[Ask]:
    """Scanned pages of records that he does not see are not there for him, nor can they be given to a record that is not."""
    yield Ask(path="/returned/")
    yield Ask(path="/returned/", method="POST")
    yield Ask(path="/returned/waiting", place=Place.LIST)
    yield Ask(path=f"/returned/upload/{visit.plants.upload}", is_shut=True)
    yield Ask(path="/returned/list/1", is_shut=True)
    tried: set[tuple[type[Any], bool]] = set()
    for record in visit.records:
        page, shown = visit.plants.pages.get((record.__tablename__, record.id)), sees(visit.person, record)
        if page is None or (not is_veiled(record) and (not visit.at(type(record)).tries(10) or (type(record), shown) in tried)):
            continue
        tried.add((type(record), shown))
        path = f"/returned/waiting/{page}"
        yield Ask(path=path, place=Place.LIST, is_shut=not shown)
        if not shown:
            yield Ask(path=f"{path}/picture", is_shut=True)
            yield Ask(path=path, method="POST", data={"do": "claim", "number": record.number, "copy": "1"}, is_shut=True)
            yield Ask(path=path, method="POST", data={"do": "discard", "words": "不要"}, is_shut=True)
        yield Ask(path=f"/returned/outstanding?register={record.__tablename__}", place=Place.LIST)


@probe("GET /shelves/", "GET /shelves/<int:pk>")
def the_shelves(visit: Visit) -> Iterator[Ask]:
    """The map is for who sees every holding; asked where one is that he does not see, the house says as little as of one that is not."""
    role = visit.person.role
    closed = any(role not in one.read_by or role in one.seen.narrowed for one in (models.Place, *HOLDINGS))
    yield Ask(path="/shelves/", place=Place.LIST, is_shut=closed)
    for record in visit.all_of(models.Place):
        yield Ask(path=f"/shelves/{record.id}", place=Place.LIST, is_shut=closed)
    for register in HOLDINGS:
        for record in visit.all_of(register):
            yield Ask(path=f"/shelves/?q={record.number}", place=Place.LIST, is_shut=closed, typed=record.number)
    yield Ask(path="/shelves/999999", is_shut=True)


@probe("GET /audit/")
def the_audit(visit: Visit) -> Iterator[Ask]:
    """What everybody did names records, and fields, and no values."""
    yield Ask(path="/audit/", place=Place.LIST)
    for register in REGISTERS:
        yield Ask(path=f"/audit/?subject={register.__tablename__}", place=Place.LIST)


@probe("POST /drafts/", "POST /drafts/drop")
def the_drafts(visit: Visit) -> Iterator[Ask]:
    """Without a slip of his own nothing is kept and nothing dropped."""
    for tail in ("", "drop"):
        yield Ask(path=f"/drafts/{tail}", method="POST", data={"slip": "x", "remark": "改动"}, is_shut=True)


@probe("GET /login/", "POST /login/", "POST /logout", "POST /logout/", "POST /account/leave")
def the_entrance(visit: Visit) -> Iterator[Ask]:
    """Asked last: afterwards he is gone."""
    yield Ask(path="/login/")
    for record in visit.records[:1]:
        yield Ask(path=f"/login/?next=/{record.__tablename__}/{record.id}", method="POST", data={"username": "x", "password": "y"})
    yield Ask(path="/account/leave", method="POST")
    yield Ask(path="/logout/", method="POST")
    yield Ask(path="/logout", method="POST")


def of_the_console(app: Flask) -> dict[tuple[str, str], Any]:
    """The rooms of the console are made by a framework, and so are their probes: each page, each list as CSV, each button unsaid."""
    made = {}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/console/") and "path:" not in rule.rule:
            path = rule.rule.replace("<int:pk>", "1").replace("<export_type>", "csv")
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                made[method, rule.rule] = _asking(path, method)
    return made


def _asking(path: str, method: str) -> Any:
    def ask(visit: Visit) -> Iterator[Ask]:
        yield Ask(path=path, method=method)
        if method == "GET":
            yield Ask(path=f"{path}?id=1&search=12&query=12&name=unit&year=2026", as_page=True)

    return ask
