"""Every check: a declaration that is wrong in one way, and the id, place, message and hint it gets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Mapped

from models.declare import (
    Chain,
    Ledger,
    Limit,
    Line,
    Model,
    Phase,
    Record,
    Register,
    Role,
    Seen,
    Sheet,
    Signed,
    States,
    Step,
    Workflow,
    boxes,
    chart,
    choice,
    counts,
    day,
    deadline,
    entered_on,
    everything,
    in_unit,
    lines,
    link,
    moment,
    narrow,
    only,
    opinion,
    people,
    prose,
    quantity,
    rating,
    row,
    section,
    signature,
    signatures,
    source,
    state,
    table,
    tally,
    text,
    when,
    wide,
)
from models.declare.errors import DeclarationError
from models.notice import NoticeMaterial

Refusal = Callable[[str, str, str, str], AbstractContextManager[None]]

KEPT: Any = {"code": "X00", "title": "试验登记表", "menu": "试验", "kept_by": Role.CLERK}
FOREIGN: Mapped[str] = text("别处的字段")
BARE = "declare the field above the sheet, and refer to it by its bare name"


class Stage(States):
    """Asked, answered, void."""

    ASKED = "asked", "待答复", Phase.RUN
    ANSWERED = "answered", "已答复", Phase.DONE
    VOID = "void", "作废", Phase.VOID


class Slip(Register):
    """A register that is right, but for its sheet and flow."""

    __abstract__ = True

    asked: Mapped[str] = text("问题")
    answer: Mapped[str | None] = prose("答复")
    status: Mapped[Stage] = state("状态", Stage, start=Stage.ASKED)


REST = row(Slip.asked, Slip.answer), row(Slip.status)


def answering() -> Step:
    return Step(Stage.ASKED, Stage.ANSWERED, "答复", by=Role.CLERK)


@pytest.fixture
def refused() -> Refusal:
    """`with refused("R004", where, what, hint):` the declaration inside is refused so, and leaves nothing behind."""

    @contextmanager
    def refusing(rule: str, where: str, what: str, hint: str) -> Iterator[None]:
        tables, mappers = set(Model.metadata.tables), set(Model.registry.mappers)
        with pytest.raises(DeclarationError) as error:
            yield
        said = error.value
        assert (said.rule, said.where) == (rule, where)
        assert what in said.what
        assert hint in said.hint
        assert str(said) == f"{rule} {where}: {said.what}. Hint: {said.hint}"
        assert set(Model.metadata.tables) == tables
        assert set(Model.registry.mappers) == mappers

    return refusing


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


# -- flow ----------------------------------------------------------------------------------------------------------------


def test_r015_a_flow_moves_a_state(refused: Refusal) -> None:
    with refused("R015", "Stateless.flow", "there is no state to move", 'declare status: Mapped[State] = state("状态", …)'):

        class Stateless(Register, **KEPT):
            __tablename__ = "x_stateless"
            asked: Mapped[str] = text("问题")
            sheet = Sheet(row(asked))
            flow = Workflow(answering())


def test_r016_every_record_can_be_void(refused: Refusal) -> None:
    class Eternal(States):
        ASKED = "asked", "待答复", Phase.RUN

    with refused("R016", "Permanent.flow", "no state is VOID", 'add VOID = "void", "作废", Phase.VOID'):

        class Permanent(Register, **KEPT):
            __tablename__ = "x_permanent"
            status: Mapped[Any] = state("状态", Eternal, start=Eternal.ASKED)
            sheet = Sheet(row(status))
            flow = Workflow()


def test_r017_every_state_is_reached(refused: Refusal) -> None:
    with refused("R017", "Stuck.flow", "ANSWERED is never reached", "add a step that leads there, or drop the state"):

        class Stuck(Slip, **KEPT):
            __tablename__ = "x_stuck"
            sheet = Sheet(*REST)
            flow = Workflow()


def test_r018_one_step_leads_from_one_state_to_another(refused: Refusal) -> None:
    with refused("R018", "Forked.flow", "asked-answered stands twice", "one step between two states"):

        class Forked(Slip, **KEPT):
            __tablename__ = "x_forked"
            sheet = Sheet(*REST)
            flow = Workflow(answering(), answering())


def test_r019_somebody_takes_the_step(refused: Refusal) -> None:
    with refused("R019", "Nobodys.flow asked-answered", "nobody may take it", "say by=Role.…, held_by(…) or fed_by(…)"):

        class Nobodys(Slip, **KEPT):
            __tablename__ = "x_nobodys"
            sheet = Sheet(*REST)
            flow = Workflow(Step(Stage.ASKED, Stage.ANSWERED, "答复"))


@pytest.mark.parametrize("step", [
    Step(Stage.ASKED, Stage.ANSWERED, "答复").held_by(Register.creator),
    Step(Stage.ASKED, Stage.ANSWERED, "答复").fed_by(Slip, {Slip.answer: Slip.answer}),
], ids=["held_by", "fed_by"])  # fmt: skip
def test_a_step_without_a_role_may_be_held_or_fed(step: Step) -> None:
    class Taken(Slip, **KEPT):
        __tablename__ = "x_taken"
        sheet = Sheet(*REST)
        flow = Workflow(step)

    assert Taken.flow.steps[0].roles == ()


def test_r020_what_a_later_step_demands_may_stay_empty_until_then(refused: Refusal) -> None:
    with refused("R020", "Early.flow answered-asked", "closing is needed later, so it cannot be required", "write Mapped[... | None]"):

        class Early(Slip, **KEPT):
            __tablename__ = "x_early"
            closing: Mapped[Any] = moment("办结时间")
            sheet = Sheet(*REST, row(closing))
            flow = Workflow(answering(), Step(Stage.ANSWERED, Stage.ASKED, "重开", by=Role.CLERK).needs(closing))


def test_what_the_first_step_demands_may_be_demanded_by_the_type() -> None:
    class Prompt(Slip, **KEPT):
        __tablename__ = "x_prompt"
        closing: Mapped[Any] = moment("办结时间")
        sheet = Sheet(*REST, row(closing))
        flow = Workflow(answering().needs(closing))

    assert not Prompt.fields["closing"].optional


def test_a_refused_class_is_a_type_error() -> None:
    """So that tools which catch mistakes of declaration by kind see one."""
    assert issubclass(DeclarationError, TypeError)


class Other(States):
    """States of something else."""

    HERE = "here", "在此", Phase.RUN
    VOID = "void", "作废", Phase.VOID


def test_r022_a_step_leads_between_states_of_its_field(refused: Refusal) -> None:
    with refused("R022", "Lost.flow here-answered", "is no state of the field", "both ends must be members"):

        class Lost(Slip, **KEPT):
            __tablename__ = "x_lost"
            sheet = Sheet(*REST)
            flow = Workflow(answering(), Step(Other.HERE, Stage.ANSWERED, "迷路", by=Role.CLERK))


def test_r022_the_start_is_one_of_the_states(refused: Refusal) -> None:
    with refused("R022", "Beyond.flow", "the start is no state of the field", "start=… must be a member"):

        class Beyond(Register, **KEPT):
            __tablename__ = "x_beyond"
            status: Mapped[Any] = state("状态", Only, start=Other.HERE)  # type: ignore[arg-type] # the point of the test
            sheet = Sheet(row(status))
            flow = Workflow()


class Only(States):
    """Nothing but void."""

    VOID = "void", "作废", Phase.VOID


@pytest.mark.parametrize("step", [
    Step(Stage.ANSWERED, Stage.VOID, "作废", by=Role.CLERK), Step(Stage.VOID, Stage.ASKED, "恢复", by=Role.CLERK),
], ids=["into", "out of"])  # fmt: skip
def test_r023_no_step_leads_into_or_out_of_void(step: Step, refused: Refusal) -> None:
    with refused("R023", f"Voiding.flow {step.key}", "leads into or out of VOID", "leave voiding to the system"):

        class Voiding(Slip, **KEPT):
            __tablename__ = "x_voiding"
            sheet = Sheet(*REST)
            flow = Workflow(answering(), step)


@pytest.mark.parametrize(("step", "word", "hint"), [
    (answering().signs(Slip.answer), ".signs", "signature"), (answering().decides(Slip.answer, agreed=True), ".decides", "opinion"),
    (answering().held_by(Slip.answer), ".held_by", "staff"), (answering().due(Slip.answer), ".due", "day or deadline or moment"),
], ids=["signs", "decides", "held_by", "due"])  # fmt: skip
def test_r024_the_words_of_a_step_refer_to_their_kind(step: Step, word: str, hint: str, refused: Refusal) -> None:
    with refused("R024", "Mistaken.flow asked-answered", f"{word} refers to answer", f"it wants {hint}"):

        class Mistaken(Slip, **KEPT):
            __tablename__ = "x_mistaken"
            sheet = Sheet(*REST)
            flow = Workflow(step)


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


def test_r024_what_a_step_opens_is_led_to_by_a_link_of_its_kind(refused: Refusal) -> None:
    with refused("R024", "Astray.flow asked-answered", ".opens leads into other", "it wants a link to Slip"):

        class Astray(Slip, **KEPT):
            __tablename__ = "x_astray"
            other: Mapped[str | None] = text("别的单据")
            sheet = Sheet(*REST, row(other))
            flow = Workflow(answering().opens(Slip, {}, into=other))


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


@pytest.mark.parametrize(("wrong", "word", "hint"), [
    ("source", ".extends", "source"), ("clock", ".extends clock", "choice or text"), ("to", ".extends to", "day"),
    ("stamps", ".stamps", "moment"),
])  # fmt: skip
def test_r024_a_step_extends_a_clock_of_its_source_to_a_day(wrong: str, word: str, hint: str, refused: Refusal) -> None:
    with refused("R024", "Longer.flow asked-answered", f"{word} refers to answer", f"it wants {hint}"):

        class Longer(Slip, **KEPT):
            __tablename__ = "x_longer"
            origin: Mapped[str | None] = source("原单据")
            clock: Mapped[str | None] = text("时限", length=20)
            until: Mapped[Any | None] = day("延期至")
            sheet = Sheet(*REST, row(origin, clock, until))
            step = answering().stamps(Slip.answer) if wrong == "stamps" else answering().extends(
                Slip.answer if wrong == "source" else origin, clock=Slip.answer if wrong == "clock" else clock,
                to=Slip.answer if wrong == "to" else until)  # fmt: skip
            flow = Workflow(step)


def test_r024_the_boxes_of_a_chain_are_opinions(refused: Refusal) -> None:
    with refused("R024", "Unboxed.flow asked-answered", ".by_chain writes into answer", "an opinion is written into an opinion"):

        class Unboxed(Slip, **KEPT):
            __tablename__ = "x_unboxed"
            sheet = Sheet(*REST)
            flow = Workflow(answering().by_chain(Chain.EXTENSION, {Role.GM: Slip.answer}, agreed=True))


def test_r028_a_promise_is_kept_at_a_time(refused: Refusal) -> None:
    with refused("R028", "Kept.until", "is met by asked, which is no time", "a promise is kept at a day or a moment"):

        class Kept(Slip, **KEPT):
            __tablename__ = "x_kept"
            begun: Mapped[Any] = moment("开始时间")
            until: Mapped[Any | None] = deadline("截止", counts(Limit.UNSTATED, since=begun), met=Slip.asked)
            sheet = Sheet(*REST, row(begun, until))
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
