"""Numbers kept for papers: a block is gapless, a paper is entered once, a spoilt one never."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Counter, Inquiry, Notice, PrintJob, Reservation, ReservedPrint
from models.declare import Verb
from rules.refusals import Forbidden, Invalid, Missing, Refused
from rules.roles import Role
from services import guard
from services.number_ledger import book
from services.records import create
from services.reserve import MOST, open_numbers, print_reserved, reservations, reserve, spoil
from tests.cast import NOW
from tests.make import keeper, make, person, values_for
from views.database import db


def kept(session: Session, count: int = 2) -> list[str]:
    reserve(session, Inquiry, count, "系统检修", actor=keeper(session, Inquiry), now=NOW)
    return open_numbers(session, Inquiry)


def enter(session: Session, number: str) -> Inquiry:
    return create(session, Inquiry, values_for(Inquiry, session), actor=keeper(session, Inquiry), now=NOW, number=number)


def test_a_block_follows_the_last_number_and_the_next_follows_the_block(session: Session) -> None:
    make(Inquiry, session)
    assert kept(session, 3) == [f"QH-A07-2026-0000{count}" for count in (2, 3, 4)]
    assert make(Inquiry, session).number == "QH-A07-2026-00005"


def test_a_paper_is_entered_under_its_number(session: Session) -> None:
    first, second = kept(session)
    assert enter(session, second).number == second
    assert open_numbers(session, Inquiry) == [first]
    assert session.scalar(select(Counter.value).where(Counter.form == "A07")) == 2
    assert book(session, Inquiry, 2026).is_settled


def test_a_reservation_that_is_rolled_back_gives_its_numbers_back(session: Session) -> None:
    make(Inquiry, session)
    session.commit()
    kept(session)
    session.rollback()
    assert open_numbers(session, Inquiry) == []
    assert make(Inquiry, session).number == "QH-A07-2026-00002"


@pytest.mark.parametrize("number", ["QH-A07-2026-00009", "QH-A07-2026-00001", "旧-1", "QH\0", "QH-A07-2026-00002 ", "长" * 60])
def test_a_number_that_was_not_reserved_is_refused_at_its_place(session: Session, number: str) -> None:
    make(Inquiry, session)
    kept(session, 1)
    with pytest.raises(Invalid) as refused:
        enter(session, number)
    assert set(refused.value.errors) == {"number"}
    assert session.scalar(select(Counter.value).where(Counter.form == "A07")) == 2


def test_the_number_of_another_register_is_refused(session: Session) -> None:
    reserve(session, Notice, 1, "检修", actor=keeper(session, Notice), now=NOW)
    with pytest.raises(Invalid) as refused:
        enter(session, open_numbers(session, Notice)[0])
    assert "不是" in refused.value.errors["number"]


def test_a_number_is_used_once(session: Session) -> None:
    first, second = kept(session)
    enter(session, first)
    with pytest.raises(Invalid) as refused:
        enter(session, first)
    assert refused.value.errors == {"number": f"{first} 已经补登过"}
    with pytest.raises(Refused, match="已经补登过"):
        spoil(session, Inquiry, first, "写坏", actor=keeper(session, Inquiry), now=NOW)
    spoil(session, Inquiry, second, "写坏", actor=keeper(session, Inquiry), now=NOW)
    with pytest.raises(Invalid) as refused:
        enter(session, second)
    assert refused.value.errors == {"number": f"{second} 已经作废"}
    with pytest.raises(Refused, match="已经作废"):
        spoil(session, Inquiry, second, "写坏", actor=keeper(session, Inquiry), now=NOW)


def test_a_wrong_number_and_a_wrong_field_are_said_together(session: Session) -> None:
    with pytest.raises(Invalid) as refused:
        create(session, Inquiry, {}, actor=keeper(session, Inquiry), now=NOW, number="旧-1")
    assert "number" in refused.value.errors
    assert len(refused.value.errors) > 1


@pytest.mark.parametrize("count", [0, -1, MOST + 1, 10_000, 10**12])
def test_a_count_out_of_bounds_is_refused(session: Session, count: int) -> None:
    with pytest.raises(Invalid) as refused:
        reserve(session, Inquiry, count, "检修", actor=keeper(session, Inquiry), now=NOW)
    assert set(refused.value.errors) == {"count"}


@pytest.mark.parametrize("reason", ["", " ", "检\0修", "长" * 201])
def test_a_reason_is_asked_for(session: Session, reason: str) -> None:
    clerk = keeper(session, Inquiry)
    with pytest.raises(Invalid) as refused:
        reserve(session, Inquiry, 1, reason, actor=clerk, now=NOW)
    assert set(refused.value.errors) == {"words"}
    number = kept(session, 1)[0]
    with pytest.raises(Invalid) as refused:
        spoil(session, Inquiry, number, reason, actor=clerk, now=NOW)
    assert set(refused.value.errors) == {"words"}
    assert session.scalar(select(Counter.value).where(Counter.form == "A07")) == 1


def test_only_keepers_reserve_spoil_and_print(session: Session) -> None:
    number = kept(session, 1)[0]
    made = session.scalars(select(Reservation)).one()
    for role in set(Role) - set(Inquiry.may(Verb.CREATE)):
        other = person(session, role)
        with pytest.raises(Forbidden):
            reserve(session, Inquiry, 1, "检修", actor=other, now=NOW)
        with pytest.raises(Forbidden):
            spoil(session, Inquiry, number, "写坏", actor=other, now=NOW)
        with pytest.raises(Forbidden):
            print_reserved(session, Inquiry, made.id, actor=other, now=NOW)


def test_each_open_number_is_printed_on_a_form_of_its_own(session: Session) -> None:
    numbers = kept(session, 3)
    enter(session, numbers[1])
    made, waiting = reservations(session, Inquiry)[0]
    assert waiting == [numbers[0], numbers[2]]
    paper = PdfReader(BytesIO(print_reserved(session, Inquiry, made.id, actor=keeper(session, Inquiry), now=NOW)))
    said = [page.extract_text() for page in paper.pages]
    each = len(said) // 2
    assert all(numbers[0] in one for one in said[:each])
    assert all(numbers[2] in one for one in said[each:])
    assert not any(numbers[1] in one for one in said)
    assert [(one.job.paper, one.reservation_id, one.count) for one in session.scalars(select(ReservedPrint))] == [("blank", made.id, 2)]


def test_nothing_open_is_nothing_to_print(session: Session) -> None:
    number = kept(session, 1)[0]
    enter(session, number)
    made = session.scalars(select(Reservation)).one()
    for register, pk in ((Inquiry, made.id), (Inquiry, 999), (Notice, made.id)):
        with pytest.raises(Missing):
            print_reserved(session, register, pk, actor=keeper(session, register), now=NOW)
    assert session.scalars(select(PrintJob)).all() == []


# -- at the same moment ------------------------------------------------------------------------------------------------


def opened(app: Flask) -> Session:
    with app.app_context():
        made = Session(db.engine, info={guard.CLOCK: lambda: NOW})
    guard.install(made)
    return made


def test_blocks_and_records_taken_at_once_leave_no_gap(app: Flask, session: Session) -> None:
    session.rollback()

    def act(turn: int) -> None:
        with opened(app) as mine:
            if turn % 3:
                make(Inquiry, mine)
            else:
                reserve(mine, Inquiry, 4, "检修", actor=keeper(mine, Inquiry), now=NOW)
            mine.rollback() if turn % 5 == 4 else mine.commit()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(act, range(30)))
    found = book(session, Inquiry, 2026)
    blocks = session.scalars(select(Reservation)).all()
    assert found.is_settled
    assert found.counter == len(found.entries) == len(open_numbers(session, Inquiry)) + 16
    assert all(one.count == 4 for one in blocks)


def test_two_people_take_the_same_number_and_one_is_told(app: Flask, session: Session) -> None:
    number = kept(session, 1)[0]
    session.commit()

    def act(turn: int) -> str:
        with opened(app) as mine:
            try:
                if turn % 2:
                    enter(mine, number)
                else:
                    spoil(mine, Inquiry, number, "写坏", actor=keeper(mine, Inquiry), now=NOW)
                mine.commit()
            except Refused:
                mine.rollback()
                return "told"
            return "done"

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(act, range(8)))
    assert sorted(answers) == ["done"] + ["told"] * 7
    assert book(session, Inquiry, 2026).is_settled
