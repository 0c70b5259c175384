"""An export as it leaves, as somebody edits it in Excel, and as it comes back: what the tests of the way back share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from sqlalchemy.orm import Session

from forms.intake import Mode
from models.declare import Register
from rules.actor import Actor
from services.listing import ListQuery
from services.workbook.export import export
from tests.cast import NOW
from tests.workbook.bench import Brought, at_work, bring, saved


class Paper:
    """A workbook in somebody's hands; cells are named by the number of the row from 1 and the header."""

    def __init__(self, content: bytes) -> None:
        self.book: Any = load_workbook(BytesIO(content))

    def sheet(self, name: str = "") -> Any:
        return self.book[name] if name else self.book.worksheets[0]

    def heads(self, name: str = "") -> list[Any]:
        return [cell.value for cell in self.sheet(name)[1]]

    def cell(self, row: int, head: str, name: str = "") -> Any:
        return self.sheet(name).cell(row + 1, self.heads(name).index(head) + 1)

    def write(self, row: int, head: str, value: Any, name: str = "") -> None:
        self.cell(row, head, name).value = value

    def add(self, name: str = "", **given: Any) -> None:
        """A new row at the end."""
        self.sheet(name).append([given.get(head) for head in self.heads(name)])

    def drop(self, head: str, name: str = "") -> None:
        """Delete a whole column."""
        self.sheet(name).delete_cols(self.heads(name).index(head) + 1)

    @property
    def content(self) -> bytes:
        return saved(self.book)


def taken(session: Session, register: type[Register], actor: Actor, text: str = "") -> Paper:
    """The list as that person exports it: all of it, or what is found by a text."""
    session.rollback()
    file = BytesIO()
    with at_work(session, actor):
        export(session, register, ListQuery(text=text), file, actor=actor, now=NOW)
    session.rollback()
    return Paper(file.getvalue())


def counts(brought: Brought) -> dict[str, int]:
    """What is not nothing, by its name on the page."""
    told = brought.outcome
    found = {"新建": told.made, "修改": told.changed, "未变": told.same, "冲突": told.clashed, "有误": told.bad - told.clashed}
    return {name: count for name, count in found.items() if count}


def back(session: Session, register: type[Register], paper: Paper, actor: Actor, mode: Mode = Mode.WHOLE) -> Brought:
    """The file comes back, in the name of that person."""
    return bring(session, register, paper.content, actor, mode)


@contextmanager
def in_hand(session: Session, register: type[Register], number: str) -> Iterator[Any]:
    """The record as it is stored, for as long as it is looked at."""
    model: Any = register
    yield session.query(model).filter(model.number == number).one()
    session.rollback()
