"""The figures of racks and boxes: who is out, who is late, whose term is over; and what is gone stands nowhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ArchivedItem, ArchiveHold, ArchiveLoan, Meter, MeterPaper, MeterVolume, Place, StockTake
from models.archive_loan import LoanState
from models.holding import HoldingState, is_past_term, why_kept_now
from models.meter import MeterState
from models.place import PlaceState
from models.stock_take import StockTakeState
from rules.moments import local
from rules.roles import Role
from rules.shelves import Glance, Tally
from services.house import HouseNow
from services.shelf_box import SHOWN, open_box
from services.shelves import READERS, rack_map, racks, unplaced
from services.sight import as_person
from services.stock_take import scan
from services.where import where_is
from tests.cast import NOW, ClientOf
from tests.make import as_a_paper_does, make, person, walk
from tests.views.test_stock_take import shelved

TODAY = local(NOW).date()
OLD = {"doc_date": "20100000", "filed_on": date(2010, 1, 5)}


def place(
    session: Session, rack: str = "3架", shelf: str = "1层", box: str | None = "1盒", *, room: str = "一库", capacity: int = 6
) -> Place:
    return make(Place, session, room=room, rack=rack, shelf=shelf, box=box, capacity=capacity)


def lend(session: Session, holding: Any, borrowed_on: date = TODAY) -> Any:
    named = {"volume": holding, "item": None} if isinstance(holding, MeterVolume) else {"volume": None, "item": holding}
    loan = walk(make(ArchiveLoan, session, **named), LoanState.LENT)
    loan.borrowed_on = borrowed_on
    session.flush()
    return loan


def end(holding: Any, state: HoldingState) -> None:
    as_a_paper_does(holding, next(step for step in holding.flow.leaving(holding.status) if step.target is state), {})


@pytest.fixture
def filled(session: Session) -> Place:
    """A box with one of each: on the shelf, lent, overdue, past its term, past it and frozen, on the table, handed over, destroyed."""
    box = place(session, capacity=20)
    shelved(session, box)
    lend(session, shelved(session, box))
    lend(session, shelved(session, box, ArchivedItem), date(2026, 1, 5))
    shelved(session, box, ArchivedItem, **OLD)
    make(ArchiveHold, session, volume=None, item=shelved(session, box, ArchivedItem, **OLD))
    walk(shelved(session, box), HoldingState.OPEN)
    end(shelved(session, box), HoldingState.TRANSFERRED)
    walk(shelved(session, box, ArchivedItem, **OLD), HoldingState.DESTROYED)
    return box


def test_a_box_counts_what_has_its_place_there(session: Session, filled: Place) -> None:
    drawn = rack_map(session, "一库", "3架", NOW)
    assert (drawn.shelves, drawn.boxes, drawn.left_out) == (["1层"], ["1盒"], 0)
    [(found, tally)] = drawn.cells["1层", "1盒"]
    assert found is filled
    assert tally == Tally(capacity=20, shelved=3, lent=2, table=1, overdue=1, due=1)
    assert (tally.standing, tally.glance) == (6, Glance.OVERDUE)


def test_the_racks_are_in_order_with_how_full_they_are(session: Session, filled: Place) -> None:
    place(session, "10架")
    place(session, "2架", room="二库", box=None)
    shut = place(session, "3架", "2层")
    shelved(session, shut)
    walk(shut, PlaceState.CLOSED)
    found = [(one.room, one.name, one.standing, one.capacity, one.filled) for one in racks(session)]
    assert found == [("一库", "3架", 6, 20, 30), ("一库", "10架", 0, 6, 0), ("二库", "2架", 0, 6, 0)]
    [(_, tally)] = rack_map(session, "一库", "3架", NOW).cells["2层", "1盒"]
    assert (tally.glance, tally.standing) == (Glance.SHUT, 1)
    assert rack_map(session, "二库", "2架", NOW).boxes == [""]


def test_an_open_box_says_who_has_what_and_when_it_was_counted(session: Session, filled: Place) -> None:
    opened = open_box(session, filled, NOW)
    assert opened.counted is None
    told = [(one.holding.status, one.loan is not None, one.is_overdue, one.is_due) for one in opened.held]
    assert sorted(told, key=str) == sorted([
        (HoldingState.SHELVED, False, False, False), (HoldingState.LENT, True, False, False), (HoldingState.OPEN, False, False, False),
        (HoldingState.LENT, True, True, False), (HoldingState.SHELVED, False, False, True), (HoldingState.SHELVED, False, False, False),
    ], key=str)  # fmt: skip
    codes = [one.holding.archival_code for one in opened.held if isinstance(one.holding, MeterVolume)]
    assert codes == sorted(codes)
    assert (min(codes), max(codes)) in opened.codes
    assert set(opened.retentions) == {one.holding.retention for one in opened.held}
    late = next(one.loan for one in opened.held if one.is_overdue)
    assert str(late).startswith(f"{late.borrower}借阅，应于 ")


def test_the_last_stock_take_that_ended_is_told(session: Session) -> None:
    here, there, who = place(session), place(session, shelf="2层"), person(session, Role.ARCHIVIST)
    astray = shelved(session, here)
    take = make(StockTake, session, room="一库", rack="3架", actor=who)
    scan(session, take, astray.archival_code, there, actor=who, now=NOW)
    assert open_box(session, here, NOW).counted is None
    walk(take, StockTakeState.COUNTED)
    other = make(StockTake, session, room=place(session, room="二库").room, rack=None, actor=who)
    walk(other, StockTakeState.COUNTED)
    for box, differences in ((here, 1), (there, 1), (place(session, shelf="3层"), 0)):
        counted = open_box(session, box, NOW).counted
        assert counted is not None
        assert (counted.take, counted.differences) == (take, differences)


def test_a_deep_box_is_turned_page_by_page_and_nothing_is_skipped(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    box = place(session, capacity=20)
    there = [shelved(session, box, register) for register in (MeterVolume, ArchivedItem) for _ in range(5)]
    monkeypatch.setattr("services.shelf_box.SHOWN", 3)
    pages = [open_box(session, box, NOW, page) for page in (1, 2, 3, 4, 5)]
    assert [len(one.held) for one in pages] == [3, 3, 3, 1, 0]
    assert [one.holding for page in pages for one in page.held] == there
    assert (pages[0].pages, SHOWN) == (4, 50)


def volume_of(session: Session, point: str, retention: str, paper: str | None) -> MeterVolume:
    volume = make(MeterVolume, session, connection_no=point, meter=None, customer=None, retention=retention)
    if paper:
        make(MeterPaper, session, volume=volume, doc_date=paper)
    return volume


@pytest.mark.parametrize(("retention", "years"), [("permanent", None), ("30", 30), ("10", 10)])
def test_many_terms_are_over_as_each_of_them_is(session: Session, retention: str, years: int | None) -> None:
    """The condition of the map and the sentence of the appraisal are written twice; they say the same, at the edge of the term too."""
    edge = 2026 - (years or 10)
    volumes = [volume_of(session, f"JS-{year}", retention, f"{year}1231") for year in (edge - 1, edge)]
    bare, hung, down = (volume_of(session, point, retention, paper) for point, paper in (("E", None), ("H", "19801231"), ("D", "19801231")))
    bare.created_at = NOW - timedelta(days=366 * 40)
    up, off = (make(Meter, session, caliber="DN20") for _ in range(2))
    up.connection_no, off.connection_no = "H", "D"
    session.flush()
    with session.no_autoflush:
        as_a_paper_does(up, next(step for step in up.steps() if step.target is MeterState.ISSUED), {
            "issued_on": TODAY, "connection_no": "H"})  # fmt: skip
    off.removed_on = date(edge, 1, 1)
    items = [
        make(ArchivedItem, session, retention=retention, doc_date=f"{year}0000")
        for year in (edge - 1, edge)
    ]  # fmt: skip
    items.append(make(ArchivedItem, session, retention=retention, doc_date=f"{edge - 5}0000"))
    items[-1].filed_on = date(edge, 1, 1)
    session.flush()
    house, over = HouseNow(session, NOW), set[Any]()
    for register in (MeterVolume, ArchivedItem):
        over |= set(session.scalars(select(register).where(is_past_term(register, TODAY))))
    for one in (*volumes, bare, hung, down, *items):
        assert (one in over) is (why_kept_now(one, house) is None), (one, why_kept_now(one, house))
    assert len(over) == (0 if years is None else 3)


def test_what_has_no_card_is_counted_beside_the_map(session: Session) -> None:
    shelved(session, None)
    shelved(session, place(session))
    make(MeterVolume, session)
    assert unplaced(session) == 1


def test_where_something_is(session: Session) -> None:
    box, who = place(session), person(session, Role.ARCHIVIST)
    volume, item = (
        shelved(session, box, volume_title="和顺餐饮店水表档案"),
        shelved(session, box, ArchivedItem, item_title="[和顺片区调价]"),
    )
    for said, meant in (
        (volume.archival_code, volume), (item.number, item), (box.number, box), ("一库3架1层1盒", box), ("餐饮", volume),
    ):  # fmt: skip
        assert where_is(session, said, who) == [meant]
    assert where_is(session, "和顺", who) == [volume, item]
    assert where_is(session, "没有这一卷", who) == []


def test_who_sees_only_some_of_what_stands_there_has_no_map() -> None:
    assert frozenset({Role.ARCHIVIST, Role.CS_HEAD, Role.AUDITOR}) == READERS


def test_the_page_asks_a_fixed_number_of_questions(session: Session, client_of: ClientOf, count_queries: Any) -> None:
    browser = client_of(Role.ARCHIVIST)
    box = place(session, capacity=50)
    asked: dict[str, list[int]] = {f"/shelves/{box.id}": [], "/shelves/": [], "/shelves/?q=水表": []}
    for _ in range(3):
        for register in (MeterVolume, ArchivedItem):
            lend(session, shelved(session, box, register, **({"volume_title": "水表"} if register is MeterVolume else {})))
        session.commit()
        for path, counts in asked.items():
            with count_queries(session) as counted:
                browser.get(path)
            counts.append(len(counted))
    assert {path: counts[1] for path, counts in asked.items()} == {path: counts[2] for path, counts in asked.items()}


@pytest.mark.parametrize("role", [Role.ARCHIVIST, Role.AUDITOR])
def test_the_map_and_a_box_ask_a_fixed_number_of_questions(session: Session, count_queries: Any, role: Role) -> None:
    box, asked = place(session, capacity=50), []
    for round_ in range(3):
        place(session, shelf=f"{round_ + 2}层")
        for register in (MeterVolume, ArchivedItem):
            shelved(session, box, register)
            lend(session, shelved(session, box, register))
        session.commit()
        session.expire_all()
        pk = box.id
        as_person(session, person(session, role))
        with count_queries(session) as counted:
            racks(session)
            rack_map(session, "一库", "3架", NOW)
            held = open_box(session, session.get_one(Place, pk), NOW).held
            said = [(str(one.holding), str(one.loan), one.holding.place.path) for one in held]
            where_is(session, "水表", person(session, role))
        assert len(said) == 4 * (round_ + 1)
        asked.append(len(counted))
        session.info["whole"] = True
        session.rollback()
    assert asked[1] == asked[2]
    assert asked[2] <= 60
