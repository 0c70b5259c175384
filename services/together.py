"""What records and their rows lead to, loaded together: two hundred ask as often as two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.strategy_options import _AbstractLoad

from models.declare import Kind, Record, Register
from printouts.words import source_of


def load_all(session: Session, records: Sequence[Register]) -> list[Record]:
    """Whatever a paper of these records of one register says, with one question for each link and each kind of rows. What the person does
    not see is not there, as if each had been asked for by itself. Gives back the other records: they stay loaded while they are held.
    """
    model: Any = type(records[0])
    with session.no_autoflush:
        wanted = select(model).where(model.id.in_([record.id for record in records]))
        session.scalars(wanted.options(*_paths(model))).all()
        linked = {(type(other), other.id): other for record in records for other in _linked(record) if isinstance(other, Record)}
        return [*linked.values(), *_sources(session, records)]


def _paths(model: Any) -> Iterator[_AbstractLoad]:
    """From a record along its links and rows, and along the links of these."""
    links = inspect(model).relationships
    for name, field in model.fields.items():
        if name in links:
            path = selectinload(getattr(model, name))
            yield path
            if field.is_rows:
                ends = inspect(field.target).relationships
                yield from (path.selectinload(getattr(field.target, end)) for end in field.target.fields if end in ends)


def _linked(record: Any) -> Iterator[Any]:
    """What the links of a record and of its rows lead to, one or several each; nothing is asked of the database."""
    for owner in (record, *(line for field in record.fields.values() if field.is_rows for line in getattr(record, field.name))):
        for name, field in owner.fields.items():
            if field.is_link:
                yield getattr(owner, name)
            elif field.kind is Kind.LINKS:
                yield from getattr(owner, name)


def _sources(session: Session, records: Sequence[Any]) -> Iterator[Record]:
    """The records that gave rise to these or to their rows, which are named by a place and not by a link."""
    keys: dict[Any, set[int]] = {}
    for record in records:
        for owner in (record, *(line for field in record.fields.values() if field.is_rows for line in getattr(record, field.name))):
            for stored in (getattr(owner, name) for name, field in owner.fields.items() if field.kind is Kind.SOURCE):
                register, key = source_of(stored or "")
                if register is not None and key.isdigit():
                    keys.setdefault(register, set()).add(int(key))
    for model, wanted in keys.items():
        yield from session.scalars(select(model).where(model.id.in_(wanted)))


def load_links_of_rows(session: Session, record: Register) -> None:
    """One question for each link of each kind of rows. What the person does not see stays unloaded, and is asked for as ever."""
    with session.no_autoflush:
        for field in (field for field in record.fields.values() if field.is_rows):
            links = inspect(field.target).relationships
            for name in (name for name, column in field.target.fields.items() if column.is_link):
                waiting = [line for line in getattr(record, field.name) if name in inspect(line).unloaded and getattr(line, f"{name}_id")]
                if not waiting:
                    continue
                model: Any = links[name].mapper.class_
                wanted = select(model).where(model.id.in_({getattr(line, f"{name}_id") for line in waiting}))
                found = {other.id: other for other in session.scalars(wanted)}
                for line in waiting:
                    if (other := found.get(getattr(line, f"{name}_id"))) is not None:
                        set_committed_value(line, name, other)
