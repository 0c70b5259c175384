"""Files that are small to send and large to hold: they are read in flat memory, or refused before they are held."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from models import Customer
from services.workbook import incoming
from services.workbook.lay import lay
from services.workbook.read import opened
from services.workbook.sheet import BadWorkbook
from tests.workbook.bench import HEADS, customer, file_of
from tests.workbook.test_import_reading import BLANK, END, FILES, GOOD, SHEET, records, rezipped

CONTACTS = "xl/worksheets/sheet2.xml"
MB = 1024 * 1024


@pytest.fixture
def peak() -> Iterator[Callable[[], float]]:
    """How many MB were held at once since the beginning of the test."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1] / MB
    tracemalloc.stop()


def text(place: str, value: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


HEAD = f'<row r="1">{text("A1", "序号")}{text("B1", "姓名")}{text("C1", "电话")}</row>'


def with_contacts(*rows: str) -> bytes:
    """One customer, and a sheet of contacts with these rows under its header."""
    content = file_of(customer(1), sheets={"联系人": [["序号", "姓名", "电话"]]})
    return rezipped(content, CONTACTS, (BLANK.decode() + HEAD + "".join(rows) + END.decode()).encode())


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def test_child_rows_that_reach_to_the_end_of_the_sheet_are_not_held_that_wide(peak: Callable[[], float]) -> None:
    content = with_contacts(*(row(n, text(f"A{n}", "1"), text(f"B{n}", "孙"), text(f"XFD{n}", "x")) for n in range(2, 1_002)))
    (one,) = records(content)
    assert len(one.rows["contacts"]) == 1_000
    assert max(len(raw.cells) for raw, _ in one.rows["contacts"]) == 2
    assert peak() < 25


def test_what_stands_far_right_of_the_last_header_is_still_said() -> None:
    heads = [*HEADS, *[None] * 40]
    (one,) = records(file_of([*customer(1), *[None] * 39, "漏了表头"], heads=heads))
    assert one.wrong == {"": "AT 列没有表头，却有内容"}


def test_a_header_at_the_end_of_the_sheet_is_refused() -> None:
    with pytest.raises(BadWorkbook, match="表头一直到 XFD 列，请删去多余的列"):
        records(file_of(customer(1), heads=[*HEADS, *[None] * (16_384 - len(HEADS) - 1), "错误说明"]))


def test_so_many_cells_of_child_rows_are_held_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "MOST_CELLS", 20)
    lines = [row(n, text(f"A{n}", "1"), text(f"B{n}", "孙")) for n in range(2, 13)]
    assert len(records(with_contacts(*lines[:10]))[0].rows["contacts"]) == 10
    with pytest.raises(BadWorkbook, match="“联系人”超过 200,000 行或 20 格"):
        records(with_contacts(*lines))


def test_a_row_of_many_cells_and_many_things_before_the_rows_are_let_go_as_they_are_read(peak: Callable[[], float]) -> None:
    columns = b"<cols>" + b"<col/>" * 100_000 + b"</cols><sheetData>"
    content = rezipped(GOOD, SHEET, BLANK.replace(b"<sheetData>", columns) + b'<row r="1">' + b'<c r="A1"/>' * 100_000 + b"</row>" + END)
    with opened(content) as book:
        (only,) = book.sheets[0].rows()
    assert only.cells == []
    assert peak() < 8


@pytest.mark.parametrize("inner", [b'<c t="inlineStr"><is>' + b"<r/>" * 30_000 + b"</is></c>", b"<x>" * 200 + b"</x>" * 200])
def test_what_no_program_writes_is_refused(inner: bytes) -> None:
    with pytest.raises(BadWorkbook, match="已损坏"):
        records(rezipped(GOOD, SHEET, BLANK + b"<row>" + inner + b"</row>" + END))


def test_more_cells_than_a_row_has_columns_are_refused() -> None:
    with pytest.raises(BadWorkbook, match="已损坏"):
        records(rezipped(GOOD, SHEET, BLANK + b"<row>" + b"<c/>" * 16_385 + b"</row>" + END))


def test_styles_that_would_make_a_tree_of_gigabytes_are_refused() -> None:
    noise = random.Random(1).randbytes(5 * MB).hex().encode()
    with pytest.raises(BadWorkbook, match="展开后过大"):
        records(rezipped(GOOD, "xl/styles.xml", b"<styleSheet>" + noise + b"</styleSheet>"))


def test_texts_that_several_cells_share_are_read_as_they_were_written() -> None:
    xml = f'<sst xmlns="{BLANK.decode().split(chr(34))[1]}"><si><t>周_x005F_x0041_</t></si><si><r><t>温</t></r><r><t>泉</t></r></si></sst>'
    sheet = BLANK + b'<row r="1">' + text("A1", "客户全称").encode() + text("B1", "联系电话").encode() + text("C1", "地址").encode()
    sheet += (
        text("D1", "同意处理个人信息").encode() + b'</row><row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c></row>' + END
    )
    content = rezipped(rezipped((FILES / "libreoffice.xlsx").read_bytes(), CONTACTS, BLANK + HEAD.encode() + END), SHEET, sheet)
    (one,) = records(rezipped(content, "xl/sharedStrings.xml", xml.encode()))
    assert one.texts == {"full_name": "周_x0041_", "address": "温泉"}


def test_merged_cells_without_number_are_counted_so_far_and_no_further() -> None:
    merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(2, 30_000)).encode()
    with opened(GOOD) as book, book._archive.open(SHEET) as source:
        sheet = source.read()
    content = rezipped(GOOD, SHEET, sheet.replace(b"</sheetData>", b"</sheetData><mergeCells>" + merges + b"</mergeCells>"))
    with opened(content) as book, pytest.raises(BadWorkbook, match="等 1000 处以上"):
        lay(book, Customer)
    with opened(content) as book:
        assert sum(1 for _ in book.sheets[0].merged()) == 29_998
