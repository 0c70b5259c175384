"""A record to read, with what can be done next and what was done before."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import flash, redirect, render_template, request
from flask_appbuilder import expose

from models.approval import CaseState
from models.declare import Register, Verb
from rules.refusals import Invalid
from services.approve import why_not_withdraw
from services.attach import attachments
from services.clocks import clocks_of
from services.correct import correctable
from services.explain import documents
from services.figures import count_anew, may_count_anew
from services.moves import why_not_now
from services.pause import may_pause, may_resume
from services.printing import printings
from services.related import corrections, opened_from, pointing_here, steps_taken
from services.returning.outstanding import returned_of
from services.reveal import OPEN_FOR, REASONS, may_reveal, reveal, reveals
from services.rights import editable, may, why_not
from services.tally import unfilled
from services.todo import task_on
from services.together import load_links_of_rows
from views.access import access
from views.act import pressed
from views.approval_item import item_of
from views.database import db
from views.desk import fetch, here, url
from views.paper import Paper


class RecordPages:
    """Mixin of RegisterView: `/<id>` and `/<id>/recount`."""

    register: type[Register]
    #: Pages of its own on which work on a record goes on while it is editable: tail of the address, words and icon of the button.
    leads: ClassVar[tuple[tuple[str, str, str], ...]] = ()

    @expose("/<int:pk>")
    @access(Verb.READ)
    def show(self, pk: int) -> str:
        """The record on its paper, its flow above, the next steps beside."""
        desk, record = here(), fetch(self.register, pk)
        load_links_of_rows(db.session, record)
        item = item_of(record, task_on(db.session, record, desk.actor, desk.now), desk)
        running = item.cases[0] if item.cases and item.cases[0].state == CaseState.OPEN else None
        chained = {step.label for step in self.register.flow.steps if step.chain}
        taken, steps, hung = steps_taken(db.session, record), [], attachments(db.session, record)
        for step in record.steps():
            missing = [record.fields[name].label for name in step.needed if _is_missing(record, name)]
            refusal = why_not(desk.actor, record, step)
            not_now = why_not_now(db.session(), record, step) if refusal is None else None
            steps.append({"step": step, "refusal": refusal, "not_now": not_now, "missing": missing})
        return render_template(
            "detail.html", view=self, register=self.register, record=record, paper=Paper(self.register, desk, record=record),
            steps=steps, taken=taken, corrections=corrections(db.session, record),
            files=[file for file in hung if desk.shown.sees_file(record, file)], hung=len(hung), printings=printings(db.session, record),
            returned=returned_of(db.session, record),
            opened=self._readable(opened_from(db.session, record)), related=self._related(record),
            can={verb.value: may(desk.actor, verb, self.register) for verb in Verb},
            can_edit=may(desk.actor, Verb.EDIT, self.register) and bool(editable(desk.actor, record)),
            can_correct=may(desk.actor, Verb.CORRECT, self.register) and correctable(desk.actor, record),
            clocks=clocks_of(db.session, record, desk.now), documents=documents(db.session),
            may_count_anew=may_count_anew(desk.actor, record), reveals=reveals(db.session, record), reasons=REASONS,
            open_minutes=OPEN_FOR.seconds // 60,
            may_reveal=may_reveal(desk.actor, record) and desk.shown.masks_something(record),
            may_pause=may_pause(db.session, record, desk.actor), may_resume=may_resume(record, desk.actor), now=desk.now, item=item,
            said_outside=[step for step in taken if step.words and step.label not in chained],
            can_withdraw=running is not None and why_not_withdraw(running, record, desk.actor) is None)  # fmt: skip

    def _readable(self, records: list[Any]) -> list[Any]:
        return [record for record in records if may(here().actor, Verb.READ, type(record))]

    def _related(self, record: Register) -> list[Any]:
        """Lists of what other registers say of this record, as far as this person may read them."""
        actor = here().actor
        return [
            {"register": register, "rows": rows, "total": total, "may_add": may(actor, Verb.CREATE, register)}
            for register, rows, total in pointing_here(db.session, record, actor)
        ]  # fmt: skip

    @expose("/<int:pk>/reveal", methods=["POST"])
    @access(Verb.READ)
    def reveal(self, pk: int) -> Any:
        """查看明文: personal data unmasked for some minutes; who looked, and why, stays on record."""
        desk, record = here(), fetch(self.register, pk)
        try:
            reveal(db.session, record, request.form.get("reason", ""), actor=desk.actor, now=desk.now)
            db.session.commit()
        except Invalid as refusal:
            db.session.rollback()
            flash(refusal.errors["reason"], "danger")
        else:
            flash(f"个人信息已显示明文，{OPEN_FOR.seconds // 60} 分钟内有效，本次查看已记入日志。", "success")
        return redirect(url(record))

    @expose("/<int:pk>/recount", methods=["POST"])
    @access(Verb.EDIT)
    def recount(self, pk: int) -> Any:
        """重新取数: the figures of an unsigned record as they are now."""
        desk = here()

        def do(record: Register, reason: str) -> str:
            count_anew(db.session, record, actor=desk.actor, now=desk.now)
            return "已按现有登记重新取数，已填写的内容没有改动。"

        return pressed(lambda: fetch(self.register, pk), do, already="已经重新取过数")


def _is_missing(record: Register, name: str) -> bool:
    """Whether a step that needs the field cannot be taken yet; rows that the system works out may be none."""
    field = record.fields[name]
    return bool(unfilled(record, field)) if field.tally is not None else getattr(record, name) in (None, "", [])
