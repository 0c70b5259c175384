"""A walk over every page that each person can reach: nothing fails, nothing comes from elsewhere, all of it is Chinese and fits."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from seeds.load import rows
from tests.stories.conftest import PHONE, WIDE, DeskOf
from tests.stories.desk import Desk

PEOPLE = [row["user_name"] for row in rows("office/staff.csv") if row["user_name"]]

#: Latin words that people here read every day: keys, kinds of file, units and the like.
KNOWN = frozenset(
    "Enter Shift Ctrl Alt Esc PDF Word Excel docx xlsx JPG PNG TXT MP3 WAV MB IC QR CSV DN mm MPa GB JJG ID".split()  # fmt: skip
)
#: What bears Latin letters by itself: numbers of records, meters and rules, calibres, archival codes, user names, option codes.
CODES = re.compile(r"[A-Za-z]*\d[\w.·/\-]*|[\w·]+(?:-[\w·]+)+")
LATIN = re.compile(r"[A-Za-z]{2,}")

#: All that a person can read on the page, hover over or have read out; the text of options included, values typed in left out.
READABLE = """() => {
  const said = [document.title, document.body.innerText];
  for (const part of document.querySelectorAll('[placeholder], [aria-label], [title], option')) {
    for (const name of ['placeholder', 'aria-label', 'title']) said.push(part.getAttribute(name) || '');
    if (part.tagName === 'OPTION') said.push(part.textContent);
  }
  return said.join('\\n');
}"""
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? '' : [...document.querySelectorAll('body *')]
  .filter((part) => part.getBoundingClientRect().right > innerWidth + 1 && !part.closest('.scroll-x, .lines-wrap'))
  .slice(0, 3).map((part) => `${part.tagName}.${part.className}`).join(' < ') || 'unknown'"""
LINKS = "() => [...document.querySelectorAll('a[href]')].map((link) => link.href)"

#: Answered with a paper or a file, not with a page.
PAPERS = re.compile(r"/(print|blank|ledger|export|csv|file/\d+)/?$")


def kind_of(path: str) -> str:
    """Pages of one kind differ in the record only: `/visit_trip/7/step/out-back` is `/visit_trip/0/step/out-back`."""
    return re.sub(r"\d+", "0", path)


def english_in(desk: Desk) -> set[str]:
    return set(LATIN.findall(CODES.sub(" ", desk.page.evaluate(READABLE)))) - KNOWN


def faults_of(desk: Desk, path: str) -> list[str]:
    """What is wrong with the page that is open, on the desk and on the telephone."""
    found = [f"{path}: English words: {', '.join(sorted(words))}"] if (words := english_in(desk)) else []
    for width, height in (PHONE, WIDE):
        desk.page.set_viewport_size({"width": width, "height": height})
        if wide := desk.page.evaluate(TOO_WIDE):
            found.append(f"{path}: wider than {width}: {wide}")
    return found


@pytest.mark.parametrize("user", PEOPLE)
def test_every_page(user: str, desk_of: DeskOf) -> None:
    """From the first page along every link, one page of each kind."""
    desk = desk_of(user)
    waiting, seen, found = ["/"], {"/"}, []
    while waiting:
        path = waiting.pop(0)
        desk.open(path)
        found += faults_of(desk, path)
        for address in desk.page.evaluate(LINKS):
            parts = urlsplit(address)
            # Filters, orders and pages of a list are the list; its tests are elsewhere.
            if address.startswith(desk.url) and kind_of(parts.path) not in seen and not PAPERS.search(parts.path):
                seen.add(kind_of(parts.path))
                waiting.append(parts.path)
    assert len(seen) > 5, "nobody sees so little"
    assert found == []


def test_the_gate_and_what_is_not_there(desk_of: DeskOf) -> None:
    """Pages outside the menu: login, a wrong address, a page one may not see."""
    desk = desk_of("clerk")
    found: list[str] = []
    for path, status in (("/no-such-page", 404), ("/visit_trip/999999", 404), ("/callback/add", 403), ("/console/", 403)):
        answer = desk.page.goto(path)
        assert answer is not None
        assert answer.status == status, path
        found += faults_of(desk, path)
    desk.context.clear_cookies()
    desk.open("/login/")
    found += faults_of(desk, "/login/")
    desk.faults = [fault for fault in desk.faults if not fault.startswith(("403", "404"))]
    assert found == []
