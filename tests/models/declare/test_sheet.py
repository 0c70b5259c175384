"""The form as it lies on the desk: how rows share twelve columns, and in which order it is read."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Mapped

from models.declare import Ledger, Sheet, boxes, narrow, rating, row, section, signatures, table, text, wide
from models.declare.sheet import Rating, Row, Signatures, Table

A: Mapped[Any] = text("甲")
B: Mapped[Any] = text("乙")
C: Mapped[Any] = text("丙")


@pytest.mark.parametrize(
    ("laid", "spans"),
    [
        (lambda: row(A), [12]),
        (lambda: row(A, B), [6, 6]),
        (lambda: row(A, B, C), [4, 4, 4]),
        (lambda: row(wide(A), B), [8, 4]),
        (lambda: row(narrow(A), B), [4, 8]),
        (lambda: row(A, narrow(B), C), [4, 4, 4]),
        (lambda: row(wide(A), narrow(B)), [8, 4]),
        (lambda: row(wide(A), wide(B)), [8, 8]),
        (lambda: row(narrow(A)), [4]),
    ],
    ids=["one", "two", "three", "wide", "narrow", "narrow between", "wide and narrow", "too wide", "a third alone"],
)
def test_cells_share_the_twelve_columns_of_their_row(laid: Any, spans: list[int]) -> None:
    assert laid().spans() == spans


def test_words_about_a_cell_can_be_combined() -> None:
    cell = wide(boxes(A))
    assert (cell.word, cell.span, cell.as_boxes) == (A, 8, True)
    again = boxes(narrow(B))
    assert (again.span, again.as_boxes) == (4, True)
    assert boxes(boxes(C)).as_boxes


def test_a_row_is_one_line_high_unless_it_says_more() -> None:
    assert row(A).lines == 1
    assert row(A, lines=4).lines == 4


def test_a_table_shows_five_lines_unless_it_says_otherwise() -> None:
    assert (table(A).rows, table(A, rows=8).rows) == (5, 8)
    assert [cell.word for cell in table(A).cells] == [A]


def test_loose_parts_stand_in_nameless_sections() -> None:
    top, middle, one, two = row(A), section("答复", row(B)), signatures(C), row(text("备注"))
    sections = Sheet(top, middle, one, two).sections()
    assert [(found.title, found.parts) for found in sections] == [("", [top]), ("答复", middle.parts), ("", [one, two])]


def test_asking_for_the_sections_twice_gives_the_same() -> None:
    sheet = Sheet(row(A), row(B), section("答复", row(C)))
    assert [found.parts for found in sheet.sections()] == [found.parts for found in sheet.sections()]


def test_cells_are_read_in_the_order_of_the_paper() -> None:
    d, e = text("丁"), text("戊")
    sheet = Sheet(section("一", row(A, B), table(C)), rating(d), signatures(e))
    assert [cell.word for cell in sheet.cells()] == [A, B, C, d, e]


def test_each_word_makes_its_part() -> None:
    assert isinstance(row(A), Row)
    assert isinstance(table(A), Table)
    assert isinstance(rating(A), Rating)
    assert isinstance(signatures(A), Signatures)


def test_a_sheet_has_one_copy_and_an_edition_unless_it_says_otherwise() -> None:
    plain, given = Sheet(row(A)), Sheet(row(A), copies=("客户", "部门留底"), note="一式两份。", version="2027-1")
    assert (plain.copies, plain.note, plain.version) == ((), "", "2026-1")
    assert (given.copies, given.note, given.version) == (("客户", "部门留底"), "一式两份。", "2027-1")


def test_the_columns_of_a_ledger_have_weights() -> None:
    ledger = Ledger(A, (B, 1.5))
    assert [(cell.word, weight) for cell, weight in zip(ledger.cells, ledger.weights, strict=True)] == [(A, 1.0), (B, 1.5)]
    assert (ledger.rows, ledger.title, ledger.portrait, ledger.signed, ledger.note) == (15, "", False, (), "")
    assert (ledger.cell_dated, ledger.cell_book, ledger.all_cells()) == (None, None, ledger.cells)


def test_a_ledger_knows_what_its_pages_are_bound_by() -> None:
    ledger = Ledger(A, rows=20, title="台账", portrait=True, signed=("登记人",), note="注", dated=B, book=C)
    assert [cell.word for cell in ledger.all_cells()] == [A, B, C]
    assert (ledger.rows, ledger.title, ledger.portrait, ledger.signed, ledger.note) == (20, "台账", True, ("登记人",), "注")
