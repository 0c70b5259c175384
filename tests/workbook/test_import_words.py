"""What an import says of files and cells names the thing as it is, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Customer
from rules.actor import Actor
from rules.roles import Role
from services.workbook.read import what_is_wrong
from services.workbook.sheet import BadWorkbook
from services.workbook.template import template
from tests.cast import NOW, ClientOf
from tests.make import make, person
from tests.workbook.bench import HEADS, bring, customer, file_of, saved, workbook


@pytest.fixture
def clerk(session: Session) -> Actor:
    return person(session, Role.CLERK)


def test_a_known_number_of_the_old_books_leads_to_its_record(session: Session, clerk: Actor) -> None:
    bring(session, Customer, file_of(customer(1)), clerk)
    number = session.scalars(select(Customer.number)).one()
    (sentence,) = bring(session, Customer, file_of(customer(1, 联系电话="13907150099")), clerk).sentences
    assert sentence == f"原编号：“原编号”旧-1 已登记为 {number}；导入只能新建，要修改请打开该单"


def test_a_choice_that_is_none_names_those_there_are(session: Session, clerk: Actor) -> None:
    heads = (*HEADS, "客户性质", "用水性质")
    wrong = file_of([*customer(1), "个人", "游泳"], heads=heads)
    nature, use = bring(session, Customer, wrong, clerk).sentences
    assert nature == "客户性质：选项表中没有这一项，可填：居民个人、单位、集群户"
    assert use.startswith("用水性质：选项表中没有这一项，可填：")


@pytest.mark.parametrize(("content", "words"), [
    (b"%PDF-1.4\n%%EOF", "这是 PDF 文件"), (b"a,b\n1,2", "这是文本或 CSV 文件，不是"), (b"<html>", "这是网页，不是"),
])  # fmt: skip
def test_a_file_is_called_what_it_is(content: bytes, words: str) -> None:
    said = what_is_wrong(content)
    assert words in said
    assert "改了扩展名" not in said


def test_merged_cells_are_not_laid_to_the_header(session: Session, clerk: Actor) -> None:
    book = workbook(customer(1), customer(2))
    sheet: Any = book.active
    sheet.merge_cells("C2:C3")
    with pytest.raises(BadWorkbook) as refused:
        bring(session, Customer, saved(book), clerk)
    assert "有合并单元格（C2:C3）" in refused.value.message
    assert "表头有" not in refused.value.message


def test_the_guide_gives_no_empty_examples_and_no_letters_for_sources(session: Session, clerk: Actor) -> None:
    file = BytesIO()
    template(session, Customer, file, actor=clerk, today=NOW.date())
    lines = {row[1]: row for row in load_workbook(file)["填写说明"].iter_rows(values_only=True) if row[1]}
    assert lines["客户全称"][7] == "周某某"
    assert lines["地址"][7] != "示例文字"
    assert not any("示例文字" in str(row) for row in lines.values())
    assert not any("K" in str(row[6] or "").split("；") for row in lines.values())


def test_who_may_only_read_is_offered_to_look(client_of: ClientOf, session: Session, of_row: Callable[[str], str]) -> None:
    make(Customer, session)
    session.commit()
    assert of_row(client_of(Role.CLERK).get("/customer/").get_data(as_text=True)) == "办理"
    assert of_row(client_of(Role.AUDITOR).get("/customer/").get_data(as_text=True)) == "查看"


@pytest.fixture
def of_row() -> Callable[[str], str]:
    """The last word of the first row of a list."""
    return lambda page: page.partition("</tbody>")[0].rpartition("</a>")[0].rpartition(">")[2]
