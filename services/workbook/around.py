"""What the records of a chunk lead to, by the words that stand for it in a cell: each class asked for once a chunk, and no more of it read
than it is called by.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from models.declare import Kind, Register
from printouts.words import source_of
from services.called import called, is_plainly_named, led_to
from services.shown import Shown
from services.workbook.columns import linked
from services.workbook.cut import Cut


@dataclass(kw_only=True)
class Around:
    """Of the chunk at hand, by class and id. What is not there the person may not see."""

    shown: Shown
    links: dict[type, dict[int, str]] = field(default_factory=dict)
    sources: dict[tuple[type, int], str] = field(default_factory=dict)

    def names(self, model: type) -> dict[int, str]:
        """What stands for the records of a class, chunk by chunk the same mapping."""
        return self.links.setdefault(model, {})

    def source(self, register: type[Register], key: int) -> str | None:
        """What a record that gave rise to another is called there."""
        return self.sources.get((register, key))

    def look(self, read: Iterable[tuple[Cut, Sequence[Sequence[Any]]]]) -> None:
        """Have in hand what these rows lead to, in place of what those before led to."""
        links, sources = dict[type, set[int]](), dict[Any, set[int]]()
        for cut, rows in read:
            for declared in cut.fields:
                if declared.is_link:
                    place = cut.places[declared.name]
                    links.setdefault(led_to(cut.model, declared), set()).update(row[place] for row in rows)
                elif declared.kind is Kind.SOURCE:
                    place = cut.places[declared.name]
                    for register, key in map(source_of, {row[place] for row in rows} - {None}):
                        if register is not None and key.isdigit():
                            sources.setdefault(register, set()).add(int(key))
        for model in self.links.keys() | links.keys():
            self.names(model).clear()
            self.names(model).update(self._links(model, links.get(model, set()) - {None}))
        self.sources = {(model, key): words for model, keys in sources.items() for key, words in self._sources(model, keys)}

    def _links(self, model: Any, keys: set[int]) -> Iterable[tuple[int, str]]:
        """Each with its number before it, by which it is found again."""
        return [(key, name if number is None else linked(number, name)) for key, number, name in called(self.shown, model, keys)]

    def _sources(self, model: Any, keys: set[int]) -> Iterable[tuple[int, str]]:
        if is_plainly_named(model) and model.called is None:
            return [(key, number) for key, number in self.shown.session.execute(select(model.id, model.number).where(model.id.in_(keys)))]
        return [(one.id, str(one)) for one in self.shown.session.scalars(select(model).where(model.id.in_(keys)))]
