"""Lines of Chinese writing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printouts.typeface import glyph, missing, width
from printouts.wrap import NO_START, SMALLEST, TIGHT, fit, wrap, wrap_label


def test_no_line_begins_with_a_comma_or_ends_with_an_opening_bracket() -> None:
    lines = wrap("更换户前减压阀，水压恢复（见附件），客户认可。" * 8, 100, 10)
    assert not any(line[0] in NO_START or line[-1] == "（" for line in lines)
    assert all(width(line, 10) <= 100.01 for line in lines)


def test_a_number_stays_whole_where_it_can() -> None:
    assert "QH-A01-2026-00001" in wrap("编号为QH-A01-2026-00001的单据", 110, 10)[1]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs"]), max_size=200))
def test_wrapping_loses_no_character(text: str) -> None:
    assert "".join("".join(wrap(text, 60, 10)).split()) == "".join(text.split())


def test_smaller_type_comes_before_cutting() -> None:
    text = "水压" * 11
    assert fit(text, 10.5 * 20, 10.5 * TIGHT, 10.5).cut is False
    assert fit(text, 10.5 * 20, 10.5 * TIGHT, 10.5).size < 10.5
    cut = fit(text * 3, 10.5 * 20, SMALLEST * TIGHT, 10.5)
    assert cut.cut
    assert cut.lines[-1].endswith("（续见附页）")
    assert width(cut.lines[-1], cut.size) <= 10.5 * 20


@pytest.mark.parametrize(("label", "lines"), [
    ("服务对象姓名（名称）", ("服务对象姓名", "（名称）")),
    ("责任部门是否联系客户", ("责任部门是否", "联系客户")),
    ("备注", ("备注",)),
])  # fmt: skip
def test_a_label_breaks_where_it_reads_well(label: str, lines: tuple[str, ...]) -> None:
    assert wrap_label(label, 66, 10.5) == lines


def test_a_character_that_no_font_has_is_shown_and_told() -> None:
    assert glyph("\ue123", False).shown == "〓"
    assert list(missing("李\ue123梅😀〓")) == ["\ue123", "😀"]
    assert glyph("\u200b", False).width == 0
    assert glyph("𠇁", True).shown == "𠇁"
