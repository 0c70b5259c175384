"""档号: gapless in its series, never twice, typed ones read and stepped over; and what a paper moves."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import ArchivalCode, ArchivalSeries, ArchivedItem, Customer, Department, MeterPaper, MeterVolume, Setting, VisitTrip
from models.holding import HoldingState
from models.visit import TripState
from rules.archival import Place, Retention, check_pattern, parts, read_code, write_code, write_series
from rules.refusals import Invalid
from services.step import take
from tests.cast import NOW
from tests.make import make, step_values, taker, walk

USUAL = "{fonds}-SB·{year}-{term}-{unit}-{count:03}"


# -- how a code is written -----------------------------------------------------------------------------------------------


@given(
    count=st.integers(1, 999_999), year=st.integers(1900, 2999), retention=st.sampled_from(list(Retention)),
    fonds=st.from_regex(r"[A-Z0-9]{4}", fullmatch=True), unit=st.from_regex(r"[A-Z0-9]{2,6}", fullmatch=True),
    pattern=st.sampled_from([USUAL, "{fonds}·{term}{year}·{unit}-{count}", "{fonds}-{year}-{unit}-{term}-{count:04}"]),
)  # fmt: skip
def test_what_is_written_is_read_back(count: int, year: int, retention: Retention, fonds: str, unit: str, pattern: str) -> None:
    place = Place(series=write_series(pattern, fonds=fonds, year=year, retention=retention, unit=unit), count=count)
    assert read_code(check_pattern(pattern), write_code(pattern, place)) == place


@pytest.mark.parametrize(("pattern", "said"), [
    ("{fonds}-{year}-{term}-{count}", "须有且只有一次：unit"), ("{count}-{fonds}-{year}-{term}-{unit}", "以流水号"),
    ("{fonds}-{year}-{term}-{unit}-{count:04}卷", "以流水号"), ("{fonds}-{year}-{term}-{unit}-{count:x}", "写法不对"),
    ("{fonds}{year}{term}{unit}{place}{count}", "不认识的项：place"), ("{", "写法不对"),
    ("全宗" * 30 + "{fonds}{year}{term}{unit}{count}", "太长"),
])  # fmt: skip
def test_a_pattern_that_would_lead_astray_is_refused(pattern: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        check_pattern(pattern)


def test_a_code_falls_into_its_parts() -> None:
    assert parts("QH01-KF·2026-D10-KFZX-0012") == {"fonds": "QH01", "year": "2026", "term": "D10", "unit": "KFZX", "count": "0012"}
    assert parts("旧卷第3号") is None


# -- how it is given -----------------------------------------------------------------------------------------------------


def shelved(session: Session, register: Any = MeterVolume, **values: object) -> Any:
    """A holding put upon the shelf, with what was typed for the step."""
    record = make(register, session, **{name: value for name, value in values.items() if name in register.at_creation()})
    step = next(step for step in record.steps() if step.target is HoldingState.SHELVED)
    typed = {name: value for name, value in values.items() if name in step.fields}
    take(session, record, step, step_values(record, step, session) | typed, actor=taker(session, record, step), now=NOW)
    return record


def test_codes_are_gapless_in_their_series(session: Session) -> None:
    codes = [shelved(session).archival_code for _ in range(3)]
    codes.append(shelved(session, retention="30").archival_code)
    with pytest.raises(Invalid):
        shelved(session, location=None, place=None)
    codes.append(shelved(session).archival_code)
    assert codes == [f"QH01-SB·2026-{end}" for end in ("Y-KFZX-001", "Y-KFZX-002", "Y-KFZX-003", "D30-KFZX-001", "Y-KFZX-004")]


def test_a_rolled_back_save_gives_its_code_back(session: Session) -> None:
    session.commit()
    first = shelved(session).archival_code
    session.rollback()
    assert shelved(session).archival_code == first
    assert session.scalar(select(func.count()).select_from(ArchivalCode)) == 1


def test_what_stands_on_the_volume_already_is_typed_and_stepped_over(session: Session) -> None:
    assert shelved(session, archival_code="QH01-SB·2026-Y-KFZX-002").archival_code == "QH01-SB·2026-Y-KFZX-002"
    assert [shelved(session).archival_code[-3:] for _ in range(2)] == ["001", "003"]
    typed = session.scalars(select(ArchivalCode.count).where(ArchivalCode.typed)).all()
    assert typed == [2]
    assert session.scalar(select(ArchivalSeries.value)) == 3


@pytest.mark.parametrize(("code", "said"), [
    ("一号卷", "与格式不符"), ("QH01-SB·2026-Y-KFZX-1", "与格式不符"), ("QH01-SB·2026-D5-KFZX-001", "与格式不符"),
    ("QH01-SB·2026-Y-KFZX-000", "与格式不符"), ("QH01-SB·2026-Y-KFZX-001", "已有，不能重复"),
])  # fmt: skip
def test_a_code_out_of_pattern_or_taken_is_refused(code: str, said: str, session: Session) -> None:
    shelved(session)
    with pytest.raises(Invalid) as refused:
        shelved(session, archival_code=code)
    assert said in refused.value.errors["archival_code"]


@pytest.mark.parametrize(("code", "said"), [
    ("ABCD-KF·2024-D10-KFZX-0007", "全宗号写的是 ABCD，应为 QH01"), ("QH01-KF·1999-D10-KFZX-0007", "年度写的是 1999，应为 2024"),
    ("QH01-KF·2024-Y-KFZX-0007", "保管期限写的是 Y，应为 D10"), ("QH01-KF·2024-D10-XX-0007", "机构（问题）代码写的是 XX，应为 "),
])  # fmt: skip
def test_a_code_that_says_something_else_than_the_paper_is_refused(code: str, said: str, session: Session) -> None:
    paper: dict[str, object] = {"doc_date": "20240000", "retention": "10"}
    with pytest.raises(Invalid) as refused:
        shelved(session, ArchivedItem, archival_code=code, **paper)
    assert refused.value.errors["archival_code"].startswith(f"档号与本卷（件）不符：{said}")
    assert shelved(session, ArchivedItem, archival_code="QH01-KF·2024-D10-KFZX-0007", **paper).archival_code[-4:] == "0007"


@pytest.mark.parametrize("typed", [None, "QH01-SB·2026-Y-KFZX-009"])
def test_a_volume_that_comes_back_to_the_shelf_keeps_its_code(typed: str | None, session: Session) -> None:
    volume = shelved(session)
    code = volume.archival_code
    walk(volume, HoldingState.OPEN)
    step = next(step for step in volume.steps() if step.target is HoldingState.SHELVED)
    given_again = step_values(volume, step, session) | {"archival_code": typed}
    if typed:
        with pytest.raises(Invalid, match="改正") as refused:
            take(session, volume, step, given_again, actor=taker(session, volume, step), now=NOW)
        assert refused.value.errors == {"archival_code": f"档号已编为 {code}，不能改动"}
    else:
        take(session, volume, step, given_again, actor=taker(session, volume, step), now=NOW)
        assert volume.archival_code == code


def test_without_letters_for_its_unit_there_is_no_code(session: Session) -> None:
    for unit in session.scalars(select(Department)):
        unit.archive_code = None
    session.flush()
    with pytest.raises(Invalid) as refused:
        shelved(session)
    assert "还没有机构（问题）代码" in refused.value.errors["archival_code"]
    with pytest.raises(Invalid) as filed:
        walk(make(VisitTrip, session), TripState.FILED)
    assert "还没有机构（问题）代码" in filed.value.errors["archival_code"]


def test_the_house_writes_codes_its_own_way(session: Session) -> None:
    session.add(Setting(key="volume_code", value="{fonds}·{year}·{unit}·{term}·{count}", created_at=NOW))
    session.add(Setting(key="fonds", value="Z109", created_at=NOW))
    session.flush()
    assert shelved(session).archival_code == "Z109·2026·KFZX·Y·1"


# -- what is filed -------------------------------------------------------------------------------------------------------


def test_what_is_filed_becomes_an_item_of_the_catalogue(session: Session) -> None:
    trip = walk(make(VisitTrip, session), TripState.FILED)
    item = session.scalars(select(ArchivedItem)).one()
    assert (item.archival_code, item.doc_no, item.author, item.retention, item.doc_date, item.filed_on) == (
        trip.archival_code,
        trip.number,
        trip.unit.name,
        VisitTrip.keep.value,
        "20261120",
        NOW.date(),
    )
    assert item.item_title == f"[外勤单{trip.number}]"
    assert item.source_ref == f"visit_trip:{trip.id}"
    walk(item, HoldingState.SHELVED)
    assert item.archival_code == trip.archival_code


@pytest.mark.parametrize("register", [MeterVolume, MeterPaper], ids=lambda one: one.__name__)
def test_a_title_names_no_private_customer(register: Any, session: Session) -> None:
    private = make(Customer, session, full_name="司徒建国", nature="person")
    volume = make(MeterVolume, session, customer=private, volume_title="JS-1 水表档案")
    given = {"volume_title": "司徒建国水表档案", "customer": private} if register is MeterVolume else {
        "paper_title": "合同（司徒建国）", "volume": volume}  # fmt: skip
    with pytest.raises(Invalid) as refused:
        make(register, session, **given)
    assert "不写居民户名" in "".join(refused.value.errors.values())
    unit = make(Customer, session, full_name="和顺餐饮店", nature="unit")
    assert make(MeterVolume, session, customer=unit, volume_title="和顺餐饮店水表档案").id
