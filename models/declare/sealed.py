"""What nobody sets right any more: fields by which something was signed, decided or reckoned, and since when they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Mapped


@dataclass(eq=False)
class Sealed:
    """`names` and `since` are field names once the class is made; `instead` says what is done about a wrong value."""

    given: tuple[Any, ...]
    once: Any
    instead: str
    names: tuple[str, ...] = ()
    since: str = ""

    def words(self) -> tuple[Any, ...]:
        """Every word it refers to."""
        return (*self.given, *((self.once,) if self.once is not None else ()))

    def resolve(self, names: Mapping[int, str]) -> None:
        """Turn words into names, once the class knows them."""
        self.names = tuple(names[id(word)] for word in self.given)
        self.since = names[id(self.once)] if self.once is not None else ""


def sealed(*fields: Mapped[Any], once: Mapped[Any] | None = None, instead: str) -> Sealed:
    """What stands in these fields is neither edited nor corrected: once the record has left its start, or `once` that field is filled.

    What is still empty may be filled, and what the flow itself writes it goes on writing.
    """
    return Sealed(fields, once, instead)
