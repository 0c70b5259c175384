"""What each class is found by: its searched fields and those of the records it links to, and who may find by a piece of them."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy.orm import Mapper

from models.declare import Field, Model, Record, Register
from rules.actor import Actor
from rules.roles import Role

#: Everybody who reads the record.
OPEN = "o"


@dataclass(frozen=True, kw_only=True)
class Source:
    """A field that a class is found by: its own, or one of the record behind its link. `circle` says whose eyes see it clear; it is
    OPEN where nothing is masked and empty where nobody finds by a piece.
    """

    field: Field
    owner: type[Record]
    through: str | None
    circle: str


def search_fields(model: type[Record]) -> list[str]:
    """Names of the declared fields that the class is found by, and its archival code where it ever bears one."""
    coded = issubclass(model, Register) and model.is_archived()
    return [name for name, field in model.fields.items() if field.search or (coded and name == "archival_code")]


@cache
def sources(model: type[Record]) -> tuple[Source, ...]:
    """Everything a record of the class is found by. Links lead one step."""
    return tuple(_sources(model, None))


def _sources(model: type[Record], through: str | None) -> Iterator[Source]:
    for name in search_fields(model):
        field = model.fields[name]
        if not field.is_link:
            yield Source(field=field, owner=model, through=through, circle=_circle_of(field, model))
        elif through is None:
            yield from _sources(field.target, name)


def _circle_of(field: Field, owner: Any) -> str:
    if field.sensitive is None:
        return OPEN
    return "" if field.sensitive.grave else circle(owner.clear_to)


@cache
def circle(posts: frozenset[Role]) -> str:
    """The name, in terms, of the people who hold one of these posts."""
    return f"c{zlib.crc32(' '.join(sorted(post.value for post in posts)).encode()):x}x"


@cache
def _circles(model: type[Record]) -> tuple[tuple[str, frozenset[Role]], ...]:
    veiled = {one.circle: one.owner.clear_to for one in sources(model) if one.circle not in (OPEN, "")}  # type: ignore[attr-defined]
    return tuple(veiled.items())


def circles(model: type[Record], actor: Actor) -> list[str]:
    """Those in which a person may look for pieces of what the class is found by."""
    return [OPEN, *(name for name, posts in _circles(model) if not actor.roles.isdisjoint(posts))]


@cache
def indexed() -> tuple[type[Record], ...]:
    """Every class that is found by something."""
    mapped = sorted(Model.registry.mappers, key=lambda mapper: str(mapper.local_table))
    return tuple(mapper.class_ for mapper in mapped if is_indexed(mapper))


def is_indexed(mapper: Mapper[Any]) -> bool:
    return issubclass(mapper.class_, Record) and bool(sources(mapper.class_))


@cache
def linking(model: type[Record]) -> tuple[tuple[type[Record], str], ...]:
    """The classes that are found by what records of this one are called, each with its link."""
    return tuple(
        dict.fromkeys((one, source.through) for one in indexed() for source in sources(one) if source.through and source.owner is model)
    )


def fingerprint(edition: int) -> str:
    """What the index depends on beside the records: where it differs from what is noted, the index is made anew."""
    told = [f"{one.__tablename__}:{found.through or ''}:{found.field.name}:{found.circle}" for one in indexed() for found in sources(one)]
    return hashlib.sha256("\n".join([str(edition), *told]).encode()).hexdigest()
