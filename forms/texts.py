"""A form as texts: what its page would send as it stands, and what two of them can be compared by."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from werkzeug.datastructures import MultiDict

from forms.build import PaperForm
from forms.fields import LinksField, UploadField
from forms.rows import RowsField

Pairs = list[tuple[str, str]]
RowTexts = list[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]]


def pairs(form: PaperForm) -> Pairs:
    """Name and text of every box, as the page sends them when nobody touches it. Files are no texts."""
    return [pair for name in form.names for pair in pairs_of(form, name)]


def pairs_of(form: PaperForm, name: str) -> Pairs:
    """Those of one field."""
    bound: Any = form[name]
    if isinstance(bound, UploadField):
        return []
    if isinstance(bound, RowsField):
        return row_pairs(name, rows_of(bound))
    return [(name, text) for text in _texts(bound)]


def row_pairs(name: str, rows: RowTexts) -> Pairs:
    """Child rows as a page sends them."""
    found = [(f"{name}-present", "1")]
    for index, (key, cells) in enumerate(rows):
        found.append((f"{name}-{index}-id", key))
        found += [(f"{name}-{index}-{column}", text) for column, texts in cells for text in texts]
    return found


def rows_of(bound: RowsField) -> RowTexts:
    """Child rows by the id of each, with the texts of their cells."""
    return [
        (str(row["id"] or ""), tuple((column, tuple(_texts(cell))) for column, cell in cells.items()))
        for row, cells in zip(bound.data, bound.rows, strict=True)
    ]


def content(form: PaperForm, name: str) -> Hashable:
    """What a field holds, free of how it was written: 1,000 and 1000 are one number, and a space at the end is none."""
    return tuple(texts.strip().replace("\r\n", "\n") for texts in _texts(form[name]))


def replace(typed: MultiDict[str, str], name: str, new: Pairs) -> None:
    """Write other texts into the boxes of one field."""
    for key in [key for key in typed if key == name or _in_rows(key, name)]:
        typed.poplist(key)
    for key, text in new:
        typed.add(key, text)


def _in_rows(key: str, name: str) -> bool:
    head, _, rest = key.removeprefix(f"{name}-").partition("-")
    return key.startswith(f"{name}-") and (head == "present" or (head.isdigit() and bool(rest)))


def _texts(bound: Any) -> list[str]:
    if isinstance(bound, LinksField):
        return ["", *(str(target.id) for target in bound.data or [])] if not bound.process_errors else ["", *(bound.raw_data or [])]
    if bound.process_errors or bound.data is None or bound.data == "":
        return [bound.typed]
    return [str(bound.write(bound.data)) if not isinstance(bound.data, str) else bound.data]
