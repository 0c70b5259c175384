"""待认领: a person sees the page and says whose it is; and nobody sees a page, or learns of a record, that is none of his."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Attachment, Complaint, Department, Notice, ScanPage
from models.returned import PageState
from rules.roles import Role
from services.returning.outstanding import returned_of
from tests.cast import NOW, ClientOf
from tests.make import make, person, voided
from tests.page import page
from tests.returning.conftest import Printer, Upload
from tests.returning.scanner import covered, jpeg, pages, scan
from tests.settled import Settled


@dataclass
class Waiting:
    """A notice that was printed, and its two copies in the queue because their codes are covered."""

    notice: Notice
    first: int
    second: int


WAITING = "waiting"


@pytest.fixture(scope="session")
def _kept() -> dict[str, tuple[int, int, int]]:
    """What the tests of this file begin with, once one of them has made it: the reading of covered codes takes seconds."""
    return {}


@pytest.fixture
def waiting(_kept: dict[str, tuple[int, int, int]], settled_app: Settled, session: Session, printed: Printer, upload: Upload) -> Waiting:
    if WAITING not in _kept:
        notice = make(Notice, session)
        upload(scan([covered(one) for one in pages(printed(notice))]))
        first, second = session.scalars(select(ScanPage.id).order_by(ScanPage.place)).all()
        _kept[WAITING] = (notice.id, first, second)
        session.close()
        settled_app.keep(WAITING)
    else:
        settled_app.restore(WAITING)
    key, first, second = _kept[WAITING]
    notice = session.get_one(Notice, key)
    session.rollback()
    return Waiting(notice, first, second)


def state(session: Session, key: int) -> tuple[str, str]:
    session.rollback()
    found = session.get_one(ScanPage, key)
    return found.state, found.words


def test_a_person_sees_the_page_and_gives_it_its_record(waiting: Waiting, session: Session, client_of: ClientOf) -> None:
    clerk = client_of(Role.CLERK)
    assert "没有读出二维码。" in page(clerk.get("/returned/waiting")).text
    assert clerk.get(f"/returned/waiting/{waiting.first}/picture").data.startswith(b"\x89PNG")
    number = waiting.notice.number
    session.rollback()
    data = {"do": "claim", "number": f" {number} ", "copy": "2", "also": [str(waiting.second)]}
    assert clerk.post(f"/returned/waiting/{waiting.first}", data=data).location == "/returned/waiting"
    ((copy, paper),) = returned_of(session, waiting.notice)
    assert (copy, paper.pages, paper.remarks) == ("第二联（共二联） 部门留底", 2, "人工认领")
    assert state(session, waiting.second) == (PageState.CLAIMED, number)
    assert "没有待认领的扫描页" in page(clerk.get("/returned/waiting")).text
    again = clerk.post(f"/returned/waiting/{waiting.first}", data=data)
    assert again.status_code == 409
    assert session.scalars(select(Attachment.id)).all() == [paper.attachment_id]


@pytest.mark.parametrize(("number", "copy", "said"), [
    ("", "1", "请填写单据编号"), ("QH-A05-2026-99999", "1", "没有找到这个编号的单据"), ("x" * 200, "1", "没有找到这个编号的单据"),
    ("\0", "1", "没有找到这个编号的单据"), (None, "9", "共 2 联，请重新选择联次"), (None, "", "请重新选择联次"),
    (None, "一", "请重新选择联次"),
])  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    number: str | None, copy: str, said: str, waiting: Waiting, session: Session, client_of: ClientOf
) -> None:  # fmt: skip
    number = waiting.notice.number if number is None else number
    session.rollback()
    answer = client_of(Role.CLERK).post(f"/returned/waiting/{waiting.first}", data={"do": "claim", "number": number, "copy": copy})
    assert said in page(answer).text
    assert number == "\0" or f'value="{number}"' in answer.get_data(as_text=True)
    assert state(session, waiting.first)[0] == PageState.WAITING


def test_a_void_record_takes_no_page(waiting: Waiting, session: Session, client_of: ClientOf) -> None:
    voided(waiting.notice)
    number = waiting.notice.number
    session.commit()
    answer = client_of(Role.CLERK).post(f"/returned/waiting/{waiting.first}", data={"do": "claim", "number": number, "copy": "1"})
    assert "已作废，不再收回扫描件" in page(answer).text
    assert state(session, waiting.first)[0] == PageState.WAITING


def test_a_page_is_discarded_with_a_reason_and_stays_to_be_seen(waiting: Waiting, session: Session, client_of: ClientOf) -> None:
    clerk, path = client_of(Role.CLERK), f"/returned/waiting/{waiting.first}"
    for words, said in ((" ", "请写明不要的原因"), ("x" * 201, "最多 200 个字")):
        assert said in page(clerk.post(path, data={"do": "discard", "words": words})).text
    assert clerk.post(path, data={"do": "discard", "words": "扫描了两次"}).status_code == 302
    assert state(session, waiting.first) == (PageState.DISCARDED, "扫描了两次")
    shown = page(clerk.get(path)).text
    assert "扫描了两次" in shown
    assert "归入这张单据" not in shown


def test_a_page_sent_in_again_waits_once_and_a_discarded_one_anew(
    waiting: Waiting, session: Session, client_of: ClientOf, printed: Printer, upload: Upload
) -> None:  # fmt: skip
    content = scan([covered(one) for one in pages(printed(session.get_one(Notice, waiting.notice.id)))[:1]])
    assert "待认领 1 页" in upload(content)
    assert "待认领 0 页" in upload(content)
    key = session.scalars(select(ScanPage.id).order_by(ScanPage.id.desc())).first()
    session.rollback()
    client_of(Role.CLERK).post(f"/returned/waiting/{key}", data={"do": "discard", "words": "看不清"})
    assert "待认领 1 页" in upload(content)


def test_a_page_that_was_claimed_for_a_record_now_void_waits_anew(
    waiting: Waiting, session: Session, client_of: ClientOf, printed: Printer, upload: Upload
) -> None:  # fmt: skip
    wrong = make(Notice, session)
    number, content = wrong.number, scan([covered(one) for one in pages(printed(session.get_one(Notice, waiting.notice.id)))[:1]])
    upload(content)
    key = session.scalars(select(ScanPage.id).order_by(ScanPage.id.desc())).first()
    session.rollback()
    client_of(Role.CLERK).post(f"/returned/waiting/{key}", data={"do": "claim", "number": number, "copy": "1"})
    assert state(session, key or 0) == (PageState.CLAIMED, number)
    assert upload(content) == "已完成：共 1 页：收回 0 份 0 页，此前已收回 0 份，待认领 0 页，此前已认领 1 页，空白 0 页。"
    voided(session.get_one(Notice, wrong.id))
    assert "待认领 1 页" in upload(content)
    assert "待认领 0 页，此前已在待认领 1 页" in upload(content)


def test_a_page_that_went_with_a_record_now_void_waits_anew(
    session: Session, printed: Printer, upload: Upload
) -> None:  # fmt: skip
    """A stranger's upload put it aside, its keeper's filed it; then the record was declared void."""
    record = make(Complaint, session, person(session, Role.HOTLINE))
    record.dept = session.scalars(select(Department).order_by(Department.position.desc())).first()
    content = scan(pages(printed(record, role=Role.CS_HEAD))[:1])
    upload(content, role=Role.DEPT)
    upload(content, role=Role.HOTLINE)
    assert session.scalars(select(ScanPage.state)).all() == [PageState.CLAIMED]
    voided(session.get_one(Complaint, record.id))
    assert "待认领 1 页" in upload(content, role=Role.HOTLINE)


# -- whose it is to see ---------------------------------------------------------------------------------------------------


def test_a_page_that_names_nobody_is_for_the_uploader_and_for_who_keeps_papers(waiting: Waiting, client_of: ClientOf) -> None:
    for role in Role:
        if role in (Role.AUDITOR, Role.SYSADMIN):
            expected = 403
        else:
            expected = 200 if role in (Role.CLERK, Role.CS_HEAD, Role.ARCHIVIST) else 404
        for tail in ("", "/picture"):
            answer = client_of(role).get(f"/returned/waiting/{waiting.first}{tail}", headers={"Accept": "application/json"})
            assert answer.status_code == expected, (role, tail)
        assert expected != 404 or f"/returned/waiting/{waiting.first}" not in client_of(role).get("/returned/waiting").text


def test_a_page_whose_code_names_a_record_is_for_who_may_hang_it_there(
    session: Session, printed: Printer, upload: Upload, client_of: ClientOf
) -> None:  # fmt: skip
    """A department uploads what is another's: it sees its own upload, the other clerks see nothing, the hotline that keeps it does."""
    record = make(Complaint, session, person(session, Role.HOTLINE))
    record.dept = session.scalars(select(Department).order_by(Department.position.desc())).first()
    content = scan(pages(printed(record, role=Role.CS_HEAD))[:1])
    upload(content, role=Role.DEPT)
    key = session.scalars(select(ScanPage.id)).one()
    session.rollback()
    hotline = client_of(Role.HOTLINE)
    assert hotline.get(f"/returned/waiting/{key}").status_code == 200
    assert client_of(Role.DEPT).get(f"/returned/waiting/{key}").status_code == 200
    answer = client_of(Role.DEPT).post(f"/returned/waiting/{key}", data={"do": "claim", "number": record.number, "copy": "1"})
    assert "没有找到这个编号的单据，或不在您可以查看的范围内" in page(answer).text
    assert client_of(Role.HELPER).get(f"/returned/waiting/{key}").status_code == 404
    session.rollback()
    assert "收回 1 份" in upload(content, role=Role.HOTLINE)
    assert state(session, key)[0] == PageState.CLAIMED


def test_an_upload_is_its_owners(waiting: Waiting, session: Session, client_of: ClientOf) -> None:
    page_ = session.get_one(ScanPage, waiting.first)
    path = f"/returned/upload/{page_.scan.job_id}"
    session.rollback()
    assert "待认领 2 页" in page(client_of(Role.CLERK).get(path)).text
    assert client_of(Role.CS_HEAD).get(path).status_code == 404


def test_the_pages_of_the_scan_open_whoever_reads_the_list(
    session: Session, printed: Printer, upload: Upload, client_of: ClientOf
) -> None:  # fmt: skip
    notices = [make(Notice, session) for _ in range(2)]
    printed(*notices)
    upload(jpeg(pages(printed(notices[0]))[0]), ending="jpg")
    numbers = [one.number for one in notices]
    session.rollback()
    shown = page(client_of(Role.CLERK).get("/returned/outstanding?register=notice&page=1")).text
    assert numbers[1] in shown
    assert numbers[0] not in shown
    assert numbers[1] not in page(client_of(Role.GM).get("/returned/outstanding?register=notice&page=x")).text
    assert NOW.strftime("%m-%d") in shown or NOW.strftime("%H:%M") in shown
