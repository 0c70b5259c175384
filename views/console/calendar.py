"""工作日历: the year at a glance, a day set by the company itself, and the year's notice; nothing is stored unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select

from models import REGISTERS
from models.calendar import CalendarDay, CalendarYear
from rules.calendar import DayKind, show_hours
from rules.holiday_notice import read_notice
from rules.moments import local
from rules.refusals import Missing, Refused
from services.calendar import working_calendar
from services.calendar_change import (
    Change,
    announced_year,
    calendar_after,
    fingerprint,
    left_out,
    moved,
    own_day,
    put,
    statutory_day,
)
from services.policies import policy
from views.again import FORM_AGAIN
from views.clock import now
from views.console.door import ConsolePage
from views.console.year import every_day, months, rests
from views.database import db

#: The years that the pages reach: no festival is known before, and nobody plans after.
FIRST, LAST = 2008, 2099


class CalendarPage(ConsolePage):
    """The room of the calendar."""

    sentence = "放假、调休上班和本单位自定的工作日。年度放假安排公布后在这里登记，改动前先列出到期时间随之变动的单据。"

    @expose("/")
    def index(self) -> str:
        year, found = _year(), working_calendar(db.session)
        own = frozenset(db.session.scalars(select(CalendarDay.on).where(CalendarDay.own.is_(True))))
        days = every_day(found, year)
        return self.render(  # type: ignore[no-any-return]
            "console/calendar.html", year=year, months=list(months(found, year, own, local(now()).date())),
            announced=year in found.announced, kept=_kept(year), rests=rests(days),
            made_up=[day for day in days if day.kind is DayKind.MAKE_UP],
            worked=sum(day.kind.is_worked for day in days), reach=(FIRST, LAST))  # fmt: skip

    @expose("/day/", methods=("GET", "POST"))
    def day(self) -> ResponseReturnValue:
        """One day: what it is, and what the company makes of it."""
        day = _day()
        found = working_calendar(db.session).on(day)
        stored = db.session.scalar(select(CalendarDay).where(CalendarDay.on == day, CalendarDay.own.is_(True)))
        typed = {"kind": found.kind.value, "name": found.name, "hours": (stored.hours or "") if stored else ""}
        typed |= _posted(typed)
        is_reset = request.form.get("then") == "reset" or (request.form.get("then") == "store" and request.form.get("reset") == "1")

        def change() -> Change:
            return statutory_day(db.session, day) if is_reset else own_day(day, **typed)

        return self._change(change, "console/calendar_day.html", {
            "day": day, "standing": found, "own": stored is not None, "typed": typed,
            "kinds": [(kind.value, kind.label) for kind in DayKind], "is_reset": is_reset,
            "office_hours": show_hours(policy(db.session).office_hours)}, f"已保存：{day}")  # fmt: skip

    @expose("/announce/", methods=("GET", "POST"))
    def announce(self) -> ResponseReturnValue:
        """A year's arrangement of holidays, pasted or written in lines."""
        year = _year()
        kept = _kept(year)
        typed = {"notice": (kept.notice or "") if kept else "", "basis": (kept.basis or "") if kept else ""}
        typed |= _posted(typed)

        def change() -> Change:
            return announced_year(db.session, year, typed["notice"], typed["basis"])

        return self._change(change, "console/calendar_announce.html", {
            "year": year, "typed": typed, "announced": year in working_calendar(db.session).announced},
            f"已登记 {year} 年放假安排，未办结单据的到期时间已重算")  # fmt: skip

    def _change(self, change: Callable[[], Change], template: str, given: dict[str, Any], done: str) -> ResponseReturnValue:
        """Show the form; after the first click what would move; store only after the second, and only what was shown."""
        errors, message, preview = {}, "", None
        if request.method == "POST":
            try:
                made = change()
                after = calendar_after(db.session, made, now())
                moves = moved(db.session, after, REGISTERS, now())
                shown = fingerprint(made, moves)
                if request.form.get("then") == "store" and request.form.get("shown") == shown:
                    put(db.session, made, REGISTERS, now())
                    db.session.commit()
                    flash(done, "success")
                    return redirect(url_for("console_calendar.index", year=made.year))
                if request.form.get("then") == "store":
                    message = "预览之后内容又有变动，请核对下面的清单后再确认。"
                preview = {"moves": moves, "shown": shown, "change": made, "left_out": left_out(made) if made.notice else []}
                if made.notice:
                    preview |= {"aside": read_notice(made.notice, made.year).aside, "rests": rests(every_day(after, made.year)),
                                "made_up": [day for day in made.days if day.kind is DayKind.MAKE_UP]}  # fmt: skip
            except Refused as refusal:
                db.session.rollback()
                errors, message = refusal.errors, "" if refusal.errors else refusal.message
        return self.render(template, errors=errors, message=message, preview=preview, **given), FORM_AGAIN


def _kept(year: int) -> CalendarYear | None:
    found: CalendarYear | None = db.session.scalar(select(CalendarYear).where(CalendarYear.year == year))
    return found


def _posted(names: Iterable[str]) -> dict[str, str]:
    """What was typed; boxes send an empty value before the one that is ticked."""
    return {name: request.form.getlist(name)[-1] for name in names if name in request.form}


def _year() -> int:
    text = request.args.get("year", "")
    if not text:
        return local(now()).year
    if not (text.isascii() and text.isdigit() and len(text) == 4 and FIRST <= int(text) <= LAST):
        raise Missing(f"日历只列 {FIRST} 至 {LAST} 年。")
    return int(text)


def _day() -> date:
    try:
        found = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        raise Missing("没有这一天，请从日历上点选。") from None
    if not FIRST <= found.year <= LAST:
        raise Missing(f"日历只列 {FIRST} 至 {LAST} 年。")
    return found
