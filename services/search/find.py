"""Narrow a statement to what is found by a text. Rights, masks and the wish to be kept from sight hold as everywhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from models.declare import Record
from models.search_index import DOCUMENT, HITS
from rules.actor import Actor
from services.search.address import WIDTH, base, found_at
from services.search.question import meets, whole_text, words
from services.search.sources import circles, indexed
from services.sight import TRUSTED
from services.veil import unveiled

#: The order of entry, newest first, as the index itself lies: nothing needs to be sorted.
NEWEST = HITS.c.rowid.desc()


def found_by(
    statement: Select[Any], model: type[Record], text: str, actor: Actor, *, dialect: str, is_whole: bool = False,
) -> Select[Any]:  # fmt: skip
    """Of the records that a statement reads, those found by every word of the text; with `is_whole` those in which it is all that
    stands in one of the places.

    The key is worked out from the index' side, so that the database begins there and never walks the register.
    """
    text = text.replace("\0", "")  # no database stores it, and PostgreSQL takes it for no text
    asked = whole_text(text) if is_whole else words(text, circles(model, actor))
    first, keyed = base(model), model.id
    found = statement.join(HITS, keyed == HITS.c.rowid - first)
    if any(word.is_checked for word in asked):
        found = found.join(DOCUMENT, DOCUMENT.c.id == HITS.c.rowid)
    found = found.where(HITS.c.rowid.between(first, first + (1 << WIDTH) - 1), meets(asked, dialect))
    if (open_ones := unveiled(model, actor)) is not None:
        found = found.where(or_(open_ones, *(model.number == word for word in text.split())))  # type: ignore[attr-defined]
    return found


def found_in(session: Session, text: str, actor: Actor) -> set[type[Record]]:
    """The classes of which the index knows something by that text, whoever may see it: the others need not be asked.

    It is asked from one register to the next before it, so that a word of which a million records are full costs no more.
    """
    text = text.replace("\0", "")
    every = list(dict.fromkeys(one for model in indexed() for one in circles(model, actor)))
    asked, dialect = words(text, every), session.get_bind().dialect.name
    hit = select(HITS.c.rowid).where(meets([replace(word, is_checked=False) for word in asked], dialect)).order_by(NEWEST).limit(1)
    found = set[type[Record]]()
    last = session.scalar(hit, execution_options=TRUSTED)
    while last is not None:
        model, _ = found_at(last)
        found.add(model)
        last = session.scalar(hit.where(HITS.c.rowid < base(model)), execution_options=TRUSTED)
    return found
