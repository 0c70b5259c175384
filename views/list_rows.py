"""The rows of a list as HTML: what is the same for every row is put together once, and each row adds its words.

Half of a list page's time went into a template that asked anew for every cell what it is called and how it looks. Addresses are told from
the list's own, which ends in a slash; what a cell says beyond its width, what its tick is called and the printing of one row the page's
script adds where somebody points (static/desk/list.js).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from markupsafe import Markup, escape

from models.declare import Field, Kind, Register, States, Verb
from rules.calendar import Calendar
from services.calendar import working_calendar
from services.glance import told
from services.listing import columns
from services.rights import may
from services.shown import Shown
from views.filters import row_chip

#: The columns from the sixth on give way on a narrow screen, and one earlier where the due time takes a place.
ROOM = 4
NOTHING = "—"
DIVIDER = "\0"


def css_of(place: int, *, is_due: bool) -> str:
    """How a column gives way, by its place from 0."""
    return "" if place < ROOM else "opt2 opt3" if is_due and place > ROOM else "opt2"


def rows(
    shown: Shown, register: type[Register], records: Sequence[Any], *, is_due: bool, now: datetime,
) -> Markup:  # fmt: skip
    """The body of the table, of such rows as `services/glance` reads. Every word is escaped here; nothing else comes from the records."""
    return Markup("\n").join(_rows(shown, register, records, is_due=is_due, now=now))


def _rows(
    shown: Shown, register: type[Register], records: Sequence[Any], *, is_due: bool, now: datetime,
) -> Iterator[Markup]:  # fmt: skip
    fields = columns(register)
    lead = next((field for field in fields if field.kind in (Kind.TEXT, Kind.LINK)), fields[0])
    cell, states = partial(_cell, lead=lead, is_due=is_due), dict[Any, str]()
    opened, calendar = [cell(field, place=place) for place, field in enumerate(fields)], working_calendar(shown.session)
    for record, words in zip(records, told(shown, register, records), strict=True):
        key, status = record.id, record.status
        if status not in states:
            states[status] = _state(shown, register, status)
        number, *texts = _escaped([record.number, *[word or NOTHING for word in words]])
        cells = "".join([start + text for start, text in zip(opened, texts, strict=True)])
        due = f'<td class="at-r2">{_due(record, now, calendar)}' if is_due else ""
        yield Markup(  # noqa: S704 - put together of our own signs and escaped words
            f'<tr><td><input type="checkbox" name="ids" value="{key}">{due}<td class="no"><a href="{key}">{number}</a>'
            f"{cells}{states[status].replace('?', str(key))}"
        )


def _escaped(texts: list[str]) -> list[str]:
    """All words of a row at one go: escaping each takes as long as telling it. No door of ours lets in what divides them."""
    found = str(escape(DIVIDER.join(texts))).split(DIVIDER)
    return found if len(found) == len(texts) else [str(escape(text)) for text in texts]


def _cell(column: Field, *, lead: Field, place: int, is_due: bool) -> str:
    kind = "w-name" if column is lead else "masked" if column.kind is Kind.PHONE else ""
    css = " ".join(filter(None, (kind, css_of(place, is_due=is_due))))
    return f'<td class="{css}">' if css else "<td>"


def _state(shown: Shown, register: type[Register], state: States) -> str:
    """The state and what can be done, with a question mark where the id goes."""
    is_work = state.phase.is_open and (may(shown.actor, Verb.EDIT, register) or may(shown.actor, Verb.STEP, register))
    phase = f" st-{state.phase.value}" if state.phase.value != "draft" else ""
    word = "办理" if is_work else "查看"
    return f'<td class="at-r1"><span class="st{phase}">{escape(state.label)}</span><td class="go"><a href="?">{word}</a>'


def _due(record: Any, now: datetime, calendar: Calendar) -> str:
    found = row_chip(record, now, calendar)
    if found is None:
        return NOTHING
    return f'<a class="chip chip-{found.kind.value}" href="{record.id}/clocks">{escape(found.words)}</a>'
