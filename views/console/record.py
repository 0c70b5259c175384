"""One kind of reference data: a list that is edited in place, a form, a CSV. Labels and rules come from the declaration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.contrib.sqla import ModelView
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Query
from sqlalchemy.orm.exc import StaleDataError

from forms import texts
from forms.build import PaperForm, build
from forms.context import FormContext
from models.declare import Kind, Record
from printouts.words import words
from rules.refusals import Missing, Refused, Stale
from services.reference import keep, required
from views.again import FORM_AGAIN
from views.compare import chosen, compare, sentences
from views.console.csv import csv_file
from views.console.door import Door
from views.control import Control, control, row_controls
from views.database import db
from views.desk import here, seen
from views.paper import CellView
from views.slip import answered, demand, drafted, draw, posted, settle, version_in, waiting

STALE = "在您填写期间，他人已修改了这一条。请核对下列差异后再保存，您填写的内容没有丢失。"

#: No list of ours is longer, and the databases stumble over rows counted from beyond it.
LAST_PAGE = 100_000


@dataclass(frozen=True)
class RowRefused:
    """A row of the list that could not be saved: what was typed stands there again, with the sentences."""

    record_id: int
    controls: dict[str, Control]


class RecordConsole(Door, ModelView):  # type: ignore[misc] # the framework's base is untyped
    """`shown` are the list's columns, `inline` those edited in place, `narrowed` the one it is narrowed by.

    They stand in tuples, since a mapped attribute alone on a class would be taken for the class's own.
    """

    shown: ClassVar[tuple[Any, ...]] = ()
    inline: ClassVar[tuple[Any, ...]] = ()
    narrowed: ClassVar[tuple[Any, ...]] = ()
    ordered: ClassVar[tuple[Any, ...]] = ()
    sentence: ClassVar[str] = ""

    can_delete = False
    can_export = True
    page_size = 50
    list_template = "console/list.html"
    form_template = "console/form.html"

    def __init__(self, model: type[Record]) -> None:
        self.shown_names = [attribute.key for attribute in self.shown]
        self.inline_names = [attribute.key for attribute in self.inline]
        self.column_list = self.shown_names
        self.column_labels = {name: field.label for name, field in model.fields.items()}
        self.column_searchable_list = [name for name, field in model.fields.items() if field.search]
        self.column_sortable_list = [name for name in self.shown_names if not model.fields[name].is_link]
        self.column_default_order = [(attribute.key, False) for attribute in self.ordered]
        self.form_columns = list(self.inline_names)
        super().__init__(model, db, name=model.title, endpoint=f"console_{model.__tablename__}", url=f"/console/{model.__tablename__}")

    # -- the list -----------------------------------------------------------------------------------------------------

    def get_query(self) -> Query[Any]:
        return super().get_query().filter(*self._narrowing())  # type: ignore[no-any-return]

    def get_count_query(self) -> Query[Any]:
        return super().get_count_query().filter(*self._narrowing())  # type: ignore[no-any-return]

    def _narrowing(self) -> list[ColumnElement[bool]]:
        wanted = _readable(request.args.get("of", ""))
        return [attribute == wanted for attribute in self.narrowed if wanted]

    def render(self, template: str, **given: Any) -> str:
        # The shell has a macro named `count`, which would hide the framework's number of that name.
        return super().render(template, console=self, total=given.get("count"), **given)  # type: ignore[no-any-return]

    def get_list(self, page: int, sort_field: str, sort_desc: bool, search: str | None, filters: Any, **given: Any) -> Any:  # noqa: FBT001
        if page and not 0 <= page <= LAST_PAGE:
            raise Missing("没有这一页，请从清单下方翻页。")
        return super().get_list(page, sort_field, sort_desc, _readable(search) if search else search, filters, **given)

    def _apply_sorting(self, query: Query[Any], *given: Any) -> Any:
        """As the framework does, and by id among equals: PostgreSQL puts a changed row elsewhere, and pages would overlap."""
        found, joins = super()._apply_sorting(query, *given)
        return found.order_by(self.model.id), joins

    def narrowings(self) -> list[tuple[str, int]]:
        """What the list may be narrowed to, with how many there are."""
        found = [
            select(attribute, func.count()).group_by(attribute).order_by(func.min(self.model.id)) for attribute in self.narrowed
        ]  # fmt: skip
        return [(value, count) for query in found for value, count in db.session.execute(query)]

    def words(self, record: Record, name: str) -> str:
        """A value as the list and the CSV write it."""
        return words(record, record.fields[name], lambda _, code: code, clear=True)

    def row_controls(self, record: Record) -> dict[str, Control]:
        """The controls of one row, by name; after a refusal those of what was typed."""
        refused: RowRefused | None = g.get("row_refused")
        if refused is not None and refused.record_id == record.id:
            return refused.controls
        context = here()
        form = build(self.model, self.inline_names, context, None, record)
        return self._by_name(form, context, {})

    def _by_name(self, form: PaperForm, context: FormContext, errors: dict[str, str]) -> dict[str, Control]:
        needed = required(self.model, form.names)
        return {
            name: control(form[name], context, required=name in needed, error=errors.get(name, ""), owner=self.model.__tablename__)
            for name in form.names
        }

    @expose("/inline/", methods=("POST",))
    def inline_view(self) -> ResponseReturnValue:
        """Save one row of the list."""
        address = self._address()
        if (answer := answered(address, words="这一条已经保存过")) is not None:
            return answer  # type: ignore[no-any-return]
        record, context = self._record(), here()
        form = build(self.model, self.inline_names, context, request.form)
        try:
            demand(address)
            keep(db.session, record, form.values(), now=context.now, seen=seen(), unreadable=form.unreadable())
            settle(record, self._back(), address)
            db.session.commit()
        except (Refused, StaleDataError) as refusal:
            record_id, message = int(request.args["id"]), getattr(refusal, "message", STALE)
            db.session.rollback()
            if not isinstance(refusal, Refused) or isinstance(refusal, Stale):
                compared = compare(self.model, self.inline_names, context, record, request.form, posted(address))
                form, message = compared.form, f"{message}{sentences(compared)}"
            g.row_refused = RowRefused(record_id, self._by_name(form, context, dict(getattr(refusal, "errors", {}))))
            flash(message, "danger")
            return self.index_view(), FORM_AGAIN
        flash(f"已保存：{record}", "success")
        return redirect(self._back())

    def _back(self) -> str:
        """The list as it stood."""
        kept = {name: value for name, value in request.args.items() if name not in ("id", "draft")}
        return url_for(f"{self.endpoint}.index_view", **kept)  # type: ignore[arg-type]

    def _address(self) -> str:
        """Where this form stands, whatever the list behind it is narrowed to."""
        return f"{request.path}?id={request.args['id']}" if "id" in request.args else request.path

    def row_slip(self, record: Record) -> str:
        """The slip of one row of the list, with what the row shows."""
        form = build(self.model, self.inline_names, here(), None, record)
        return draw(f"{url_for(f'{self.endpoint}.inline_view')}?id={record.id}", texts.pairs(form))

    def _record(self) -> Any:
        key = request.args.get("id", "")
        found = db.session.get(self.model, int(key)) if key.isascii() and key.isdigit() and len(key) < 10 else None
        if found is None:
            raise Missing(f"没有找到这一条{self.name}。")
        return found

    # -- the form -----------------------------------------------------------------------------------------------------

    def names(self) -> list[str]:
        """The fields of the form: all that the declaration has."""
        return [name for name, field in self.model.fields.items() if not field.is_system]

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> ResponseReturnValue:
        return self._fill(None)

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> ResponseReturnValue:
        return self._fill(self._record())

    def _fill(self, record: Any) -> ResponseReturnValue:
        """Show the form or save it; a refused form keeps what was typed, a stale one is compared field by field."""
        address, context, errors, message = self._address(), here(), dict[str, str](), ""
        if (answer := answered(address, words="这一条已经保存过")) is not None:
            return answer  # type: ignore[no-any-return]
        is_posted, slip, compared, names = request.method == "POST", posted(address), None, self.names()
        typed: Any = chosen(self.model, names, context, record, request.form, slip) if is_posted else drafted(address)
        form = build(self.model, names, context, typed, record)
        if is_posted:
            try:
                demand(address)
                with db.session.no_autoflush:
                    found = self.save(record, form, context)
                settle(found, self._back(), address)
                db.session.commit()
            except (Stale, StaleDataError) as refusal:
                db.session.rollback()
                message = getattr(refusal, "message", STALE)
                compared = compare(self.model, names, context, record, typed, slip)
            except Refused as refusal:
                errors, message = dict(refusal.errors), refusal.message
                db.session.rollback()
            else:
                flash(f"已保存：{found}", "success")
                return redirect(self._back())
        elif typed is not None and record is not None and version_in(typed) not in (None, record.row_version):
            message = STALE
            compared = compare(self.model, names, context, record, typed, posted(address, text=typed.get("slip", "")))
        form = compared.form if compared is not None else form
        stored = build(self.model, names, context, None, record)
        held = slip or (posted(address, text=typed.get("slip", "")) if typed is not None else None)
        shown = held.shown if held is not None and held.shown is not None and compared is None else texts.pairs(stored)
        page = self.render(
            self.form_template, record=record, cells=self.cells(form, context, errors), errors=errors, message=message,
            compared=compared, slip=draw(address, shown, again=held), draft=waiting(address) if typed is None else None, address=address,
            seen=version_in(typed) if typed is not None and compared is None else record.row_version if record else None,
            fresh=typed is None, back=self._back(), **self.extras(record, errors))  # fmt: skip
        return page, FORM_AGAIN

    def save(self, record: Any, form: PaperForm, context: FormContext) -> Record:
        """Put what was typed into the record, or a new one."""
        record = record if record is not None else self.model()
        keep(db.session, record, form.values(), now=context.now, seen=seen() if record.id else None, unreadable=form.unreadable())
        return record  # type: ignore[no-any-return]

    def named(self, errors: dict[str, str]) -> list[tuple[str, str, str]]:
        """Every sentence with the id and the label of its field, for the head of the page."""
        return [(f"f-{key}", self.label_of(key), sentence) for key, sentence in errors.items()]

    def label_of(self, key: str) -> str:
        """The label of a field, or of the table that a row's field stands in (`materials-0-name`)."""
        return self.column_labels[key.partition("-")[0]]

    def extras(self, record: Any, errors: dict[str, str]) -> dict[str, Any]:
        """What a room's own template needs besides."""
        return {}

    def cells(self, form: PaperForm, context: FormContext, errors: dict[str, str]) -> list[CellView]:
        """The form's cells in order of declaration, drawn by the same macros as a register's paper."""
        owner, needed, found = self.model.__tablename__, required(self.model, form.names), []
        for name in form.names:
            field = self.model.fields[name]
            made = control(
                form[name], context, required=name in needed, error=errors.get(name, ""), owner=owner,
                lines=4 if field.kind is Kind.PROSE else 1)  # fmt: skip
            cell = CellView(name=name, label=field.label, kind=field.kind.value, control=made)
            if field.is_rows:
                made.rows, made.blank_row = row_controls(form[name], context, owner, errors)
                made.maximum, cell.columns = field.maximum or 0, list(field.target.fields.values())
            found.append(cell)
        return found

    # -- the file -----------------------------------------------------------------------------------------------------

    def _export_csv(self, return_url: str) -> ResponseReturnValue:
        _, records = self._export_data()
        return csv_file(self.name, [self.column_labels[name] for name in self.shown_names], self._cells(records))

    def _cells(self, records: Iterable[Record]) -> Iterable[list[str]]:
        return ([self.words(record, name) for name in self.shown_names] for record in records)


def _readable(text: str) -> str:
    """PostgreSQL knows no NUL in text, and nobody types one."""
    return text.replace("\0", "")
