"""时限说明单: everything that was counted stands on paper, and a clock stays in one piece."""

from __future__ import annotations

import pytest

from printouts.account import Accounted, account_pages
from rules.account import Line, LineKind
from rules.limit import Source
from tests.printouts.papers import job, read

CLAUSE = Source(document="001", clause="三.2(1)", quotation="客服专员需在接到转办件后3个工作日内对客户进行回访", note="自接到转办件起算")


def clock(label: str, lines: int) -> Accounted:
    account = [Line(kind=LineKind.WORK, at=f"2026-02-{day:02}", text="工作日", amount=f"第 {day} 个工作日") for day in range(1, lines + 1)]
    return Accounted(label=label, words="3 个工作日", account=account, source=CLAUSE, outcome="剩余 3 个工作日")


def pages(*clocks: Accounted) -> list[str]:
    return read(account_pages("complaint", "客户投诉处理单", "QH-C05-2026-00112", clocks, {"001": "客户回访管理制度"}, job()))


def test_line_clause_and_places_to_sign_are_on_the_page() -> None:
    (text,) = pages(clock("12345 回访", 3))
    for said in (
        "时限说明单",
        "QH-C05-2026-00112",
        "12345 回访",
        "剩余 3 个工作日",
        "第3个工作日",
        "《客户回访管理制度》",
        "自接到转办件起算",
    ):
        assert said.replace(" ", "") in text.replace(" ", "")
    assert CLAUSE.quotation in text
    assert "客户签收" in text


@pytest.mark.parametrize("lines", [20, 24])
def test_a_clock_that_does_not_fit_begins_on_the_next_page(lines: int) -> None:
    first, second = pages(clock("甲项", lines), clock("乙项", 20))
    assert "乙项" not in first
    assert "第20个工作日" in second
    assert "客户签收" not in first


def test_a_clock_longer_than_a_page_goes_on() -> None:
    found = pages(clock("甲项", 28), clock("丙项", 25), clock("丁项", 25))
    assert [label for text in found for label in ("甲项", "丙项", "丁项") if label in text] == ["甲项", "丙项", "丁项"]
