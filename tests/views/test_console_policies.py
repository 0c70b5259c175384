"""The room of the policies: what each says and by which clause, edited in place, and switched only when nothing is missing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Callback
from models.policy import PolicyEdition, PolicyLimit, PolicyValue
from rules.policy import Policy
from rules.roles import Role
from services.policies import Edition, edition, policy, seed, store
from tests.cast import NOW, ClientOf
from tests.make import make

ROOM = "/console/policies/"
LIMIT = {"number": "5", "unit": "workday", "applies": "", "cutoff": "", "at": "", "to_close": ["", "0"], "note": "总经理办公会议定"}


@pytest.fixture
def admin(client_of: ClientOf) -> FlaskClient:
    return client_of(Role.SYSADMIN)


def text(answer: object) -> str:
    return answer.get_data(as_text=True)  # type: ignore[attr-defined, no-any-return]


def edition_of(session: Session, code: str) -> PolicyEdition:
    session.rollback()
    return session.scalars(select(PolicyEdition).where(PolicyEdition.code == code).order_by(PolicyEdition.id.desc())).first()  # type: ignore[return-value]


def limit_of(session: Session, key: str) -> PolicyLimit:
    row = edition_of(session, "XNSW")
    return session.scalars(
        select(PolicyLimit).where(PolicyLimit.policy == row, PolicyLimit.key == key, PolicyLimit.replaced.is_(False))
    ).first()  # type: ignore[return-value]


def page_of(session: Session, code: str, name: str = "edition", **more: object) -> str:
    given = "".join(f"&{key}={value}" for key, value in more.items())
    found = f"{ROOM}{name}/?id={edition_of(session, code).id}{given}"
    session.rollback()
    return found


def offer(session: Session, change: Callable[[Policy], Policy], code: str = "XNSW") -> PolicyEdition:
    """A changed file of a company."""
    changed = change(edition(session, edition_of(session, code).id))
    (made,) = seed(session, [Edition(policy=changed, digest="changed")], NOW)
    session.commit()
    return made


# -- who comes in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSADMIN], ids=lambda role: role.value)
def test_nobody_else_comes_in(client_of: ClientOf, role: Role) -> None:
    browser = client_of(role)
    for path in ("", "edition/?id=1", "edition/?id=1&tab=names", "switch/?id=1", "missing/?id=1", "offered/?id=1"):
        assert browser.get(ROOM + path).status_code == 403
    for path in ("edition/?id=1&edit=1", "edition/?id=1&tab=names", "switch/?id=1", "missing/?id=1", "offered/?id=1"):
        assert browser.post(ROOM + path, data=LIMIT).status_code == 403


def test_a_forged_post_is_refused(admin: FlaskClient, app: Flask, session: Session) -> None:
    path = page_of(session, "CSGS", "switch")
    app.config["WTF_CSRF_ENABLED"] = True
    assert admin.post(path).status_code == 400
    assert not edition_of(session, "CSGS").in_force


@pytest.mark.parametrize("path", ["edition/", "switch/", "missing/", "offered/"])
@pytest.mark.parametrize("key", ["", "0", "99999", "x", "-1", "9" * 40, "１"])
def test_an_edition_that_is_not_there(admin: FlaskClient, path: str, key: str) -> None:
    assert admin.get(f"{ROOM}{path}", query_string={"id": key}).status_code == 404
    assert admin.post(f"{ROOM}{path}", query_string={"id": key}).status_code == 404


@pytest.mark.parametrize("more", ["&tab=x", "&edit=99999", "&edit=x", "&tab=values&edit=99999"])
def test_crafted_addresses_of_an_edition(admin: FlaskClient, session: Session, more: str) -> None:
    assert admin.get(page_of(session, "XNSW") + more).status_code == 404


def test_an_entry_of_another_edition_is_not_edited_here(admin: FlaskClient, session: Session) -> None:
    key = limit_of(session, "official_callback").id
    assert admin.post(page_of(session, "CSGS", edit=key), data=LIMIT).status_code == 404


# -- what they say -------------------------------------------------------------------------------------------------------


def test_the_list_tells_what_is_in_force_and_what_is_missing(admin: FlaskClient) -> None:
    page = text(admin.get(ROOM))
    for words in ("JYHX", "XNSW", "ADRQ", "CSGS", "CCSW", "2026-01-01", "启用中", "未启用"):
        assert words in page
    assert page.count("启用中") == 1


@pytest.mark.parametrize(
    ("tab", "words"),
    [
        ("limits", ("R001-10", "本班次 1 小时内", "六.1", "需在本班次1小时内予以首次答复", "借用自 000", "dn=600..800")),
        ("values", ("office_hours", "08:30-12:00 14:00-17:30", "本制度未规定，建议值")),
        ("chains", ("承办部门 → 分管副总 → 区域总经理，抄送 行政管理部", "R001-04", "按照规定启动责任追究程序")),
        ("ladders", ("逾期逐级上报", "客服部受理主管 → 客服部负责人 → 分管副总 → 区域总经理")),
        ("rules", ("R001-30", "检定报告之前", "客户回访记录表")),
        ("names", ("客服专员", "供水", 'placeholder="回访员"')),
    ],
)
def test_each_tab_says_rule_clause_and_words(admin: FlaskClient, session: Session, tab: str, words: tuple[str, ...]) -> None:
    page = text(admin.get(page_of(session, "XNSW", tab=tab)))
    for word in words:
        assert word in page, word
    assert not re.search(r"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=|javascript:", page)


# -- edited in place -------------------------------------------------------------------------------------------------------


def test_a_limit_is_edited_in_its_row(admin: FlaskClient, session: Session) -> None:
    row = limit_of(session, "official_callback")
    path, version = page_of(session, "XNSW", tab="limits", edit=row.id), limit_of(session, "official_callback").row_version
    session.rollback()
    assert 'id="f-number"' in text(admin.get(path))
    assert admin.post(path, data=LIMIT | {"seen": str(version)}).status_code == 302
    assert limit_of(session, "official_callback").number == 5


def test_a_refused_row_keeps_what_was_typed(admin: FlaskClient, session: Session) -> None:
    path = page_of(session, "XNSW", tab="limits", edit=limit_of(session, "official_callback").id)
    answer = admin.post(path, data=LIMIT | {"number": "三", "note": "试试"})
    page = text(answer)
    assert answer.status_code == 200
    assert "请填写整数" in page
    assert 'value="三"' in page
    assert 'value="试试"' in page
    assert limit_of(session, "official_callback").number == 3


def test_a_running_limit_is_replaced_and_says_so(admin: FlaskClient, session: Session) -> None:
    given = {"callback_kind": "transferred", "accepted_at": NOW, "closed_at": None, "callback_at": None}
    before = make(Callback, session, **given)
    key, due = before.id, before.due_by
    session.commit()
    old = limit_of(session, "official_callback").id
    path = page_of(session, "XNSW", tab="limits", edit=old)
    assert "已有单据按这一条计时。保存后另立一条" in text(admin.get(path))
    assert admin.post(path, data=LIMIT).status_code == 302
    assert limit_of(session, "official_callback").id != old
    assert session.get_one(Callback, key).due_by == due
    assert admin.get(path).status_code == 404  # the old row is no longer edited


def test_office_hours_move_what_ends_at_closing_time(admin: FlaskClient, session: Session) -> None:
    limit = limit_of(session, "official_callback")
    limit.to_close = True
    session.commit()
    record = make(Callback, session, callback_kind="transferred", accepted_at=NOW, closed_at=None, callback_at=None)
    key, due = record.id, record.due_by
    session.commit()
    value = session.scalars(
        select(PolicyValue).where(PolicyValue.key == "office_hours", PolicyValue.policy == edition_of(session, "XNSW"))
    ).one()
    path = page_of(session, "XNSW", tab="values", edit=value.id)
    assert admin.post(path, data={"value": "09:00-16:00", "note": "冬季"}).status_code == 302
    session.rollback()
    assert due is not None
    assert session.get_one(Callback, key).due_by == due.replace(hour=16, minute=0)


def test_names_are_kept_and_shown(admin: FlaskClient, session: Session, client_of: ClientOf) -> None:
    path = page_of(session, "XNSW", tab="names")
    assert admin.post(path, data={"role-AM": "片区经理", "title-B02": "客户满意度回访表"}).status_code == 302
    page = text(client_of(Role.AM).get("/callback/"))
    assert "片区经理" in page
    assert "客户满意度回访表" in page
    answer = admin.post(path, data={"role-AM": "长" * 201})
    assert "最多 200 个字" in text(answer)
    assert "长" * 201 in text(answer)


# -- one in place of another -----------------------------------------------------------------------------------------------


def test_a_switch_shows_what_changes_and_asks_again(admin: FlaskClient, session: Session) -> None:
    path = page_of(session, "CSGS", "switch")
    page = text(admin.get(path))
    assert "现行：" in page
    assert re.search(r"\d+ 项不同", page)
    assert edition_of(session, "XNSW").in_force
    assert admin.post(path).status_code == 302
    assert edition_of(session, "CSGS").in_force
    assert not edition_of(session, "XNSW").in_force


def _incomplete(session: Session) -> int:
    whole = policy(session)
    bare = replace(whole, code="BARE", name="半份方案", limits=(), values={}, id=None)
    key = store(session, bare, NOW).id
    session.commit()
    return key


def test_a_switch_is_refused_with_the_list_of_what_is_missing(admin: FlaskClient, session: Session) -> None:
    key = _incomplete(session)
    page = text(admin.get(f"{ROOM}switch/?id={key}"))
    assert "limit.repair" in page
    assert "确认启用" not in page
    answer = admin.post(f"{ROOM}switch/?id={key}")
    assert answer.status_code == 200
    assert "还不能启用，缺少：" in text(answer)
    assert "value.office_hours" in text(answer)
    assert edition_of(session, "XNSW").in_force


def test_what_is_missing_is_made_good(admin: FlaskClient, session: Session) -> None:
    key, owner = _incomplete(session), edition_of(session, "XNSW").id
    session.rollback()
    path = f"{ROOM}missing/?id={key}"
    assert "limit.repair" in text(admin.get(path))
    assert admin.post(path, data={"key": "limit.repair", "from": str(owner)}).status_code == 302
    assert admin.post(path, data={"key": "value.warn_share", "from": "", "why": "不提前提醒"}).status_code == 302
    assert "请写明不采用的原因" in text(admin.post(path, data={"key": "value.key_levels", "from": "", "why": ""}))
    assert admin.post(path, data={"key": "value.nonsense", "why": "x"}).status_code == 404
    assert admin.post(path, data={"key": "limit.handle", "from": "99999"}).status_code == 404
    session.rollback()
    left = edition(session, key).missing()
    assert not {"limit.repair", "value.warn_share"} & set(left)
    assert "value.key_levels" in left


def _longer(whole: Policy) -> Policy:
    limits = [replace(limit, amount=4) if limit.key == "official_callback" else limit for limit in whole.limits]
    return replace(whole, edition="2026-2", limits=tuple(limits))


def test_a_changed_file_is_offered_entry_by_entry_and_taken(admin: FlaskClient, session: Session) -> None:
    key = offer(session, _longer).id
    session.rollback()
    assert "新版本待确认" in text(admin.get(ROOM))
    page = text(admin.get(f"{ROOM}offered/?id={key}"))
    for words in ("1 处改动", "12345 等转办件回访", "3 个工作日", "4 个工作日", "不采用"):
        assert words in page
    assert admin.post(f"{ROOM}offered/?id={key}", data={"then": "take"}).status_code == 302
    session.rollback()
    assert policy(session).edition == "2026-2"
    session.rollback()
    assert admin.get(f"{ROOM}offered/?id={key}").status_code == 404


def test_a_changed_file_is_left(admin: FlaskClient, session: Session) -> None:
    key = offer(session, _longer).id
    session.rollback()
    assert admin.post(f"{ROOM}offered/?id={key}", data={"then": "leave"}).status_code == 302
    session.rollback()
    assert policy(session).edition == "2026-1"
    session.rollback()
    page = text(admin.get(ROOM))
    assert "新版本待确认" not in page
    assert "不采用" in page


def test_an_edition_that_is_not_offered_is_not_taken(admin: FlaskClient, session: Session) -> None:
    assert admin.post(page_of(session, "CSGS", "offered"), data={"then": "take"}).status_code == 404


def test_rows_are_counted(session: Session) -> None:
    """What the console shows of an edition is what the policy holds."""
    found: Any = policy(session)
    row = edition_of(session, "XNSW")
    stored = session.scalars(select(PolicyLimit.id).where(PolicyLimit.policy == row, PolicyLimit.replaced.is_(False))).all()
    assert len(stored) == len(found.limits)
