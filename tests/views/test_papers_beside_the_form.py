"""What is printed beside the form: a further sheet, the cover and the spine of a volume, the archive's stamp, labels of places."""

from __future__ import annotations

from io import BytesIO
from subprocess import run
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import REGISTERS, ArchivedItem, MeterVolume, Place, Printed, PrintJob, VisitTrip
from models.declare import Register
from models.declare.label import Label
from models.holding import HoldingState
from models.visit import TripState
from printouts.code import parse
from rules.roles import Role
from services.step import find_source
from tests.cast import ClientOf
from tests.make import make, walk

EVERY_PAPER = [(register, paper.key) for register in REGISTERS for paper in register.papers]


def text(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).replace("\n", "")


def codes(pdf: bytes) -> list[str]:
    """The numbers that the codes of the first page say."""
    picture = run(["pdftoppm", "-r", "150", "-gray", "-f", "1", "-l", "1"], input=pdf, capture_output=True, check=True)
    return sorted(parse(found.text).number for found in zxingcpp.read_barcodes(Image.open(BytesIO(picture.stdout))))


@pytest.mark.parametrize(("register", "key"), EVERY_PAPER, ids=lambda value: value if isinstance(value, str) else value.__name__)
def test_every_paper_prints_and_is_written_down(register: Any, key: str, session: Session, client_of: ClientOf) -> None:
    record: Register = make(register, session)
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
