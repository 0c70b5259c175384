"""One test for each defect of the framework that was met once (FRAMEWORK_FACTS): it is repaired, and stays so.

Each repair leans on the framework's insides or goes around them, so an update may bring any of them back.
"""

from __future__ import annotations

import itertools
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import REGISTERS, Callback, CallbackPlan, CallbackReport, Counter, Customer, Department, Notice, VisitRecord, VisitTrip
from models.declare import Model, Register
from models.visit import RecordState
from rules.roles import Role
from tests.by_hand import refusing
from tests.cast import ClientOf
from tests.every import SOME
from tests.make import form_for, keeper_role, make, person, walk
from tests.page import page
from tests.views.conftest import Watch
from tests.views.framework import html
from views.doors import DOORS
from views.rights import fab_roles

# -- lists -------------------------------------------------------------------------------------------------------------


def test_nobody_sees_what_another_searched_for(app: Flask, session: Session, client_of: ClientOf) -> None:
    """FAB#2366: the search of one request stood on the view, and so in everybody's page."""
    for name in ("甲户", "乙户", "丙户", "丁户"):
        make(Customer, session, full_name=name)
    session.commit()
    browsers, start = [client_of(role) for role in (Role.CLERK, Role.HOTLINE, Role.AM, Role.CB)], Barrier(4)

    def look(turn: int) -> list[tuple[str, int]]:
        mine = "甲乙丙丁"[turn]
        start.wait()
        pages = [html(browsers[turn], f"/customer/?q={mine}户") for _ in range(6)]
        return [(re.search(r'name="q" value="(.*?)"', one)[1], len(re.findall(r'"w-name">[甲乙丙丁]户<', one))) for one in pages]  # type: ignore[index]

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(look, range(4)))
    assert found == [[(f"{name}户", 1)] * 6 for name in "甲乙丙丁"]


def test_a_batch_takes_no_step_that_the_person_may_not_take(session: Session, client_of: ClientOf) -> None:
    """FAB's actions ignored the filters of the list: a manager approved what he could not see."""
    own, foreign = make(VisitRecord, session, person(session, Role.AM_LEAD)), make(VisitRecord, session)
    for record in (own, foreign):
        walk(record, RecordState.REVIEW)
    session.commit()
    ids = [str(own.id), str(foreign.id)]
    browser = client_of(Role.AM_LEAD)
    assert browser.post("/visit_record/batch", data={"action": "step-review-done", "ids": ids}).status_code == 302
    session.rollback()
    assert [record.status.value for record in (own, foreign)] == ["review", "done"]
    assert own.number in html(browser, "/visit_record/")
    answer = client_of(Role.CB).post("/visit_record/batch", data={"action": "step-review-done", "ids": ids})
    assert answer.status_code == 404


def test_a_form_does_not_load_the_tables_it_links_to(session: Session, client_of: ClientOf, watch: Watch) -> None:
    """FAB put every row of a linked table into the page: 9.8 MB at 200,000 customers."""
    names = [make(Customer, session, full_name=f"长江路{turn}号").full_name for turn in range(30)]
    session.commit()
    browser = client_of(Role.AM)
    with watch() as asked:
        shown = html(browser, "/visit_trip/add")
    assert not [name for name in names if name in shown]
    assert not [statement for statement in asked if re.search(r"FROM (customer|staff)\b(?!.*(count|WHERE))", statement, re.DOTALL)]
    assert len(browser.get("/lookup/visit_trip/customer?q=长江路").get_json()["items"]) == 20


def test_a_list_offers_no_selects_of_its_relations(session: Session, client_of: ClientOf) -> None:
    """FAB with no search_columns drew every relation's select on every list page."""
    name = make(Customer, session, full_name="江上渔家").full_name
    session.commit()
    browser = client_of(Role.AM)
    for register in (VisitTrip, VisitRecord, Notice, Callback):
        assert name not in html(browser, f"/{register.__tablename__}/")


def test_the_same_filter_twice_is_one(session: Session, client_of: ClientOf) -> None:
    """FAB#2406: a filter given twice was lost on paging."""
    for _ in range(21):
        make(Customer, session, nature="unit")
    make(Customer, session, nature="person")
    session.commit()
    shown = html(client_of(Role.CLERK), "/customer/?nature=unit&nature=unit&size=20")
    assert "共 21 条" in shown
    onward = re.search(r'href="(\?[^"]*page=2[^"]*)"', shown)
    assert onward is not None
    again = html(client_of(Role.CLERK), "/customer/" + onward[1].replace("&amp;", "&"))
    assert "本页 1 条，共 21 条" in again


