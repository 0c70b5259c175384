"""Many records printed as a ledger, one a row; and the same bound as a book with a cover."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.units import mm

from models.declare import Register
from printouts.block import draw_lines
from printouts.code import Code
from printouts.cover import draw_cover
from printouts.heading import FOOT_LINE, Head, draw_foot, draw_head
from printouts.job import PrintJobInfo
from printouts.ledger_layout import LEADING, PAD, SIGNING, SIZE, LedgerLayout, LedgerRow
from printouts.pen import FRAME, LINE, NOTE, Pen
from printouts.signing import DATE
from printouts.typeface import width


def ledger(
    register: type[Register], records: Sequence[Register], job: PrintJobInfo, *, period: str = "", heading: str = "",
) -> bytes:  # fmt: skip
    """One row a record, in the order given; no record at all gives an empty page for the pen."""
    layout = _layout(register, records, job)
    pen = Pen(layout.paper, title=layout.title, author=job.company)
    _draw_pages(pen, layout, period=period, heading=heading)
    return pen.finish()


def book(
    register: type[Register], records: Sequence[Register], job: PrintJobInfo, *, period: str = "", heading: str = "",
) -> bytes:  # fmt: skip
    """The same with a cover in front."""
    layout = _layout(register, records, job)
    pen = Pen(layout.paper, title=layout.title, author=job.company)
    draw_cover(pen, layout, period=period, heading=heading)
    _draw_pages(pen, layout, period=period, heading=heading)
    return pen.finish()


def _layout(register: type[Register], records: Sequence[Register], job: PrintJobInfo) -> LedgerLayout:
    if register.ledger is None:
        raise ValueError(f"“{register.title}”没有台账格式")
    return LedgerLayout(register=register, ledger=register.ledger, records=records, job=job)


def _draw_pages(pen: Pen, layout: LedgerLayout, *, period: str, heading: str) -> None:
    paper, job = layout.paper, layout.job
    number = f"J{job.job_id}" if job.job_id is not None else layout.register.code
    for page, rows in enumerate(layout.pages, start=1):
        version, pages = layout.register.sheet.version, len(layout.pages)
        payload = Code(table=layout.register.__tablename__, number=number, version=version, copy=1, page=page, pages=pages).payload
        top = draw_head(pen, paper, Head(
            company=job.company, office=job.office, title=layout.title, version=version, left=heading,
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
