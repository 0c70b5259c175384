"""Seals: once a day, over what no seal covers yet, and on the report that is signed."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models import Customer, Department, Entry, MonthlyReport, Seal
from models.history import Action, stamp
from models.monthly_report import MonthlyReportState
from rules.chained import entry_hash, first_prev
from rules.roles import Role
from services.audit import verify
from services.audited import content_named
from services.baseline import begin_history, columns_there, take_over
from services.history import changes_of, entries
from services.printing import print_records
from services.seals import newest_seal, seal
from services.tick import tick
from tests.by_hand import guard_again, unguard
from tests.cast import NOW
from tests.make import make, person, walk


def late(session: Session, key: int, table: str) -> None:
    """An entry with that id, as a transaction writes it that took the id earlier and commits now."""
    row = {
        "subject": table, "subject_id": key, "seq": 1, "action": "created", "label": "", "reason": "", "changes": "{}", "user_id": None,
        "staff_id": None, "name": "", "post": "", "door": "program", "address": "", "at": stamp(NOW), "prev": first_prev(table, key),
    }  # fmt: skip
    session.execute(insert(Entry.__table__), [{**row, "id": key, "hash": entry_hash(row), "at": NOW}])  # type: ignore[arg-type]
    session.commit()


def seal_on(session: Session, days: int) -> Seal:
    assert seal(session, NOW + timedelta(days=days))
    session.commit()
    found = newest_seal(session)
    assert found is not None
    return found


def test_a_day_has_one_seal_and_each_leans_on_the_one_before(session: Session) -> None:
    first = seal_on(session, 0)
    assert not seal(session, NOW + timedelta(hours=3))
    assert not seal(session, NOW - timedelta(days=1))  # a clock that was put back
    make(Customer, session)
    session.commit()
    second = seal_on(session, 1)
    third = seal_on(session, 2)
    assert (second.number, second.prev, second.count) == (first.number + 1, first.hash, 1)
    assert (third.count, third.covered) == (0, "")
    assert verify(session.connection()).findings == ()


def test_what_was_committed_late_is_for_the_next_seal_and_no_alarm(session: Session) -> None:
    top = session.scalars(select(Entry.id).order_by(Entry.id.desc())).first() or 0
    late(session, top + 3, "of_a_later_version")
    first = seal_on(session, 0)
    assert first.covered.endswith(f"{top},{top + 3}")
    late(session, top + 1, "of_a_later_version")
    assert seal_on(session, 1).covered == str(top + 1)
    late(session, top + 2, "of_a_later_version")
    late(session, top + 4, "of_a_later_version")
    last = seal_on(session, 2)
    assert (last.covered, last.count) == (f"{top + 2},{top + 4}", 2)
    assert verify(session.connection()).findings == ()


def test_the_tick_seals_once_a_day(session: Session) -> None:
    report = tick(session, NOW)
    assert report.failed == {}
    assert (report.sealed, tick(session, NOW).sealed) == (True, False)
    assert "历史：已封存。" in report.sentences()
    assert verify(session.connection()).findings == ()


def test_a_house_from_before_begins_once(session: Session, app: Flask) -> None:
    with session.connection() as connection:
        unguard(connection)
        connection.exec_driver_sql("DELETE FROM history_entry")
        guard_again(connection)
        session.commit()
    assert begin_history(session, NOW) > 500
    session.commit()
    (first,) = entries(session, "department", 1)
    assert (first.what, first.read_changes()["name"][0]) == (Action.BASELINE, None)
    assert verify(session.connection()).findings == ()
    session.connection().exec_driver_sql(
        "INSERT INTO department (id, name, position, active, created_at, row_version) VALUES (99, '黑', 1, true, '2026-01-01 00:00:00', 1)"
    )
    session.commit()
    assert begin_history(session, NOW) == 0
    (found,) = verify(session.connection()).findings
    assert (found.kind, found.subject, found.subject_id, found.number) == ("unrecorded", "department", 99, "黑")
    unit = session.get_one(Department, 1)
    unit.phone = "8016"
    session.commit()
    assert len(entries(session, "department", 1)) == 2


def test_what_an_upgrade_writes_into_new_columns_is_taken_over(session: Session) -> None:
    record = make(Customer, session)
    session.commit()
    known = columns_there(session.connection())
    assert take_over(session, known, NOW) == 0
    known["customer"] -= {"level", "archival_code"}
    session.connection().exec_driver_sql("UPDATE customer SET level = 'vip', full_name = '别人'")
    assert take_over(session, known, NOW) == 1
    session.commit()
    last = entries(session, "customer", record.id)[-1]
    assert (last.what, last.read_changes()) == (Action.BASELINE, {"level": [None, "vip"]})
    assert [one.field for one in verify(session.connection()).findings] == ["full_name"]


def test_a_column_that_a_later_version_gives_up_is_no_alarm(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    record = make(Customer, session)
    session.commit()
    content = content_named("customer")
    assert content is not None
    monkeypatch.setitem(vars(content), "keys", content.keys - {"full_name"})
    monkeypatch.delitem(content.columns, "full_name")  # type: ignore[arg-type] # a plain dictionary
    assert verify(session.connection()).findings == ()
    told = changes_of(Customer, entries(session, "customer", record.id)[0])
    assert next(one for one in told if one.name == "full_name").after == record.full_name


def test_the_monthly_report_bears_the_newest_seal_until_it_is_signed(session: Session) -> None:
    assert make(MonthlyReport, session).history_seal is None
    first = seal_on(session, 0)
    report = make(MonthlyReport, session)
    session.commit()
    assert report.history_seal == str(first)
    letters = str(first).split(" · ")[1]
    assert (len(letters), letters.count("-"), letters.replace("-", "").lower()) == (19, 3, first.hash[:16])
    second = seal_on(session, 1)
    walk(report, MonthlyReportState.HEAD)
    session.commit()
    assert report.history_seal == str(second)
    paper = print_records(session, [report], actor=person(session, Role.CS_SUP), now=NOW)
    printed = "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(paper)).pages)
    assert "登记台封存号" in printed
    assert "".join(str(second).split()) in printed
    seal_on(session, 2)
    walk(report, MonthlyReportState.REVIEW)
    session.commit()
    assert report.history_seal == str(second)
