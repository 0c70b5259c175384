"""Pages follow each other by the record at their edge: each record once, in the order of the list, there and back, at both doors."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Inquiry
from models.inquiry import InquiryState
from rules.roles import Role
from services.list_page import list_page, ordered
from services.listing import ListQuery, narrowed, parse
from tests.api.conftest import token_of
from tests.api.test_the_door import bearer
from tests.cast import NOW, ClientOf
from tests.make import make, person, walk
from tests.page import page

SIZE = 20
#: The newest first, each quick filter, a column with gaps in it both ways, one with the same value again and again, and a search.
LISTS = (
    "",
    "tab=mine",
    "tab=todo",
    "tab=overdue",
    "tab=month",
    "order=due_at",
    "order=-due_at",
    "order=matter",
    "order=-status",
    "q=漏水",
    "q=漏水&order=number",
)


@pytest.fixture
def office(session: Session) -> Session:
    """Forty-seven inquiries: late ones, some without a due time, some of last month, some answered."""
    for count in range(47):
        at = NOW - timedelta(days=40 if count % 9 == 4 else 0, hours=6)
        late = {"answered_now": False, "promise_reply_at": NOW + timedelta(hours=count % 5 - 3)} if count % 3 else {"answered_now": True}
        record = make(Inquiry, session, now=at, called_at=at, matter=f"漏水{count % 4}", **late)
        if count % 11 == 7:
            walk(record, InquiryState.ANSWERED)
    session.commit()
    return session


def shown(browser: FlaskClient, address: str) -> tuple[list[str], dict[str, str]]:
    """The numbers on a page, and where 上一页 and 下一页 lead."""
    text = browser.get(address).get_data(as_text=True)
    links = {word: unescape(href) for href, word in re.findall(r'<a class="b b-s" href="([^"]+)">(?:<svg.*?</svg>)?(上一页|下一页)', text)}
    return re.findall(r'<td class="no"><a href="[^"]+">(.*?)</a>', text), links


@pytest.mark.parametrize("given", LISTS)
def test_whoever_turns_the_pages_meets_each_record_once_and_in_order(given: str, office: Session, client_of: ClientOf) -> None:
    actor = person(office, Role.CLERK)
    query = parse(Inquiry, dict(pair.split("=") for pair in given.split("&") if pair), actor)
    wanted = list(office.scalars(ordered(Inquiry, narrowed(office, Inquiry, query, actor, NOW), query).with_only_columns(Inquiry.number)))
    office.rollback()
    browser, address, there = client_of(Role.CLERK), f"/inquiry/?{given}", list[list[str]]()
    while address:
        numbers, links = shown(browser, address)
        there.append(numbers)
        address = f"/inquiry/{links['下一页']}" if "下一页" in links else ""
        assert len(there) < 5
    assert [number for one in there for number in one] == wanted
    assert all(len(one) == SIZE for one in there[:-1])
    for before in reversed(there[:-1]):
        numbers, links = shown(browser, f"/inquiry/{links['上一页']}")
        assert numbers == before
    assert len(wanted) > SIZE or given in ("tab=overdue", "tab=todo")


@pytest.mark.parametrize("given", ["", "order=due_at", "q=漏水"])
def test_a_jump_lands_where_turning_does(given: str, office: Session, client_of: ClientOf) -> None:
    browser = client_of(Role.CLERK)
    _, links = shown(browser, f"/inquiry/?{given}")
    assert shown(browser, f"/inquiry/?{given}&page=2")[0] == shown(browser, f"/inquiry/{links['下一页']}")[0]


def test_nothing_moves_while_somebody_saves(office: Session, client_of: ClientOf) -> None:
    browser = client_of(Role.CLERK)
    first, links = shown(browser, "/inquiry/")
    make(Inquiry, office)
    office.commit()
    second, _ = shown(browser, f"/inquiry/{links['下一页']}")
    assert not {*first} & {*second}


def test_who_turns_back_beyond_the_beginning_stands_at_the_beginning(office: Session) -> None:
    actor = person(office, Role.CLERK)
    first = list_page(office, Inquiry, ListQuery(), actor=actor, now=NOW)
    assert list_page(office, Inquiry, ListQuery(before=first.rows[3].id, page=1), actor=actor, now=NOW).rows == first.rows


@pytest.mark.parametrize(("given", "sentence"), [
    ("after=x", "翻页的起点应为数字"), ("after=0", "翻页的起点应为数字"), ("before=99999999999", "翻页的起点应为数字"),
    ("after=-1", "翻页的起点应为数字"),
    ("after=1&before=2", "不能同时向前和向后翻页"), ("order=due_at&after=2147483647", "翻页的起点已不在清单中"),
])  # fmt: skip
def test_an_edge_that_is_none_is_refused(given: str, sentence: str, office: Session, client_of: ClientOf) -> None:
    answer = client_of(Role.CLERK).get(f"/inquiry/?{given}")
    assert answer.status_code == 400
    assert sentence in page(answer).text


def test_programs_turn_pages_too(office: Session, client: FlaskClient) -> None:
    headers, found, edge = bearer(token_of(client, Role.CLERK)), list[str](), ""
    while True:
        told = client.get(f"/api/v1/inquiry{edge}", headers=headers).get_json()
        found += [item["number"] for item in told["items"]]
        assert (told["total"], told["more"]) == (47, [])
        if told["next"] is None:
            break
        edge = f"?after={told['next']}"
    assert found == list(office.scalars(select(Inquiry.number).order_by(Inquiry.id.desc())))
