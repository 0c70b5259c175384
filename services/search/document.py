"""What is written into the index of one record: its searched texts as lines, and the terms that follow from them alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from services.search.sources import OPEN, Source
from services.search.terms import end, normal, pieces, whole

LINE, CIRCLE = "\n", "\t"


@dataclass(frozen=True, kw_only=True)
class Document:
    """The row of a record: lines of `open`; of `veiled`, each behind its circle; of `grave`."""

    open: str
    veiled: str
    grave: str

    @property
    def is_empty(self) -> bool:
        return not (self.open or self.veiled or self.grave)


def document(found: Iterable[tuple[Source, Any]]) -> Document:
    """Of the values that the sources hold."""
    lines: dict[str, list[str]] = {"open": [], "veiled": [], "grave": []}
    for source, value in found:
        if value is not None and (text := normal(str(value))):
            if source.circle == OPEN:
                lines["open"].append(text)
            elif source.circle:
                lines["veiled"].append(f"{source.circle}{CIRCLE}{text}")
            else:
                lines["grave"].append(text)
    return Document(**{name: LINE.join(dict.fromkeys(each)) for name, each in lines.items()})


def terms(of: Document) -> list[str]:
    """Every term of it, once."""
    return sorted(set(_terms(of)))


def _terms(of: Document) -> Iterator[str]:
    for line in _lines(of.open):
        yield from pieces(line, OPEN)
        yield whole(line)
    for veiled in _lines(of.veiled):
        circle, _, line = veiled.partition(CIRCLE)
        yield from pieces(line, circle)
        yield whole(line)
        if last := end(line):
            yield last
    for line in _lines(of.grave):
        yield whole(line)


def _lines(text: str) -> list[str]:
    return text.split(LINE) if text else []
