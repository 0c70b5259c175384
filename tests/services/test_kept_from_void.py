"""作废 is no door out of the archive: what has its code, what is filed, what is frozen, and the place under it all stay in the books."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ArchivedItem, ArchiveHandover, ArchiveHold, MeterPaper, MeterVolume, PaperReceipt
from models.archive_hold import HoldState
from models.holding import HoldingState
from models.paper_receipt import ReceiptState
from models.place import Place, PlaceState
from rules.refusals import WrongState
from rules.roles import Role
from services.void import void
from tests.cast import NOW
from tests.make import make, person, voided, walk
from tests.of_archive import expired_item


def refused(session: Session, record: Any, role: Role = Role.CS_HEAD) -> str:
    """What is said to who declares it void."""
    with pytest.raises(WrongState) as said:
        void(session, record, "登记重复", actor=person(session, role), now=NOW)
    return said.value.message


# -- holdings ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.ARCHIVIST, Role.CS_HEAD])
def test_what_was_taken_down_keeps_its_place_in_the_books(role: Role, session: Session) -> None:
    item = walk(walk(make(ArchivedItem, session, retention="permanent"), HoldingState.SHELVED), HoldingState.OPEN)
    assert refused(session, item, role) == f"已编档号 {item.archival_code}，不能作废：保管期限为永久。"
    assert item.status is HoldingState.OPEN


def test_a_freeze_holds_what_has_a_code_and_what_has_none(session: Session) -> None:
    volume, item = make(MeterVolume, session), walk(expired_item(session), HoldingState.OPEN)
    for about in ({"volume": volume, "item": None}, {"volume": None, "item": item}):
        make(ArchiveHold, session, reason="lawsuit", until=None, **about)
    assert "载有本卷（件）" in refused(session, volume)
    assert "已冻结（诉讼" in refused(session, item)


def test_what_a_row_of_a_paper_names_stays(session: Session) -> None:
    item = expired_item(session)
    listed = make(ArchiveHandover, session, rows=[{"volume": None, "item": item}])
    walk(item, HoldingState.OPEN)
    assert refused(session, item) == f"“档案移交清册”{listed.number} 载有本卷（件），不能作废。"
    voided(listed)
    assert voided(item).is_void()


def test_a_volume_does_not_go_with_its_papers_inside(session: Session) -> None:
    paper = make(MeterPaper, session, volume=make(MeterVolume, session))
    assert str(paper.number) in refused(session, paper.volume)
    voided(paper)
    assert voided(paper.volume).is_void()


def test_what_was_entered_twice_and_has_no_code_yet_is_void(session: Session) -> None:
    assert voided(make(ArchivedItem, session, retention="permanent")).is_void()


# -- what is filed -------------------------------------------------------------------------------------------------------------


def test_neither_a_filed_record_nor_its_item_is_void(session: Session) -> None:
    filed = walk(make(ArchiveHold, session), HoldState.FILED)
    item = session.scalars(select(ArchivedItem).where(ArchivedItem.source_ref == f"archive_hold:{filed.id}")).one()
    assert refused(session, filed) == f"本单已归档（档号 {item.archival_code}），不能作废；内容有误的请办理“更正”。"
    assert refused(session, item) == f"本件由“档案冻结登记”{filed.number} 归档而成，不能作废。"


# -- volumes and their papers --------------------------------------------------------------------------------------------------


def test_a_paper_leaves_a_volume_that_lies_on_the_table_alone(session: Session) -> None:
    paper = make(MeterPaper, session, volume=make(MeterVolume, session))
    walk(paper.volume, HoldingState.SHELVED)
    assert refused(session, paper) == "该卷现在是“在库”，请先办理“下架整理”再作废卷内文件。"
    frozen = make(ArchiveHold, session, volume=paper.volume, item=None, reason="lawsuit", until=None)
    walk(paper.volume, HoldingState.OPEN)
    assert refused(session, paper) == f"该卷已冻结（诉讼 {frozen.number}），卷内文件不能作废。"
    voided(frozen)
    assert voided(paper).is_void()


def test_a_receipt_goes_after_its_paper(session: Session) -> None:
    receipt = walk(make(PaperReceipt, session), ReceiptState.FILED)
    paper = session.scalars(select(MeterPaper).where(MeterPaper.source_ref == f"paper_receipt:{receipt.id}")).one()
    assert refused(session, receipt) == f"该文件已入卷（卷内目录 {paper.number}），请先作废卷内目录中的这一件。"
    voided(paper)
    assert voided(receipt).is_void()


# -- places --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [PlaceState.IN_USE, PlaceState.CLOSED])
def test_a_place_goes_once_nothing_stands_there(state: PlaceState, session: Session) -> None:
    place = make(Place, session)
    item = make(ArchivedItem, session, place=place)
    walk(place, state)
    assert refused(session, place, Role.ARCHIVIST) == "这里现有 1 卷（件），移走以后才能作废。"
    voided(item)
    assert voided(place).is_void()
