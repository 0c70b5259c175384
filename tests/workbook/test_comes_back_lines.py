"""改好的导出文件导回: child rows are known by their 行标识, fitted together cell by cell, added, and never deleted by being left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Customer
from models.customer import CustomerContact
from rules.actor import Actor
from rules.roles import Role
from services.audit import verify
from services.records import edit
from tests.cast import NOW
from tests.make import make
from tests.workbook.back import Paper, back, counts, in_hand, taken

CONTACTS = "联系人"


@pytest.fixture
def clerk(actor: Callable[[Role], Actor]) -> Actor:
    return actor(Role.CLERK)


@pytest.fixture
def number(session: Session) -> str:
    """A customer with two contacts, and one beside him."""
    contacts = [{"name": name, "phone": f"1390715000{place}", "post": "班长", "main": place == 1} for place, name in enumerate("甲乙", 1)]
    made = make(Customer, session, contacts=contacts)
    make(Customer, session, contacts=[{"name": "丙", "phone": "13907150003", "post": None, "main": None}])
    session.commit()
    found = made.number
    session.rollback()
    return found


def said(session: Session, number: str) -> list[tuple[Any, ...]]:
    with in_hand(session, Customer, number) as record:
        return [(line.name, line.phone, line.post, line.main) for line in record.contacts]


def rows(session: Session, number: str) -> list[dict[str, Any]]:
    """As a form sends them that nobody has touched."""
    with in_hand(session, Customer, number) as record:
        return [{"id": line.id, "name": line.name, "phone": line.phone, "post": line.post, "main": line.main} for line in record.contacts]


def on_screen(session: Session, number: str, who: Actor, lines: list[dict[str, Any]]) -> None:
    with in_hand(session, Customer, number) as record:
        edit(session, record, {"contacts": lines}, actor=who, now=NOW)
        session.commit()


def test_a_changed_a_new_and_a_missing_line(session: Session, number: str, clerk: Actor) -> None:
    paper = taken(session, Customer, clerk)
    paper.write(2, "电话", "0715-8012345", CONTACTS)
    paper.add(CONTACTS, 序号=1, 姓名="丁", 电话="13907150004")
    paper.add(CONTACTS, 编号=number, 姓名="戊", 电话="13907150005")
    paper.add(CONTACTS, 序号=1, 编号=number)
    paper.sheet(CONTACTS).delete_rows(2)
    assert counts(back(session, Customer, paper, clerk)) == {"修改": 1, "未变": 1}
    assert said(session, number) == [
        ("甲", "13907150001", "班长", True), ("乙", "0715-8012345", "班长", False), ("丁", "13907150004", None, None),
        ("戊", "13907150005", None, None)]  # fmt: skip
    assert counts(back(session, Customer, paper, clerk)) == {"未变": 2}
    assert len(said(session, number)) == 4
    session.rollback()
    with session.connection() as connection:
        assert verify(connection).is_sound


def test_both_sides_of_a_line_and_a_quarrel_over_one_of_its_cells(session: Session, number: str, clerk: Actor) -> None:
    paper = taken(session, Customer, clerk)
    first, second = rows(session, number)
    on_screen(session, number, clerk, [second | {"phone": "13907150022"}, first, {"name": "己", "phone": "13907150006"}])
    paper.write(2, "职称", "站长", CONTACTS)
    paper.write(1, "姓名", "甲甲", CONTACTS)
    assert counts(back(session, Customer, paper, clerk)) == {"修改": 1, "未变": 1}
    assert [line[:3] for line in said(session, number)] == [
        ("乙", "13907150022", "站长"), ("甲甲", "13907150001", "班长"), ("己", "13907150006", None)]  # fmt: skip
    paper.write(2, "电话", "13907150099", CONTACTS)
    brought = back(session, Customer, paper, clerk)
    assert counts(brought) == {"未变": 1, "冲突": 1}
    assert "导出时：13907150002；现在：13907150022；文件中：13907150099" in brought.sentences[-1]
    returned = Paper(brought.returned)
    assert "现在：13907150022" in returned.cell(2, "电话", CONTACTS).comment.text
    assert returned.sheet(CONTACTS).max_row == 3, "the customer's lines and nobody else's"


def test_a_line_that_somebody_deleted_meanwhile(session: Session, number: str, clerk: Actor) -> None:
    paper = taken(session, Customer, clerk)
    first, _ = rows(session, number)
    on_screen(session, number, clerk, [first])
    assert counts(back(session, Customer, paper, clerk)) == {"未变": 2}
    assert len(said(session, number)) == 1
    paper.write(2, "电话", "13907150099", CONTACTS)
    brought = back(session, Customer, paper, clerk)
    assert counts(brought) == {"未变": 1, "冲突": 1}
    assert "已被他人删去" in brought.sentences[-1]
    paper.write(2, "行标识", None, CONTACTS)
    assert counts(back(session, Customer, paper, clerk)) == {"修改": 1, "未变": 1}
    assert said(session, number)[-1] == ("乙", "13907150099", "班长", False)


def test_what_is_wrong_with_a_line_is_said_at_its_cell(session: Session, number: str, clerk: Actor) -> None:
    foreign = session.scalars(select(CustomerContact.id).order_by(CustomerContact.id.desc())).first()
    paper = taken(session, Customer, clerk)
    paper.write(1, "行标识", foreign, CONTACTS)
    paper.write(2, "姓名", None, CONTACTS)
    paper.add(CONTACTS, 序号=1, 姓名="丁", 电话="一三九")
    paper.write(3, "序号", 1, CONTACTS)
    brought = back(session, Customer, paper, clerk)
    assert counts(brought) == {"未变": 1, "有误": 1}
    lines = Paper(brought.returned)
    assert "不是这一条导出时的" in lines.cell(1, "行标识", CONTACTS).comment.text
    assert "“序号”指的却是" in lines.cell(3, "编号", CONTACTS).comment.text
    paper.write(1, "行标识", rows(session, number)[0]["id"], CONTACTS)
    paper.write(3, "序号", 2, CONTACTS)
    lines = Paper(back(session, Customer, paper, clerk).returned)
    assert lines.cell(2, "姓名", CONTACTS).comment.text == "请填写“姓名”"
    assert "电话号码不对" in lines.cell(3, "电话", CONTACTS).comment.text
    paper.write(4, "电话", "13907150004", CONTACTS)
    for head in ("姓名", "电话", "职称", "主联系人"):
        paper.write(2, head, None, CONTACTS)
    lines = Paper(back(session, Customer, paper, clerk).returned)
    assert "不能在文件中清空整行" in lines.cell(2, "行标识", CONTACTS).comment.text
    assert [line[0] for line in said(session, number)] == ["甲", "乙"]


def test_a_line_with_too_many_and_one_that_is_not_in_the_file(session: Session, number: str, clerk: Actor) -> None:
    paper = taken(session, Customer, clerk)
    paper.sheet(CONTACTS).delete_rows(2, 2)
    for place in range(9):
        paper.add(CONTACTS, 序号=1, 姓名=f"新{place}", 电话="13907150004")
    brought = back(session, Customer, paper, clerk)
    assert counts(brought) == {"未变": 1, "有误": 1}
    assert brought.sentences == ["联系人：最多 10 行，现有 11 行"]


def test_whoever_keeps_only_some_records_may_leave_the_lines_of_the_others(session: Session, number: str, clerk: Actor) -> None:
    paper = taken(session, Customer, clerk)
    paper.sheet().delete_rows(3)
    paper.write(1, "备注", "改")
    brought = back(session, Customer, paper, clerk)
    assert counts(brought) == {"修改": 1}
    assert "工作表“联系人”有 1 行，所属的单据不在文件中，没有读入。" in brought.outcome.notes
    paper.add(CONTACTS, 序号=2, 姓名="丁", 电话="13907150004")
    assert counts(back(session, Customer, paper, clerk)) == {"未变": 1, "有误": 1}, "a new line belongs to a record"
