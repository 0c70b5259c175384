"""What a record must satisfy before it is saved: the same sentences at every door."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from models.declare import Field, Kind, Record, Register, Step
from rules.moments import local, show_day, show_moment
from services.house import HouseNow
from services.nameable import why_not_named
from services.options import not_offered, option_book
from services.sight import of_the_house
from services.tally import unfilled
from services.unique import taken

EMPTY: tuple[object, ...] = (None, "", [])
PICKED = {Kind.CHOICE, Kind.YES_NO, Kind.LINK, Kind.LINKS, Kind.STAFF, Kind.DEPARTMENT, Kind.ATTACHMENT}


def ask_for(field: Field) -> str:
    """The sentence under a field that is empty and must not be."""
    if field.kind is Kind.ATTACHMENT:
        return f"请上传“{field.label}”"
    return "请选择一项" if field.kind in PICKED else f"请填写“{field.label}”"


@of_the_house
def problems(
    session: Session, record: Record, names: Iterable[str], needed: Iterable[str], now: datetime, *, final: Iterable[str] = (),
    step: Step | None = None,
) -> dict[str, str]:  # fmt: skip
    """Field name → sentence. `names` were filled just now; `needed` must not be empty whatever the type says; of the `final` ones
    the conditional demands hold, while the fields of a step may stay open until it is taken. `step` is the one that is being taken.
    """
    errors: dict[str, str] = {}
    names, demanded, final = list(names), set(needed), set(final)
    for name in names:
        field, value = record.fields[name], getattr(record, name)
        if field.tally is not None:
            errors |= unfilled(record, field) if name in demanded and isinstance(record, Register) else {}
            continue
        if value in EMPTY:
            if name in demanded or (name in final and field.demanded and field.demanded.holds(record)):
                errors[name] = ask_for(field)
            continue
        if sentence := _wrong(session, record, field, value, now):
            errors[name] = sentence
    errors |= {name: sentence for name, sentence in taken(session, record).items() if name not in errors}
    if isinstance(record, Register) and (entered := record.entered) and entered.name in names and _changed(record, entered.name):
        if entered.is_late(record, now) and not record.late_reason:
            errors["late_reason"] = "这是事后补记，请填写“补登原因”"
    for rule in record.rules:
        errors |= {name: sentence for name, sentence in rule(record).items() if name not in errors}
    if record.house_rules:
        house = HouseNow(session, now, (record, step) if isinstance(record, Register) and step is not None else None)
        for house_rule in record.house_rules:
            errors |= {name: sentence for name, sentence in house_rule(record, house).items() if name not in errors}
    return errors


def _changed(record: Record, name: str) -> bool:
    return bool(inspect(record).attrs[name].history.has_changes())


def _wrong(session: Session, record: Record, field: Field, value: Any, now: datetime) -> str | None:
    if field.kind is Kind.CHOICE and field.options and _changed(record, field.name):
        offered = option_book(session).offered(field.options, local(now).date())
        if value not in dict(offered):
            return not_offered(offered)
    if field.past and isinstance(value, date):
        if isinstance(value, datetime) and value > now:
            return f"不能晚于当前时间（{show_moment(now)}）"
        if not isinstance(value, datetime) and value > local(now).date():
            return f"不能晚于今天（{show_day(local(now).date())}）"
    if field.after and (other := getattr(record, field.after)) is not None and value < other:
        return f"不能早于“{record.fields[field.after].label}”"
    if field.kind is Kind.STAFF and isinstance(record, Register) and _changed(record, field.name):
        return why_not_named(session, record, field, value)
    if isinstance(value, Register) and value.is_void():
        return f"所选的{field.label}已作废，请另选"
    return None
