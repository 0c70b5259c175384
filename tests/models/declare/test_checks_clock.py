"""What a day, a clock and a department may not say."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Mapped

from models.declare import (
    Limit,
    Register,
    Role,
    Seen,
    Sheet,
    Step,
    Workflow,
    choice,
    counts,
    day,
    deadline,
    entered_on,
    everything,
    in_unit,
    moment,
    only,
    row,
    when,
)
from tests.models.declare.slips import FOREIGN, KEPT, REST, Refusal, Slip, Stage, answering


def test_r027_a_day_comes_after_a_day(refused: Refusal) -> None:
    with refused("R027", "Mixed.until", "cannot come after begun", "compare a day with a day"):

        class Mixed(Slip, **KEPT):
            __tablename__ = "x_mixed"
            begun: Mapped[Any] = moment("开始时间")
            until: Mapped[Any] = day("止日", after=begun)
            sheet = Sheet(*REST, row(begun, until))
            flow = Workflow(answering())


def test_r027_what_happened_has_a_time(refused: Refusal) -> None:
    with refused("R027", "Timeless.entered", "asked is no time", "name the day or moment"):

        class Timeless(Slip, **KEPT):
            __tablename__ = "x_timeless"
            entered = entered_on(Slip.asked)
            sheet = Sheet(*REST)
            flow = Workflow(answering())


def test_r028_a_clock_starts_at_a_time(refused: Refusal) -> None:
    with refused("R028", "Timed.until", "counts from asked, which is no time", "a clock starts at a day or a moment"):

        class Timed(Slip, **KEPT):
            __tablename__ = "x_timed"
            until: Mapped[Any | None] = deadline("截止", counts(Limit.UNSTATED, since=Slip.asked))
            sheet = Sheet(*REST, row(until))
            flow = Workflow(answering())


def test_r028_a_promise_that_is_not_made_leaves_its_deadline_empty(refused: Refusal) -> None:
    with refused("R028", "Sure.until", "runs a clock but may never stay empty", "write Mapped[datetime | None]"):

        class Sure(Slip, **KEPT):
            __tablename__ = "x_sure"
            begun: Mapped[Any] = moment("开始时间")
            until: Mapped[Any] = deadline("截止", counts(Limit.UNSTATED, since=begun))
            sheet = Sheet(*REST, row(begun, until))
            flow = Workflow(answering())


def test_a_clock_that_is_declared_right_is_taken_with_names_in_place_of_words() -> None:
    class Ticking(Slip, **KEPT):
        __tablename__ = "x_ticking"
        begun: Mapped[Any | None] = moment("开始时间")
        zone: Mapped[str | None] = choice("区域", "location_zone")
        kept: Mapped[Any | None] = day("办结日期")
        until: Mapped[Any | None] = deadline(
            "截止", counts(Limit.REPAIR, since=begun, by={"zone": zone}, only=when(zone, "city")), counts(Limit.UNSTATED, since=begun),
            met=kept)  # fmt: skip
        sheet = Sheet(*REST, row(begun, zone), row(kept, until))
        flow = Workflow(answering().stamps(begun))

    (field,) = Ticking.deadlines()
    narrow_, wide_ = field.counting
    assert (field.name, field.met, narrow_.limit, narrow_.since, dict(narrow_.by)) == (
        "until",
        "kept",
        Limit.REPAIR,
        "begun",
        {"zone": "zone"},
    )
    slip = Ticking(begun=datetime(2026, 11, 20, tzinfo=UTC), zone="city")
    assert narrow_.is_made(slip)
    assert narrow_.facts(slip) == {"zone": "city"}
    slip.zone = None
    assert not narrow_.is_made(slip)
    assert wide_.is_made(slip)
    assert narrow_.facts(slip) == wide_.facts(slip) == {}
    slip.begun = None
    assert not wide_.is_made(slip)


@pytest.mark.parametrize("part", ["since", "by", "only", "met"])
def test_r005_a_clock_speaks_of_fields_of_its_class(part: str, refused: Refusal) -> None:
    with refused("R005", "Foreign.until", "refers to something that is not a field of this class", "declare it above"):

        class Foreign(Slip, **KEPT):
            __tablename__ = "x_foreign"
            begun: Mapped[Any | None] = moment("开始时间")
            until: Mapped[Any | None] = deadline(
                "截止",
                counts(
                    Limit.UNSTATED, since=FOREIGN if part == "since" else begun, by={"zone": FOREIGN} if part == "by" else {},
                    only=when(FOREIGN, "city") if part == "only" else None),
                met=FOREIGN if part == "met" else None)  # fmt: skip
            sheet = Sheet(*REST, row(begun, until))
            flow = Workflow(answering())


def test_r028_a_promise_is_kept_at_a_time(refused: Refusal) -> None:
    with refused("R028", "Kept.until", "is met by asked, which is no time", "a promise is kept at a day or a moment"):

        class Kept(Slip, **KEPT):
            __tablename__ = "x_kept"
            begun: Mapped[Any] = moment("开始时间")
            until: Mapped[Any | None] = deadline("截止", counts(Limit.UNSTATED, since=begun), met=Slip.asked)
            sheet = Sheet(*REST, row(begun, until))
            flow = Workflow(answering())


@pytest.mark.parametrize("given", [
    {"read_by": (Role.DEPT,)}, {"kept_by": Role.DEPT}, {"voided_by": (Role.DEPT,)}, {"clear_to": (Role.DEPT,), "read_by": (Role.DEPT,)},
])  # fmt: skip
def test_r031_a_department_is_told_what_it_sees(refused: Refusal, given: Any) -> None:
    for silent in (Seen(), Seen(only(Role.CLERK, in_unit(Register.unit)))):
        with refused("R031", "Untold", "does not say which records DEPT sees", "or everything(Role.DEPT)"):

            class Untold(Slip, **{**KEPT, **given}):
                __tablename__ = "x_untold"
                seen = silent
                sheet = Sheet(*REST)
                flow = Workflow(answering())


def test_r031_counts_the_takers_of_a_step(refused: Refusal) -> None:
    with refused("R031", "Untold", "does not say which records DEPT sees", "say seen = Seen(only(Role.DEPT, in_unit(dept)))"):

        class Untold(Slip, **KEPT):
            __tablename__ = "x_untold"
            sheet = Sheet(*REST)
            flow = Workflow(Step(Stage.ASKED, Stage.ANSWERED, "答复", by=Role.DEPT))


@pytest.mark.parametrize(("name", "said"), [
    ("all", lambda: everything(Role.DEPT)), ("unit", lambda: only(Role.DEPT, in_unit(Register.unit))),
])  # fmt: skip
def test_r031_is_content_with_either_answer(name: str, said: Any) -> None:
    class Told(Slip, **{**KEPT, "read_by": (Role.DEPT,)}):
        __tablename__ = f"x_told_{name}"
        seen = Seen(said())
        sheet = Sheet(*REST)
        flow = Workflow(answering())

    assert Role.DEPT in Told.seen.said
