"""A cell that was drawn before comes with its own text, and keeps nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, get_template_attribute
from markupsafe import Markup

from views import drawn as cells
from views.control import Control
from views.drawn import HOLE, KEPT, drawn
from views.paper import CellView

WORDS = ("张三", "", "<b>甲</b> & \"乙\" '丙'", "第一行\n第二行", HOLE, f"甲{HOLE}乙", "{{ 1 }}", "％d %s {0}")
READ = CellView(name="customer_name", label="用户名称", kind="text", span=6)
CHOICES = (("a", "来访"), ("b", "来电"))


def box(kind: str, **said: object) -> CellView:
    made: Any = replace(Control(name="customer_name", id="f-customer_name", kind=kind, label="用户名称"), **said)  # type: ignore[arg-type]
    return replace(READ, kind=kind, control=made)


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    KEPT.clear()
    with app.test_request_context("/"):
        yield


def anew(cell: CellView) -> Markup:
    return Markup(get_template_attribute("paper.html", "anew")(cell))


@pytest.mark.parametrize("kind", ["text", "prose", "day", "moment", "number", "phone", "amount"])
def test_a_box_is_as_if_it_were_drawn_anew(kind: str) -> None:
    for text in WORDS:
        assert drawn(box(kind, typed=text)) == anew(box(kind, typed=text))
    assert len(KEPT) == 1


def test_words_are_as_if_they_were_drawn_anew() -> None:
    for text in WORDS:
        assert drawn(replace(READ, words=text)) == anew(replace(READ, words=text))
    assert len(KEPT) == 2  # with words and without


@pytest.mark.parametrize(("kind", "boxes"), [("choice", False), ("choice", True), ("yes_no", True), ("department", False)])
def test_each_mark_is_drawn_by_itself(kind: str, boxes: bool) -> None:  # noqa: FBT001 - pytest names it
    for code in ("a", "b", "", "a"):
        cell = box(kind, typed=code, choices=CHOICES, boxes=boxes)
        assert drawn(cell) == anew(cell)


def test_whatever_a_control_says_tells_it_apart() -> None:
    """So nothing that a later hand adds to a control can be forgotten here."""
    said = [
        {}, {"required": True}, {"help": "按抄表本"}, {"placeholder": "如 1"}, {"lines": 4}, {"proposes": "[]"}, {"name": "x", "id": "f-x"},
        {"when": '[{"name": "a", "values": ["1"]}]'},
    ]  # fmt: skip
    for one in said:
        assert drawn(box("prose", **one)) == anew(box("prose", **one))
    assert len(KEPT) == len(said)


def test_what_is_refused_masked_or_linked_is_drawn_anew() -> None:
    shown = [
        box("text", error="请填写"),
        box("link", picked=((1, "张三"),)),
        replace(READ, url="/customer/1"),
        replace(READ, is_masked=True),
    ]
    assert [drawn(cell) for cell in shown] == [None] * 4
    assert not KEPT


def test_nothing_that_was_typed_is_kept() -> None:
    drawn(box("text", typed="张三"))
    assert drawn(box("choice", typed="王五", choices=CHOICES)) is None
    drawn(replace(READ, words="李四"))
    assert not any(name in repr(KEPT) for name in ("张三", "李四", "王五"))


def test_it_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "MOST", 3)
    for place in range(10):
        drawn(box("text", name=f"place{place}"))
    assert len(KEPT) <= 3
