"""库房架位 on the screen: for whom it is, what stands in it, and what is said to who asks for a place that is none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models import ArchivedItem, MeterVolume, Place
from rules.roles import Role
from services.shelves import READERS
from tests.cast import ClientOf
from tests.make import make, voided
from tests.page import page
from tests.services.test_shelves import end, lend, place
from tests.views.test_stock_take import code_of, shelved


@pytest.fixture
def box(session: Session) -> Place:
    return place(session)


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_the_map_is_open_to_the_archive_and_those_above_it_alone(role: Role, box: Place, session: Session, client_of: ClientOf) -> None:
    session.commit()
    pk, browser = box.id, client_of(role)
    open_to = {Role.ARCHIVIST, Role.CS_HEAD, Role.AUDITOR}
    for path in ("/shelves/", f"/shelves/{pk}", "/shelves/?q=1"):
        assert browser.get(path).status_code == (200 if role in open_to else 403), path
    assert ('href="/shelves/"' in browser.get("/").get_data(as_text=True)) is (role in open_to)
    assert open_to == READERS


def test_a_stranger_is_sent_to_the_login(client: Any) -> None:
    assert client.get("/shelves/").headers["Location"].startswith("/login/")


def test_a_house_without_places_says_what_to_do_first(client_of: ClientOf) -> None:
    said = page(client_of(Role.ARCHIVIST).get("/shelves/")).text
    assert "还没有存放位置" in said
    assert "新建位置" in said
    assert "新建位置" not in page(client_of(Role.AUDITOR).get("/shelves/")).text


@pytest.mark.parametrize("path", ["?room=九库", "?room=一库&rack=99架", "?rack=%00", "999999", "99999999999999999999", "?room=%27--"])
def test_a_place_that_is_none_is_said_to_be_none(path: str, box: Place, session: Session, client_of: ClientOf) -> None:
    session.commit()
    answer = client_of(Role.ARCHIVIST).get(f"/shelves/{path}")
    assert answer.status_code == 404
    assert "没有" in page(answer).text


def test_a_void_place_is_not_opened(box: Place, session: Session, client_of: ClientOf) -> None:
    voided(box)
    session.commit()
    answer = client_of(Role.ARCHIVIST).get(f"/shelves/{box.id}")
    assert answer.status_code == 404
    assert "已作废" in page(answer).text


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999", "２"])
def test_a_page_that_is_none_is_the_first(number: str, box: Place, session: Session, client_of: ClientOf) -> None:
    volume = shelved(session, box)
    session.commit()
    assert volume.archival_code in page(client_of(Role.ARCHIVIST).get(f"/shelves/{box.id}?page={number}")).text


def test_a_box_is_opened_from_the_rack(box: Place, session: Session, client_of: ClientOf) -> None:
    late, here, gone = (shelved(session, box, register) for register in (ArchivedItem, MeterVolume, MeterVolume))
    loan = lend(session, late, date(2026, 1, 5))
    end(gone, gone.status.__class__.TRANSFERRED)
    session.commit()
    browser = client_of(Role.ARCHIVIST)
    rack = page(browser.get("/shelves/")).text
    for words in ("一库 3架", "3-1-1", "逾期 1", "一库3架1层1盒 借出逾期，现放 2，容量 6", "33%"):
        assert words in rack.replace("　", " ")
    answer = browser.get(f"/shelves/{box.id}")
    html, said = answer.get_data(as_text=True), page(answer).text
    for words in ("在库 1，借出 1", "现放 2 / 6 卷（件）", "还没有盘点", here.archival_code, late.archival_code, str(loan), "借出逾期"):
        assert words in said
    assert gone.archival_code not in said
    for link in (
        f"/archive_loan/add?volume={here.id}",
        f"/place/{box.id}/paper/label",
        f"/archive_loan/{loan.id}",
        f"/meter_volume/{here.id}",
    ):
        assert f'href="{link}"' in html
    assert f"/archive_loan/add?item={late.id}" not in html
    assert "/archive_loan/add" not in browser_of(client_of, Role.AUDITOR, box)
    assert "/paper/label" not in browser_of(client_of, Role.AUDITOR, box)


def browser_of(client_of: ClientOf, role: Role, box: Place) -> str:
    return client_of(role).get(f"/shelves/{box.id}").get_data(as_text=True).partition("<main")[2]


def test_the_loan_is_filled_with_the_volume(box: Place, session: Session, client_of: ClientOf) -> None:
    volume = shelved(session, box)
    session.commit()
    assert page(client_of(Role.ARCHIVIST).get(f"/archive_loan/add?volume={volume.id}")).boxes["volume"] == [str(volume.id)]


def test_who_asks_where_something_is_stands_before_its_box(box: Place, session: Session, client_of: ClientOf) -> None:
    volume, other = (shelved(session, box, volume_title=f"和顺{name}水表档案") for name in ("餐饮店", "酒店"))
    unplaced = shelved(session, None, volume_title="恒达机械水表档案")
    session.commit()
    browser = client_of(Role.ARCHIVIST)
    for said in (volume.archival_code, volume.number, code_of(volume), "餐饮", f"　{volume.archival_code.lower().upper()} "):
        found = browser.get("/shelves/", query_string={"q": said})
        assert found.headers["Location"] == f"/shelves/{box.id}?at=meter_volume-{volume.id}", said
    assert "is-found" in browser.get(found.headers["Location"]).get_data(as_text=True)
    for said in (box.number, code_of(box), "一库3架1层1盒"):
        assert browser.get("/shelves/", query_string={"q": said}).headers["Location"] == f"/shelves/{box.id}"
    both = page(browser.get("/shelves/?q=和顺")).text
    assert volume.archival_code in both
    assert other.archival_code in both
    alone = page(browser.get("/shelves/?q=恒达")).text
    assert unplaced.archival_code in alone
    assert unplaced.location in alone
    assert "没有找到" in page(browser.get("/shelves/?q=没有这一卷%25_")).text


def test_a_rack_of_very_many_places_says_what_it_leaves_out(
    session: Session, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for number in range(1, 13):
        make(Place, session, room="一库", rack="3架", shelf="1层", box=f"{number}盒")
    session.commit()
    monkeypatch.setattr("services.shelves.MOST", 10)
    answer = client_of(Role.ARCHIVIST).get("/shelves/")
    assert "另有 2 个没有画出" in page(answer).text
    assert "rack-wide" in answer.get_data(as_text=True)
