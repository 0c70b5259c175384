"""What a person may take out of a record, cell by cell: masked as his list is, typed where nothing is masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.declare import Field, Kind, Record, Register
from rules.masking import NOTHING_SEEN
from services.options import option_book
from services.shown import HIDDEN, Shown
from services.workbook.columns import CREATED, VERSION, Cell, Column, linked
from services.workbook.version import Version


@dataclass(kw_only=True)
class Reader:
    """The eyes of one person over one list; counts the personal data that he took, in clear and masked."""

    shown: Shown
    #: By the ids of the records that are read now.
    versions: Mapping[int, Version] = field(default_factory=dict)
    clear: int = 0
    masked: int = 0

    def value(self, record: Any, column: Column, owner: Register | None = None) -> Any:
        """The content of a cell; `owner` is the record that a child row belongs to."""
        owner = owner or record
        if column.field is None:
            return self._beside(record, column.name)
        held = getattr(record, column.field.name)
        text = self.shown.words(record, column.field, owner=owner, in_list=True, labels=option_book(self.shown.session).label)
        if not text or text in (NOTHING_SEEN, HIDDEN):
            self.masked += bool(text)
            return text or None
        self._count(owner, column.field, held)
        if column.cell is not Cell.TEXT:
            return held
        if isinstance(held, Register):
            return linked(held.number, text)
        if column.field.kind is Kind.LINKS:
            return "、".join(linked(one.number, self._name(one)) if isinstance(one, Register) else self._name(one) for one in held)
        return text

    def _beside(self, record: Any, name: str) -> Any:
        """What is kept of a record without being a field of it."""
        if name == CREATED:
            return record.created_at
        return str(self.versions.get(record.id, "")) if name == VERSION else None

    def _name(self, record: Record) -> str:
        return self.shown.name(record, in_list=True)

    def _count(self, owner: Register, field: Field, held: Any) -> None:
        """Personal data is a field of that kind, and the name of a linked record that is called by one."""
        if field.sensitive is not None:
            self._add(clear=self.shown.is_clear(owner, field, in_list=True))
        for one in held if field.kind is Kind.LINKS else [held]:
            if isinstance(one, Register) and one.called is not None and (called := one.fields[one.called.name]).sensitive:
                self._add(clear=self.shown.is_clear(one, called, in_list=True))

    def _add(self, *, clear: bool) -> None:
        self.clear += clear
        self.masked += not clear
