"""People: the member of staff, his login and his roles on one form. Nobody locks himself out."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from forms.build import PaperForm
from forms.context import FormContext
from models import Staff
from models.declare import Record
from models.door import Outcome
from rules.passwords import ADVICE, check_password
from rules.refusals import Invalid
from rules.roles import Role
from services.archive_keeper import why_not_yet
from services.leavers import holdings
from services.login_state import move_on
from views.console.record import RecordConsole
from views.database import db
from views.names import role_name
from views.people import choose_password, find_user, make_user, own_words, reset_password, role_rows, roles_of
from views.sessions import note, own_password_set
from views.slip import drafted

LOGIN_LABELS = {"user_name": "用户名", "password": "密码", "enabled": "账号状态", "roles": "角色"}


class StaffConsole(RecordConsole):
    """Staff with their logins. Rights follow from roles; here roles are given, never rights."""

    sentence = "员工、登录账号和岗位角色。离职人员改为不在职，账号随即停用。"
    shown = (Staff.name, Staff.job_number, Staff.unit, Staff.phone, Staff.active)
    ordered = (Staff.job_number,)
    form_template = "console/staff.html"

    def label_of(self, key: str) -> str:
        return LOGIN_LABELS.get(key) or super().label_of(key)

    def save(self, record: Any, form: PaperForm, context: FormContext) -> Record:
        """The member of staff first, then the login; errors of both come back together."""
        errors: dict[str, str] = {}
        staff: Any = record if record is not None else self.model()
        try:
            super().save(staff, form, context)
        except Invalid as refusal:
            errors |= refusal.errors
        user = db.session.get(User, staff.user_id) if staff.user_id else None
        errors |= self._check_login(user, staff, context)
        if errors:
            raise Invalid(errors)
        self._keep_login(user, staff, context)
        return staff  # type: ignore[no-any-return]

    def _fill(self, record: Any) -> ResponseReturnValue:
        """As every form; whoever has left and still holds something is said so, with the page where it is handed on."""
        answer = super()._fill(record)
        if request.method == "POST" and record is not None and record.active is False and isinstance(answer, Response):
            if count := sum(holding.count for holding in holdings(db.session, record)):
                flash(f"{record}名下还有 {count} 件未办结的单据和审批，请移交给接手的人。", "warning")
                return redirect(url_for("console_leaver.person", pk=record.id))
        return answer

    def extras(self, record: Any, errors: dict[str, str]) -> dict[str, Any]:
        """What stands in the login part of the form: as posted, else as stored."""
        user = db.session.get(User, record.user_id) if record is not None and record.user_id else None
        typed = request.form if request.method == "POST" else drafted(self._address())
        if typed is not None:
            login = {
                "user_name": _typed("user_name", typed), "enabled": _typed("enabled", typed) == "1", "roles": _ticked("roles", typed),
            }  # fmt: skip
        else:
            held = [role.value for role in Role if role in roles_of(user)] if user else []
            login = {"user_name": user.username if user else "", "enabled": bool(user.active) if user else True, "roles": held}
        return {
            "login": login, "has_login": user is not None, "roles": [(role.value, role_name(role)) for role in Role], "advice": ADVICE,
            "labels": LOGIN_LABELS}  # fmt: skip

    def _check_login(self, user: Any, staff: Any, context: FormContext) -> dict[str, str]:
        """Field name → sentence for the login part. No user name at all means: no login."""
        errors: dict[str, str] = {}
        name, password, roles = _typed("user_name"), request.form.get("password", ""), _posted_roles(errors)
        if user is None and not name:
            if password or roles:
                errors["user_name"] = "请填写用户名，或清空密码和角色"
            return errors
        if user is None:
            if not (name.isascii() and name.replace("_", "").replace(".", "").isalnum() and len(name) <= 40):
                errors["user_name"] = "用户名只用字母、数字、点和下划线，不超过 40 位"
            elif find_user(name) is not None:
                errors["user_name"] = f"用户名 {name} 已经存在"
        if password or user is None:
            try:
                check_password(password, name or user.username, own_words(staff))
            except ValueError as wrong:
                errors["password"] = str(wrong)
        if user is not None and user.id == context.actor.user_id:
            errors |= _locks_out(staff, roles)
        if user is not None and user.active and Role.ARCHIVIST in roles_of(user):
            errors |= _leaves_the_archive(staff, roles)
        return errors

    def _keep_login(self, user: Any, staff: Any, context: FormContext) -> None:
        roles, is_new = tuple(_posted_roles({})), user is None
        if user is None:
            if name := _typed("user_name"):
                staff.user_id = make_user(name, request.form["password"], staff.name, roles, must_change=True)
                user = db.session.get(User, staff.user_id)
        if user is not None:
            user.first_name, was_active = staff.name, user.active
            user.active = _typed("enabled") == "1" and bool(staff.active)
            user.roles = role_rows(roles)
            if was_active and not user.active:
                move_on(db.session, user.id)  # enabled again one day, he logs in anew
            if (password := request.form.get("password")) and not is_new:
                _set_password(user, password, is_own=user.id == context.actor.user_id)
            db.session.flush()

    def logins(self) -> dict[int, str]:
        """Staff id → what the list says about the login."""
        found = db.session.execute(select(Staff.id, User).join(User, User.id == Staff.user_id))
        return {staff_id: _summary(user) for staff_id, user in found}


def _set_password(user: Any, password: str, *, is_own: bool) -> None:
    """An administrator who sets his own has chosen it; anybody else must choose his own at the next login."""
    if is_own:
        choose_password(user, password)
        own_password_set()
    else:
        reset_password(user, password)
        note(Outcome.RESET, user)


def _summary(user: Any) -> str:
    roles = "、".join(role_name(role) for role in Role if role in roles_of(user)) or "未分配角色"
    return f"{user.username}（{roles}）" if user.active else f"{user.username}（已停用）"


def _locks_out(staff: Any, roles: list[Role]) -> dict[str, str]:
    """What nobody may do to himself, so that somebody always keeps the keys."""
    errors: dict[str, str] = {}
    if Role.SYSADMIN not in roles:
        errors["roles"] = f"不能取消本人的“{Role.SYSADMIN.label}”角色"
    if _typed("enabled") != "1":
        errors["enabled"] = "不能停用本人的账号"
    if staff.active is False:
        errors["active"] = "不能将本人改为不在职"
    return errors


def _leaves_the_archive(staff: Any, roles: list[Role]) -> dict[str, str]:
    """R003-39: at the place where the archivist's post is taken away."""
    places = {"roles": Role.ARCHIVIST not in roles, "enabled": _typed("enabled") != "1", "active": staff.active is False}
    place = next((name for name, ends in places.items() if ends), None)
    sentence = why_not_yet(db.session(), staff) if place else None
    return {str(place): sentence} if sentence else {}


def _typed(name: str, form: MultiDict[str, str] | None = None) -> str:
    """What was typed or ticked: boxes send an empty value before the one that is ticked."""
    return ((form or request.form).getlist(name) or [""])[-1].strip()


def _ticked(name: str, form: MultiDict[str, str] | None = None) -> list[str]:
    """Every box ticked, without the empty value that boxes send to say that they were there."""
    return [code for code in (form or request.form).getlist(name) if code]


def _posted_roles(errors: dict[str, str]) -> list[Role]:
    """The roles ticked; a code that no role has is refused."""
    known = {role.value: role for role in Role}
    codes = _ticked("roles")
    if any(code not in known for code in codes):
        errors["roles"] = "没有所选的角色，请重新选择"
    return [known[code] for code in codes if code in known]
