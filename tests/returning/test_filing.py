"""A scan goes in at the door and its pages are found on the records: once each, whole, and never where the person may not hang them."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Attachment, Complaint, Department, Inquiry, Notice, ReturnedPaper, Scan, ScanPage
from models.declare import Register
from printouts.code import Code
from printouts.heading import Head, draw_head
from printouts.paper import PORTRAIT
from printouts.pen import Pen
from printouts.sheet import sheets
from rules.roles import Role
from services import guard
from services.audit import verify
from services.explain import print_account
from services.job_hand import Hand
from services.printing import print_blank, print_ledger, print_records
from services.records import edit
from services.reserve import print_reserved, reserve
from services.returning.outstanding import outstanding, returned_of, totals
from tests.cast import NOW, ClientOf
from tests.make import keeper, make, person, voided, walk
from tests.page import page
from tests.printouts.papers import filled, job
from tests.returning.conftest import Printer, Upload
from tests.returning.scanner import (
    Picture,
    covered,
    empty,
    everything,
    jpeg,
    locked,
    noisy,
    pages,
    png,
    scan,
    signed,
    small,
    struck,
    turned,
)  # fmt: skip


def came_back(session: Session, record: Register) -> list[tuple[str, int, str]]:
    return [(copy, paper.pages, paper.remarks) for copy, paper in returned_of(session, record)]


def aside(session: Session) -> list[tuple[int, str]]:
    return [(one.place, one.reason) for one in session.scalars(select(ScanPage).order_by(ScanPage.id))]


def test_many_forms_in_one_file_find_their_records(session: Session, printed: Printer, upload: Upload) -> None:
    """Two registers, two copies each, duplex with empty backs, badly fed."""
    notice, inquiry = make(Notice, session), make(Inquiry, session)
    first, second = pages(printed(notice)), pages(printed(inquiry))
    assert len(first) == 2
    spoilt = [turned(180)(signed(first[0])), empty(), turned(90)(noisy(first[1])), empty(), everything(second[0]), empty()]
    assert upload(scan(spoilt)) == "已完成：共 6 页：收回 3 份 3 页，此前已收回 0 份，待认领 0 页，空白 3 页。"
    assert came_back(session, notice) == [("第二联（共二联） 部门留底", 1, ""), ("第一联（共二联） 交服务对象", 1, "")]
    assert [len(copies) for copies in (came_back(session, inquiry), aside(session))] == [1, 0]
    _, paper = returned_of(session, inquiry)[0]
    assert (paper.at, paper.by.job_number, paper.attachment.register) == (NOW, "CLERK", "inquiry")
    assert sha256(paper.attachment.file.content).hexdigest() == paper.sha256 == paper.attachment.sha256
    assert len(PdfReader(BytesIO(paper.attachment.file.content)).pages) == 1


def test_a_form_of_several_pages_becomes_one_file(session: Session, printed: Printer, upload: Upload) -> None:
    record = make(Notice, session, remark="须补正的内容很长，逐条写明。" * 30)
    content = printed(record)
    sheets_of = pages(content)
    assert len(sheets_of) == 4
    upload(scan([sheets_of[0], covered(sheets_of[1]), small(sheets_of[3]), struck("blue", 1, 4)(sheets_of[2])]))
    assert came_back(session, record) == [
        ("第二联（共二联） 部门留底", 2, ""), ("第一联（共二联） 交服务对象", 2, "第 2 页未读出二维码，按页序归入"),
    ]  # fmt: skip


def test_photographs_are_taken_too(session: Session, printed: Printer, upload: Upload) -> None:
    record = make(Notice, session)
    first, second = pages(printed(record))
    upload(jpeg(turned(270)(first)), jpeg(second), ending="jpg")
    upload(png(small(first)), ending="png")
    assert [pages for _, pages, _ in came_back(session, record)] == [1, 1, 1]


def test_the_same_scan_twice_hangs_once(session: Session, printed: Printer, upload: Upload) -> None:
    record = make(Notice, session)
    content = scan([*pages(printed(record)), covered(pages(printed(record))[0])])
    assert "收回 2 份 2 页，此前已收回 0 份，待认领 1 页" in upload(content)
    assert "收回 0 份 0 页，此前已收回 2 份，待认领 0 页，此前已在待认领 1 页，空白 0 页" in upload(content)
    assert session.scalar(select(func.count(Attachment.id))) == 2
    assert len(aside(session)) == 1


def test_the_history_knows_and_holds(session: Session, printed: Printer, upload: Upload, client_of: ClientOf) -> None:
    record = make(Notice, session)
    upload(scan(pages(printed(record))))
    shown = page(client_of(Role.CLERK).get(f"/notice/{record.id}/history")).text
    assert "扫描件收回" in shown
    session.rollback()
    assert [one.text for one in verify(session.connection()).findings] == []


def test_the_record_shows_it_with_its_file(session: Session, printed: Printer, upload: Upload, client_of: ClientOf) -> None:
    record = make(Notice, session)
    upload(scan(pages(printed(record))[:1]))
    path = f"/notice/{record.id}"
    session.rollback()
    browser = client_of(Role.CLERK)
    assert "已签收 1 份" in page(browser.get(path)).text
    _, paper = returned_of(session, record)[0]
    link = f"{path}/file/{paper.attachment_id}"
    session.rollback()
    assert link in browser.get(path).get_data(as_text=True)
    assert browser.get(link).data.startswith(b"%PDF-")


# -- what goes to the queue -----------------------------------------------------------------------------------------------


def test_a_record_that_he_may_not_see_is_as_good_as_none(session: Session, printed: Printer, upload: Upload) -> None:
    """A worker of another department uploads a complaint that is not his: the sentence is that of a number that nobody has."""
    record = make(Complaint, session, person(session, Role.HOTLINE))
    record.dept = session.scalars(select(Department).order_by(Department.position.desc())).first()
    seen = printed(record, role=Role.CS_HEAD)
    made_up = sheets([filled(Complaint, number="QH-C05-2026-09999")], job())
    for content in (seen, made_up):
        assert "待认领 1 页" in upload(scan(pages(content)[:1]), role=Role.DEPT)
    told = [reason.replace(record.number, "X").replace("QH-C05-2026-09999", "X") for _, reason in aside(session)]
    assert told[0] == told[1]
    assert "不在您可以查看的范围内" in told[0]
    assert came_back(session, record) == []


def test_who_may_not_hang_there_is_told_so(session: Session, printed: Printer, upload: Upload) -> None:
    record = make(Notice, session)
    upload(scan(pages(printed(record))[:1]), role=Role.CB)
    assert came_back(session, record) == []
    assert aside(session) == [(1, "您不能给本单添加附件。")]


def test_what_no_record_takes_waits_with_its_sentence(session: Session, printed: Printer, upload: Upload) -> None:
    void = make(Notice, session)
    content = printed(void)
    voided(void)
    blank = print_blank(session, Notice, now=NOW)
    old = make(Notice, session)
    other = sheets([filled(Notice, number="DC-A04-2026-00001")], job())
    strange = [
        Code(table="no_such_form", number="X-1", version="1", copy=1, page=1, pages=1),
        Code(table="notice", number=old.number, version="2026-1", copy=7, page=1, pages=1),
        Code(table="notice", number="J999", version="2026-1", copy=1, page=1, pages=1),
    ]  # fmt: skip
    session.commit()
    upload(scan([pages(content)[0], pages(blank)[0], pages(other)[0], *(with_code(one) for one in strange)]))
    sentences = [reason for _, reason in aside(session)]
    expected = (
        "已作废，不再收回", "空白表，请先登记", "没有找到编号为“DC-A04-2026-00001”", "没有“no_such_form”这种表", "没有第 7 联",
        "没有找到第 J999 号打印",
    )  # fmt: skip
    for said, reason in zip(expected, sentences, strict=True):
        assert said in reason


def test_an_older_form_waits_for_a_person(session: Session, upload: Upload) -> None:
    record = make(Notice, session)
    assert "待认领 1 页" in upload(scan([with_code(Code(table="notice", number=record.number, version="2019-2", copy=1, page=1, pages=1))]))
    assert came_back(session, record) == []
    assert aside(session) == [(1, "表样版本 2019-2，与现行 2026-1 不同，请核对内容后人工认领。")]
    assert session.scalars(select(ScanPage.record_id)).one() == record.id  # whoever keeps the record is shown the page


@pytest.mark.parametrize(("times", "said"), [
    (("print", "edit"), "打印后单据有改动，请核对"), (("print", "edit", "print"), "打印过多次，其间单据有改动，请核对是哪一次打印的"),
    (("edit", "print"), ""), (("print",), ""), (("print", "step"), ""),
], ids=lambda value: "-".join(value) if isinstance(value, tuple) else "")  # fmt: skip
def test_a_paper_that_no_longer_says_what_its_record_says_is_said_to_be(
    times: tuple[str, ...], said: str, session: Session, upload: Upload
) -> None:  # fmt: skip
    """A step that is taken after the printing fills what the paper left open: that is how papers come back."""
    record, clerk, content = make(Notice, session), person(session, Role.CLERK), b""
    for hours, what in enumerate(times, start=1):
        now = NOW + timedelta(hours=hours)
        session.info[guard.CLOCK] = lambda now=now: now
        if what == "print":
            content = content or print_records(session, [record], actor=clerk, now=now)
            print_records(session, [record], actor=clerk, now=now)
        elif what == "edit":
            edit(session, record, {"remark": f"第 {hours} 次改动"}, actor=keeper(session, Notice), now=now)
        else:
            step = next(step for step in record.steps() if step.target not in (record.status, record.void_state()))
            walk(record, step.target)
        session.commit()
    upload(scan(pages(content)[:1]))
    assert came_back(session, record) == [("第一联（共二联） 交服务对象", 1, said)]
    upload(scan(pages(content)[1:]))
    assert [remarks for *_, remarks in came_back(session, record)] == [said, said]  # what was hung on it is no change of what it says


def test_a_reserved_form_comes_back_to_the_record_that_was_entered(session: Session, upload: Upload) -> None:
    clerk = keeper(session, Notice)
    made = reserve(session, Notice, 1, "停电备用", actor=clerk, now=NOW)
    content = print_reserved(session, Notice, made.id, actor=clerk, now=NOW)
    session.commit()
    upload(scan(pages(content)))
    assert "预留编号须先补登" in aside(session)[0][1]
    record = make(Notice, session)
    upload(scan([with_code(Code(table="notice", number=record.number, version="2026-1", copy=0, page=1, pages=1))]))
    assert came_back(session, record) == [("手填表", 1, "")]


def test_a_ledger_lies_with_its_printing_and_an_account_with_its_record(
    session: Session, upload: Upload, client_of: ClientOf
) -> None:  # fmt: skip
    record, complaint = make(Notice, session), make(Complaint, session)
    head = person(session, Role.CS_HEAD)
    listed = print_ledger(session, [record], actor=head, now=NOW)
    account = print_account(session, complaint, actor=head, now=NOW)
    session.commit()
    upload(scan([*pages(listed), *pages(account)]), role=Role.CS_HEAD)
    assert aside(session) == []
    assert [copy for copy, *_ in came_back(session, complaint)] == ["时限说明单"]
    paper = session.scalars(select(ReturnedPaper).where(ReturnedPaper.paper == "list")).one()
    path = f"/returned/list/{paper.id}"
    session.rollback()
    assert client_of(Role.CS_HEAD).get(path).data.startswith(b"%PDF-")
    assert client_of(Role.HOTLINE).get(path).status_code == 404


# -- nothing half done ----------------------------------------------------------------------------------------------------


def test_a_killed_job_is_taken_up_and_files_nothing_twice(
    session: Session, printed: Printer, upload: Upload, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """It dies with the second paper in its hands: the first lies whole, the second not at all; then it is begun anew."""
    notices = [make(Notice, session) for _ in range(3)]
    content = scan([pages(printed(one))[0] for one in notices])
    held, count = Hand.hold, [0]

    def dies(hand: Hand, of: Session) -> None:
        count[0] += 1
        if count[0] == 2:
            raise RuntimeError("the power went")
        held(hand, of)

    monkeypatch.setattr(Hand, "hold", dies)
    with pytest.raises(RuntimeError):
        upload(content)
    assert [len(came_back(session, one)) for one in notices] == [1, 0, 0]
    assert session.scalar(select(func.count(Attachment.id))) == 1
    session.rollback()
    assert "收回 2 份 2 页，此前已收回 1 份" in upload(content)
    assert session.scalar(select(func.count(Attachment.id))) == 3


@pytest.mark.parametrize(("spoil", "said"), [
    (locked, "设有密码"), (lambda pdf: pdf[:400] + b"\n%%EOF", "损坏"), (lambda pdf: b"%PDF-1.7\n" + b"x" * 500, "文件不完整"),
    (lambda pdf: b"", "文件不完整"), (lambda pdf: b"\x89PNG\r\n\x1a\n" + pdf, "文件不完整"),
])  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_at_the_door(spoil: object, said: str, client_of: ClientOf, session: Session) -> None:
    content = spoil(sheets([filled(Notice)], job()))  # type: ignore[operator]
    answer = client_of(Role.CLERK).post(
        "/returned/", data={"files": (BytesIO(content), "扫描.pdf")}, content_type="multipart/form-data")  # fmt: skip
    assert answer.status_code == 200
    assert said in page(answer).text
    assert session.scalar(select(func.count(Scan.id))) == 0


def test_what_is_no_scan_and_what_is_too_much_is_refused(client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = client_of(Role.CLERK)

    def send(name: str, content: bytes) -> str:
        sent = {"files": (BytesIO(content), name)} if name else {}
        return page(browser.post("/returned/", data=sent, content_type="multipart/form-data")).text

    assert "只能上传 PDF、JPG、PNG 文件" in send("名单.txt", b"hello")
    assert "请先选择扫描文件" in send("", b"")
    monkeypatch.setattr("services.returning.pdf.MOST_PAGES", 1)
    assert "一次最多 1 页，本文件有 2 页" in send("扫描.pdf", sheets([filled(Notice)], job()))
    broken = jpeg(empty())
    assert "图片已损坏" in send("拍照.jpg", broken[:200] + broken[-2:])


# -- what is still out ----------------------------------------------------------------------------------------------------


def test_what_was_printed_and_is_not_back_is_listed(session: Session, printed: Printer, upload: Upload) -> None:
    notices = [make(Notice, session) for _ in range(3)]
    contents = [printed(one) for one in notices]
    printed(notices[1])
    clerk = person(session, Role.CLERK)
    assert totals(session, clerk) == [(Notice, 3)]
    upload(scan(pages(contents[0])[1:]))
    voided(notices[2])
    session.commit()
    assert totals(session, clerk) == [(Notice, 1)]
    (row,) = outstanding(session, Notice, NOW.replace(day=25))
    assert (row.number, row.times, row.days, row.printed_by) == (notices[1].number, 2, 5, clerk.name)


def with_code(code: Code) -> Picture:
    """A page that bears that code."""
    pen = Pen(PORTRAIT, title="x", author="x")
    draw_head(pen, PORTRAIT, Head(
        company="青禾供水有限公司", office="客户服务中心", title="事项告知书", version=code.version, left="", right="",
        payload=code.payload))  # fmt: skip
    pen.next_page()
    return signed(pages(pen.finish())[0])
