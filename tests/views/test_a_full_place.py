"""容量: a place takes no more than it holds, whichever door would put one more there; what has left the room makes room."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.intake import Mode
from models import ArchivedItem, MeterVolume, Place
from models.holding import HoldingState
from models.place import PlaceState
from rules.refusals import Invalid
from rules.roles import Role
from services.correct import correct
from services.records import edit
from services.step import take
from tests.cast import NOW, ClientOf
from tests.make import as_a_paper_does, make, person, posted, step_values, voided, walk
from tests.page import page
from tests.views.test_stock_take import Desk, code_of, shelved
from tests.workbook.bench import bring, file_of

FULL = "该盒最多 1 卷（件），已满，请另选位置"


def place(session: Session, capacity: int, box: str | None = "1盒", shelf: str = "1层") -> Place:
    return make(Place, session, room="一库", rack="3架", shelf=shelf, box=box, capacity=capacity)


def shelving(holding: Any) -> Any:
    return next(step for step in holding.steps() if step.target is HoldingState.SHELVED)


@pytest.mark.parametrize("register", [MeterVolume, ArchivedItem])
def test_the_form_says_that_the_box_is_full_and_keeps_what_was_typed(register: Any, session: Session, client_of: ClientOf) -> None:
    full, free, one = place(session, 1), place(session, 1, "2盒"), make(register, session)
    shelved(session, full, ArchivedItem)
    step = shelving(one)
    values = posted(register, step_values(one, step, session) | {"place": full})
    session.commit()
    browser, address = client_of(Role.ARCHIVIST), f"/{register.__tablename__}/{one.id}/step/{step.key}"
    said = page(browser.post(address, data=values))
    assert said.errors == {"place": FULL}
    assert said.boxes["place"] == [str(full.id)]
    session.rollback()
    assert (one.status, one.place) == (HoldingState.OPEN, None)

    assert browser.post(address, data=values | {"place": str(free.id)}).status_code == 302
    session.rollback()
    assert (one.status, one.place.id) == (HoldingState.SHELVED, free.id)


def refused(session: Session, there: Place) -> str:
    """What is said to who shelves one more volume there, and takes it back."""
    session.commit()
    with pytest.raises(Invalid) as said:
        shelved(session, there)
    session.rollback()
    return said.value.errors["place"]


def test_a_shelf_without_boxes_is_called_a_shelf(session: Session) -> None:
    shelf = place(session, 1, None)
    shelved(session, shelf)
    assert refused(session, shelf) == FULL.replace("盒", "层")


def test_what_is_out_keeps_its_place_and_what_is_gone_frees_it(session: Session) -> None:
    box = place(session, 1)
    item = shelved(session, box, ArchivedItem, doc_date="20100000")
    walk(item, HoldingState.LENT)
    assert refused(session, box) == FULL
    walk(item, HoldingState.SHELVED)
    gone = next(step for step in item.flow.leaving(item.status) if step.target is HoldingState.TRANSFERRED)
    as_a_paper_does(item, gone, {})
    second = make(MeterVolume, session, place=box)
    assert refused(session, box) == FULL
    voided(second)
    assert shelved(session, box).place is box


def test_who_only_changes_something_else_is_not_asked_for_room(session: Session) -> None:
    box = place(session, 1)
    item = shelved(session, box, ArchivedItem)
    walk(item, HoldingState.OPEN)
    walk(item, HoldingState.SHELVED)
    assert item.status is HoldingState.SHELVED


def test_nothing_is_moved_to_a_full_box_by_a_correction(session: Session) -> None:
    full, there = place(session, 1), place(session, 1, "2盒")
    shelved(session, full)
    item = shelved(session, there, ArchivedItem)
    session.commit()
    with pytest.raises(Invalid) as refused:
        correct(session, item, "place", full, "挪位", actor=person(session, Role.ARCHIVIST), now=NOW)
    assert refused.value.errors == {"place": FULL}
    session.rollback()
    assert item.place.id == there.id


def test_a_stock_take_does_not_move_one_to_a_full_box_either(session: Session, client_of: ClientOf) -> None:
    full, there = place(session, 1), place(session, 1, "2盒")
    shelved(session, full)
    astray = shelved(session, there)
    desk = Desk(session, client_of)
    desk.scan(code_of(full))
    assert "位置不符" in desk.scan(code_of(astray))
    said = page(desk.browser.post(f"/stock_take/{desk.take.id}/scan/here", data={"scan": desk.last})).text
    assert f"没有改位：{FULL}" in said
    assert "撤销上一次扫描" in said
    session.rollback()
    assert astray.place.id == there.id


def test_the_old_archive_comes_in_until_the_box_is_full(session: Session) -> None:
    box = place(session, 2)
    session.commit()
    heads = ["序号", "原编号", "案卷题名", "接水点编号", "档号", "位置卡", "保管期限", "状态"]
    rows = [[n, f"旧{n}", f"JS-{n} 水表档案", f"JS-{n}", f"QH01-SB·2019-Y-KFZX-{n:03}", box.number, "永久", "在库"] for n in (1, 2, 3)]
    sheet = file_of(*rows, heads=heads, title="水表档案案卷目录")
    brought = bring(session, MeterVolume, sheet, person(session, Role.ARCHIVIST), Mode.RIGHT_ONLY)
    assert [*brought] == [2, 0, 1]
    assert FULL.replace("1", "2") in "".join(brought.sentences)
    assert [one.place.id for one in session.scalars(select(MeterVolume))] == [box.id, box.id]


def test_a_place_does_not_become_smaller_than_what_stands_there(session: Session) -> None:
    box, archivist = place(session, 5), person(session, Role.ARCHIVIST)
    shelved(session, box)
    shelved(session, box, ArchivedItem)
    with pytest.raises(Invalid) as refused:
        edit(session, box, {"capacity": 1}, actor=archivist, now=NOW)
    assert refused.value.errors == {"capacity": "这里现有 2 卷（件），容量不能少于 2"}
    edit(session, box, {"capacity": 2}, actor=archivist, now=NOW)
    assert box.capacity == 2


def test_nothing_more_is_put_where_a_place_was_given_up(session: Session) -> None:
    there = place(session, 3)
    step = next(step for step in there.steps() if step.target is PlaceState.CLOSED)
    take(session, there, step, {}, words="盒体破损", actor=person(session, Role.ARCHIVIST), now=NOW)
    assert refused(session, there) == "该位置已停用，请另选位置"