def test_nothing_linked_is_a_dash_and_not_the_word_none(session: Session, client_of: ClientOf) -> None:
    record = make(Customer, session, account_manager=None, level="ordinary", remark=None, water_use=None)
    session.commit()
    for path in ("/customer/", f"/customer/{record.id}", f"/customer/{record.id}/edit"):
        assert not re.search(r">\s*(__)?None\s*<|=\"(__)?None\"", html(client_of(Role.CLERK), path)), path


# -- saving ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "kept"), [("1", True), ("0", False)])
def test_a_required_no_is_saved(session: Session, client_of: ClientOf, typed: str, kept: bool) -> None:  # noqa: FBT001
    """FAB's validator took False for an empty field."""
    data = form_for(Customer, session) | {"pi_consent": typed}
    assert client_of(Role.CLERK).post("/customer/add", data=data).status_code == 302
    assert session.scalar(select(Customer.pi_consent).order_by(Customer.id.desc())) is kept


def test_what_the_database_refuses_comes_back_as_a_form(session: Session, client_of: ClientOf) -> None:
    """FAB flashed raw SQL and redirected: everything typed was lost."""
    data = form_for(Notice, session)
    with refusing(session, "notice", "UNIQUE constraint failed"):
        answer = client_of(Role.CLERK).post("/notice/add", data=data)
    shown = page(answer)
    assert answer.status_code == 200
    assert "未能保存。已填写的内容全部保留。" in shown.text
    assert {name: shown.boxes[name] for name in data} == {name: [value] for name, value in data.items()}
    assert not re.search("INSERT|UNIQUE|sqlite|psycopg", answer.get_data(as_text=True))
    assert session.scalar(select(func.count(Counter.form)).where(Counter.form == "A06")) == 0


def test_what_follows_a_save_is_in_its_transaction(session: Session, client_of: ClientOf) -> None:
    """FAB's post_add failed after the commit: an error was shown, the record was saved, and so was entered twice."""
    trip = make(VisitTrip, session)
    path, data = f"/visit_trip/{trip.id}/step/out-back", {"visit_end_at": "1040", "visit_result": "已谈妥"}
    with refusing(session, "callback"):
        answer = client_of(Role.AM_LEAD).post(path, data=data)
    assert (trip.status.value, trip.visit_result) == ("out", None)
    assert answer.status_code in (200,)


def test_a_refused_file_takes_the_new_record_with_it(session: Session, client_of: ClientOf) -> None:
    data: dict[str, object] = {**form_for(Notice, session)}
    data["attachments"] = (BytesIO(b"<script>"), "x.html")
    answer = client_of(Role.CLERK).post("/notice/add", data=data, content_type="multipart/form-data")
    assert answer.status_code == 200
    assert "只能上传" in page(answer).text
    assert session.scalar(select(func.count(Notice.id))) == 0


def opened(session: Session, browser: FlaskClient) -> tuple[Notice, str, dict[str, list[str]]]:
    """A notice, and its form as somebody has it open."""
    record = make(Notice, session)
    session.commit()
    path = f"/notice/{record.id}/edit"
    return record, path, page(browser.get(path)).boxes


def without_slip(boxes: dict[str, list[str]]) -> dict[str, list[str]]:
    """As somebody else sends them: the slip is the first person's own."""
    return {name: texts for name, texts in boxes.items() if name != "slip"}


def test_two_people_at_one_record_see_both_texts(session: Session, client_of: ClientOf) -> None:
    """FAB read the row again on POST: both saw "Changed Row", and the first change was gone."""
    browser = client_of(Role.CLERK)
    record, path, boxes = opened(session, browser)
    assert client_of(Role.HOTLINE).post(path, data=without_slip(boxes) | {"procedure": ["先到的办理程序"]}).status_code == 302
    answer = browser.post(path, data=boxes | {"procedure": ["后到的办理程序"]})
    shown = page(answer)
    assert answer.status_code == 200
    assert "已被他人修改" in shown.text
    assert "先到的办理程序" in shown.text
    assert shown.boxes["procedure"] == ["后到的办理程序"]
    session.rollback()
    assert record.procedure == "先到的办理程序"
    assert browser.post(path, data=shown.boxes).status_code == 302
    session.rollback()
    assert record.procedure == "后到的办理程序"


def test_a_step_on_a_form_that_has_grown_old_is_refused(session: Session, client_of: ClientOf) -> None:
    record = make(Notice, session)
    session.commit()
    path = f"/notice/{record.id}/step/draft-given"
    boxes = page(client_of(Role.CLERK).get(path)).boxes
    assert client_of(Role.HOTLINE).post(f"/notice/{record.id}/edit", data=form_for(Notice, session)).status_code == 302
    answer = client_of(Role.CLERK).post(path, data=boxes | {"received_on": ["今天"]})
    assert answer.status_code == 200
    session.rollback()
    assert record.status.value == "draft"


