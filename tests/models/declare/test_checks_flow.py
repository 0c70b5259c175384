"""What a flow may not say."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Mapped

from models.declare import (
    Chain,
    Phase,
    Register,
    Role,
    Sheet,
    States,
    Step,
    Workflow,
    day,
    link,
    moment,
    row,
    source,
    state,
    text,
)
from models.declare.errors import DeclarationError
from models.meter import Meter, MeterState
from tests.models.declare.slips import KEPT, REST, Refusal, Slip, Stage, answering

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
    with refused("R019", "Nobodys.flow asked-answered", "nobody may take it", "say by=Role.…, held_by(…), fed_by(…) or moved()"):

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
    (answering().not_by_signer(Slip.answer), ".not_by_signer", "opinion or signature"),
    (answering().not_by(Slip.answer), ".not_by", "staff"),
], ids=["signs", "decides", "held_by", "due", "not_by_signer", "not_by"])  # fmt: skip
def test_r024_the_words_of_a_step_refer_to_their_kind(step: Step, word: str, hint: str, refused: Refusal) -> None:
    with refused("R024", "Mistaken.flow asked-answered", f"{word} refers to answer", f"it wants {hint}"):

        class Mistaken(Slip, **KEPT):
            __tablename__ = "x_mistaken"
            sheet = Sheet(*REST)
            flow = Workflow(step)


def test_r024_what_a_step_opens_is_led_to_by_a_link_of_its_kind(refused: Refusal) -> None:
    with refused("R024", "Astray.flow asked-answered", ".opens leads into other", "it wants a link to Slip"):

        class Astray(Slip, **KEPT):
            __tablename__ = "x_astray"
            other: Mapped[str | None] = text("别的单据")
            sheet = Sheet(*REST, row(other))
            flow = Workflow(answering().opens(Slip, {}, into=other))


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


@pytest.mark.parametrize("to", [MeterState.SCRAPPED, Stage.ANSWERED], ids=["by hand alone", "no state of it"])
def test_r032_a_step_moves_a_record_where_it_can_go(to: States, refused: Refusal) -> None:
    with refused("R032", "Lending.flow asked-answered", ".moves meter to", "a .moved() step of its register leads to"):

        class Lending(Slip, **KEPT):
            __tablename__ = "x_lending"
            meter: Mapped[Meter | None] = link("水表", Meter)
            sheet = Sheet(*REST, row(meter))
            flow = Workflow(answering().moves(meter, to=to))


def test_r032_what_happens_to_each_row_has_rows(refused: Refusal) -> None:
    with refused("R032", "Rowless.flow asked-answered", "each=meter has no rows", "name lines"):

        class Rowless(Slip, **KEPT):
            __tablename__ = "x_rowless"
            meter: Mapped[Meter | None] = link("水表", Meter)
            sheet = Sheet(*REST, row(meter))
            flow = Workflow(answering().moves(meter, to=MeterState.ISSUED, each=meter))
