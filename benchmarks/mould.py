"""A text that differs from record to record only in its days and in some words, taken apart once and put together many times."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

DAY = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?![\d-])")

Words = Mapping[str, str]


class Days:
    """Days moved by so many days, worked out once each."""

    def __init__(self, by: int) -> None:
        self._by, self._known = timedelta(days=by), dict[str, str]()

    def moved(self, day: str) -> str:
        found = self._known.get(day)
        if found is None:
            found = self._known[day] = (date.fromisoformat(day) + self._by).isoformat()
        return found


@dataclass(frozen=True, slots=True)
class Mould:
    """`pieces` alternate: text as it stands, then what is filled in (a day to move, or the name of a word)."""

    pieces: tuple[tuple[bool, str], ...]

    def filled(self, days: Days, words: Words) -> str:
        return "".join(text if is_text else words[text] if text in words else days.moved(text) for is_text, text in self.pieces)


def mould(text: str, sentinels: Mapping[str, str]) -> Callable[[Days, Words], str]:
    """How to make a text like this one; `sentinels` maps a text that stands in it to the name of the word that takes its place."""
    alternatives = [re.escape(one) for one in sorted(sentinels, key=len, reverse=True)]
    found: list[tuple[bool, str]] = []
    at = 0
    for match in re.finditer("|".join([*alternatives, DAY.pattern]), text):
        if match.start() > at:
            found.append((True, text[at : match.start()]))
        found.append((False, sentinels.get(match[0], match[0])))
        at = match.end()
    if at < len(text):
        found.append((True, text[at:]))
    if all(is_text for is_text, _ in found):
        return lambda days, words: text
    return Mould(tuple(found)).filled
