"""Steps and the ways between states."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Mapped

from models.declare import Chain, Phase, Role, States, Step, Workflow, text, when

A: Mapped[Any] = text("甲")
B: Mapped[Any] = text("乙")


class Way(States):
    """A road with a side path and a place nobody reaches."""

    START = "start", "起", Phase.DRAFT
    MIDDLE = "middle", "中", Phase.RUN
    SIDE = "side", "旁", Phase.WAIT
    END = "end", "终", Phase.DONE
    LOST = "lost", "失", Phase.DONE
    VOID = "void", "作废", Phase.VOID


FORTH = Step(Way.START, Way.MIDDLE, "前进", by=Role.CLERK)
BACK = Step(Way.MIDDLE, Way.START, "退回", by=(Role.CS_SUP, Role.CS_HEAD))
ASIDE = Step(Way.MIDDLE, Way.SIDE, "绕行", by=Role.CLERK)
ON = Step(Way.MIDDLE, Way.END, "到达", by=Role.CLERK)
REJOIN = Step(Way.SIDE, Way.END, "汇合", by=Role.CLERK)
FLOW = Workflow(FORTH, BACK, ASIDE, ON, REJOIN)


def test_a_step_is_named_by_its_two_states() -> None:
    assert FORTH.key == "start-middle"
    assert FLOW.step("middle-end") is ON
    assert FLOW.step("end-middle") is None
    assert repr(FORTH) == "<Step start-middle 前进>"


def test_a_step_belongs_to_one_role_or_several() -> None:
    assert FORTH.roles == (Role.CLERK,)
    assert BACK.roles == (Role.CS_SUP, Role.CS_HEAD)
    assert Step(Way.START, Way.END, "自动").roles == ()


def test_steps_leave_a_state_in_the_order_of_the_flow() -> None:
    assert list(FLOW.leaving(Way.MIDDLE)) == [BACK, ASIDE, ON]
    assert list(FLOW.leaving(Way.END)) == []


def test_a_flow_knows_what_is_reached_and_what_lies_before() -> None:
    """The loop back to the start must not go round for ever."""
    assert FLOW.reached_from(Way.START) == {Way.START, Way.MIDDLE, Way.SIDE, Way.END}
    assert FLOW.reached_from(Way.SIDE) == {Way.SIDE, Way.END}
    assert FLOW.before(Way.END) == {Way.START, Way.MIDDLE, Way.SIDE}
    assert FLOW.before(Way.LOST) == set()
    assert Workflow().reached_from(Way.START) == {Way.START}


def test_a_bare_step_demands_nothing() -> None:
    step = Step(Way.START, Way.END, "走")
    assert (step.fields, step.writes, step.openings, step.feed) == ((), {}, [], None)
    assert (step.holder, step.signing, step.deciding, step.agreed, step.due_at, step.only_when) == (None,) * 6
    assert not step.other_than_author
    assert not step.reasoned


def test_each_word_of_a_step_says_one_thing() -> None:
    condition = when(A, "yes")
    step = (
        Step(Way.START, Way.END, "走").needs(A).offers(B).held_by(A).signs(B).due(A).only(condition).records({A: "yes"})
        .not_by_author().with_reason().fed_by(object, {A: B})
    )  # fmt: skip
    assert [*step.needed, *step.offered] == [A, B] == list[Any](step.fields)
    assert (step.holder, step.signing, step.due_at, step.only_when) == (A, B, A, condition)
    assert (step.writes, step.feed) == ({A: "yes"}, (object, {A: B}))
    assert step.other_than_author
    assert step.reasoned


def test_words_of_a_step_add_up() -> None:
    assert Step(Way.START, Way.END, "走").needs(A).needs(B).needed == [A, B]


def test_a_refusal_gives_its_reason_and_an_agreement_need_not() -> None:
    refusal = Step(Way.START, Way.END, "驳回").decides(A, agreed=False)
    agreement = Step(Way.START, Way.MIDDLE, "同意").decides(A, agreed=True)
    assert (refusal.deciding, refusal.agreed, refusal.reasoned) == (A, False, True)
    assert (agreement.deciding, agreement.agreed, agreement.reasoned) == (A, True, False)


@pytest.mark.parametrize("agreed", [True, False])
def test_a_chain_decides_into_the_box_of_each_role_and_a_refusal_gives_its_reason(agreed: bool) -> None:  # noqa: FBT001
    step = Step(Way.START, Way.END, "审批", by=(Role.VP, Role.GM)).by_chain(Chain.EXTENSION, {Role.VP: A, Role.GM: B}, agreed=agreed)
    assert (step.chain, step.opinions, step.agreed, step.reasoned) == (Chain.EXTENSION, {Role.VP: A, Role.GM: B}, agreed, not agreed)
    assert step.is_approval
    assert step.deciding is None
    assert Step(Way.START, Way.END, "同意").decides(A, agreed=True).is_approval
    assert not Step(Way.START, Way.END, "走").is_approval


def test_a_step_stamps_the_moment_and_moves_a_deadline() -> None:
    step = Step(Way.START, Way.END, "走").stamps(A).extends(A, clock=B, to=A)
    assert (step.stamped, step.extending, step.extended_clock, step.extended_to) == (A, A, B, A)
    bare = Step(Way.START, Way.END, "走")
    assert (bare.chain, bare.opinions, bare.stamped, bare.extending, bare.extended_clock, bare.extended_to) == (None, {}, *(None,) * 4)


def test_a_step_may_open_several_records() -> None:
    step = Step(Way.START, Way.END, "走").opens(object, {A: B}).opens(int, {}, given={B: "phone"})
    assert [(opening.register, opening.take, opening.given) for opening in step.openings] == [
        (object, {A: B}, {}), (int, {}, {B: "phone"})]  # fmt: skip
