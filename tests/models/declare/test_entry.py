"""When an entry counts as 补登, and must say why."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from models.declare import entered_before, entered_on, text
from models.visit import VisitRecord, VisitTrip
from rules.moments import SHANGHAI

NOW = datetime(2026, 11, 20, 10, 42, tzinfo=SHANGHAI)


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("ahead", "happened", "late"),
    [
        (True, at(20, 11), False),
        (True, at(20, 10), True),
        (True, NOW, False),
        (True, at(19, 23), True),
        (False, at(20, 1), False),
        (False, at(19, 23), True),
        (False, at(21, 1), False),
        (False, date(2026, 11, 20), False),
        (False, date(2026, 11, 19), True),
        (True, date(2026, 11, 20), False),
        (True, date(2026, 11, 19), True),
        (False, None, False),
        (True, None, False),
    ],
)
def test_what_is_entered_after_its_time_is_late(ahead: bool, happened: Any, late: bool) -> None:  # noqa: FBT001
    entry = (entered_before if ahead else entered_on)(text("时间"))
    entry.name = "happened"
    assert entry.is_late(SimpleNamespace(happened=happened), NOW) is late


def test_the_day_is_the_one_in_shanghai() -> None:
    """16:30 UTC on the 19th is already the 20th in the office."""
    entry = entered_on(text("时间"))
    entry.name = "happened"
    assert not entry.is_late(SimpleNamespace(happened=datetime(2026, 11, 19, 16, 30, tzinfo=UTC)), NOW)


def test_a_class_turns_the_word_into_a_name() -> None:
    assert VisitTrip.entered is not None
    assert VisitRecord.entered is not None
    assert (VisitTrip.entered.name, VisitTrip.entered.ahead) == ("planned_depart_at", True)
    assert (VisitRecord.entered.name, VisitRecord.entered.ahead) == ("visit_at", False)
