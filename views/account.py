"""One's own account: change the password, see one's logins, choose letter size and colours."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.sqla.models import User
from flask_login import current_user
from sqlalchemy import select
from werkzeug.security import check_password_hash
from wtforms import Form, PasswordField
from wtforms.validators import EqualTo, InputRequired, ValidationError

from models.organisation import Staff
from rules.passwords import ADVICE, check_password
from rules.refusals import Forbidden
from services.delegation import delegations_of
from services.holders import people_who_decide
from services.login_log import last_logins
from views import sessions
from views.access import access
from views.again import FORM_AGAIN
from views.clock import today
from views.database import db
from views.delegations import DelegationForm, end_posted
from views.login import safe_next
from views.people import choose_password, own_words

FONTS = ("", "large", "huge")
THEMES = ("", "dark")


class PasswordForm(Form):
    """The old password, and the new one twice."""

    old = PasswordField("原密码", [InputRequired("请填写原密码")])
    new = PasswordField("新密码", [InputRequired("请填写新密码")], description=ADVICE)
    again = PasswordField("再输入一次新密码", [EqualTo("new", "两次输入的新密码不一致")])

    def validate_old(self, field: PasswordField) -> None:
        if not check_password_hash(own_login().password or "", field.data or ""):
            raise ValidationError("原密码不正确")

    def validate_new(self, field: PasswordField) -> None:
        if field.data == self.old.data:
            raise ValidationError("新密码不能与原密码相同")
        try:
            check_password(field.data or "", current_user.username, own_words(own_staff()))
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from wrong


def own_login() -> Any:
    """The login of whoever has come in, with its password."""
    return db.session.get_one(User, current_user.id)


def own_staff() -> Staff | None:
    """The member of staff who has logged in."""
    found: Staff | None = db.session.scalar(select(Staff).where(Staff.user_id == current_user.id))
    return found


def _changed(form: PasswordForm) -> bool:
    """Whether the form was posted and the password is now another. Every other session of the person ends."""
    if request.method == "POST" and sessions.is_by_directory():
        raise Forbidden("您用单位目录的密码登录，请在单位目录中修改密码。")
    if request.method != "POST" or not form.validate():
        return False
    choose_password(own_login(), request.form["new"])
    sessions.own_password_set()
    db.session.commit()
    flash("密码已修改，其他设备上的登录已退出", "success")
    return True


class AccountView(BaseView):  # type: ignore[misc] # the framework ships no types
    """Open to everybody who has logged in."""

    route_base = "/account"
    default_view = "account"

    @expose("", methods=["GET", "POST"])
    @access("account")
    def account(self) -> ResponseReturnValue:
        """The page, and the change of password. Nothing typed here is ever sent back."""
        form = PasswordForm(request.form if request.method == "POST" else None)
        if _changed(form):
            return redirect(url_for("AccountView.account"))
        return self._page(form, DelegationForm()), FORM_AGAIN

    @expose("/password", methods=["GET", "POST"])
    @access("account")
    def password(self) -> ResponseReturnValue:
        """The first change: until it is made there is no other page (views/first_change.py)."""
        if not sessions.must_change():
            return redirect(url_for("AccountView.account"))
        form = PasswordForm(request.form if request.method == "POST" else None)
        if _changed(form):
            return redirect(safe_next(request.args.get("next")))
        return render_template("password.html", form=form), FORM_AGAIN

    @expose("/leave", methods=["POST"])
    @access("account")
    def leave(self) -> ResponseReturnValue:
        """Log out on every device."""
        sessions.end_everywhere()
        db.session.commit()
        return redirect(url_for("LoginView.login"))

    @expose("/delegation", methods=["POST"])
    @access("account")
    def delegate(self) -> ResponseReturnValue:
        """Entrust one's approvals to another for some days."""
        form = DelegationForm.posted()
        if made := form.make(own_staff()):
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
        staff = own_staff()
        facts = [(Staff.fields[name].label, getattr(staff, name)) for name in ("job_number", "unit")] if staff else []
        people = [person for person in people_who_decide(db.session) if staff is not None and person.id != staff.id]
        return render_template(
            "account.html", form=None if sessions.is_by_directory() else form,
            own_facts=[("用户名", current_user.username), *facts], staff=staff, delegation=delegation,
            events=last_logins(db.session, current_user.id), people=people,
            delegations=delegations_of(db.session, staff.id) if staff else [], today=today())  # fmt: skip

    @expose("/look", methods=["POST"])
    @access("account")
    def look(self) -> ResponseReturnValue:
        """Remember letter size and colours with the member of staff."""
        font, theme, staff = request.form.get("font"), request.form.get("theme"), own_staff()
        if (font is not None and font not in FONTS) or (theme is not None and theme not in THEMES):
            abort(400)
        if staff is not None:
            staff.font = staff.font if font is None else font
            staff.theme = staff.theme if theme is None else theme
            db.session.commit()
        return redirect(safe_next(request.form.get("next") or request.args.get("next")))
