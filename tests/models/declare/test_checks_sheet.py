"""What a sheet and a ledger may not say."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Mapped

from models.declare import (
    Ledger,
    Line,
    Sheet,
    Signed,
    Workflow,
    boxes,
    chart,
    choice,
    day,
    narrow,
    opinion,
    quantity,
    rating,
    row,
    section,
    signature,
    signatures,
    table,
    tally,
    text,
    wide,
)
from models.notice import NoticeMaterial
from tests.models.declare.slips import KEPT, REST, Refusal, Slip, answering

# -- sheet and ledger ----------------------------------------------------------------------------------------------------


def test_r004_a_field_lies_in_one_place(refused: Refusal) -> None:
    with refused("R004", "Crowded.sheet", "asked appears twice", "remove one of them"):

        class Crowded(Slip, **KEPT):
            __tablename__ = "x_crowded"
            sheet = Sheet(section("提问", row(Slip.asked)), *REST)
            flow = Workflow(answering())

    with refused("R004", "Columns.ledger", "asked appears twice", "remove one of them"):

        class Columns(Slip, **KEPT):
            __tablename__ = "x_columns"
            sheet = Sheet(*REST)
            ledger = Ledger(Slip.asked, Slip.asked)
            flow = Workflow(answering())


def test_r009_every_field_has_a_place(refused: Refusal) -> None:
    with refused("R009", "Homeless.sheet", "asked、answer has no place", "every declared field lies somewhere on the sheet"):

        class Homeless(Slip, **KEPT):
            __tablename__ = "x_homeless"
            sheet = Sheet(row(Slip.status))
            flow = Workflow(answering())


def test_r010_a_table_is_of_child_rows(refused: Refusal) -> None:
    with refused("R010", "Flat.sheet", "asked has no rows", "table(...) is for lines(...) and checklist(...)"):

        class Flat(Slip, **KEPT):
            __tablename__ = "x_flat"
            sheet = Sheet(table(Slip.asked), row(Slip.answer, Slip.status))
            flow = Workflow(answering())


def test_r010_a_table_leaves_out_columns_of_its_own(refused: Refusal, counted: Any) -> None:
    with refused("R010", "Estranged.sheet", "name is no column of rows", "write unprinted=(Row.column,)"):

        class Estranged(Slip, **KEPT):
            __tablename__ = "x_estranged"
            rows: Mapped[list[Any]] = tally("明细", counted, nothing, by=(counted.label,))
            sheet = Sheet(*REST, table(rows, unprinted=(NoticeMaterial.name,)))
            flow = Workflow(answering())


def test_r011_rated_questions_share_their_options(refused: Refusal) -> None:
    with refused("R011", "Uneven.sheet", "the questions differ in their options", "rating(...) needs one list"):

        class Uneven(Slip, **KEPT):
            __tablename__ = "x_uneven"
            speed: Mapped[str | None] = choice("速度", "score")
            manner: Mapped[str | None] = choice("态度", "satisfaction")
            sheet = Sheet(*REST, rating(speed, manner))
            flow = Workflow(answering())


def test_rated_questions_with_one_list_are_taken() -> None:
    class Even(Slip, **KEPT):
        __tablename__ = "x_even"
        speed: Mapped[str | None] = choice("速度", "score")
        manner: Mapped[str | None] = choice("态度", "score")
        sheet = Sheet(*REST, rating(speed, manner))
        flow = Workflow(answering())

    assert [cell.name for cell in Even.sheet.cells()] == ["asked", "answer", "status", "speed", "manner"]


def test_r013_a_row_has_twelve_columns(refused: Refusal) -> None:
    with refused("R013", "Broad.sheet", "the row of asked does not fit", "twelve columns a row"):

        class Broad(Slip, **KEPT):
            __tablename__ = "x_broad"
            sheet = Sheet(row(wide(Slip.asked), wide(Slip.answer)), row(Slip.status))
            flow = Workflow(answering())


def test_r013_no_cell_is_left_without_room(refused: Refusal) -> None:
    with refused("R013", "Narrow.sheet", "the row of asked does not fit", "twelve columns a row"):

        class Narrow(Slip, **KEPT):
            __tablename__ = "x_narrow"
            sheet = Sheet(row(wide(Slip.asked), narrow(Slip.answer), Slip.status))
            flow = Workflow(answering())


def test_r013_two_wide_cells_leave_no_room_for_a_third(refused: Refusal) -> None:
    with refused("R013", "Negative.sheet", "the row of asked does not fit", "twelve columns a row"):

        class Negative(Slip, **KEPT):
            __tablename__ = "x_negative"
            sheet = Sheet(row(wide(Slip.asked), wide(Slip.answer), Slip.status))
            flow = Workflow(answering())


class Signable(Slip):
    """Four places to sign."""

    __abstract__ = True

    one: Mapped[Signed | None] = signature("一")
    two: Mapped[Signed | None] = signature("二")
    three: Mapped[Signed | None] = opinion("三")
    four: Mapped[Signed | None] = opinion("四")


def test_r014_three_places_to_sign_fit_beside_each_other(refused: Refusal) -> None:
    with refused("R014", "Council.sheet", "more than three places to sign in a row", "begin a second signatures(...)"):

        class Council(Signable, **KEPT):
            __tablename__ = "x_council"
            sheet = Sheet(*REST, signatures(Signable.one, Signable.two, Signable.three, Signable.four))
            flow = Workflow(answering())


def test_r014_only_a_place_to_sign_is_signed(refused: Refusal) -> None:
    with refused("R014", "Scribble.sheet", "asked is no place to sign", "use signature, opinion or seal"):

        class Scribble(Slip, **KEPT):
            __tablename__ = "x_scribble"
            sheet = Sheet(row(Slip.answer, Slip.status), signatures(Slip.asked))
            flow = Workflow(answering())


def test_r025_places_to_sign_do_not_stand_in_a_row(refused: Refusal) -> None:
    with refused("R025", "Cramped.sheet", "signed stands in a row", "signatures(...) for places to sign"):

        class Cramped(Slip, **KEPT):
            __tablename__ = "x_cramped"
            signed: Mapped[Signed | None] = signature("签字")
            sheet = Sheet(*REST, row(signed))
            flow = Workflow(answering())


def test_r026_only_what_has_options_shows_boxes(refused: Refusal) -> None:
    with refused("R026", "Boxed.sheet", "asked has no options to tick", "boxes(...) is for choice and yes_no"):

        class Boxed(Slip, **KEPT):
            __tablename__ = "x_boxed"
            sheet = Sheet(row(boxes(Slip.asked), Slip.answer), row(Slip.status))
            flow = Workflow(answering())


@pytest.fixture(scope="module")
def counted(scratch_module: None) -> Any:
    """A row that the system works out."""

    class Counted(Line):
        __tablename__ = "x_counted"
        label: Mapped[str] = text("项目")
        number: Mapped[int] = quantity("件数")
        on: Mapped[Any | None] = day("日期")
        why: Mapped[str | None] = text("原因")

    return Counted


def nothing(record: object, house: object) -> list[Any]:
    return []


@pytest.mark.parametrize(("given", "what", "hint"), [
    (lambda _: {"by": (NoticeMaterial.name,)}, "name is no column of Counted", "name columns of its own rows"),
    (lambda _: {"by": ()}, "its rows cannot be known again", "say by=(Row.column,)"),
    (lambda of: {"by": (of.label,), "needs": (of.number,)}, "number is filled by a person", "write Mapped[... | None]"),
    (lambda of: {"by": (of.why,), "offers": (of.why,)}, "why is filled by a person", "write Mapped[... | None]"),
])  # fmt: skip
def test_r029_worked_out_rows_are_known_again(refused: Refusal, counted: Any, given: Any, what: str, hint: str) -> None:
    with refused("R029", "Astray.rows", what, hint):

        class Astray(Slip, **KEPT):
            __tablename__ = "x_astray"
            rows: Mapped[list[Any]] = tally("明细", counted, nothing, **given(counted))
            sheet = Sheet(*REST, table(rows))
            flow = Workflow(answering())


@pytest.mark.parametrize(("drawn", "what", "hint"), [
    (lambda of: {"along": NoticeMaterial.name, "bars": of.number}, "does not show its rows", "along=Row.label, bars=Row.count"),
    (lambda of: {"along": of.label, "bars": of.on}, "a chart cannot measure on", "name a column of numbers or of rates"),
])  # fmt: skip
def test_r030_a_chart_draws_child_rows(refused: Refusal, counted: Any, drawn: Any, what: str, hint: str) -> None:
    with refused("R030", "Drawn.sheet", what, hint):

        class Drawn(Slip, **KEPT):
            __tablename__ = "x_drawn"
            rows: Mapped[list[Any]] = tally("明细", counted, nothing, by=(counted.label,))
            sheet = Sheet(*REST, table(rows), chart(rows, **drawn(counted)))
            flow = Workflow(answering())
