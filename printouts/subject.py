"""What is being printed: one record, or the empty form of a register. Blocks ask it and never the record itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from models.declare import Field, Kind, Line, Phase, Register, Sheet
from models.declare.label import Leaf
from printouts.job import PrintJobInfo
from printouts.words import YES_NO, masked, tells_who, words
from rules.masking import NOTHING_SEEN

#: Common fields that the heading shows.
HEADED = frozenset({"number", "creator", "unit"})


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One record as a paper sees it; without a record every place is empty, except a number that was `reserved` for the paper."""

    register: type[Register]
    record: Register | None
    job: PrintJobInfo
    reserved: str = ""
    leaf: Leaf | None = None

    @property
    def sheet(self) -> Sheet:
        """How it is laid out: the form of the register, or a further sheet of it."""
        return self.leaf.sheet if self.leaf is not None else self.register.sheet

    @property
    def title(self) -> str:
        return self.leaf.title if self.leaf is not None else self.job.title(self.register)

    @property
    def number(self) -> str:
        return (self.record.number or "") if self.record is not None else self.reserved

    @property
    def version(self) -> str:
        """The edition of the form: the record's own, as it was when it was filled in."""
        if self.leaf is not None:
            return f"{self.leaf.code}-{self.sheet.version}"
        return (self.record.form_version if self.record is not None else "") or self.sheet.version

    @property
    def phase(self) -> Phase | None:
        status = self.record.status if self.record is not None else None
        return status.phase if status is not None else None

    def value(self, field: Field) -> Any:
        value = None if self._is_empty(field) else getattr(self.record, field.name)
        return masked(value, field) if field.sensitive and not self.is_clear and value is not None else value

    @property
    def is_clear(self) -> bool:
        """Whether personal data of the record prints as it is stored."""
        return self.record is None or self.job.is_clear(self.record)

    @property
    def is_veiled(self) -> bool:
        return self.record is not None and self.record.id in self.job.veiled

    def _is_empty(self, field: Field) -> bool:
        """An empty form, or a field that is not for whoever prints."""
        return self.record is None or field.name in self.job.hidden

    @cached_property
    def _said(self) -> dict[str, str]:
        return {}

    def words(self, field: Field) -> str:
        """Worked out once: the layout asks for them, the footnotes, and what draws."""
        if field.name not in self._said:
            self._said[field.name] = self._words(field)
        return self._said[field.name]

    def _words(self, field: Field) -> str:
        if self._is_empty(field):
            return ""
        said = words(self.record, field, self.job.labels, clear=self.is_clear, named=self.job.named)
        return NOTHING_SEEN if said and self.is_veiled and tells_who(self.register, field) else said

    def common_words(self, name: str) -> str:
        return self.words(self.register.fields[name])

    def children(self, field: Field) -> Sequence[Line]:
        return [] if self._is_empty(field) else getattr(self.record, field.name)

    def options(self, field: Field) -> list[tuple[object, str]]:
        """Every option with its label. One that was withdrawn since still shows on the record that bears it."""
        if field.kind is Kind.YES_NO:
            return list(YES_NO.items())
        if field.options is None:
            raise TypeError(f"{self.register.__name__}.{field.name} has no options to tick")
        offered: list[tuple[object, str]] = list(self.job.options(field.options))
        chosen = self.value(field)
        if chosen and chosen not in dict(offered):
            offered.append((chosen, self.job.labels(field.options, chosen)))
        return offered

    def unplaced(self) -> Iterator[tuple[str, str]]:
        """Label and words of common fields that are filled but have no place on this sheet, such as why it is void."""
        placed = {cell.name for cell in self.sheet.cells()} | HEADED
        for name, field in self.register.fields.items():
            if field.common and name not in placed and (written := self.words(field)):
                yield field.label, written
