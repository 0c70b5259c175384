"""导出 Excel: what comes out is read back with another hand, as typed, masked and harmless as the list it was taken from."""

from __future__ import annotations

import gc
import io
import re
import tracemalloc
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Complaint, Customer, Department, Export, Meter, Notice, ServiceItem, Staff
from models.declare import Register
from models.history import Action, Entry
from rules.refusals import Refused
from rules.roles import Role
from services.database import Mode, during
from services.listing import ListQuery
from services.workbook import export as exporting
from services.workbook.cells import Flaws, clean
from services.workbook.columns import sheet_name, tables
from tests.cast import NOW, ClientOf
from tests.every import some
from tests.make import keeper, keeper_role, make
from tests.page import page


def opened(answer: Any) -> Workbook:
    assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
    assert answer.mimetype == exporting.MEDIA_TYPE
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return load_workbook(io.BytesIO(answer.data))


def rows_of(book: Workbook, name: str) -> list[dict[str, Any]]:
    """The cells of a sheet by header, row by row."""
    sheet = book[name]
    heads = [cell.value for cell in sheet[1]]
    return [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2)]


def take(browser: FlaskClient, register: type[Register], query: str = "") -> list[dict[str, Any]]:
    book = opened(browser.get(f"/{register.__tablename__}/export.xlsx{query}"))
    return rows_of(book, book.sheetnames[0])


@some
def test_every_register_comes_out_with_all_its_columns(register: type[Register], session: Session, client_of: ClientOf) -> None:
    record = make(register, session)
    session.commit()
    number, lines = record.number, {one.rows.name: len(getattr(record, one.rows.name)) for one in tables(register) if one.rows}
    session.rollback()
    book = opened(client_of(keeper_role(register)).get(f"/{register.__tablename__}/export.xlsx"))
    assert book.sheetnames == [*(one.name for one in tables(register)), "说明"]
    for one in tables(register):
        found = rows_of(book, one.name)
        assert [cell.value for cell in book[one.name][1]] == [column.header for column in one.columns if column.name in _seen(one)]
        if one.rows is None:
            assert number in [row["编号"].value for row in found]
        else:
            assert len([row for row in found if row["编号"].value == number]) == lines[one.rows.name]


def _seen(table: Any) -> set[str]:
    """No keeper is shut out of a field of his own register but by `shown_to`, which has a test of its own."""
    return {column.name for column in table.columns}


def test_days_are_days_numbers_are_numbers_and_all_else_is_text(session: Session, client_of: ClientOf) -> None:
    contacts = [{"name": "周联系", "phone": "07158012345", "post": None, "main": True}]
    made = make(Customer, session, full_name="清泉示例公司", account_no="000123", households=3, phone="07158012345", contacts=contacts)
    make(Meter, session, meter_no="00042", customer=made)
    session.commit()
    number = made.number
    session.rollback()
    (row,) = take(client_of(Role.CLERK), Customer, "?q=000123")
    told = {head: (cell.value, cell.data_type, cell.number_format) for head, cell in row.items()}
    assert told["户号"] == ("000123", "s", "@")
    assert told["联系电话"] == ("07158012345", "s", "@")
    assert told["户数"] == (3, "n", "0")
    assert told["建档日期"][1:] == ("d", "yyyy-mm-dd")
    assert row["建档日期"].value == datetime(2026, 11, 20)  # noqa: DTZ001 - a day of the spreadsheet
    assert told["登记时间"] == (NOW.replace(tzinfo=None, second=0), "d", "yyyy-mm-dd hh:mm")
    assert told["同意处理个人信息"][:2] == ("是", "s")
    assert told["客户性质"][:2] == ("居民个人", "s")
    book = opened(client_of(Role.CLERK).get("/customer/export.xlsx?q=000123"))
    (contact,) = rows_of(book, "联系人")
    assert {head: contact[head].value for head in ("序号", "编号", "姓名", "电话", "主联系人")} == {
        "序号": 1, "编号": number, "姓名": "周联系", "电话": "07158012345", "主联系人": "是"}  # fmt: skip
    (meter,) = take(client_of(Role.METER_STORE), Meter)
    assert (meter["表号"].value, meter["表号"].data_type) == ("00042", "s")
    assert meter["用水客户"].value == f"{number} 清*****", "by its number it is found again; its name is not the store's to read"
    assert book["客户服务档案"].freeze_panes == "C2"
    assert book["客户服务档案"].auto_filter.ref == f"A1:{book['客户服务档案'].cell(2, len(row)).coordinate}"


@pytest.mark.parametrize("text", ["=1+1", "+8613907150000", "-2+3", "@SUM(A1)", '=cmd|"/c calc"!A1', "＝1+1", "#N/A", "=", "_x003D_1+1"])
def test_no_text_becomes_a_formula(text: str, session: Session, client_of: ClientOf) -> None:
    make(Meter, session, maker=text)
    session.commit()
    answer = client_of(Role.METER_STORE).get("/meter/export.xlsx")
    (row,) = rows_of(opened(answer), "水表卡片")
    cell = row["生产厂家"]
    assert cell.data_type == "s"
    assert cell.value.replace("_x005F_", "_") == text
    assert cell.quotePrefix is (text[0] in "=+-@＝")
    assert b"<f>" not in b"".join(sheet_xml(answer.data))


