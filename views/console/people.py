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
from rules.refusals import Invalid
from rules.roles import Role
from services.leavers import holdings
from views.console.record import RecordConsole
from views.database import db
from views.names import role_name
from views.passwords import SHORTEST, check_password
from views.people import find_user, make_user, role_rows, roles_of, set_password
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
        self._keep_login(user, staff)
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
            "login": login, "has_login": user is not None, "roles": [(role.value, role_name(role)) for role in Role], "shortest": SHORTEST,
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
                check_password(password, name or user.username)
            except ValueError as wrong:
                errors["password"] = str(wrong)
        if user is not None and user.id == context.actor.user_id:
            errors |= _locks_out(staff, roles)
        return errors

    def _keep_login(self, user: Any, staff: Any) -> None:
        roles = tuple(_posted_roles({}))
        if user is None:
            if name := _typed("user_name"):
                staff.user_id = make_user(name, request.form["password"], staff.name, roles)
                user = db.session.get(User, staff.user_id)
        if user is not None:
            user.first_name = staff.name
            user.active = _typed("enabled") == "1" and bool(staff.active)
            user.roles = role_rows(roles)
            if password := request.form.get("password"):
                set_password(user, password)
            db.session.flush()

    def logins(self) -> dict[int, str]:
        """Staff id → what the list says about the login."""
        found = db.session.execute(select(Staff.id, User).join(User, User.id == Staff.user_id))
        return {staff_id: _summary(user) for staff_id, user in found}


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
