"""One row that came back from an export, fitted together with its record: what the person changed in the file, and others meanwhile.

Each cell has three sides: as it was exported, as it is stored now, as it came. Only what the person changed is written, only over what
nobody else has changed; where both did, and differently, it is said and nothing of the row is done. A column or a row that is not in the
file is as it was: nothing is ever emptied or deleted by being left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from werkzeug.datastructures import MultiDict

from forms.build import PaperForm, form_class
from forms.context import FormContext
from forms.intake_typed import typed
from models.declare import Field, Kind, Register
from models.history import NOT_CONTENT
from rules.refusals import Invalid
from rules.three_way import Verdict, verdict
from services.assign import normal
from services.rights import editable
from services.sealed import sealed_in
from services.validate import EMPTY
from services.workbook.columns import LINE, ORDINAL, VERSION, Column
from services.workbook.find import Finder
from services.workbook.held import Held
from services.workbook.incoming import Incoming
from services.workbook.lay import Laid
from services.workbook.sheet import Raw
from services.workbook.typed import seen

#: Columns that tell whose a row is, and are judged as such.
TIES = frozenset({ORDINAL, VERSION, LINE, "number"})
#: So much of a text stands in a sentence.
TOLD = 300
MASKED = "此栏导出时已脱敏，不能在文件中修改，请恢复原样或删去整列；确需修改的，到系统中“查看明文”后办理"
SIGNED = "签字不能在文件中修改，请恢复原样"
ADVICE = "要保留现在的，把此格改成现在的内容；要用文件中的，请到系统中修改"


class Clash(Invalid):
    """Two people changed the same cell, each to something else."""


class Cells:
    """Judges cell by cell; `errors` by names of the file, `clashed` where two people quarrel."""

    def __init__(self, context: FormContext, held: Held, finder: Finder, one: Incoming, mine: Register, base: Register) -> None:
        self.context, self.held, self.finder, self.one, self.mine, self.base = context, held, finder, one, mine, base
        self.errors, self.clashed = dict(one.wrong), False

    @cached_property
    def _editable(self) -> tuple[str, ...]:
        """Asked for once, and not where nothing was touched."""
        return editable(self.context.actor, self.mine)

    def closed(self, field: Field | None) -> str:
        """Why the person may not write there now, or nothing."""
        if field is None or field.is_system:
            return "此栏由系统填写，不能在文件中修改，请恢复原样"
        if field.kind is Kind.ATTACHMENT:
            return "附件不能在文件中修改，请到系统中上传"
        if why := sealed_in(self.mine).get(field.name):
            return f"{why}，请恢复原样"
        if field.name not in self._editable:
            state = self.mine.status.label
            return f"本单现在是“{state}”，此栏不能由您修改，请恢复原样；已办结的内容请用“更正”"
        return MASKED if self.context.shown.hides(self.mine, field) and field.is_rows else ""

    def is_touched(self, column: Column, text: str, where: str, sides: tuple[Any, Any], field: Field | None) -> bool:
        """Whether the person wrote something else than both the export and what is stored now; where he may not, it is said. `field` is
        that of the record by which the cell is open or closed.
        """
        base, mine = sides
        if where in self.errors or any(self.held.is_untouched(text, side, column, self.mine) for side in sides):
            return False
        if base is not mine and column.name in NOT_CONTENT:  # history keeps no past of it
            return False
        closed = self.closed(field)
        if not all(self.held.is_plain(side, column, self.mine) for side in sides):
            closed = MASKED
        elif column.field is not None and column.field.kind is Kind.SIGNATURE and getattr(mine, column.name) is not None:
            closed = SIGNED
        if closed:
            self.errors[where] = closed
        return not closed

    def is_change(self, column: Column, value: Any, where: str, sides: tuple[Any, Any], raw: Raw) -> bool:
        """Whether the value is to be written; where the other has changed it too, it is said."""
        base, mine = sides
        field: Any = column.field
        came = self._stored(field, value)
        found = verdict(_key(field, _of(base, field)), _key(field, _of(mine, field)), _key(field, came))
        if found is Verdict.BOTH:
            self.clashed = True
            told = (self.held.words(base, column, self.mine), self.held.words(mine, column, self.mine), seen(raw) or "空白")
            was, now, file = (text if len(text) <= TOLD else f"{text[:TOLD]}……" for text in told)
            self.errors[where] = f"导出后他人也改了此栏。导出时：{was}；现在：{now}；文件中：{file}。{ADVICE}"
        return found is Verdict.MINE

    def is_held(self, field: Field, value: Any, side: Any) -> bool:
        """Whether that side holds the value."""
        return bool(_key(field, self._stored(field, value)) == _key(field, _of(side, field)))

    def form(self, names: Iterable[str], sent: list[tuple[str, str]]) -> PaperForm:
        """As the person would have filled it in over the record."""
        names = tuple(names)
        data = {name: getattr(self.mine, name) for name in names}
        return form_class(type(self.mine), names)(MultiDict(sent), data=data, meta={"context": self.context})

    def boxes(self, field: Field, text: str, where: str) -> list[str]:
        return typed(self.finder, field, text, where, self.errors)

    def _stored(self, field: Field, value: Any) -> Any:
        """The value as it would be stored; what cannot be, stays as it came, and is refused when it is written."""
        try:
            return normal(field, value, self.context.now)
        except ValueError:
            return value


def record_values(cells: Cells, laid: Laid) -> dict[str, Any]:
    """The changed fields of the record itself, by name."""
    sides, texts, register = (cells.base, cells.mine), cells.one.texts, type(cells.mine)
    wanted = {
        column.name: column for column in laid.columns.values()
        if column.name not in TIES
        and cells.is_touched(column, texts[column.name], column.name, sides, column.field)
    }  # fmt: skip
    sent = [
        (name, part)
        for name in wanted
        for part in ("", *cells.boxes(register.fields[name], texts[name], name))
    ]  # fmt: skip
    form = cells.form(wanted, sent)
    cells.errors |= {name: sentence for name, sentence in form.unreadable().items() if name not in cells.errors}
    return {
        name: value for name, value in form.values().items()
        if name not in cells.errors and cells.is_change(wanted[name], value, name, sides, laid.cell(cells.one.raw, name))
    }  # fmt: skip


def _of(side: Any, field: Field) -> Any:
    """What a side holds; a link by its id, whoever may follow it."""
    return getattr(side, f"{field.name}_id") if field.is_link else getattr(side, field.name)


def _key(field: Field, value: Any) -> Any:
    """A value as it is compared."""
    if field.kind is Kind.LINKS:
        return tuple(sorted(one.id for one in value or ()))
    if field.is_link and value is not None and not isinstance(value, int):
        return value.id
    return None if value in EMPTY else value
