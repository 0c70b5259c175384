"""统计: what each department has on its desk and how well it does, every figure a link to its cases (issue 3, STANDARDS.md §7)."""

from __future__ import annotations

from datetime import date

from flask import render_template, request
from flask_appbuilder import BaseView, expose

from models import REGISTERS
from rules.moments import local, parse_day
from rules.periods import Period, month, month_name
from rules.plot import Plot, Point, Shape
from services.dashboard import MOST, Stand, standing_cases
from services.listing import BadList
from services.rates import PAGE, PARTS, cases, find, readable, sees_all
from views.access import access
from views.database import apart, db
from views.desk import LARGEST, here
from views.figures import in_time, rows, satisfaction, units
from views.svg import WIDTH, svg


class DashboardView(BaseView):  # type: ignore[misc] # the framework is untyped
    """`/dashboard/` for everybody; what a person sees there follows his post."""

    route_base = "/dashboard"
    class_permission_name = "DashboardView"
    base_permissions = ("can_dashboard",)

    @expose("/")
    @apart
    @access("dashboard")
    def index(self) -> str:
        """Departments down the side, their desks and this month's rates across."""
        desk = here()
        measures = readable(desk.actor)
        found = rows(desk, measures)
        period = month(month_name(local(desk.now)))
        overdue = Plot(
            title="各部门逾期未办", shape=Shape.BARS, unit="件",
            points=[Point(label=row.name, value=row.desk.overdue, words=str(row.desk.overdue)) for row in found])  # fmt: skip
        return render_template(
            "dashboard.html", rows=found, measures=measures, stands=list(Stand), period=period, month=month_name(local(desk.now)),
            overdue=svg(overdue, WIDTH), in_time=in_time(desk), satisfaction=satisfaction(desk), sees_all=sees_all(desk.actor),
            now=desk.now)  # fmt: skip

    @expose("/<stand>/<int:unit>")
    @apart
    @access("dashboard")
    def desk(self, stand: str, unit: int) -> str:
        """The cases behind one figure of a department's desk."""
        desk = here()
        if stand not in list(Stand):
            raise BadList("没有这份明细，请从统计页打开。")
        if unit >= LARGEST:
            raise BadList("没有这个部门，请从统计页打开。")
        kind = Stand(stand)
        found = standing_cases(db.session, REGISTERS, kind, unit, desk.actor, desk.now)
        return render_template(
            "standing.html", records=found, stand=kind, unit=units(desk).get(unit, ""), most=MOST, hint=desk.shown.hint,
            now=desk.now)  # fmt: skip


class RatesView(BaseView):  # type: ignore[misc] # the framework is untyped
    """`/rates/<name>`: a rate of any period, with the list of what it counts."""

    route_base = "/rates"
    class_permission_name = "DashboardView"
    base_permissions = ("can_dashboard",)

    @expose("/<name>")
    @apart
    @access("dashboard")
    def show(self, name: str) -> str:
        """The cases of the numerator or of the denominator."""
        desk, one = here(), find(name)
        part, unit, period, page = self._asked(local(desk.now).date())
        if unit is None and not sees_all(desk.actor):
            unit = desk.actor.department_id
        found = cases(db.session, one, period, part=part, unit=unit, actor=desk.actor, now=desk.now, page=page)
        asked = {"from": str(period.first), "to": str(period.last), "unit": unit, "part": part}
        return render_template(
            "rate.html", one=one, found=found, period=period, part=part, parts=PARTS, unit=unit, units=units(desk), page=page, size=PAGE,
            asked=asked, measures=readable(desk.actor), hint=desk.shown.hint, sees_all=sees_all(desk.actor), now=desk.now)  # fmt: skip

    def _asked(self, today: date) -> tuple[str, int | None, Period, int]:
        """The address read; what no link of ours says is refused. Without a period it is this month."""
        part = request.args.get("part", "denominator")
        if part not in PARTS:
            raise BadList("没有这份明细，请从统计页打开。")
        this = month(month_name(today))
        first = _day("from", "起始日期", this.first, today)
        last = _day("to", "截止日期", this.last, today)
        if last < first:
            raise BadList("截止日期不能早于起始日期。")
        return part, _number("unit"), Period(first=first, last=last), _number("page") or 1


def _day(name: str, label: str, otherwise: date, today: date) -> date:
    text = request.args.get(name, "")
    try:
        return parse_day(text, today) if text else otherwise
    except ValueError as error:
        raise BadList(f"{label}：{error}") from None


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    if text and not (text.isascii() and text.isdigit() and 0 < len(text) < 7 and int(text) > 0):
        raise BadList("地址有误，请从统计页打开。")
    return int(text) if text else None
