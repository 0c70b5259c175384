"""离岗移交: what people who have left still hold, handed to others with the reason; and approvals that nobody can decide."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models import Staff
from rules.refusals import Invalid, Missing, Unwritten
from services.approve import record_of
from services.holders import people_at_work
from services.leavers import appoint, hand_on, holdings, left_behind, stuck
from services.sight import whole
from views.again import FORM_AGAIN
from views.console.door import ConsolePage
from views.database import db
from views.delegations import staff_of
from views.desk import LARGEST, here


class LeaverPage(ConsolePage):
    """The room of what is left behind."""

    sentence = "离职、调岗人员名下未办结的单据和待审批事项，移交给接手的人；无人可批的审批在这里指定审批人。"

    @expose("/")
    def index(self) -> str:
        return self._index({})

    @expose("/<int:pk>/", methods=("GET", "POST"))
    def person(self, pk: int) -> ResponseReturnValue:
        """What one person holds, and to whom it goes."""
        staff: Staff | None = db.session.get(Staff, pk) if pk < LARGEST else None
        if staff is None:
            raise Missing("没有找到这名员工。")
        errors: dict[str, str] = {}
        if request.method == "POST":
            desk, only, to = here(), request.form.getlist("only"), staff_of(request.form.get("to", ""))
            try:
                count = hand_on(db.session, staff, to, request.form.get("words", ""), only=only, actor=desk.actor, now=desk.now)
                db.session.commit()
            except (Invalid, Unwritten) as refusal:
                db.session.rollback()
                errors = dict(refusal.errors) or {"words": refusal.message}
            else:
                flash(f"已移交 {count} 件给{to}", "success")
                return redirect(url_for("console_leaver.index"))
        page = self.render(
            "console/leaver.html", staff=staff, holdings=holdings(db.session, staff), people=self._others(staff), errors=errors,
            record_of=self._record_of, typed=request.form, only=request.form.getlist("only") if errors else None)  # fmt: skip
        return page, FORM_AGAIN

    @expose("/place/<int:pk>/", methods=("POST",))
    def place(self, pk: int) -> ResponseReturnValue:
        """Name somebody for an approval that nobody can decide."""
        desk, to = here(), staff_of(request.form.get("to", ""))
        found = next((place for place in stuck(db.session) if place.id == pk), None)
        if found is None:
            raise Missing("这一件已有人可以审批，不需要指定。")
        try:
            appoint(db.session, found, to, request.form.get("words", ""), actor=desk.actor, now=desk.now)
            db.session.commit()
        except (Invalid, Unwritten) as refusal:
            db.session.rollback()
            errors = dict(refusal.errors) or {"words": refusal.message}
            return self._index({f"{pk}-{name}": sentence for name, sentence in errors.items()}), FORM_AGAIN
        flash(f"已指定{to}审批", "success")
        return redirect(url_for("console_leaver.index"))

    def _index(self, errors: dict[str, str]) -> str:
        return self.render(  # type: ignore[no-any-return]
            "console/leavers.html", left=left_behind(db.session), stuck=stuck(db.session), people=people_at_work(db.session),
            record_of=self._record_of, errors=errors, typed=request.form)  # fmt: skip

    def _others(self, staff: Staff) -> list[Staff]:
        return [person for person in people_at_work(db.session) if person.id != staff.id]

    def _record_of(self, case: Any) -> Any:
        """The record behind a place, of which the page says the number alone: who hands on need not be one who reads it."""
        with whole(db.session):
            return record_of(db.session, case)
