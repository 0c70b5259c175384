"""What is printed beside the form: a further sheet, the cover and the spine of a volume, the archive's stamp, labels of places."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from subprocess import run
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import REGISTERS, ArchivedItem, Meter, MeterSwap, MeterVolume, Place, Printed, PrintJob, RemovalTask, VisitTrip
from models.declare import Register
from models.declare.label import Label
from models.holding import HoldingState
from models.meter import MeterState
from models.removal import RemovalState
from models.swap import SwapState
from models.visit import TripState
from printouts.code import parse
from rules.roles import Role
from services.step import find_source, take
from tests.cast import NOW, ClientOf
from tests.make import make, meet, step_values, taker, walk, way

EVERY_PAPER = [(register, paper.key) for register in REGISTERS for paper in register.papers]


def text(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).replace("\n", "")


def codes(pdf: bytes) -> list[str]:
    """The numbers that the codes of the first page say."""
    picture = run(["pdftoppm", "-r", "150", "-gray", "-f", "1", "-l", "1"], input=pdf, capture_output=True, check=True)
    return sorted(parse(found.text).number for found in zxingcpp.read_barcodes(Image.open(BytesIO(picture.stdout))))


def with_paper(register: type[Register], key: str, session: Session) -> Register:
    """A record that is so far that there is something for that paper to be about."""
    record, paper = make(register, session), register.paper(key)
    if paper is not None and not record.has_paper(paper):
        asked = {part.name for part in paper.when.parts()}  # type: ignore[union-attr] # it would have it otherwise
        walk(record, next(step.target for step in register.flow.steps if asked & set(step.fields)))
    return record


@pytest.mark.parametrize(("register", "key"), EVERY_PAPER, ids=lambda value: value if isinstance(value, str) else value.__name__)
def test_every_paper_prints_and_is_written_down(register: Any, key: str, session: Session, client_of: ClientOf) -> None:
    record = with_paper(register, key, session)
    session.commit()
    answer = client_of(Role.ARCHIVIST).get(f"/{register.__tablename__}/{record.id}/paper/{key}")
    assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")
    session.rollback()
    written = session.scalars(select(Printed).join(PrintJob).where(PrintJob.paper == key)).one()
    assert (written.register, written.record_id, record.print_count) == (register.__tablename__, record.id, 0)


def test_a_volume_has_its_notes_its_cover_and_its_spine(session: Session, client_of: ClientOf) -> None:
    volume = walk(make(MeterVolume, session, volume_title="和顺餐饮店水表档案"), HoldingState.SHELVED)
    session.commit()
    browser, base = client_of(Role.ARCHIVIST), f"/meter_volume/{volume.id}/paper"
    notes, cover, spine = (browser.get(f"{base}/{key}").data for key in ("remarks", "cover", "spine"))
    for words in ("卷内备考表", "卷内件数", "互见号", "立卷人", "检查人", "I04-", volume.archival_code):
        assert words in text(notes)
    for words in ("和顺餐饮店水表档案", "立卷单位", "永久", "密级", volume.archival_code):
        assert words in text(cover)
    assert "和顺餐饮店水表档案" in text(spine)
    assert codes(notes) == codes(cover) == [volume.number]


def test_the_stamp_of_the_archive_says_what_the_code_says(session: Session, client_of: ClientOf) -> None:
    walk(make(VisitTrip, session), TripState.FILED)
    item = session.scalars(select(ArchivedItem)).one()
    assert item.archival_code == "QH01-KF·2026-D10-KFZX-0001"
    assert find_source(session, item.source_ref).archival_code == item.archival_code  # type: ignore[union-attr]
    walk(item, HoldingState.SHELVED)
    session.commit()
    said = text(client_of(Role.ARCHIVIST).get(f"/archived_item/{item.id}/paper/stamp").data)
    for words in ("QH01", "2026", "0001", "KFZX", "10年"):
        assert words in said


def test_so_many_labels_stand_on_a_page(session: Session, client_of: ClientOf) -> None:
    label = Place.paper("label")
    assert isinstance(label, Label)
    assert label.a_page == 24
    places = [make(Place, session) for _ in range(25)]
    session.commit()
    ids = [str(place.id) for place in places]
    pdf = client_of(Role.ARCHIVIST).post("/place/batch", data={"action": "label", "ids": ids}).data
    assert len(PdfReader(BytesIO(pdf)).pages) == 2
    assert codes(pdf) == sorted(place.number for place in places[:24])
    assert all(place.path and place.path in text(pdf) for place in places)


def a_large_meter_changed(session: Session) -> MeterSwap:
    large = make(Meter, session, caliber="DN50", meter_no="2020-000451")
    swap = make(MeterSwap, session, meter=walk(large, MeterState.IN_USE), zone="城东一区")
    said = {"caliber": "DN50", "account_name": "和顺餐饮店", "new_meter": make(Meter, session, caliber="DN50")}
    for step in way(swap, SwapState.CHANGED):
        meet(swap, step)
        given = {name: value for name, value in said.items() if name in step.fields}
        take(session, swap, step, step_values(swap, step, session, **given), words="同意", actor=taker(session, swap, step), now=NOW)
    return swap


def test_the_label_of_an_old_meter_says_until_when_it_is_kept(session: Session, client_of: ClientOf) -> None:
    swap = a_large_meter_changed(session)
    session.commit()
    browser, address = client_of(Role.CLERK), f"/meter_swap/{swap.id}/paper/old"
    assert address in browser.get(f"/meter_swap/{swap.id}").text
    before = text(browser.get(address).data)
    for words in (
        "旧表标签",
        "用户名：和顺餐饮店",
        "口径：DN50",
        "表号：2020-000451",
        "旧表行度：1",
        "城东一区",
        f"接水点编号：{swap.connection_no}",
    ):
        assert words in before
    session.rollback()
    walk(swap, SwapState.RETURNED)
    assert swap.keep_until == swap.meter.keep_until == date(2026, 12, 20)
    session.commit()
    after = browser.get(address).data
    assert "保存至：2026年12月20日" in text(after)
    assert codes(after) == [swap.number]


def test_a_small_old_meter_is_not_kept(session: Session) -> None:
    task = walk(make(RemovalTask, session, kind="close"), RemovalState.CLOSING)
    assert (task.caliber, task.keep_until) == ("DN20", None)


def test_there_is_no_label_before_there_is_an_old_meter(session: Session, client_of: ClientOf) -> None:
    task, other = make(RemovalTask, session), walk(make(RemovalTask, session), RemovalState.REMOVED)
    session.commit()
    browser, address = client_of(Role.CLERK), f"/removal_task/{task.id}"
    assert f"{address}/paper/old" not in browser.get(address).text
    refused = browser.get(f"{address}/paper/old", follow_redirects=True)
    assert f"{task.number} 尚未登记“拆表日期”，还不能打印“旧表标签”" in refused.text
    both = browser.post("/removal_task/batch", data={"action": "old", "ids": [task.id, other.id]}, follow_redirects=True)
    assert f"{task.number} 尚未登记“拆表日期”" in both.text
    session.rollback()
    assert session.scalars(select(PrintJob).where(PrintJob.paper == "old")).all() == []


def test_there_is_no_other_paper(session: Session, client_of: ClientOf) -> None:
    place = make(Place, session)
    session.commit()
    assert client_of(Role.ARCHIVIST).get(f"/place/{place.id}/paper/cover").status_code == 404
    assert client_of(Role.HOTLINE).get(f"/place/{place.id}/paper/label").status_code in (403, 404)


@pytest.mark.parametrize(("register", "key"), EVERY_PAPER, ids=lambda value: value if isinstance(value, str) else value.__name__)
def test_the_key_of_a_paper_is_its_own(register: type[Register], key: str) -> None:
    assert [paper.key for paper in register.papers].count(key) == 1
    assert key not in {"sheet", "ledger", "account", "print"}
    assert len(key) <= 20
