"""改好的导出文件导回: a file that a colleague edited in Excel is fitted together with what was done on the screen meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from openpyxl.utils.datetime import to_excel
from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.intake import Mode
from models import REGISTERS, Customer, Import, Meter, Notice
from models.declare import Kind, Register
from models.history import Action, Entry
from rules.actor import Actor
from rules.roles import Role
from services.audit import verify
from services.records import edit
from services.rights import editable
from services.void import void
from tests.cast import NOW
from tests.make import WORDS, in_order, keeper, make, person
from tests.workbook.back import Paper, back, counts, in_hand, taken

ActorOf = Callable[[Role], Actor]
CONTACTS = "联系人"
#: Those that may lose all their rows.
BARE_ROWS = (Customer,)


@pytest.fixture
def clerk(actor: ActorOf) -> Actor:
    return actor(Role.CLERK)


def customers(session: Session, *given: dict[str, Any]) -> list[str]:
    """Customers with a contact each, and their numbers."""
    contact = {"name": "周联系", "phone": "13907150001", "post": "班长", "main": True}
    usual = {"full_name": "欧阳示例", "phone": "13907155678", "address": "温泉路 8 号", "remark": "原备注", "contacts": [contact]}
    made = [make(Customer, session, **usual | one) for one in given or ({},)]
    session.commit()
    numbers = [one.number for one in made]
    session.rollback()
    return numbers


def on_screen(session: Session, number: str, who: Actor, **values: Any) -> None:
    """What somebody else saves meanwhile."""
    with in_hand(session, Customer, number) as record:
        edit(session, record, values, actor=who, now=NOW)
        session.commit()


def sound(session: Session) -> bool:
    session.rollback()
    with session.connection() as connection:
        return verify(connection).is_sound


# -- nothing was changed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.__name__)
def test_an_untouched_export_of_any_register_changes_nothing(register: type[Register], session: Session) -> None:
    for _ in range(2):
        make(register, session)
    session.commit()
    who = keeper(session, register)
    brought = back(session, register, taken(session, register, who), who)
    assert brought.sentences == []
    assert set(counts(brought)) == {"未变"}
    assert not brought.outcome.stands


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.__name__)
def test_nor_does_it_once_the_records_have_moved_on(register: type[Register], session: Session) -> None:
    """What was exported is known from the history, cell by cell and kind by kind; what came since is not undone."""
    record = make(register, session)
    session.commit()
    who = keeper(session, register)
    paper, key = taken(session, register, who), record.id
    record = session.get_one(register, key)
    open_now = [register.fields[name] for name in editable(who, record)]
    values: dict[str, Any] = {field.name: "改过的字" for field in open_now if field.kind is Kind.PROSE}
    values |= {field.name: [] for field in open_now if field.is_rows and field.tally is None and register in BARE_ROWS}
    edit(session, record, values, actor=who, now=NOW)
    session.commit()
    before = row_of(session, register, key)
    brought = back(session, register, paper, who)
    assert brought.sentences == []
    assert set(counts(brought)) == {"未变"}
    assert row_of(session, register, key) == before


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.__name__)
def test_whatever_stands_in_every_cell_is_answered_with_a_sentence(register: type[Register], session: Session) -> None:
    record = make(register, session)
    session.commit()
    who, key = keeper(session, register), record.id
    paper, before = taken(session, register, who), row_of(session, register, key)
    for word in ("改动", None, 46000, -1.5, "（无权查看）"):
        fill(paper, word)
        brought = back(session, register, paper, who)
        assert set(counts(brought)) == ({"未变"} if word == "（无权查看）" else {"有误"}), (word, brought.sentences)
        assert all(one.sentence for one in brought.outcome.errors), word
        assert row_of(session, register, key) == before, word


def fill(paper: Paper, word: Any) -> None:
    """Write it into every cell but those that say which record it is."""
    for sheet in paper.book.worksheets[:-1]:
        heads = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2):
            for head, cell in zip(heads, row, strict=True):
                if head not in ("序号", "编号", "版本", "行标识"):
                    cell.value = word


def test_a_signature_is_not_given_by_a_file(session: Session) -> None:
    """One on paper that is written down with the rest may be; one that is given stays."""
    who, record, field = person(session, Role.CLERK), make(Notice, session), Notice.fields["receiver_sign"]
    session.commit()
    paper = taken(session, Notice, who)
    paper.write(1, field.label, "周签字")
    brought = back(session, Notice, paper, who)
    assert counts(brought) == {"修改": 1}, brought.sentences
    assert session.get_one(Notice, record.id).receiver_sign.name == "周签字"  # type: ignore[union-attr]
    paper = taken(session, Notice, who)
    assert counts(back(session, Notice, paper, who)) == {"未变": 1}
    paper.write(1, field.label, "吴签字")
    assert any("签字不能在文件中修改" in one for one in back(session, Notice, paper, who).sentences)


def row_of(session: Session, register: type[Register], key: int) -> dict[str, Any]:
    table: Any = register.__table__
    found = dict(session.connection().execute(select(table).where(table.c.id == key)).one()._mapping)
    session.rollback()
    return found


def test_what_another_program_writes_differently_is_no_change(session: Session, clerk: Actor) -> None:
    """Days as mere numbers, numbers as texts, texts in strings of their own, a row after the other."""
    customers(session, {"households": 3}, {})
    paper = taken(session, Customer, clerk)
    for row in paper.sheet().iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, datetime):
                cell.number_format, cell.value = "General", to_excel(cell.value)
                cell.number_format = "General"
            elif isinstance(cell.value, int):
                cell.number_format, cell.value = "@", str(cell.value)
    first, second = ([cell.value for cell in row] for row in paper.sheet().iter_rows(min_row=2))
    for place, (one, other) in enumerate(zip(second, first, strict=True), start=1):
        paper.sheet().cell(2, place).value, paper.sheet().cell(3, place).value = one, other
    assert counts(back(session, Customer, paper, clerk)) == {"未变": 2}


# -- both sides ----------------------------------------------------------------------------------------------------------


def test_two_colleagues_who_change_different_cells_both_have_their_way(session: Session, actor: ActorOf, clerk: Actor) -> None:
    (number,) = customers(session)
    paper = taken(session, Customer, clerk)
    on_screen(session, number, actor(Role.AM), phone="13907150009")
    paper.write(1, "备注", "在表里改的")
    brought = back(session, Customer, paper, clerk)
    assert counts(brought) == {"修改": 1}
    with in_hand(session, Customer, number) as record:
        assert (record.phone, record.remark, record.address) == ("13907150009", "在表里改的", "温泉路 8 号")
    told = session.scalars(select(Entry).where(Entry.subject == "customer").order_by(Entry.seq.desc())).first()
    assert told is not None
    assert (told.action, told.reason, told.name) == (Action.CHANGED, "从文件导回：客户.xlsx", clerk.name)
    assert set(told.read_changes()) == {"remark"}
    told = session.scalars(select(Entry).where(Entry.action == Action.IMPORTED)).one()
    assert "修改 1 条" in told.reason
    assert session.scalars(select(Import)).one().made == 0
    assert sound(session)


def test_the_same_cell_twice_is_a_conflict_and_nothing_of_that_row_is_done(session: Session, actor: ActorOf, clerk: Actor) -> None:
    number, other = customers(session, {}, {})
    paper = taken(session, Customer, clerk)
    on_screen(session, number, actor(Role.AM), address="桂花路 1 号")
    paper.write(1, "地址", "香城大道 2 号")
    paper.write(1, "备注", "同一行的另一格")
    paper.write(2, "备注", "另一行")
    for mode, kept in ((Mode.DRY, "原备注"), (Mode.WHOLE, "原备注"), (Mode.RIGHT_ONLY, "另一行")):
        brought = back(session, Customer, paper, clerk, mode)
        assert counts(brought) == {"修改": 1, "冲突": 1}
        with in_hand(session, Customer, other) as record:
            assert record.remark == kept
    (sentence,) = brought.sentences
    for words in ("导出时：温泉路 8 号", "现在：桂花路 1 号", "文件中：香城大道 2 号"):
        assert words in sentence
    with in_hand(session, Customer, number) as record:
        assert (record.address, record.remark) == ("桂花路 1 号", "原备注")
    returned = Paper(brought.returned)
    assert returned.sheet().max_row == 2
    assert "现在：桂花路 1 号" in returned.cell(1, "地址").comment.text
    assert returned.cell(1, "备注").comment is None
    returned.write(1, "地址", "桂花路 1 号")
    assert counts(back(session, Customer, returned, clerk)) == {"修改": 1}
    with in_hand(session, Customer, number) as record:
        assert (record.address, record.remark) == ("桂花路 1 号", "同一行的另一格")
    assert sound(session)


def test_what_both_wrote_alike_is_no_quarrel_and_a_file_comes_in_once(session: Session, actor: ActorOf, clerk: Actor) -> None:
    (number,) = customers(session)
    paper = taken(session, Customer, clerk)
    on_screen(session, number, actor(Role.AM), phone="13907150009")
    paper.write(1, "联系电话", "139 0715 0009")
    paper.write(1, "备注", "改过")
    paper.add(CONTACTS, 序号=1, 姓名="吴联系", 电话="13907150002")
    new = {
        "序号": 9,
        "客户全称": "新客户",
        "联系电话": "13907150003",
        "地址": "银泉大道 9 号",
        "同意处理个人信息": "是",
        "建档日期": "2026-11-20",
    }
    paper.add(**new, 客户性质="居民个人", 客户级别="一般", 客户状态="已成交")
    brought = back(session, Customer, paper, clerk)
    assert counts(brought) == {"新建": 1, "修改": 1}, brought.sentences
    entries = len(session.scalars(select(Entry)).all())
    again = back(session, Customer, paper, clerk)
    assert (counts(again), again.outcome.known, again.outcome.stands) == ({"未变": 1}, 1, False)
    assert len(session.scalars(select(Entry)).all()) == entries
    with in_hand(session, Customer, number) as record:
        assert [line.name for line in record.contacts] == ["周联系", "吴联系"]


# -- single cells --------------------------------------------------------------------------------------------------------


def test_a_column_that_was_deleted_is_left_alone_and_an_emptied_cell_is_emptied(session: Session, clerk: Actor) -> None:
    (number,) = customers(session, {"usage_profile": "喷淋"})
    paper = taken(session, Customer, clerk)
    for head in ("地址", "户号", "客户全称"):
        paper.drop(head)
    paper.write(1, "用水（用能）特点和意向", None)
    assert counts(back(session, Customer, paper, clerk)) == {"修改": 1}
    with in_hand(session, Customer, number) as record:
        assert (record.address, record.full_name, record.usage_profile) == ("温泉路 8 号", "欧阳示例", None)
    paper = taken(session, Customer, clerk)
    paper.write(1, "联系电话", None)
    paper.write(1, "同意处理个人信息", " ")
    brought = back(session, Customer, paper, clerk)
    assert sorted(brought.sentences) == ["同意处理个人信息：请选择一项", "联系电话：请填写“联系电话”"]
    assert Paper(brought.returned).cell(1, "联系电话").comment.text == "请填写“联系电话”"


def test_choices_come_by_label_days_in_any_writing_and_rules_hold_as_on_the_form(session: Session, clerk: Actor) -> None:
    (number,) = customers(session)
    paper = taken(session, Customer, clerk)
    paper.write(1, "客户性质", "单位")
    paper.write(1, "建档日期", "2026年11月1日")
    paper.write(1, "户数", "３")
    brought = back(session, Customer, paper, clerk)
    assert counts(brought) == {"修改": 1}, brought.sentences
    with in_hand(session, Customer, number) as record:
        assert (record.nature, record.opened_on.day, record.households) == ("unit", 1, 3)
    paper = taken(session, Customer, clerk)
    for head, value in (("客户性质", "单车"), ("建档日期", "2027-01-01"), ("客户级别", "重点客户"), ("联系电话", "一三九")):
        paper.write(1, head, value)
    paper.write(1, "客户经理", None)
    told = "；".join(back(session, Customer, paper, clerk).sentences)
    for words in ("客户性质：选项表中没有这一项", "建档日期：不能晚于今天", "联系电话：电话号码", "客户经理：请选择一项"):
        assert words in told


def test_what_is_not_his_to_change_is_refused_at_its_cell(session: Session, clerk: Actor) -> None:
    (number,) = customers(session, {})
    paper = taken(session, Customer, clerk)
    masked = paper.cell(1, "身份证号").value
    assert "*" in masked
    paper.write(1, "身份证号", "110101199003071233")
    paper.write(1, "档案状态", "作废")
    paper.write(1, "登记时间", datetime(2020, 1, 1))  # noqa: DTZ001 - a moment of the spreadsheet
    brought = back(session, Customer, paper, clerk)
    returned = Paper(brought.returned)
    assert "导出时已脱敏" in returned.cell(1, "身份证号").comment.text
    assert "由系统填写" in returned.cell(1, "档案状态").comment.text
    assert "由系统填写" in returned.cell(1, "登记时间").comment.text
    assert counts(brought) == {"有误": 1}
    assert {one.label for one in brought.outcome.errors} == {"身份证号", "档案状态", "登记时间"}
    returned.write(1, "身份证号", None)
    assert "身份证号" in {one.label for one in back(session, Customer, returned, clerk).outcome.errors}
    with in_hand(session, Customer, number) as record:
        assert record.id_no is not None


def test_a_filed_record_is_read_only(session: Session, actor: ActorOf) -> None:
    made = make(Meter, session)
    session.commit()
    who = person(session, Role.METER_STORE)
    void(session, session.get_one(Meter, made.id), WORDS, actor=person(session, in_order(Meter.voided_by)[0]), now=NOW)
    session.commit()
    paper = taken(session, Meter, who)
    assert counts(back(session, Meter, paper, who)) == {"未变": 1}
    paper.write(1, "生产厂家", "另一家")
    brought = back(session, Meter, paper, who)
    assert counts(brought) == {"有误": 1}
    assert "本单现在是“作废”，此栏不能由您修改" in brought.sentences[0]


def test_a_link_is_named_by_number_and_not_by_what_the_other_is_called(session: Session, clerk: Actor) -> None:
    number, other = customers(session, {}, {"full_name": "新户主"})
    meter = make(Meter, session, customer=session.scalars(select(Customer).where(Customer.number == number)).one())
    session.commit()
    key, who = meter.id, person(session, Role.METER_STORE, Role.CS_HEAD)
    paper = taken(session, Meter, who)
    assert paper.cell(1, "用水客户").value.startswith(f"{number} 欧")
    on_screen(session, number, clerk, full_name="改名的人")
    assert counts(back(session, Meter, paper, who)) == {"未变": 1}
    if "customer" in Meter.editable_in(Meter.start()):
        paper.write(1, "用水客户", other)
        assert counts(back(session, Meter, paper, who)) == {"修改": 1}
        assert session.get_one(Meter, key).customer.number == other  # type: ignore[union-attr]
