"""A place at a glance, and the order in which places stand."""

from __future__ import annotations

import pytest

from rules.shelves import Glance, Tally, in_order, percent, short


@pytest.mark.parametrize(("tally", "glance", "words"), [
    (Tally(capacity=6), Glance.EMPTY, "空位"),
    (Tally(capacity=6, shelved=5), Glance.HELD, "在库 5"),
    (Tally(capacity=6, shelved=4, table=1), Glance.HELD, "在库 4"),
    (Tally(capacity=6, table=2), Glance.HELD, "整理中 2"),
    (Tally(capacity=6, shelved=6), Glance.FULL, "已满 6"),
    (Tally(capacity=6, shelved=7), Glance.FULL, "已满 7"),
    (Tally(capacity=6, shelved=4, lent=2), Glance.LENT, "借出 2"),
    (Tally(capacity=6, shelved=4, lent=2, due=3), Glance.DUE, "待鉴定 3"),
    (Tally(capacity=6, shelved=4, lent=2, due=3, overdue=1), Glance.OVERDUE, "逾期 1"),
    (Tally(capacity=6, is_shut=True), Glance.SHUT, "停用"),
    (Tally(capacity=6, shelved=1, is_shut=True), Glance.SHUT, "停用"),
    (Tally(capacity=6, lent=1, overdue=1, is_shut=True), Glance.OVERDUE, "逾期 1"),
])  # fmt: skip
def test_the_gravest_is_seen_first(tally: Tally, glance: Glance, words: str) -> None:
    assert (tally.glance, tally.words) == (glance, words)


@pytest.mark.parametrize(("standing", "capacity", "percents"), [
    (0, 20, 0), (1, 9999, 1), (199, 200, 99), (200, 200, 100), (300, 200, 100), (3, 0, 0),
])  # fmt: skip
def test_only_what_is_full_is_full_and_only_what_is_empty_empty(standing: int, capacity: int, percents: int) -> None:
    assert percent(standing, capacity) == percents


def test_names_stand_in_the_order_of_their_figures() -> None:
    assert sorted(["10架", "2架", "１架", "A架"], key=in_order) == ["１架", "2架", "10架", "A架"]
    assert sorted(["三库", "一库", "十库", "二库"], key=in_order) == ["一库", "二库", "三库", "十库"]
    assert sorted(["1盒", "", "²盒"], key=in_order) == ["", "1盒", "²盒"]


def test_a_place_in_its_smallest_words() -> None:
    assert short("3架", "2层", "5盒") == "3-2-5"
    assert short("A架", "1层", None) == "A-1"
    assert short("架", "东侧", "甲盒") == "架-东侧-甲"
