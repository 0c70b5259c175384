"""工作台: what waits, what is agreed for today, what is late; and the searches that run over all registers."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template, request
from flask_appbuilder import IndexView, expose

from models import REGISTERS
from models.declare import Verb
from rules.moments import end_of, local, start_of
from services.dashboard import made_since
from services.duty_todo import with_duties
from services.lookup import lookup
from services.rights import may
from services.search.find import found_in
from services.todo import due_between, todo
from views.access import access
from views.database import db
from views.desk import here
from views.figures import in_time, late, own_unit, satisfaction
from views.names import form_title
from views.waiting import waiting

QUICK = 5


class HomeView(IndexView):  # type: ignore[misc] # the framework is untyped
    """The first page after login."""

    route_base = ""
    class_permission_name = "HomeView"
    base_permissions = ("can_home",)

    @expose("/")
    @access("home")
    def index(self) -> str:
        """Mine to do, today's appointments, what is late by department, how well the house does."""
        desk = here()
        today = local(desk.now).date()
        tasks = todo(db.session, REGISTERS, desk.actor, desk.now, limit=11)
        mine = (register for register in REGISTERS if may(desk.actor, Verb.CREATE, register))
        quick = sorted(mine, key=lambda register: len(register.kept_by))[:QUICK]  # what is most particular to his post first
        tasks = with_duties(db.session, desk.actor, desk.now, tasks, limit=11)
        return render_template(
            "home.html", tasks=tasks, waiting=waiting().tasks, quick=quick, now=desk.now,
            today=due_between(db.session, REGISTERS, desk.actor, start_of(today), end_of(today)), late=late(desk),
            in_time=in_time(desk), satisfaction=satisfaction(desk), month=self._month(), hints=desk.shown.hint,
            sees_all=own_unit(desk) is None)  # fmt: skip

    def _month(self) -> list[tuple[str, int]]:
        """How many records of each register were made this month."""
        desk = here()
        first = start_of(local(desk.now).date().replace(day=1))
        counts = made_since(db.session(), tuple(register for register in REGISTERS if may(desk.actor, Verb.READ, register)), first)
        return sorted(((form_title(register), count) for register, count in counts), key=lambda pair: -pair[1])[:6]

    @expose("/todo")
    @access("home")
    def todo(self) -> str:
        """Everything that waits for me."""
        desk = here()
        tasks = todo(db.session, REGISTERS, desk.actor, desk.now, limit=100)
        tasks = with_duties(db.session, desk.actor, desk.now, tasks, limit=100)
        total = waiting().tasks
        return render_template("todo.html", tasks=tasks, total=total, now=desk.now)

    @expose("/search")
    @access("home")
    def search(self) -> str:
        """One box over every register that this person may read."""
        desk, text = here(), request.args.get("q", "").strip()[:60]
        known = found_in(db.session(), text, desk.actor) if text else ()
        mine = (register for register in REGISTERS if register in known and may(desk.actor, Verb.READ, register))
        each = ((register, lookup(db.session, register, text, desk.actor, limit=8)) for register in mine)
        found = [(register, [(row, desk.shown.told(row)) for row in rows]) for register, rows in each if rows]
        return render_template("search.html", text=text, found=found, now=desk.now)

    @expose("/today")
    @access("home")
    def today(self) -> str:
        """The appointments of today and the six days after."""
        desk = here()
        first = local(desk.now).date()
        days = [first + timedelta(days=shift) for shift in range(7)]
        week = due_between(db.session, REGISTERS, desk.actor, start_of(first), end_of(days[-1]))
        plan = [(day, [record for record in week if start_of(day) < record.due_at <= end_of(day)]) for day in days]
        return render_template("today.html", plan=plan, now=desk.now, hints=desk.shown.hint)
