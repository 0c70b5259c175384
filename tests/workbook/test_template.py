"""The empty workbook: every column that a new record may be given, with what may stand there, and nothing of anybody."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from forms.build import form_class
from forms.context import FormContext
from forms.fields import target_of
from models import REGISTERS, Customer, Notice, Option, Staff
from models.declare import Kind, Register
from rules.roles import Role
from services.assign import NORMAL
from services.records import required_at_creation
from services.shown import Shown
from services.workbook.choices import choices
from services.workbook.columns import ORDINAL, Cell, asked, linked, number_in, tables
from services.workbook.find import Finder
from services.workbook.guide import WAYS
from services.workbook.typed import text_of
from tests.cast import NOW, ClientOf
from tests.every import some
from tests.make import keeper, keeper_role

#: Every class whose fields stand in a template.
MODELS: list[Any] = [*REGISTERS, *(field.target for register in REGISTERS for field in register.fields.values() if field.is_rows)]


def opened(answer: Any) -> Workbook:
    assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
    return load_workbook(io.BytesIO(answer.data))


def rules(sheet: Any) -> dict[str, Any]:
    """Data validation by the letter of its column."""
    return {str(one.sqref).partition("2:")[0]: one for one in sheet.data_validations.dataValidation}


@some
def test_every_register_gives_its_keeper_a_template(register: type[Register], client_of: ClientOf) -> None:
    book = opened(client_of(keeper_role(register)).get(f"/{register.__tablename__}/template.xlsx"))
    assert book.sheetnames == [*(one.name for one in asked(register)), "填写说明", "选项"]
    explained = {(row[0], row[1]): row for row in book["填写说明"].iter_rows(values_only=True)}
    for table in asked(register):
        sheet = book[table.name]
        assert [cell.value for cell in sheet[1]] == [column.asked for column in table.columns]
        assert sheet.max_row == 1, "nothing stands in the sheet that is filled in"
        for place, column in enumerate(table.columns, start=1):
            letter = get_column_letter(place)
            assert sheet.column_dimensions[letter].number_format == column.cell.number_format
            if column.field is not None and column.field.kind in (Kind.CHOICE, Kind.YES_NO, Kind.DEPARTMENT, Kind.STAFF):
                assert rules(sheet)[letter].type == "list"
            needed = explained[table.name, column.header][2]
            assert (needed == "必填") is column.required
    written = {column.name for column in asked(register)[0].columns if column.required}
    assert written == required_at_creation(register) - {
        name for name, field in register.fields.items() if field.kind is Kind.ATTACHMENT}  # fmt: skip


@some
def test_a_header_leads_back_to_its_field_and_to_no_other(register: type[Register]) -> None:
    names = [table.name for table in tables(register)]
    assert len({name.casefold() for name in [*names, "说明", "填写说明", "选项"]}) == len(names) + 3
    for table in tables(register):
        assert len(table.name) <= 31
        assert not set("[]:*?/\\") & set(table.name)
        for column in table.columns:
            for said in (column.header, column.asked, f" {column.header} *", column.asked.replace("（", "(").replace("）", ")")):
                assert table.find(said) is column
        assert table.find("没有这一栏") is None


def test_a_drop_down_offers_what_the_form_does(client_of: ClientOf, session: Session) -> None:
    option = session.scalars(select(Option).where(Option.list_code == "customer_nature", Option.code == "cluster")).one()
    option.valid_to = NOW.date().replace(year=2025)
    session.add(Staff(name="客户经理甲", job_number="X1", unit=session.scalars(select(Staff)).first().unit, active=True))  # type: ignore[union-attr]
    session.commit()
    book = opened(client_of(Role.CLERK).get("/customer/template.xlsx"))
    sheet, columns = book["客户服务档案"], [column.name for column in asked(Customer)[0].columns]
    assert book["选项"].sheet_state == "hidden"

    def offered(name: str) -> list[str]:
        rule = rules(sheet)[get_column_letter(columns.index(name) + 1)]
        assert (rule.type, rule.showErrorMessage) == ("list", True)
        place = rule.formula1.partition("!")[2].replace("$", "")
        return [cell.value for (cell,) in book["选项"][place]]

    assert offered("nature") == ["居民个人", *offered("nature")[1:]]
    assert option.label not in offered("nature")
    assert offered("pi_consent") == ["是", "否"]
    assert {"AM 客户经理甲", "X1 客户经理甲"} <= set(offered("account_manager")), "namesakes are told apart"
    assert rules(sheet)[get_column_letter(columns.index("opened_on") + 1)].formula2 == "TODAY()"
    assert (rules(sheet)[get_column_letter(columns.index("households") + 1)].type) == "whole"
    told = {row[1]: row for row in book["填写说明"].iter_rows(values_only=True)}
    assert told["其他证件号码"][2].startswith("“证件类型”为")
    assert told["其他证件号码"][2].endswith("时必填")
    assert told["户数"][5] == "20 户以上为集群户"
    assert "附属的表" in "".join(str(row[0]) for row in book["填写说明"].iter_rows(values_only=True))


@some
def test_whatever_is_offered_is_found_again(register: type[Register], session: Session) -> None:
    unit = session.scalars(select(Staff)).first().unit  # type: ignore[union-attr]
    session.add_all([Staff(name="王一", job_number=f"W{turn}", unit=unit, active=True) for turn in (1, 2)])
    session.flush()
    finder = Finder(Shown(session, keeper(session, register), NOW))
    for column in (column for table in asked(register) for column in table.columns):
        field = column.field
        if field is not None and (field.is_link or field.target is not None):
            for text in choices(session, column, NOW.date()):
                (key,) = finder.texts(field, target_of(field), text)
                found: Any = session.get(target_of(field), int(key))
                assert text in (str(found), linked(getattr(found, "job_number", ""), str(found))), text


def test_who_writes_the_name_of_namesakes_alone_is_asked_for_the_job_number(session: Session) -> None:
    unit = session.scalars(select(Staff)).first().unit  # type: ignore[union-attr]
    session.add_all([Staff(name="王一", job_number=f"W{turn}", unit=unit, active=True) for turn in (1, 2)])
    session.flush()
    finder, field = Finder(Shown(session, keeper(session, Customer), NOW)), Customer.fields["account_manager"]
    with pytest.raises(ValueError, match=r"有几个“王一”，请改填其中一个的工号：.*W1"):
        finder.texts(field, Staff, "王一")
    with pytest.raises(ValueError, match="没有找到"):
        finder.texts(field, Staff, "W1 王二")
    assert finder.texts(field, Staff, "W2") == finder.texts(field, Staff, "W2 王一")


@pytest.mark.parametrize("kind", WAYS)
def test_an_example_is_what_the_form_takes(kind: Kind, session: Session) -> None:
    model, field = next((model, field) for model in MODELS for field in model.fields.values() if field.kind is kind)
    context = FormContext(session=session, actor=keeper(session, Customer), now=NOW)
    example = WAYS[kind][1]
    text = text_of(example, field, context.book)
    form = form_class(model, (field.name,))(MultiDict([(field.name, text)]), meta={"context": context})
    assert form.unreadable() == {}
    assert not example or form.values()[field.name] not in (None, ""), example
    if example and kind in NORMAL:
        NORMAL[kind](example)


def test_children_are_tied_by_their_ordinal() -> None:
    main, materials = asked(Notice)
    assert main.columns[0].name == materials.columns[0].name == ORDINAL
    assert materials.find("序号（必填）") is materials.columns[0]
    assert {column.cell for column in main.columns} >= {Cell.TEXT, Cell.DAY, Cell.NUMBER}


def test_a_linked_record_is_known_by_its_number() -> None:
    assert linked("QH-A14-2026-00001", "清泉 公司") == "QH-A14-2026-00001 清泉 公司"
    assert number_in("QH-A14-2026-00001 清泉 公司") == number_in(" QH-A14-2026-00001 ") == "QH-A14-2026-00001"
    assert linked("QH-1", "QH-1") == linked("QH-1", "") == "QH-1"
    assert number_in("  ") == ""


def test_who_makes_no_such_records_gets_no_template(client_of: ClientOf) -> None:
    assert client_of(Role.INSPECTOR).get("/customer/template.xlsx").status_code == 403
    assert "/customer/template.xlsx" not in client_of(Role.INSPECTOR).get("/customer/").get_data(as_text=True)
    assert "/customer/template.xlsx" in client_of(Role.CLERK).get("/customer/import").get_data(as_text=True)


def test_the_command_writes_the_template(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    assert app.test_cli_runner().invoke(args=["template", "notice", str(file)]).exit_code == 0
    assert load_workbook(file).sheetnames == ["一次性告知单", "资料清单", "填写说明", "选项"]
