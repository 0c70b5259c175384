"""Two people at one form: who changed what, and how rows of both are fitted together without losing one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.three_way import Verdict, both_rows, merge_rows, verdict


@pytest.mark.parametrize(
    ("was", "theirs", "mine", "expected"),
    [
        ("甲", "甲", "甲", Verdict.NOBODY), ("甲", "乙", "乙", Verdict.NOBODY), ("甲", "甲", "乙", Verdict.MINE),
        ("甲", "乙", "甲", Verdict.THEIRS), ("甲", "乙", "丙", Verdict.BOTH), (None, "乙", "丙", Verdict.BOTH),
    ],
)  # fmt: skip
def test_who_changed_it(was: str | None, theirs: str, mine: str, expected: Verdict) -> None:
    assert verdict(was, theirs, mine) is expected


WAS = [("1", "甲"), ("2", "乙")]


@pytest.mark.parametrize(
    ("theirs", "mine", "rows", "quarrel"),
    [
        ([("1", "甲改"), ("2", "乙")], [("1", "甲"), ("2", "乙改")], [("1", "甲改"), ("2", "乙改")], False),
        ([*WAS, ("3", "新")], [*WAS, ("", "我的")], [*WAS, ("", "我的"), ("3", "新")], False),
        ([("2", "乙")], WAS, [("2", "乙")], False),
        ([("2", "乙")], [("1", "甲改"), ("2", "乙")], [("", "甲改"), ("2", "乙")], True),
        ([("1", "对方"), ("2", "乙")], [("1", "我"), ("2", "乙")], [("1", "我"), ("2", "乙")], True),
        ([("1", "对方"), ("2", "乙")], [("2", "乙")], [("2", "乙"), ("1", "对方")], True),
        (WAS, [("2", "乙")], [("2", "乙")], False),
    ],
)  # fmt: skip
def test_rows_are_fitted_together(theirs: list[tuple[str, str]], mine: list[tuple[str, str]], rows: object, quarrel: bool) -> None:  # noqa: FBT001
    assert merge_rows(WAS, theirs, mine) == (rows, quarrel)


def test_both_rows_stand() -> None:
    assert both_rows([("1", "对方"), ("2", "乙")], [("1", "我"), ("2", "乙")]) == [("1", "我"), ("2", "乙"), ("", "对方")]


texts = st.sampled_from("甲乙丙丁")
stored = st.dictionaries(st.sampled_from("123"), texts).map(lambda rows: list(rows.items()))
new = st.lists(texts.map(lambda text: ("", text)), max_size=2)


@given(was=stored, theirs=stored, mine=stored, added=new)
def test_no_text_that_somebody_wrote_is_lost(was: list, theirs: list, mine: list, added: list) -> None:  # type: ignore[type-arg]
    mine = [row for row in mine if row[0] in dict(was)] + added
    rows, quarrel = merge_rows(was, theirs, mine)
    kept = {text for _, text in rows}
    for key, text in mine:
        assert dict(was).get(key) == text or text in kept
    for key, text in theirs:
        assert dict(was).get(key) == text or text in kept or (quarrel and key in dict(mine))
