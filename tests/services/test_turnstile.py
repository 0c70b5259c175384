"""One request after the other, and nobody who blocks the line."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from services import turnstile
from services.turnstile import Turnstile

LONG = 30.0


class Visit:
    """A request: says that it has come in, and stays as long as it is told to."""

    def __init__(self, came: list[Visit], *, fails: bool = False) -> None:
        self._came, self._fails = came, fails
        self.is_in, self.may_go, self.is_out, self.is_cancelled = (threading.Event() for _ in range(4))

    def service(self) -> None:
        self._came.append(self)
        self.is_in.set()
        assert self.may_go.wait(LONG)
        self.is_out.set()
        if self._fails:
            raise RuntimeError("a fault in the page")

    def cancel(self) -> None:
        self.is_cancelled.set()


@pytest.fixture
def line() -> Iterator[Turnstile]:
    made = Turnstile(3)
    yield made
    made.shutdown(timeout=LONG)


@pytest.fixture
def came() -> list[Visit]:
    return []


def put(line: Turnstile, came: list[Visit], count: int) -> list[Visit]:
    made = [Visit(came) for _ in range(count)]
    for one in made:
        line.add_task(one)
    return made


def test_one_goes_in_after_the_other_in_the_order_they_came(
    line: Turnstile, came: list[Visit], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(turnstile, "STANDSTILL", LONG)
    visits = put(line, came, 5)
    for place, one in enumerate(visits):
        assert one.is_in.wait(LONG)
        assert came == visits[: place + 1], "the next stands in line, though two threads are idle"
        one.may_go.set()
    assert all(one.is_out.wait(LONG) for one in visits)


def test_whoever_is_long_inside_keeps_nobody_out(line: Turnstile, came: list[Visit]) -> None:
    """And those who come later do not wait for him once more: the line has a place of its own again."""
    long, *others = put(line, came, 4)
    assert long.is_in.wait(LONG)
    for one in others:
        assert one.is_in.wait(LONG)
        one.may_go.set()
        assert one.is_out.wait(LONG)
    assert not long.is_out.is_set()
    late = put(line, came, 1)[0]
    assert late.is_in.wait(LONG)
    for one in (late, long):
        one.may_go.set()


def test_the_place_of_one_who_is_long_inside_is_lost_and_not_given_back_twice(
    line: Turnstile, came: list[Visit], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    long, short = put(line, came, 2)
    assert short.is_in.wait(LONG), "it went in beside the long one"
    monkeypatch.setattr(turnstile, "STANDSTILL", LONG)
    third = put(line, came, 1)[0]
    long.may_go.set()
    assert long.is_out.wait(LONG)
    assert not third.is_in.wait(0.2), "the place is the short one's"
    short.may_go.set()
    assert third.is_in.wait(LONG)
    third.may_go.set()


def test_as_many_as_there_are_threads_go_in_at_most(line: Turnstile, came: list[Visit]) -> None:
    visits = put(line, came, 4)
    assert all(one.is_in.wait(LONG) for one in visits[:3])
    assert not visits[3].is_in.wait(3 * turnstile.STANDSTILL)
    visits[0].may_go.set()
    assert visits[3].is_in.wait(LONG)
    for one in visits:
        one.may_go.set()


def test_a_fault_ends_no_thread(line: Turnstile, came: list[Visit]) -> None:
    for _ in range(6):
        one = Visit(came, fails=True)
        one.may_go.set()
        line.add_task(one)
        assert one.is_out.wait(LONG)
    last = put(line, came, 1)[0]
    assert last.is_in.wait(LONG)
    last.may_go.set()


def test_at_the_end_those_inside_are_awaited_and_those_in_line_are_told(came: list[Visit]) -> None:
    line = Turnstile(1)
    inside, waiting = put(line, came, 2)
    assert inside.is_in.wait(LONG)
    threading.Timer(0.1, inside.may_go.set).start()
    assert line.shutdown(timeout=LONG)
    assert inside.is_out.is_set()
    assert waiting.is_cancelled.is_set()
    assert not waiting.is_in.is_set()
