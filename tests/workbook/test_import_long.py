"""An import of any length: as much memory as a short one, and so many questions for each row and no more."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from forms import intake
from forms.intake import Mode
from models import Customer
from rules.actor import Actor
from rules.roles import Role
from services.workbook import shared
from services.workbook.read import opened
from services.workbook.remembered import Remembered
from services.workbook.shared import Texts
from tests.make import person
from tests.workbook.bench import bring, customer, file_of


@pytest.fixture
def clerk(session: Session, monkeypatch: pytest.MonkeyPatch) -> Actor:
    monkeypatch.setattr(intake, "CHUNK", 20)
    monkeypatch.setattr(shared, "HELD", 50)
    return person(session, Role.CLERK)


def fresh(count: int, start: int) -> bytes:
    return file_of(*(customer(number) for number in range(start, start + count)))


@pytest.mark.parametrize("mode", [Mode.DRY, Mode.WHOLE])
def test_memory_does_not_grow_with_the_rows(mode: Mode, session: Session, clerk: Actor) -> None:
    bring(session, Customer, fresh(20, 1), clerk, mode)
    peaks = []
    for count, start in ((40, 100), (240, 1_000)):
        content = fresh(count, start)
        gc.collect()
        tracemalloc.start()
        found = bring(session, Customer, content, clerk, mode)
        peaks.append(tracemalloc.get_traced_memory()[1] - len(found.returned))
        tracemalloc.stop()
        assert (found.outcome.made, found.outcome.bad) == (count, 0)
    assert peaks[1] < 1.4 * peaks[0], peaks


@pytest.fixture
def counted() -> Iterator[list[int]]:
    found = [0]

    def note(*_rest: Any) -> None:
        found[0] += 1

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("mode", "most"), [(Mode.DRY, 9.5), (Mode.WHOLE, 9.5)])
def test_every_row_asks_as_much_as_the_one_before(mode: Mode, most: float, session: Session, clerk: Actor, counted: list[int]) -> None:
    counts = []
    for count, start in ((20, 100), (40, 200), (60, 300)):
        before = counted[0]
        assert bring(session, Customer, fresh(count, start), clerk, mode).outcome.made == count
        counts.append(counted[0] - before)
    first, second = (later - earlier for earlier, later in pairwise(counts))
    assert max(first, second) <= most * 20, counts


def test_texts_that_are_not_held_are_there_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "HELD", 2)
    told = ["甲", "", "丙\n行", "\ud800", "戊"]
    for count in range(len(told) + 1):
        texts = Texts(told[:count])
        assert [texts[place] for place in range(count)] == told[:count]
        with pytest.raises(IndexError):
            texts[count]


def test_a_long_file_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "HELD", 3)
    with opened(fresh(30, 1)) as book:
        rows = [list(row.cells) for row in book.sheets[0].rows()]
    assert rows[1:] == [customer(number) for number in range(1, 31)]


def test_what_was_remembered_is_told_by_its_whole_key() -> None:
    kept = Remembered()
    assert kept.get("甲", 1) is None
    kept.keep(7, "甲", 1)
    assert (kept.get("甲", 1), kept.get("甲", "1"), kept.get("甲1")) == (7, None, None)
    assert (kept.first(9, "甲", 1), kept.first(9, "乙"), kept.first(8, "乙")) == (7, 9, 9)
