"""Nothing that people write becomes part of a page: no element, no attribute, in no register, on no page."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from models import REGISTERS
from rules.roles import Role
from tests.owasp.conftest import Browsers
from tests.owasp.doors import Door, doors
from tests.owasp.plant import plant

#: It ends an attribute in either quote, a text area, a title and a script; then it is an element of its own. `own` betrays it.
HOSTILE = "\"'></textarea></title></script><b own onerror=alert(1)>&lt;{{7*191}}"
#: The same as a reader sees it.
SEEN = HOSTILE[:20]
#: These answer with a PDF or a workbook, which have no elements of ours.
PAPERS = {"export", "template", "print", "print_clocks", "print_reserved", "blank", "ledger", "paper", "list_scan"}


class Born(HTMLParser):
    """What elements and attributes a page has that we did not write."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        wild = [name for name in given if name == "own" or name.startswith("on") or not name.replace("-", "").replace(":", "").isalnum()]
        if wild or (tag == "script" and "src" not in given) or str(given.get("href", "")).lower().startswith("javascript:"):
            self.found.append(f"<{tag} {given}>"[:200])


def test_no_words_become_elements_or_attributes(app: Flask, session: Session, browsers: Browsers) -> None:
    planted, faults, seen = plant(session, HOSTILE), [], set()
    for door in doors(app, planted, "GET"):
        for role, path in asked(door):
            answer = browsers(role).get(path)
            assert answer.status_code < 500, (role, path)
            if answer.mimetype != "text/html":
                assert answer.mimetype in ("application/json", "text/csv", "image/png", "text/plain") or answer.status_code > 300, path
                continue
            text = answer.get_data(as_text=True)
            faults += [f"{role.value} {path}: {born}" for born in Born(text).found]
            if answer.status_code == 200 and SEEN in unescape(text):
                seen.add(door.endpoint)
    assert faults == []
    unseen = {f"{register.__name__}View.{tail}" for register in REGISTERS for tail in ("index", "show", "edit", "void")} - seen
    assert unseen == set(), "the hostile text was not on these pages at all"


def asked(door: Door) -> list[tuple[Role, str]]:
    """By whom and how an address is opened."""
    if door.tail in PAPERS:
        return []
    if door.tail == "correct":
        return [(Role.CS_HEAD, door.path), (Role.CS_HEAD, f"{door.path}?field=remark")]
    if door.tail == "void":
        return [(Role.CS_HEAD, door.path)]
    is_common = door.register is None and not door.endpoint.startswith(("console", "Lookup"))
    return [(role, door.path) for role in (door.role, *((Role.CLERK, Role.DEPT) if is_common else ()))]


@pytest.mark.parametrize("name", ["<b own>.png", '" own=".pdf', "'><script>x</script>.txt"])
def test_a_hostile_search_comes_back_as_text(name: str, browsers: Browsers) -> None:
    for path in ("/search", "/customer/", "/inquiry/"):
        answer = browsers(Role.CLERK).get(path, query_string={"q": name})
        assert Born(answer.get_data(as_text=True)).found == []
        assert name in unescape(answer.get_data(as_text=True))
