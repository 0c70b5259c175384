"""四性检测: what is wanting is found and named, and nothing that was not looked at is called right."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models import ArchivedItem, FourProperties, MeterPaper, MeterVolume, VisitTrip
from models.four_properties import FourPropertiesState
from models.holding import HoldingState
from models.visit import TripState
from rules.four_properties import NOT_DONE, Check, Result, gaps
from services.attach import attach
from services.examine import examine
from tests.cast import NOW
from tests.files import PDF
from tests.make import keeper, make, walk

TRUSTED = {"trusted": True}


@given(st.sets(st.integers(1, 60)))
def test_a_gap_is_every_number_missing_up_to_the_last(there: set[int]) -> None:
    assert set(gaps(there)) == set(range(1, max(there, default=0) + 1)) - there


def filed(session: Session, *, with_file: bool = True) -> Any:
    """An item on the shelf, made of a trip that was filed, with its scan."""
    walk(make(VisitTrip, session), TripState.FILED)
    item = session.scalars(select(ArchivedItem).order_by(ArchivedItem.id.desc())).first()
    assert item is not None
    walk(item, HoldingState.SHELVED)
    if with_file:
        attach(session, item, "扫描件.pdf", PDF, actor=keeper(session, ArchivedItem), now=NOW)
    return item


def a_volume(session: Session) -> Any:
    """One with a paper in it."""
    volume = make(MeterVolume, session)
    make(MeterPaper, session, volume=volume, pages=3)
    return walk(volume, HoldingState.SHELVED)


def found(session: Session, *holdings: Any) -> dict[Check, Result]:
    session.commit()
    session.expire_all()
    return {one.check: one for one in examine(session, holdings)}


def test_what_is_in_order_is_in_order(session: Session) -> None:
    items = [filed(session), filed(session), a_volume(session)]
    results = found(session, *items)
    assert {check: one.wanting for check, one in results.items() if one.wanting and check is not Check.HAS_FILE} == {}
    assert results[Check.HAS_FILE].wanting == [items[2].archival_code]
    assert (results[Check.CHAIN].looked_at, results[Check.PROCESS].looked_at, results[Check.OPENS].looked_at) == (5, 2, 2)


def rewrite(session: Session, table: str, **values: object) -> None:
    """Behind everybody's back."""
    said = ", ".join(f"{name} = :{name}" for name in values)
    session.connection().execute(text(f"UPDATE {table} SET {said}"), values, execution_options=TRUSTED)


def rewrite_one(session: Session, key: int, code: str) -> None:
    """Another code for one item, in its card and in the ledger of codes."""
    said = {"key": key, "code": code, "series": code.rpartition("-")[0] + "-"}
    for order in (
        "UPDATE archived_item SET archival_code = :code WHERE id = :key",
        "UPDATE archival_code SET code = :code, series = :series WHERE register = 'archived_item' AND record_id = :key",
    ):
        session.connection().execute(text(order), said, execution_options=TRUSTED)
    session.commit()


def without_pages(session: Session) -> None:
    rewrite(session, "archived_item", pages=None)


def without_ledger(session: Session) -> None:
    session.connection().execute(text("DELETE FROM archival_code"), execution_options=TRUSTED)


def another_code(session: Session) -> None:
    rewrite(session, "archived_item", archival_code="QH01-KF·2026-D10-KFZX-0099")


def rewritten_file(session: Session) -> None:
    rewrite(session, "stored_file", content=PDF + b"x")


def something_else(session: Session) -> None:
    rewrite(session, "attachment", name="扫描件.exe")


@pytest.mark.parametrize(("spoil", "checks"), [
    (without_pages, {Check.METADATA}), (without_ledger, {Check.CODE}), (another_code, {Check.CODE}),
    (rewritten_file, {Check.UNALTERED}), (something_else, {Check.FORMAT, Check.NOTHING_STRANGE}),
], ids=lambda value: getattr(value, "__name__", ""))  # fmt: skip
def test_what_is_wanting_is_named(spoil: Any, checks: set[Check], session: Session) -> None:
    item = filed(session)
    session.commit()
    spoil(session)
    results = found(session, item)
    assert {check for check, one in results.items() if one.wanting} == checks


def test_a_locked_file_is_none_that_can_be_read(session: Session) -> None:
    item = filed(session, with_file=False)
    attach(session, item, "扫描件.pdf", PDF.replace(b"%%EOF", b"/Encrypt 1 0 R\n%%EOF"), actor=keeper(session, ArchivedItem), now=NOW)
    assert {check for check, one in found(session, item).items() if one.wanting} == {Check.OPENS}


def test_a_number_that_is_missing_is_named(session: Session) -> None:
    items = [filed(session) for _ in range(3)]
    session.commit()
    session.connection().execute(text("DELETE FROM archival_code WHERE count = 2"), execution_options=TRUSTED)
    results = found(session, items[0], items[2])
    assert results[Check.NO_GAPS].wanting == ["QH01-KF·2026-D10-KFZX-002"]


def test_the_report_freezes_when_it_is_signed(session: Session) -> None:
    filed(session, with_file=False)
    session.commit()
    report = walk(make(FourProperties, session, year=2026, handover=None), FourPropertiesState.SIGNED)
    said = {row.check_name: (row.looked_at, row.wanting, row.said) for row in report.rows}
    assert said[Check.HAS_FILE] == (1, 1, "QH01-KF·2026-D10-KFZX-0001")
    assert said[Check.VIRUS] == (0, 0, NOT_DONE)
    assert report.conclusion == "发现 1 处不合格；病毒未检测"
    filed(session)
    walk(report, FourPropertiesState.DONE)
    assert {row.check_name: (row.looked_at, row.wanting, row.said) for row in report.rows} == said


def test_a_report_on_another_year_looks_at_nothing_of_this(session: Session) -> None:
    filed(session)
    report = make(FourProperties, session, year=2019, handover=None)
    assert {row.looked_at for row in report.rows} == {0}
    assert report.conclusion == "没有可检测的档案"


def test_a_year_is_looked_for_behind_however_many_of_other_years(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    old, _ = filed(session), filed(session)
    session.commit()
    key, code = old.id, old.archival_code.replace("2026", "2019")
    rewrite_one(session, key, code)
    monkeypatch.setattr("models.four_properties.MOST", 1)
    report = make(FourProperties, session, year=2026, handover=None)
    looked = {row.check_name: row.looked_at for row in report.rows}
    assert looked[Check.HAS_FILE] == 1
    assert report.conclusion == "发现 1 处不合格；病毒未检测"  # the number that went to 2019 is missing in 2026


def test_what_is_more_than_the_most_is_said_and_not_called_right(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    a_volume(session)
    for _ in range(2):
        filed(session)
    session.commit()
    for most, said in ((1, "本次检测 1 卷（件），另有 2 卷（件）未检测"), (2, "本次检测 2 卷（件），另有 1 卷（件）未检测"), (3, None)):
        monkeypatch.setattr("models.four_properties.MOST", most)
        report = make(FourProperties, session, year=None, handover=None)
        assert {row.check_name: row.looked_at for row in report.rows}[Check.METADATA] == most
        assert (said or "合格") in report.conclusion
        assert ("请分年度检测" in report.conclusion) is (said is not None)
