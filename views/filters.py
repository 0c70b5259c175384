"""The words that templates make of values: times, sizes, due dates, addresses of a list."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Flask

from models.approval import ApprovalTask
from models.declare import Kind, Record, Register
from rules.calendar import Calendar
from rules.chip import Chip, chip
from rules.moments import WEEKDAYS, local, show_moment
from rules.terms import show_due
from services.calendar import working_calendar
from services.carried import DoorKind
from services.holders import ROLES
from services.policies import reminders
from views.clock import today
from views.database import db
from views.desk import here
from views.drawn import drawn, paragraphs
from views.names import form_title, role_name
from views.slip import draw, taken_up


def due_chip(record: Register, now: datetime) -> Chip | None:
    """The chip of an open record that is due some time."""
    return row_chip(record, now, working_calendar(db.session))


def row_chip(record: Any, now: datetime, calendar: Calendar) -> Chip | None:
    """The same of a row of a list, for whoever has the calendar at hand."""
    if record.due_at is None:
        return None
    guess = calendar.on((local(record.due_at) - timedelta(microseconds=1)).date()).provisional
    return chip(record.due_at, now, calendar, paused=record.paused_since is not None, provisional=guess)


def address(args: Mapping[str, Any], **changes: Any) -> str:
    """The address of the same list with some arguments changed; a changed list begins at its first page."""
    kept = {key: value for key, value in args.items() if key not in ("page", "done")}
    return "?" + urlencode({key: value for key, value in {**kept, **changes}.items() if value not in (None, "")})


def link_name(register: type[Register], target: type[Register]) -> str:
    """The field by which one register links to another."""
    return next(name for name, field in register.fields.items() if field.kind is Kind.LINK and field.target is target)


def size(count: int) -> str:
    return f"{count / 1024 / 1024:.1f} MB" if count >= 1024 * 1024 else f"{max(count // 1024, 1)} KB"


def weekday(day: date) -> str:
    return f"{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}"


def recent(moment: datetime) -> str:
    """The time of what happened today, with its day where it was before."""
    at = local(moment)
    return at.strftime("%H:%M" if at.date() == today() else "%m-%d %H:%M")


def signed_day(stamp: str) -> str:
    """The day of a signature, from its ISO moment."""
    day = local(datetime.fromisoformat(stamp))
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def post(place: ApprovalTask) -> str:
    """The post that a place in a chain is for."""
    return role_name(ROLES[place.role])


def told(record: Register) -> str:
    """What stands behind the number of a record, as far as this person may read it."""
    return here().shown.told(record)


def called(record: Record) -> str:
    """What a record is called, as far as this person may read it."""
    return here().shown.name(record)


def said(text: str, record: Register, name: str) -> str:
    """What a field of the record once held, as far as this person may read it."""
    return here().shown.said(record, record.fields[name], text) if text else ""


def door_name(code: str) -> str:
    """Through which door something came."""
    return DoorKind(code).label if code else ""


def install(app: Flask) -> None:
    """Let templates use them."""
    app.jinja_env.filters.update(
        paragraphs=paragraphs, drawn=drawn, due_chip=due_chip, address=address, link_name=link_name, filesize=size,
        told=told, called=called, door_name=door_name, said=said,
        moment=show_moment, short=lambda moment: local(moment).strftime("%m-%d %H:%M"),
        clock=lambda moment: "全天" if local(moment).strftime("%H:%M") == "00:00" else local(moment).strftime("%H:%M"),
        with_draft=taken_up, recent=recent, weekday=weekday, signed_day=signed_day, fromjson=json.loads, post=post,
        due_time=show_due, form_title=form_title, role_name=role_name)  # fmt: skip
    app.jinja_env.globals["slip_for"] = draw
    app.jinja_env.globals["reminders"] = lambda name: reminders(db.session, name)
