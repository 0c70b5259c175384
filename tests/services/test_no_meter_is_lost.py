"""Whatever order the store, the installers and the branch do their work in: no meter is out twice, and none is lost."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ChangeIssue, Meter, MeterAcceptance, MeterIssue
from models.change_issue import ChangeState
from models.meter import MeterState
from models.meter_acceptance import AcceptanceState
from models.meter_issue import IssueState
from rules.moments import local
from rules.refusals import Refused
from rules.roles import Role
from services.step import take
from services.void import void
from tests.cast import NOW
from tests.make import make, person

TODAY = local(NOW).date()
METERS, SLIPS, POINTS = 3, 4, 2

#: What somebody tries: the verb, which paper, which meter.
TRIES = st.lists(
    st.tuples(
        st.sampled_from(("issue", "change", "appoint", "check", "pass", "fail", "again", "give up", "back", "void slip", "void form")),
        st.integers(0, SLIPS - 1), st.integers(0, METERS - 1)),
    min_size=1, max_size=18,
)  # fmt: skip


class Store:
    """A few meters, the forms of two points, and slips of both kinds."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.meters = [make(Meter, session, caliber="DN20") for _ in range(METERS)]
        self.forms = [make(MeterAcceptance, session, connection_no=f"JS-{point}") for point in range(POINTS)]
        self.issues = [self._slip(MeterIssue, index) for index in range(SLIPS)]
        self.changes = [self._change(index) for index in range(SLIPS)]

    def _change(self, index: int) -> Any:
        return self._slip(ChangeIssue, index, issue_kind="temporary", old_meter=None, compensation=None, application=f"BG-{index}")

    def _slip(self, kind: Any, index: int, **given: object) -> Any:
        form = self.forms[index % POINTS]
        return make(kind, self.session, accept_ref=form, connection_no=form.connection_no, **given)

    def attempt(self, verb: str, paper: int, which: int) -> bool:
        """Do it as the house does, or leave everything as it was."""
        trial = self.session.begin_nested()
        try:
            self._do(verb, paper, self.meters[which])
        except Refused:
            trial.rollback()
            return False
        trial.commit()
        return True

    def _do(self, verb: str, paper: int, meter: Meter) -> None:
        form = self.forms[paper % POINTS]
        rows = [{"meter": meter, "caliber": "DN20", "first_reading": 0, "seal_no": "QF-1", "place": "表箱"}]
        match verb:
            case "issue" | "change":
                slip = (self.issues if verb == "issue" else self.changes)[paper]
                self._take(slip, "发表", Role.METER_STORE, {"meter": meter, "issued_on": TODAY, "receiver_sign": "甲"})
            case "appoint":
                self._take(form, "约定验收", Role.CLERK, {"appointed_at": NOW, "meters": rows})
            case "check":
                self._take(form, "分公司验收", Role.DEPT, {})
            case "pass":
                self._take(form, "验收合格", Role.CLERK, {"accepted_on": TODAY, "installer_sign": "甲"})
            case "fail":
                self._take(form, "验收不合格", Role.CLERK, {"rectify": "渗漏"})
            case "again":
                self._take(form, "整改完毕，重新约定", Role.CLERK, {"appointed_at": NOW})
            case "give up":
                self._take(form, "退表结案", Role.CLERK, {"given_up_on": TODAY})
            case "back":
                self._take(meter, "退库", Role.METER_STORE, {})
            case _:
                paper_to_void: Any = form if verb == "void form" else self.issues[paper]
                void(self.session, paper_to_void, "填错", actor=person(self.session, Role.CS_HEAD), now=NOW)

    def _take(self, record: Any, label: str, role: Role, values: dict[str, object]) -> None:
        step = next((step for step in record.steps() if step.label == label and not step.is_of_papers), None)
        if step is None:
            raise Refused("nothing of that kind is open")
        take(self.session, record, step, values, words="如实", actor=person(self.session, role), now=NOW)

    def slips(self) -> list[Any]:
        """Every slip by which something was fetched."""
        kinds: list[Any] = [(MeterIssue, IssueState.ISSUED), (ChangeIssue, ChangeState.DONE)]
        return [slip for kind, done in kinds for slip in self.session.scalars(select(kind).where(kind.status == done))]

    def check(self, back: Counter[int]) -> None:
        """`back`: how often each meter was put back into the store."""
        self.session.expire_all()
        fetched = Counter(slip.meter.id for slip in self.slips())
        hung = Counter(
            line.meter.id for form in self.session.scalars(select(MeterAcceptance)) if form.status is AcceptanceState.PASSED
            for line in form.meters)  # fmt: skip
        for meter in self.meters:
            is_out = meter.status in (MeterState.ISSUED, MeterState.IN_USE)
            assert fetched[meter.id] - back[meter.id] == is_out, "one slip for each time it is out, and no two at once"
            assert meter.status in (MeterState.STORE, MeterState.ISSUED, MeterState.IN_USE)
            assert hung[meter.id] == (meter.status is MeterState.IN_USE), "on the wall by one acceptance"
            assert (meter.connection_no is None) == (meter.status is MeterState.STORE), "it is known for which point it is out"
        for form in self.forms:
            at_the_point = [meter for meter in self.meters if meter.connection_no == form.connection_no]
            if form.status is AcceptanceState.CANCELLED:
                assert not [meter for meter in at_the_point if meter.status is MeterState.ISSUED], "given up with a meter out"
            if form.status in (AcceptanceState.DRAFT, AcceptanceState.VOID):
                assert not at_the_point, "fetched for a form that does not count"


#: What has happened already, so that every part of the story is walked through often.
RUN_UP: dict[str, list[tuple[str, int, int]]] = {
    "issue": [], "pass": [("issue", 0, 0), ("appoint", 0, 0), ("check", 0, 0)], "back": [("issue", 0, 0), ("back", 0, 0)],
}  # fmt: skip


@pytest.mark.parametrize("seen", RUN_UP)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tries=TRIES)
def test_no_order_of_work_issues_a_meter_twice_or_loses_one(session: Session, seen: str, tries: list[tuple[str, int, int]]) -> None:
    beginning = session.begin_nested()
    try:
        store, back = Store(session), Counter[int]()
        for verb, paper, which in [*RUN_UP[seen], *tries]:
            if store.attempt(verb, paper, which) and verb == "back":
                back[store.meters[which].id] += 1
            store.check(back)
    finally:
        beginning.rollback()
