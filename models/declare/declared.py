"""The classes that words are written in: `Line` for child rows and `Record` for what stands alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from models.declare import checks
from models.declare.entry import Entered
from models.declare.field import Field
from models.declare.house import House
from models.declare.label import Label, resolved_cells
from models.declare.model import Model
from models.declare.seen import Called, Seen
from models.declare.sheet import Ledger, Listing, Sheet
from models.declare.storage import Moment
from models.declare.wiring import hold_once, is_optional, lay_lists, wire, words_of
from models.declare.workflow import Step, Workflow


class Declared(Model):
    """Makes fields of words, in order of declaration, and resolves sheet and flow to field names."""

    __abstract__ = True
    __allow_unmapped__ = True

    fields: ClassVar[dict[str, Field]] = {}

    def __init_subclass__(cls, **keywords: Any) -> None:
        if not vars(cls).get("__abstract__"):
            declare(cls)
        super().__init_subclass__(**keywords)


def declare(cls: type[Declared]) -> None:
    """Wire one concrete class; a wrong declaration raises and leaves nothing in the metadata."""
    found = [(name, word, owner, is_optional(owner, name)) for name, word, owner in words_of(cls)]
    names = {id(word): name for name, word, _, _ in found}
    checks.check_words(cls, found, names)
    flow, opened = vars(cls).get("flow"), {}
    for opening in (opening for step in flow.steps for opening in step.openings) if isinstance(flow, Workflow) else ():
        if opening.each is not None and opening.into is not None:
            opened[id(opening.each)] = frozenset({opening.into.key})
    cls.fields = {
        name: word.field(
            name,
            optional=optional,
            common=owner.__dict__.get("common_fields", False),
            names=names,
            opened=opened.get(id(word), frozenset()),
        )
        for name, word, owner, optional in found
    }
    for where, holder in list(vars(cls).items()):
        if isinstance(holder, Sheet | Ledger | Listing):
            _resolve_cells(cls, where, holder, names)
    for where, cell in resolved_cells(given if isinstance(given := vars(cls).get("papers"), tuple) else ()):
        cell.name = checks.name_of(cls, where, cell.word, names)
        cell.field = cls.fields[cell.name]
    for label in given if isinstance(given, tuple) else ():
        if isinstance(label, Label):
            label.when = _condition(cls, f"papers {label.key}", label.when, names)
    if isinstance(entry := vars(cls).get("entered"), Entered):
        entry.name = checks.name_of(cls, "entered", entry.word, names)
    if isinstance(called := vars(cls).get("called"), Called):
        called.name = checks.name_of(cls, "called", called.word, names)
    if isinstance(seen := vars(cls).get("seen"), Seen):
        for word in seen.words():
            checks.name_of(cls, "seen", word, names)
        seen.resolve(names)
    for seal in checks.seals_of(cls):
        for word in seal.words():
            checks.name_of(cls, "seals", word, names)
        seal.resolve(names)
    if isinstance(flow := vars(cls).get("flow"), Workflow):
        for step in flow.steps:
            resolve_step(cls, step, names)
    checks.check_class(cls)
    for order, (name, word, _, optional) in enumerate(found):
        wire(cls, name, word, optional=optional, order=order)
    hold_once(cls)
    if isinstance(flow, Workflow):
        lay_lists(cls)


def _resolve_cells(cls: type[Declared], where: str, holder: Sheet | Ledger | Listing, names: dict[int, str]) -> None:
    for cell in holder.cells() if isinstance(holder, Sheet) else holder.all_cells():
        cell.name = checks.name_of(cls, where, cell.word, names)
        cell.field = cls.fields[cell.name]
    for chart in holder.charts() if isinstance(holder, Sheet) else ():
        chart.name = checks.name_of(cls, where, chart.word, names)
        chart.field = cls.fields[chart.name]
    if isinstance(holder, Sheet) and holder.red is not None:
        holder.red.when = _condition(cls, where, holder.red.when, names)


#: What a step says of single fields.
NAMED_IN_STEPS = (
    "holder", "signing", "deciding", "due_at", "stamped", "extending", "extended_clock", "extended_to", "inside", "stamped_by",
)  # fmt: skip


def resolve_step(cls: type[Declared], step: Step, names: dict[int, str]) -> None:
    """Turn the words a step refers to into names."""

    def name(word: Any) -> str:
        return checks.name_of(cls, f"flow {step.key}", word, names)

    step.needed = [name(word) for word in step.needed]
    step.offered = [name(word) for word in step.offered]
    step.other_than_signers = [name(word) for word in step.other_than_signers]
    step.other_than_people = [name(word) for word in step.other_than_people]
    for attribute in NAMED_IN_STEPS:
        if (word := getattr(step, attribute)) is not None:
            setattr(step, attribute, name(word))
    step.only_when = _condition(cls, f"flow {step.key}", step.only_when, names)
    step.opinions = {role: name(word) for role, word in step.opinions.items()}
    step.writes = {name(word): value for word, value in step.writes.items()}
    for brought in (*step.openings, *step.movings):
        brought.resolve(
            name, lambda given, columns: _condition(cls, f"flow {step.key}", given, {**names, **columns} if columns else names), cls.fields
        )
    step.found_at = [(name(word), state) for word, state in step.found_at]
    if step.coding:
        step.coding.resolve(name)
    if step.feed:
        register, take = step.feed
        step.feed = (register, {name(ours): theirs for ours, theirs in take.items()})


def _condition(cls: type[Declared], where: str, given: Any, names: dict[int, str]) -> Any:
    """A condition by field names, each of them checked."""
    if given is None:
        return None
    for word in given.words():
        checks.name_of(cls, where, word, names)
    return given.resolved(names)


class Line(Declared):
    """A child row. Its owner adds the key that ties it to one record."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)
    position: Mapped[int] = mapped_column(default=0, sort_order=900)


class Record(Declared):
    """What stands alone: reference data and registers. `row_version` catches two people saving at once."""

    __abstract__ = True

    title: ClassVar[str] = ""
    entered: ClassVar[Entered | None] = None
    called: ClassVar[Called | None] = None
    rules: ClassVar[tuple[Callable[[Any], dict[str, str]], ...]] = ()
    house_rules: ClassVar[tuple[Callable[[Any, House], dict[str, str]], ...]] = ()
    kept_from_void: ClassVar[tuple[Callable[[Any, House], str | None], ...]] = ()

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)
    created_at: Mapped[datetime] = mapped_column(Moment, sort_order=901)
    row_version: Mapped[int] = mapped_column(sort_order=999)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - SQLAlchemy's own name and type

    def __init_subclass__(cls, *, title: str = "", **keywords: Any) -> None:
        cls.title = title or cls.title
        super().__init_subclass__(**keywords)

    def __str__(self) -> str:
        """What any text may say of the record, whoever reads it: personal data is masked here, always."""
        if self.called is None:
            return f"{self.title} {self.id}"
        field, value = self.fields[self.called.name], getattr(self, self.called.name) or ""
        return field.sensitive.mask(value) if field.sensitive else str(value)
