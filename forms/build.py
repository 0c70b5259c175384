"""From declared fields to a WTForms form: one field class per kind, and no layout, which is the sheet's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from wtforms import Form

from forms.context import FormContext
from forms.fields import UploadField
from forms.rows import SIMPLE, KindField, RowsField
from models.declare import Field, Kind, Record, Register

FIELDS: Mapping[Kind, KindField] = {**SIMPLE, Kind.LINES: RowsField, Kind.CHECKLIST: RowsField}


class PaperForm(Form):
    """A form over some fields of a record."""

    names: tuple[str, ...] = ()
    #: What it was filled from, where that was a post or a draft.
    posted_texts: Any = None

    def values(self) -> dict[str, Any]:
        """What was posted and could be read, by field name. A radio group with nothing ticked sends nothing, and is empty."""
        return {
            name: self[name].data for name in self.names
            if not isinstance(self[name], UploadField) and not self[name].process_errors
        }  # fmt: skip

    def unreadable(self) -> dict[str, str]:
        """Field name → sentence for what could not be read."""
        found = {name: str(self[name].process_errors[0]) for name in self.names if self[name].process_errors}
        for name in self.names:
            found |= getattr(self[name], "row_errors", {})
        return found


def build(
    model: type[Record], names: Iterable[str], context: FormContext, formdata: Any = None, record: Record | None = None,
) -> PaperForm:  # fmt: skip
    """A form over the named fields, filled from the post, else from the record, else with the declared defaults."""
    names = tuple(names)
    data = {name: getattr(record, name) for name in names} if record is not None else first_values(model, names, context)
    form = form_class(model, names)(formdata, data=data, meta={"context": context})
    form.posted_texts = formdata
    return form


@lru_cache(maxsize=512)
def form_class(model: type[Record], names: tuple[str, ...]) -> type[PaperForm]:
    """The class of the forms over these fields: drawn up once, since an import asks for it with every row."""
    attributes = {name: make(model.fields[name]) for name in names}
    return type(f"{model.__name__}Form", (PaperForm,), {**attributes, "names": names})


def make(field: Field) -> Any:
    """The unbound form field of a declared one."""
    return FIELDS[field.kind](field.label, declared=field)


def first_values(model: type[Record], names: Iterable[str], context: FormContext) -> dict[str, Any]:
    """What a new form shows: defaults of what is filled at creation only."""
    creation = set(model.at_creation()) if issubclass(model, Register) else set(names)
    return {
        name: context.first_value(model.fields[name].default)
        for name in names if name in creation and model.fields[name].default is not None
    }  # fmt: skip
