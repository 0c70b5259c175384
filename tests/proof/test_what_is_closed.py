"""A field that is closed to a post makes no difference to it: whichever way it is answered, every page and paper reads the same."""

from __future__ import annotations

import re
from typing import Any

import pytest

from models import REGISTERS
from models.declare import Kind, Register
from rules.roles import Role
from tests.make import in_order
from tests.proof.conftest import ComeIn, Office
from tests.proof.doors import Visit
from tests.proof.judge import everything_said
from views.database import db

CLOSED = [
    (register, name, role)
    for register in REGISTERS for name, one in register.fields.items() if one.shown_to
    for role in in_order(register.read_by - set(one.shown_to))
]  # fmt: skip


@pytest.mark.parametrize(
    ("register", "name", "role"), CLOSED, ids=lambda value: getattr(value, "value", getattr(value, "__tablename__", value))
)
def test_whichever_way_it_is_answered_he_reads_the_same(
    register: type[Register], name: str, role: Role, come_in: ComeIn, office: Office, truth: list[Any]
) -> None:  # fmt: skip
    one = register.fields[name]
    assert one.kind is Kind.YES_NO, "teach this test two answers to a question of another kind"
    person, browser = come_in(role)
    visit = Visit(person=person, plants=office[3], records=truth, register=register)
    assert visit.shown
    pages = [f"{visit.base}/{record.id}{tail}" for record in visit.shown for tail in ("", "/edit", "/correct")]
    papers = [f"{visit.base}/{record.id}/print" for record in visit.shown] + [f"{visit.base}/ledger?book=1", f"{visit.base}/ledger"]
    for paths in ([*pages, f"{visit.base}/", f"{visit.base}/?{name}=True"], papers):  # printing leaves its trace on the pages
        read = []
        for answer in (True, False):
            with office[0].app_context():
                table: Any = register.__table__
                db.session.connection().execute(table.update().values({name: answer}))
                db.session.commit()
            read.append({path: plain(everything_said(browser.get(path))) for path in paths})
        assert [path for path in paths if read[0][path] != read[1][path]] == []


def plain(text: str) -> str:
    """Without what differs from one asking to the next: tokens, references, jobs and how often a paper was printed."""
    text = re.sub(r'csrf_token"value="[^"]*"|"csrf-token"content="[^"]*"|name="slip"[^>]*|X-Request-ID:[0-9a-f]+|Set-Cookie:.*', "", text)
    return re.sub(r"\d{3}-\d{8}-\d{4}-[0-9A-F]{4}|J\d+|第\d+次打印|Content-Length:\d+|（\d+次）", "", text)
