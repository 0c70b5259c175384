"""只导出清单各栏: the columns that the list shows and no other, masked as it is, to be looked at and not to come back."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import REGISTERS, Customer, Export
from models.declare import Register
from rules.roles import Role
from services.listing import columns
from services.workbook.columns import tables
from services.workbook.export import STAYS_OUT, Format, tables_of
from services.workbook.lay import LIST_ONLY
from tests.cast import ClientOf
from tests.make import make
from tests.page import page
from tests.workbook.back import Paper
from views.job_worker import work_off


@pytest.fixture
def three(session: Session) -> None:
    for name in ("甲示例", "乙示例", "丙示例"):
        make(Customer, session, full_name=name, contacts=[])
    session.commit()


def told(browser: FlaskClient, address: str) -> list[list[str]]:
    answer = browser.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("register", REGISTERS, ids=lambda one: one.__tablename__)
def test_its_columns_are_those_of_the_list_in_its_order(register: type[Register]) -> None:
    (table,) = tables_of(register, Format.LIST_CSV, lambda field: True)
    headers = {column.name: column.header for column in tables(register)[0].columns}
    wanted = dict.fromkeys((headers["number"], *(headers[one.name] for one in columns(register)), headers[register.state_field().name]))
    assert [column.header for column in table.columns] == ["序号", *wanted, "登记时间"]
    assert table.columns[0].header != table.columns[1].header


def test_what_a_person_may_not_see_has_no_column_there(session: Session) -> None:
    closed = columns(Customer)[0]
    (table,) = tables_of(Customer, Format.LIST_XLSX, lambda field: field.name != closed.name)
    assert closed.name not in {column.name for column in table.columns}


@pytest.mark.usefixtures("three")
def test_both_files_say_what_the_whole_export_says_of_these_columns(client_of: ClientOf) -> None:
    for role in (Role.CLERK, Role.INSPECTOR):
        browser = client_of(role)
        heads, *lines = told(browser, "/customer/export.list.csv")
        whole_heads, *whole = told(browser, "/customer/export.csv")
        assert len(heads) < len(whole_heads)
        assert lines == [[line[whole_heads.index(head)] for head in heads] for line in whole]
        book = load_workbook(io.BytesIO(browser.get("/customer/export.list.xlsx").data))
        assert book.sheetnames == ["客户服务档案", "说明"], "child rows stand in no list"
        assert [cell.value for cell in book["客户服务档案"][1]] == heads
        assert ("筛选条件", "全部；只导出清单各栏") in [(row[0].value, row[1].value) for row in book["说明"].iter_rows()]
        assert ("导回", STAYS_OUT) in [(row[0].value, row[1].value) for row in book["说明"].iter_rows()]


@pytest.mark.usefixtures("three")
def test_the_filter_of_the_list_holds(session: Session, client_of: ClientOf) -> None:
    browser = client_of(Role.CLERK)
    assert len(told(browser, "/customer/export.list.csv?q=甲示例")) == 1 + 1
    left = session.scalars(select(Export).order_by(Export.id.desc())).first()
    assert left is not None
    assert (left.rows, left.narrowed.endswith("；只导出清单各栏")) == (1, True), "whoever audits it sees that it was no whole export"
    assert 'href="/customer/export.list.csv?q=' in browser.get("/customer/?q=甲示例").get_data(as_text=True)


@pytest.mark.usefixtures("three")
def test_a_long_list_becomes_a_job(client_of: ClientOf, app: Flask) -> None:
    browser = client_of(Role.CLERK)
    asked = browser.post("/customer/export", data={"as": "list.csv"})
    with app.app_context():
        assert work_off()
    (file,) = re.findall(r'href="([^"]+/file/[^"]+)"', browser.get(asked.location).get_data(as_text=True))
    assert told(browser, file)[0][:2] == ["序号", "编号"]
    assert browser.post("/customer/export", data={"as": "list.doc"}).status_code == 409
    assert browser.get("/customer/export.list.doc").status_code == 404


@pytest.mark.usefixtures("three")
def test_edited_and_brought_back_it_makes_no_second_record(session: Session, client_of: ClientOf) -> None:
    browser = client_of(Role.CLERK)
    paper = Paper(browser.get("/customer/export.list.xlsx").data)
    sent = {"file": (io.BytesIO(paper.content), "清单.xlsx")}
    checked = browser.post("/customer/import", data=sent, content_type="multipart/form-data")
    assert LIST_ONLY in page(checked).text
    assert session.scalar(select(func.count()).select_from(Customer)) == 3
