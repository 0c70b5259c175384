"""Charts and worked-out rows on paper: the labels and values can be read, and long tables go on under their head."""

from __future__ import annotations

from models import MonthlyReport, OverdueList
from models.monthly_report import ByCategory, MonthlyReportState, MonthlyTrend
from models.overdue_list import OverdueListState, OverdueRow
from printouts.sheet import sheets
from tests.cast import NOW
from tests.printouts.papers import job, read


def test_the_chart_says_what_its_rows_say() -> None:
    record = MonthlyReport(
        number="QH-C09-2026-00001", status=MonthlyReportState.DONE, month="2026-10",
        by_category=[ByCategory(label="无水", total=12, closed=10, overdue=1), ByCategory(label="水质", total=3, closed=3, overdue=0)],
        trend=[MonthlyTrend(month="9月", total=4, in_time="75.0%"), MonthlyTrend(month="10月", total=0, in_time="—")])  # fmt: skip
    text = "".join(read(sheets([record], job())))
    assert "按类别（受理）无水12件水质3件" in text
    assert "近六个月（及时率）" in text
    assert "75.0%" in text
    assert "没有数据" in text  # of departments there are none


def test_rows_go_on_over_the_page_under_their_head() -> None:
    rows = [
        OverdueRow(
            case_ref=f"complaint:{place}", clock="部门处理截止", received_at=NOW, summary=f"第{place}件", due_at=NOW, overdue="2 小时"
        )
        for place in range(1, 61)
    ]
    pages = read(
        sheets([OverdueList(number="QH-C06-2026-00001", status=OverdueListState.SIGNED, report_date=NOW.date(), rows=rows)], job())
    )
    own = pages[: len(pages) // 2]
    assert len(own) > 2
    assert all(f"第{place}件" in "".join(own) for place in range(1, 61))
    assert all("投诉内容摘要" in page for page in own if "件部门" in page or "第" in page.partition("编号：")[2][:200])
    assert "附页" not in "".join(pages)


def test_a_list_of_nothing_says_so() -> None:
    record = OverdueList(number="QH-C06-2026-00001", status=OverdueListState.SIGNED, report_date=NOW.date(), rows=[])
    assert "没有" in read(sheets([record], job()))[0]
