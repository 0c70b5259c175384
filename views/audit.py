"""操作审计: the acts of a period over all registers, for the auditor."""

from __future__ import annotations

from datetime import date

from flask import render_template, request
from flask_appbuilder import BaseView, expose

from models.history import Action
from rules.moments import local, parse_day
from rules.periods import Period, month, month_name
from services.auditing import PAGE, TITLES, Wanted, deeds, summary
from services.listing import BadList
from services.seals import newest_seal
from views.access import access
from views.database import db
from views.desk import here

LAST_PAGE = 100_000


class AuditView(BaseView):  # type: ignore[misc] # the framework is untyped
    """`/audit/`: who may read it is said in services/auditing."""

    route_base = "/audit"
    class_permission_name = "AuditView"
    base_permissions = ("can_audit",)

    @expose("/")
    @access("audit")
    def index(self) -> str:
        """A page of acts, newest first, with how many there were of each kind."""
        desk = here()
        wanted = _wanted(local(desk.now).date())
        found, total = deeds(db.session, wanted)
        return render_template(
            "audit.html", deeds=found, total=total, wanted=wanted, size=PAGE, counts=summary(db.session, wanted.period),
            actions=list(Action), titles=TITLES, seal=newest_seal(db.session), now=desk.now,
            args={key: value for key, value in request.args.items() if key != "page" and value})  # fmt: skip


def _wanted(today: date) -> Wanted:
    """The address read; what no link of ours says is refused. Without a period it is this month."""
    this = month(month_name(today))
    first, last = _day("from", "起始日期", this.first, today), _day("to", "截止日期", this.last, today)
    if last < first:
        raise BadList("截止日期不能早于起始日期。")
    subject, action, name = (request.args.get(key, "").strip() for key in ("subject", "action", "name"))
    if (subject and subject not in TITLES) or (action and action not in list(Action)):
        raise BadList("没有这种筛选，请从页面上方重新选择。")
    page = request.args.get("page", "1")
    if not (page.isascii() and page.isdigit() and 0 < int(page[:9]) <= LAST_PAGE):
        raise BadList("没有这一页，请从清单下方翻页。")
    period = Period(first=first, last=last)
    return Wanted(period=period, subject=subject, action=action, name=name.replace("\0", "")[:60], page=int(page[:9]))


def _day(key: str, label: str, otherwise: date, today: date) -> date:
    text = request.args.get(key, "")
    try:
        return parse_day(text, today) if text else otherwise
    except ValueError as error:
        raise BadList(f"{label}：{error}") from None
