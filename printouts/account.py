"""时限说明单: how a due time came about, line by line with its clause, as a page to hand over in a dispute."""

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
from rules.account import Line, LineKind
from rules.limit import Source

TITLE, VERSION = "时限说明单", "2026-1"
SIZE, LEAD, AIR = 10.5, 16.0, 6.0
WHEN, AMOUNT = 52 * mm, 34 * mm
#: Room below the account for who explained it and who was told.
SIGNED = 40 * mm


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
    """A line on paper: three columns, bold for a heading or a sum."""

    when: str
    lines: tuple[str, ...]
    amount: str = ""
    bold: bool = False


def account_pages(table: str, title: str, number: str, clocks: Sequence[Accounted], documents: dict[str, str], job: PrintJobInfo) -> bytes:
    """Every clock of one record. `documents` gives the title of each source document by its code."""
    paper, middle = PORTRAIT, PORTRAIT.right - PORTRAIT.left - WHEN - AMOUNT
    pages = _paginate([_lines(clock, documents, middle) for clock in clocks], paper.top - HEAD - paper.bottom - SIGNED)
    pen = Pen(paper, title=f"{TITLE} {number}", author=job.company)
    for page, lines in enumerate(pages, start=1):
        code = Code(table=table, number=f"J{job.job_id}", version=VERSION, copy=1, page=page, pages=len(pages))
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


def _paginate(clocks: Sequence[list[Written]], room: float) -> list[list[Written]]:
    """Each clock stays in one piece where a page can hold it."""
    pages: list[list[Written]] = [[]]
    left = room
    for clock in clocks:
        if sum(map(_height, clock)) > left and pages[-1]:
            pages.append([])
            left = room
        for line in clock:
            if _height(line) > left:
                pages.append([])
                left = room
            pages[-1].append(line)
            left -= _height(line)
    return pages


def _height(line: Written) -> float:
    return len(line.lines) * LEAD + AIR / 2


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
        found.append(Written(when="依据", lines=wrap(said, wide - 6, SIZE)))
    if clock.source.note:
        found.append(Written(when="说明", lines=wrap(clock.source.note, wide - 6, SIZE)))
    return found


def _draw(pen: Pen, line: Written, y: float) -> float:
    """One line under `y`; gives back where it ends."""
    left, right = PORTRAIT.left, PORTRAIT.right
    below = y - _height(line)
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
