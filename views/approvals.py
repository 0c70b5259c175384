"""The inbox of approvals: what waits, what one has decided, what was copied to one; and the doors that decide."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from sqlalchemy.orm.exc import StaleDataError

from models import REGISTERS, Message, Staff
from models.approval import ApprovalTask
from models.declare import Register, Verb
from rules.refusals import Invalid, Missing, Refused, Stale
from services.approval_cases import open_case
from services.approval_inbox import copied_to, count_copied, count_decided, decided_by, read_copy
from services.approve import agree, hand_over, refuse, withdraw
from services.rights import demand
from services.step import take
from services.todo import task_on, todo
from views.access import access
from views.act import pressed
from views.again import FORM_AGAIN
from views.approval_item import Item, demand_open, entrusted, facts_of, item_of, place_of
from views.database import db
from views.desk import LARGEST, fetch, here, seen
from views.slip import answered, drafted, settle
from views.slip import demand as demand_slip
from views.waiting import waiting

MOST = 100
TABS = {"waiting": "待审批", "decided": "已审批", "copied": "我已阅"}


class ApprovalsView(BaseView):  # type: ignore[misc] # the framework is untyped
    """Open to everybody who has logged in; what one may decide, each record and place says itself."""

    route_base = "/approvals"
    class_permission_name = "HomeView"

    @expose("/")
    @access("home")
    def index(self) -> str:
        """The list; beside it, on a wide screen, what is due first."""
        desk, tab = here(), request.args.get("tab", "waiting")
        if tab not in TABS:
            raise Missing("没有这一栏。")
        if tab == "decided":
            return self._page("approvals.html", tab=tab, decided=decided_by(db.session, desk.actor))
        if tab == "copied":
            return self._page("approvals.html", tab=tab, copied=copied_to(db.session, desk.actor))
        tasks = self._waiting()
        item = item_of(tasks[0].record, tasks[0], desk) if tasks else None
        return self._page("approvals.html", tab=tab, tasks=tasks, item=item, is_list=True, entrusted=entrusted(tasks, desk))

    @expose("/<name>/<int:pk>", methods=["GET", "POST"])
    @access("home")
    def item(self, name: str, pk: int) -> Any:
        """One item, and the decision on it."""
        if (answer := answered(words="这一件已经审批过")) is not None:
            return answer
        desk, record = here(), self._record(name, pk)
        item = item_of(record, task_on(db.session, record, desk.actor, desk.now), desk)
        if request.method == "GET":
            return self._item_page(item)
        try:
            demand_slip()
            said = self._decide(item)
            settle(record, "/approvals/")
            db.session.commit()
        except StaleDataError:
            db.session.rollback()
            return self._again(name, pk, Stale("本单刚刚被他人修改，您的意见没有登记，请核对后再审批。"))
        except Refused as refusal:
            db.session.rollback()
            return self._again(name, pk, refusal)
        flash(said, "success")
        return redirect("/approvals/")

    def _decide(self, item: Item) -> str:
        """Take what was pressed; returns the sentence that says so."""
        desk, record = here(), item.record
        what, words, place = request.form.get("do", ""), request.form.get("words", ""), place_of(item, request.form.get("place", ""))
        if what not in ("agree", "refuse", "hand"):
            raise Missing("没有这种办理，请从页面上的按钮进入。")
        number = record.number
        if isinstance(place, ApprovalTask):
            if what == "hand":
                to = self._staff(request.form.get("to", ""))
                hand_over(db.session, place, to, words, actor=desk.actor, now=desk.now)
                return f"{number} 已转办给{to}"
            (agree if what == "agree" else refuse)(db.session, place, words, actor=desk.actor, now=desk.now)
            return f"{number} 已{'同意' if what == 'agree' else '驳回'}"
        demand_open(item)
        step = item.agree if what == "agree" else item.refuse
        if what == "hand" or step is None:
            raise Missing("这一件没有这种办理。")
        take(db.session, record, step, {}, words=words, actor=desk.actor, now=desk.now, seen=seen())
        return f"{number} 已办理“{step.label}”"

    def _again(self, name: str, pk: int, refusal: Refused) -> Any:
        """The same item with the sentence, and what was typed still there."""
        desk, record = here(), self._record(name, pk)
        item = item_of(record, task_on(db.session, record, desk.actor, desk.now), desk)
        errors = refusal.errors if isinstance(refusal, Invalid) else {"": refusal.message}
        return self._item_page(item, errors=errors), refusal.status if refusal.status == 403 else FORM_AGAIN

    @expose("/<name>/<int:pk>/withdraw", methods=["POST"])
    @access("home")
    def withdraw(self, name: str, pk: int) -> Any:
        """撤回 by whoever submitted."""
        desk = here()

        def do(record: Register, reason: str) -> str:
            if (case := open_case(db.session, record)) is None:
                raise Refused("本单现在不在审批中，不能撤回。")
            withdraw(db.session, case, reason, actor=desk.actor, now=desk.now)
            return f"{record.number} 已撤回"

        return pressed(lambda: self._record(name, pk), do, already="这一件已经撤回过")

    @expose("/copied/<int:pk>/read", methods=["POST"])
    @access("home")
    def read(self, pk: int) -> Any:
        """已阅, and on to the record."""
        desk = here()
        message = db.session.get(Message, pk) if pk < LARGEST else None
        if message is None or message.staff_id != desk.actor.staff_id:
            raise Missing("没有这件抄送。")
        read_copy(db.session, message, desk.actor, desk.now)
        db.session.commit()
        return redirect(message.url)

    def _item_page(self, item: Item, **given: Any) -> str:
        tasks = self._waiting()
        return self._page("approvals.html", tab="waiting", tasks=tasks, item=item, entrusted=entrusted(tasks, here()), **given)

    def _waiting(self) -> list[Any]:
        desk = here()
        return todo(db.session, REGISTERS, desk.actor, desk.now, limit=MOST, approvals_only=True)

    def _record(self, name: str, pk: int) -> Register:
        register = next((register for register in REGISTERS if register.__tablename__ == name), None)
        if register is None:
            raise Missing("没有这个登记册。")
        demand(here().actor, Verb.READ, register)
        return fetch(register, pk)

    def _staff(self, posted: str) -> Staff | None:
        is_id = posted.isascii() and posted.isdigit() and len(posted) < 10
        return db.session.get(Staff, int(posted)) if is_id and int(posted) < LARGEST else None

    def _page(self, template: str, **given: Any) -> str:
        desk = here()
        counts = {
            "waiting": waiting().approvals,
            "decided": count_decided(db.session, desk.actor), "copied": count_copied(db.session, desk.actor),
        }  # fmt: skip
        typed, item = drafted() or request.form, given.get("item")
        said = {"words": typed.get("words", ""), "to": typed.get("to", "")}
        facts = facts_of(item.record, desk) if item is not None else []
        return render_template(template, tabs=TABS, counts=counts, now=desk.now, facts=facts, **{"errors": {}, "said": said, **given})
