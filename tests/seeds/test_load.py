"""Reference data is added where it is missing, and nothing that is there is touched."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Department, Option, ServiceItem
from models.service_item import ServiceMaterial
from rules import formats
from rules.moments import SHANGHAI
from seeds.load import load_reference

NOW = datetime(2026, 11, 20, 10, 42, tzinfo=SHANGHAI)
TABLES = (Option, Department, ServiceItem, ServiceMaterial)


def _rows(session: Session) -> list[object]:
    return [row for table in TABLES for row in session.execute(select(table.__table__).order_by(table.__table__.c.id)).all()]


def test_loading_twice_changes_nothing(empty: Session) -> None:
    load_reference(empty, NOW)
    empty.commit()
    first = _rows(empty)
    load_reference(empty, NOW + timedelta(days=1))
    empty.commit()
    assert _rows(empty) == first


def test_what_the_administrator_changed_stays(empty: Session) -> None:
    load_reference(empty, NOW)
    option = empty.scalars(select(Option).where(Option.list_code == "decision", Option.code == "refuse")).one()
    unit = empty.scalars(select(Department).where(Department.name == "管网部")).one()
    item = empty.scalars(select(ServiceItem).where(ServiceItem.code == "transfer")).one()
    option.label, unit.name, item.name, item.materials = "不予同意", "管网运行部", "过户", item.materials[:1]
    empty.commit()
    before = _rows(empty)
    load_reference(empty, NOW)
    empty.commit()
    assert _rows(empty) == before


def test_a_row_that_is_missing_is_added(empty: Session) -> None:
    empty.add(Option(list_code="decision", list_title="答复", code="agree", label="可", position=1, created_at=NOW))
    load_reference(empty, NOW)
    labels = empty.execute(select(Option.code, Option.label).where(Option.list_code == "decision").order_by(Option.code)).all()
    assert [tuple(row) for row in labels] == [("agree", "可"), ("refuse", "不同意")]


def test_materials_keep_the_order_of_the_handbook(empty: Session) -> None:
    load_reference(empty, NOW)
    item = empty.scalars(select(ServiceItem).where(ServiceItem.code == "contract_unit")).one()
    assert [material.position for material in item.materials] == list(range(7))
    assert item.materials[-1].name == "单位公章"


def test_departments_can_be_telephoned(empty: Session) -> None:
    load_reference(empty, NOW)
    assert empty.scalar(select(func.count()).select_from(Department)) == 14
    for number in empty.scalars(select(Department.phone)):
        assert formats.telephone(number or "") == number
