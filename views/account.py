"""One's own account: change the password, choose letter size and colours."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose
from flask_login import current_user
from sqlalchemy import select
from werkzeug.security import check_password_hash
from wtforms import Form, PasswordField
from wtforms.validators import EqualTo, InputRequired, ValidationError

from models.organisation import Staff
from services.delegation import delegations_of
from services.holders import people_at_work
from views.access import access
from views.again import FORM_AGAIN
from views.clock import today
from views.database import db
from views.delegations import DelegationForm, end_posted
from views.login import safe_next
from views.passwords import SHORTEST, check_password
from views.people import set_password

FONTS = ("", "large", "huge")
THEMES = ("", "dark")


class PasswordForm(Form):
    """The old password, and the new one twice."""

    old = PasswordField("原密码", [InputRequired("请填写原密码")])
    new = PasswordField(
        "新密码", [InputRequired("请填写新密码")],
        description=f"至少 {SHORTEST} 位，同时含有字母和数字（或符号），不包含用户名")  # fmt: skip
    again = PasswordField("再输入一次新密码", [EqualTo("new", "两次输入的新密码不一致")])

    def validate_old(self, field: PasswordField) -> None:
        if not check_password_hash(current_user.password or "", field.data or ""):
            raise ValidationError("原密码不正确")

    def validate_new(self, field: PasswordField) -> None:
        try:
            check_password(field.data or "", current_user.username)
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from wrong
        if field.data == self.old.data:
            raise ValidationError("新密码不能与原密码相同")


class AccountView(BaseView):  # type: ignore[misc] # the framework ships no types
    """Open to everybody who has logged in."""

    route_base = "/account"
    default_view = "account"

    @expose("", methods=["GET", "POST"])
    @access("account")
    def account(self) -> ResponseReturnValue:
        """The page, and the change of password. Nothing typed here is ever sent back."""
        form = PasswordForm(request.form if request.method == "POST" else None)
        if request.method == "POST" and form.validate():
            set_password(current_user, request.form["new"])
            db.session.commit()
            flash("密码已修改", "success")
            return redirect(url_for("AccountView.account"))
        return self._page(form, DelegationForm()), FORM_AGAIN

    @expose("/delegation", methods=["POST"])
    @access("account")
    def delegate(self) -> ResponseReturnValue:
        """Entrust one's approvals to another for some days."""
        form = DelegationForm.posted()
        if made := form.make(self._staff()):
            flash(f"已登记：{made}", "success")
            return redirect(url_for("AccountView.account"))
        return self._page(PasswordForm(), form), FORM_AGAIN

    @expose("/delegation/<int:pk>/end", methods=["POST"])
    @access("account")
    def end_delegation(self, pk: int) -> ResponseReturnValue:
        """Back earlier than thought."""
        flash(f"已终止：{end_posted(pk)}", "success")
        return redirect(url_for("AccountView.account"))

    def _page(self, form: PasswordForm, delegation: DelegationForm) -> str:
        staff = self._staff()
        facts = [(Staff.fields[name].label, getattr(staff, name)) for name in ("job_number", "unit")] if staff else []
        people = [person for person in people_at_work(db.session) if staff is not None and person.id != staff.id]
        return render_template(
            "account.html", form=form, own_facts=[("用户名", current_user.username), *facts], staff=staff, delegation=delegation,
            people=people, delegations=delegations_of(db.session, staff.id) if staff else [], today=today())  # fmt: skip

    @expose("/look", methods=["POST"])
    @access("account")
    def look(self) -> ResponseReturnValue:
        """Remember letter size and colours with the member of staff."""
        font, theme, staff = request.form.get("font"), request.form.get("theme"), self._staff()
        if (font is not None and font not in FONTS) or (theme is not None and theme not in THEMES):
            abort(400)
        if staff is not None:
            staff.font = staff.font if font is None else font
            staff.theme = staff.theme if theme is None else theme
            db.session.commit()
        return redirect(safe_next(request.form.get("next") or request.args.get("next")))

    def _staff(self) -> Staff | None:
        found: Staff | None = db.session.scalar(select(Staff).where(Staff.user_id == current_user.id))
        return found
