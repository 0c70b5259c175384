"""Child rows inside a form: each row a small form of its own, posted as `materials-0-name`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wtforms import Field as WTField
from wtforms import Form

from forms import fields as f
from models.declare import Field, Kind

KindField = Callable[..., WTField]
#: So many rows of one kind are read; a page numbers them with three figures.
MOST_ROWS = 999

#: The form field of each kind that a single cell can hold.
SIMPLE: Mapping[Kind, KindField] = {
    Kind.TEXT: f.TypedField, Kind.PROSE: f.TypedField, Kind.PHONE: f.TypedField, Kind.ID_CARD: f.TypedField,
    Kind.CREDIT_CODE: f.TypedField, Kind.DATE8: f.TypedField, Kind.DAY: f.DayField, Kind.SEAL: f.DayField,
    Kind.YEAR_WEEK: f.YearWeekField,
    Kind.MOMENT: f.MomentField, Kind.YEAR_MONTH: f.YearMonthField, Kind.NUMBER: f.NumberField, Kind.AMOUNT: f.AmountField,
    Kind.GAUGE: f.GaugeField,
    Kind.CHOICE: f.ChoiceField, Kind.YES_NO: f.YesNoField, Kind.LINK: f.LinkField, Kind.STAFF: f.LinkField,
    Kind.DEPARTMENT: f.LinkField, Kind.LINKS: f.LinksField, Kind.SIGNATURE: f.SignField, Kind.ATTACHMENT: f.UploadField,
}  # fmt: skip


def row_form(field: Field, meta: Any, formdata: Any, *, prefix: str, line: Any = None) -> dict[str, Any]:
    """The bound fields of one child row; a row without a line is new and shows the declared defaults."""
    columns: Mapping[str, Field] = field.row_columns
    made = type("RowForm", (Form,), {name: SIMPLE[column.kind](column.label, declared=column) for name, column in columns.items()})
    data = {name: getattr(line, name, None) if line is not None else column.default for name, column in columns.items()}
    form = made(formdata, prefix=prefix, data=data, meta={"context": meta.context})
    return {name: form[name] for name in columns}


def is_number(text: str) -> bool:
    """Plain figures, and no more of them than an id has."""
    return text.isascii() and text.isdigit() and len(text) < 10


class RowsField(WTField):
    """Child rows, posted as `materials-0-name`. Rows in which nothing was typed are left out."""

    def __init__(self, label: str = "", *, declared: Field, **keywords: Any) -> None:
        super().__init__(label, **keywords)
        self.declared = declared
        self.rows: list[dict[str, f.TypedField]] = []
        self.row_errors: dict[str, str] = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the posted rows, or show those that the record holds."""
        self.process_errors = []
        self.data, self.rows, self.row_errors = [], [], {}
        if self.declared.tally is not None:
            self._fill(formdata, data or [])
            return
        if formdata is not None and (f"{self.name}-present" in formdata or self._indexes(formdata)):
            for new, old in enumerate(self._indexes(formdata)):
                row = row_form(self.declared, self.meta, formdata, prefix=f"{self.name}-{old}")
                if any(field.typed.strip() for field in row.values()):
                    self._take(row, new, formdata.get(f"{self.name}-{old}-id", ""))
            return
        for line in data or []:
            row = row_form(self.declared, self.meta, None, prefix=f"{self.name}-{len(self.rows)}", line=line)
            self.rows.append(row)
            self.data.append({"id": getattr(line, "id", None), **{name: getattr(line, name) for name in self.declared.row_columns}})

    def _fill(self, formdata: Any, lines: Any) -> None:
        """The rows that the record holds, whatever was posted: each with what was typed into it."""
        posted = {formdata.get(f"{self.name}-{old}-id", ""): old for old in self._indexes(formdata)} if formdata is not None else {}
        for index, line in enumerate(lines):
            old = posted.get(str(line.id))
            typed, place = (None, index) if old is None else (formdata, old)
            row = row_form(self.declared, self.meta, typed, prefix=f"{self.name}-{place}", line=line)
            self._take(row, index, str(line.id))

    def _indexes(self, formdata: Any) -> list[int]:
        found = set()
        for key in formdata:
            head, _, rest = key.removeprefix(f"{self.name}-").partition("-")
            if key.startswith(f"{self.name}-") and is_number(head) and rest and int(head) <= MOST_ROWS:
                found.add(int(head))
        return sorted(found)

    def _take(self, row: dict[str, f.TypedField], index: int, key: str) -> None:
        self.rows.append(row)
        values: dict[str, Any] = {name: field.data for name, field in row.items()}
        self.data.append({"id": int(key) if is_number(key) else None, **values})
        for name, field in row.items():
            for error in field.process_errors:
                self.row_errors[f"{self.name}-{index}-{name}"] = str(error)

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        return not self.row_errors

    def blank(self) -> dict[str, f.TypedField]:
        """An empty row, for the page to copy from."""
        return row_form(self.declared, self.meta, None, prefix=f"{self.name}-__i__")
