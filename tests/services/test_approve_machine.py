"""The verbs in any order, by anybody: what must hold after each of them, whatever came before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from models import Accountability, Staff
from models.accountability import AccountabilityState
from models.approval import Approval, ApprovalTask, CaseState, Delegation, TaskState
from rules.chain import read_levels
from rules.moments import local
from rules.refusals import Refused
from rules.roles import Role
from services.approval_cases import open_case
from services.approve import agree, hand_over, refuse, withdraw
from services.delegation import delegate, end
from services.todo import todo
from services.void import void
from tests.cast import NOW
from tests.make import WORDS, make, person, walk
from tests.services.chains import set_chain

PEOPLE = (Role.DEPT, Role.VP, Role.GM, Role.CS_HEAD, Role.CS_SUP, Role.CB)
CHAINS = ("VP", "DEPT > VP > GM", "VP | GM", "DEPT & VP > GM", "GM | VP > DEPT & GM")
somebody = st.sampled_from(PEOPLE)


def machine_on(session: Session) -> type[RuleBasedStateMachine]:
    """The machine over one session: every run makes its own record, and is rolled back."""

    class Verbs(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.trial = session.begin_nested()
            self.now: datetime = NOW
            set_chain(session, "DEPT > VP > GM")
            self.record = make(Accountability, session)
            self.sentences: list[str] = []

        def teardown(self) -> None:
            self.trial.rollback()
            session.expire_all()

        @property
        def is_void(self) -> bool:
            return self.record.is_void()

        def places(self) -> list[ApprovalTask]:
            return session.query(ApprovalTask).join(Approval).filter(Approval.record_id == self.record.id).order_by(ApprovalTask.id).all()

        def staff(self, role: Role) -> Staff:
            return session.get_one(Staff, person(session, role).staff_id)

        def attempt(self, verb: Any, *given: Any, **more: Any) -> None:
            """A verb does its work or refuses in words; what it refuses has changed nothing."""
            before = (self.record.status, [(task.id, task.state) for task in self.places()])
            trial = session.begin_nested()
            try:
                verb(session, *given, **more)
                trial.commit()
            except Refused as refusal:
                trial.rollback()
                self.sentences.append(refusal.message)
                assert (self.record.status, [(task.id, task.state) for task in self.places()]) == before

        @precondition(lambda self: self.record.status is AccountabilityState.DRAFT)
        @rule(levels=st.sampled_from(CHAINS))
        def submit(self, levels: str) -> None:
            set_chain(session, levels)
            walk(self.record, AccountabilityState.APPROVING, now=self.now)

        @precondition(lambda self: self.places())
        @rule(data=st.data(), role=somebody, verb=st.sampled_from([agree, refuse]))
        def decide(self, data: st.DataObject, role: Role, verb: Any) -> None:
            self.attempt(verb, data.draw(st.sampled_from(self.places())), WORDS, actor=person(session, role), now=self.now)

        @precondition(lambda self: open_case(session, self.record))
        @rule(data=st.data())
        def decide_what_waits(self, data: st.DataObject) -> None:
            """So that chains come to their ends."""
            task = data.draw(st.sampled_from([task for task in self.places() if task.state == TaskState.OPEN]))
            actor = person(session, Role(task.role), staff=task.assignee)
            self.attempt(agree, task, WORDS, actor=actor, now=self.now)

        @precondition(lambda self: self.places())
        @rule(data=st.data(), role=somebody, to=somebody)
        def pass_on(self, data: st.DataObject, role: Role, to: Role) -> None:
            task = data.draw(st.sampled_from(self.places()))
            self.attempt(hand_over, task, self.staff(to), "", actor=person(session, role), now=self.now)

        @rule(role=st.sampled_from((Role.CB, Role.GM)))
        def take_back(self, role: Role) -> None:
            case = open_case(session, self.record)
            if case is not None:
                self.attempt(withdraw, case, "", actor=person(session, role), now=self.now)

        @rule(principal=somebody, deputy=somebody, days=st.integers(0, 5))
        def entrust(self, principal: Role, deputy: Role, days: int) -> None:
            first = local(self.now).date()
            self.attempt(
                delegate, self.staff(principal), self.staff(deputy), first, first + timedelta(days=days), actor=person(session, principal),
                now=self.now)  # fmt: skip

        @rule(data=st.data(), role=somebody)
        def come_back(self, data: st.DataObject, role: Role) -> None:
            there = session.query(Delegation).order_by(Delegation.id).all()
            if there:
                self.attempt(end, data.draw(st.sampled_from(there)), actor=person(session, role), now=self.now)

        @rule(days=st.integers(1, 3))
        def time_goes_by(self, days: int) -> None:
            self.now += timedelta(days=days)

        @precondition(lambda self: self.record.status is AccountabilityState.APPROVING)
        @rule()
        def strike_off(self) -> None:
            self.attempt(void, self.record, "登记重复", actor=person(session, Role.CS_HEAD), now=self.now)

        # -- what must hold ----------------------------------------------------------------------------------------------

        def cases(self) -> list[Approval]:
            return session.query(Approval).filter(Approval.record_id == self.record.id).order_by(Approval.id).all()

        @invariant()
        def the_record_stands_where_its_approval_does(self) -> None:
            running = [case for case in self.cases() if case.state == CaseState.OPEN]
            assert (len(running) == 1) is (self.record.status is AccountabilityState.APPROVING)
            last = self.cases()[-1].state if self.cases() else None
            wanted = {
                None: AccountabilityState.DRAFT, CaseState.OPEN: AccountabilityState.APPROVING,
                CaseState.AGREED: AccountabilityState.APPROVED, CaseState.REFUSED: AccountabilityState.DRAFT,
                CaseState.WITHDRAWN: AccountabilityState.DRAFT,
                CaseState.DROPPED: AccountabilityState.VOID,
            }  # fmt: skip
            assert all(self.sentences)
            assert self.record.status is wanted[CaseState(last) if last else None]

        @invariant()
        def at_most_one_level_is_open_and_none_of_what_is_closed(self) -> None:
            for case in self.cases():
                open_levels = {task.level for task in case.tasks if task.state == TaskState.OPEN}
                left = [task for task in case.tasks if task.state in (TaskState.OPEN, TaskState.WAITING)]
                if case.state == CaseState.OPEN:
                    assert len(open_levels) == 1
                    assert all(task.state != TaskState.WAITING for task in case.tasks if task.level <= min(open_levels))
                else:
                    assert not left
                    assert case.closed_at is not None

        @invariant()
        def nobody_decides_twice_and_the_author_never(self) -> None:
            for case in self.cases():
                for number, level in enumerate(read_levels(case.levels)):
                    agreed = [task.by_id for task in case.tasks if task.level == number and task.state == TaskState.AGREED]
                    assert len(agreed) == len(set(agreed)) <= (len(level.roles) if level.all_of_them else 1)
                decided = [task for task in case.tasks if task.state in (TaskState.AGREED, TaskState.REFUSED)]
                assert all(case.author_id not in (task.by_id, task.in_place_of_id, task.assignee_id) for task in decided)
                assert len([task for task in case.tasks if task.state == TaskState.REFUSED]) == (case.state == CaseState.REFUSED)

        @invariant()
        def what_waits_for_somebody_can_be_decided_by_him(self) -> None:
            for role in PEOPLE:
                actor = person(session, role)
                for task in todo(session, (Accountability,), actor, self.now, approvals_only=True):
                    trial = session.begin_nested()
                    assert task.place is not None
                    agree(session, task.place, WORDS, actor=actor, now=self.now)
                    trial.rollback()

    return Verbs


@pytest.mark.parametrize("_", ["any order"])
def test_the_verbs_in_any_order(session: Session, _: str) -> None:
    run_state_machine_as_test(
        machine_on(session),
        settings=settings(max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)))  # fmt: skip
