"""What is asked of the index for a text that somebody typed, and how each database is asked it.

Each word must be found. What is masked for the person is found only by who knows all of it: piece by piece it could be guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, bindparam, false, or_
from sqlalchemy.dialects.postgresql import ARRAY

from models.search_index import DOCUMENT, HITS, TERMS
from services.search.terms import END, TAIL, is_exact, normal, wanted_pieces, wanted_spellings, whole

LONGEST = 60


@dataclass(frozen=True, kw_only=True)
class Word:
    """One word: the ways in which it may be found, each a set of terms that are all there, and, where these do not say all of it,
    what must stand in the text itself.
    """

    ways: tuple[frozenset[str], ...]
    text: str
    is_checked: bool


def words(text: str, circles: Sequence[str]) -> list[Word]:
    """The words of a text for a person who finds by pieces in these circles. A word of which nothing can be found has no way."""
    typed = text.strip()[:LONGEST].split()
    return [_word(normal(one), circles) for one in typed if normal(one)]


def whole_text(text: str) -> list[Word]:
    """The text as all that stands in one of the places."""
    line = normal(text[:LONGEST])
    return [Word(ways=(frozenset({whole(line)}),) if wanted_pieces(line) else (), text=line, is_checked=True)]


def _word(word: str, circles: Sequence[str]) -> Word:
    grams, spellings = wanted_pieces(word), wanted_spellings(word)
    ways = [{circle + one for one in each} for circle in circles for each in ((grams,) if grams else ()) + tuple(spellings)]
    ways += [{whole(word)}] if grams else []
    ways += [{END + word}] if TAIL.fullmatch(word) else []
    return Word(
        ways=tuple(dict.fromkeys(map(frozenset, ways))), text=word,
        is_checked=bool(grams) and not spellings and not is_exact(word))  # fmt: skip


def meets(asked: Sequence[Word], dialect: str) -> ColumnElement[bool]:
    """The condition on HITS joined with DOCUMENT."""
    if not asked or any(not word.ways for word in asked):
        return false()
    hit = {"sqlite": _full_text, "postgresql": _array}[dialect](asked)
    return and_(hit, *(_holds(word) for word in asked if word.is_checked))


def _holds(word: Word) -> ColumnElement[bool]:
    """The pieces of a longer word may stand apart from each other."""
    return or_(*(part.contains(word.text, autoescape=True) for part in (DOCUMENT.c.open, DOCUMENT.c.veiled, DOCUMENT.c.grave)))


def _full_text(asked: Sequence[Word]) -> ColumnElement[bool]:
    each = (" OR ".join(f"({' AND '.join(map(_quoted, sorted(way)))})" for way in word.ways) for word in asked)
    column: Any = HITS.c[TERMS]
    return column.bool_op("MATCH")(" AND ".join(f"({one})" for one in each))  # type: ignore[no-any-return]


def _quoted(term: str) -> str:
    return f'"{term}"'


def _array(asked: Sequence[Word]) -> ColumnElement[bool]:
    column: Any = HITS.c.terms
    return and_(*(or_(*(column.contains(bindparam(None, sorted(way), type_=ARRAY(Text))) for way in word.ways)) for word in asked))
