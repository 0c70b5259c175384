"""The company's settings: every known one with its label, sentence and value, refused beside the field."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.company import SETTINGS, Setting
from rules.refusals import Invalid, Unwritten
from services.company import settings
from services.reference import keep_settings
from views.again import FORM_AGAIN
from views.clock import now
from views.console.door import ConsolePage
from views.database import db


class SettingsPage(ConsolePage):
    """One form over all settings."""

    sentence = "单位和部门名称、编号前缀和电话。编号格式、办公时间在制度方案中。"

    @expose("/", methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        errors: dict[str, str] = {}
        values = dict(settings(db.session))
        if request.method == "POST":
            values |= {key: request.form[key].strip() for key in SETTINGS if key in request.form}
            try:
                keep_settings(db.session, values, now=now())
                db.session.commit()
            except Invalid as refusal:
                errors = refusal.errors
                db.session.rollback()
            except Unwritten as refusal:
                db.session.rollback()
                flash(refusal.message, "danger")
            else:
                flash("单位设置已保存", "success")
                return redirect(url_for("console_setting.index"))
        page = self.render(
            "console/settings.html", every=SETTINGS, values=values, errors=errors, length=Setting.fields["value"].length)  # fmt: skip
        return page, FORM_AGAIN
