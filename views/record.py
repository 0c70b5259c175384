"""A record to read, with what can be done next and what was done before; and the doors that void and correct it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_appbuilder import expose
from sqlalchemy.orm.exc import StaleDataError

from forms import texts
from forms.build import build
from forms.fields import UploadField
from models.approval import CaseState
from models.declare import Register, Verb
from rules.refusals import Forbidden, Invalid, Missing, Refused, Stale
from services.approve import why_not_withdraw
from services.attach import attachments
from services.clocks import clocks_of
from services.correct import correct, correctable
from services.explain import documents
from services.figures import count_anew, may_count_anew
from services.pause import may_pause
from services.printing import printings
from services.records import refuse_stale
from services.related import corrections, opened_from, pointing_here, steps_taken
from services.rights import demand, editable, may, why_not
from services.tally import unfilled
from services.todo import task_on
from services.validate import ask_for
from services.void import void
from views.access import access
from views.again import FORM_AGAIN
from views.approval_item import item_of
from views.compare import chosen, compare
from views.control import control
from views.database import db
from views.desk import fetch, here, seen, url
from views.paper import Paper
from views.slip import answered, drafted, draw, posted, settle, version_in, waiting
from views.slip import demand as demand_slip


class RecordPages:
    """Mixin of RegisterView: `/<id>`, `/<id>/void` and `/<id>/correct`."""

    register: type[Register]

    @expose("/<int:pk>")
    @access(Verb.READ)
    def show(self, pk: int) -> str:
        """The record on its paper, its flow above, the next steps beside."""
        desk, record = here(), fetch(self.register, pk)
        item = item_of(record, task_on(db.session, record, desk.actor, desk.now), desk)
        running = item.cases[0] if item.cases and item.cases[0].state == CaseState.OPEN else None
        chained = {step.label for step in self.register.flow.steps if step.chain}
        taken, steps = steps_taken(db.session, record), []
        for step in record.steps():
            missing = [record.fields[name].label for name in step.needed if _is_missing(record, name)]
            steps.append({"step": step, "refusal": why_not(desk.actor, record, step), "missing": missing})
        return render_template(
            "detail.html", view=self, register=self.register, record=record, paper=Paper(self.register, desk, record=record),
            steps=steps, taken=taken, corrections=corrections(db.session, record),
            files=attachments(db.session, record), printings=printings(db.session, record),
            opened=self._readable(opened_from(db.session, record)), related=self._related(record),
            can={verb.value: may(desk.actor, verb, self.register) for verb in Verb},
            can_edit=may(desk.actor, Verb.EDIT, self.register) and bool(editable(desk.actor, record)),
            can_correct=may(desk.actor, Verb.CORRECT, self.register) and correctable(desk.actor, record),
            clocks=clocks_of(db.session, record, desk.now), documents=documents(db.session),
            may_count_anew=may_count_anew(desk.actor, record),
            may_pause=may(desk.actor, Verb.STEP, self.register) and may_pause(db.session, record), now=desk.now, item=item,
            said_outside=[step for step in taken if step.words and step.label not in chained],
            can_withdraw=running is not None and why_not_withdraw(running, record, desk.actor) is None)  # fmt: skip

    def _readable(self, records: list[Any]) -> list[Any]:
        return [record for record in records if may(here().actor, Verb.READ, type(record))]

    def _related(self, record: Register) -> list[Any]:
        """Lists of what other registers say of this record, as far as this person may read them."""
        actor = here().actor
        found = [(register, rows, total) for register, rows, total in pointing_here(db.session, record) if may(actor, Verb.READ, register)]
        return [
            {"register": register, "rows": rows, "total": total, "may_add": may(actor, Verb.CREATE, register)}
            for register, rows, total in found
        ]  # fmt: skip

    @expose("/<int:pk>/recount", methods=["POST"])
    @access(Verb.EDIT)
    def recount(self, pk: int) -> Any:
        """重新取数: the figures of an unsigned record as they are now."""
        desk, record = here(), fetch(self.register, pk)
        count_anew(db.session, record, actor=desk.actor, now=desk.now)
        db.session.commit()
        flash("已按现有登记重新取数，已填写的内容没有改动。", "success")
        return redirect(url(record))

    @expose("/<int:pk>/void", methods=["GET", "POST"])
    @access(Verb.VOID)
    def void(self, pk: int) -> Any:
        """Declare a record void, with the reason."""
        if (answer := answered(words="已经作废过")) is not None:
            return answer
        desk, record = here(), fetch(self.register, pk)
        demand(desk.actor, Verb.VOID, self.register)
        typed, error = drafted() or request.form, ""
        reason = typed.get("words", "")
        if request.method == "POST":
            try:
                demand_slip()
                void(db.session, record, reason, actor=desk.actor, now=desk.now)
                settle(record, url(record))
                db.session.commit()
            except Refused as refusal:
                if not reason and not refusal.errors:
                    raise
                db.session.rollback()
                error = refusal.errors.get("words", refusal.message)
            else:
                flash(f"{record.number} 已作废，编号保留不再使用。", "success")
                return redirect(url(record))
        elif record.is_void():
            raise Refused("本单已经作废。")
        page = render_template(
            "void.html", view=self, register=self.register, record=record, reason=reason, error=error, draft=_offered(typed),
            slip=draw(shown=(), again=posted()))  # fmt: skip
        return page, FORM_AGAIN

    @expose("/<int:pk>/correct", methods=["GET", "POST"])
    @access(Verb.CORRECT)
    def correct(self, pk: int) -> Any:
        """Set a read-only field right; first choose which, then say what and why."""
        name = request.values.get("field", "")
        address = f"{request.path}?field={name}"
        if (answer := answered(address, words="已经更正过")) is not None:
            return answer
        desk, record = here(), fetch(self.register, pk)
        names = correctable(desk.actor, record)
        if not names:
            raise Forbidden("本单没有可以更正的栏目。")
        if not name:
            return render_template(
                "correct_pick.html", view=self, register=self.register, record=record, fields=[record.fields[n] for n in names]
            )
        if name not in names:
            raise Missing("这一栏现在不能更正。")
        slip, version, errors, compared = posted(address), record.row_version, dict[str, str](), None
        typed: Any = chosen(self.register, (name,), desk, record, request.form, slip) if request.method == "POST" else drafted(address)
        form = build(self.register, (name,), desk, typed, record)
        if request.method == "POST":
            try:
                demand_slip(address)
                refuse_stale(record, seen())
                if unreadable := form.unreadable():
                    raise Invalid(unreadable)
                if isinstance(form[name], UploadField):
                    raise Invalid({name: ask_for(record.fields[name])})
                reason = request.form.get("words", "")
                correct(db.session, record, name, form[name].data, reason, actor=desk.actor, now=desk.now, seen=seen())
                settle(record, url(record), address)
                db.session.commit()
            except StaleDataError:
                db.session.rollback()
                compared = compare(self.register, (name,), desk, record, typed, slip)
            except Stale:
                db.session.rollback()
                compared = compare(self.register, (name,), desk, record, typed, slip)
            except Refused as refusal:
                db.session.rollback()
                errors = refusal.errors or {"words": refusal.message}
            else:
                flash(f"已更正“{record.fields[name].label}”，原内容和更正原因已留存。", "success")
                return redirect(url(record))
        elif typed is not None and version_in(typed) not in (None, version):
            compared = compare(self.register, (name,), desk, record, typed, posted(address, text=typed.get("slip", "")))
        form = compared.form if compared is not None else form
        bound = control(form[name], desk, required=True, error=errors.get(name, ""), owner=self.register.__tablename__)
        stored = build(self.register, (name,), desk, None, record)
        page = render_template(
            "correct.html", view=self, register=self.register, record=record, field=record.fields[name], control=bound,
            paper=Paper(self.register, desk, record=record), reason=(typed or {}).get("words", ""), errors=errors, compared=compared,
            seen=record.row_version if compared or request.method == "GET" else seen(), draft=_offered(typed, address),
            slip=draw(address, texts.pairs(stored) if compared or slip is None else slip.shown, again=slip), address=address)  # fmt: skip
        return page, FORM_AGAIN


def _offered(typed: Any, address: str = "") -> Any:
    """The draft that waits, unless it is on the page already."""
    return None if typed else waiting(address)


def _is_missing(record: Register, name: str) -> bool:
    """Whether a step that needs the field cannot be taken yet; rows that the system works out may be none."""
    field = record.fields[name]
    return bool(unfilled(record, field)) if field.tally is not None else getattr(record, name) in (None, "", [])
