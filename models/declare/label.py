"""Papers beside the form: a further sheet of the record, labels to stick on, the cover and spine of a volume, the archive's stamp."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from sqlalchemy.orm import Mapped

from models.declare.sheet import Cell, Row, Sheet

A4_WIDE, A4_HIGH = 210.0, 297.0


class Look(Enum):
    """How a label is drawn."""

    PLAIN = auto()
    STAMP = auto()
    SPINE = auto()
    COVER = auto()


@dataclass(eq=False, kw_only=True)
class Label:
    """A small paper of so many millimetres, as many on a page as it holds. `key` is its name in addresses and in the print log.

    `when` says of which records it is printed, if not of all.
    """

    key: str
    title: str
    rows: tuple[Row, ...]
    wide: float
    high: float
    look: Look = Look.PLAIN
    when: Any = None

    def all_cells(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.cells]

    @property
    def across(self) -> int:
        return int(A4_WIDE // self.wide)

    @property
    def a_page(self) -> int:
        """So many on one page of A4."""
        return self.across * int(A4_HIGH // self.high)


@dataclass(eq=False, kw_only=True)
class Leaf:
    """A further sheet of the record: what the form says once more, laid out for another purpose. `code` is its form's."""

    key: str
    code: str
    title: str
    sheet: Sheet
    when: None = None

    def all_cells(self) -> list[Cell]:
        return list(self.sheet.cells())


Further = Label | Leaf


def tag(key: str, title: str, *rows: Row, wide: float, high: float, when: Any = None) -> Label:
    """A label of `wide` by `high` mm with the record's code, such as that of an old meter (003 第四章5.1); of those records alone
    of which `when` holds.
    """
    return Label(key=key, title=title, rows=rows, wide=wide, high=high, when=when)


def cover(key: str, title: str, *rows: Row) -> Label:
    """The cover of a volume on a page of its own (GB/T 11822-2008): the first row is its title, the others stand below with lines."""
    return Label(key=key, title=title, rows=rows, wide=A4_WIDE, high=A4_HIGH, look=Look.COVER)


def spine(key: str, title: str, *rows: Row, thick: float) -> Label:
    """The spine of a box, 220 mm high and so many thick (GB/T 11822-2008: 20 to 60), its title written downward."""
    return Label(key=key, title=title, rows=rows, wide=thick, high=220.0, look=Look.SPINE)


def archive_stamp(key: str, title: str, *, code: Mapped[Any], retention: Mapped[Any], pages: Mapped[Any]) -> Label:
    """归档章: 45 by 16 mm in six equal fields, red, for the blank top of the first page (DA/T 22-2015)."""
    return Label(key=key, title=title, rows=(Row([Cell(code), Cell(retention), Cell(pages)]),), wide=45.0, high=16.0, look=Look.STAMP)


def leaf(key: str, title: str, sheet: Sheet, *, code: str) -> Leaf:
    """A further sheet of the record, such as 卷内备考表 (I04) of a volume."""
    return Leaf(key=key, code=code, title=title, sheet=sheet)


def resolved_cells(papers: tuple[Further, ...]) -> Iterator[tuple[str, Cell]]:
    """Every cell with where it stands, for the class that is being made."""
    for paper in papers:
        for cell in paper.all_cells():
            yield f"papers {paper.key}", cell
