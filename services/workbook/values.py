"""What a person may take out of a record, cell by cell: masked as his list is, typed where nothing is masked.

What is decided for a whole column (is it clear to him, how is it written) is decided once; a row only brings its values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from models.declare import Field, Kind, Record, Register
from printouts.words import Found, finder
from rules.masking import NOTHING_SEEN
from services.options import option_book
from services.shown import HIDDEN, Shown, is_kept
from services.workbook.columns import CREATED, VERSION, Cell, Column, linked
from services.workbook.version import Version

#: Kinds of which a column holds the same few values again and again.
FEW = frozenset({Kind.CHOICE, Kind.STATE, Kind.YES_NO})
#: Turns what a column holds, where it holds anything, into the content of a cell.
Tell = Callable[[Any], Any]


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
        held, is_veiled = getattr(record, column.field.name), self.shown.is_veiled(owner, in_list=True)
        is_hidden = held is None and column.field.is_link and getattr(record, f"{column.field.name}_id", None) is not None
        if held is None and not (is_hidden and self.is_open(column.field, type(owner), is_veiled=is_veiled)):
            return None
        told = self.teller(column, type(record), type(owner), is_veiled=is_veiled, find=finder(record))(held)
        return None if told == "" else told

    def teller(self, column: Column, model: type[Record], owner: type[Record], *, is_veiled: bool, find: Found) -> Tell:
        """How a column is told of records that are veiled, or are not; `owner` is the register whose child rows `model` are."""
        declared = column.field
        if declared is None:
            return self._version if column.name == VERSION else _as_it_is
        if not self.is_open(declared, owner, is_veiled=is_veiled):
            return partial(self._unseen, HIDDEN if not self.shown.may_see(declared) else NOTHING_SEEN)
        is_clear, labels = self.shown.is_clear_in_lists(owner, declared), option_book(self.shown.session).label
        say = self.shown.teller(model, declared, is_clear=is_clear, in_list=True, labels=labels, find=find)
        if declared.kind in FEW:
            return lru_cache(maxsize=256)(say)
        if declared.is_link:
            return partial(self._link, say)
        if declared.kind is Kind.LINKS:
            return self._links
        if declared.sensitive is not None:
            return partial(self._personal, _as_it_is if is_clear and column.cell is not Cell.TEXT else say, is_clear)
        return say if column.cell is Cell.TEXT else _as_it_is

    def link(self, target: type[Record], names: Mapping[int, str]) -> Tell:
        """How a column of links is told whose rows hold ids, by the words that stand for each of the records that he may see."""
        name = target.fields[target.called.name] if issubclass(target, Register) and target.called is not None else None
        is_clear = name is not None and self.shown.is_clear_in_lists(target, name)

        def tell(key: int) -> str:
            if (words := names.get(key)) is None:
                self.masked += 1
                return HIDDEN
            if name is not None and name.sensitive is not None:
                self._add(clear=is_clear)
            return words

        return tell

    def is_open(self, declared: Field, owner: type[Record], *, is_veiled: bool) -> bool:
        """Whether anything of the field is told at all."""
        return self.shown.may_see(declared) and not (is_veiled and is_kept(owner, declared, in_list=True))

    def _beside(self, record: Any, name: str) -> Any:
        """What is kept of a record without being a field of it."""
        if name == CREATED:
            return record.created_at
        return self._version(record.id) if name == VERSION else None

    def _version(self, key: int) -> str:
        return str(self.versions.get(key, ""))

    def _unseen(self, words: str, held: Any) -> str:
        self.masked += held not in ("", [])
        return words if held not in ("", []) else ""

    def _personal(self, say: Tell, is_clear: bool, held: Any) -> Any:  # noqa: FBT001 - bound once for a column
        if (told := say(held)) not in ("", None):
            self._add(clear=is_clear)
        return told

    def _link(self, say: Tell, one: Any) -> str:
        if one is None:
            self.masked += 1
            return HIDDEN
        return self._named(one, say(one))

    def _links(self, several: Any) -> str:
        return "、".join(self._named(one, self.shown.name(one, in_list=True)) for one in several)

    def _named(self, one: Any, called: str) -> str:
        """Another record in a cell. What it is called by may be personal data."""
        if not isinstance(one, Register):
            return called
        if called and one.called is not None and (name := one.fields[one.called.name]).sensitive:
            self._add(clear=self.shown.is_clear_in_lists(type(one), name))
        return linked(one.number, called)

    def _add(self, *, clear: bool) -> None:
        self.clear += clear
        self.masked += not clear


def _as_it_is(value: Any) -> Any:
    return value
