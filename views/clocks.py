"""The clocks of a record: their accounts on screen and on paper, and the doors that hold them and let them go on."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request
from flask_appbuilder import expose

from models.declare import Register, Verb
from rules.refusals import Refused
from services.clocks import clocks_of, pauses_of
from services.database import write_now
from services.explain import documents, print_account
from services.pause import may_pause, pause, resume
from services.rights import may
from views.access import access
from views.again import FORM_AGAIN
from views.database import db
from views.desk import fetch, here, url
from views.pdf import pdf
from views.slip import answered, demand, drafted, settle


class ClockPages:
    """Mixin of RegisterView: `/<id>/clocks`, `/<id>/clocks/print`, `/<id>/pause` and `/<id>/resume`."""

    register: type[Register]

    @expose("/<int:pk>/clocks")
    @access(Verb.READ)
    def clocks(self, pk: int) -> str:
        """时限说明: why each due time is what it is."""
        desk, record = here(), fetch(self.register, pk)
        return render_template(
            "clocks.html", view=self, register=self.register, record=record, clocks=clocks_of(db.session, record, desk.now),
            pauses=pauses_of(db.session, record), documents=documents(db.session), now=desk.now,
            agreed=[(record.fields[name].label, getattr(record, name)) for name in record.due_fields(record.status)],
            can_print=may(desk.actor, Verb.PRINT, self.register), can_step=may(desk.actor, Verb.STEP, self.register),
            may_pause=may_pause(db.session, record))  # fmt: skip

    @expose("/<int:pk>/clocks/print")
    @access(Verb.PRINT)
    def print_clocks(self, pk: int) -> Response:
        """The account as a PDF; logged."""
        desk = here()
        write_now(db.session)
        record = fetch(self.register, pk)
        content = print_account(db.session, record, actor=desk.actor, now=desk.now)
        db.session.commit()
        return pdf(content, f"时限说明单 {record.number}")

    @expose("/<int:pk>/pause", methods=["GET", "POST"])
    @access(Verb.STEP)
    def pause(self, pk: int) -> Any:
        """暂停计时, with the reason."""
        if (answer := answered(words="已经暂停过计时")) is not None:
            return answer
        desk, record = here(), fetch(self.register, pk)
        reason, error = (drafted() or request.form).get("words", ""), ""
        if request.method == "POST":
            try:
                demand()
                pause(db.session, record, reason, actor=desk.actor, now=desk.now)
                settle(record, url(record))
                db.session.commit()
            except Refused as refusal:
                if not refusal.errors and "slip" not in request.form:
                    raise
                db.session.rollback()
                error = refusal.errors.get("words", refusal.message)
            else:
                flash("已暂停计时，恢复后到期时间相应顺延。", "success")
                return redirect(url(record))
        return render_template("pause.html", view=self, register=self.register, record=record, reason=reason, error=error), FORM_AGAIN

    @expose("/<int:pk>/resume", methods=["POST"])
    @access(Verb.STEP)
    def resume(self, pk: int) -> Any:
        """恢复计时."""
        desk, record = here(), fetch(self.register, pk)
        resume(db.session, record, actor=desk.actor, now=desk.now)
        db.session.commit()
        flash("已恢复计时，到期时间已顺延。", "success")
        return redirect(url(record))
