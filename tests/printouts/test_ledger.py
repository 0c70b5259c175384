"""Ledgers: many rows, the same head on every page, nothing lost between them."""

from __future__ import annotations

from datetime import date

import pytest
from reportlab.lib.units import mm

from models import REGISTERS, CallbackReport, Inquiry, MeterPaper, VisitTrip
from models.declare import Register
from printouts.code import parse
from printouts.ledger import book, ledger
from printouts.ledger_layout import LedgerLayout
from tests.printouts.papers import filled, job, read, scan, void, written

WITH_LEDGER = [register for register in REGISTERS if register.ledger is not None]
every_ledger = pytest.mark.parametrize("register", WITH_LEDGER, ids=lambda register: register.__name__)


def layout(register: type[Register], records: list[Register]) -> LedgerLayout:
    assert register.ledger
    return LedgerLayout(register=register, ledger=register.ledger, records=records, job=job())


@every_ledger
def test_the_head_is_repeated_on_every_page(register: type[Register]) -> None:
    assert register.ledger
    pages = read(ledger(register, [filled(register) for _ in range(30)], job()))
    assert len(pages) > 1
    for number, text in enumerate(pages, start=1):
        assert all(cell.field.label in text for cell in register.ledger.cells)
        assert f"第{number}页共{len(pages)}页" in text


@every_ledger
def test_nothing_is_written_outside_the_margins(register: type[Register]) -> None:
    high = 297 if register.ledger and register.ledger.portrait else 210
    for _, x, y, text in written(ledger(register, [filled(register) for _ in range(5)], job())):
        assert x >= 25 * mm - 0.1, text
        assert 20 * mm <= y <= (high - 25) * mm, text


@every_ledger
def test_an_empty_ledger_is_one_page_of_empty_rows(register: type[Register]) -> None:
    (rows,) = layout(register, []).pages
    assert register.ledger
    assert len(rows) == register.ledger.rows
    assert len(read(ledger(register, [], job()))) == 1


def test_a_full_page_takes_the_declared_rows_and_the_last_is_padded() -> None:
    records = [Inquiry(number=f"{place}", matter="水费") for place in range(16)]
    pages = layout(Inquiry, records).pages
    assert [len(page) for page in pages] == [15, 15]


def test_every_row_is_printed_once() -> None:
    records = [filled(VisitTrip, customer_full_name=f"客户{place:03}") for place in range(50)]
    text = "".join(read(ledger(VisitTrip, records, job(clear=True))))
    assert all(text.count(f"客户{place:03}") == 1 for place in range(50))


def test_no_empty_row_stands_between_two_records() -> None:
    *full, last = layout(VisitTrip, [filled(VisitTrip) for _ in range(12)]).pages
    assert full
    assert all(row.cells[0] for page in full for row in page)
    assert not last[-1].cells[0]


def test_a_row_longer_than_a_page_goes_on_over_the_next_and_loses_nothing() -> None:
    words = "".join(f"第{place}句。" for place in range(600))
    records = [filled(Inquiry, answer="短。"), filled(Inquiry, answer=words), filled(Inquiry, answer="短。")]
    rows = [row for page in layout(Inquiry, records).pages for row in page]
    column = [cell.field.name for cell in Inquiry.ledger.cells].index("answer") + 1  # type: ignore[union-attr]
    assert "".join(line for row in rows if row.cells[column] for line in row.cells[column]) == f"短。{words}短。"
    assert len(layout(Inquiry, records).pages) > 1


def test_a_void_row_says_so() -> None:
    (text,) = read(ledger(Inquiry, [void(Inquiry)], job()))
    assert "1作废" in text


def test_dates_and_telephone_numbers_stay_whole() -> None:
    pieces = {text for *_, text in written(ledger(VisitTrip, [filled(VisitTrip)], job(clear=True)))}
    assert any("13812345126" in piece for piece in pieces)


def test_a_ledger_masks_customers_and_is_told_to_print_them_in_full() -> None:
    record = filled(VisitTrip, customer_full_name="欧阳小宝")
    (text,) = read(ledger(VisitTrip, [record], job()))
    assert "欧阳**" in text
    assert "138****5126" in text
    assert "欧阳小宝" not in text
    assert "13812345126" not in text
    assert "欧阳小宝" in read(ledger(VisitTrip, [record], job(clear=True)))[0]


def test_the_code_names_the_print_job() -> None:
    found = parse(scan(ledger(VisitTrip, [filled(VisitTrip)], job(job_id=12)), 0))
    assert (found.table, found.job_id, found.page, found.pages) == ("visit_trip", 12, 1, 1)


def test_a_book_has_a_cover_with_its_span_and_pages() -> None:
    records = [filled(VisitTrip, visit_date=date(2026, 11, day)) for day in (20, 3, 28)]
    cover, *pages = read(book(VisitTrip, records, job(), period="2026年11月", heading="第三册"))
    for said in ("青禾供水有限公司", "外勤单", "期间：2026年11月", "册名：第三册", "起止日期：2026年11月3日至2026年11月28日",
                 f"页数：{len(pages)}页"):  # fmt: skip
        assert said in cover
    assert f"第1页共{len(pages)}页" in pages[0]


def test_signatures_stand_below_the_table_and_the_title_is_the_ledgers_own() -> None:
    (text,) = read(ledger(Inquiry, [filled(Inquiry)], job(), period="2026年11月"))
    assert "接听人：" in text
    assert "期间：2026年11月" in text
    (paper,) = read(ledger(MeterPaper, [filled(MeterPaper)], job(), heading="案卷 QH-I02-2026-00001"))
    assert "案卷QH-I02-2026-00001" in paper


def test_a_rare_character_is_listed_on_its_page_alone() -> None:
    records = [filled(Inquiry, caller_name="\U0002a6d6" if place == 0 else "李") for place in range(40)]
    first, *others = read(ledger(Inquiry, records, job()))
    assert "U+2A6D6" in first
    assert not any("U+2A6D6" in page for page in others)


def test_the_same_ledger_prints_the_same_bytes() -> None:
    assert ledger(VisitTrip, [filled(VisitTrip)], job()) == ledger(VisitTrip, [filled(VisitTrip)], job())


def test_a_register_without_a_ledger_is_refused() -> None:
    with pytest.raises(ValueError, match="没有台账格式"):
        ledger(CallbackReport, [], job())
