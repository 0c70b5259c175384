"""接口密钥: the keys by which other systems come in. A key is shown once, on the page that answers its making."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.integration import Integration
from rules.moments import parse_day, show_day
from rules.refusals import Invalid, Missing, Unwritten
from rules.roles import Role
from services.holders import people_with_posts
from services.integrations import OPEN_ROLES, closed, every, issue, revoke, roles_of, uses
from views.again import FORM_AGAIN
from views.clock import today
from views.console.door import ConsolePage
from views.database import db
from views.delegations import staff_of
from views.desk import LARGEST, here
from views.names import role_name

NAMES = ("name", "acts_as", "expires_on")
USUAL = timedelta(days=365)


class IntegrationPage(ConsolePage):
    """The room of keys."""

    sentence = "其他系统经接口登记和查询所用的密钥：代表谁、开放哪些角色、何时到期，可随时撤销。"

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return self._page(_blank(), [], {}), FORM_AGAIN

    @expose("/new/", methods=("POST",))
    def new(self) -> ResponseReturnValue:
        desk, errors = here(), dict[str, str]()
        typed = {name: request.form.get(name, "").strip() for name in NAMES}
        ticked = [role for role in Role if role.value in request.form.getlist("posts")]
        try:
            expires_on = parse_day(typed["expires_on"], today()) if typed["expires_on"] else None
        except ValueError as wrong:
            expires_on, errors["expires_on"] = None, str(wrong)
        try:
            made, token = issue(
                db.session(), typed["name"], staff_of(typed["acts_as"]), ticked, expires_on, actor=desk.actor, now=desk.now)  # fmt: skip
            db.session.commit()
        except Invalid as refusal:
            db.session.rollback()
            return self._page(typed, ticked, {**refusal.errors, **errors}), FORM_AGAIN
        except Unwritten as refusal:
            db.session.rollback()
            flash(refusal.message, "danger")
            return self._page(typed, ticked, {}), refusal.status
        return self._page(_blank(), [], {}, made=made, token=token)

    @expose("/<int:pk>/revoke", methods=("POST",))
    def revoke(self, pk: int) -> ResponseReturnValue:
        found = db.session.get(Integration, pk) if pk < LARGEST else None
        if found is None:
            raise Missing("没有找到这个接口密钥。")
        desk = here()
        revoke(db.session(), found, actor=desk.actor, now=desk.now)
        db.session.commit()
        flash(f"已撤销“{found}”的密钥，立即生效", "success")
        return redirect(url_for("console_integration.index"))

    def _page(
        self, typed: dict[str, str], ticked: list[Role], errors: dict[str, str], *, made: Integration | None = None, token: str = "",
    ) -> str:  # fmt: skip
        rows = [
            (one, "、".join(role_name(role) for role in Role if role in roles_of(one)), closed(one, today())) for one in every(db.session())
        ]
        return self.render(  # type: ignore[no-any-return]
            "console/integrations.html", rows=rows, uses=uses(db.session()), people=people_with_posts(db.session()), typed=typed,
            ticked=[role.value for role in ticked], errors=errors, made=made, token=token,
            roles=[(role.value, role_name(role)) for role in OPEN_ROLES])  # fmt: skip


def _blank() -> dict[str, str]:
    """The form as it is first shown, and again once a key is made."""
    return {**dict.fromkeys(NAMES, ""), "expires_on": show_day(today() + USUAL)}
