"""The back room: for the administrator alone, edited in place, refused beside the field, nothing deleted."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import ArchiveHandover, Department, MeterVolume, Option, ServiceItem, Setting, Staff
from models.archive_handover import HandoverState
from models.company import SETTINGS
from rules.roles import Role
from services.archive_keeper import SENTENCE
from services.company import settings
from services.step import take
from tests.cast import NOW, PASSWORD, ClientOf, login
from tests.make import make, taker, walk
from tests.page import page
from views.console.csv import harmless

PAGES = ["/console/", *(f"/console/{name}/" for name in ("option", "service_item", "department", "staff", "setting"))]


@pytest.fixture
def admin(client_of: ClientOf) -> FlaskClient:
    return client_of(Role.SYSADMIN)


def text(answer: object) -> str:
    return answer.get_data(as_text=True)  # type: ignore[attr-defined, no-any-return]


def an_option(session: Session) -> Option:
    return session.scalars(select(Option).order_by(Option.id)).first()  # type: ignore[return-value]


def staff_of(session: Session, role: Role) -> Staff:
    return session.scalars(select(Staff).where(Staff.job_number == role.value)).one()


def roles_of(session: Session, role: Role) -> set[str]:
    session.rollback()
    user = session.scalars(select(User).where(User.username == role.value.lower())).one()
    return {row.name for row in user.roles}


# -- who comes in -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_it_works(admin: FlaskClient, path: str) -> None:
    answer = admin.get(path)
    assert answer.status_code == 200
    assert "管理后台" in text(answer)


@pytest.mark.parametrize("path", [*PAGES, "/console/option/new/", "/console/option/edit/?id=1", "/console/option/export/csv/"])
def test_strangers_are_sent_to_the_login(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.location.startswith("/login/?next=/console/")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSADMIN], ids=lambda role: role.value)
def test_nobody_else_comes_in(client_of: ClientOf, role: Role) -> None:
    browser = client_of(role)
    for path in PAGES:
        assert browser.get(path).status_code == 403
    for path in ("option/new/", "option/inline/?id=1", "setting/", "option/delete/", "option/action/"):
        assert browser.post(f"/console/{path}").status_code == 403


def test_the_pages_are_chinese_and_load_nothing_inline(admin: FlaskClient) -> None:
    for path in [*PAGES, "/console/option/new/", "/console/service_item/edit/?id=1", "/console/staff/new/"]:
        page = text(admin.get(path))
        assert not re.search(r"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=|javascript:", page), path
        assert not re.search(r">\s*(Create|Edit|List|Save|Search|Filter|Export|Home)\b", page), path


# -- lists ------------------------------------------------------------------------------------------------------------


def test_the_list_bears_the_declared_labels_and_is_narrowed(admin: FlaskClient, session: Session) -> None:
    page = text(admin.get("/console/option/"))
    assert all(Option.fields[name].label in page for name in ("list_title", "code", "label", "valid_to"))
    title = an_option(session).list_title
    inside = set(session.scalars(select(Option.label).where(Option.list_title == title)))
    others = set(session.scalars(select(Option.label).where(Option.list_title != title))) - inside
    narrowed = text(admin.get("/console/option/", query_string={"of": title}))
    count = session.scalar(select(func.count()).select_from(Option).where(Option.list_title == title))
    assert f"共 {count} 条" in narrowed
    assert not any(
        f'value="{label}"' in narrowed
        for label in set(others) - set(session.scalars(select(Option.label).where(Option.list_title == title)))
    )


def test_a_row_is_edited_in_place(admin: FlaskClient, session: Session) -> None:
    option = an_option(session)
    answer = admin.post(
        f"/console/option/inline/?id={option.id}&of={option.list_title}",
        data={"label": "改后的名称", "position": "7", "valid_to": "2027-01-31", "seen": str(option.row_version)},
    )
    assert answer.status_code == 302
    assert "of=" in answer.location
    session.rollback()
    changed = an_option(session)
    assert (changed.label, changed.position, str(changed.valid_to)) == ("改后的名称", 7, "2027-01-31")


def test_a_refused_row_keeps_what_was_typed(admin: FlaskClient, session: Session) -> None:
    option = an_option(session)
    before = option.label
    answer = admin.post(f"/console/option/inline/?id={option.id}", data={"label": "", "position": "第七", "valid_to": "明年"})
    page = text(answer)
    assert answer.status_code == 200
    assert "请填写“选项名称”" in page
    assert "请填写整数" in page
    assert 'value="第七"' in page
    assert 'value="明年"' in page
    session.rollback()
    assert an_option(session).label == before


def test_two_people_at_one_row(admin: FlaskClient, session: Session) -> None:
    option = an_option(session)
    data = {"label": "甲", "position": "1", "valid_to": "", "seen": str(option.row_version)}
    assert admin.post(f"/console/option/inline/?id={option.id}", data=data).status_code == 302
    answer = admin.post(f"/console/option/inline/?id={option.id}", data=data | {"label": "乙"})
    assert answer.status_code == 200
    assert "他人已修改" in text(answer)
    session.rollback()
    assert an_option(session).label == "甲"


@pytest.mark.parametrize("key", ["99999", "abc", "", "-1", "9" * 40])
def test_a_record_that_is_not_there(admin: FlaskClient, key: str) -> None:
    for path in ("/console/option/edit/", "/console/staff/edit/"):
        assert admin.get(path, query_string={"id": key}).status_code == 404
    assert admin.post(f"/console/option/inline/?id={key}").status_code == 404


@pytest.mark.parametrize(
    "query", ["page=abc", "page=-1", "page=99999", "sort=99", "sort=x", "of=%00", "search=%25%00", "page_size=9999999", "flt0_9=x"]
)
def test_crafted_addresses_give_a_clear_page(admin: FlaskClient, query: str) -> None:
    assert admin.get(f"/console/option/?{query}").status_code in (200, 400, 404)


def test_nothing_is_deleted(admin: FlaskClient, session: Session) -> None:
    count = session.scalar(select(func.count()).select_from(Option))
    session.rollback()
    admin.post("/console/option/delete/", data={"id": "1"})
    admin.post("/console/option/action/", data={"action": "delete", "rowid": "1"})
    assert session.scalar(select(func.count()).select_from(Option)) == count


# -- forms ------------------------------------------------------------------------------------------------------------

NEW_OPTION = {
    "list_code": "water_use",
    "list_title": "用水性质",
    "code": "garden",
    "label": "绿化用水",
    "position": "90",
    "valid_from": "2026-12-01",
    "valid_to": "",
    "origin": "",
}


def test_an_option_is_added(admin: FlaskClient, session: Session) -> None:
    assert admin.post("/console/option/new/", data=NEW_OPTION).status_code == 302
    made = session.scalars(select(Option).where(Option.code == "garden")).one()
    assert str(made.valid_from) == "2026-12-01"
    assert made.created_at is not None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"code": ""}, "请填写“选项代码”"),
        ({"label": "长" * 61}, "最多 60 个字"),
        ({"valid_to": "2026-11-30"}, "不能早于“启用日期”"),
        ({"valid_to": "2026-02-30"}, "没有这一天"),
        ({"position": "-1"}, "应在 0 至"),
    ],
)
def test_a_wrong_option_is_refused_with_everything_still_there(admin: FlaskClient, given: dict[str, str], sentence: str) -> None:
    answer = admin.post("/console/option/new/", data=NEW_OPTION | given)
    page = text(answer)
    assert answer.status_code == 200
    assert sentence in page
    assert 'value="water_use"' in page


def test_one_code_stands_once_in_a_list(admin: FlaskClient) -> None:
    assert admin.post("/console/option/new/", data=NEW_OPTION).status_code == 302
    answer = admin.post("/console/option/new/", data=NEW_OPTION)
    assert answer.status_code == 200
    assert "已经登记过" in text(answer)


def test_a_service_item_is_kept_with_its_materials(admin: FlaskClient, session: Session) -> None:
    data = {
        "code": "test_item", "name": "试办事项", "position": "1", "active": "1", "materials-present": "1", "materials-0-name": "申请表",
        "materials-0-form": "原件 1 份", "materials-1-name": "身份证复印件", "materials-1-way": "客户自备",
    }  # fmt: skip
    assert admin.post("/console/service_item/new/", data=data).status_code == 302
    item = session.scalars(select(ServiceItem).where(ServiceItem.code == "test_item")).one()
    assert [line.name for line in item.materials] == ["申请表", "身份证复印件"]
    data |= {"seen": str(item.row_version), "materials-0-id": str(item.materials[0].id), "materials-0-name": "申请表（新版）"}
    del data["materials-1-name"], data["materials-1-way"]
    path = f"/console/service_item/edit/?id={item.id}"
    session.rollback()
    assert admin.post(path, data=data).status_code == 302
    item = session.scalars(select(ServiceItem).where(ServiceItem.code == "test_item")).one()
    assert [line.name for line in item.materials] == ["申请表（新版）"]


def test_a_material_without_a_name_is_refused(admin: FlaskClient) -> None:
    data = {"code": "x", "name": "试办事项", "position": "1", "active": "1", "materials-present": "1", "materials-0-way": "客户自备"}
    answer = admin.post("/console/service_item/new/", data=data)
    assert answer.status_code == 200
    assert "请填写“资料名称”" in text(answer)
    assert "客户自备" in text(answer)


# -- files ------------------------------------------------------------------------------------------------------------


def test_the_csv_opens_in_excel(admin: FlaskClient, session: Session) -> None:
    answer = admin.get("/console/option/export/csv/")
    assert answer.data.startswith("\ufeff".encode())
    assert "filename*=UTF-8''%E9%80%89%E9%A1%B9.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:3] == ["选项表", "选项代码", "选项名称"]
    assert len(rows) - 1 == session.scalar(select(func.count()).select_from(Option))


@pytest.mark.parametrize("cell", ["=1+1", "+86", "-2", "@sum", "\tx", "＝1"])
def test_a_formula_stays_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_a_formula_in_a_label_is_exported_as_text(admin: FlaskClient, session: Session) -> None:
    an_option(session).label = "=HYPERLINK(1)"
    session.commit()
    assert "'=HYPERLINK(1)" in text(admin.get("/console/option/export/csv/"))


# -- settings ---------------------------------------------------------------------------------------------------------


def test_settings_are_kept(admin: FlaskClient, session: Session) -> None:
    values = {key: known.default for key, known in SETTINGS.items()}
    assert admin.post("/console/setting/", data=values | {"company": "清泉水务有限公司"}).status_code == 302
    assert settings(session)["company"] == "清泉水务有限公司"
    assert session.scalar(select(func.count()).select_from(Setting)) == 1
    session.rollback()
    assert "清泉水务有限公司" in text(admin.get("/console/setting/"))


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("company", " ", "不能为空"),
        ("prefix", "青禾", "前缀只用字母和数字"),
        ("hotline", "长" * 201, "最多 200 个字"),
    ],
)
def test_a_wrong_setting_is_refused_beside_the_field(admin: FlaskClient, session: Session, key: str, value: str, sentence: str) -> None:
    answer = admin.post("/console/setting/", data={key: value})
    assert answer.status_code == 200
    assert sentence in text(answer)
    assert session.scalar(select(func.count()).select_from(Setting)) == 0


# -- people -----------------------------------------------------------------------------------------------------------


def form_of(staff: Staff, **given: object) -> dict[str, object]:
    return {
        "name": staff.name, "job_number": staff.job_number, "unit": str(staff.unit.id), "phone": "", "active": "1", "enabled": "1",
        "seen": str(staff.row_version), **given,
    }  # fmt: skip


def new_person(session: Session, **given: object) -> dict[str, object]:
    unit_id = session.scalar(select(Department.id).limit(1))
    session.rollback()
    return {
        "name": "新人", "job_number": "QH900", "unit": str(unit_id), "phone": "", "active": "1", "enabled": "1", "user_name": "xinren",
        "password": "water-2027", "roles": ["CLERK", "HOTLINE"], **given,
    }  # fmt: skip


def test_a_person_is_added_with_login_and_roles(admin: FlaskClient, session: Session, app: Flask) -> None:
    assert admin.post("/console/staff/new/", data=new_person(session)).status_code == 302
    user = session.scalars(select(User).where(User.username == "xinren")).one()
    assert {role.name for role in user.roles} == {"CLERK", "HOTLINE"}
    assert session.scalars(select(Staff).where(Staff.job_number == "QH900")).one().user_id == user.id
    session.rollback()
    login(app.test_client(), "xinren", "water-2027")
    assert "xinren（服务受理人员、当班热线受理员）" in text(admin.get("/console/staff/"))


def test_boxes_come_as_a_browser_sends_them(admin: FlaskClient, session: Session) -> None:
    """Each group of boxes sends an empty value first, so that none ticked is told from not asked."""
    staff = staff_of(session, Role.CLERK)
    data = form_of(staff, roles=["", "CLERK", "AM"], enabled=["", "1"], active=["", "1"])
    path = f"/console/staff/edit/?id={staff.id}"
    session.rollback()
    assert admin.post(path, data=data).status_code == 302
    assert roles_of(session, Role.CLERK) == {"AM", "CLERK"}
    assert session.scalars(select(User.active).where(User.username == "clerk")).one()


def test_a_person_needs_no_login(admin: FlaskClient, session: Session) -> None:
    answer = admin.post("/console/staff/new/", data=new_person(session, user_name="", password="", roles=[]))
    assert answer.status_code == 302
    assert session.scalars(select(Staff).where(Staff.job_number == "QH900")).one().user_id is None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"user_name": "clerk"}, "用户名 clerk 已经存在"),
        ({"user_name": "新人"}, "用户名只用字母"),
        ({"password": ""}, "密码至少 8 位"),
        ({"password": "xinren-2027"}, "密码不能包含用户名"),
        ({"roles": ["KING"]}, "没有所选的角色"),
        ({"user_name": ""}, "请填写用户名"),
        ({"job_number": "CLERK"}, "已经登记过"),
        ({"unit": "9999"}, "没有找到所选的所在部门"),
        ({"phone": "12"}, "电话号码不对"),
        ({"name": ""}, "请填写“姓名”"),
    ],
)
def test_a_wrong_person_is_refused(admin: FlaskClient, session: Session, given: dict[str, object], sentence: str) -> None:
    answer = admin.post("/console/staff/new/", data=new_person(session, **given))
    assert answer.status_code == 200
    assert sentence in text(answer)
    assert "water-2027" not in text(answer)
    assert session.scalar(select(func.count()).select_from(User)) == len(Role)


def test_roles_are_given_and_taken(admin: FlaskClient, session: Session) -> None:
    staff = staff_of(session, Role.CLERK)
    data, path = form_of(staff, roles=["AM", "CB"]), f"/console/staff/edit/?id={staff.id}"
    session.rollback()
    assert admin.post(path, data=data).status_code == 302
    assert roles_of(session, Role.CLERK) == {"AM", "CB"}


def test_a_login_is_disabled_and_its_password_reset(admin: FlaskClient, session: Session, app: Flask) -> None:
    staff = staff_of(session, Role.CLERK)
    data, path = form_of(staff, roles=["CLERK"], password="water-2027"), f"/console/staff/edit/?id={staff.id}"
    session.rollback()
    assert admin.post(path, data=data).status_code == 302
    login(app.test_client(), "clerk", "water-2027")
    staff = staff_of(session, Role.CLERK)
    data = form_of(staff, roles=["CLERK"], enabled="0")
    session.rollback()
    assert admin.post(path, data=data).status_code == 302
    assert app.test_client().post("/login/", data={"username": "clerk", "password": "water-2027"}).status_code == 401


def test_who_leaves_cannot_log_in(admin: FlaskClient, session: Session, app: Flask) -> None:
    staff = staff_of(session, Role.CLERK)
    data, path = form_of(staff, roles=["CLERK"], active="0"), f"/console/staff/edit/?id={staff.id}"
    session.rollback()
    assert admin.post(path, data=data).status_code == 302
    assert app.test_client().post("/login/", data={"username": "clerk", "password": PASSWORD}).status_code == 401


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"roles": ["CLERK"]}, "不能取消本人的“系统管理员”角色"),
        ({"enabled": "0"}, "不能停用本人的账号"),
        ({"active": "0"}, "不能将本人改为不在职"),
    ],
)
def test_nobody_locks_himself_out(admin: FlaskClient, session: Session, given: dict[str, object], sentence: str) -> None:
    staff = staff_of(session, Role.SYSADMIN)
    data = form_of(staff, roles=["SYSADMIN"]) | given
    path = f"/console/staff/edit/?id={staff.id}"
    session.rollback()
    answer = admin.post(path, data=data)
    assert answer.status_code == 200
    assert sentence in text(answer)
    assert roles_of(session, Role.SYSADMIN) == {"SYSADMIN"}
    assert admin.get("/console/").status_code == 200


@pytest.mark.parametrize(("given", "place"), [({"roles": ["CLERK"]}, "roles"), ({"enabled": "0"}, "enabled"), ({"active": "0"}, "active")])
def test_r003_39_an_archivist_goes_when_the_archive_was_handed_over(
    admin: FlaskClient, session: Session, given: dict[str, object], place: str
) -> None:
    staff = staff_of(session, Role.ARCHIVIST)
    data, path = form_of(staff, roles=["ARCHIVIST"]) | given, f"/console/staff/edit/?id={staff.id}"
    make(MeterVolume, session)
    session.commit()
    answer = admin.post(path, data=data)
    assert answer.status_code == 200
    assert SENTENCE in text(answer)
    assert roles_of(session, Role.ARCHIVIST) == {"ARCHIVIST"}
    handed = walk(make(ArchiveHandover, session, reason="staff", from_person=staff_of(session, Role.ARCHIVIST)), HandoverState.COUNTED)
    step = next(step for step in handed.steps() if step.target is HandoverState.DONE)
    take(session, handed, step, {}, actor=taker(session, handed, step), now=NOW)
    session.commit()
    answer = admin.post(path, data=data)
    assert answer.status_code == 302, page(answer).errors


def test_an_empty_archive_keeps_nobody(admin: FlaskClient, session: Session) -> None:
    staff = staff_of(session, Role.ARCHIVIST)
    data, path = form_of(staff, roles=["CLERK"]), f"/console/staff/edit/?id={staff.id}"
    session.rollback()
    assert admin.post(path, data=data).status_code == 302
