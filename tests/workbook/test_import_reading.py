"""Files that people send: what is no workbook is told so, and what Excel makes of telephones, days and formulas is turned back."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from sqlalchemy.orm import Session

from models import REGISTERS, Customer
from models.declare import Kind
from services.options import OptionBook, option_book
from services.workbook.columns import tables
from services.workbook.incoming import Incoming, Reader
from services.workbook.lay import lay
from services.workbook.read import opened
from services.workbook.sheet import BadWorkbook, RawRow, Wrong
from services.workbook.typed import text_of
from tests.workbook.bench import HEADS, TITLE, customer, file_of, saved, workbook

FILES = Path(__file__).parent / "files"
BOOK = OptionBook([])


def at(*parts: int) -> datetime:
    """As Excel has it, of no zone."""
    return datetime(*parts)  # type: ignore[arg-type,misc] # noqa: DTZ001


def records(content: bytes, register: Any = Customer, book: OptionBook = BOOK) -> list[Incoming]:
    """Every record of the file as it came."""
    names = {column.name for column in tables(register)[0].columns if column.fillable}
    with opened(content) as found:
        return list(Reader(layout=lay(found, register), names=names, book=lambda: book).records())


def rezipped(content: bytes, part: str, new: bytes) -> bytes:
    """The package with one part in another wording."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name in old.namelist():
            made.writestr(name, new if name == part else old.read(name))
    return file.getvalue()


