"""Turn the words of a class body into SQLAlchemy columns and relationships, before SQLAlchemy maps the class."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, Table
from sqlalchemy import text as sql
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import mapped_column, relationship

from models.declare.errors import DeclarationError
from models.declare.kinds import LINK_KINDS, ROW_KINDS, Kind
from models.declare.model import Model
from models.declare.storage import Phase
from models.declare.word import Word
from rules.masking import Personal

TARGET_TABLES = {"Staff": "staff", "Department": "department", "Attachment": "attachment"}


def words_of(cls: type) -> Iterator[tuple[str, Word, type]]:
    """Every word of a class and its abstract bases, in order of declaration, with the class that said it last."""
    last: dict[str, type] = {}
    for base in reversed(cls.__mro__):
        last |= {name: base for name, value in vars(base).items() if isinstance(value, Word)}
    for name, base in last.items():
        yield name, vars(base)[name], base


def is_optional(owner: type, name: str) -> bool:
    """Whether the type is `Mapped[X | None]`, with or without `from __future__ import annotations`."""
    hint = vars(owner).get("__annotations__", {}).get(name)
    if hint is None:
        raise DeclarationError(
            "R001", f"{owner.__name__}.{name}", "has no Mapped[...] annotation", f"write {name}: Mapped[...] = ...")  # fmt: skip
    if isinstance(hint, str):
        inner = hint.strip().removeprefix("Mapped[").removesuffix("]").replace(" ", "")
        return inner.endswith("|None") or inner.startswith(("None|", "Optional["))
    (argument,) = typing.get_args(hint)
    return type(None) in typing.get_args(argument)


def wire(cls: Any, name: str, word: Word, *, optional: bool, order: int) -> None:
    """Replace one word by what SQLAlchemy maps. Every column keeps its old value in memory, for the history."""
    info = {"label": word.label}
    if word.kind in LINK_KINDS:
        _wire_link(cls, name, word, optional=optional, order=order)
    elif word.kind in ROW_KINDS:
        _wire_rows(cls, name, word)
    elif word.kind is Kind.LINKS:
        _wire_links(cls, name, word)
    else:
        is_met_whole = word.search and word.kind is not Kind.PROSE and word.sensitive is not Personal.ADDRESS
        indexed = word.kind in (Kind.STATE, Kind.SOURCE) or is_met_whole  # pieces are found by the search index
        column = mapped_column(
            word.type, nullable=optional, unique=word.unique or None, index=(indexed and not (word.unique or word.once)) or None,
            default=word.default if word.kind is Kind.STATE else None, active_history=True, sort_order=order, info=info)  # fmt: skip
        setattr(cls, name, column)


def hold_once(cls: Any) -> None:
    """An index for each field that may be said once: of two records with the same value one is void. Both databases know such."""
    for field in cls.fields.values():
        if field.once:
            status = next(one for one in cls.fields.values() if one.kind is Kind.STATE)
            void = next(member for member in status.target if member.phase is Phase.VOID)
            alive = sql(f"{status.name} != '{void.value}'")
            held = Index(f"uq_{cls.__tablename__}_{field.name}", field.attribute, unique=True, sqlite_where=alive, postgresql_where=alive)
            cls.__table_args__ = (*vars(cls).get("__table_args__", ()), held)


def lay_lists(cls: Any) -> None:
    """What a list of a register walks along: the moment of entry, the date its ledger is kept by, and the bare ids, off which a page far
    back is counted without reading a row; of the few that are paused, which; when they are due, with all that says whether they still run
    and with whom they are, so that what is overdue is counted without reading a row; and where records are a person's to do, whose they
    are in each state and when they are due, so that what waits for him is counted without reading what waits for the others.
    """
    table, ledger = cls.__tablename__, vars(cls).get("ledger")
    dated = ledger.cell_dated.name if ledger is not None and ledger.cell_dated is not None else None
    walked = [Index(f"ix_{table}_{name}", name) for name in dict.fromkeys(("created_at", dated, "id")) if name]
    held = sql("paused_since IS NOT NULL")
    walked.append(Index(f"ix_{table}_paused_since", "paused_since", sqlite_where=held, postgresql_where=held))
    inside = dict.fromkeys(f"{step.inside}_id" for step in cls.flow.steps if step.inside)
    walked.append(Index(f"ix_{table}_due", "due_at", "id", "status", "paused_since", *dict.fromkeys(("unit_id", *inside))))
    if holders := dict.fromkeys(f"{step.holder}_id" for step in cls.flow.steps if step.holder):
        walked.append(Index(f"ix_{table}_work", "status", *holders, "due_at"))
    cls.__table_args__ = (*vars(cls).get("__table_args__", ()), *walked)


def _wire_link(cls: Any, name: str, word: Word, *, optional: bool, order: int) -> None:
    table, argument = _target(word)
    column: Any = mapped_column(
        ForeignKey(f"{table}.id"), nullable=optional, index=True, active_history=True, sort_order=order,
        info={"label": word.label})  # fmt: skip
    setattr(cls, f"{name}_id", column)
    setattr(cls, name, relationship(argument, foreign_keys=[column], active_history=True, info={"label": word.label}))


def _target(word: Word) -> tuple[str, Any]:
    if isinstance(word.target, str):
        return TARGET_TABLES[word.target], word.target
    return str(word.target.__tablename__), word.target


def _wire_links(cls: Any, name: str, word: Word) -> None:
    own, (other, argument) = cls.__tablename__, _target(word)
    joined = Table(
        f"{own}_{name}", Model.metadata,
        Column(f"{own}_id", ForeignKey(f"{own}.id"), primary_key=True),
        Column(f"{name}_{other}_id", ForeignKey(f"{other}.id"), primary_key=True),
    )  # fmt: skip
    setattr(cls, name, relationship(argument, secondary=joined, active_history=True, info={"label": word.label}))


def _wire_rows(cls: Any, name: str, word: Word) -> None:
    child, key = word.target, f"{cls.__tablename__}_id"
    setattr(child, key, mapped_column(
        key, Integer, ForeignKey(f"{cls.__tablename__}.id"), nullable=False, index=True, info={"owner": True}))  # fmt: skip
    setattr(cls, name, relationship(
        child, cascade="all, delete-orphan", order_by=child.position, collection_class=ordering_list("position"),
        foreign_keys=[child.__table__.c[key]], info={"label": word.label}))  # fmt: skip
