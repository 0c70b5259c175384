"""Every check: a declaration that is wrong in one way, and the id, place, message and hint it gets."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Mapped

from models.declare import (
    Ledger,
    Line,
    Model,
    Record,
    Register,
    Sheet,
    Step,
    Workflow,
    choice,
    day,
    entered_on,
    lines,
    link,
    people,
    prose,
    row,
    text,
    when,
)
from tests.models.declare.slips import FOREIGN, KEPT, REST, Refusal, Slip, answering

BARE = "declare the field above the sheet, and refer to it by its bare name"


def test_a_declaration_that_is_right_is_taken() -> None:
    class Right(Slip, **KEPT):
        __tablename__ = "x_right"
        sheet = Sheet(*REST)
        ledger = Ledger(Slip.asked, (Slip.answer, 2), dated=Register.late_reason)
        flow = Workflow(answering().needs(Slip.answer))

    assert "x_right" in Model.metadata.tables


# -- the class -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("keyword", ["title", "code", "menu", "kept_by"])
def test_r000_a_register_says_who_it_is(keyword: str, refused: Refusal) -> None:
    given = {word: value for word, value in KEPT.items() if word != keyword}
    with refused("R000", "Nameless", f"has no {keyword}", f"class Nameless(Register, {keyword}=…)"):

        class Nameless(Slip, **given):
            __tablename__ = "x_nameless"
            sheet = Sheet(*REST)
            flow = Workflow(answering())


def test_r001_a_field_has_a_type(refused: Refusal) -> None:
    with refused("R001", "Untyped.name", "has no Mapped[...] annotation", "write name: Mapped[...] = ..."):

        class Untyped(Line):
            __tablename__ = "x_untyped"
            name = text("姓名")


def test_r002_a_link_needs_its_column_for_itself(refused: Refusal) -> None:
    with refused("R002", "Doubled.visitor", "visitor_id is already declared", "rename one of them"):

        class Doubled(Line):
            __tablename__ = "x_doubled"
            visitor_id: Mapped[str] = text("来访人证件")
            visitor: Mapped[Any] = link("来访人", Record)


def test_r003_a_line_class_has_one_owner(refused: Refusal) -> None:
    class Paper(Line):
        __tablename__ = "x_paper"
        name: Mapped[str] = text("资料名称")

    class Folder(Record):
        __tablename__ = "x_folder"
        papers: Mapped[list[Any]] = lines("资料", Paper)

    with refused("R003", "Drawer.papers", "Paper already belongs elsewhere", "one owner a line class"):

        class Drawer(Record):
            __tablename__ = "x_drawer"
            papers: Mapped[list[Any]] = lines("资料", Paper)


def test_r003_leaves_no_table_of_the_word_before_it(refused: Refusal) -> None:
    class Leaf(Line):
        __tablename__ = "x_leaf"
        name: Mapped[str] = text("资料名称")

    class Book(Record):
        __tablename__ = "x_book"
        leaves: Mapped[list[Any]] = lines("资料", Leaf)

    with refused("R003", "Heap.leaves", "Leaf already belongs elsewhere", "one owner a line class"):

        class Heap(Record):
            __tablename__ = "x_heap"
            readers: Mapped[list[Any]] = people("借阅人")
            leaves: Mapped[list[Any]] = lines("资料", Leaf)


def test_r021_a_register_has_a_sheet_and_a_flow(refused: Refusal) -> None:
    with refused("R021", "Shapeless", "has no sheet", "declare sheet = … at the end of the class"):

        class Shapeless(Slip, **KEPT):
            __tablename__ = "x_shapeless"
            flow = Workflow(answering())

    with refused("R021", "Still", "has no flow", "declare flow = … at the end of the class"):

        class Still(Slip, **KEPT):
            __tablename__ = "x_still"
            sheet = Sheet(*REST)


# -- single words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", [
    lambda: day("止日", after=FOREIGN),
    lambda: text("说明", needed=when(FOREIGN, "other")),
], ids=["after", "needed"])  # fmt: skip
def test_r005_a_word_refers_to_fields_of_its_own_class(word: Any, refused: Refusal) -> None:
    with refused("R005", "Stray.until", "refers to something that is not a field of this class", "declare it above"):

        class Stray(Line):
            __tablename__ = "x_stray"
            until: Mapped[Any | None] = word()


def test_r005_a_link_gives_to_fields_of_its_own_class(refused: Refusal) -> None:
    with refused("R005", "Taker.source", "refers to something that is not a field of this class", "declare it above"):

        class Taker(Line):
            __tablename__ = "x_taker"
            source: Mapped[Any] = link("来源", Record, gives={FOREIGN: FOREIGN})


@pytest.mark.parametrize("part", ["sheet", "ledger", "entered"])
def test_r005_what_is_laid_out_is_a_field_of_the_class(part: str, refused: Refusal) -> None:
    given: dict[str, Any] = {"sheet": Sheet(row(FOREIGN), *REST), "ledger": Ledger(FOREIGN), "entered": entered_on(FOREIGN)}
    with refused("R005", f"Elsewhere.{part}", "it refers to something that is not a field of this class", BARE):

        class Elsewhere(Slip, **KEPT):
            __tablename__ = "x_elsewhere"
            sheet = given["sheet"] if part == "sheet" else Sheet(*REST)
            flow = Workflow(answering())
            ledger = given["ledger"] if part == "ledger" else None
            entered = given["entered"] if part == "entered" else None


@pytest.mark.parametrize("step", [
    answering().needs(FOREIGN),
    answering().offers(FOREIGN),
    answering().held_by(FOREIGN),
    answering().signs(FOREIGN),
    answering().decides(FOREIGN, agreed=True),
    answering().due(FOREIGN),
    answering().records({FOREIGN: "yes"}),
    answering().opens(Slip, {Slip.asked: FOREIGN}),
    answering().fed_by(Slip, {FOREIGN: Slip.asked}),
], ids=["needs", "offers", "held_by", "signs", "decides", "due", "records", "opens", "fed_by"])  # fmt: skip
def test_r005_a_step_speaks_of_fields_of_its_class(step: Step, refused: Refusal) -> None:
    with refused("R005", "Wandering.flow asked-answered", "it refers to something that is not a field", BARE):

        class Wandering(Slip, **KEPT):
            __tablename__ = "x_wandering"
            sheet = Sheet(*REST)
            flow = Workflow(step)


def test_r005_the_condition_of_a_step_is_about_its_class(refused: Refusal) -> None:
    with refused("R005", "Conditional.flow asked-answered", "it refers to something that is not a field", BARE):

        class Conditional(Slip, **KEPT):
            __tablename__ = "x_conditional"
            sheet = Sheet(*REST)
            flow = Workflow(answering().only(when(FOREIGN, "yes")))


@pytest.mark.parametrize("label", ["", "  "])
def test_r006_a_field_has_a_label(label: str, refused: Refusal) -> None:
    with refused("R006", "Unnamed.name", "has no label", "give the official wording as the first argument"):

        class Unnamed(Line):
            __tablename__ = "x_unnamed"
            name: Mapped[str] = text(label)


def test_r007_two_fields_of_one_form_differ_in_wording(refused: Refusal) -> None:
    with refused("R007", "Twins.mobile", "bears the label of phone", "two fields of one form differ in wording"):

        class Twins(Line):
            __tablename__ = "x_twins"
            phone: Mapped[str] = text("电话")
            mobile: Mapped[str] = text("电话")


def test_r008_what_is_demanded_on_a_condition_may_stay_empty(refused: Refusal) -> None:
    with refused("R008", "Strict.reason", "is demanded on a condition but may never stay empty", "write Mapped[... | None]"):

        class Strict(Line):
            __tablename__ = "x_strict"
            result: Mapped[str] = choice("结果", "result")
            reason: Mapped[str] = prose("理由", needed=when(result, "refused"))
