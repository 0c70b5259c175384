"""Reserved numbers of one register: keep a block, print its papers, say which were spoilt, enter the others."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request
from flask_appbuilder import expose

from models.declare import Register, Verb
from rules.refusals import Invalid
from services.database import write_now
from services.reserve import LONGEST, MOST, open_numbers, print_reserved, reservations, reserve, spoil
from views.access import access
from views.again import FORM_AGAIN
from views.database import db
from views.desk import LARGEST, here
from views.names import form_title
from views.pdf import pdf, prints


class ReservedPages:
    """Mixin of RegisterView: `/reserved`, `/reserved/spoil` and `/reserved/<id>/print`, for the keepers of the register."""

    register: type[Register]

    @expose("/reserved", methods=["GET", "POST"])
    @access(Verb.CREATE)
    def reserved(self) -> Any:
        """What was reserved and is open; and the form that reserves more."""
        desk, errors = here(), dict[str, str]()
        if request.method == "POST":
            try:
                made = reserve(
                    db.session, self.register, _count(), request.form.get("words", ""), actor=desk.actor, now=desk.now)  # fmt: skip
                db.session.commit()
            except Invalid as refusal:
                db.session.rollback()
                errors = dict(refusal.errors)
            else:
                flash(f"已预留 {made.count} 个编号，可打印带编号的空白表。", "success")
                return redirect(f"/{self.register.__tablename__}/reserved")
        return self._reserved_page(errors), FORM_AGAIN

    @expose("/reserved/spoil", methods=["GET", "POST"])
    @access(Verb.CREATE)
    def spoil(self) -> Any:
        """作废 of one reserved number, with the reason."""
        desk, number, error = here(), request.values.get("number", "")[: LONGEST + 1], ""
        reason = request.form.get("words", "")
        if request.method == "POST":
            try:
                spoil(db.session, self.register, number, reason, actor=desk.actor, now=desk.now)
                db.session.commit()
            except Invalid as refusal:
                db.session.rollback()
                error = refusal.errors["words"]
            else:
                flash(f"预留编号 {number} 已作废，不再使用。", "success")
                return redirect(f"/{self.register.__tablename__}/reserved")
        page = render_template("spoil.html", view=self, register=self.register, number=number, reason=reason, error=error)
        return page, FORM_AGAIN

    @expose("/reserved/<int:pk>/print")
    @access(Verb.CREATE)
    @prints
    def print_reserved(self, pk: int) -> Response:
        """An empty form for each open number of one reservation; logged."""
        desk = here()
        write_now(db.session)
        content = print_reserved(db.session, self.register, min(pk, LARGEST - 1), actor=desk.actor, now=desk.now)
        db.session.commit()
        return pdf(content, f"{form_title(self.register)}（预留编号）")

    def _reserved_page(self, errors: dict[str, str]) -> str:
        return render_template(
            "reserved.html", view=self, register=self.register, found=reservations(db.session, self.register), errors=errors, most=MOST,
            typed=request.form.get("count", ""), reason=request.form.get("words", ""))  # fmt: skip


def offered(register: type[Register], typed: str) -> list[tuple[str, str]]:
    """The reserved numbers to pick from on a new form; what was sent stays to be seen, even if it can no longer be had."""
    numbers = open_numbers(db.session, register)
    return [(number, number) for number in ([typed] if typed and typed not in numbers else []) + numbers]


def _count() -> int:
    """How many were asked for; what is no number is none."""
    text = request.form.get("count", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
