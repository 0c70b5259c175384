"""The doors by which a form keeps what is typed before it is saved, and gives it up."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, jsonify, redirect, request
from flask_appbuilder import BaseView, expose

from rules.moments import local
from rules.refusals import Forbidden, Refused
from services import drafts
from views.access import access
from views.database import db
from views.desk import here
from views.login import safe_next
from views.slip import keep, read, session


class DraftsView(BaseView):  # type: ignore[misc] # the framework is untyped
    """`/drafts/`: the slip in the form says whose it is and where it stands; somebody else's is refused."""

    route_base = "/drafts"
    class_permission_name = "HomeView"

    @expose("/", methods=["POST"])
    @access("home")
    def keep(self) -> Any:
        """Keep the form as it stands; answers a script. A form that has been saved meanwhile is kept no more."""
        slip = read(request.form.get("slip", ""))
        if slip is None or slip.user_id != here().actor.user_id or slip.shown is None:
            return _no(Forbidden("这张表的校验信息不符，草稿没有保存。"))
        try:
            kept = keep(slip)
            db.session.commit()
        except Refused as refusal:
            db.session.rollback()
            return _no(refusal)
        return jsonify(at=f"{local(kept.at):%H:%M}" if kept is not None else "", saved=kept is None)

    @expose("/drop", methods=["POST"])
    @access("home")
    def drop(self) -> Any:
        """放弃: the draft goes, and the form is as new."""
        slip = read(request.form.get("slip", ""))
        if slip is None or slip.user_id != here().actor.user_id:
            raise Forbidden("这张表的校验信息不符，草稿没有放弃。请刷新页面后再试。")
        drafts.drop(session(), slip.user_id, slip.address)
        db.session.commit()
        flash("草稿已放弃。", "success")
        return redirect(safe_next(request.form.get("to") or slip.address))


def _no(refusal: Refused) -> tuple[Response, int]:
    return jsonify(error=refusal.message), refusal.status