GOOD = file_of(customer(1))
SHEET = "xl/worksheets/sheet1.xml"
BLANK = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</sheetData></worksheet>"
STRANGERS = {
    "empty": (b"", "文件是空的"),
    "an old .xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧格式（.xls）"),
    "csv": ("客户全称,联系电话\n周客户,13907150001".encode("gb18030"), "文本或 CSV"),
    "html": (b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>", "这是网页"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "不是 Excel 工作簿"),
    "cut off": (GOOD[: len(GOOD) // 2], "文件不完整"),
    "a bomb": (rezipped(GOOD, SHEET, BLANK + b"<row/>" * 4_000_000 + END), "展开后过大"),
    "no XML": (rezipped(GOOD, SHEET, BLANK + b"<row><c"), "已损坏"),
    "entities": (rezipped(GOOD, SHEET, b'<!DOCTYPE x [<!ENTITY a "b">]>' + BLANK + b"<row/>" + END), "外部实体"),
    "a number of letters": (rezipped(GOOD, SHEET, BLANK + b"<row><c><v>12a</v></c></row>" + END), "已损坏"),
    "no sheets": (rezipped(GOOD, "xl/workbook.xml", b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'),
                  "没有可见的工作表"),
    "nothing of ours": (file_of(["甲", "乙"], heads=["子", "丑"], title="Sheet1"), "没有找到“客户服务档案”的表头"),
}  # fmt: skip


@pytest.mark.parametrize("name", STRANGERS)
def test_what_is_no_workbook_is_told_so(name: str) -> None:
    content, words = STRANGERS[name]
    with pytest.raises(BadWorkbook) as refused:
        records(content)
    assert words in refused.value.message


def test_a_title_above_other_orders_other_spacing_and_hidden_sheets_do_no_harm() -> None:
    book = Workbook()
    draft = book.active
    assert draft is not None
    draft.title = "草稿"
    draft.append(["客户全称"])
    sheet = book.create_sheet("2025年客户")
    sheet.append(["某水务公司客户台账"])
    sheet.merge_cells("A1:D1")
    sheet.append([])
    sheet.append([" 联系 电话（必填）", "客户全称 *", "地址", "同意处理个人信息", None, "错误说明"])
    sheet.append(["13907150001", "周客户", "温泉路", "是", None, "从前的话"])
    sheet["A900"] = "  "
    draft.sheet_state = "hidden"
    (one,) = records(saved(book))
    assert one.texts == {"phone": "13907150001", "full_name": "周客户", "address": "温泉路", "pi_consent": "1"}
    assert (one.number, one.wrong) == (4, {})


VALUES: dict[str, tuple[Kind, Any, str]] = {
    "a telephone as a number": (Kind.PHONE, 13907150001, "13907150001"),
    "a telephone as a fraction": (Kind.PHONE, 1.39e10, "13900000000"),
    "a day": (Kind.DAY, at(2026, 11, 20), "2026-11-20"),
    "a day without time": (Kind.DAY, date(2026, 11, 20), "2026-11-20"),
    "a count of days": (Kind.DAY, 46346, "2026-11-20"),
    "eight figures": (Kind.DAY, 20261120, "20261120"),
    "a written day": (Kind.DAY, " 2026年11月20日", "2026年11月20日"),
    "a moment": (Kind.MOMENT, at(2026, 11, 20, 9, 29, 59, 999_000), "2026-11-20 09:30"),
    "a count of days and hours": (Kind.MOMENT, 46346.4375, "2026-11-20 10:30"),
    "a month that became a day": (Kind.YEAR_MONTH, at(2026, 11, 1), "2026-11"),
    "a day of eight figures": (Kind.DATE8, at(2026, 11, 20), "20261120"),
    "an amount": (Kind.AMOUNT, 42.1, "42.1"),
    "a small amount": (Kind.AMOUNT, 1e-7, "0.0000001"),
    "a sum as Excel shows it": (Kind.AMOUNT, 0.1 + 0.2, "0.3"),
    "a product as Excel shows it": (Kind.AMOUNT, 4.35 * 100, "435"),
    "figures that Excel shows": (Kind.AMOUNT, 123456789.12345, "123456789.12345"),
    "a temperature": (Kind.GAUGE, 21.5, "21.5"),
    "a whole number": (Kind.NUMBER, 12.0, "12"),
    "yes": (Kind.YES_NO, True, "1"),
    "no, written": (Kind.YES_NO, "否", "0"),
    "true in a text": (Kind.TEXT, True, "TRUE"),
}
LOST: dict[str, tuple[Kind, Any, str]] = {
    "an identity number as a number": (Kind.ID_CARD, 421202199001011000, "位数超过 15 位"),
    "the same as a fraction": (Kind.ID_CARD, 4.21202199001011e17, "位数超过 15 位"),
    "an error": (Kind.TEXT, Wrong("此格是错误值 #N/A，请改正后再传"), "#N/A"),
    "a time alone": (Kind.MOMENT, time(10, 30), "只有钟点"),
    "a house number that became a day": (Kind.TEXT, at(2026, 3, 5), "原来写的已看不出"),
    "the same in a longer text": (Kind.PROSE, at(2026, 3, 5), "原来写的已看不出"),
    "a week that became a day": (Kind.YEAR_WEEK, at(2026, 3, 5), "原来写的已看不出"),
    "a length of time": (Kind.MOMENT, timedelta(hours=3), "是时长"),
    "no number": (Kind.AMOUNT, float("inf"), "不是可以读出的数值"),
}


def field_of(kind: Kind) -> Any:
    return next(field for register in REGISTERS for field in register.fields.values() if field.kind is kind)


@pytest.mark.parametrize("name", VALUES)
def test_what_excel_makes_of_a_value_is_turned_back(name: str) -> None:
    kind, value, text = VALUES[name]
    assert text_of(value, field_of(kind), BOOK) == text


@pytest.mark.parametrize("name", LOST)
def test_what_was_lost_on_the_way_is_said_and_not_guessed(name: str) -> None:
    kind, value, words = LOST[name]
    with pytest.raises(ValueError, match=words):
        text_of(value, field_of(kind), BOOK)


def test_formulas_errors_and_escaped_letters_are_read_from_the_file_itself() -> None:
    cells = (
        '<c r="A2" t="str"><f>B2</f><v>周客户</v></c><c r="B2"><f>1+1</f></c><c r="C2" t="e"><v>#N/A</v></c><c r="D2" t="b"><v>1</v></c>'
    )
    heads = "".join(f'<c r="{letter}1" t="inlineStr"><is><t>{text}</t></is></c>' for letter, text in zip(
        "ABCD", ("客户全称", "联系电话", "地址", "同意处理个人信息"), strict=True))  # fmt: skip
    runs = "<r><t>吴_x000D_&#10;</t></r><r><t>客户_x005F_x0041_</t></r>"
    rows = f'<row r="1">{heads}</row><row r="2">{cells}</row><row r="3"><c r="A3" t="inlineStr"><is>{runs}</is></c></row>'
    xml = f"{BLANK.decode()}{rows}{END.decode()}"
    first, second = records(rezipped(GOOD, SHEET, xml.encode()))
    assert first.texts == {"full_name": "周客户", "pi_consent": "1"}
    assert first.raw.worked_out == 1
    assert "没有存下它的计算结果" in first.wrong["phone"]
    assert "错误值 #N/A" in first.wrong["address"]
    assert second.texts == {"full_name": "吴\n客户_x0041_"}


def test_a_true_old_workbook_is_no_new_one_by_its_name() -> None:
    with pytest.raises(BadWorkbook, match="另存为“Excel 工作簿"):
        records((FILES / "libreoffice.xls").read_bytes())


def test_a_column_without_a_header_is_not_passed_over() -> None:
    (one,) = records(file_of([*customer(1), None, "漏了表头"]))
    assert one.wrong == {"": "H 列没有表头，却有内容"}


@pytest.mark.parametrize("file", sorted(FILES.glob("*.xlsx")), ids=lambda file: file.stem)
def test_files_of_other_programs_say_the_same(file: Path, session: Session) -> None:
    first, second = records(file.read_bytes(), book=option_book(session))
    assert first.texts == {
        "former_number": "旧-1", "full_name": "周客户", "phone": "13907150001", "address": "温泉路1号", "opened_on": "2026-11-20",
        "pi_consent": "1", "nature": "person"}  # fmt: skip
    assert second.texts["opened_on"] == "2026-11-20"
    assert (first.raw.worked_out, second.wrong) == (1, {})


ANY_CELL = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40),
    st.dates(date(1900, 3, 1)), st.datetimes(at(1900, 3, 1), at(9999, 1, 1)), st.times(), st.just("字" * 30_000),
    st.sampled_from(["=1+1", "=A1", "#N/A", "#REF!", "=HYPERLINK(\"http://x\")", "2026/11/20", "是", "'0123"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    heads=st.lists(st.sampled_from([*HEADS, "客户全称", "姓名", "", None, 7, "备注", "编号"]), min_size=1, max_size=9),
    rows=st.lists(st.lists(ANY_CELL, max_size=9), max_size=4), merges=st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=1),
)  # fmt: skip
def test_whatever_stands_in_a_file_it_is_read_or_refused_in_words(heads: list[Any], rows: list[Any], merges: list[tuple[int, int]]) -> None:
    book = workbook(*rows, heads=heads, title=TITLE)
    for row, column in merges:
        assert book.active is not None
        book.active.merge_cells(f"{get_column_letter(column)}{row}:{get_column_letter(column + 1)}{row + 1}")
    try:
        found = records(saved(book))
    except BadWorkbook as refused:
        sentence, found = refused.message, []
    else:
        sentence = "。"
    assert sentence.endswith("。")
    known = {column.name for column in tables(Customer)[0].columns}
    for one in found:
        assert isinstance(one.raw, RawRow)
        assert set(one.texts) <= known
        assert all(sentence for sentence in one.wrong.values())
        assert not set(one.texts) & set(one.wrong)
