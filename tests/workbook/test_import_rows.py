"""导入 Excel: each row is judged by the form, what is wrong goes back in the person's own columns, and no row comes in twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forms.intake import Mode
from forms.intake_job import sentence_of
from models import Customer, Import, Imported, Meter
from models.history import Action, Entry
from models.meter import MeterState
from models.trace import Counter, StepTaken
from rules.actor import Actor
from rules.refusals import Forbidden
from rules.roles import Role
from services.audit import verify
from services.lookup import lookup
from services.options import option_book
from services.settle import LABEL
from services.workbook.sheet import BadWorkbook
from tests.make import person
from tests.workbook.bench import HEADS, TITLE, bring, customer, file_of, saved, workbook

ActorOf = Callable[[Role], Actor]


@pytest.fixture
def clerk(actor: ActorOf) -> Actor:
    return actor(Role.CLERK)


def count(session: Session, model: type[Any] = Customer) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_rows_become_records_as_the_form_would_have_made_them(session: Session, clerk: Actor) -> None:
    brought = bring(session, Customer, file_of(customer(1), customer(2, 联系电话=13907199999)), clerk)
    assert [*brought] == [2, 0, 0]
    first, second = session.scalars(select(Customer).order_by(Customer.id))
    assert (first.full_name, first.former_number, first.pi_consent, first.creator_id) == ("周客户1", "旧-1", True, clerk.staff_id)  # type: ignore[attr-defined]
    assert (second.phone, second.nature, second.opened_on) == ("13907199999", "person", date(2026, 11, 20))
    assert second.number.endswith("00002")
    entry = session.scalars(select(Entry).where(Entry.action == Action.IMPORTED)).one()
    assert "新建 2 条" in entry.reason
    assert entry.name == clerk.name
    assert session.scalars(select(Import)).one().made == 2
    session.rollback()
    with session.connection() as connection:
        assert verify(connection).is_sound


def test_a_dry_run_says_everything_and_keeps_nothing(session: Session, clerk: Actor) -> None:
    brought = bring(session, Customer, file_of(customer(1), customer(2, 联系电话="一三九"), customer(3, 客户全称=None)), clerk, Mode.DRY)
    assert [*brought] == [1, 0, 2]
    assert brought.sentences == ["联系电话：电话号码看不懂，请核对", "客户全称：请填写“客户全称”"] or len(brought.sentences) == 2
    assert count(session) == count(session, Imported) == count(session, Import) == count(session, Counter) == 0


def test_all_or_nothing_unless_only_what_is_right_is_wanted(session: Session, clerk: Actor) -> None:
    content = file_of(customer(1), customer(2, 地址=None))
    assert [*bring(session, Customer, content, clerk)] == [1, 0, 1]
    assert count(session) == 0
    assert [*bring(session, Customer, content, clerk, Mode.RIGHT_ONLY)] == [1, 0, 1]
    assert count(session) == 1


def test_the_same_rows_again_make_nothing_and_the_corrected_file_only_the_rest(session: Session, clerk: Actor) -> None:
    content = file_of(customer(1), customer(2, 地址=None), customer(4, 原编号=None), customer(4, 原编号=None))
    brought = bring(session, Customer, content, clerk, Mode.RIGHT_ONLY)
    assert [*brought] == [3, 0, 1]
    assert [*bring(session, Customer, content, clerk, Mode.RIGHT_ONLY)] == [0, 3, 1]
    book = brought.book()
    sheet = book["客户服务档案"]
    heads = [cell.value for cell in sheet[1]]
    assert heads == [*HEADS, "错误说明"]
    assert sheet.max_row == 2
    wrong = sheet.cell(2, heads.index("地址") + 1)
    assert wrong.fill.fgColor.rgb.endswith("FFB3B3")
    assert wrong.comment.text == "请填写“地址”"
    assert sheet.cell(2, len(heads)).value == "E 列：请填写“地址”"
    wrong.value = "桂花路2号"
    assert [*bring(session, Customer, saved(book), clerk)] == [1, 0, 0]
    assert [*bring(session, Customer, saved(book), clerk)] == [0, 1, 0]
    assert count(session) == 4


def test_child_rows_come_with_their_record_and_go_back_with_it(session: Session, clerk: Actor) -> None:
    contacts = [["序号", "姓名", "电话"], [2, "吴联系", "13907150001"], [1, "郑联系", "13907150002"], [1, "", ""], [2, None, "13907150003"]]
    content = file_of(customer(1), customer(2), sheets={"联系人": contacts, "随手记": [["无关"]]})
    brought = bring(session, Customer, content, clerk, Mode.RIGHT_ONLY)
    assert [*brought] == [1, 0, 1]
    assert brought.sentences == ["：子表中有需要改正的行", "姓名：请填写“姓名”"]
    assert [line.name for line in session.scalars(select(Customer)).one().contacts] == ["郑联系"]
    back = brought.book()
    assert [row[0] for row in back["客户服务档案"].iter_rows(min_row=2, values_only=True)] == [2]
    lines = [row[:3] for row in back["联系人"].iter_rows(min_row=2, values_only=True)]
    assert lines == [(2, "吴联系", "13907150001"), (2, None, "13907150003")]
    assert back["联系人"].cell(3, 2).comment.text == "请填写“姓名”"
    assert "随手记" in brought.outcome.notes[0]
    contacts = [["序号", "姓名", "电话"], [7, "何联系", "13907150009"]]
    orphan = bring(session, Customer, file_of(customer(9), sheets={"联系人": contacts}), clerk)
    assert [*orphan] == [1, 0, 1]
    assert orphan.sentences == ["序号：“序号”与主表的任何一行都对不上"]


def test_links_are_given_by_number_by_old_number_or_by_a_name_that_only_one_bears(session: Session, actor: ActorOf) -> None:
    clerk = actor(Role.CLERK)
    bring(session, Customer, file_of(customer(1), customer(2, 客户全称="重名"), customer(3, 客户全称="重名")), clerk)
    first = session.scalars(select(Customer).order_by(Customer.id)).first()
    assert first is not None
    cells = [f"{first.number} 周客户1", "旧-2", "周客户1", "重名", "无此人"]
    rows = [meter(number, 用水客户=name) for number, name in enumerate(cells)]
    brought = bring(session, Meter, meters(*rows), person(session, Role.METER_STORE), Mode.RIGHT_ONLY)
    assert brought.outcome.made == 3, brought.sentences
    assert [one.customer.former_number for one in session.scalars(select(Meter).order_by(Meter.id))] == ["旧-1", "旧-2", "旧-1"]
    assert "有几个“重名”，请改填其中一个的编号" in brought.sentences[0]
    assert "旧-2" in brought.sentences[0]
    assert "139****0002" in brought.sentences[0], "a keeper of meters is told no more of the candidates than on screen"
    assert brought.sentences[1].endswith("没有找到用水客户“无此人”，请填写其编号或全称")


def test_the_old_number_is_the_records_own_and_found_by(session: Session, clerk: Actor) -> None:
    content = file_of(customer(1, 原编号="LK-77"), customer(2, 原编号="LK-77"))
    for mode in (Mode.DRY, Mode.WHOLE):
        brought = bring(session, Customer, content, clerk, mode)
        assert [*brought] == [1, 0, 1]
        assert brought.sentences[0].startswith("原编号：")
    bring(session, Customer, content, clerk, Mode.RIGHT_ONLY)
    assert [one.former_number for one in lookup(session, Customer, "LK-77", clerk)] == ["LK-77"]


def test_who_may_not_create_may_not_import(session: Session, actor: ActorOf) -> None:
    with pytest.raises(Forbidden, match="没有新建"):
        bring(session, Customer, file_of(customer(1)), actor(Role.AUDITOR))
    assert count(session) == 0


def test_what_is_no_such_register_is_refused_before_any_row(session: Session, clerk: Actor) -> None:
    with pytest.raises(BadWorkbook) as refused:
        bring(session, Customer, file_of(customer(1), heads=("序号", "联系电话", "客户全名", "联系电话", "地址", "")), clerk)
    for words in ("C 列“客户全名”不是本登记册的栏目", "D 列“联系电话”与 B 列重复", "缺少必填栏“客户全称”", "缺少必填栏“同意处理个人信息”"):
        assert words in refused.value.message
    book = workbook(customer(1), customer(2))
    book.active.merge_cells("C2:C3")  # type: ignore[union-attr]
    with pytest.raises(BadWorkbook, match="合并单元格（C2:C3）"):
        bring(session, Customer, saved(book), clerk)
    with pytest.raises(BadWorkbook, match="没有数据行"):
        bring(session, Customer, file_of(*[[number] for number in range(1, 3000)]), clerk)


# -- out of the old books ------------------------------------------------------------------------------------------------

METERS = ("原编号", "表号", "首次检定合格日期", "用水客户", "接水点编号", "装表日期", "拆表日期", "拆表原因", "水表状态")


def meter(number: int, **given: Any) -> list[Any]:
    usual = {"原编号": f"B{number}", "表号": f"M-{number}", "首次检定合格日期": "2020年1月5日"} | given
    return [usual.get(head) for head in METERS]


def meters(*rows: list[Any]) -> bytes:
    return file_of(*rows, heads=METERS, title="水表卡片")


def test_an_old_case_comes_in_where_it_stood_if_all_is_there_that_leads_to_it(session: Session) -> None:
    bring(session, Customer, file_of(customer(1)), person(session, Role.CLERK))
    used = {"用水客户": "旧-1", "接水点编号": "J1", "装表日期": date(2020, 2, 1)}
    rows = [meter(1), meter(2, **used, 水表状态="在用"), meter(3, **used, 拆表日期=45000, 拆表原因="周检", 水表状态="已拆"),
            meter(4, **used, 水表状态="已拆"), meter(5, 拆表日期="2023-01-01"), meter(6, 水表状态="作废")]  # fmt: skip
    keeper = person(session, Role.METER_STORE, Role.SYSADMIN)
    reason = option_book(session).all("meter_removal")[0][1]
    rows[2][METERS.index("拆表原因")] = reason
    brought = bring(session, Meter, meters(*rows), keeper, Mode.RIGHT_ONLY)
    assert [*brought] == [3, 0, 3], brought.sentences
    first, second, third = session.scalars(select(Meter).order_by(Meter.id))
    assert [one.status for one in (first, second, third)] == [MeterState.STORE, MeterState.IN_USE, MeterState.REMOVED]
    assert third.removed_on == date(2023, 3, 15)
    moved = session.scalars(select(StepTaken).where(StepTaken.record_id == third.id, StepTaken.register == "meter")).one()
    assert (moved.label, moved.source, moved.target, moved.by_id) == (LABEL, "store", "removed", keeper.staff_id)
    entries = session.scalars(select(Entry).where(Entry.subject == "meter", Entry.subject_id == third.id).order_by(Entry.seq))
    assert [(one.action, one.label) for one in entries] == [("created", ""), ("step", LABEL)]
    told = brought.sentences
    assert "拆表日期：请填写“拆表日期”" in told
    assert "拆表原因：请选择一项" in told
    assert any(one.startswith("拆表日期：这一栏在办理时填写") for one in told)
    assert any(one.startswith("水表状态：这一栏可填：在库、在用、已拆") for one in told)
    session.rollback()
    with session.connection() as connection:
        assert verify(connection).is_sound


def test_only_the_administrator_settles_old_cases(session: Session) -> None:
    keeper = person(session, Role.METER_STORE)
    brought = bring(session, Meter, meters(meter(1, 水表状态="在用"), meter(2, 水表状态="在库")), keeper, Mode.RIGHT_ONLY)
    assert [*brought] == [1, 0, 1]
    assert brought.sentences == ["水表状态：只有系统管理员可以按旧台账的状态转入，这一栏请留空"]


def test_what_stands_behind_the_sentences_goes_back_too(session: Session, clerk: Actor) -> None:
    """Somebody moved the column of sentences between his own."""
    heads = [*HEADS[:3], "错误说明", *HEADS[3:]]
    row = customer(2, 地址=None)
    brought = bring(session, Customer, file_of([*row[:3], "从前的话", *row[3:]], heads=heads), clerk)
    sheet = brought.book()[TITLE]
    assert [cell.value for cell in sheet[1]] == [*HEADS, "错误说明"]
    assert [cell.value for cell in sheet[2]] == [*row, "E 列：请填写“地址”"]
    sheet.cell(2, 5).value = "桂花路2号"
    assert [*bring(session, Customer, saved(sheet.parent), clerk)] == [1, 0, 0]


def test_a_row_that_was_changed_after_it_came_in_is_said_to_come_in_anew(session: Session, clerk: Actor) -> None:
    """The original file is put right instead of the one that went back, and a telephone changed in a row that is a record already."""
    one, two = customer(1, 原编号=None), customer(2, 原编号=None)
    bring(session, Customer, file_of(one, customer(2, 原编号=None, 地址=None)), clerk, Mode.RIGHT_ONLY)
    assert bring(session, Customer, file_of(one, two), clerk, Mode.DRY).outcome.notes == []
    changed = bring(session, Customer, file_of(customer(1, 原编号=None, 联系电话="13907188888"), two), clerk, Mode.DRY)
    assert [*changed] == [2, 0, 0]
    (note,) = changed.outcome.notes
    assert note.startswith("同名的文件此前导入过 1 条，本次只有 0 行与之一字不差。")


def test_a_child_row_of_nobody_is_a_row_that_is_counted(session: Session, clerk: Actor) -> None:
    lines = {"联系人": [["序号", "姓名", "电话"], [9, "孙联系", "13907150002"]]}
    outcome = bring(session, Customer, file_of(customer(1), sheets=lines), clerk).outcome
    assert sentence_of(outcome, Mode.WHOLE) == (
        "共 2 行：新建 0 条，此前已导入 0 条，有误 1 条。因有误，全部内容都没有导入，请改正后重新上传。")  # fmt: skip
