"""One subject laid out as pages: the form, and its annex where a text is too long. Nothing is drawn yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby

from models.declare import Sheet
from models.declare.sheet import Chart, Part, Rating, Row, Section, Signatures, Table
from printouts.annex import Item, items, paginate
from printouts.block import Block, Overflow
from printouts.chart import ChartBlock
from printouts.fitting import Placed, fit_pages
from printouts.flowing import flowing
from printouts.grid import TableBlock
from printouts.heading import FOOT_LINE, HEAD, foot_height
from printouts.paper import HALF_LANDSCAPE, HALF_PORTRAIT, LANDSCAPE, PORTRAIT, Columns, Paper
from printouts.pen import NOTE
from printouts.rating import RatingBlock
from printouts.rows import RowBlock
from printouts.signing import SigningBlock
from printouts.subject import Subject
from printouts.typeface import code_points, missing
from printouts.wrap import wrap

#: Air between the heading's small line, the form and the note below it.
AIR = 4.0


def paper_of(sheet: Sheet) -> Paper:
    """How large the page of a form is, and how it lies."""
    if sheet.half:
        return HALF_LANDSCAPE if sheet.landscape else HALF_PORTRAIT
    return LANDSCAPE if sheet.landscape else PORTRAIT


def blocks_of(part: Part, columns: Columns, subject: Subject) -> list[Block]:
    """What draws a part of the sheet; the rows that the system works out may go on over the page."""
    match part:
        case Row():
            return [RowBlock(part, columns, subject)]
        case Table():
            is_worked_out = part.cell.field.tally is not None and subject.record is not None
            return flowing(part, columns, subject) if is_worked_out else [TableBlock(part, columns, subject)]
        case Chart():
            return [ChartBlock(part, columns, subject)] if subject.record is not None else []
        case Rating():
            return [RatingBlock(part, columns, subject)]
        case Signatures():
            return [SigningBlock(part, columns, subject)]


@dataclass(frozen=True)
class FormPage:
    """Sections with their placed blocks."""

    sections: Sequence[tuple[str, Sequence[Placed]]]


@dataclass(frozen=True)
class AnnexPage:
    """Lines of over-long texts."""

    items: Sequence[Item]


@dataclass(frozen=True)
class Form:
    """A subject in its layout. `copies` counts the sets of pages it is printed in."""

    subject: Subject

    @property
    def paper(self) -> Paper:
        return paper_of(self.subject.sheet)

    @cached_property
    def notes(self) -> list[str]:
        """What stands below the form: its printed note, and common fields without a place of their own."""
        said = [f"{label}：{text}" for label, text in self.subject.unplaced()]
        said += [self.subject.sheet.note] if self.subject.sheet.note else []
        return [line for text in said for line in wrap(text, self.paper.right - self.paper.left, NOTE)]

    @cached_property
    def footnotes(self) -> int:
        """Lines to keep free for the code points of characters that no font has."""
        job = self.subject.job
        texts = [job.company, job.office, job.printed_by, *(self.subject.words(field) for field in self.subject.register.fields.values())]
        return len(self.footnote_lines(code_points(missing("".join(texts)))))

    def footnote_lines(self, footnote: str) -> tuple[str, ...]:
        return wrap(footnote, self.paper.right - self.paper.left, NOTE)

    @property
    def room(self) -> float:
        """The height between heading and foot."""
        has_copies = 1 if self.subject.sheet.copies else 0
        return self.paper.top - HEAD - AIR - self.paper.bottom - foot_height(1 + has_copies + self.footnotes)

    @cached_property
    def form_pages(self) -> list[FormPage]:
        sections: list[tuple[Section, list[Block]]] = []
        for section in self.subject.sheet.sections():
            columns = Columns(paper=self.paper, named=bool(section.title))
            sections.append((section, [block for part in section.parts for block in blocks_of(part, columns, self.subject)]))
        title_of = {id(block): section for section, blocks in sections for block in blocks}
        blocks = list(chain.from_iterable(blocks for _, blocks in sections))
        pages = fit_pages(blocks, self.room - len(self.notes) * FOOT_LINE - AIR)
        return [
            FormPage([
                (section.title, list(placed)) for section, placed in groupby(page, key=lambda one: title_of[id(one.block)])
            ]) for page in pages
        ]  # fmt: skip

    @cached_property
    def pages(self) -> list[FormPage | AnnexPage]:
        """The form first, then its annex pages."""
        overflows: list[Overflow] = [
            overflow
            for page in self.form_pages for _, placed in page.sections for block, height, size in placed
            for overflow in block.overflow(height, size)
        ]  # fmt: skip
        annex = paginate(items(overflows, self.paper), self.room)
        return [*self.form_pages, *(AnnexPage(page) for page in annex)]
