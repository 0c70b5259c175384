"""What every register keeps to from its first state to its last: closed, corrected, void, printed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Correction, Printed, PrintJob
from models.declare import Kind, Register
from services.correct import correct, correctable
from tests.cast import NOW, ClientOf
from tests.every import base, some, some_flowing
from tests.make import (
    in_order,
    keeper,
    keeper_role,
    make,
    posted,
    stored,
    values_for,
    voided,
    walk,
)
from tests.page import page

# -- life --------------------------------------------------------------------------------------------------------------


def past_start(register: type[Register], session: Session) -> Any:
    """A record whose first step is done."""
    record = walk(make(register, session), next(register.flow.leaving(register.start())).target)
    session.commit()
    return record


@some_flowing
def test_what_a_step_has_closed_is_not_edited(register: type[Register], session: Session, client_of: ClientOf) -> None:
    record = past_start(register, session)
    locked = set(register.at_creation()) - set(register.editable_in(record.status))
    before = {field: stored(record, field) for field in locked}
    fresh = values_for(register, session) | dict.fromkeys((f for f in locked if register.fields[f].kind is Kind.TEXT), "改动")
    data = posted(register, fresh) | {"seen": str(record.row_version)}
    session.commit()
    for role in in_order(register.kept_by | {role for step in register.flow.steps for role in step.roles}):
        assert client_of(role).post(f"{base(record)}/edit", data=data).status_code in (302, 403, 404, 200)
    session.rollback()
    assert {field: stored(record, field) for field in locked} == before


@some_flowing
def test_a_correction_keeps_the_old_value_the_reason_and_the_person(register: type[Register], session: Session) -> None:
    record, who = past_start(register, session), keeper(session, register)
    texts = [field for n in correctable(who, record) if (field := record.fields[n]).kind in (Kind.TEXT, Kind.PROSE)]
    field = min(texts, key=lambda field: field.common).name  # its own before the remark; of some registers all the others are sealed
    old = getattr(record, field)
    made = correct(session, record, field, "更正后的内容", "录入有误", actor=who, now=NOW)
    session.commit()
    assert getattr(record, field) == "更正后的内容"
    kept = session.get(Correction, made.id)
    assert kept is not None
    assert (kept.field, kept.old, kept.new, kept.reason, kept.by_id, kept.at) == (field, old, "更正后的内容", "录入有误", who.staff_id, NOW)


@some_flowing
def test_a_correction_without_a_reason_is_refused(register: type[Register], session: Session, client_of: ClientOf) -> None:
    record, who = past_start(register, session), keeper(session, register)
    field = next(n for n in correctable(who, record) if record.fields[n].kind in (Kind.TEXT, Kind.PROSE))
    session.rollback()
    answer = client_of(keeper_role(register)).post(f"{base(record)}/correct", data={"field": field, field: "更正后的内容", "words": " "})
    assert answer.status_code == 200
    assert "请写明更正原因" in page(answer).text
    assert page(answer).boxes[field] == ["更正后的内容"]


@some
def test_void_needs_a_reason_and_keeps_the_number(register: type[Register], session: Session, client_of: ClientOf) -> None:
    record, other = make(register, session), make(register, session)
    session.commit()
    browser = client_of(in_order(register.voided_by)[0])
    refused = browser.post(f"{base(other)}/void", data={"words": "  "})
    assert (refused.status_code, page(refused).errors) == (200, {"words": "请写明作废原因"})
    assert browser.post(f"{base(other)}/void", data={"words": "重复登记"}).status_code == 302
    session.rollback()
    assert (other.status, other.void_reason) == (register.void_state(), "重复登记")
    assert make(register, session).number > other.number > record.number
    session.commit()
    listed = browser.get(f"/{register.__tablename__}/").get_data(as_text=True)
    assert other.number in listed
    assert "st st-void" in listed
    assert browser.post(f"{base(other)}/void", data={"words": "再来"}).status_code == 409
    assert browser.get(f"{base(other)}/void").status_code == 409


@some
def test_a_void_record_is_closed(register: type[Register], session: Session, client_of: ClientOf) -> None:
    record = voided(make(register, session))
    session.commit()
    browser = client_of(keeper_role(register))
    for door in ("edit", "correct"):
        assert browser.get(f"{base(record)}/{door}").status_code == 403
    assert browser.post(f"{base(record)}/attach", data={}).status_code == 403
    for step in list(register.flow.steps)[:2]:
        taker = next((role for role in step.roles if role not in register.seen.narrowed), None)
        if taker is not None:
            assert client_of(taker).post(f"{base(record)}/step/{step.key}").status_code == 409
    assert not record.steps()
    assert "void-note" in browser.get(base(record)).get_data(as_text=True)


@some
def test_every_printing_is_counted_and_written_down(register: type[Register], session: Session, client_of: ClientOf) -> None:
    record = make(register, session)
    session.commit()
    version, browser = record.row_version, client_of(keeper_role(register))
    for _ in range(2):
        answer = browser.get(f"{base(record)}/print")
        assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
    session.rollback()
    assert (record.print_count, record.row_version) == (2, version)
    rows = session.execute(select(Printed.count, Printed.copies, PrintJob.by_id, PrintJob.at, PrintJob.paper).join(Printed.job).where(
        Printed.register == record.__tablename__, Printed.record_id == record.id).order_by(Printed.id)).all()  # fmt: skip
    who, copies = keeper(session, register).staff_id, "、".join(register.sheet.copies)
    assert [tuple(row) for row in rows] == [(1, copies, who, NOW, "sheet"), (2, copies, who, NOW, "sheet")]


@some
def test_the_blank_form_and_the_ledger_print(register: type[Register], session: Session, client_of: ClientOf) -> None:
    make(register, session)
    session.commit()
    browser = client_of(keeper_role(register))
    assert browser.get(f"/{register.__tablename__}/blank").data[:5] == b"%PDF-"
    assert session.scalar(select(func.count(PrintJob.id))) == 0
    session.rollback()
    ledger = browser.get(f"/{register.__tablename__}/ledger")
    assert ledger.data[:5] == b"%PDF-" if register.ledger else ledger.status_code == 404
