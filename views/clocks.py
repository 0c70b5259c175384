"""The clocks of a record: their accounts on screen and on paper, and the doors that hold them and let them go on."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template
from flask_appbuilder import expose

from models.declare import Register, Verb
from services.clocks import clocks_of, pauses_of
from services.database import write_now
from services.explain import documents, print_account
from services.pause import may_pause, may_resume, pause, resume, why_not_pause
from services.rights import may
from views.access import access
from views.act import pressed, reasoned
from views.database import db
from views.desk import fetch, here
from views.pdf import pdf, prints


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
            can_print=may(desk.actor, Verb.PRINT, self.register), may_pause=may_pause(db.session, record, desk.actor),
            may_resume=may_resume(record, desk.actor))  # fmt: skip

    @expose("/<int:pk>/clocks/print")
    @access(Verb.PRINT)
    @prints
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
        desk = here()

        def opens(record: Register) -> None:
            if refusal := why_not_pause(db.session, record, desk.actor):
                raise refusal

        def do(record: Register, reason: str) -> str:
            pause(db.session, record, reason, actor=desk.actor, now=desk.now)
            return "已暂停计时，恢复后到期时间相应顺延。"

        return reasoned(
            lambda: fetch(self.register, pk), do, already="已经暂停过计时", page="pause.html", opens=opens, view=self,
            register=self.register)  # fmt: skip

    @expose("/<int:pk>/resume", methods=["POST"])
    @access(Verb.STEP)
    def resume(self, pk: int) -> Any:
        """恢复计时."""
        desk = here()

        def do(record: Register, reason: str) -> str:
            resume(db.session, record, actor=desk.actor, now=desk.now)
            return "已恢复计时，到期时间已顺延。"

        return pressed(lambda: fetch(self.register, pk), do, already="已经恢复过计时")
