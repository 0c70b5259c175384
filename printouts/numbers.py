"""编号台账 on paper: the numbers of one form and year in spans, with what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm

from printouts.code import Code
from printouts.heading import HEAD, Head, draw_foot, draw_head
from printouts.job import PrintJobInfo
from printouts.paper import PORTRAIT
from printouts.pen import FRAME, HAIR, Pen
from printouts.wrap import wrap

TITLE, VERSION = "编号台账", "2026-1"
SIZE, LEAD, AIR = 9.5, 13.5, 5.0
#: Columns and their widths; the words take what is left.
COLUMNS = (("编号", 50 * mm), ("去向", 19 * mm), ("数量", 12 * mm), ("日期", 22 * mm), ("经手人", 20 * mm), ("原因或说明", 0.0))
#: Room below the last line for who checked it.
SIGNED = 16 * mm


@dataclass(frozen=True, kw_only=True)
class NumberLine:
    """One span, in words, in the order of the columns."""

    cells: tuple[str, str, str, str, str, str]


def number_pages(table: str, form: str, year: int, title: str, sums: str, lines: Sequence[NumberLine], job: PrintJobInfo) -> bytes:
    """All of them, each page with the heads of the columns; `sums` stands at the head of every page."""
    paper = PORTRAIT
    widths = [width or paper.right - paper.left - sum(wide for _, wide in COLUMNS) for _, width in COLUMNS]
    wrapped = [[list(wrap(cell, width - 5, SIZE)) or [""] for cell, width in zip(line.cells, widths, strict=True)] for line in lines]
    pages = _paginate(wrapped, paper.top - HEAD - paper.bottom - SIGNED - _height([[""]]))
    pen = Pen(paper, title=f"{TITLE} {form} {year}", author=job.company)
    for page, rows in enumerate(pages, start=1):
        code = Code(table=table, number=f"J{job.job_id}", version=VERSION, copy=1, page=page, pages=len(pages))
        y = top = draw_head(pen, paper, Head(
            company=job.company, office=job.office, title=TITLE, version=VERSION, left=f"{form} {title}　{year} 年", right=sums,
            payload=code.payload))  # fmt: skip
        y = _draw(pen, [[label] for label, _ in COLUMNS], widths, y, bold=True)
        for row in rows:
            y = _draw(pen, row, widths, y)
        pen.frame(paper.left, y, paper.right - paper.left, top - y, FRAME)
        if page == len(pages):
            pen.write(paper.left, y - 10 * mm, "核对人签字：＿＿＿＿＿＿＿＿", SIZE)
            pen.write(paper.right - 40 * mm, y - 10 * mm, "＿＿年＿＿月＿＿日", SIZE)
        draw_foot(pen, paper, [], f"打印任务 {job.job_id}　{job.stamp}", page, len(pages))
        pen.next_page()
    return pen.finish()


def _paginate(rows: Sequence[list[list[str]]], room: float) -> list[list[list[list[str]]]]:
    pages: list[list[list[list[str]]]] = [[]]
    left = room
    for row in rows:
        if _height(row) > left and pages[-1]:
            pages.append([])
            left = room
        pages[-1].append(row)
        left -= _height(row)
    return pages


def _height(row: Sequence[Sequence[str]]) -> float:
    return max(len(lines) for lines in row) * LEAD + AIR / 2


def _draw(pen: Pen, row: Sequence[Sequence[str]], widths: Sequence[float], y: float, *, bold: bool = False) -> float:
    """One line under `y`; gives back where it ends."""
    x, below = PORTRAIT.left, y - _height(row)
    for lines, wide in zip(row, widths, strict=True):
        for index, text in enumerate(lines):
            pen.write(x + 2.5, y - LEAD * (index + 1) + 2.5, text, SIZE, bold=bold)
        x += wide
        if x < PORTRAIT.right - 1:
            pen.rule(x, y, x, below, HAIR)
    pen.rule(PORTRAIT.left, below, PORTRAIT.right, below, HAIR)
    return below