def test_two_people_at_the_same_rows_see_both(session: Session, client_of: ClientOf) -> None:
    browser = client_of(Role.CLERK)
    _, path, boxes = opened(session, browser)
    assert client_of(Role.HOTLINE).post(path, data=without_slip(boxes) | {"materials-0-name": ["先到的资料"]}).status_code == 302
    shown = page(browser.post(path, data=boxes | {"materials-0-name": ["后到的资料"]}))
    assert "各栏内容与已保存的一致" not in shown.text
    assert "先到的资料" in shown.text


def test_a_signature_that_nobody_touched_is_no_difference(session: Session, client_of: ClientOf) -> None:
    record = make(VisitRecord, session)
    session.commit()
    path = f"/visit_record/{record.id}/edit"
    boxes = page(client_of(Role.AM).get(path)).boxes
    assert client_of(Role.AM_LEAD).post(path, data=without_slip(boxes) | {"content": ["先到"]}).status_code == 302
    shown = client_of(Role.AM).post(path, data=boxes | {"content": ["后到"]}).get_data(as_text=True)
    differing = re.findall(r'<tr><th scope="row">(.*?)</th>', shown)
    assert differing == [VisitRecord.fields["content"].label]


def test_a_list_filter_in_the_address_of_an_edit_changes_nothing(session: Session, client_of: ClientOf) -> None:
    """FAB#1521: `?_flt_0_dept=2` on the edit page silently changed the department."""
    browser = client_of(Role.CLERK)
    record, path, boxes = opened(session, browser)
    unit, other = record.unit.id, session.scalar(select(Department.id).order_by(Department.id.desc()))
    session.rollback()
    query = {"_flt_0_unit": other, "unit": other, "_flt_0_applicant_name": "甲", "applicant_name": "甲", "notice_mode": "none"}
    assert browser.post(path, data=boxes, query_string=query).status_code == 302
    session.rollback()
    assert (record.unit.id, record.applicant_name) == (unit, boxes["applicant_name"][0])


def test_after_a_save_the_record_is_shown(session: Session, client_of: ClientOf) -> None:
    """FAB walked a history of five pages and could land anywhere."""
    browser = client_of(Role.CLERK)
    record, path, boxes = opened(session, browser)
    for other in ("/", "/customer/", "/todo", "/search?q=x"):
        browser.get(other)
    assert browser.post(path, data=boxes).location == f"/notice/{record.id}?done=1"


def test_a_moment_is_typed_with_its_time_and_nothing_of_the_old_picker_is_left(client_of: ClientOf) -> None:
    """FAB#2408: the picker had no time, and its date filter threw in the browser."""
    shown = html(client_of(Role.AM), "/visit_trip/add")
    assert re.search(r'<input class="cell-in" type="text" id="f-planned_depart_at"', shown)
    assert not re.search("ab_filters|datepicker|datetimepicker|select2|jquery", shown, re.IGNORECASE)


# -- addresses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "page_Visit=abc",
        "_oc_Visit=bogus",
        "_flt_9_x=1",
        "psize_Visit=99999",
        "_od_Visit=asc",
        "page=abc",
        "order=bogus",
        "size=9999",
        "resp_dept=1",
    ],
)
def test_no_argument_of_a_list_breaks_it(client_of: ClientOf, query: str) -> None:
    """What is no condition of ours is refused, not left out: the list would show all there is for what was asked for."""
    assert client_of(Role.CLERK).get(f"/customer/?{query}").status_code == 400


@pytest.mark.parametrize("order", ["pi_consent", "usage_profile", "id_no", "creator_id", "created_at", "contacts", "id;--", "-void_reason"])
def test_a_list_is_ordered_by_what_it_shows_alone(client_of: ClientOf, order: str) -> None:
    assert client_of(Role.CLERK).get("/customer/", query_string={"order": order}).status_code == 400


OWN = {
    "", "account", "api", "approvals", "audit", "console", "dashboard", "drafts", "login", "logout", "lookup", "messages", "numbers",
    "healthz", "jobs", "metrics", "rates", "readyz", "returned", "search", "shelves", "static", "today", "todo",
    *(register.__tablename__ for register in REGISTERS),
}  # fmt: skip


def test_none_of_the_frameworks_own_pages_is_served(app: Flask) -> None:
    """Users, roles, registration, the OpenAPI pages, the language switch, the JSON API that marshmallow 4 breaks."""
    roots = {rule.rule.strip("/").split("/")[0].split("<")[0] for rule in app.url_map.iter_rules()}
    assert roots <= OWN
    assert not {name for name in app.view_functions if re.search("Api|Swagger|OpenApi|User|Role|Register[^e]|Locale", name)}


