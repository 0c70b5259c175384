"""换表与拆表 in any order, by anybody: no meter is lost, none is issued twice, and no point has two of them in use."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Meter, MeterSwap, MeterTest, RemovalTask
from models.meter import MeterState
from models.meter_test import MeterTestState
from models.removal import RemovalState
from models.swap import SwapState
from rules.refusals import Refused
from rules.roles import Role
from services.step import take
from services.void import void
from tests.cast import NOW
from tests.make import WORDS, make, person, step_values, taker
from tests.of_meters import in_the_store, newcomer, on_the_wall

#: Papers that have a meter in hand, by the states in which they have it.
HOLDS_NEW = (SwapState.ISSUED, SwapState.STOPPED)
POINTS, SPARE, FORMS = 3, 3, 3


def machine_on(session: Session, reached: set[object]) -> type[RuleBasedStateMachine]:
    """The machine over one session: every run has its own meters and papers, and is rolled back."""

    class Papers(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.trial = session.begin_nested()
            self.men = [newcomer(session) for _ in range(2)]
            hanging = [on_the_wall(session) for _ in range(POINTS)]
            self.meters = hanging + [in_the_store(session) for _ in range(SPARE)]
            self.papers: list[Any] = [self.made(RemovalTask, hanging[0]), self.made(MeterTest, hanging[1])]
            self.papers.append(self.made(MeterSwap, hanging[2]))

        def teardown(self) -> None:
            self.trial.rollback()
            session.expire_all()

        def made(self, register: Any, meter: Meter) -> Any:
            man = {"replacer": self.men[meter.id % 2]} if register is MeterSwap else {}
            return make(register, session, meter=meter, caliber=meter.caliber, connection_no=meter.connection_no, **man)

        def all_papers(self) -> list[Any]:
            """Those begun here, and the notices that they have opened."""
            swaps = [paper for paper in self.papers if isinstance(paper, MeterSwap)]
            return self.papers + [swap.notice_ref for swap in swaps if swap.notice_ref is not None]

        def state(self) -> list[object]:
            session.expire_all()
            return [(one.status, one.row_version) for one in (*self.meters, *self.all_papers())]

        def attempt(self, verb: Any, *given: Any, **more: Any) -> None:
            """A verb does its work or refuses in words; what it refuses has changed nothing."""
            before = self.state()
            trial = session.begin_nested()
            try:
                verb(session, *given, **more)
                trial.commit()
            except Refused:
                trial.rollback()
                assert self.state() == before

        @rule(place=st.integers(0, POINTS + SPARE - 1))
        def begin_a_form(self, place: int) -> None:
            """Another form about any meter, hanging or not."""
            if len(self.papers) > FORMS + 2:
                return
            trial = session.begin_nested()
            try:
                self.papers.append(self.made(MeterSwap, self.meters[place]))
                trial.commit()
            except Refused:
                trial.rollback()

        @rule(data=st.data(), new=st.integers(0, POINTS + SPARE - 1), man=st.integers(0, 1))
        def go_on(self, data: st.DataObject, new: int, man: int) -> None:
            """A step that is open to one of the papers, by whoever may take it; the meter that is fetched may be any."""
            paper = data.draw(st.sampled_from(self.all_papers()))
            steps = [step for step in paper.steps() if not step.chain and not step.is_of_papers]
            if not steps:
                return
            self.step(paper, data.draw(st.sampled_from(steps)), self.meters[new], man)

        @rule(data=st.data(), man=st.integers(0, 1), times=st.integers(1, 8))
        def go_the_usual_way(self, data: st.DataObject, man: int, times: int) -> None:
            """So that forms come to their ends: the first steps that are open, those of the notice before its form's."""
            paper = data.draw(st.sampled_from(self.papers))
            for _ in range(times):
                notice = getattr(paper, "notice_ref", None)
                turn = notice if notice is not None and notice.status.phase.is_open else paper
                spare = next((meter for meter in self.meters if meter.status is MeterState.STORE), self.meters[0])
                if steps := [step for step in turn.steps() if not step.chain and not step.is_of_papers]:
                    self.step(turn, steps[0], spare, man)

        def step(self, paper: Any, step: Any, new: Meter, man: int) -> None:
            given = {"new_meter": new, "replacer": self.men[man], "damaged": False}
            values = step_values(paper, step, session, **{name: value for name, value in given.items() if name in step.fields})
            self.attempt(take, paper, step, values, words=WORDS, actor=taker(session, paper, step), now=NOW)

        @rule(data=st.data(), place=st.integers(0, POINTS + SPARE - 1))
        def by_hand(self, data: st.DataObject, place: int) -> None:
            """A step on the card of a meter; nothing new is hung there by hand."""
            meter = self.meters[place]
            steps = [step for step in meter.steps() if step.roles and step.target is not MeterState.IN_USE]
            if steps:
                step = data.draw(st.sampled_from(steps))
                values = step_values(meter, step, session)
                self.attempt(take, meter, step, values, words=WORDS, actor=taker(session, meter, step), now=NOW)

        @rule(data=st.data(), chance=st.integers(0, 5))
        def declare_void(self, data: st.DataObject, chance: int) -> None:
            """Seldom, so that something is left to go on with."""
            paper = data.draw(st.sampled_from([*self.all_papers(), *self.meters]))
            if paper.is_void() or chance:
                return
            self.attempt(void, paper, WORDS, actor=person(session, Role.CS_HEAD), now=NOW)

        def swaps(self) -> list[MeterSwap]:
            reached.update(paper.status for paper in self.papers)
            return list(session.scalars(select(MeterSwap).where(MeterSwap.id.in_([
                paper.id for paper in self.papers if isinstance(paper, MeterSwap)]))))  # fmt: skip

        @invariant()
        def every_issued_meter_is_in_the_hand_of_one_form(self) -> None:
            fetched = Counter(swap.new_meter.id for swap in self.swaps() if swap.status in HOLDS_NEW and swap.new_meter)
            issued = {meter.id for meter in self.meters if meter.status is MeterState.ISSUED}
            assert fetched == Counter(dict.fromkeys(issued, 1))

        @invariant()
        def no_point_has_two_meters_in_use(self) -> None:
            hanging = Counter(meter.connection_no for meter in self.meters if meter.status is MeterState.IN_USE)
            assert all(number == 1 for number in hanging.values()), hanging

        @invariant()
        def what_was_taken_down_says_so_and_what_is_in_the_store_is_free(self) -> None:
            for meter in self.meters:
                assert (meter.removed_on is not None) is (meter.status in (MeterState.REMOVED, MeterState.RETURNED, MeterState.SCRAPPED))
                assert meter.status is not MeterState.STORE or meter.issued_on is None

        @invariant()
        def a_form_that_is_done_has_changed_one_meter_for_another(self) -> None:
            for swap in self.swaps():
                if swap.status in (SwapState.CHANGED, SwapState.RETURNED, SwapState.DONE) and swap.new_meter:
                    assert swap.meter.status in (MeterState.REMOVED, MeterState.RETURNED, MeterState.SCRAPPED)
                    assert swap.new_meter.connection_no == swap.connection_no

    return Papers


def test_whatever_is_done_with_the_papers_no_meter_is_lost_or_given_twice(session: Session) -> None:
    reached: set[object] = set()
    run_state_machine_as_test(
        machine_on(session, reached), settings=settings(
            max_examples=25, stateful_step_count=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)))  # fmt: skip
    assert {SwapState.ISSUED, SwapState.RETURNED, RemovalState.HANDED, MeterTestState.DONE} <= reached
