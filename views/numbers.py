"""编号台账: every number of every form and year, what became of it, and the words that explain a gap."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose

from models import REGISTERS
from models.declare import Register
from rules.refusals import Invalid, Missing
from services.database import write_now
from services.number_book import EXPLAINERS, Standing
from services.number_explain import explain
from services.number_ledger import all_books, book, open_to_reader
from services.number_paper import print_book
from views.access import access
from views.again import FORM_AGAIN
from views.database import db
from views.desk import here
from views.pdf import pdf, prints

#: No year of ours lies beyond, and no form has more numbers.
LAST_YEAR, MOST = 9999, 10**7


class NumbersView(BaseView):  # type: ignore[misc] # the framework is untyped
    """`/numbers/`: who may read and who may explain is said in services/number_book."""

    route_base = "/numbers"
    class_permission_name = "NumbersView"
    base_permissions = ("can_numbers", "can_explain")

    @expose("/")
    @access("numbers")
    def index(self) -> str:
        """Forms and years with their totals; those that are not settled stand first."""
        found = sorted(all_books(db.session, REGISTERS), key=lambda one: one.is_settled)
        return render_template(
            "numbers.html", view=self, books=found, open=[one for one in found if not one.is_settled], Standing=Standing)  # fmt: skip

    @expose("/<name>/<int:year>")
    @access("numbers")
    def show(self, name: str, year: int) -> str:
        """One ledger: what needs looking at, then the numbers in spans."""
        desk, register = here(), _register(name)
        found = book(db.session, register, _year(year))
        return render_template(
            "number_book.html", view=self, book=found, register=register, Standing=Standing,
            can_explain=desk.actor.holds(*EXPLAINERS), opens=open_to_reader(db.session, found))  # fmt: skip

    @expose("/<name>/<int:year>/<int:count>/explain", methods=["GET", "POST"])
    @access("explain")
    def explain(self, name: str, year: int, count: int) -> Any:
        """说明 of one missing number."""
        desk, register = here(), _register(name)
        if count > MOST:
            raise Missing("没有这个编号。")
        words, error = request.form.get("words", ""), ""
        if request.method == "POST":
            try:
                explain(db.session, register, _year(year), count, words, actor=desk.actor, now=desk.now)
                db.session.commit()
            except Invalid as refusal:
                db.session.rollback()
                error = refusal.errors["words"]
            else:
                flash(f"第 {count} 号的缺号说明已登记。", "success")
                return redirect(f"/numbers/{name}/{year}")
        entry = next((one for one in book(db.session, register, _year(year)).entries if one.count == count), None)
        if entry is None:
            raise Missing(f"{year} 年没有第 {count} 号。")
        page = render_template(
            "number_explain.html", view=self, register=register, year=year, entry=entry, reason=words, error=error)  # fmt: skip
        return page, FORM_AGAIN

    @expose("/<name>/<int:year>/print")
    @access("numbers")
    @prints
    def print(self, name: str, year: int) -> Response:
        """The ledger as a PDF; logged unless the auditor asks, who leaves no trace."""
        desk, register = here(), _register(name)
        write_now(db.session)
        content = print_book(db.session, book(db.session, register, _year(year)), actor=desk.actor, now=desk.now)
        db.session.commit()
        return pdf(content, f"编号台账 {register.code}-{year}")


def _register(name: str) -> type[Register]:
    for register in REGISTERS:
        if register.__tablename__ == name:
            return register
    raise Missing("没有这本登记册。")


def _year(year: int) -> int:
    if not 1 <= year <= LAST_YEAR:
        raise Missing("没有这一年的编号。")
    return year
