"""The option lists: labels for what is stored, choices for what is filled in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.option import Option
from services.stamped import stamped

#: So many choices are named in a sentence.
NAMED = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """One option as the book holds it: every page reads all of them, so they are no records."""

    list_code: str
    code: str
    label: str
    valid_from: date | None
    valid_to: date | None

    def offered_on(self, today: date) -> bool:
        """Whether a form of that day offers it; the day of withdrawal is the last."""
        return (self.valid_from is None or self.valid_from <= today) and (self.valid_to is None or today <= self.valid_to)


class OptionBook:
    """All option lists at one moment."""

    def __init__(self, options: Iterable[Offer]) -> None:
        options = list(options)
        self._lists: dict[str, list[Offer]] = {}
        for option in options:
            self._lists.setdefault(option.list_code, []).append(option)
        self._labels = {(option.list_code, option.code): option.label for option in options}

    def label(self, list_code: str, code: str) -> str:
        """The wording of a stored code; a code that no list knows is shown as it is, never dropped."""
        return self._labels.get((list_code, code), code)

    def all(self, list_code: str) -> list[tuple[str, str]]:
        """Every option in order, for the boxes of a paper form."""
        return [(option.code, option.label) for option in self._lists.get(list_code, [])]

    def offered(self, list_code: str, today: date, keep: str | None = None) -> list[tuple[str, str]]:
        """What may be chosen on that day; `keep` is what the record already holds."""
        return [
            (option.code, option.label) for option in self._lists.get(list_code, [])
            if option.offered_on(today) or option.code == keep
        ]  # fmt: skip


def not_offered(offered: Sequence[tuple[str, str]]) -> str:
    """What is said of a choice that is none of these."""
    named = "、".join(label for _, label in offered[:NAMED])
    return f"选项表中没有这一项，可填：{named}{'等' if len(offered) > NAMED else ''}" if named else "选项表中没有这一项"


def option_book(session: Session) -> OptionBook:
    """The lists as they are now."""
    return stamped(session, "option_book", lambda: _read(session))


def _read(session: Session) -> OptionBook:
    columns = (Option.list_code, Option.code, Option.label, Option.valid_from, Option.valid_to)
    asked = select(*columns).order_by(Option.list_code, Option.position, Option.id)
    return OptionBook(Offer(*row) for row in session.execute(asked))
