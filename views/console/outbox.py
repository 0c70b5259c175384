"""The outbox: what waits to be sent, what could not be, and why."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from services.outbox import Channel, has_failed, tally, troubles, try_again
from views.clock import now
from views.console.door import ConsolePage
from views.database import db
from views.outside import channels

LABELS = {Channel.MAIL.value: "邮件", Channel.WEBHOOK.value: "网址推送"}


class OutboxPage(ConsolePage):
    """Counts, the errors, and a button that begins again."""

    sentence = "对外发送的提醒：待发、已发和未能发出的，可重新发送。"

    @expose("/", methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        if request.method == "POST":
            ids = [int(text) for text in request.form.getlist("id") if text.isascii() and text.isdigit() and len(text) < 10]
            count = try_again(db.session, ids, now=now())
            db.session.commit()
            flash(f"{count} 条将重新发送", "success")
            return redirect(url_for("console_outbox.index"))
        on = channels()
        return self.render(  # type: ignore[no-any-return]
            "console/outbox.html", tally=tally(db.session), rows=troubles(db.session), has_failed=has_failed, labels=LABELS,
            off=[label for code, label in LABELS.items() if code not in on])  # fmt: skip
