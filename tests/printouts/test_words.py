"""A value in words, by kind."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from models.declare import Field, Kind, Signed
from models.notice import NoticeMaterial
from models.visit import TripState
from printouts.words import line_words, words
from tests.printouts.papers import labels

REFUSED = Signed(name="王芳", at="2026-11-20T10:30:00+08:00", agreed=False, text="证件过期")
CASES: list[tuple[Kind, Any, str]] = [
    (Kind.TEXT, "李梅", "李梅"),
    (Kind.DAY, date(2026, 11, 20), "2026年11月20日"),
    (Kind.DAY, date(2026, 1, 5), "2026年1月5日"),
    (Kind.MOMENT, datetime(2026, 11, 20, 2, 30, tzinfo=UTC), "2026-11-20 10:30"),
    (Kind.DEADLINE, datetime(2026, 11, 20, 2, 30, tzinfo=UTC), "2026-11-20 10:30"),
    (Kind.DATE8, "20261100", "20261100"),
    (Kind.YEAR_MONTH, "2026-03", "2026年3月"),
    (Kind.CHOICE, "yes", "接通"),
    (Kind.YES_NO, True, "是"),
    (Kind.YES_NO, False, "否"),
    (Kind.COMPUTED, True, "是"),
    (Kind.COMPUTED, 0, "0"),
    (Kind.NUMBER, 12, "12"),
    (Kind.AMOUNT, Decimal("1234.5"), "1,234.50 元"),
    (Kind.GAUGE, Decimal("21.5"), "21.5"),
    (Kind.GAUGE, Decimal(21), "21.0"),
    (Kind.LINKS, ["李梅", "王芳"], "李梅、王芳"),
    (Kind.LINKS, [], ""),
    (Kind.STATE, TripState.BACK, "待回访"),
    (Kind.SEAL, date(2026, 11, 20), "2026年11月20日"),
    (Kind.OPINION, REFUSED, "不同意：证件过期　王芳　2026-11-20 10:30"),
    (Kind.SOURCE, "elsewhere:3", "elsewhere:3"),
    (Kind.TEXT, None, ""),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "said"), CASES)
def test_a_value_is_written_out_by_its_kind(kind: Kind, value: Any, said: str) -> None:
    field = Field(name="field", label="某项", kind=kind, optional=True, options="connected")
    assert words(SimpleNamespace(field=value), field, labels) == said


def test_a_record_that_gave_rise_to_this_one_is_named_by_title_and_number(monkeypatch: pytest.MonkeyPatch) -> None:
    field = Field(name="field", label="关联业务单", kind=Kind.SOURCE, optional=True)
    here = SimpleNamespace(field="visit_trip:5")
    monkeypatch.setattr("printouts.words.object_session", lambda record: None)
    assert words(here, field, labels) == "外勤单 5"
    session = SimpleNamespace(get=lambda register, key: register(number=f"QH-A01-2026-0000{key}"))
    monkeypatch.setattr("printouts.words.object_session", lambda record: session)
    assert words(here, field, labels) == "外勤单 QH-A01-2026-00005"


def test_child_rows_are_written_in_one_line_each() -> None:
    assert line_words(NoticeMaterial(name="身份证", form="复印件 1 份"), labels) == "身份证，复印件 1 份"
