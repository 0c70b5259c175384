"""The one tokeniser: what is written into the index of a text, and what is asked of it for a word. Both databases take its terms.

Chinese is found by two neighbouring characters, figures and letters by four and by three, short pieces whole, names by one character and
by their pinyin. A term bears in front which circle of people may find by it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from services.search.spelling import LONGEST, initials, spelt

#: Raised whenever the terms of a text become others: the index is then made anew.
EDITION = 1
#: A name has at most so many characters.
NAME = 4
LONG, SHORT = 4, 3
#: The first character beyond the basic plane.
FURTHER = "\U00010000"
RUNS = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+")
#: The figures of a telephone number that its mask leaves to be read.
TAIL = re.compile(r"[0-9]{4}")
PHONE = re.compile(r"\+?[0-9-]{8,20}")
#: What a term is of: pieces of the text, its spelling, its initials, the whole of it, the end of a telephone number.
PIECE, SPELT, INITIALS, WHOLE, END = "f", "p", "i", "w", "t"


def normal(text: str) -> str:
    """Full-width figures as plain ones, small letters, no blanks: as texts are compared."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def pieces(line: str, circle: str) -> set[str]:
    """The terms of a text that the circle may find by a piece of it."""
    found: set[str] = set()
    for run in RUNS.findall(line):
        found |= {circle + PIECE + _written(one) for one in _grams(run)}
        if not run.isascii() and len(run) > NAME:
            found |= {circle + INITIALS + one for at in range(len(run) - 2) for one in initials(run[at : at + 3])}
    name = line.replace("·", "")
    if 1 < len(name) <= NAME and not re.search(r"[\x00-\x7f]", name):
        found |= {circle + PIECE + _written(one) for one in name} | {circle + SPELT + one for one in spelt(name)}
    return found


def whole(line: str) -> str:
    """The term of a text by which it is found by whoever knows all of it."""
    return WHOLE + "".join(_written(run) for run in RUNS.findall(line))


def end(line: str) -> str | None:
    """The term by which a telephone number is found by its last figures."""
    return END + line[-4:] if PHONE.fullmatch(line) and line[-4:].isdigit() else None


def wanted_pieces(word: str) -> set[str]:
    """What of a word to look for among pieces, without circle; empty where nothing of it can be looked for."""
    runs = RUNS.findall(word)
    grams = {one for run in runs for one in _wanted(run)} or {one for run in runs for one in _grams(run)}
    return {PIECE + _written(one) for one in grams}


def wanted_spellings(word: str) -> list[set[str]]:
    """Ways to look for letters as somebody's pinyin, each a set of terms without circle; for what is no letters there is none."""
    if not (word.isascii() and word.isalpha() and len(word) > 1):
        return []
    ways = [{SPELT + word[:LONGEST]}]
    return [*ways, {INITIALS + word[at : at + 3] for at in range(len(word) - 2)}] if len(word) > 2 else ways


def is_exact(word: str) -> bool:
    """Whether the terms of a word say all of it, so that what they find need not be looked at again."""
    return wanted_pieces(word) == {PIECE + _written(word)}


def _grams(run: str) -> Iterator[str]:
    """What is kept of a run of characters of one kind."""
    if not run.isascii():
        yield from (run[at : at + 2] for at in range(len(run) - 1)) if len(run) > 1 else (run,)
    elif len(run) < SHORT:
        yield run
    else:
        yield from (run[at : at + size] for size in (SHORT, LONG) for at in range(len(run) - size + 1))


def _wanted(run: str) -> Iterator[str]:
    """What of a run is sure to be kept wherever the run is part of a longer one. Of figures and characters those that stand beside each
    other, from the end, two at the least: what comes before or between is looked for in the text itself, and every further piece is a
    list to walk, that of 1380 through a tenth of all telephones.
    """
    size = (LONG if len(run) >= LONG else SHORT) if run.isascii() else 2
    last = len(run) - size
    step = 1 if run.isascii() and run.isalpha() else size if last >= size else max(last, 1)
    yield from (run[at : at + size] for at in range(last, -1, -step))


def _written(text: str) -> str:
    """In characters that SQLite's tokeniser knows as letters: those beyond the basic plane by their number."""
    if text.isascii() or max(text) < FURTHER:
        return text
    return "".join(one if one < FURTHER else f"u{ord(one):x}" for one in text)
