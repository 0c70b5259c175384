"""档案借阅: who may let it go, one reader at a time, and what comes back is counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models import ArchivedItem, ArchiveLoan, MeterVolume
from models.archive_loan import LoanState
from models.holding import HoldingState
from rules.moments import local
from rules.refusals import Forbidden, Invalid
from rules.roles import Role
from rules.terms import show_due
from services.clocks import clocks_of
from services.correct import correct
from services.moves import why_not_void
from services.step import take
from tests.cast import NOW
from tests.make import make, person, walk

TODAY = local(NOW).date()


@pytest.fixture
def volume(session: Session) -> MeterVolume:
    return walk(make(MeterVolume, session), HoldingState.SHELVED)


def press(session: Session, loan: ArchiveLoan, label: str, role: Role, words: str = "", **values: object) -> None:
    step = next(step for step in loan.steps() if step.label == label)
    take(session, loan, step, values, words=words, actor=person(session, role), now=NOW)


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
    step = next(step for step in loan.steps() if step.label == "续借")
    take(session, loan, step, {"renewed_on": local(later).date()}, actor=person(session, Role.ARCHIVIST), now=later)
    assert loan.due_on is not None
    assert show_due(loan.due_on) == "2026-12-11 24:00"
    assert "续借" not in [step.label for step in loan.steps()]


def test_a_loan_under_way_is_not_void_and_its_volume_not_exchanged(volume: MeterVolume, session: Session) -> None:
    loan, other = walk(make(ArchiveLoan, session, volume=volume), LoanState.LENT), walk(make(MeterVolume, session), HoldingState.SHELVED)
    assert why_not_void(session, loan) == "本单已办理“交付”，牵涉其他单据，不能作废。"
    assert why_not_void(session, volume) == "本单现在是“借出”，由相应单据办理，不能作废。"
    with pytest.raises(Invalid) as refused:
        correct(session, loan, "volume", other, "录入有误", actor=person(session, Role.ARCHIVIST), now=NOW)
    assert refused.value.errors == {"volume": "本单现在是“借阅中”，“案卷”不能再改；请办理“不再借阅”或归还后重新申请"}
