"""The desk of a stock-take: every beep says what it found, and the list of differences says it once more."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ArchivedItem, ArchiveLoan, Correction, MeterVolume, Place, StockScan, StockTake
from models.archive_loan import LoanState
from models.holding import HoldingState
from models.stock_take import StockTakeState
from printouts.code import Code
from rules.roles import Role
from rules.stock_take import Standing, Verdict, judge
from services.step import take as take_step
from tests.cast import NOW, ClientOf
from tests.make import make, person, step_values, taker, walk
from tests.page import page


def shelf(session: Session, number: int, room: str = "一库") -> Place:
    return make(Place, session, room=room, rack="3架", shelf=f"{number}层", box="1盒")


def shelved(session: Session, place: Place | None, register: Any = MeterVolume, **given: object) -> Any:
    holding = make(register, session, **{name: value for name, value in given.items() if name in register.at_creation()})
    step = next(step for step in holding.steps() if step.target is HoldingState.SHELVED)
    values = step_values(holding, step, session) | {"place": place} | {name: value for name, value in given.items() if name in step.fields}
    take_step(session, holding, step, values, actor=taker(session, holding, step), now=NOW)
    return holding


def code_of(record: Any) -> str:
    """As the label prints it and the scanner types it."""
    return Code(table=record.__tablename__, number=record.number, version="2026-1", copy=0, page=1, pages=1).payload


@pytest.mark.parametrize(("standing", "verdict"), [
    (Standing(state="shelved", place_id=1), Verdict.FITS), (Standing(state="shelved", place_id=1, term_over=True), Verdict.DUE),
    (Standing(state="shelved", place_id=2), Verdict.ELSEWHERE), (Standing(state="shelved", place_id=None), Verdict.UNPLACED),
    (Standing(state="lent", place_id=1), Verdict.OUT), (Standing(state="lent", place_id=2, loan_overdue=True), Verdict.OVERDUE),
    (Standing(state="open", place_id=1), Verdict.TABLE), (Standing(state="destroyed", place_id=1), Verdict.GONE),
    (Standing(state="transferred", place_id=2), Verdict.GONE), (Standing(state="void", place_id=1), Verdict.GONE),
])  # fmt: skip
def test_what_a_beep_says(standing: Standing, verdict: Verdict) -> None:
    assert judge(standing, 1) is verdict


def kept(shown: str, name: str) -> str:
    """What the page keeps in a field that is not seen."""
    found = re.search(rf'name="{name}" value="(\d*)"', shown)
    return found[1] if found else ""


class Desk:
    """The archivist at the shelf."""

    def __init__(self, session: Session, client_of: ClientOf, role: Role = Role.ARCHIVIST) -> None:
        self.session = session
        shelf(session, 9)
        self.take = make(StockTake, session, room="一库", rack="3架", actor=person(session, Role.ARCHIVIST))
        session.commit()
        self.browser, self.place, self.last = client_of(role), "", ""

    def scan(self, said: str) -> str:
        answer = self.browser.post(f"/stock_take/{self.take.id}/scan", data={"code": said, "place": self.place})
        assert answer.status_code == 200
        shown = answer.get_data(as_text=True)
        self.place, self.last = kept(shown, "place"), kept(shown, "scan")
        self.session.rollback()
        return str(page(answer).text)

    def act(self, name: str) -> int:
        status = self.browser.post(f"/stock_take/{self.take.id}/scan/{name}", data={"scan": self.last}).status_code
        self.session.rollback()
        return int(status)


def test_a_rack_is_counted_and_its_differences_are_told(session: Session, client_of: ClientOf) -> None:
    here, there, other_room = shelf(session, 1), shelf(session, 2), shelf(session, 1, "二库")
    right, astray, missing = (shelved(session, place) for place in (here, there, there))
    lent, beyond = shelved(session, here, ArchivedItem), shelved(session, other_room)
    walk(lent, HoldingState.LENT)
    desk = Desk(session, client_of)

    assert "请先扫描所在位置的标签" in desk.scan(right.archival_code)
    assert "一库3架1层1盒" in desk.scan(code_of(here))
    assert "相符" in desk.scan(code_of(right))
    assert "本次已盘" in desk.scan(right.archival_code)
    assert "位置不符" in (said := desk.scan(astray.number))
    assert "应在 一库3架2层1盒" in said
    assert "借出中，现已在架" in desk.scan(code_of(lent))
    assert "位置不符" in desk.scan(code_of(beyond))
    assert "不认识“9787”" in desk.scan("9787")
    assert "请扫描" in desk.scan("  ")
    assert "未找到 1" in desk.scan(code_of(here))

    step = next(step for step in desk.take.steps() if step.target is StockTakeState.COUNTED)
    take_step(session, desk.take, step, {}, actor=person(session, Role.ARCHIVIST), now=NOW)
    told = {(row.holding_code, row.verdict, row.expected_place, row.found_place) for row in desk.take.rows}
    assert told == {
        (astray.archival_code, "位置不符", there.path, here.path), (lent.archival_code, "借出中，现已在架", lent.place.path, here.path),
        (beyond.archival_code, "位置不符", other_room.path, here.path), (missing.archival_code, "未找到", there.path, None),
    }  # fmt: skip
    session.commit()
    assert "不能再扫描" in desk.scan(code_of(right))


@pytest.mark.parametrize(("sent", "headings"), [({"HX-Request": "true"}, 0), ({}, 1)], ids=["script", "plain form"])
def test_a_scanner_that_is_faster_than_the_script_still_sees_a_whole_page(
    session: Session, client_of: ClientOf, sent: dict[str, str], headings: int
) -> None:
    place = shelf(session, 1)
    desk = Desk(session, client_of)
    answer = desk.browser.post(f"/stock_take/{desk.take.id}/scan", data={"code": code_of(place)}, headers=sent)
    shown = answer.get_data(as_text=True)
    assert (shown.count('id="scan"'), shown.count("<h1>")) == (1, headings)


def test_a_volume_is_put_where_it_was_found_and_the_books_say_so(session: Session, client_of: ClientOf) -> None:
    here, there = shelf(session, 1), shelf(session, 2)
    astray, unplaced = shelved(session, there), shelved(session, None)
    desk = Desk(session, client_of)
    assert desk.act("here") == 409
    desk.scan(code_of(here))
    desk.scan(code_of(astray))
    assert desk.act("here") == 302
    assert (astray.place.path, astray.location) == (here.path, here.path)
    made = session.scalars(select(Correction)).one()
    assert (made.field, made.old, made.new) == ("place", there.path, here.path)
    assert desk.act("here") == 409
    desk.scan(code_of(unplaced))
    assert desk.act("here") == 302
    assert unplaced.place.path == here.path
    assert "相符" in desk.scan(code_of(astray))


def test_the_last_scan_is_taken_back_and_stays_to_be_read(session: Session, client_of: ClientOf) -> None:
    here = shelf(session, 1)
    volume = shelved(session, here)
    desk = Desk(session, client_of)
    assert desk.act("undo") == 409
    desk.scan(code_of(here))
    desk.scan(code_of(volume))
    assert desk.act("undo") == 302
    assert [scan.undone for scan in session.scalars(select(StockScan))] == [True]
    assert "还没有扫描" in page(desk.browser.get(f"/stock_take/{desk.take.id}/scan")).text


def test_a_volume_that_lay_at_two_places_counts_where_it_was_seen_last(session: Session, client_of: ClientOf) -> None:
    here, there = shelf(session, 1), shelf(session, 2)
    volume = shelved(session, there)
    desk = Desk(session, client_of)
    for code, said in ((code_of(here), "1层"), (code_of(volume), "位置不符"), (code_of(there), "2层"), (code_of(volume), "相符")):
        assert said in desk.scan(code)
    assert [scan.undone for scan in session.scalars(select(StockScan).order_by(StockScan.id))] == [True, False]


@pytest.mark.parametrize("role", [Role.CS_HEAD, Role.CLERK, Role.AUDITOR, Role.SYSADMIN])
def test_only_the_archive_counts(role: Role, session: Session, client_of: ClientOf) -> None:
    desk = Desk(session, client_of)
    browser = client_of(role)
    assert browser.get(f"/stock_take/{desk.take.id}/scan").status_code in (403, 404)
    assert browser.post(f"/stock_take/{desk.take.id}/scan", data={"code": "x", "place": ""}).status_code in (403, 404)
    assert browser.post(f"/stock_take/{desk.take.id}/scan/undo").status_code in (403, 404)


@pytest.mark.parametrize("place", ["", "0", "999999", "99999999999999999999", "-1", "x", "１"])
def test_a_place_that_is_none_is_asked_for(place: str, session: Session, client_of: ClientOf) -> None:
    volume = shelved(session, shelf(session, 1))
    desk = Desk(session, client_of)
    desk.place = place
    assert "请先扫描所在位置的标签" in desk.scan(code_of(volume))


def test_what_is_overdue_or_past_its_term_is_said_at_the_beep(session: Session, client_of: ClientOf) -> None:
    here = shelf(session, 1)
    old, lent = (shelved(session, here, ArchivedItem, doc_date="20100000", filed_on=date(2010, 1, 5)) for _ in range(2))
    loan = walk(make(ArchiveLoan, session, item=lent, volume=None), LoanState.LENT)
    loan.borrowed_on = date(2026, 1, 5)
    session.flush()
    desk = Desk(session, client_of)
    desk.scan(code_of(here))
    assert "相符，保管期满待鉴定" in desk.scan(code_of(old))
    assert "借出逾期，现已在架" in desk.scan(code_of(lent))
