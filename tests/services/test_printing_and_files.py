"""Print and hang files without a screen: what is refused, what is written down."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Callback, CallbackReport, Customer, HomeService, Notice, Printed, PrintJob, SwapNotice, WeeklyReport
from models.declare import Register, Verb
from rules.refusals import Forbidden, Invalid, Missing, Refused
from rules.roles import Role
from services import printing
from services.attach import attach, attachments
from services.reveal import OPEN_FOR, reveal
from services.shown import Shown
from tests.asking import asking, statement_of
from tests.cast import NOW
from tests.files import PDF
from tests.make import make, person
from tests.printouts.papers import read
from tests.services.eyes import put


def test_a_printing_counts_each_record_once(session: Session) -> None:
    records = [make(Notice, session) for _ in range(2)]
    content = printing.print_records(session, records, actor=person(session, Role.CLERK), now=NOW)
    assert content.startswith(b"%PDF-")
    assert [(record.print_count, record.row_version) for record in records] == [(1, 1), (1, 1)]
    (one,) = printing.printings(session, records[0])
    assert (one.count, one.copies, one.job.by.job_number) == (1, "服务对象、部门留底", "CLERK")


def test_a_ledger_counts_no_sheet(session: Session) -> None:
    record = make(Notice, session)
    assert printing.print_ledger(session, [record], actor=person(session, Role.CLERK), now=NOW, bound=True)[:5] == b"%PDF-"
    assert record.print_count == 0
    assert session.scalars(select(PrintJob.paper)).all() == ["ledger"]


def test_a_refused_printing_leaves_no_trace(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    record, clerk = make(Notice, session), person(session, Role.CLERK)
    with pytest.raises(Missing, match="没有选中"):
        printing.print_records(session, [], actor=clerk, now=NOW)
    with pytest.raises(Forbidden, match="打印"):
        printing.print_records(session, [record], actor=person(session, Role.AUDITOR), now=NOW)
    with pytest.raises(Forbidden, match="打印"):
        printing.print_ledger(session, [record], actor=person(session, Role.GM), now=NOW)
    monkeypatch.setattr(printing, "MOST", 1)
    with pytest.raises(Refused, match="一次最多打印 1 份，现有 2 份"):
        printing.print_records(session, [record, record], actor=clerk, now=NOW)
    assert session.scalar(select(func.count(Printed.id))) == 0


def test_a_register_without_a_ledger_has_none(session: Session) -> None:
    record = make(CallbackReport, session)
    with pytest.raises(Missing, match="没有台账格式"):
        printing.print_ledger(session, [record], actor=person(session, Role.CB), now=NOW)


def test_a_blank_form_is_not_counted(session: Session) -> None:
    assert printing.print_blank(session, Customer, now=NOW)[:5] == b"%PDF-"
    assert session.scalar(select(func.count(PrintJob.id))) == 0


@pytest.mark.parametrize("name", ["C:\\文件\\合同.pdf", "../../合同.pdf", " 合同.pdf "])
def test_a_path_is_no_name(session: Session, name: str) -> None:
    record = make(Notice, session)
    made = attach(session, record, name, PDF, actor=person(session, Role.CLERK), now=NOW)
    assert (made.name, attachments(session, record)) == ("合同.pdf", [made])


def test_the_limit_is_the_settings(session: Session) -> None:
    record = make(Notice, session)
    with pytest.raises(Invalid) as refusal:
        attach(session, record, "合同.pdf", b"%PDF-" + b"0" * 1024 * 1024, actor=person(session, Role.CLERK), now=NOW, limit_mb=1)
    assert refusal.value.errors == {"attachments": "合同.pdf：文件不能超过 1 MB"}


def test_a_sheet_in_clear_names_the_linked_customer_to_whom_the_record_is_open(session: Session) -> None:
    """The paper goes out signed, so it says the name; the screen still leads to a customer whom he has not looked at."""
    head = person(session, Role.CS_HEAD)
    linked = make(Customer, session, full_name="欧阳小宝")
    record = make(Callback, session, confidential=False, customer=linked, customer_name="上官婉儿")
    session.commit()
    put(session, Callback, record.id, creator_id=person(session, Role.FIN).staff_id)
    before = "".join(read(printing.print_records(session, [record], actor=head, now=NOW)))
    assert "欧阳小宝" not in before
    reveal(session, record, "核对身份", actor=head, now=NOW)
    said = "".join(read(printing.print_records(session, [record], actor=head, now=NOW)))
    on_screen = Shown(session, head, NOW).words(record, Callback.fields["customer"])
    assert "上官婉儿" in said
    assert (on_screen == "欧阳小宝", "欧阳小宝" in said) == (False, True)
    assert "欧阳小宝" in "".join(read(printing.print_records(session, [record], actor=person(session, Role.CB), now=NOW)))


@pytest.mark.parametrize("register", [Callback, HomeService, SwapNotice, WeeklyReport])
def test_many_papers_ask_no_more_than_two(register: type[Register], session: Session) -> None:
    """Links, rows, what the rows link to, reveals and the log: each is asked for, or written, once for all of them."""
    actor = person(session, min(register.may(Verb.PRINT), key=str))
    printing.print_records(session, [make(register, session)], actor=actor, now=NOW)  # what is kept for the process is read
    asked = []
    for count in (2, 9):
        keys = [make(register, session).id for _ in range(count)]
        session.commit()
        session.expunge_all()
        records = list(session.scalars(select(register).where(register.id.in_(keys))))
        with asking(session.get_bind(), statement_of) as statements:
            printing.print_records(session, records, actor=actor, now=NOW)
        asked.append(len(statements))
        assert session.scalar(select(func.count(Printed.id)).where(Printed.record_id.in_(keys), Printed.count == 1)) == count
    assert asked[0] == asked[1] <= 20


def test_of_several_papers_only_those_that_were_looked_at_are_in_clear(session: Session) -> None:
    head = person(session, Role.CS_HEAD)
    names = ("上官婉儿", "司马相如", "诸葛孔明")
    linked = [make(Customer, session, full_name=f"欧阳{name}") for name in names]
    records = [
        make(Callback, session, confidential=False, customer=customer, customer_name=name)
        for name, customer in zip(names, linked, strict=True)
    ]
    session.commit()
    for record in records:
        put(session, Callback, record.id, creator_id=person(session, Role.FIN).staff_id)
    reveal(session, records[1], "核对身份", actor=head, now=NOW)
    session.commit()
    papers = read(printing.print_records(session, records, actor=head, now=NOW))
    for name, paper in zip(names, papers, strict=True):
        assert (name in paper) == (f"欧阳{name}" in paper) == (name == names[1])
    later = read(printing.print_records(session, records, actor=head, now=NOW + OPEN_FOR))
    assert not any(name in paper for name, paper in zip(names, later, strict=True))
