"""Workbooks as people make them, and their import as somebody of the house: what the tests of the import share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from sqlalchemy.orm import Session

from forms.context import FormContext
from forms.intake import Mode, bring_in
from forms.intake_told import Outcome
from models.declare import Register
from rules.actor import Actor
from services.carried import ACTOR
from services.sight import WHOLE
from services.workbook.read import opened
from tests.cast import NOW

TITLE = "客户服务档案"
HEADS = ("序号", "原编号", "客户全称", "联系电话", "地址", "同意处理个人信息")
Rows = Sequence[Sequence[Any]]


def customer(number: int, **given: Any) -> list[Any]:
    """A row under HEADS that becomes a customer; `given` by header."""
    usual = {"序号": number, "原编号": f"旧-{number}", "客户全称": f"周客户{number}", "联系电话": f"139071{number:05}",
             "地址": f"温泉路{number}号", "同意处理个人信息": "是"} | given  # fmt: skip
    return [usual.get(head) for head in HEADS]


def workbook(*rows: Sequence[Any], heads: Sequence[Any] = HEADS, title: str = TITLE, sheets: Mapping[str, Rows] | None = None) -> Workbook:
    """A sheet with a header and rows, and other sheets as they are given."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in (heads, *rows):
        sheet.append(list(row))
    for name, lines in (sheets or {}).items():
        other = book.create_sheet(name)
        for line in lines:
            other.append(list(line))
    return book


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def file_of(*rows: Sequence[Any], **given: Any) -> bytes:
    return saved(workbook(*rows, **given))


@dataclass(kw_only=True)
class Brought:
    """What came of an import, and the file that went back."""

    outcome: Outcome
    returned: bytes

    def __iter__(self) -> Iterator[int]:
        return iter((self.outcome.made, self.outcome.known, self.outcome.bad))

    @property
    def sentences(self) -> list[str]:
        return [f"{one.label}：{one.sentence}" for one in self.outcome.errors]

    def book(self) -> Any:
        return load_workbook(BytesIO(self.returned))


@contextmanager
def at_work(session: Session, actor: Actor) -> Iterator[None]:
    """The session works for that person, as a request of his does."""
    held = session.info.get(WHOLE, False)
    session.info[WHOLE], session.info[ACTOR] = False, actor
    try:
        yield
    finally:
        session.info[WHOLE] = held
        session.info.pop(ACTOR)


def bring(session: Session, register: type[Register], content: bytes, actor: Actor, mode: Mode = Mode.WHOLE) -> Brought:
    """Import as that person, and commit if it stands."""
    session.rollback()
    file = BytesIO()
    with at_work(session, actor), opened(content) as book:
        context = FormContext(session=session, actor=actor, now=NOW)
        outcome = bring_in(context, register, book, mode=mode, file_name="客户.xlsx", returned=file)
        if outcome.stands:
            session.commit()
    session.rollback()
    return Brought(outcome=outcome, returned=file.getvalue())
