"""A file is what its content is: built as its kind is built, no macros, no bombs, nothing fetched from elsewhere, a name fit to keep."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from models import Notice
from rules.actor import Actor
from rules.refusals import Invalid
from rules.roles import Role
from services import attach as module
from services.attach import attach
from services.file_kinds import KINDS
from services.file_names import clean_name
from tests.cast import NOW
from tests.files import DOCX, JPEG, MP3, PDF, PNG, TEXT, WAV, XLSX, package, png, zipped
from tests.make import make

GOOD = {
    ".pdf": (PDF,),
    ".jpg": (JPEG, JPEG + b"what a telephone hangs on"),
    ".jpeg": (JPEG,),
    ".png": (PNG,),
    ".docx": (DOCX,),
    ".xlsx": (XLSX,),
    ".mp3": (MP3, b"\xff\xfb\x90\x00" + bytes(50)),
    ".wav": (WAV,),
    ".txt": (TEXT, "水表".encode("gb18030"), "水表".encode("utf-16")),
}
WORD = "wordprocessingml.document"
TEMPLATE = b'<Relationship Type="x/attachedTemplate" Target="http://evil/t.dotm" TargetMode="External"/>'
BAD = [
    (".pdf", b"%PDF-1.7\n", "不完整"),
    (".pdf", b"<html>%PDF-1.7 %%EOF", "不符"),
    (".png", PNG[:20], "不完整"),
    (".png", PNG[:16] + b"\xff" + PNG[17:], "不完整"),
    (".png", png(50_000, 1), "像素"),
    (".png", png(0, 1), "不符"),
    (".jpg", b"\xff\xd8\xff\xe0", "不完整"),
    (".jpg", b"\xff\xd8\xff\xe0\0\0" + bytes(30) + b"\xff\xd9", "不符"),
    (".docx", b"PK\x03\x04", "不完整"),
    (".docx", XLSX, "不符"),
    (".xlsx", DOCX, "不符"),
    (".docx", zipped({"a.txt": b"a"}), "不符"),
    (".docx", b"\xd0\xcf\x11\xe0" + bytes(600), "密码"),
    (".docx", DOCX[:-30], "不完整"),
    (".docx", package(WORD, **{"word/vbaProject.bin": b"x"}), "宏"),
    (".docx", package(WORD, **{"word/activeX/activeX1.xml": b"x"}), "宏"),
    (".docx", package(WORD, **{"../../evil.xml": b"x"}), "不符"),
    (".docx", package(WORD, **{"word/Document.xml": b"", "word/document.xml": b""}), "不符"),
    (".xlsx", package("spreadsheetml.sheet", **{"xl/sheet1.xml": b" " * 60_000_000}), "过大"),
    (".xlsx", package("spreadsheetml.sheet", **{f"xl/{n}.xml": b"" for n in range(5_001)}), "过大"),
    (
        ".docx",
        package(WORD, **{"word/document.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a/>'}),
        "外部",
    ),
    (".docx", package(WORD, **{"word/document.xml": '\ufeff<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16-le")}), "外部"),
    (
        ".docx",
        package(
            WORD,
            **{"word/_rels/settings.xml.rels": TEMPLATE},
        ),
        "外部",
    ),
    (".mp3", b"ID3", "不完整"),
    (".mp3", b"MZ\x90\0\0\0\0\0\0\0\0\0", "不符"),
    (".wav", b"RIFF", "不完整"),
    (".wav", b"RIFF\0\0\0\0AVI fmt ", "不符"),
    (".txt", b"a\0b", "不符"),
    (".txt", b"\xff\xff\xff", "不符"),
]


@pytest.mark.parametrize("ending", KINDS)
def test_it_works(ending: str) -> None:
    for content in GOOD[ending]:
        assert KINDS[ending].look(content) == ""


@pytest.mark.parametrize(("ending", "content", "word"), BAD, ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_not_what_it_says_is_refused(ending: str, content: bytes, word: str) -> None:
    assert word in KINDS[ending].look(content)


def test_a_link_that_one_may_click_is_no_danger() -> None:
    link = b'<Relationships><Relationship Type="x/hyperlink" Target="http://a/" TargetMode="External"/></Relationships>'
    assert KINDS[".docx"].look(package(WORD, **{"word/_rels/document.xml.rels": link})) == ""


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("甲.pdf", "甲.pdf"),
        ("../../etc/甲.pdf", "甲.pdf"),
        ("C:\\我的文档\\甲.pdf", "甲.pdf"),
        ("甲\u202efdp.exe", "甲fdp.exe"),
        ("甲.pdf. . ", "甲.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("nul", "_nul"),
        ("console.pdf", "console.pdf"),
        ("甲\0乙\n.pdf", "甲乙.pdf"),
        ('a<b>:"|?*.pdf', "a_b______.pdf"),
        ("😀.pdf", "😀.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
        ("", ""),
        ("..", ""),
        ("/", ""),
    ],
)
def test_names(given: str, kept: str) -> None:
    assert clean_name(given) == kept
    assert clean_name(kept) == kept


def test_a_record_takes_only_so_many(session: Session, actor: Callable[[Role], Actor], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    record, clerk = make(Notice, session), actor(Role.CLERK)
    for _ in range(2):
        attach(session, record, "甲.txt", TEXT, actor=clerk, now=NOW)
    with pytest.raises(Invalid) as refused:
        attach(session, record, "甲.txt", TEXT, actor=clerk, now=NOW)
    assert "最多 2 个附件" in refused.value.errors["attachments"]
