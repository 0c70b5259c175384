"""Two people changed one record: field by field what the form had shown, what the other has saved and what was typed here.

Only fields that stand in the form are compared, so that nothing is shown which the form itself would not show.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from werkzeug.datastructures import MultiDict

from forms import texts
from forms.build import PaperForm, build
from forms.context import FormContext
from forms.fields import UploadField
from forms.rows import RowsField
from models.declare import Field, Kind, Record, Signed
from printouts.job import Labels
from rules.three_way import Verdict, both_rows, merge_rows, verdict
from services.sent import changed_by
from services.shown import screen
from views.slip import Slip

#: Writing of which both texts can stand in one box, and what comes between them.
JOINED = {Kind.PROSE: "\n", Kind.TEXT: "；"}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One line of the comparison.

    `kind`: theirs (taken over), rows (both fitted together), both (to be chosen), closed (no longer to be filled in).
    """

    name: str
    label: str
    kind: str
    opened: str | None
    stored: str
    typed: str
    may_join: bool = False


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What is to be looked at, who did the other half, and the form with everything in it that needs no choice."""

    differences: list[Difference]
    form: PaperForm
    by: str = ""
    at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether something is to be chosen."""
        return any(one.kind == "both" for one in self.differences)


def compare(
    model: type[Record], names: Iterable[str], desk: FormContext, record: Any, typed: MultiDict[str, str], slip: Slip | None,
) -> Comparison:  # fmt: skip
    """Fit what was typed together with what is stored by now; `slip` tells what both began with."""
    names, shown = tuple(names), slip.shown if slip is not None else None
    mine, theirs = build(model, names, desk, typed, record), build(model, names, desk, None, record)
    was = build(model, names, desk, MultiDict(shown), record) if shown is not None else None
    merged, found = MultiDict(typed.items(multi=True)), list[Difference]()
    for name in names:
        field = model.fields[name]
        kind, pairs = _fit(was, theirs, mine, name)
        if pairs is not None:
            texts.replace(merged, name, pairs)
        if kind:
            opened, stored, own = (said(form[name], field, desk.book.label) if form is not None else None for form in (was, theirs, mine))
            joins = field.kind in JOINED or (field.is_rows and field.tally is None)
            found.append(Difference(
                name=name, label=field.label, kind=kind, opened=opened, stored=stored or "", typed=own or "", may_join=joins))  # fmt: skip
    found += _closed(model, names, desk, typed, shown or ())
    changed = changed_by(desk.session, record, slip.at, but=slip.token) if slip is not None else None
    return Comparison(
        differences=found, form=build(model, names, desk, merged, record), by=changed[0] if changed else "",
        at=changed[1] if changed else None)  # fmt: skip


def _fit(was: PaperForm | None, theirs: PaperForm, mine: PaperForm, name: str) -> tuple[str, texts.Pairs | None]:
    """How a field differs, and what its boxes are to hold in place of what was typed."""
    if isinstance(mine[name], UploadField):
        return "", None
    if not isinstance(mine[name], RowsField):
        before = texts.content(was, name) if was is not None else None
        found = verdict(before, texts.content(theirs, name), texts.content(mine, name))
        return {Verdict.THEIRS: ("theirs", texts.pairs_of(theirs, name)), Verdict.BOTH: ("both", None)}.get(found, ("", None))
    stored, own = (texts.rows_of(form[name]) for form in (theirs, mine))  # type: ignore[arg-type] # they are rows in all three
    if was is None:
        return ("both" if stored != own else ""), None
    before_rows = texts.rows_of(was[name])  # type: ignore[arg-type]
    seen = verdict(tuple(before_rows), tuple(stored), tuple(own))
    if seen not in (Verdict.THEIRS, Verdict.BOTH):
        return "", None
    rows, quarrel = merge_rows(before_rows, stored, own)
    kind = "theirs" if seen is Verdict.THEIRS else "both" if quarrel else "rows"
    return kind, texts.row_pairs(name, rows)


def _closed(
    model: type[Record], names: tuple[str, ...], desk: FormContext, typed: MultiDict[str, str], shown: Iterable[tuple[str, str]],
) -> list[Difference]:  # fmt: skip
    """What was typed into fields that are no longer open: it is shown, so that it can be written elsewhere."""
    lost = [name for name in dict.fromkeys(key.partition("-")[0] for key, _ in shown) if name in model.fields and name not in names]
    if not lost:
        return []
    mine, was = build(model, lost, desk, typed), build(model, lost, desk, MultiDict(shown))
    found = []
    for name in lost:
        own, opened = (said(form[name], model.fields[name], desk.book.label) for form in (mine, was))
        if own != opened:
            found.append(Difference(name=name, label=model.fields[name].label, kind="closed", opened=opened, stored="", typed=own))
    return found


def chosen(
    model: type[Record], names: Iterable[str], desk: FormContext, record: Any, typed: MultiDict[str, str], slip: Slip | None,
) -> MultiDict[str, str]:  # fmt: skip
    """What was typed, with the choices of a comparison carried out: `use-<field>` is mine, theirs or both."""
    chosen_names = [name for name in names if typed.get(f"use-{name}") in ("theirs", "both")]
    result = MultiDict((key, text) for key, text in typed.items(multi=True) if not key.startswith("use-"))
    if slip is None or slip.shown is None or not chosen_names:
        return result
    theirs = build(model, chosen_names, desk, MultiDict(slip.shown), record)
    mine = build(model, chosen_names, desk, typed, record)
    for name in chosen_names:
        if typed[f"use-{name}"] == "theirs":
            texts.replace(result, name, texts.pairs_of(theirs, name))
        elif isinstance(mine[name], RowsField):
            rows = both_rows(texts.rows_of(theirs[name]), texts.rows_of(mine[name]))  # type: ignore[arg-type]
            texts.replace(result, name, texts.row_pairs(name, rows))
        elif (between := JOINED.get(model.fields[name].kind)) is not None:
            texts.replace(result, name, [(name, _joined(theirs[name].data or "", mine[name].data or "", between))])
    return result


def _joined(theirs: str, mine: str, between: str) -> str:
    """Both texts, unless one already holds the other."""
    if theirs.strip() in mine:
        return mine
    return theirs if mine.strip() in theirs else f"{theirs.rstrip()}{between}{mine.lstrip()}"


def sentences(compared: Comparison) -> str:
    """The comparison where there is room for words only."""
    by = compared.by or "对方"
    lines = (f"{one.label}：{by}改为“{one.stored or '（空）'}”，您填写“{one.typed or '（空）'}”" for one in compared.differences)
    return "；".join(lines)


def said(bound: Any, field: Field, label: Labels) -> str:
    """What a field of a form says, in words that can be read beside others; child rows line by line."""
    if isinstance(bound, RowsField):
        return "\n".join(f"{number}. {_line(row, bound, label)}" for number, row in enumerate(bound.rows, 1))
    if isinstance(bound, UploadField):
        return ""
    value = bound.data
    if bound.process_errors or (field.kind is Kind.SIGNATURE and isinstance(value, str)):
        return str(bound.typed)
    return value.name if isinstance(value, Signed) else screen(SimpleNamespace(**{field.name: value}), field, label)


def _line(row: Any, bound: RowsField, label: Labels) -> str:
    columns = bound.declared.row_columns
    return "，".join(part for name, cell in row.items() if (part := said(cell, columns[name], label)))
