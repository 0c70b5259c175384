"""What a declared field is in JSON: its type as it is sent, and as it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.fields import target_of
from forms.rows import MOST_ROWS
from models.declare import Field, Kind, Register

Schema = dict[str, Any]
NULL: Schema = {"type": "null"}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def option_list(code: str) -> str:
    """The name of the schema of an option list."""
    return f"option_{code}"


WRITTEN: Mapping[Kind, Schema] = {
    Kind.DAY: {"type": "string", "format": "date"},
    Kind.SEAL: {"type": "string", "format": "date"},
    Kind.MOMENT: {"type": "string", "format": "date-time", "description": "不带时区的按北京时间"},
    Kind.YEAR_MONTH: {"type": "string", "examples": ["2026-11"]},
    Kind.YEAR_WEEK: {"type": "string", "examples": ["2026-W47"]},
    Kind.DATE8: {"type": "string", "examples": ["20261100"]},
    Kind.YES_NO: {"type": "boolean"},
    Kind.NUMBER: {"type": "integer"},
    Kind.AMOUNT: {"type": ["string", "number"], "description": "元，最多两位小数"},
    Kind.GAUGE: {"type": ["string", "number"], "description": "最多一位小数"},
    Kind.SIGNATURE: {"type": "string", "maxLength": 60, "description": "纸面签字人的姓名"},
}  # fmt: skip


def sent(field: Field) -> Schema:
    """The value as a request gives it; null empties it."""
    found = _sent(field)
    return {"title": field.label, **({"description": field.help} if field.help else {}), **found}


def _sent(field: Field) -> Schema:
    if field.is_rows:
        columns = {name: sent(column) for name, column in field.row_columns.items()}
        row: Schema = {
            "type": "object",
            "properties": {"id": {"type": ["integer", "null"], "description": "已有的行；新行不填"}, **columns},
        }
        if field.tally is None and (needed := [name for name, column in field.row_columns.items() if not column.optional]):
            row["required"] = needed
        return {"type": "array", "items": {**row, "additionalProperties": False}, "maxItems": field.maximum or MOST_ROWS}
    if field.kind is Kind.LINKS:
        return {"type": "array", "items": _link(field)}
    if field.is_link:
        return {"anyOf": [_link(field), NULL]}
    if field.kind is Kind.CHOICE:
        return {"anyOf": [ref(option_list(field.options or "")), NULL]}
    found = dict(WRITTEN.get(field.kind, {"type": "string"}))
    types = found.get("type", "string")
    found["type"] = [*(types if isinstance(types, list) else [types]), "null"]
    if field.length:
        found["maxLength"] = field.length
    for word, bound in (("minimum", field.minimum), ("maximum", field.maximum)):
        if bound is not None and field.kind in (Kind.NUMBER, Kind.AMOUNT, Kind.GAUGE):
            found[word] = bound
    return found


def _link(field: Field) -> Schema:
    """An id or what tells the record from all others."""
    target = target_of(field)
    words = f"{target.title or field.label}的 ID，或其" + ("编号" if issubclass(target, Register) else "名称、工号或代码")
    return {"type": ["integer", "string"], "description": words}


# -- as it is answered -------------------------------------------------------------------------------------------------------

CODED: Schema = {"type": "object", "required": ["code", "label"], "properties": {"code": {"type": "string"}, "label": {"type": "string"}}}
LINKED: Schema = {
    "type": "object", "required": ["id", "label"],
    "properties": {"id": {"type": "integer"}, "label": {"type": "string"}, "number": {"type": "string"}},
}  # fmt: skip
SIGNED: Schema = {
    "type": "object", "required": ["name", "at"],
    "properties": {
        "name": {"type": "string"}, "at": {"type": "string"}, "agreed": {"type": ["boolean", "null"]}, "text": {"type": "string"}},
}  # fmt: skip
SHARED: Mapping[str, Schema] = {"coded": CODED, "linked": LINKED, "signed": SIGNED}
ANSWERED: Mapping[Kind, Schema] = {
    Kind.CHOICE: ref("coded"), Kind.STATE: ref("coded"), Kind.SIGNATURE: ref("signed"), Kind.OPINION: ref("signed"),
    Kind.YES_NO: {"type": "boolean"}, Kind.NUMBER: {"type": "integer"}, Kind.COMPUTED: {"type": ["string", "integer", "number", "boolean"]},
    Kind.DEADLINE: {"type": "string", "format": "date-time"}, Kind.MOMENT: {"type": "string", "format": "date-time"},
}  # fmt: skip


def answered(field: Field) -> Schema:
    """The value as an answer gives it: null where it is empty, and masked words (a text) where it is not open to the caller."""
    if field.is_rows:
        columns = {name: answered(column) for name, column in field.target.fields.items()}
        rows: Schema = {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "integer"}, **columns}}}
        return {"title": field.label, "anyOf": [rows, {"type": ["string", "null"]}]}
    if field.kind is Kind.LINKS:
        return {"title": field.label, "anyOf": [{"type": "array", "items": ref("linked")}, {"type": ["string", "null"]}]}
    found = ref("linked") if field.is_link else dict(ANSWERED.get(field.kind, {"type": "string"}))
    return {"title": field.label, "anyOf": [found, {"type": ["string", "null"]}]}
