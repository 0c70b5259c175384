"""What the tokeniser makes of texts and words, and that whatever stands in a text is found by every piece of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.document import Document, terms
from services.search.question import words
from services.search.sources import OPEN
from services.search.spelling import initials, spelt
from services.search.terms import normal


def is_found(line: str, word: str, *, veiled: bool = False, circles: tuple[str, ...] = (OPEN,)) -> bool:
    text = normal(line)
    found = Document(open="" if veiled else text, veiled=f"ca\t{text}" if veiled else "", grave="")
    kept = set(terms(found))
    return all(
        any(way <= kept for way in one.ways) and (not one.is_checked or one.text in text) for one in words(word, circles)
    ) and bool(words(word, circles))  # fmt: skip


@pytest.mark.parametrize(("line", "word"), [
    ("王晓梅", "王晓"), ("王晓梅", "晓梅"), ("王晓梅", "王"), ("王晓梅", "wxm"), ("王晓梅", "xm"),
    ("王晓梅", "wangxiao"), ("王晓梅", "xiaomei"),
    ("单田", "shan"), ("仇英", "qiu"), ("查良", "zha"), ("曾国", "zeng"), ("曾国", "zg"), ("吕布", "lv"),
    ("13812340387", "0387"), ("13812340387", "138"), ("13812340387", "13812340387"), ("13812340387", "1234038"),
    ("HF-2026-000123", "hf-2026-000123"), ("HF-2026-000123", "000123"), ("HF-2026-000123", "HF"), ("ＨＦ－２０２６", "hf-2026"),
    ("扬州市邗江区文昌路88号", "文昌路"), ("扬州市邗江区文昌路88号", "文昌路88号"), ("扬州市邗江区文昌路88号", "wcl"),
    ("文昌路88号3-2-501", "501"),
    ("文昌路88号", "88"), ("扬州 某某 公司", "某某公司"), ("𪚥家湾小区", "𪚥家"), ("阿依古丽·买买提", "买买提"),
    ("A座", "a座"), ("青禾·水", "禾·水"),
])  # fmt: skip
def test_it_is_found(line: str, word: str) -> None:
    assert is_found(line, word)


@pytest.mark.parametrize(("line", "word"), [
    ("王晓梅", "王梅"), ("王晓梅", "wm"), ("13812340387", "0388"), ("文昌路88号", "文昌路8号"), ("梅王晓", "王晓梅"), ("路昌文", "文昌"),
    ("HF-2026-000123", "hf-2026-000124"), ("文昌路88号", "路文昌88"), ("王晓梅", "·"), ("王晓梅", ""),
    ("13800001111", "11111"), ("0512-12340001", "12341234"), ("梅梅", "梅梅梅"), ("23812340387", "13812340387"), ("文昌东路", "文昌路"),
])  # fmt: skip
def test_it_is_not_found(line: str, word: str) -> None:
    assert not is_found(line, word)


@pytest.mark.parametrize(("word", "is_met"), [("王晓梅", True), ("王晓", False), ("王", False), ("wxm", False)])
def test_who_does_not_see_it_finds_by_all_of_it_alone(word: str, is_met: bool) -> None:  # noqa: FBT001
    assert is_found("王晓梅", word, veiled=True) is is_met
    assert is_found("王晓梅", word, veiled=True, circles=(OPEN, "ca"))


def test_of_a_number_that_is_masked_the_last_four_figures_are_told() -> None:
    assert is_found("13812340387", "0387", veiled=True)
    assert not is_found("13812340387", "1234", veiled=True)
    assert not is_found("13812340387", "387", veiled=True)


@pytest.mark.parametrize(("word", "pieces"), [
    ("13805591145", {"0559", "1145"}), ("138055", {"1380", "8055"}), ("13805", {"1380", "3805"}), ("梧桐雅苑", {"梧桐", "雅苑"}),
    ("王晓梅", {"王晓", "晓梅"}), ("11111111", {"1111"}),
])  # fmt: skip
def test_of_a_long_word_no_more_lists_are_walked_than_tell_it(word: str, pieces: set[str]) -> None:
    (asked,) = words(word, (OPEN,))
    found = {term.removeprefix(OPEN)[1:] for way in asked.ways for term in way if term.startswith(OPEN)}
    assert found == pieces
    assert asked.is_checked


def test_every_reading_counts() -> None:
    assert initials("单") >= {"s", "d", "c"}
    assert {"shanyong", "danyong", "sy", "dy"} <= set(spelt("单勇"))


TEXTS = st.text(st.sampled_from("王李文昌路海盐0123456789abAB-·号栋 "), min_size=1, max_size=24)


@given(TEXTS, st.data())
def test_a_text_is_found_by_any_two_characters_and_more_of_it(text: str, data: st.DataObject) -> None:
    """Figures and letters from three on: two of them are no piece of a longer run."""
    line = normal(text)
    start = data.draw(st.integers(0, max(0, len(line) - 1)))
    word = line[start : data.draw(st.integers(start, len(line)))]
    if any(len(run) > 1 for run in "".join(one if one > "\x7f" and one != "·" else " " for one in word).split()):
        assert is_found(text, word)
    if any(len(run) > 2 for run in "".join(one if one.isascii() and one.isalnum() else " " for one in word).split()):
        assert is_found(text, word)