@pytest.mark.parametrize(
    "path",
    ["/users/list/", "/users/add", "/roles/list/", "/registeruser/list/", "/permissions/list/", "/viewmenus/list/", "/lang/en",
     "/swagger/v1", "/resetmypassword/form", "/register/form", "/back", "/userstatschartview/chart/"],
)  # fmt: skip
def test_the_frameworks_addresses_lead_nowhere(client_of: ClientOf, path: str) -> None:
    answer = client_of(Role.SYSADMIN).get(path)
    assert answer.status_code == 404
    assert "没有找到这个页面" in page(answer).text


def test_every_post_demands_its_token(app: Flask, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    """FAB's APIs were exempt, and a cookie was enough."""
    app.config["WTF_CSRF_ENABLED"] = True
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], **{door.setting: 0 for door in DOORS}))
    others = tuple(f"/{register.__tablename__}/" for register in REGISTERS if register not in SOME)
    browser, refused = client_of(Role.CLERK), []
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and not rule.rule.startswith(("/console", "/api", *others)):  # of the API a cookie opens nothing
            path = re.sub(r"<int:\w+>", "1", re.sub(r"<\w+>", "x", rule.rule))
            answer = browser.post(path)
            refused += [] if answer.status_code == 400 and "失效" in page(answer).text else [(path, answer.status_code)]
    assert not refused


# -- rights ------------------------------------------------------------------------------------------------------------


def test_a_right_on_one_view_is_none_on_a_longer_name(app: Flask) -> None:
    """The framework matches by prefix: CallbackView would have opened CallbackViewTwo."""
    patterns = [pattern for grants in fab_roles().values() for grant in grants for pattern in grant]
    assert patterns
    assert all(pattern.endswith("$") for pattern in patterns)
    names = [f"{register.__name__}View" for register in (Callback, CallbackPlan, CallbackReport)]
    held = [[view for view, _ in grants if re.match(view, names[0])] for grants in fab_roles().values()]
    assert not [view for views in held for view in views if re.match(view, names[1]) or re.match(view, names[2])]


def test_the_administrator_is_given_no_business_by_the_framework(client_of: ClientOf) -> None:
    """FAB grants AUTH_ROLE_ADMIN everything unless the role is declared."""
    browser = client_of(Role.SYSADMIN)
    assert browser.get("/console/").status_code == 200
    assert {browser.get(f"/{register.__tablename__}/").status_code for register in REGISTERS} == {403}
    assert not re.search(rf'href="/({"|".join(r.__tablename__ for r in REGISTERS)})/', html(browser, "/"))


def test_the_framework_makes_no_table_by_itself(app: Flask) -> None:
    assert app.config["FAB_CREATE_DB"] is False
    assert app.config["FAB_UPDATE_PERMS"] is False
    assert {"ab_user", "notice"} <= set(Model.metadata.tables)


# -- speed -------------------------------------------------------------------------------------------------------------


def with_customer(register: type[Register], session: Session) -> dict[str, Any]:
    """A customer of its own for a record that has one."""
    return {"customer": make(Customer, session)} if "customer" in register.at_creation() else {}


@pytest.mark.parametrize("register", [VisitRecord, Callback, Customer], ids=lambda register: register.__name__)
def test_a_list_asks_no_more_for_many_rows_than_for_few(
    register: type[Register], session: Session, client_of: ClientOf, watch: Watch
) -> None:
    browser, counts = client_of(keeper_role(register)), []
    for more in (5, 45):
        for _ in range(more):
            make(register, session, **with_customer(register, session))
        session.commit()
        with watch() as asked:
            assert browser.get(f"/{register.__tablename__}/?size=50").status_code == 200
        counts.append(len(asked))
    assert counts[1] <= counts[0]
    assert counts[1] <= 19  # one of them asks whether the login's session still holds


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/todo",
        "/search?q=139",
        "/today",
    ],
)
def test_the_desk_asks_no_more_for_much_work_than_for_little(
    path: str, session: Session, client_of: ClientOf, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Work of every register, each for a customer of its own."""
    monkeypatch.setattr("tests.make.ticket", itertools.count(1000))  # what is found does not hang on the tests before
    browser, counts = client_of(Role.AM), []
    for more in (1, 4):
        for register in REGISTERS:
            for _ in range(more):
                make(register, session, **with_customer(register, session))
        session.commit()
        assert browser.get(path).status_code == 200, "what is kept for the process is read"
        with watch() as asked:
            assert browser.get(path).status_code == 200
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 5, "here and there a kind of link that no record of the first had"
    assert counts[1] <= 52
