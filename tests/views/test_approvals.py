"""The inbox over HTTP: who finds what in it, who decides what through it, and what is refused there."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from models import Accountability, Appointment, Callback, Message, Staff
from models.accountability import AccountabilityState
from models.appointment import ServiceState
from models.callback import CallbackState
from models.declare import Register
from rules.roles import Role
from services.approval_cases import cases_of
from services.holders import judges
from tests.cast import ClientOf
from tests.make import make, person, walk
from tests.page import leftovers, page
from tests.services.chains import case_of, place, set_chain, submitted

JSON = {"Accept": "application/json"}


def item(record: Register) -> str:
    return f"/approvals/{record.__tablename__}/{record.id}"


def shown(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def staff(session: Session, role: Role) -> Staff:
    return session.query(Staff).filter_by(job_number=role.value).one()


@pytest.fixture
def record(session: Session) -> Accountability:
    made = submitted(session, "VP > GM", copied_to="ADMIN_DEPT")
    session.commit()
    return made


def test_it_waits_for_him_whose_turn_it_is_and_for_nobody_else(record: Accountability, client_of: ClientOf) -> None:
    found = {role for role in Role if f'href="{item(record)}"' in shown(client_of(role), "/approvals/")}
    assert found == {Role.VP}


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_what_each_role_may_do_at_the_doors(record: Accountability, role: Role, session: Session, client_of: ClientOf) -> None:
    """Whoever may not read it is told so; whoever may, decides only when it is his turn. To the archivist it is not there yet."""
    browser, where = client_of(role), item(record)
    unseen = 404 if role is Role.ARCHIVIST else 403
    may_read = role in Accountability.read_by and role is not Role.ARCHIVIST
    assert browser.get(where, headers=JSON).status_code == (200 if may_read else unseen)
    status = {verb: browser.post(where, data={"do": verb, "words": "试"}).status_code for verb in ("agree", "refuse", "hand")}
    assert (status["agree"] == 302) is (role is Role.VP)
    if role is not Role.VP:
        assert set(status.values()) == {unseen}
    submitter = role.value == record.creator.job_number
    session.rollback()
    assert browser.post(f"{where}/withdraw", headers=JSON).status_code == (302 if submitter else unseen)


def test_agreed_it_goes_up_and_at_last_takes_the_step(record: Accountability, session: Session, client_of: ClientOf) -> None:
    vp, gm = client_of(Role.VP), client_of(Role.GM)
    text = shown(vp, item(record))
    assert "同意后报下一级" in text
    answer = vp.post(item(record), data={"do": "agree", "words": "情况属实", "place": str(place(session, record, Role.VP).id)})
    session.rollback()
    assert (answer.status_code, answer.location) == (302, "/approvals/")
    assert "已同意" in page(vp.get("/approvals/")).text
    assert record.number in shown(vp, "/approvals/?tab=decided")
    text = shown(gm, item(record))
    assert "情况属实" in text
    assert "同意即“同意追责”" in text
    gm.post(item(record), data={"do": "agree", "words": ""})
    session.rollback()
    assert record.status is AccountabilityState.APPROVED
    assert not leftovers(page(gm.get(item(record))).text)


def test_a_refusal_without_a_reason_comes_back_with_everything(record: Accountability, session: Session, client_of: ClientOf) -> None:
    vp = client_of(Role.VP)
    answer = vp.post(item(record), data={"do": "refuse", "words": ""})
    assert answer.status_code == 200
    assert page(answer).errors == {"words": "请写明驳回的原因"}
    answer = vp.post(item(record), data={"do": "hand", "words": "请核实", "to": ""})
    assert "请选择一项" in page(answer).text
    assert "请核实" in answer.get_data(as_text=True)
    vp.post(item(record), data={"do": "refuse", "words": "依据不足"})
    session.rollback()
    assert record.status is AccountabilityState.DRAFT


def test_the_second_of_two_is_told_and_keeps_his_words(session: Session, client_of: ClientOf) -> None:
    record = submitted(session, "VP | GM")
    his = str(place(session, record, Role.GM).id)
    session.commit()
    client_of(Role.VP).post(item(record), data={"do": "agree"})
    answer = client_of(Role.GM).post(item(record), data={"do": "refuse", "words": "我不同意", "place": his})
    assert answer.status_code == 200
    text = page(answer).text
    assert "您的意见没有登记" in text
    assert "我不同意" in text
    session.rollback()
    assert record.status is AccountabilityState.APPROVED


def test_handed_over_it_is_in_the_other_inbox(record: Accountability, session: Session, client_of: ClientOf) -> None:
    vp = client_of(Role.VP)
    text = shown(vp, item(record))
    offered = {person.job_number for person in session.query(Staff) if f'<option value="{person.id}"' in text}
    assert offered == {role.value for role in judges(Accountability)} - {"VP", record.creator.job_number}
    to = staff(session, Role.CS_SUP).id if record.creator.job_number != "CS_SUP" else staff(session, Role.CS_HEAD).id
    name = session.get_one(Staff, to).job_number
    session.rollback()
    vp.post(item(record), data={"do": "hand", "to": str(to), "words": "请先核实"})
    assert f'href="{item(record)}"' not in shown(vp, "/approvals/")
    heir = client_of(Role(name))
    assert "请先核实" in shown(heir, item(record))
    assert heir.post(item(record), data={"do": "agree"}).status_code == 302


def test_a_deputy_sees_for_whom(record: Accountability, session: Session, client_of: ClientOf) -> None:
    vp, head = client_of(Role.VP), client_of(Role.CS_SUP)
    deputy = staff(session, Role.CS_SUP).id
    session.rollback()
    answer = vp.post("/account/delegation", data={"deputy": str(deputy), "starts_on": "今天", "ends_on": "1130", "reason": "出差"})
    assert answer.status_code == 302
    if record.creator.job_number == "CS_SUP":
        return
    assert "受 分管副总甲 委托" in page(head.get("/approvals/")).text
    assert "受 分管副总甲 委托" in page(head.get(item(record))).text
    head.post(item(record), data={"do": "agree", "words": "同意"})
    session.rollback()
    assert record.vp_opinion is not None
    assert record.vp_opinion.name == "受理主管甲（代 分管副总甲）"
    assert "受 分管副总甲 委托" in page(head.get("/approvals/?tab=decided")).text


def test_the_author_finds_no_buttons(session: Session, client_of: ClientOf) -> None:
    set_chain(session, "VP | GM")
    made = make(Accountability, session)
    made.creator = staff(session, Role.VP)
    walk(made, AccountabilityState.APPROVING)
    session.commit()
    vp = client_of(Role.VP)
    assert f'href="{item(made)}"' not in shown(vp, "/approvals/")
    assert 'value="agree"' not in shown(vp, item(made))
    given = {"do": "agree", "place": str(place(session, made, Role.VP).id)}
    session.rollback()
    answer = vp.post(item(made), data=given)
    assert answer.status_code == 403
    assert "填表人不能审批自己填写的单据" in page(answer).text


def test_a_copy_is_read_by_whom_it_was_sent_to(record: Accountability, session: Session, client_of: ClientOf) -> None:
    client_of(Role.VP).post(item(record), data={"do": "agree"})
    client_of(Role.GM).post(item(record), data={"do": "agree"})
    session.rollback()
    message = session.query(Message).filter_by(kind="copy").one()
    door = f"/approvals/copied/{message.id}/read"
    session.rollback()
    reader = client_of(Role.ADMIN_DEPT)
    assert "未阅" in shown(reader, "/approvals/?tab=copied")
    assert client_of(Role.VP).post(door, headers=JSON).status_code == 404
    assert reader.post(door).location == f"/{record.__tablename__}/{record.id}"
    assert "未阅" not in shown(reader, "/approvals/?tab=copied")


def test_a_decision_of_the_flow_is_taken_in_the_inbox_too(session: Session, client_of: ClientOf) -> None:
    made = walk(make(Callback, session), CallbackState.REVIEW)
    session.commit()
    supervisor = client_of(Role.CS_SUP)
    assert f'href="{item(made)}"' in shown(supervisor, "/approvals/")
    text = shown(supervisor, item(made))
    assert "同意即“审查通过”" in text
    assert 'data-open="hand"' not in text
    assert page(supervisor.post(item(made), data={"do": "refuse", "words": ""})).errors == {"words": "请写明“退回补充”的原因"}
    assert supervisor.post(item(made), data={"do": "hand"}, headers=JSON).status_code in (200, 404)
    supervisor.post(item(made), data={"do": "agree", "words": "齐全"})
    session.rollback()
    assert made.status is CallbackState.DONE
    assert made.number in shown(supervisor, "/approvals/?tab=decided")


def test_the_record_s_page_shows_the_chain_and_offers_what_may_be_done(session: Session, client_of: ClientOf) -> None:
    asked = walk(make(Appointment, session), ServiceState.REFUSING)
    case = case_of(session, asked)
    assert case.opened_by is not None
    submitter = Role(case.opened_by.job_number)
    session.commit()
    where = f"/appointment/{asked.id}"
    assert page(client_of(Role.GM).get(f"/approvals{where}")).text.index("不同意理由") > 0
    assert "现在等待区域总经理审批" in page(client_of(submitter).get(where)).text
    assert f'action="/approvals{where}/withdraw"' in shown(client_of(submitter), where)
    gm = shown(client_of(Role.GM), where)
    assert f'action="/approvals{where}"' in gm
    assert "withdraw" not in gm
    assert f'action="/approvals{where}"' not in shown(client_of(Role.VP), where)
    client_of(submitter).post(f"/approvals{where}/withdraw", data={"words": "客户改变主意"})
    session.rollback()
    assert asked.status is ServiceState.APPLIED
    assert [one.state for one in cases_of(session, asked)] == ["withdrawn"]
    assert "无须审批" in page(client_of(submitter).get(where)).text


@pytest.mark.parametrize("path", ["/approvals/?tab=x", "/approvals/nothing/1", "/approvals/accountability/99999", "/approvals/copied/9/x"])
def test_what_is_not_there(client_of: ClientOf, path: str) -> None:
    assert client_of(Role.VP).get(path).status_code == 404


def test_no_other_verb(record: Accountability, client_of: ClientOf) -> None:
    assert client_of(Role.VP).post(item(record), data={"do": "x"}).status_code == 200
    assert "没有这种办理" in page(client_of(Role.VP).post(item(record), data={"do": "x"})).text


# -- delegations and leavers -----------------------------------------------------------------------------------------------


def test_one_s_own_delegation(session: Session, client_of: ClientOf) -> None:
    gm, vp = client_of(Role.GM), staff(session, Role.VP).id
    session.rollback()
    answer = gm.post("/account/delegation", data={"deputy": str(vp), "starts_on": "昨天", "ends_on": "乱写", "reason": "学习"})
    text = page(answer).text
    assert "日期看不懂" in text
    assert 'value="学习"' in answer.get_data(as_text=True)
    answer = gm.post("/account/delegation", data={"deputy": str(vp), "starts_on": "昨天", "ends_on": "1130"})
    assert "不能早于今天（2026-11-20）" in page(answer).text
    gm.post("/account/delegation", data={"deputy": str(vp), "starts_on": "今天", "ends_on": "1130"})
    assert "代办中" in page(gm.get("/account")).text
    other = client_of(Role.VP)
    assert "代办中" in page(other.get("/account")).text
    assert "提前终止" not in page(other.get("/account")).text
    assert other.post("/account/delegation/1/end", headers=JSON).status_code == 403
    assert gm.post("/account/delegation/1/end").status_code == 302
    assert "终止" in page(gm.get("/account")).text
    assert gm.post("/account/delegation/9/end", headers=JSON).status_code == 404


def test_the_room_of_delegations(session: Session, client_of: ClientOf) -> None:
    admin = client_of(Role.SYSADMIN)
    gm, vp = staff(session, Role.GM).id, staff(session, Role.VP).id
    session.rollback()
    assert "请选择一项" in page(admin.post("/console/delegation/new/", data={"starts_on": "今天", "ends_on": "今天"})).text
    given = {"principal": str(gm), "deputy": str(vp), "starts_on": "今天", "ends_on": "明天"}
    assert admin.post("/console/delegation/new/", data=given).status_code == 302
    assert "系统管理员甲 登记" in page(admin.get("/console/delegation/")).text
    assert admin.post("/console/delegation/1/end").status_code == 302
    for role in (Role.GM, Role.CS_HEAD):
        assert client_of(role).post("/console/delegation/new/", data=given, headers=JSON).status_code == 403


def test_a_leaver_s_cases_are_named_and_handed_on(session: Session, client_of: ClientOf) -> None:
    his: Any = make(Callback, session)
    leaver = staff(session, Role.CB)
    his.officer = leaver
    pk, unit, heir, version = leaver.id, leaver.unit.id, staff(session, Role.CS_SUP).id, leaver.row_version
    session.commit()
    admin = client_of(Role.SYSADMIN)
    form = {
        "name": leaver.name, "job_number": "CB", "unit": str(unit), "phone": "", "active": "0", "enabled": "0", "roles": ["CB"],
        "seen": str(version),
    }  # fmt: skip
    session.rollback()
    answer = admin.post(f"/console/staff/edit/?id={pk}", data=form)
    assert (answer.status_code, answer.location) == (302, f"/console/leaver/{pk}/")
    text = page(admin.get(answer.location)).text
    assert "名下还有 1 件" in text
    assert his.number in text
    assert "请写明移交原因" in page(admin.post(answer.location, data={"only": "callback", "to": str(heir)})).text
    done = admin.post(answer.location, data={"only": "callback", "to": str(heir), "words": "离职"})
    assert done.status_code == 302
    assert "没有需要移交的事项" in page(admin.get("/console/leaver/")).text
    session.rollback()
    assert his.officer_id == heir
    assert "移交承办" in page(client_of(Role.CS_SUP).get(f"/callback/{his.id}")).text
    assert client_of(Role.CS_HEAD).get("/console/leaver/", headers=JSON).status_code == 403


def test_the_console_warns_and_helps_where_nobody_is_left(record: Accountability, session: Session, client_of: ClientOf) -> None:
    session.query(Staff).filter_by(job_number="VP").one().active = False
    heir, waiting = staff(session, Role.CS_HEAD).id, place(session, record, Role.VP).id
    session.commit()
    admin = client_of(Role.SYSADMIN)
    text = page(admin.get("/console/")).text
    assert "分管副总现在无人担任" in text
    assert "有 1 件审批现在无人可批" in text
    assert record.number in page(admin.get("/console/leaver/")).text
    door = f"/console/leaver/place/{waiting}/"
    assert "请写明移交原因" in page(admin.post(door, data={"to": str(heir)})).text
    assert admin.post(door, data={"to": str(heir), "words": "空缺"}).status_code == 302
    assert admin.post(door, data={"to": str(heir), "words": "空缺"}, headers=JSON).status_code == 404
    session.rollback()
    assert person(session, Role.CS_HEAD).staff_id == place(session, record, Role.VP).assignee_id


def test_the_inbox_asks_no_more_for_much_work_than_for_little(session: Session, client_of: ClientOf, watch: Any) -> None:
    counts = []
    for more in (2, 12):
        for _ in range(more):
            submitted(session, "VP")
        session.commit()
        with watch() as asked:
            shown(client_of(Role.VP), "/approvals/")
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 2
