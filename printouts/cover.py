"""The cover of a ledger bound as a book: 单位, 表名, 册名, 期间, 起止日期, 页数, and room for who bound it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from reportlab.lib.units import mm

from models.declare import Ledger, Register
from printouts.ledger_layout import LedgerLayout
from printouts.pen import Pen
from printouts.typeface import width
from printouts.words import day_words
from rules.moments import local

#: The cover's lines: label to value, from this far down, this far apart.
COVER_TOP, COVER_STEP, COVER_TITLE = 0.30, 14 * mm, 30.0
COVER_LINE = 90 * mm


def draw_cover(pen: Pen, layout: LedgerLayout, *, period: str, heading: str) -> None:
    """Draw it and turn to the next page."""
    paper, job = layout.paper, layout.job
    middle, high = (paper.left + paper.right) / 2, paper.top - paper.bottom
    title = layout.title
    size = min(COVER_TITLE, COVER_TITLE * (paper.right - paper.left) / (width(title, COVER_TITLE, bold=True) * 1.2))
    pen.write_about(middle, paper.top - high * 0.08, job.company, 16.0)
    pen.write_about(middle, paper.top - high * 0.20, title, size, bold=True, spacing=size * 0.14)
    stated = {
        "填报部门": job.office, "册名": heading, "期间": period, "起止日期": _span(layout.ledger, layout.records),
        "页数": f"{len(layout.pages)} 页", "立册人": "", "立册日期": "",
    }  # fmt: skip
    y = paper.top - high * COVER_TOP
    step = min(COVER_STEP, (y - paper.bottom) / len(stated))
    for label, said in stated.items():
        y -= step
        pen.write_left_of(middle - COVER_LINE / 2, y, f"{label}：", 12.0)
        at = middle - COVER_LINE / 2 + 2 * mm
        fitted = min(12.0, 12.0 * (COVER_LINE - 4 * mm) / max(width(said, 12.0), 1.0))
        pen.write(at, y, said, fitted)
        pen.rule(at - 2 * mm, y - 3, middle + COVER_LINE / 2, y - 3, 0.5)
    pen.next_page()


def _span(declared: Ledger, records: Sequence[Register]) -> str:
    """The first and the last day of the field that a ledger is dated by."""
    if declared.cell_dated is None:
        return ""
    found = [getattr(record, declared.cell_dated.name) for record in records]
    days = [local(value).date() if isinstance(value, datetime) else value for value in found if isinstance(value, date)]
    return f"{day_words(min(days))}至{day_words(max(days))}" if days else ""
