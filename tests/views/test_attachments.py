"""Files on records: what they are is read from their content, and nothing of them is ever a page of ours."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models import Attachment, Complaint, Notice, StoredFile
from rules.roles import Role
from services.attach import attach
from tests.cast import NOW, ClientOf
from tests.files import DOCX, JPEG, MP3, PDF, PNG, TEXT, WAV, XLSX
from tests.make import form_for, make, person, voided
from tests.page import page
from tests.services.eyes import put

GOOD = [
    ("告知单.pdf", PDF, "application/pdf", "inline"), ("现场.JPG", JPEG, "image/jpeg", "inline"), ("图.png", PNG, "image/png", "inline"),
    ("说明.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "attachment"),
    ("清单.xlsx", XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "attachment"),
    ("录音.mp3", MP3, "audio/mpeg", "attachment"), ("录音.wav", WAV, "audio/wav", "attachment"),
    ("话.txt", TEXT, "text/plain", "attachment"), ("话.txt", b"<html><script>alert(1)</script>", "text/plain", "attachment"),
]  # fmt: skip
BAD = [
    ("x.html", b"<script>alert(1)</script>", "只能上传"), ("x.svg", b"<svg onload='x'/>", "只能上传"), ("x.exe", b"MZ", "只能上传"),
    ("x", b"%PDF-", "只能上传"), ("x.pdf.html", PDF, "只能上传"), (".pdf", PDF, "只能上传"), ("x.pdf", b"<html>", "不符"),
    ("x.png", PDF, "不符"),
    ("x.docx", b"<html>", "不符"), ("x.txt", b"a\0b", "不符"), ("x.pdf", b"", "文件是空的"),
]  # fmt: skip


@pytest.fixture
def record(session: Session) -> Notice:
    made = make(Notice, session)
    session.commit()
    return made


@pytest.fixture
def clerk(record: Notice, client_of: ClientOf) -> FlaskClient:
    return client_of(Role.CLERK)


def hang(browser: FlaskClient, record_id: int, name: str, content: bytes) -> TestResponse:
    files = {"attachments": (BytesIO(content), name)}
    return browser.post(f"/notice/{record_id}/attach", data=files, content_type="multipart/form-data")


def newest(session: Session) -> Attachment | None:
    session.rollback()
    return session.scalars(select(Attachment).order_by(Attachment.id.desc())).first()


@pytest.mark.parametrize(("name", "content", "kind", "place"), GOOD, ids=lambda value: value if isinstance(value, str) else "")
def test_it_works(clerk: FlaskClient, record: Notice, session: Session, name: str, content: bytes, kind: str, place: str) -> None:
    assert hang(clerk, record.id, name, content).status_code == 302
    made = newest(session)
    assert made is not None
    assert (made.name, made.media_type, made.register, made.record_id, made.added_at) == (name, kind, "notice", record.id, NOW)
    assert made.added_by is not None
    assert made.added_by.job_number == "CLERK"
    answer = clerk.get(f"/notice/{record.id}/file/{made.id}")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, content, kind)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Disposition"].startswith(f"{place};")
    assert name in page(clerk.get(f"/notice/{record.id}")).text


@pytest.mark.parametrize(("name", "content", "sentence"), BAD, ids=lambda value: value if isinstance(value, str) else "")
def test_it_is_refused(clerk: FlaskClient, record: Notice, session: Session, name: str, content: bytes, sentence: str) -> None:
    assert hang(clerk, record.id, name, content).status_code == 302
    assert sentence in page(clerk.get(f"/notice/{record.id}")).text
    assert newest(session) is None
    assert session.scalar(select(func.count(StoredFile.sha256))) == 0


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd.pdf", "passwd.pdf"), ("C:/文件/合同.pdf", "合同.pdf"), ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
     (" a .pdf", "a .pdf"), ("a'<b>.pdf", "a'_b_.pdf")],
)  # fmt: skip
def test_its_name_is_cleaned(clerk: FlaskClient, record: Notice, session: Session, name: str, kept: str) -> None:
    hang(clerk, record.id, name, PDF)
    made = newest(session)
    assert made is not None
    assert made.name == kept
    answer = clerk.get(f"/notice/{record.id}/file/{made.id}")
    assert (answer.status_code, '"' in answer.headers["Content-Disposition"]) == (200, False)
    assert "<b>" not in clerk.get(f"/notice/{record.id}").get_data(as_text=True).split('id="files"')[1].split("</section>")[0]


@pytest.mark.parametrize("name", ["a\x01b.pdf", "a\x7fb.pdf", "合\u202e同.pdf"])
def test_no_control_character_stays_in_a_name(clerk: FlaskClient, record: Notice, session: Session, name: str) -> None:
    hang(clerk, record.id, name, PDF)
    made = newest(session)
    assert made is not None
    assert made.name.isprintable()


def test_the_same_bytes_are_stored_once(clerk: FlaskClient, record: Notice, session: Session) -> None:
    for name in ("甲.pdf", "乙.pdf"):
        hang(clerk, record.id, name, PDF)
    session.rollback()
    assert session.scalar(select(func.count(Attachment.id))) == 2
    assert session.scalar(select(func.count(StoredFile.sha256))) == 1


def test_one_that_is_refused_takes_its_company_with_it(clerk: FlaskClient, record: Notice, session: Session) -> None:
    files = {"attachments": [(BytesIO(PDF), "甲.pdf"), (BytesIO(b"MZ"), "乙.exe")]}
    clerk.post(f"/notice/{record.id}/attach", data=files, content_type="multipart/form-data")
    assert newest(session) is None


def test_too_large(app: Flask, clerk: FlaskClient, record: Notice, session: Session) -> None:
    limit = app.config["MAX_CONTENT_LENGTH"]
    app.config["MAX_CONTENT_LENGTH"] = 2000
    try:
        answer = hang(clerk, record.id, "大.pdf", PDF + b"0" * 3000)
    finally:
        app.config["MAX_CONTENT_LENGTH"] = limit
    assert (answer.status_code, "上传的文件太大（上限 20 MB）" in page(answer).text) == (413, True)
    assert newest(session) is None


def test_nothing_chosen(clerk: FlaskClient, record: Notice) -> None:
    answer = clerk.post(f"/notice/{record.id}/attach", data={}, follow_redirects=True)
    assert (answer.status_code, "没有选择文件" in page(answer).text) == (200, True)


def test_a_new_record_brings_its_files(clerk: FlaskClient, session: Session) -> None:
    data: dict[str, object] = {**form_for(Notice, session), "attachments": (BytesIO(PDF), "证明.pdf")}
    answer = clerk.post("/notice/add", data=data, content_type="multipart/form-data")
    assert answer.status_code == 302
    made = newest(session)
    assert made is not None
    assert f"/notice/{made.record_id}?" in answer.location


def test_a_file_is_served_on_its_own_record_alone(clerk: FlaskClient, record: Notice, session: Session, client_of: ClientOf) -> None:
    hang(clerk, record.id, "甲.pdf", PDF)
    made, other = newest(session), make(Notice, session)
    session.commit()
    assert made is not None
    here = f"/notice/{record.id}/file"
    for path in (f"/notice/{other.id}/file/{made.id}", f"{here}/999", f"/notice/999/file/{made.id}", f"/inquiry/1/file/{made.id}"):
        assert clerk.get(path).status_code == 404
    assert client_of(Role.GM).get(f"{here}/{made.id}").status_code == 403


def test_nobody_hangs_files_on_what_is_void(clerk: FlaskClient, record: Notice, session: Session) -> None:
    voided(record)
    session.commit()
    assert hang(clerk, record.id, "甲.pdf", PDF).status_code == 403


def test_files_of_a_confidential_case_open_with_the_case(session: Session, client_of: ClientOf) -> None:
    case = make(Complaint, session, confidential=True)
    hung = attach(session, case, "张三的投诉信.txt", TEXT, actor=person(session, Role.FIN), now=NOW)
    session.commit()
    put(session, Complaint, case.id, creator_id=person(session, Role.FIN).staff_id)
    session.rollback()
    clerk, place = client_of(Role.CLERK), f"/complaint/{case.id}"
    told = page(clerk.get(place)).text
    assert "附件 1 个" in told
    assert "有 1 个附件不显示" in told
    assert "投诉信" not in told
    assert "投诉信" not in clerk.get(f"{place}/history").get_data(as_text=True)
    assert clerk.get(f"{place}/file/{hung.id}").status_code == 403
    clerk.post(f"{place}/reveal", data={"reason": "核查投诉"})
    assert "投诉信" in page(clerk.get(place)).text
    assert "投诉信" in clerk.get(f"{place}/history").get_data(as_text=True)
    assert clerk.get(f"{place}/file/{hung.id}").data == TEXT
