"""档案借阅: who may let it go, one reader at a time, and what comes back is counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ArchivedItem, ArchiveLoan, MeterVolume, Staff
from models.archive_loan import LoanState
from models.declare import Step
from models.holding import HoldingState
from rules.actor import Actor
from rules.moments import local
from rules.refusals import Forbidden, Invalid
from rules.roles import Role
from rules.terms import show_due
from services.clocks import clocks_of
from services.correct import correct
from services.lookup import lookup
from services.moves import why_not_void
from services.settle import settle
from services.step import take
from services.todo import waiting
from tests.cast import NOW
from tests.make import make, person, walk
from tests.services.eyes import actor_with, in_department, session_of

TODAY = local(NOW).date()


@pytest.fixture
def volume(session: Session) -> MeterVolume:
    return walk(make(MeterVolume, session), HoldingState.SHELVED)


def press(session: Session, loan: ArchiveLoan, label: str, role: Role, words: str = "", **values: object) -> None:
    step = next(step for step in loan.steps() if step.label == label)
    take(session, loan, step, values, words=words, actor=person(session, role), now=NOW)


def renewals(loan: ArchiveLoan) -> list[Step]:
    return [step for step in loan.steps() if step.source is step.target]


def waiting_for(session: Session, actor: Actor) -> list[int]:
    """The loans that wait for that person."""
    return list(session.scalars(select(ArchiveLoan.id).where(waiting(ArchiveLoan, actor, NOW))))


def lend(session: Session, loan: ArchiveLoan) -> None:
    press(session, loan, "交付", Role.ARCHIVIST, borrowed_on=TODAY, borrower_sign="周客户")


def returned(**other: object) -> dict[str, object]:
    return {"returned_on": TODAY, "pages_back": 12, "return_check": "intact", **other}


def test_what_is_read_here_is_allowed_by_the_archivist(volume: MeterVolume, session: Session) -> None:
    loan = make(ArchiveLoan, session, volume=volume, mode="read")
    assert [step.label for step in loan.steps()] == ["同意查阅", "不同意借阅"]
    press(session, loan, "同意查阅", Role.ARCHIVIST, words="同意")
    assert loan.status is LoanState.AGREED


@pytest.mark.parametrize(("mode", "secrecy"), [("out", "none"), ("read", "commercial"), ("copy", "internal")])
def test_what_leaves_the_house_or_is_secret_is_allowed_by_a_leader(mode: str, secrecy: str, session: Session) -> None:
    volume = walk(make(MeterVolume, session, secrecy=secrecy), HoldingState.SHELVED)
    loan = make(ArchiveLoan, session, volume=volume, mode=mode)
    assert [step.label for step in loan.steps()] == ["批准借阅", "不同意借阅"]
    with pytest.raises(Forbidden):
        press(session, loan, "批准借阅", Role.ARCHIVIST, words="同意")
    press(session, loan, "批准借阅", Role.VP, words="同意")
    assert loan.approver_sign is not None
    assert loan.approver_sign.agreed


def test_nobody_allows_his_own_loan(volume: MeterVolume, session: Session) -> None:
    loan = make(ArchiveLoan, session, person(session, Role.ARCHIVIST), volume=volume, mode="read")
    with pytest.raises(Forbidden, match="不能审批自己"):
        press(session, loan, "同意查阅", Role.ARCHIVIST, words="同意")


@pytest.mark.parametrize(("mode", "label", "role"), [("out", "批准借阅", Role.CS_HEAD), ("read", "同意查阅", Role.ARCHIVIST)])
def test_nobody_allows_a_loan_to_himself_that_another_typed(
    mode: str, label: str, role: Role, volume: MeterVolume, session: Session,
) -> None:  # fmt: skip
    reader = person(session, role)
    clerk = person(session, Role.CLERK)
    loan = make(ArchiveLoan, session, clerk, volume=volume, mode=mode, borrower=session.get(Staff, reader.staff_id))
    session.commit()
    assert [step.label for step in loan.steps()] == [label, "不同意借阅"]
    for said in (label, "不同意借阅"):
        with pytest.raises(Forbidden, match="不能由本单的借阅人本人办理"):
            press(session, loan, said, role, words="同意")
    assert loan.id not in waiting_for(session, reader)
    assert loan.id in waiting_for(session, person(session, Role.CS_HEAD if mode == "read" else Role.VP))


@pytest.mark.parametrize("register", [MeterVolume, ArchivedItem])
def test_the_second_reader_is_told_who_has_it_and_until_when(register: type[Any], session: Session) -> None:
    held = walk(make(register, session), HoldingState.SHELVED)
    about = {"volume": held, "item": None} if register is MeterVolume else {"item": held, "volume": None}
    first, second = (walk(make(ArchiveLoan, session, **about), LoanState.AGREED) for _ in range(2))
    lend(session, first)
    assert held.status is HoldingState.LENT
    with pytest.raises(Invalid) as refused:
        lend(session, second)
    (sentence,) = refused.value.errors.values()
    assert f"现在是“借出”（{first.number}：{first.borrower}借阅，应于 2026-11-23 24:00 前归还）" in sentence
    assert second.status is LoanState.AGREED
    press(session, first, "归还", Role.ARCHIVIST, **returned(pages_back=first.pages or 0))
    lend(session, second)
    assert held.status is HoldingState.LENT


def test_a_loan_is_of_one_thing(volume: MeterVolume, session: Session) -> None:
    item = walk(make(ArchivedItem, session), HoldingState.SHELVED)
    for about in ({"volume": volume, "item": item}, {"volume": None, "item": None}):
        with pytest.raises(Invalid, match="1 处"):
            make(ArchiveLoan, session, **about)


def test_pages_that_are_missing_are_said(session: Session) -> None:
    item = walk(make(ArchivedItem, session, pages=12), HoldingState.SHELVED)
    item.pages = 12
    loan = walk(make(ArchiveLoan, session, volume=None, item=item), LoanState.LENT)
    with pytest.raises(Invalid) as refused:
        press(session, loan, "归还", Role.ARCHIVIST, **returned(pages_back=11))
    assert refused.value.errors == {"return_check": f"交付时 {loan.pages} 页，归还 11 页，请选“缺损”并说明"}
    with pytest.raises(Invalid) as refused:
        press(session, loan, "归还", Role.ARCHIVIST, **returned(pages_back=11, return_check="damaged"))
    assert set(refused.value.errors) == {"return_note"}
    press(session, loan, "归还", Role.ARCHIVIST, **returned(pages_back=11, return_check="damaged", return_note="缺第 3 页"))
    assert (loan.status, item.status) == (LoanState.DONE, HoldingState.SHELVED)


def test_a_loan_has_its_term_and_is_renewed_once(volume: MeterVolume, session: Session) -> None:
    loan = make(ArchiveLoan, session, volume=volume, mode="out")
    press(session, loan, "批准借阅", Role.CS_HEAD, words="同意")
    lend(session, loan)
    (clock,) = clocks_of(session, loan, NOW)
    assert (clock.label, show_due(clock.due)) == ("应归还日期", "2026-12-04 24:00")
    later = NOW + timedelta(days=7)
    (step,) = renewals(loan)
    with pytest.raises(Forbidden):
        take(session, loan, step, {"renewed_on": local(later).date()}, actor=person(session, Role.ARCHIVIST), now=later)
    take(session, loan, step, {"renewed_on": local(later).date()}, actor=person(session, Role.CS_HEAD), now=later)
    assert loan.due_on is not None
    assert show_due(loan.due_on) == "2026-12-11 24:00"
    assert not renewals(loan)


@pytest.mark.parametrize(("mode", "role", "label"), [("read", Role.ARCHIVIST, "续借"), ("out", Role.VP, "批准续借")])
def test_what_is_overdue_is_not_renewed(mode: str, role: Role, label: str, volume: MeterVolume, session: Session) -> None:
    loan = make(ArchiveLoan, session, volume=volume, mode=mode)
    press(session, loan, "同意查阅" if mode == "read" else "批准借阅", role, words="同意")
    lend(session, loan)
    session.commit()
    assert loan.due_on is not None
    (step,) = renewals(loan)
    assert step.label == label
    late = loan.due_on + timedelta(minutes=1)
    for day in (local(late).date(), TODAY):
        with pytest.raises(Invalid) as refused:
            take(session, loan, step, {"renewed_on": day}, actor=person(session, role), now=late)
        assert refused.value.errors == {"renewed_on": f"已过应归还日期（{show_due(loan.due_on)}），不能续借，请先归还"}
        session.rollback()
    take(session, loan, step, {"renewed_on": TODAY}, actor=person(session, role), now=loan.due_on)
    assert loan.renewed_on == TODAY


def test_a_loan_under_way_is_not_void_and_its_volume_not_exchanged(volume: MeterVolume, session: Session) -> None:
    loan, other = walk(make(ArchiveLoan, session, volume=volume), LoanState.LENT), walk(make(MeterVolume, session), HoldingState.SHELVED)
    assert why_not_void(session, loan) == "本单已办理“交付”，牵涉其他单据，不能作废。"
    assert why_not_void(session, volume) == "本单现在是“借出”，由相应单据办理，不能作废。"
    with pytest.raises(Invalid) as refused:
        correct(session, loan, "volume", other, "录入有误", actor=person(session, Role.ARCHIVIST), now=NOW)
    assert refused.value.errors == {"volume": "本单现在是“借阅中”，“案卷”不能再改；请办理“不再借阅”或归还后重新申请"}


def test_a_department_finds_the_volume_that_it_would_borrow(session: Session) -> None:
    """The catalogue of volumes lies open to all who may ask for one; who has which is theirs alone."""
    volume = walk(make(MeterVolume, session), HoldingState.SHELVED)
    asker = actor_with(in_department(session, "郑管网", "测试管网部"), Role.DEPT)
    session.commit()
    with session_of(session, asker) as own:
        assert [one.id for one in lookup(own, MeterVolume, volume.volume_title, asker)] == [volume.id]
        asked = make(ArchiveLoan, own, asker, volume=own.get(MeterVolume, volume.id))
        assert asked.status is ArchiveLoan.start()


@pytest.mark.parametrize("state", [LoanState.LENT, LoanState.DONE])
def test_the_old_books_lend_nothing_that_stands_on_the_shelf(state: LoanState, volume: MeterVolume, session: Session) -> None:
    loan = make(ArchiveLoan, session, volume=volume, mode="read")
    session.commit()
    values = {"borrowed_on": TODAY, "borrower_sign": "周客户"} | (returned() if state is LoanState.DONE else {})
    office = person(session, Role.SYSADMIN)
    if state is LoanState.DONE:
        settle(session, loan, state, values, actor=office, now=NOW)
        assert (loan.status, volume.status) == (state, HoldingState.SHELVED)
        return
    with pytest.raises(Invalid) as refused:
        settle(session, loan, state, values, actor=office, now=NOW)
    stands = f"“{volume}”（{volume.number}） 现在是“在库”，而按旧台账已办理“交付”，应为“借出”"
    assert refused.value.errors == {"volume": f"{stands}；请转入为此前的状态，再在系统中办理"}
    session.rollback()
    assert loan.status is LoanState.ASKED
