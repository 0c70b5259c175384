"""A walk over every page that each person can reach: nothing fails, nothing comes from elsewhere, all of it is Chinese and fits."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from models import REGISTERS
from rules.numbering import PLACES
from seeds.load import policies, rows, service_items
from tests.every import SOME
from tests.stories.desk import PHONE, WIDE, Desk, DeskOf

OTHERS = {register.__tablename__ for register in REGISTERS if register not in SOME}
FORM = re.compile(r"/\w+/(add|0)?")
PEOPLE = [row["user_name"] for row in rows("office/staff.csv") if row["user_name"]]

#: Latin words that people here read every day: keys, kinds of file, units and the like.
KEYS = {"Enter", "Shift", "Ctrl", "Alt", "Esc"}
FILES = {"PDF", "Word", "Excel", "docx", "xlsx", "JPG", "PNG", "TXT", "MP3", "WAV", "MB", "CSV"}
KNOWN = frozenset(KEYS | FILES | {"IC", "DN", "GIS", "mm", "MPa", "GB", "JJG", "JGJ", "DA", "T"})
#: In the console the administrator also sees what records store, places in the pattern of a number, the code of a department, and who
#: logs in.
POLICIES = [edition.policy for edition in policies()]
#: What the code asks a policy for, and in which circumstances; the company of one policy is called XX in its own document.
ASKED = frozenset({"XX"}) | {
    word for policy in POLICIES for code in (
        policy.code, *policy.values, *policy.chains, *policy.ladders, *policy.unused, *(str(one.value) for one in policy.values.values()),
        *(str(part) for limit in policy.limits for part in (limit.key, limit.when)))
    for word in re.split(r"[^A-Za-z]+", code)}  # fmt: skip
STORED = frozenset({*PEOPLE, "KFZX"}) | PLACES | ASKED | {
    word for code in (
        *(row[name] for row in rows("options.csv") for name in ("code", "list_code")), *(item["code"] for item in service_items()))
    for word in code.split("_")}  # fmt: skip
#: What bears Latin letters by itself: numbers of records, meters and rules, calibres, archival codes, user names, option codes.
CODES = re.compile(r"[A-Za-z]*\d[\w.·/\-]*|[A-Za-z0-9·]+(?:-[A-Za-z0-9·]+)+|(?<=[a-z])_(?=[a-z])")
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

#: Answered with a paper or a file, not with a page.
PAPERS = re.compile(
    r"/(paper/\w+|upload/\d+|list/\d+|print|blank|ledger|export|csv|file/\d+|export\.(list\.)?(xlsx|csv)|template\.xlsx)/?$"
)
#: What of a query leads to another page; filters, orders and leaves of a list are still the list.
TELLING = {"id", "field", "only", "on"}


def kind_of(path: str) -> str:
    """Pages of one kind differ in the record only: `/visit_trip/7/step/out-back` is `/visit_trip/0/step/out-back`."""
    return re.sub(r"\d+", "0", path)


def is_of_another(path: str) -> bool:
    """Whether it is a page of a register that has nothing which one of SOME has not: its list and its form alone are its own."""
    return path.split("/")[1] in OTHERS


def links_in(page: str) -> list[str]:
    """Where the page leads inside the house."""
    found = []
    for href in re.findall(r'<a\b[^>]*?\bhref="(/[^"#]*)', page):
        parts = urlsplit(unescape(href))
        query = urlencode([pair for pair in parse_qsl(parts.query) if pair[0] in TELLING])
        if not PAPERS.search(parts.path):
            found.append(f"{parts.path}?{query}" if query else parts.path)
    return found


def skeleton_of(path: str, page: str) -> tuple[str, frozenset[str]]:
    """Two pages of one kind that are built of the same parts look alike, whoever reads them and whatever state a record is in."""
    parts = {word for words in re.findall(r'class="([^"]*)"', page.partition("<main")[2]) for word in words.split()}
    return kind_of(path), frozenset(part for part in parts if not part.startswith(("st-", "chip-", "is-", "val-")))


def faults_of(desk: Desk, path: str, *own: str) -> list[str]:
    """What is wrong with the page that is open, on the desk and on the telephone. `own` are the reader's own Latin names."""
    known = KNOWN.union(own, STORED if path.startswith("/console/") else ())
    english = {word for word in LATIN.findall(CODES.sub(" ", desk.page.evaluate(READABLE))) if word not in known}
    found = [f"{path}: English words: {', '.join(sorted(english))}"] if english else []
    for width, height in (PHONE, WIDE):
        desk.page.set_viewport_size({"width": width, "height": height})
        if wide := desk.page.evaluate(TOO_WIDE):
            found.append(f"{path}: wider than {width}: {wide}")
    return found


@pytest.fixture(scope="session")
def looked_at() -> set[object]:
    """The skeletons that have been looked at in the browser."""
    return set()


@pytest.fixture(scope="session")
def opened() -> set[str]:
    """The kinds of pages that somebody has opened: one is enough, since whether it opens to each post is asked in tests/proof."""
    return set()


@pytest.mark.parametrize("user", PEOPLE)
def test_every_page(user: str, desk_of: DeskOf, looked_at: set[object], opened: set[str]) -> None:
    """From the first page along every link; each page that is new in kind or in build is looked at in the browser."""
    desk = desk_of(user)
    waiting, seen, found = ["/"], {"/"}, []
    while waiting:
        path = waiting.pop(0)
        if path != "/" and kind_of(path) in opened:
            continue
        opened.add(kind_of(path))
        answer = desk.context.request.get(path)
        if not answer.ok:
            found.append(f"{path}: {answer.status}")
            continue
        page = answer.text()
        for link in links_in(page):
            if kind_of(link) not in seen:
                seen.add(kind_of(link))
                waiting.append(link)
        if is_of_another(path) and not FORM.fullmatch(kind_of(path)):
            continue
        if (skeleton := skeleton_of(path, page)) not in looked_at:
            looked_at.add(skeleton)
            desk.open(path)
            found += faults_of(desk, path, user)
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
    desk.forgive(403, 404)
    assert found == []
