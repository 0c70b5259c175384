"""消息: what the system has told this person, unread first."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template
from flask_appbuilder import BaseView, expose
from werkzeug import Response

from models.message import Message
from rules.refusals import Missing
from services.notify import messages, notice_label, read, read_all
from views.access import access
from views.database import db, writing
from views.desk import LARGEST, here

SHOWN = 200


class MessagesView(BaseView):  # type: ignore[misc] # the framework is untyped
    """`/messages/`: one's own and nobody else's."""

    route_base = "/messages"
    class_permission_name = "HomeView"

    @expose("/")
    @access("home")
    def index(self) -> str:
        """The newest, those not yet read in front."""
        desk = here()
        found = messages(db.session, desk.actor.staff_id, limit=SHOWN) if desk.actor.staff_id else []
        return render_template("messages.html", messages=found, shown=SHOWN, label=notice_label, now=desk.now)

    @expose("/<int:pk>")
    @access("home")
    @writing
    def show(self, pk: int) -> Response:
        """Go to what it is about; it is read then."""
        mine = self._mine(pk)
        read(db.session, mine.staff_id, [pk], now=here().now)
        target = mine.url or "/messages/"
        db.session.commit()
        return redirect(target)

    @expose("/<int:pk>/read", methods=["POST"])
    @access("home")
    def mark(self, pk: int) -> Response:
        """Read, without going there."""
        read(db.session, self._mine(pk).staff_id, [pk], now=here().now)
        db.session.commit()
        return redirect("/messages/")

    @expose("/read", methods=["POST"])
    @access("home")
    def mark_all(self) -> Response:
        """All of it read."""
        desk = here()
        count = read_all(db.session, desk.actor.staff_id, now=desk.now) if desk.actor.staff_id else 0
        db.session.commit()
        flash(f"已将 {count} 条消息标为已读" if count else "没有未读消息", "success")
        return redirect("/messages/")

    def _mine(self, pk: int) -> Any:
        """Somebody else's message is as good as none."""
        found = db.session.get(Message, pk) if pk < LARGEST else None
        if found is None or found.staff_id != here().actor.staff_id:
            raise Missing("没有这条消息。")
        return found
