"""A count adds up, each scanner is its own, and a beep costs the same however many volumes stand there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, func, insert, select
from sqlalchemy.orm import Session

from models import ArchivedItem, Place, StockTake
from models.holding import HoldingState
from models.stock_count import scans_of
from models.stock_take import differences
from rules.refusals import Forbidden, Invalid, WrongState
from rules.roles import Role
from rules.stock_take import Verdict
from services.house import HouseNow
from services.stock_take import last_of, progress, put_here, scan, undo
from services.where import named
from tests.cast import NOW
from tests.make import make, person
from tests.of_meters import newcomer
from tests.services.eyes import put as write
from tests.views.test_stock_take import code_of, shelf, shelved


def test_a_beep_asks_a_fixed_number_of_questions(session: Session, count_queries: Any) -> None:
    here, who = shelf(session, 1), person(session, Role.ARCHIVIST)
    desk, asked = make(StockTake, session, room="一库", rack="3架", actor=who), []
    for _ in range(3):
        volume = shelved(session, here)
        with count_queries(session) as counted:
            scan(session, desk, volume.archival_code, here, actor=who, now=NOW)
            progress(session, desk)
        asked.append(len(counted))
    assert asked[1] == asked[2]


@pytest.fixture
def two(session: Session) -> tuple[Any, Any]:
    """Two archivists, each with a scanner."""
    return person(session, Role.ARCHIVIST), person(session, Role.ARCHIVIST, staff=newcomer(session))


def test_each_takes_back_and_puts_right_what_he_scanned_himself(session: Session, two: tuple[Any, Any]) -> None:
    here, there, (one, other) = shelf(session, 1), shelf(session, 2), two
    mine, theirs = shelved(session, here), shelved(session, here)
    count = make(StockTake, session, room="一库", rack="3架", actor=one)
    scan(session, count, mine.archival_code, there, actor=one, now=NOW)
    scan(session, count, theirs.archival_code, there, actor=other, now=NOW)
    first, second = scans_of(session, count)
    assert [last_of(session, count, who) for who in two] == [first, second]
    with pytest.raises(Forbidden, match="他人的扫描"):
        put_here(session, count, second.id, actor=one, now=NOW)
    with pytest.raises(Forbidden, match="他人的扫描"):
        undo(session, count, second.id, actor=one)
    assert put_here(session, count, first.id, actor=one, now=NOW) is mine
    assert (mine.place, theirs.place) == (there, here)
    undo(session, count, second.id, actor=other)
    with pytest.raises(WrongState, match="已撤销"):
        undo(session, count, second.id, actor=other)
    assert scans_of(session, count) == [first]


def test_a_scan_of_another_count_is_not_taken_back_here(session: Session) -> None:
    here, who = shelf(session, 1), person(session, Role.ARCHIVIST)
    volume = shelved(session, here)
    counts = [make(StockTake, session, room="一库", rack=rack, actor=who) for rack in ("3架", None)]
    scan(session, counts[0], volume.archival_code, here, actor=who, now=NOW)
    (made,) = scans_of(session, counts[0])
    with pytest.raises(WrongState, match="没有这次扫描"):
        undo(session, counts[1], made.id, actor=who)


def test_what_was_voided_after_its_scan_is_not_put_anywhere(session: Session) -> None:
    here, there, who = shelf(session, 1), shelf(session, 2), person(session, Role.ARCHIVIST)
    item = shelved(session, here, ArchivedItem)
    count = make(StockTake, session, room="一库", rack="3架", actor=who)
    scan(session, count, item.archival_code, there, actor=who, now=NOW)
    (made,) = scans_of(session, count)
    declared_void(session, item)
    with pytest.raises(WrongState, match="已注销，却在架上"):
        put_here(session, count, made.id, actor=who, now=NOW)
    assert item.place is not there


def test_what_was_declared_void_and_stands_there_still_is_said(session: Session) -> None:
    here, who = shelf(session, 1), person(session, Role.ARCHIVIST)
    item = shelved(session, here, ArchivedItem)
    code = item.archival_code
    declared_void(session, item)
    count = make(StockTake, session, room="一库", rack="3架", actor=who)
    for said in (code, item.number, code_of(item)):
        beep = scan(session, count, said, here, actor=who, now=NOW)
        assert (beep.holding, beep.verdict) == (item, Verdict.GONE)
    assert named(session, code) is None  # nobody else is sent to it
    assert [row.verdict for row in differences(count, HouseNow(session, NOW))] == ["已注销，却在架上"]


def test_a_place_elsewhere_is_not_counted_here(session: Session) -> None:
    here, who = shelf(session, 1), person(session, Role.ARCHIVIST)
    beyond = [shelf(session, 1, "二库"), make(Place, session, room="一库", rack="4架", shelf="1层", box="1盒")]
    volume, stranger = shelved(session, here), shelved(session, beyond[0])
    count = make(StockTake, session, room="一库", rack="3架", actor=who)
    for place in beyond:
        for said, now_at in ((code_of(place), here), (stranger.archival_code, place)):
            with pytest.raises(Invalid) as refused:
                scan(session, count, said, now_at, actor=who, now=NOW)
            assert f"“{place.path}”不在本次盘点的“一库3架”之内" in refused.value.errors["code"]
    scan(session, count, volume.archival_code, here, actor=who, now=NOW)
    told = progress(session, count)
    assert (told.expected, told.counted, told.missing, told.verdicts) == (1, 1, 0, {Verdict.FITS: 1})


@pytest.mark.parametrize(("room", "rack", "said"), [
    ("1库", None, {"room": "存放位置中没有“1库”，现有：一库"}), ("一库", "9架", {"rack": "“一库”没有“9架”，现有：3架"}),
])  # fmt: skip
def test_a_room_that_there_is_not_is_not_counted(session: Session, room: str, rack: str | None, said: dict[str, str]) -> None:
    place, who = shelf(session, 1), person(session, Role.ARCHIVIST)
    with pytest.raises(Invalid) as refused:
        make(StockTake, session, room=room, rack=rack, actor=who)
    assert refused.value.errors == said
    assert make(StockTake, session, room=place.room, rack=place.rack, actor=who).expected == 0


def test_a_room_of_many_costs_a_beep_no_more_than_its_screen_shows(session: Session, count_queries: Any) -> None:
    """Neither queries nor rows grow with what stands there."""
    here, who = make(Place, session, room="一库", rack="3架", shelf="1层", box="1盒", capacity=9999), person(session, Role.ARCHIVIST)
    one = shelved(session, here, ArchivedItem)
    count, seen = make(StockTake, session, room="一库", rack=None, actor=who), []
    session.commit()
    key, first = count.id, one.id
    for more in (40, 400):
        copied(session, first, more)
        session.expunge_all()
        take = session.get_one(StockTake, key)
        with count_queries(session) as asked, loaded(ArchivedItem) as rows:
            told = progress(session, take)
        seen.append((len(asked), len(rows)))
        assert told.missing == told.expected
        assert len(told.first) == len(rows) == 20
    assert told.expected == 441
    assert seen[0] == seen[1]


@contextmanager
def loaded(model: Any) -> Iterator[list[Any]]:
    """The rows of it that are read meanwhile."""
    rows: list[Any] = []

    def note(target: Any, context: Any) -> None:
        rows.append(target)

    event.listen(model, "load", note)
    try:
        yield rows
    finally:
        event.remove(model, "load", note)


def copied(session: Session, key: int, times: int) -> None:
    """So many more beside it, past the services: there are only to be many."""
    table: Any = ArchivedItem.__table__
    row = dict(session.connection().execute(select(table).where(table.c.id == key)).mappings().one())
    last = session.scalar(select(func.max(table.c.id))) or 0
    rows = [row | {"id": last + one, "number": f"T{last + one}", "archival_code": f"T·{last + one}"} for one in range(1, times + 1)]
    session.connection().execute(insert(table), rows)
    session.commit()


def declared_void(session: Session, item: Any) -> None:
    """As the books may have it from before a paper with a code could not be declared void any more."""
    write(session, ArchivedItem, item.id, status=HoldingState.VOID)
