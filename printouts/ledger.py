"""Many records printed as a ledger, one a row; and the same bound as a book with a cover."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from reportlab.lib.units import mm

from models.declare import Ledger, Register
from printouts.block import draw_lines
from printouts.code import Code
from printouts.heading import FOOT_LINE, Head, draw_foot, draw_head
from printouts.job import PrintJobInfo
from printouts.ledger_layout import LEADING, PAD, SIGNING, SIZE, LedgerLayout, LedgerRow
from printouts.pen import FRAME, LINE, NOTE, Pen
from printouts.signing import DATE
from printouts.typeface import width
from printouts.words import day_words
from rules.moments import local

#: The cover's lines: label to value, from this far down, this far apart.
COVER_TOP, COVER_STEP, COVER_TITLE = 0.30, 14 * mm, 30.0
COVER_LINE = 90 * mm


def ledger(
    register: type[Register], records: Sequence[Register], job: PrintJobInfo, *, period: str = "", heading: str = "",
) -> bytes:  # fmt: skip
    """One row a record, in the order given; no record at all gives an empty page for the pen."""
    layout = _layout(register, records, job)
    pen = Pen(layout.paper, title=_title(layout), author=job.company)
    _draw_pages(pen, layout, period=period, heading=heading)
    return pen.finish()


def book(
    register: type[Register], records: Sequence[Register], job: PrintJobInfo, *, period: str = "", heading: str = "",
) -> bytes:  # fmt: skip
    """The same with a cover in front."""
    layout = _layout(register, records, job)
    pen = Pen(layout.paper, title=_title(layout), author=job.company)
    _draw_cover(pen, layout, period=period, heading=heading)
    _draw_pages(pen, layout, period=period, heading=heading)
    return pen.finish()


def _layout(register: type[Register], records: Sequence[Register], job: PrintJobInfo) -> LedgerLayout:
    if register.ledger is None:
        raise ValueError(f"“{register.title}”没有台账格式")
    return LedgerLayout(register=register, ledger=register.ledger, records=records, job=job)


def _title(layout: LedgerLayout) -> str:
    return layout.ledger.title or layout.register.title


def _draw_pages(pen: Pen, layout: LedgerLayout, *, period: str, heading: str) -> None:
    paper, job = layout.paper, layout.job
    number = f"J{job.job_id}" if job.job_id is not None else layout.register.code
    for page, rows in enumerate(layout.pages, start=1):
        version, pages = layout.register.sheet.version, len(layout.pages)
        payload = Code(table=layout.register.__tablename__, number=number, version=version, copy=1, page=page, pages=pages).payload
        top = draw_head(pen, paper, Head(
            company=job.company, office=job.office, title=_title(layout), version=version, left=heading,
            right=f"期间：{period}" if period else "", payload=payload))  # fmt: skip
        _draw_table(pen, layout, [layout.head, *rows], top)
        _draw_below(pen, layout)
        draw_foot(pen, paper, layout.footnote_lines(pen.footnote()), job.stamp, page, pages)
        pen.next_page()


def _draw_table(pen: Pen, layout: LedgerLayout, rows: Sequence[LedgerRow], top: float) -> None:
    left, right = layout.paper.left, layout.paper.right
    y = top
    for row in rows:
        if y != top:
            pen.rule(left, y, right, y, LINE if row is rows[1] else 0.4)
        for edge, lines in zip(layout.edges, row.cells, strict=False):
            draw_lines(pen, edge + PAD, y, row.height, lines, SIZE, LEADING)
        y -= row.height
    for edge in layout.edges[1:-1]:
        pen.rule(edge, top, edge, y)
    pen.frame(left, y, right - left, top - y, FRAME)


def _draw_below(pen: Pen, layout: LedgerLayout) -> None:
    """The places to sign, each with its date, and the note; at the same height on every page."""
    paper = layout.paper
    y = layout.bottom - 2
    if signed := layout.ledger.signed:
        part = (paper.right - paper.left) / len(signed)
        for index, label in enumerate(signed):
            x = pen.write(paper.left + index * part, y - SIGNING * 0.75, f"{label}：", SIZE)
            ends = min(x + 40 * mm, paper.left + (index + 1) * part - width(DATE, SIZE) - 6 * mm)
            pen.rule(x, y - SIGNING * 0.75 - 2, ends, y - SIGNING * 0.75 - 2, 0.5)
            pen.write(ends + 2 * mm, y - SIGNING * 0.75, DATE, SIZE)
        y -= SIGNING
    for line in layout.notes:
        pen.write(paper.left, y - NOTE, line, NOTE)
        y -= FOOT_LINE


def _draw_cover(pen: Pen, layout: LedgerLayout, *, period: str, heading: str) -> None:
    """单位, 表名, 册号, 期间, 起止日期, 页数, and room for who bound it."""
    paper, job = layout.paper, layout.job
    middle, high = (paper.left + paper.right) / 2, paper.top - paper.bottom
    title = _title(layout)
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
