"""Cells of the paper, drawn once: of two that differ only in what somebody wrote there, all other markup is the same.

A page of a record bears some forty, and its template takes ten times as long with one as putting the text into what it drew before.
What is kept has a hole where the text goes, so nothing that was typed is kept.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields, replace
from operator import attrgetter
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup, escape

from models.declare import Kind
from views.control import Control
from views.paper import CODED, CellView

#: Stands for the text while a cell is drawn. It is of the private use area, so no label and no option has it, and no escaping touches it.
HOLE = "\ue000"
#: Kinds whose value decides which mark is set, not which text stands there.
MARKED = frozenset(kind.value for kind in (*CODED, Kind.DEPARTMENT))
#: How a cell was drawn → the pieces around its text; when there are so many, most are of wordings that have passed.
KEPT: dict[Hashable, tuple[Markup, ...]] = {}
MOST = 5_000


def _all_but(made: type, *names: str) -> Any:
    """What decides how such a thing is drawn: all that it says, except what is named."""
    return attrgetter(*(one.name for one in fields(made) if one.name not in names))


_OF_CELL = _all_but(CellView, "words", "control", "signed", "columns", "rows", "mixed", "needed_columns", "is_tally", "svg", "files")
_OF_CONTROL = _all_but(Control, "typed", "picked", "rows", "columns", "blank_row", "maximum")


def drawn(cell: CellView) -> Markup | None:
    """A cell that is read or filled in, as it was drawn before with its own text; None for one that is drawn anew each time."""
    control = cell.control
    if control is not None:
        is_marked = control.kind in MARKED
        is_strange = is_marked and control.typed not in ("", *(code for code, _ in control.choices))  # as a draft may bring it
        if control.error or control.picked or is_strange:
            return None
        key: Hashable = (_OF_CELL(cell), _OF_CONTROL(control), control.typed if is_marked else None)
        text = Markup() if is_marked else escape(control.typed)
    elif cell.url or cell.is_masked:
        return None
    else:
        key, text = (_OF_CELL(cell), bool(cell.words)), paragraphs(cell.words)
    pieces = KEPT.get(key)
    if pieces is None:
        if len(KEPT) >= MOST:
            KEPT.clear()
        pieces = KEPT[key] = tuple(Markup(piece) for piece in _with_hole(cell).split(HOLE))  # noqa: S704 - a template has escaped it
    return text.join(pieces)


def _with_hole(cell: CellView) -> str:
    control = cell.control
    if control is not None and control.kind not in MARKED:
        control = replace(control, typed=HOLE)
    return str(get_template_attribute("paper.html", "anew")(replace(cell, control=control, words=HOLE if cell.words else "")))


def paragraphs(text: str) -> Markup:
    """Several lines of writing as they were typed."""
    return Markup("<br>").join(escape(line) for line in str(text).split("\n"))
