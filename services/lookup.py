"""Find records by what people remember of them: a piece of a name, the tail of a number, a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select
from sqlalchemy.orm import Session, selectinload

from models.declare import Record, Register
from rules.actor import Actor
from rules.masking import Personal
from services.conditions import holds

LONGEST = 60
#: The figures of a telephone number that its mask leaves to be read.
TAIL = re.compile(r"[0-9]{4}")


def search_fields(model: type[Record]) -> list[str]:
    """Names of the declared fields that the class is found by, and its archival code where it ever bears one."""
    coded = issubclass(model, Register) and model.is_archived()
    return [name for name, field in model.fields.items() if field.search or (coded and name == "archival_code")]


def matches(model: type[Record], text: str, actor: Actor) -> ColumnElement[bool]:
    """Each word of the text occurs in one of the searched fields, or in those of a linked record that is searched.

    What is masked for the person is found only by who knows all of it: piece by piece it could be guessed.
    """
    words = text.replace("\0", "").strip()[:LONGEST].split()
    clauses = []
    for word in words:
        found = [clause for name in search_fields(model) for clause in _fits(model, name, word, actor)]
        clauses.append(or_(*found) if found else false())
    veiled = unveiled(model, actor)
    return and_(*clauses, *([or_(veiled, _is_numbered(model, words))] if veiled is not None else [])) if clauses else false()


def unveiled(model: Any, actor: Actor) -> ColumnElement[bool] | None:
    """The records that are not kept from sight; None where nothing is, or not from him. A veiled one is found by its number alone."""
    if not issubclass(model, Register) or model.seen.veil is None or not actor.roles.isdisjoint(model.clear_to):
        return None
    return not_(holds(model, model, model.seen.veil))


def _is_numbered(model: Any, words: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(model.number == word for word in words))


def _fits(model: Any, name: str, word: str, actor: Actor) -> Iterator[ColumnElement[bool]]:
    field = model.fields[name]
    if field.is_link:
        target = field.target
        names = [other for other in search_fields(target) if not target.fields[other].is_link]
        inner = [clause for other in names for clause in _fits(target, other, word, actor)]
        yield getattr(model, name).has(or_(*inner)) if inner else false()
    elif field.sensitive is not None and (field.sensitive.grave or actor.roles.isdisjoint(model.clear_to)):
        yield getattr(model, name) == word
        if field.sensitive is Personal.PHONE and TAIL.fullmatch(word):  # the mask shows as much
            yield and_(getattr(model, name).like(f"%{word}"), func.length(getattr(model, name)) >= 2 * len(word))
    else:
        pattern = f"%{word.replace('/', '//').replace('%', '/%').replace('_', '/_')}%"
        yield getattr(model, name).ilike(pattern, escape="/")


def lookup(session: Session, model: type[Record], text: str, actor: Actor, *, limit: int = 20) -> list[Any]:
    """The records a person may pick from, void and inactive ones left out."""
    found: Select[Any] = select(model)
    if text.strip():
        found = found.where(matches(model, text, actor))
    if issubclass(model, Register):
        found = found.where(model.status != model.void_state()).order_by(model.id.desc())
    else:
        if "active" in model.fields:
            found = found.where(model.active.is_(True))  # type: ignore[attr-defined]
        found = found.order_by(*([model.position] if "position" in model.fields else []), model.id)  # type: ignore[attr-defined]
    return list(session.scalars(found.options(*shown_links(model)).limit(limit)))


def shown_links(model: type[Record]) -> list[Any]:
    """Load the linked records that a hint names together with the rows, not one by one."""
    return [selectinload(getattr(model, name)) for name in search_fields(model) if model.fields[name].is_link]
