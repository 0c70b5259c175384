"""Edit an edition of a policy entry by entry, by the same rules as its file.

A limit on which a clock has started is never changed: a new row takes its place, and the clocks that began under the old one keep it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.clock import RunningClock
from models.policy import PolicyChain, PolicyLimit, PolicyName, PolicyPart, PolicyValue
from rules import keys
from rules.calendar import read_hours
from rules.chain import read_levels, read_roles, show_levels
from rules.limit import Source, TimeLimit, Unit, check_limit, read_when, show_when
from rules.moments import plain
from rules.numbering import check_pattern
from rules.refusals import Invalid, Stale

Errors = dict[str, str]
Typed = Mapping[str, str]


def check_share(text: str) -> None:
    """Raises ValueError unless the share lies between 0 and 1, neither included."""
    if not 0 < float(text) < 1:
        raise ValueError("提醒比例应大于 0、小于 1，如 0.25 表示剩余四分之一时提醒")


#: Values with a form of their own.
CHECKS: Mapping[str, Callable[[str], object]] = {
    keys.Value.OFFICE_HOURS.value: read_hours, keys.Value.NUMBER_PATTERN.value: check_pattern, keys.Value.WARN_SHARE.value: check_share,
}  # fmt: skip
UNITS = {unit.value: unit for unit in Unit}


def edit(session: Session, row: PolicyPart, typed: Typed, now: datetime, *, seen: int | None = None) -> PolicyPart:
    """Keep what was typed for one entry; returns the row that holds it now. Raises Invalid with a sentence per field, or Stale."""
    if seen is not None and seen != row.row_version:
        raise Stale("在您填写期间，他人已修改了这一条。请核对后再保存，您填写的内容没有丢失。")
    errors: Errors = {}
    values = EDITED[type(row)](row, typed, errors)
    note = line(type(row), typed.get("note", ""), "note", errors)
    if isinstance(row, PolicyLimit) and row.borrowed_from:  # from now on the house's own: what was borrowed no longer says it
        values |= {"borrowed_from": None, "document": row.policy.document, "clause": None, "quotation": None, "rule": None}
    if isinstance(row, PolicyLimit) and "applies" in values and _has_twin(session, row, values["applies"]):
        errors["applies"] = "本方案的同一时限已有适用条件相同的一条"
    if not note and not values.get("quotation", row.quotation):
        errors.setdefault("note", "文件没有规定的，请写明说明，如 建议值、依据本单位哪次决定")
    if errors:
        raise Invalid(errors)
    values["note"] = note or None
    row = _fresh(session, row, now)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
    return row


def is_running(session: Session, row: PolicyPart) -> bool:
    """Whether a clock has started on this limit, still running or not."""
    return (
        isinstance(row, PolicyLimit) and session.scalar(select(RunningClock.id).where(RunningClock.limit_id == row.id).limit(1)) is not None
    )


def _has_twin(session: Session, row: PolicyLimit, applies: str | None) -> bool:
    """Whether another limit of that key holds under the same circumstances, so that nobody could tell which counts."""
    same = (PolicyLimit.policy == row.policy, PolicyLimit.key == row.key, PolicyLimit.replaced.is_(False), PolicyLimit.id != row.id)
    return any((other.applies or None) == applies for other in session.scalars(select(PolicyLimit).where(*same)))


def _fresh(session: Session, row: PolicyPart, now: datetime) -> PolicyPart:
    """The row itself, or a new one in its place where clocks hold on to it."""
    if not is_running(session, row):
        return row
    kept = {name: getattr(row, name) for name in (*type(row).fields, "replaced")}
    row.replaced = True  # type: ignore[attr-defined] # only limits are held on to
    made = type(row)(**kept, created_at=now)
    session.add(made)
    return made


# -- what each kind of entry holds -------------------------------------------------------------------------------------------


def _limit(row: PolicyLimit, typed: Typed, errors: Errors) -> dict[str, Any]:
    amount, unit = plain(typed.get("number", "")) or "0", UNITS.get(typed.get("unit", ""))
    if not (amount.isascii() and amount.isdigit() and len(amount) < 8):
        errors["number"] = "请填写整数"
    if unit is None:
        errors["unit"] = "请选择一项"
    times = {name: _clock(plain(typed.get(name, "")), name, errors) for name in ("cutoff", "at")}
    when = {}
    try:
        when = read_when(plain(typed.get("applies", "")))
    except ValueError as wrong:
        errors["applies"] = str(wrong)
    line(type(row), typed.get("applies", ""), "applies", errors)
    to_close = typed.get("to_close") == "1"
    if not errors and unit is not None:
        try:
            check_limit(TimeLimit(
                key=row.key, rule=row.rule or "", label=row.label, amount=int(amount), unit=unit, when=when, cutoff=times["cutoff"],
                at=times["at"], to_close=to_close, source=Source(document=row.document, clause="", quotation="")))  # fmt: skip
        except ValueError as wrong:
            errors["number"] = str(wrong)
    if errors or unit is None:
        return {}
    shown = {name: f"{at:%H:%M}" if at else None for name, at in times.items()}
    return {"number": int(amount), "unit": unit.value, "applies": show_when(when) or None, "to_close": to_close, **shown}


def _value(row: PolicyValue, typed: Typed, errors: Errors) -> dict[str, Any]:
    text = line(type(row), typed.get("value", ""), "value", errors)
    if not text:
        errors.setdefault("value", "请填写“值”")
    if row.kind == "bool":
        text = {"1": "True", "0": "False"}.get(text, "")
        if not text:
            errors["value"] = "请选择一项"
    elif row.kind in ("int", "float"):
        _number(plain(text), row.kind, errors)
        text = plain(text)
    if "value" not in errors and (check := CHECKS.get(row.key)) is not None:
        try:
            check(text)
        except ValueError as wrong:
            errors["value"] = str(wrong)
    return {"value": text}


def _chain(row: PolicyChain, typed: Typed, errors: Errors) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, read in (("levels", lambda text: show_levels(read_levels(text))), ("copied_to", _codes)):
        text = line(type(row), typed.get(name, ""), name, errors)
        try:
            values[name] = read(plain(text)) or None
        except ValueError as wrong:
            errors.setdefault(name, str(wrong))
    return values


EDITED: Mapping[type[PolicyPart], Callable[[Any, Typed, Errors], dict[str, Any]]] = {
    PolicyLimit: _limit, PolicyValue: _value, PolicyChain: _chain,
}  # fmt: skip


def _codes(text: str) -> str:
    return ", ".join(role.value for role in read_roles(text))


def line(model: type[PolicyPart] | type[PolicyName], text: str, name: str, errors: Errors) -> str:
    """What was typed, not longer than its field holds."""
    longest = model.fields[name].length
    if longest is not None and len(text.strip()) > longest:
        errors[name] = f"最多 {longest} 个字"
    return text.strip()


def _clock(text: str, name: str, errors: Errors) -> time | None:
    if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        return time.fromisoformat(text)
    if text:
        errors[name] = "请按 16:30 的样子填写"
    return None


def _number(text: str, kind: str, errors: Errors) -> None:
    try:
        number = float(text)
        if not (math.isfinite(number) and number >= 0 and len(text) < 12) or (kind == "int" and not text.isdigit()):
            raise ValueError(text)
    except ValueError:
        errors.setdefault("value", "请填写不小于 0 的整数" if kind == "int" else "请填写不小于 0 的数字")
