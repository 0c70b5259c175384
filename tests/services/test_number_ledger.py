"""Every number of a form and year is used, void or reserved, and every gap is explained."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models import Counter, Customer, Inquiry, Notice, NumberExplained, NumberGiven, PolicyValue
from rules.actor import Actor
from rules.refusals import Forbidden, Invalid, Missing, Refused, WrongState
from rules.roles import Role
from services.number_book import Book, Standing
from services.number_explain import explain
from services.number_ledger import all_books, book, books
from services.number_paper import print_book
from services.records import create
from services.reserve import reserve, spoil
from tests.by_hand import unguard
from tests.cast import NOW
from tests.make import keeper, make, values_for, voided
from tests.services.conftest import CountQueries

YEAR = 2026
Cast = Callable[[Role], Actor]


def standings(found: Book) -> list[str]:
    return [entry.standing.label for entry in found.entries]


def ledger(session: Session) -> Book:
    return book(session, Inquiry, YEAR)


def lose(session: Session, number: str) -> None:
    """What nobody can do here and a hand in the database can: a record is gone."""
    unguard(session.connection())
    session.connection().execute(delete(Inquiry.__table__).where(Inquiry.__table__.c.number == number))  # type: ignore[arg-type]


def renumber(session: Session, record: Inquiry, number: str) -> None:
    session.connection().execute(update(Inquiry.__table__).where(Inquiry.__table__.c.id == record.id).values(number=number))  # type: ignore[arg-type]
    session.expire_all()


def test_each_number_stands_with_what_became_of_it(session: Session) -> None:
    make(Inquiry, session)
    voided(make(Inquiry, session), reason="重复登记")
    clerk = keeper(session, Inquiry)
    reserve(session, Inquiry, 2, "系统检修", actor=clerk, now=NOW)
    spoil(session, Inquiry, "QH-A07-2026-00004", "写坏", actor=clerk, now=NOW)
    found = ledger(session)
    assert standings(found) == ["已用", "作废", "预留", "预留作废"]
    assert [entry.words for entry in found.entries] == ["", "重复登记", "系统检修", "写坏"]
    assert all(entry.by and entry.at for entry in found.entries)
    assert found.is_settled


def test_a_record_that_is_gone_leaves_its_number_missing(session: Session, actor: Cast) -> None:
    for _ in range(3):
        make(Inquiry, session)
    lose(session, "QH-A07-2026-00002")
    found = ledger(session)
    assert standings(found) == ["已用", "缺号", "已用"]
    assert [entry.number for entry in found.missing] == ["QH-A07-2026-00002"]
    assert not found.is_settled
    explain(session, Inquiry, YEAR, 2, "恢复备份时丢失", actor=actor(Role.CS_HEAD), now=NOW)
    explain(session, Inquiry, YEAR, 2, "恢复备份时丢失，已按纸单重登", actor=actor(Role.CS_HEAD), now=NOW)
    assert ledger(session).is_settled
    assert ledger(session).entries[1].words == "恢复备份时丢失，已按纸单重登"


def test_a_counter_that_was_turned_on_by_hand_is_seen(session: Session) -> None:
    make(Inquiry, session)
    session.execute(update(Counter).where(Counter.form == "A07").values(value=3))
    assert standings(ledger(session)) == ["已用", "缺号", "缺号"]


def test_a_counter_that_was_turned_back_hides_nothing(session: Session) -> None:
    for _ in range(3):
        make(Inquiry, session)
    session.execute(update(Counter).where(Counter.form == "A07").values(value=1))
    lose(session, "QH-A07-2026-00003")
    assert standings(ledger(session)) == ["已用", "已用", "缺号"]


def test_records_older_than_the_ledger_are_read_by_their_pattern(session: Session) -> None:
    make(Inquiry, session)
    for row in session.scalars(select(PolicyValue).where(PolicyValue.key == "number_pattern")):
        row.value = "{form}/{year}{month}/{count}"
    session.flush()
    make(Inquiry, session)
    session.connection().execute(delete(NumberGiven.__table__))  # type: ignore[arg-type]
    found = ledger(session)
    assert [entry.number for entry in found.entries] == ["QH-A07-2026-00001", "A07/202611/2"]
    assert found.is_settled


@pytest.mark.parametrize(
    ("number", "wrong"),
    [
        ("旧-17", "与编号格式不符"),
        ("QH-A08-2026-00001", "与编号格式不符"),
        ("QH-A07-2026-1", "与编号格式不符"),
        ("QH-A07-2026-00000", "与编号格式不符"),
        ("QH-A07-2026-00009", "超出编号计数（现至 2）"),
        ("XX-A07-2026-00002", "第 2 号另有记录"),
    ],
)
def test_a_number_outside_the_rule_is_listed_by_itself(session: Session, number: str, wrong: str) -> None:
    first = make(Inquiry, session)
    make(Inquiry, session)
    renumber(session, first, number)
    found = ledger(session)
    assert [(one.number, one.wrong) for one in found.strays] == [(number, wrong)]
    assert standings(found) == ["缺号", "已用"]
    assert not found.is_settled


def test_only_the_head_explains_and_only_what_is_missing(session: Session, actor: Cast) -> None:
    make(Inquiry, session)
    make(Inquiry, session)
    lose(session, "QH-A07-2026-00001")
    head = actor(Role.CS_HEAD)
    for role in set(Role) - {Role.CS_HEAD}:
        with pytest.raises(Forbidden):
            explain(session, Inquiry, YEAR, 1, "丢失", actor=actor(role), now=NOW)
    with pytest.raises(WrongState, match="已用"):
        explain(session, Inquiry, YEAR, 2, "丢失", actor=head, now=NOW)
    for count in (0, -1, 3, 10_000):
        with pytest.raises(Missing):
            explain(session, Inquiry, YEAR, count, "丢失", actor=head, now=NOW)
    with pytest.raises(Missing):
        explain(session, Inquiry, 1999, 1, "丢失", actor=head, now=NOW)
    for words in ("", "  ", "丢\0失", "长" * 201):
        with pytest.raises(Invalid) as refused:
            explain(session, Inquiry, YEAR, 1, words, actor=head, now=NOW)
        assert set(refused.value.errors) == {"words"}
    assert session.scalars(select(NumberExplained)).all() == []


def test_nothing_of_it_is_ever_deleted(session: Session) -> None:
    reserve(session, Inquiry, 1, "检修", actor=keeper(session, Inquiry), now=NOW)
    session.delete(session.scalars(select(NumberGiven)).one())
    with pytest.raises(Refused, match="不能删除"):
        session.flush()


def test_used_numbers_are_folded_and_the_others_stand_alone(session: Session) -> None:
    for _ in range(4):
        make(Inquiry, session)
    voided(make(Inquiry, session))
    make(Inquiry, session)
    assert [(span.first.count, span.last.count, span.first.standing) for span in ledger(session).spans] == [
        (1, 4, Standing.USED), (5, 5, Standing.VOID), (6, 6, Standing.USED)]  # fmt: skip


def test_forms_and_years_are_kept_apart(session: Session) -> None:
    make(Inquiry, session)
    make(Customer, session)
    make(Customer, session)
    make(Notice, session)
    assert [(one.register, one.year, one.counter) for one in all_books(session, [Inquiry, Customer])] == [
        (Inquiry, YEAR, 1), (Customer, YEAR, 2)]  # fmt: skip
    with pytest.raises(Missing):
        book(session, Inquiry, 2025)


def test_the_number_of_queries_does_not_grow(session: Session, count_queries: CountQueries) -> None:
    make(Inquiry, session)
    with count_queries(session) as few:
        books(session, Inquiry)
    for _ in range(8):
        voided(make(Inquiry, session))
    reserve(session, Inquiry, 20, "检修", actor=keeper(session, Inquiry), now=NOW)
    with count_queries(session) as many:
        books(session, Inquiry)
    assert len(few) == len(many) <= 5


def test_the_ledger_says_nothing_of_a_customer(session: Session) -> None:
    values = values_for(Inquiry, session)
    record = create(session, Inquiry, values, actor=keeper(session, Inquiry), now=NOW)
    assert record.number in repr(ledger(session).entries)
    said = [value for value in values.values() if isinstance(value, str) and len(value) > 3]
    assert said
    assert not [value for value in said if value in repr(ledger(session).entries)]


def test_the_ledger_is_printed_and_the_printing_is_logged(session: Session, actor: Cast) -> None:
    make(Inquiry, session)
    voided(make(Inquiry, session))
    reserve(session, Inquiry, 100, "检修", actor=keeper(session, Inquiry), now=NOW)
    paper = print_book(session, ledger(session), actor=actor(Role.AUDITOR), now=NOW)
    assert paper.startswith(b"%PDF")
    with pytest.raises(Forbidden):
        print_book(session, ledger(session), actor=actor(Role.CLERK), now=NOW)
