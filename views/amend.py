"""作废 and 更正: the doors by which what stands on record is set right, each with its reason."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_appbuilder import expose
from sqlalchemy.orm.exc import StaleDataError

from forms import texts
from forms.build import build
from forms.fields import UploadField
from models.declare import Register, Verb
from rules.refusals import Forbidden, Invalid, Missing, Refused, Stale
from services.correct import correct, correctable
from services.records import refuse_stale
from services.rights import demand
from services.sealed import sealed_in
from services.validate import ask_for
from services.void import void
from views.access import access
from views.act import reasoned
from views.again import FORM_AGAIN
from views.compare import chosen, compare
from views.control import control
from views.database import db
from views.desk import fetch, here, seen, url
from views.paper import Paper
from views.slip import answered, drafted, draw, posted, settle, version_in, waiting
from views.slip import demand as demand_slip


class AmendPages:
    """Mixin of RegisterView: `/<id>/void` and `/<id>/correct`."""

    register: type[Register]

    @expose("/<int:pk>/void", methods=["GET", "POST"])
    @access(Verb.VOID)
    def void(self, pk: int) -> Any:
        """Declare a record void, with the reason."""
        desk = here()

        def find() -> Register:
            demand(desk.actor, Verb.VOID, self.register)
            return fetch(self.register, pk)

        def opens(record: Register) -> None:
            if record.is_void():
                raise Refused("本单已经作废。")

        def do(record: Register, reason: str) -> str:
            void(db.session, record, reason, actor=desk.actor, now=desk.now)
            return f"{record.number} 已作废，编号保留不再使用。"

        return reasoned(find, do, already="已经作废过", page="void.html", opens=opens, view=self, register=self.register)

    @expose("/<int:pk>/correct", methods=["GET", "POST"])
    @access(Verb.CORRECT)
    def correct(self, pk: int) -> Any:
        """Set a read-only field right; first choose which, then say what and why."""
        name = request.values.get("field", "")
        address = f"{request.path}?field={name}"
        if (answer := answered(address, words="已经更正过")) is not None:
            return answer
        desk, record = here(), fetch(self.register, pk)
        mine = correctable(desk.actor, record)
        was_shown = posted(address) is not None  # he opened the form while he saw the field, and may send it though his minutes are over
        names = tuple(one for one in mine if was_shown or not desk.shown.hides(record, record.fields[one]))
        if not names:
            raise Forbidden("本单没有可以更正的栏目。")
        if not name:
            return render_template(
                "correct_pick.html", view=self, register=self.register, record=record, fields=[record.fields[n] for n in names]
            )
        if why := sealed_in(record).get(name):
            raise Refused(f"{why}。")
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
            except (Stale, StaleDataError):
                db.session.rollback()
                if desk.shown.hides(record, record.fields[name]):
                    raise Refused("本单刚刚被他人修改，且查看明文的时间已过。请重新“查看明文”后再更正。") from None
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
        stored = build(self.register, (name,) if not desk.shown.hides(record, record.fields[name]) else (), desk, None, record)
        page = render_template(
            "correct.html", view=self, register=self.register, record=record, field=record.fields[name], control=bound,
            paper=Paper(self.register, desk, record=record), reason=(typed or {}).get("words", ""), errors=errors, compared=compared,
            seen=record.row_version if compared or request.method == "GET" else seen(), draft=_offered(typed, address),
            slip=draw(address, texts.pairs(stored) if compared or slip is None else slip.shown, again=slip), address=address)  # fmt: skip
        return page, FORM_AGAIN


def _offered(typed: Any, address: str = "") -> Any:
    """The draft that waits, unless it is on the page already."""
    return None if typed else waiting(address)
