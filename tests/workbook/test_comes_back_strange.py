"""改好的导出文件导回: whose row it is, and who brings it. What cannot be told for sure is refused, and nobody learns or undoes by a file
what he may not on the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from forms.intake import Mode
from models import Customer, Department, Notice, Staff, VisitTrip
from rules.actor import Actor
from rules.roles import Role
from services.history import entries
from services.records import edit
from tests.cast import NOW
from tests.make import make, person
from tests.workbook.back import Paper, back, counts, in_hand, taken

ActorOf = Callable[[Role], Actor]


@pytest.fixture
def clerk(actor: ActorOf) -> Actor:
    return actor(Role.CLERK)


def three(session: Session) -> list[str]:
    made = [make(Customer, session, full_name=f"欧阳示例{place}", phone=f"1390715000{place}", remark="原备注") for place in range(3)]
    session.commit()
    numbers = [one.number for one in made]
    session.rollback()
    return numbers


# -- whose row it is -----------------------------------------------------------------------------------------------------


def test_a_number_that_leads_nowhere_or_stands_twice_is_refused(session: Session, clerk: Actor) -> None:
    numbers = three(session)
    paper = taken(session, Customer, clerk)
    paper.write(1, "编号", "A14-1999-00001")
    paper.write(3, "编号", numbers[1])
    paper.write(3, "备注", "第二次")
    brought = back(session, Customer, paper, clerk, Mode.RIGHT_ONLY)
    assert counts(brought) == {"未变": 1, "有误": 2}
    assert brought.sentences == [
        "编号：没有找到编号为 A14-1999-00001 的“客户服务档案”；要新建的，请清空编号", f"编号：编号 {numbers[1]} 与第 3 行重复"]  # fmt: skip
    paper.write(2, "编号", "#N/A")
    paper.cell(2, "编号").data_type = "e"
    assert counts(back(session, Customer, paper, clerk)) == {"有误": 3}, "what cannot be read is no new record"


@pytest.mark.parametrize("forged", [None, "5", "1-000000", "99-3F9A07", "第一版", 1])
def test_a_version_that_is_not_the_records_own_is_refused(forged: Any, session: Session, clerk: Actor) -> None:
    numbers = three(session)
    paper = taken(session, Customer, clerk)
    paper.write(1, "版本", forged)
    paper.write(1, "备注", "改")
    brought = back(session, Customer, paper, clerk)
    assert counts(brought) == {"未变": 2, "有误": 1}
    assert brought.outcome.errors[0].label == "版本"
    assert "重新导出" in brought.sentences[0]
    with in_hand(session, Customer, numbers[0]) as record:
        assert record.remark == "原备注"


def test_whoever_sorts_a_part_of_the_columns_writes_nothing_over_others(session: Session, clerk: Actor) -> None:
    numbers = three(session)
    paper = taken(session, Customer, clerk)
    for row, number in enumerate(reversed(numbers), start=1):
        paper.write(row, "编号", number)
    brought = back(session, Customer, paper, clerk, Mode.RIGHT_ONLY)
    assert counts(brought) == {"未变": 1, "有误": 2}
    assert all("“版本”与这一条对不上" in one for one in brought.sentences)


def test_rows_may_be_sorted_left_out_and_copied_into_another_book(session: Session, clerk: Actor) -> None:
    numbers = three(session)
    paper = taken(session, Customer, clerk)
    paper.write(3, "备注", "改")
    paper.sheet().delete_rows(2)
    for name in paper.book.sheetnames[1:]:
        del paper.book[name]
    paper.sheet().title = "Sheet1"
    for head in paper.heads():
        if head not in ("编号", "版本", "备注"):
            paper.drop(head)
    assert counts(back(session, Customer, paper, clerk)) == {"修改": 1, "未变": 1}
    with in_hand(session, Customer, numbers[2]) as record:
        assert (record.remark, record.full_name) == ("改", "欧阳示例2")


# -- who brings it -------------------------------------------------------------------------------------------------------


def test_a_record_out_of_sight_is_as_good_as_none(session: Session) -> None:
    head, narrow = person(session, Role.AM), person(session, Role.DEPT)
    mine, other = make(VisitTrip, session, actor=narrow), make(VisitTrip, session, actor=head)
    other.unit = session.scalars(select(Department).where(Department.id != narrow.department_id)).first()
    other.visitor, other.companions = Staff(name="外人", job_number="STRANGER", unit=other.unit, active=True), []
    session.commit()
    hidden, number = other.number, mine.number
    told = []
    for foreign in (hidden, "A01-1999-00001"):
        paper = taken(session, VisitTrip, head)
        assert [paper.cell(row, "编号").value for row in (1, 2)] == [number, hidden]
        paper.write(2, "编号", foreign)
        brought = back(session, VisitTrip, paper, narrow)
        told.append([one.replace(foreign, "N") for one in brought.sentences if foreign in one])
        assert brought.outcome.bad >= 1
    assert told[0] == told[1] != []
    assert "没有找到编号为 N" in told[0][0]


def test_a_file_taken_out_by_who_sees_less_writes_no_mask_over_the_name(session: Session, actor: ActorOf, clerk: Actor) -> None:
    numbers = three(session)
    paper = taken(session, Customer, actor(Role.INSPECTOR))
    assert paper.cell(1, "联系电话").value == "139****0000"
    assert counts(back(session, Customer, paper, clerk)) == {"未变": 3}
    paper.write(1, "备注", "改")
    assert counts(back(session, Customer, paper, clerk)) == {"修改": 1, "未变": 2}
    with in_hand(session, Customer, numbers[0]) as record:
        assert (record.full_name, record.phone, record.remark) == ("欧阳示例0", "13907150000", "改")


def test_who_sees_less_than_the_file_says_learns_nothing_by_guessing(session: Session, clerk: Actor, actor: ActorOf) -> None:
    """Else he could try out telephone numbers, one after the other, until a file is taken for unchanged."""
    make(Notice, session, applicant_name="欧阳示例", applicant_phone="13907155678", remark="原备注")
    session.commit()
    hotline, paper = actor(Role.HOTLINE), taken(session, Notice, clerk)
    assert paper.cell(1, "联系电话").value == "13907155678"
    told = set()
    for phone in ("13907155678", "13907155679"):
        paper.write(1, "联系电话", phone)
        brought = back(session, Notice, paper, hotline)
        assert counts(brought) == {"有误": 1}
        told.add(tuple(brought.sentences))
    assert len(told) == 1
    assert all("已脱敏" in one for one in told.pop())
    for head in ("服务对象", "联系电话", "服务对象签收"):
        paper.drop(head)
    paper.write(1, "备注", "改")
    assert counts(back(session, Notice, paper, hotline)) == {"修改": 1}


def test_a_quarrel_tells_no_more_than_the_screen(session: Session, clerk: Actor, actor: ActorOf) -> None:
    """What others wrote meanwhile into a cell that was empty, and that he does not see, stands in no comment."""
    made = make(Customer, session, full_name="周户主", other_id_no=None, id_no=None)
    notice = make(Notice, session, applicant_name="周户主", customer=None, remark="原备注")
    session.commit()
    number, key = made.number, notice.id
    paper, hotline = taken(session, Customer, clerk), actor(Role.HOTLINE)
    with in_hand(session, Customer, number) as record:
        edit(session, record, {"id_no": "421202199001010010"}, actor=hotline, now=NOW)
        session.commit()
    paper.write(1, "身份证号", "110101199003071233")
    brought = back(session, Customer, paper, clerk)
    assert counts(brought) == {"有误": 1}
    assert "421202199001010010" not in "".join(brought.sentences)
    assert b"421202199001010010" not in b"".join(str(one).encode() for one in Paper(brought.returned).sheet().iter_rows(values_only=True))
    other = make(Customer, session, full_name="欧阳新客")
    session.commit()
    paper = taken(session, Notice, hotline)
    with in_hand(session, Notice, session.get_one(Notice, key).number) as record:
        edit(session, record, {"customer": session.get_one(Customer, other.id)}, actor=clerk, now=NOW)
        session.commit()
    paper.write(1, "客户档案", number)
    brought = back(session, Notice, paper, hotline)
    assert counts(brought) == {"冲突": 1}
    assert "导出时：空白；现在：" in brought.sentences[0]


# -- what it costs -------------------------------------------------------------------------------------------------------


def asked(session: Session, paper: Paper, who: Actor) -> int:
    """How many statements a check of the file takes."""
    found, engine = list[str](), session.get_bind()

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        back(session, Customer, paper, who, Mode.DRY)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(found)


def test_rows_that_nobody_touched_cost_no_question_of_their_own(session: Session, clerk: Actor) -> None:
    three(session)
    few = asked(session, taken(session, Customer, clerk), clerk)
    for _ in range(9):
        three(session)
    assert asked(session, taken(session, Customer, clerk), clerk) == few


def test_a_long_history_costs_nothing_and_a_stale_row_one_question(session: Session, clerk: Actor) -> None:
    numbers = three(session)
    for turn in range(8):
        before = taken(session, Customer, clerk)
        with in_hand(session, Customer, numbers[0]) as record:
            edit(session, record, {"remark": f"第 {turn} 次"}, actor=clerk, now=NOW)
            session.commit()
    with in_hand(session, Customer, numbers[0]) as record:
        assert len(entries(session, "customer", record.id)) == 9
    fresh = asked(session, taken(session, Customer, clerk), clerk)
    three(session)
    assert asked(session, taken(session, Customer, clerk), clerk) == fresh
    assert asked(session, before, clerk) <= fresh + 3
