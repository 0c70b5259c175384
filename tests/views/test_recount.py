"""A report over HTTP: filled in between what the system worked out, counted anew, signed, and frozen."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models import OverdueList
from models.overdue_list import OverdueListState
from rules.roles import Role
from services.records import create
from tests.cast import NOW, ClientOf
from tests.make import person
from tests.page import page
from tests.services.bench import complaint


def drawn_up(session: Session) -> OverdueList:
    complaint(session)
    complaint(session)
    record = create(session, OverdueList, {"report_date": NOW.date()}, actor=person(session, Role.CS_SUP), now=NOW)
    session.commit()
    return record


def posted(record: OverdueList, *reasons: str) -> dict[str, str]:
    found = {"report_date": "2026-11-20", "seen": str(record.row_version)}
    for index, (line, reason) in enumerate(zip(record.rows, reasons, strict=True)):
        found |= {f"rows-{index}-id": str(line.id), f"rows-{index}-reason": reason, f"rows-{index}-expected_at": ""}
    return found


def test_the_form_shows_what_was_worked_out_and_asks_for_the_rest(session: Session, client_of: ClientOf) -> None:
    record = drawn_up(session)
    answer = client_of(Role.CS_SUP).get(f"/overdue_list/{record.id}/edit")
    shown = page(answer)
    assert "首次答复截止" in shown.text
    assert {"rows-0-reason", "rows-1-reason", "rows-0-expected_at"} <= set(shown.boxes)
    assert "rows-0-clock" not in shown.boxes
    assert "data-add-row" not in answer.get_data(as_text=True)


def test_a_reason_left_empty_is_asked_for_in_its_row_and_nothing_typed_is_lost(session: Session, client_of: ClientOf) -> None:
    record = drawn_up(session)
    data = posted(record, "等待破路许可", "")
    session.rollback()
    answer = client_of(Role.CS_SUP).post(f"/overdue_list/{record.id}/edit", data=data | {"then": "draft-signed"})
    shown = page(answer)
    assert answer.status_code == 200
    assert "请填写“逾期原因”" in shown.errors["rows-1-reason"]
    assert shown.boxes["rows-0-reason"] == ["等待破路许可"]


def test_a_case_that_came_meanwhile_stands_on_the_form_that_comes_back(session: Session, client_of: ClientOf) -> None:
    record = drawn_up(session)
    data = posted(record, "等待破路许可", "客户外出改约")
    session.rollback()
    complaint(session)
    session.commit()
    shown = page(client_of(Role.CS_SUP).post(f"/overdue_list/{record.id}/edit", data=data | {"then": "draft-signed"}))
    assert "请填写“逾期原因”" in shown.errors["rows-2-reason"]
    assert [shown.boxes[f"rows-{index}-reason"] for index in range(3)] == [["等待破路许可"], ["客户外出改约"], [""]]
    session.rollback()
    assert record.status is OverdueListState.DRAFT


def test_counting_anew_by_its_button(session: Session, client_of: ClientOf) -> None:
    record = drawn_up(session)
    complaint(session)
    session.commit()
    browser = client_of(Role.CS_SUP)
    assert "重新取数" in browser.get(f"/overdue_list/{record.id}").get_data(as_text=True)
    place = f"/overdue_list/{record.id}/recount"
    html = browser.get(f"/overdue_list/{record.id}").get_data(as_text=True)
    data = {"slip": html.partition(f'action="{place}"')[2].partition('name="slip" value="')[2].partition('"')[0]}
    assert browser.post(place, data=data).status_code == 302
    second = browser.post(place, data=data)
    assert "已经重新取过数" in browser.get(second.location).get_data(as_text=True)
    session.rollback()
    assert len(record.rows) == 3
    assert client_of(Role.VP).post(f"/overdue_list/{record.id}/recount").status_code == 403


def test_once_signed_a_later_case_changes_nothing(session: Session, client_of: ClientOf) -> None:
    record = drawn_up(session)
    data = posted(record, "等待破路许可", "客户外出改约")
    session.rollback()
    browser, place = client_of(Role.CS_SUP), f"/overdue_list/{record.id}"
    session.rollback()
    assert browser.post(f"{place}/edit", data=data | {"then": "draft-signed"}).status_code == 302
    complaint(session)
    session.commit()
    assert record.status is OverdueListState.SIGNED
    session.rollback()
    assert "重新取数" not in browser.get(place).get_data(as_text=True)
    assert browser.post(f"{place}/recount").status_code in (403, 409)
    session.rollback()
    assert [line.reason for line in record.rows] == ["等待破路许可", "客户外出改约"]
