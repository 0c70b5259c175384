"""Places to sign, to decide and to seal, side by side, each with 年 月 日."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from models.declare import Field, Kind, Signed
from models.declare.sheet import Signatures
from printouts.block import EASY_PAD, TIGHT_PAD, Block, Overflow, draw_lines
from printouts.paper import PAD, SEAL, Columns
from printouts.pen import Pen
from printouts.subject import Subject
from printouts.typeface import width
from printouts.words import day_words
from printouts.wrap import EASY, SMALLEST, TIGHT, Fitted, fit, wrap
from rules.moments import local

DATE = "年　　月　　日"
SEALED = "（盖章）"
#: The part of it that a crowded form keeps; the seal then lies over the lines around it.
SEAL_LEAST = 2 / 3


@dataclass(frozen=True)
class SigningBlock(Block):
    """One row of such places. A name signed on screen is typed beside the label, and the line stays free for ink."""

    signatures: Signatures
    columns: Columns
    subject: Subject

    @property
    def fields(self) -> list[Field]:
        return [cell.field for cell in self.signatures.cells]

    @property
    def part(self) -> float:
        return self.columns.width / len(self.fields)

    @property
    def room(self) -> float:
        return self.part - 2 * PAD

    def _signed(self, field: Field) -> Signed | None:
        value = self.subject.value(field)
        return value if isinstance(value, Signed) else None

    def _head(self, field: Field, size: float) -> tuple[str, ...]:
        """The label, with the typed name after it."""
        signed = self._signed(field)
        label, name = f"{field.label}：", signed.name if signed else ""
        one_line = width(label + name, size) <= self.room
        return (label + name,) if one_line else (*wrap(label, self.room, size), *wrap(name, self.room, size))

    def _opinion(self, field: Field) -> str:
        """The decision and its words, without the name and the date that stand elsewhere."""
        signed = self._signed(field)
        if field.kind is not Kind.OPINION or signed is None:
            return ""
        return signed.opinion

    def _fixed(self, field: Field, size: float) -> int:
        """Lines other than the opinion's words: the label, the line for ink, the date."""
        return len(self._head(field, size)) + 2

    def _least(self, size: float) -> int:
        return max(self._fixed(field, size) + (field.kind is Kind.OPINION) for field in self.fields)

    @property
    def has_seal(self) -> bool:
        return any(field.kind is Kind.SEAL for field in self.fields)

    def tight(self, size: float) -> float:
        seal = SEAL * SEAL_LEAST if self.has_seal else 0.0
        return max(self._least(size) * size * TIGHT + TIGHT_PAD, seal + 2 * size * TIGHT)

    def wanted(self, size: float) -> float:
        lines = max(self._fixed(field, size) + len(wrap(self._opinion(field), self.room, size)) for field in self.fields)
        seal = SEAL + 2 * size * EASY if self.has_seal else 0.0
        return max(self.tight(size), lines * size * TIGHT + TIGHT_PAD, seal)

    def easy(self, size: float) -> float:
        return max(self.wanted(size), (self._least(size) + 1) * size * EASY + EASY_PAD)

    def most(self, size: float) -> float:
        return self.easy(size) * (1.0 if self.has_seal else 1.3)

    def _fitted(self, field: Field, height: float, size: float) -> Fitted:
        room = height - TIGHT_PAD - self._fixed(field, size) * size * TIGHT
        return fit(self._opinion(field), self.room, max(room, SMALLEST * TIGHT), size)

    def overflow(self, height: float, size: float) -> list[Overflow]:
        return [
            Overflow(label=field.label, text=self._opinion(field))
            for field in self.fields if self._fitted(field, height, size).cut
        ]  # fmt: skip

    def draw(self, pen: Pen, top: float, height: float, size: float) -> None:
        for index, field in enumerate(self.fields):
            left = self.columns.left + index * self.part
            if index:
                pen.rule(left, top, left, top - height)
            self._draw_place(pen, field, left, top, height, size)

    def _draw_place(self, pen: Pen, field: Field, left: float, top: float, height: float, size: float) -> None:
        head = self._head(field, size)
        leading = size * min(EASY, max(TIGHT, height / (self._least(size) + 1) / size))
        under = top - TIGHT_PAD / 2 - len(head) * leading
        draw_lines(pen, left + PAD, top - TIGHT_PAD / 2, len(head) * leading, head, size, leading)
        bottom, right = top - height, left + self.part - PAD
        date_line = bottom + TIGHT_PAD / 2 + size * 0.35
        self._draw_date(pen, field, right, date_line, size)
        if field.kind is Kind.SEAL:
            pen.write_about(left + self.part / 2, (under + date_line) / 2, SEALED, size)
            return
        pen.rule(left + PAD, date_line + size * 1.15, right, date_line + size * 1.15, 0.5)
        fitted = self._fitted(field, height, size)
        draw_lines(pen, left + PAD, under, len(fitted.lines) * fitted.leading, fitted.lines, fitted.size, fitted.leading)

    def _draw_date(self, pen: Pen, field: Field, right: float, y: float, size: float) -> None:
        """The day it was signed or sealed, or room to write one."""
        value = self.subject.value(field)
        day: date | None = local(datetime.fromisoformat(value.at)).date() if isinstance(value, Signed) else value
        written = day_words(day) if day else DATE
        pen.write(right - width(written, size), y, written, size)
