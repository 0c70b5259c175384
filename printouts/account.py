"""时限说明单: how a due time came about, line by line with its clause, as a page to hand over in a dispute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm

from printouts.code import Code
from printouts.heading import Head, draw_foot, draw_head
from printouts.job import PrintJobInfo
from printouts.paper import PORTRAIT
from printouts.pen import FRAME, HAIR, Pen
from printouts.wrap import wrap
from rules.clock import Line, LineKind
from rules.limit import Source

TITLE, VERSION = "时限说明单", "2026-1"
SIZE, LEAD, AIR = 10.5, 16.0, 6.0
WHEN, AMOUNT = 52 * mm, 34 * mm


@dataclass(frozen=True, kw_only=True)
class Accounted:
    """One clock of a record: what was promised, how it was counted, what became of it."""

    label: str
    words: str
    account: Sequence[Line]
    source: Source
    outcome: str


@dataclass(frozen=True, kw_only=True)
class Written:
    """A line on paper: three columns, and whether it is a heading, a sum or a quotation."""

    when: str
    lines: tuple[str, ...]
    amount: str = ""
    bold: bool = False
    quoted: bool = False


def account_pages(table: str, title: str, number: str, clocks: Sequence[Accounted], documents: dict[str, str], job: PrintJobInfo) -> bytes:
    """Every clock of one record. `documents` gives the title of each source document by its code."""
    paper, middle = PORTRAIT, PORTRAIT.right - PORTRAIT.left - WHEN - AMOUNT
    room = paper.top - 23.5 * mm - paper.bottom - 40 * mm
    pages: list[list[Written]] = [[]]
    used = 0.0
    for line in (line for clock in clocks for line in _lines(clock, documents, middle)):
        high = len(line.lines) * LEAD + AIR / 2
        if used + high > room:
            pages.append([])
            used = 0.0
        pages[-1].append(line)
        used += high
    pen = Pen(paper, title=f"{TITLE} {number}", author=job.company)
    for page, lines in enumerate(pages, start=1):
        code = Code(table=table, number=number, version=VERSION, copy=1, page=page, pages=len(pages))
        y = draw_head(pen, paper, Head(
            company=job.company, office=job.office, title=TITLE, version=VERSION, left=title, right=f"编号：{number}",
            payload=code.payload))  # fmt: skip
        top = y
        for line in lines:
            y = _draw(pen, line, y)
        pen.frame(paper.left, y, paper.right - paper.left, top - y, FRAME)
        if page == len(pages):
            _sign(pen, y)
        draw_foot(pen, paper, [], f"编号 {number}　{job.stamp}", page, len(pages))
        pen.next_page()
    return pen.finish()


def _lines(clock: Accounted, documents: dict[str, str], room: float) -> list[Written]:
    wide = room + AMOUNT
    found = [Written(when=clock.label, lines=wrap(f"{clock.words}　{clock.outcome}".strip(), wide - 6, SIZE), bold=True)]
    found += [
        Written(when=line.at, lines=wrap(line.text, room - 6, SIZE), amount=line.amount, bold=line.kind is LineKind.SUM)
        for line in clock.account
    ]  # fmt: skip
    if clock.source.quotation:
        document = documents.get(clock.source.document, clock.source.document)
        said = f"“{clock.source.quotation}”（《{document}》{clock.source.clause}）"
        found.append(Written(when="依据", lines=wrap(said, wide - 6, SIZE), quoted=True))
    if clock.source.note:
        found.append(Written(when="说明", lines=wrap(clock.source.note, wide - 6, SIZE)))
    return found


def _draw(pen: Pen, line: Written, y: float) -> float:
    """One line under `y`; gives back where it ends."""
    left, right = PORTRAIT.left, PORTRAIT.right
    below = y - len(line.lines) * LEAD - AIR / 2
    pen.write(left + 3, y - LEAD + 2, line.when, min(SIZE, SIZE * (WHEN - 6) / max(len(line.when) * 5.3, 1)), bold=line.bold)
    for index, text in enumerate(line.lines):
        pen.write(left + WHEN + 3, y - LEAD * (index + 1) + 2, text, SIZE, bold=line.bold)
    pen.write_left_of(right - 3, y - LEAD + 2, line.amount, SIZE)
    pen.rule(left, below, right, below, HAIR)
    pen.rule(left + WHEN, y, left + WHEN, below, HAIR)
    return below


def _sign(pen: Pen, y: float) -> None:
    """Who explains it and who was told."""
    y -= 12 * mm
    for x, text in (
        (PORTRAIT.left, "说明人签字：＿＿＿＿＿＿＿＿"),
        (PORTRAIT.left + 62 * mm, "客户签收：＿＿＿＿＿＿＿＿"),
        (PORTRAIT.right - 40 * mm, "＿＿年＿＿月＿＿日"),
    ):
        pen.write(x, y, text, SIZE)
