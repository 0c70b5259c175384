"""The screen's paper: the same Sheet that prints, with words where a field is read and controls where it is filled."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.build import PaperForm
from forms.context import FormContext
from models.declare import Field, Kind, Register
from models.declare.sheet import Cell, Chart, Part, Rating, Row, Table
from printouts.plotting import plot_of
from services.propose import proposals
from services.step import find_source
from views.control import Control, control, row_controls
from views.svg import svg

#: Kinds that a paper shows by ticking one of several boxes.
CODED = frozenset({Kind.CHOICE, Kind.YES_NO})


@dataclass(kw_only=True)
class CellView:
    """One cell: read-only words, or a control."""

    name: str
    label: str
    kind: str
    span: int = 12
    is_auto: bool = False
    words: str = ""
    url: str = ""
    lines: int = 1
    control: Control | None = None
    options: tuple[tuple[str, str], ...] = ()
    code: str = ""
    signed: Any = None
    columns: list[Field] = field(default_factory=list)
    rows: list[list[tuple[str, str]]] = field(default_factory=list)
    mixed: list[Any] = field(default_factory=list)
    is_tally: bool = False
    needed_columns: tuple[str, ...] = ()
    svg: str = ""
    files: list[Any] = field(default_factory=list)
    is_masked: bool = False


@dataclass(kw_only=True)
class PartView:
    """A row of cells, a table of child rows, a rating grid or places to sign."""

    kind: str
    cells: list[CellView]
    columns: list[tuple[str, str]] = field(default_factory=list)


@dataclass(kw_only=True)
class SectionView:
    """A named part of the paper; `asked` counts the demanded cells for the navigator."""

    id: str
    title: str
    parts: list[PartView]

    @property
    def has_errors(self) -> bool:
        return any(cell.control and cell.control.error for part in self.parts for cell in part.cells)


class Paper:
    """Draws one register's sheet for one person: a record to read, or a form to fill."""

    def __init__(
        self, register: type[Register], context: FormContext, *, record: Register | None = None, form: PaperForm | None = None,
        needed: Collection[str] = (), errors: Mapping[str, str] | None = None, owner: Register | None = None,
    ) -> None:  # fmt: skip
        #: Whose rights hold: of a record as it was, those of the record as it is.
        self.owner = owner if owner is not None else record
        self.register, self.context, self.record, self.form = register, context, record, form
        self.needed, self.errors = set(needed), dict(errors or {})
        self.sections = self._sections()

    def _sections(self) -> list[SectionView]:
        found = []
        for number, section in enumerate(self.register.sheet.sections(), 1):
            parts = [self._part(part) for part in section.parts]
            found.append(SectionView(id=f"s{number}", title=section.title, parts=parts))
        laid_out = {cell.name for cell in self.register.sheet.cells()}
        loose = [name for name in (self.form.names if self.form else ()) if name not in laid_out]
        if loose:
            cells = [self._cell(Cell(None, name=name, field=self.register.fields[name]), 12, 1) for name in loose]
            found.insert(0, SectionView(id="s0", title="本步填写", parts=[PartView(kind="row", cells=[cell]) for cell in cells]))
        return found

    def _part(self, part: Part) -> PartView:
        if isinstance(part, Chart):
            return PartView(kind="chart", cells=[self._chart(part)])
        if isinstance(part, Row):
            spans = part.spans()
            return PartView(kind="row", cells=[self._cell(cell, span, part.lines) for cell, span in zip(part.cells, spans, strict=True)])
        cells = [self._cell(cell, 12, 1) for cell in part.cells]
        if isinstance(part, Rating):
            options = self.context.book.all(part.cells[0].field.options or "")
            return PartView(kind="rating", cells=cells, columns=options)
        return PartView(kind="table" if isinstance(part, Table) else "signatures", cells=cells)

    def _chart(self, part: Chart) -> CellView:
        drawn = svg(plot_of(part, self.record, self.context.book.label))
        return CellView(name=part.name, label=part.field.label, kind="chart", svg=drawn)

    def _cell(self, cell: Cell, span: int, lines: int) -> CellView:
        declared = cell.field
        view = CellView(
            name=declared.name, label=declared.label, kind=declared.kind.value, span=span, lines=lines, is_auto=declared.is_system
        )
        if self.form is not None and declared.name in self.form.names:
            self._fill(view, cell)
        else:
            self._read(view, cell)
        return view

    def _fill(self, view: CellView, cell: Cell) -> None:
        bound, name = self.form[cell.name], cell.name  # type: ignore[index] # checked by the caller
        owner = self.register.__tablename__
        view.control = control(
            bound, self.context, required=name in self.needed, error=self.errors.get(name, ""), owner=owner, as_boxes=cell.as_boxes,
            lines=view.lines)  # fmt: skip
        if given := proposals(self.context.session, cell.field, self.register.fields):
            view.control.proposes = json.dumps(given, ensure_ascii=False)
        view.is_tally = cell.field.tally is not None
        view.columns = list((cell.field.target.fields if view.is_tally else cell.field.row_columns).values()) if cell.field.is_rows else []
        view.needed_columns = cell.field.tally.needs if cell.field.tally else ()
        if cell.field.is_rows:
            view.control.rows, view.control.blank_row = row_controls(bound, self.context, owner, self.errors)
            view.control.maximum = cell.field.maximum or 50
            if cell.field.tally is not None:
                self._fill_between(view, cell)
            if cell.field.picked:
                view.control.url = cell.field.picked[0]
        if cell.field.kind is Kind.LINK and self.register.fields[name].target is not self.register:
            view.control.new_url = self._new_url(cell.field)

    def _fill_between(self, view: CellView, cell: Cell) -> None:
        """Rows that the system works out: words, and controls in the columns that a person fills."""
        assert view.control is not None  # noqa: S101 - the caller has just made it
        lines = getattr(self.record, cell.name) if self.record is not None else []
        for line, (key, controls) in zip(lines, view.control.rows, strict=False):
            filled = dict(zip(cell.field.row_columns, controls, strict=True))
            cells = [(filled.get(one.name), self._said(line, one), self._url_in(line, one)) for one in view.columns]
            view.mixed.append((key, cells))

    def _said(self, line: Any, column: Field) -> str:
        """A cell of a child row, as far as this person may read it."""
        return self.context.shown.words(line, column, owner=self.owner)

    def _url_in(self, line: Any, column: Field) -> str:
        """Where a source named in a child row is read, if this person may read it."""
        if column.kind is not Kind.SOURCE or not getattr(line, column.name):
            return ""
        origin = find_source(self.context.session, getattr(line, column.name))
        return self._url_of(origin) if origin else ""

    def _new_url(self, declared: Field) -> str:
        """Where the linked record can be made without leaving this form, if this person may make one."""
        target = declared.target
        can = isinstance(target, type) and issubclass(target, Register) and not self.context.actor.roles.isdisjoint(target.kept_by)
        return f"/{target.__tablename__}/add?embed=1" if can else ""

    def _read(self, view: CellView, cell: Cell) -> None:
        declared, record = cell.field, self.record
        if declared.kind is Kind.CHOICE and cell.as_boxes:
            view.options = tuple(self.context.book.all(declared.options or ""))
        elif declared.kind is Kind.YES_NO and cell.as_boxes:
            view.options = (("True", "是"), ("False", "否"))
        if declared.is_rows:
            view.columns = list(declared.target.fields.values())
            view.is_tally = declared.tally is not None
        if record is None:
            return
        value = getattr(record, declared.name)
        if declared.kind in CODED and value is not None and self.context.shown.is_clear(self.owner or record, declared):
            view.code = str(value)
        if declared.is_rows:
            view.rows = [[(self._said(line, column), self._url_in(line, column)) for column in view.columns] for line in value]
            return
        view.words = self.context.shown.words(record, declared, owner=self.owner)
        view.is_masked = self.context.shown.hides(record, declared)
        if declared.kind in (Kind.SIGNATURE, Kind.OPINION):
            view.signed = self.context.shown.signed(record, declared, self.owner)
        elif declared.kind is Kind.ATTACHMENT and value is not None:
            view.url = f"/{record.__tablename__}/{record.id}/file/{value.id}"
        elif declared.is_link and isinstance(value, Register):
            view.url = self._url_of(value)
        elif declared.kind is Kind.SOURCE and value:
            origin = find_source(self.context.session, value)
            view.words, view.url = (f"{origin.title} {origin.number}", self._url_of(origin)) if origin else ("", "")

    def _url_of(self, other: Register) -> str:
        can = not self.context.actor.roles.isdisjoint(other.read_by)
        return f"/{other.__tablename__}/{other.id}" if can else ""