def sheet_xml(content: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/")]


def test_what_a_cell_cannot_hold_is_shown_and_counted() -> None:
    flaws = Flaws()
    assert clean("甲\x00乙\x1b丙\x0b", flaws) == "甲␀乙␛丙␋"
    assert clean("平常\n两行\t字", flaws) == "平常\n两行\t字"
    assert clean("\ufffe", flaws) == "\ufffd"
    long = clean("𠀀" * 20_000, flaws)
    assert len(long.encode("utf-16-le")) // 2 <= 32_767
    assert long.endswith("全文见登记台）")
    assert clean("长" * 32_767, flaws) == "长" * 32_767
    assert (flaws.cut, flaws.unwritable) == (1, 2)


def test_control_characters_and_old_days_come_out_visibly(session: Session, client_of: ClientOf) -> None:
    make(Customer, session, usage_profile="响铃\x07符\x1b[31m", opened_on=date(1899, 12, 31))
    session.commit()
    book = opened(client_of(Role.CLERK).get("/customer/export.xlsx"))
    (row,) = rows_of(book, "客户服务档案")
    assert row["用水（用能）特点和意向"].value == "响铃␇符␛[31m"
    assert (row["建档日期"].value, row["建档日期"].data_type) == ("1899-12-31", "s")
    assert "1 格含有 Excel 不能保存的控制字符" in about(book)["字符"]


def about(book: Workbook) -> dict[str, str]:
    return {row[0]: row[1] for row in book["说明"].iter_rows(values_only=True)}


def test_each_person_takes_out_what_his_list_shows(session: Session, client_of: ClientOf) -> None:
    contacts = [{"name": "周联系", "phone": "13907150001", "post": None, "main": True}]
    make(Customer, session, full_name="欧阳示例", phone="13907155678", address="温泉路 8 号", contacts=contacts)
    session.commit()
    for role, name, phone, contact in (
        (Role.CLERK, "欧阳示例", "13907155678", "周联系"), (Role.INSPECTOR, "欧阳**", "139****5678", "周**")):  # fmt: skip
        book = opened(client_of(role).get("/customer/export.xlsx"))
        (row,), (line,) = rows_of(book, "客户服务档案"), rows_of(book, "联系人")
        assert (row["客户全称"].value, row["联系电话"].value, line["姓名"].value) == (name, phone, contact)
        assert "*" in row["身份证号"].value, "grave data stay masked, whoever asks"
        masked = re.search(r"明文 (\d+) 格，脱敏 (\d+) 格", about(book)["个人信息"])
        assert masked is not None
        assert (int(masked[1]) > 0) is (role is Role.CLERK)
        assert int(masked[2]) > 0


def test_a_department_takes_out_its_own_cases_alone(session: Session, client_of: ClientOf) -> None:
    units = list(session.scalars(select(Department).order_by(Department.position).limit(2)))
    mine = make(Complaint, session, dept=session.scalars(select(Staff).where(Staff.job_number == "DEPT")).one().unit)
    other = make(Complaint, session, dept=units[1])
    for one in (mine, other):
        one.unit = units[1]
    session.commit()
    numbers = (mine.number, other.number)
    session.rollback()
    found = [row["编号"].value for row in take(client_of(Role.DEPT), Complaint)]
    assert numbers[0] in found
    assert numbers[1] not in found
    assert {*numbers} <= {row["编号"].value for row in take(client_of(Role.CS_HEAD), Complaint)}


def test_the_filter_of_the_list_is_the_filter_of_the_file(session: Session, client_of: ClientOf) -> None:
    for name, nature in (("甲示例", "person"), ("乙示例公司", "unit")):
        make(Customer, session, full_name=name, nature=nature)
    session.commit()
    browser = client_of(Role.CLERK)
    assert [row["客户全称"].value for row in take(browser, Customer, "?nature=unit&tab=month&q=乙示例公司")] == ["乙示例公司"]
    book = opened(browser.get("/customer/export.xlsx?nature=unit&tab=month&q=乙示例公司"))
    assert about(book)["筛选条件"] == "本月；查找“乙****”；客户性质：单位"
    assert about(book)["导出人"].startswith(f"{Role.CLERK.label}甲")
    empty = opened(browser.get("/customer/export.xlsx?q=没有这样的"))
    assert (empty["客户服务档案"].max_row, about(empty)["记录数"]) == (1, "没有符合条件的记录，各表只有表头。")
    assert browser.get("/customer/export.xlsx?tab=bogus").status_code == 400
    assert client_of(Role.SYSADMIN).get("/customer/export.xlsx").status_code == 403
    assert 'href="/customer/export.xlsx?nature=unit"' in browser.get("/customer/?nature=unit").get_data(as_text=True)


def test_an_export_stands_in_the_audit(session: Session, client_of: ClientOf) -> None:
    make(Customer, session, full_name="欧阳示例")
    session.commit()
    take(client_of(Role.CLERK), Customer, "?q=欧阳示例")
    made = session.scalars(select(Export)).one()
    assert (made.register, made.rows, made.at) == ("customer", 1, NOW)
    assert made.clear > 0
    assert "欧阳示例" not in made.narrowed
    entry = session.scalars(select(Entry).where(Entry.action == Action.EXPORTED)).one()
    assert (entry.label, entry.name, entry.door) == ("客户服务档案", f"{Role.CLERK.label}甲", "screen")
    session.rollback()
    shown = page(client_of(Role.AUDITOR).get("/audit/?action=exported")).text
    assert "导出“客户服务档案”" in shown
    assert "1 条" in shown
    session.delete(session.scalars(select(Export)).one())
    with pytest.raises(Refused, match="不能删除"):
        session.flush()


def test_a_list_that_no_sheet_holds_is_refused_aloud(session: Session, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        make(Customer, session)
    session.commit()
    monkeypatch.setattr("services.workbook.book.MOST_ROWS", 2)
    answer = client_of(Role.CLERK).get("/customer/export.xlsx")
    assert answer.status_code == 409
    assert "超过 Excel 一张工作表 2 行的上限" in page(answer).text
    assert session.scalar(select(func.count(Export.id))) == 0


def test_memory_does_not_grow_with_the_list(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten times the chunks, and hardly more at the peak. The rows are written past the rules, since only their number counts."""
    monkeypatch.setattr("services.workbook.chunks.CHUNK", 20)
    first = make(Customer, session)
    session.commit()
    table: Any = Customer.__table__
    row = dict(session.connection().execute(select(table)).one()._mapping)
    peaks = []
    for upto in (60, 600):
        known = session.scalar(select(func.max(Customer.id))) or 0
        more = [row | {"id": pk, "number": f"A14-{pk}"} for pk in range(known + 1, upto + 1)]
        session.connection().execute(table.insert(), more)
        session.commit()
        who = keeper(session, Customer)
        gc.collect()
        with during(Mode.READ), io.BytesIO() as file:
            tracemalloc.start()
            taken = exporting.export(session, Customer, ListQuery(), file, actor=who, now=NOW)
            peaks.append(tracemalloc.get_traced_memory()[1] - len(file.getvalue()))
            tracemalloc.stop()
        session.rollback()
        assert taken.rows == upto
    assert first.id == 1
    assert peaks[1] < 1.6 * peaks[0], peaks


def test_the_command_writes_the_same(app: Flask, session: Session, tmp_path: Any) -> None:
    make(Customer, session, full_name="欧阳示例", nature="person")
    session.commit()
    file = tmp_path / "a.xlsx"
    run = app.test_cli_runner()
    result = run.invoke(args=["export", "customer", str(file), "--tab", "month", "--where", "nature=person"])
    assert result.exit_code == 0, result.output
    assert [row["客户全称"].value for row in rows_of(load_workbook(file), "客户服务档案")] == ["欧阳示例"]
    assert session.scalars(select(Entry.name).where(Entry.action == Action.EXPORTED)).all() == ["命令行"]
    session.rollback()
    was = file.read_bytes()
    for wrong, words in (
        (["--where", "bogus=1"], "没有名为 bogus 的筛选条件"), (["--where", "phone=13800000000"], "没有名为 phone 的筛选条件"),
        (["--where", "nature"], "--where 应写成 栏目=值：nature"), (["--where", "nature=x"], "“客户性质”的选项表中没有 x"),
        (["--month", "x"], "年月"),
    ):  # fmt: skip
        result = run.invoke(args=["export", "customer", str(file), *wrong])
        assert (result.exit_code, words in result.output) == (1, True), result.output
        session.rollback()
    assert list(tmp_path.iterdir()) == [file]
    assert file.read_bytes() == was, "what is refused leaves the file that was there"
    assert "没有名为 none 的登记册" in run.invoke(args=["export", "none", str(file)]).output
    assert "无法写入" in run.invoke(args=["export", "customer", str(tmp_path / "none" / "a.xlsx")]).output


def test_what_is_refused_while_it_is_written_leaves_the_old_file(
    app: Flask, session: Session, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    for _ in range(2):
        make(Customer, session)
    session.commit()
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"old")
    monkeypatch.setattr("services.workbook.book.MOST_ROWS", 1)
    result = app.test_cli_runner().invoke(args=["export", "customer", str(file)])
    assert (result.exit_code, file.read_bytes(), list(tmp_path.iterdir())) == (1, b"old", [file])


def test_a_list_narrowed_by_a_record_without_a_number_says_its_name(session: Session, client_of: ClientOf) -> None:
    matter = session.scalars(select(ServiceItem)).first()
    assert matter is not None
    made = make(Notice, session, matter=matter)
    session.commit()
    key, name, number = matter.id, str(matter), made.number
    session.rollback()
    book = opened(client_of(keeper_role(Notice)).get(f"/notice/export.xlsx?matter={key}"))
    assert about(book)["筛选条件"] == f"全部；{Notice.fields['matter'].label}：{name}"
    assert [row["编号"].value for row in rows_of(book, sheet_name(Notice.title))] == [number]
