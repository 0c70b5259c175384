"""The back room: for the administrator alone, edited in place, refused beside the field, nothing deleted."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Option, ServiceItem, Setting
from models.company import SETTINGS
from rules.roles import Role
from services.company import settings
from tests.cast import ClientOf
from views.console.csv import harmless

PAGES = ["/console/", *(f"/console/{name}/" for name in ("option", "service_item", "department", "staff", "setting"))]


def text(answer: object) -> str:
    return answer.get_data(as_text=True)  # type: ignore[attr-defined, no-any-return]


def an_option(session: Session) -> Option:
    return session.scalars(select(Option).order_by(Option.id)).first()  # type: ignore[return-value]


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
