"""修改记录 of a record: every act with what it changed, and the record on its paper as it was on any date."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import render_template, request
from flask_appbuilder import expose

from models.declare import Register, Verb
from rules.moments import parse_moment
from rules.refusals import Missing
from services.history import entries
from services.past import passages, past
from services.seals import newest_seal
from views.access import access
from views.database import db
from views.desk import fetch, here
from views.paper import Paper


class HistoryPages:
    """Mixin of RegisterView: `/<id>/history`, with `?at=` the record as it was then."""

    register: type[Register]

    @expose("/<int:pk>/history")
    @access(Verb.READ)
    def history(self, pk: int) -> Any:
        """The acts, newest first; or the paper of a moment."""
        desk, record = here(), fetch(self.register, pk)
        if text := request.args.get("at", "").strip():
            return self._as_it_was(record, text)
        return render_template(
            "history.html", view=self, register=self.register, record=record, passages=passages(db.session, record, desk.shown),
            seal=newest_seal(db.session), now=desk.now, error="")  # fmt: skip

    def _as_it_was(self, record: Register, text: str) -> Any:
        desk = here()
        try:
            moment = _moment(text, desk.now)
        except ValueError as wrong:
            page = render_template(
                "history.html", view=self, register=self.register, record=record, passages=passages(db.session, record, desk.shown),
                seal=newest_seal(db.session), now=desk.now, error=str(wrong))  # fmt: skip
            return page, 422
        with db.session.no_autoflush:
            then = past(db.session, self.register, record.id, moment)
            if then is None:
                first = next(iter(entries(db.session, record.__tablename__, record.id)), None)
                since = f"，本单自 {first.at:%Y-%m-%d %H:%M} 起有记录" if first is not None else ""
                raise Missing(f"当时还没有这张单据{since}。")
            return render_template(
                "past.html", view=self, register=self.register, record=then, now_record=record, moment=moment,
                paper=Paper(self.register, desk, record=then, owner=record), now=desk.now)  # fmt: skip


def _moment(text: str, now: datetime) -> datetime:
    """What was typed or linked: an ISO moment of an entry, or a time as clerks write it."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = parse_moment(text, now)
    return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
