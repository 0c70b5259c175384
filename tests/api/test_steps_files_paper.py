"""Steps, files and papers by the API."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import REGISTERS, Complaint, Department, Inquiry, PrintJob, VisitTrip
from models.declare import Kind
from models.trace import StepTaken
from rules.roles import Role
from tests import make
from tests.api.conftest import Caller, json_for, sendable
from tests.cast import ClientOf
from tests.files import PDF

CallerOf = Callable[[Role], Caller]


def test_a_step_is_taken_with_its_fields_and_refused_as_on_the_screen(caller_of: CallerOf, session: Session, client_of: ClientOf) -> None:
    clerk = caller_of(Role.CLERK)
    found = clerk.post("/inquiry", json_for(Inquiry, session, answer=None, answered_now=False, promise_reply_at=make.NOW)).get_json()
    path = f"/inquiry/{found['id']}/steps/open-answered"
    assert found["steps"] == [{"key": "open-answered", "label": "答复办结"}]
    missing = clerk.post(path, {})
    needed = "告知内容（手续、材料、程序、受理时限）"
    assert (missing.status_code, missing.get_json()["errors"]) == (
        422, {"answer": f"请填写“{needed}”", "fully_informed": "请选择一项", "replied_at": "请填写“实际答复时间”"})  # fmt: skip
    answered = {"answer": "已告知", "fully_informed": True, "replied_at": "2026-11-20T10:42:00+08:00"}
    other = clerk.post(path, {**answered, "question": "别的"})
    assert other.get_json()["errors"] == {"question": "“答复办结”不填写这一栏"}
    stranger = caller_of(Role.CS_SUP).post(path, answered)
    assert stranger.status_code == 403
    stale = clerk.post(path, {**answered, "row_version": 99})
    assert (stale.status_code, stale.get_json()["type"]) == (409, "urn:dengji:stale")
    done = clerk.post(path, {**answered, "row_version": found["row_version"]})
    assert done.status_code == 200, done.get_data(as_text=True)
    assert done.get_json()["status"] == {"code": "answered", "label": "已答复"}
    again = clerk.post(path, answered)
    assert (again.status_code, again.get_json()["type"]) == (409, "urn:dengji:wrong-state")
    assert clerk.post(f"/inquiry/{found['id']}/steps/no-step", {}).status_code == 404
    session.rollback()
    taken = session.scalars(select(StepTaken)).one()
    assert (taken.label, taken.record_id) == ("答复办结", found["id"])


def test_a_step_that_asks_for_words_is_given_them(caller_of: CallerOf, session: Session) -> None:
    complaint = make.make(Complaint, session)
    make.walk(complaint, next(state for state in Complaint.states() if state.value == "handling"))
    step = Complaint.flow.step("handling-accepted")
    assert step is not None
    assert step.reasoned
    session.commit()
    caller = caller_of(Role.CS_SUP)
    path = f"/complaint/{complaint.id}/steps/{step.key}"
    refused = caller.post(path, {})
    assert refused.get_json()["errors"] == {"words": f"请写明“{step.label}”的原因"}
    assert caller.post(path, {"words": 5}).get_json()["errors"] == {"words": "应为字符串"}
    assert caller.post(path, {"words": "不属本部门"}).get_json()["status"]["code"] == "accepted"


def test_who_has_no_part_in_it_is_refused_and_what_is_hidden_is_missing(caller_of: CallerOf, session: Session) -> None:
    record, register = make.make(Complaint, session), Complaint
    record.dept = session.scalars(select(Department).order_by(Department.id.desc())).first()
    session.commit()
    name, dept, auditor = register.__tablename__, caller_of(Role.DEPT), caller_of(Role.AUDITOR)
    hidden = f"/{name}/{record.id}"
    for answer in (dept.get(hidden), dept.get(f"{hidden}/attachments"), dept.get(f"{hidden}/print")):
        assert answer.status_code == 404, answer.get_data(as_text=True)
    assert dept.get(f"/{name}").get_json()["total"] == 0
    assert auditor.get(hidden).status_code == 200
    for answer in (auditor.post(f"/{name}", {}), auditor.patch(hidden, {}), auditor.get(f"{hidden}/print")):
        assert answer.status_code == 403
    admin = caller_of(Role.SYSADMIN)
    assert [one["name"] for one in admin.get("/registers").get_json()["items"]] == []
    assert admin.get(f"/{name}").status_code == 403


def test_files_are_hung_on_listed_and_fetched(caller_of: CallerOf, session: Session) -> None:
    clerk = caller_of(Role.CLERK)
    found = clerk.post("/inquiry", json_for(Inquiry, session)).get_json()
    path = f"/inquiry/{found['id']}/attachments"
    made = clerk.upload(path, "现场 照片.pdf", PDF)
    assert made.status_code == 201, made.get_data(as_text=True)
    listed = clerk.get(path).get_json()["items"]
    assert listed == [made.get_json()]
    assert (listed[0]["name"], listed[0]["size"]) == ("现场 照片.pdf", len(PDF))
    fetched = clerk.client.get(listed[0]["url"], headers=clerk.headers)
    assert (fetched.data, fetched.mimetype) == (PDF, "application/pdf")
    refused = clerk.upload(path, "x.exe", b"MZ")
    assert (refused.status_code, set(refused.get_json()["errors"])) == (422, {"attachments"})
    assert clerk.upload(path, "a.pdf", PDF, field="remark").get_json()["errors"].keys() == {"field"}
    assert clerk.ask("POST", path, {}).get_json()["errors"].keys() == {"file"}
    assert caller_of(Role.AUDITOR).upload(path, "a.pdf", PDF).status_code == 403


def test_a_file_fills_the_place_that_is_for_it(caller_of: CallerOf, session: Session) -> None:
    register, name = next((one, name) for one in REGISTERS for name, field in one.fields.items() if field.kind is Kind.ATTACHMENT)
    record = make.make(register, session)
    session.commit()
    caller = caller_of(make.in_order(next(step for step in register.flow.steps if name in step.fields).roles)[0])
    path = f"/{register.__tablename__}/{record.id}"
    made = caller.upload(f"{path}/attachments", "签字.pdf", PDF, field=name)
    assert made.status_code == 201, made.get_data(as_text=True)
    assert caller.get(path).get_json()[name] == {"id": made.get_json()["id"], "label": "签字.pdf"}


def test_the_paper_is_printed_and_logged(caller_of: CallerOf, session: Session) -> None:
    record = make.make(VisitTrip, session)
    session.commit()
    key = record.id
    session.rollback()
    asked = caller_of(Role.AM).ask("HEAD", f"/visit_trip/{key}/print")
    assert (asked.status_code, asked.data, session.scalars(select(PrintJob)).all()) == (200, b"", [])
    session.rollback()
    paper = caller_of(Role.AM).get(f"/visit_trip/{key}/print")
    assert (paper.status_code, paper.mimetype, paper.data[:5]) == (200, "application/pdf", b"%PDF-")
    job = session.scalars(select(PrintJob)).one()
    assert (job.register, job.paper) == ("visit_trip", "sheet")
    session.refresh(record)
    assert record.print_count == 1


def test_everybody_is_told_who_he_is_and_what_is_open_to_him(caller_of: CallerOf) -> None:
    caller = caller_of(Role.CLERK)
    assert caller.get("/me").get_json()["roles"] == [{"code": "CLERK", "label": "服务受理人员"}]
    registers = caller.get("/registers").get_json()["items"]
    inquiry = next(one for one in registers if one["name"] == "inquiry")
    assert inquiry["may"] == ["create", "read", "edit", "step", "print", "correct"]
    assert inquiry["steps"][0]["key"] == "open-answered"
    assert {one["name"] for one in registers} == {one.__tablename__ for one in REGISTERS if Role.CLERK in one.read_by}
    assert sendable([{"a": 1}]) == [{"a": 1}]
