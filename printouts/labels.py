"""Labels on sheets of A4, to be cut or torn: one for each record, each with the code of its record; covers, spines and stamps alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm

from models.declare import Register
from models.declare.label import Label, Look
from models.declare.sheet import Cell
from printouts.code import ANY_COPY, Code
from printouts.job import PrintJobInfo
from printouts.paper import PORTRAIT
from printouts.pen import HAIR, LINE, Pen
from printouts.subject import Subject
from printouts.typeface import width
from printouts.wrap import wrap
from rules.archival import parts

INNER = 2 * mm
#: The largest and the smallest writing on a label.
LARGE, SMALL = 10.0, 5.5
#: A label with less room than this beside its words bears no code.
CODE = 14 * mm
#: The lines of a cover, and the writing of its title.
RULED, TITLE = 120 * mm, 26.0


@dataclass(frozen=True, kw_only=True)
class Box:
    """Where one label stands on the page."""

    left: float
    top: float
    wide: float
    high: float

    @property
    def bottom(self) -> float:
        return self.top - self.high


def labels(records: Sequence[Register], label: Label, job: PrintJobInfo) -> bytes:
    """As many to a page as fit, in the order given."""
    register = type(records[0])
    pen = Pen(PORTRAIT, title=f"{job.title(register)}{label.title}", author=job.company)
    for index, record in enumerate(records):
        if index and index % label.a_page == 0:
            pen.next_page()
        draw_label(pen, label, Subject(register=register, record=record, job=job), box_of(label, index % label.a_page))
    pen.next_page()
    return pen.finish()


def box_of(label: Label, index: int) -> Box:
    """From the upper left, row by row, the rest of the page shared out at its edges."""
    row, column = divmod(index, label.across)
    wide, high = label.wide * mm, label.high * mm
    left = (PORTRAIT.width - label.across * wide) / 2 + column * wide
    top = PORTRAIT.height - (PORTRAIT.height - label.a_page // label.across * high) / 2 - row * high
    return Box(left=left, top=top, wide=wide, high=high)


def draw_label(pen: Pen, label: Label, subject: Subject, box: Box) -> None:
    DRAWN[label.look](pen, label, subject, box)


def _plain(pen: Pen, label: Label, subject: Subject, box: Box) -> None:
    """A title, then label and value line by line, the code at the right."""
    pen.frame(box.left, box.bottom, box.wide, box.high, HAIR)
    code = CODE if box.wide > 3 * CODE else 0.0
    rows = len(label.rows) + 1
    size = min(LARGE, (box.high - 2 * INNER) / rows / 1.3)
    y = box.top - INNER - size
    heading = f"{subject.job.company}　{label.title}"
    pen.write(box.left + INNER, y, heading, _fitted(heading, box.wide - 2 * INNER, size))
    for row in label.rows:
        y -= size * 1.3
        share = (box.wide - 2 * INNER - code) / len(row.cells)
        for index, cell in enumerate(row.cells):
            said = f"{_called(cell)}：{subject.words(cell.field)}"
            pen.write(box.left + INNER + index * share, y, said, _fitted(said, share - 1, size))
    if code:
        pen.code(box.left + box.wide - INNER - code, box.bottom + INNER, code, _payload(subject))


def _stamp(pen: Pen, label: Label, subject: Subject, box: Box) -> None:
    """Six fields, three above three: 全宗号 年度 件号 / 机构（问题） 保管期限 页数."""
    code, retention, pages = label.all_cells()
    said = parts(subject.words(code.field)) or {"fonds": subject.words(code.field), "year": "", "unit": "", "count": ""}
    told = (said["fonds"], said["year"], said["count"], said["unit"], subject.words(retention.field), subject.words(pages.field))
    with pen.red():
        pen.frame(box.left, box.bottom, box.wide, box.high, LINE)
        for index, text in enumerate(told):
            row, column = divmod(index, 3)
            left, high = box.left + column * box.wide / 3, box.high / 2
            pen.frame(left, box.top - (row + 1) * high, box.wide / 3, high, HAIR)
            size = _fitted(text, box.wide / 3 - 2, 9.0)
            pen.write_about(left + box.wide / 6, box.top - row * high - high / 2 - size * 0.36, text, size)


def _spine(pen: Pen, label: Label, subject: Subject, box: Box) -> None:
    """Label over value from the top, the first of them, the title, downward in the middle."""
    pen.frame(box.left, box.bottom, box.wide, box.high, LINE)
    middle = box.left + box.wide / 2
    title, *others = label.all_cells()
    y = box.top - 4 * mm
    for cell in others:
        for text, size in ((_called(cell), 7.0), (subject.words(cell.field), 9.0)):
            y -= size * 1.4
            pen.write_about(middle, y, text, _fitted(text, box.wide - 2, size))
        y -= 3
        pen.rule(box.left, y, box.left + box.wide, y, HAIR)
    text = subject.words(title.field)
    room = y - box.bottom - 4 * mm
    pen.write_upright(middle, box.bottom + 2 * mm + room / 2, text, min(16.0, box.wide * 0.6, room / max(len(text), 1) / 1.15))


def _cover(pen: Pen, label: Label, subject: Subject, box: Box) -> None:
    """档号 at the upper right, the title large, the rest on lines below."""
    title, *rows = label.rows
    middle = box.left + box.wide / 2
    pen.write_about(middle, box.top - 45 * mm, subject.job.company, 18.0)
    text = subject.words(title.cells[0].field)
    lines = wrap(text, 140 * mm, TITLE)
    y = box.top - 85 * mm
    for line in lines:
        pen.write_about(middle, y, line, TITLE, bold=True)
        y -= 1.5 * TITLE
    y = min(y, box.top - 130 * mm)
    for row in rows:
        y -= 15 * mm
        share = RULED / len(row.cells)
        for index, cell in enumerate(row.cells):
            at = middle - RULED / 2 + index * share
            end = pen.write(at, y, f"{_called(cell)}：", 12.0)
            said = subject.words(cell.field)
            pen.write(end + 1, y, said, _fitted(said, at + share - end - 4, 12.0))
            pen.rule(end, y - 3, at + share - 4, y - 3, HAIR)
    pen.code(box.left + box.wide - 45 * mm, box.bottom + 25 * mm, 20 * mm, _payload(subject))


DRAWN: Mapping[Look, Callable[[Pen, Label, Subject, Box], None]] = {
    Look.PLAIN: _plain, Look.STAMP: _stamp, Look.SPINE: _spine, Look.COVER: _cover,
}  # fmt: skip


def _called(cell: Cell) -> str:
    return cell.wording or cell.field.label


def _payload(subject: Subject) -> str:
    return Code(
        table=subject.register.__tablename__, number=subject.number, version=subject.version, copy=ANY_COPY, page=1, pages=1
    ).payload


def _fitted(text: str, room: float, size: float) -> float:
    """The writing becomes smaller before it runs over its neighbour."""
    wide = width(text, size)
    return size if wide <= room else max(SMALL * 0.6, size * room / wide)
