"""Whatever is done to a record, in whatever order, and whatever is taken back: its replayed history is the record."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy.orm import Session, SessionTransaction

from models import Customer, Staff, VisitTrip
from models.customer import CustomerContact
from models.visit import TripState
from rules.chained import apply, canonical, merged, read_ranges, replay, show_ranges
from rules.refusals import Refused
from rules.roles import Role
from services.attach import attach
from services.audit import verify
from services.audited import content_named
from services.carried import CLOCK
from services.history import as_of, entries, replayed
from services.live import live_states
from services.step import take
from services.void import void
from tests.cast import NOW
from tests.make import make, meet, person, step_values, taker

#: What a text file may hold.
CONTENT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8).map(str.encode)

WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=20)


def stored(session: Session, table: str, key: int) -> Any:
    content = content_named(table)
    assert content is not None
    return live_states(session.connection(), content, [key])[key]


def test_any_sequence_of_acts_replays_to_the_record(session: Session) -> None:
    class Machine(RuleBasedStateMachine):
        """One customer and one trip, edited in one transaction after another with savepoints in between."""

        def __init__(self) -> None:
            super().__init__()
            session.rollback()
            self.now = NOW
            session.info[CLOCK] = lambda: self.now
            self.customer, self.trip = make(Customer, session), make(VisitTrip, session)
            session.commit()
            self.keys = (self.customer.id, self.trip.id)
            self.savepoints: list[SessionTransaction] = []
            self.was: list[tuple[Any, str, int, Any]] = []

        # -- what is edited ----------------------------------------------------------------------------------------------

        @rule(words=WORDS, name=st.sampled_from(("full_name", "remark", "account_no", "address")))
        def write(self, words: str, name: str) -> None:
            setattr(self.customer, name, words)

        @rule(day=st.dates(date(2000, 1, 1), date(2030, 1, 1)) | st.none(), flag=st.booleans())
        def date_it(self, day: date | None, *, flag: bool) -> None:
            self.customer.warranty_to, self.customer.pi_consent = day, flag

        @rule(name=WORDS)
        def add_a_contact(self, name: str) -> None:
            self.customer.contacts.append(CustomerContact(name=name, phone="13907150000"))

        @rule(data=st.data(), name=WORDS)
        def change_a_contact(self, data: st.DataObject, name: str) -> None:
            if self.customer.contacts:
                data.draw(st.sampled_from(list(self.customer.contacts))).name = name

        @rule(data=st.data())
        def drop_a_contact(self, data: st.DataObject) -> None:
            if self.customer.contacts:
                self.customer.contacts.remove(data.draw(st.sampled_from(list(self.customer.contacts))))

        @rule()
        def turn_the_contacts_round(self) -> None:
            self.customer.contacts[:] = list(reversed(self.customer.contacts))
            for position, line in enumerate(self.customer.contacts):
                line.position = position

        @rule(data=st.data())
        def choose_companions(self, data: st.DataObject) -> None:
            every = session.query(Staff).order_by(Staff.id).limit(5).all()
            self.trip.companions = data.draw(st.lists(st.sampled_from(every), unique=True))

        @rule(name=st.sampled_from(("甲.txt", "乙.txt")), content=CONTENT)
        def hang_a_file_on(self, name: str, content: bytes) -> None:
            attach(session, self.trip, name, content, actor=person(session, Role.AM), now=self.now)

        @precondition(lambda self: self.trip.status in (TripState.OUT, TripState.BACK))
        @rule()
        def take_a_step(self) -> None:
            step = next(iter(self.trip.flow.leaving(self.trip.status)))
            try:
                meet(self.trip, step)
                take(
                    session, self.trip, step, step_values(self.trip, step, session), words="依据" if step.reasoned else "",
                    actor=taker(session, self.trip, step), now=self.now)  # fmt: skip
            except Refused:
                self.roll_back()

        @rule(words=WORDS)
        def declare_void(self, words: str) -> None:
            try:
                void(session, self.trip, words, actor=person(session, Role.CS_HEAD), now=self.now)
            except Refused:
                self.roll_back()

        # -- transactions ------------------------------------------------------------------------------------------------

        @rule()
        def flush(self) -> None:
            session.flush()

        @precondition(lambda self: len(self.savepoints) < 3)
        @rule()
        def begin_a_savepoint(self) -> None:
            self.savepoints.append(session.begin_nested())

        @precondition(lambda self: self.savepoints)
        @rule(kept=st.booleans())
        def end_a_savepoint(self, *, kept: bool) -> None:
            last = self.savepoints.pop()
            last.commit() if kept else last.rollback()

        @rule()
        def commit(self) -> None:
            while self.savepoints:
                self.savepoints.pop().commit()
            session.commit()
            for table, key in zip(("customer", "visit_trip"), self.keys, strict=True):
                self.was.append((self.now, table, key, stored(session, table, key)))
            self.now += timedelta(minutes=1)

        @rule()
        def roll_back(self) -> None:
            self.savepoints.clear()
            session.rollback()

        @invariant()
        def what_was_committed_is_what_history_tells(self) -> None:
            for moment, table, key, state in self.was[-4:]:
                assert replayed(entries(session, table, key, until=moment)) == state

        def teardown(self) -> None:
            self.commit()
            assert [one for one in verify(session.connection()).findings if one.subject_id in self.keys] == []
            now = as_of(session, Customer, self.keys[0], self.now)
            assert now is not None
            assert now["full_name"] == self.customer.full_name
            assert [line["name"] for line in now["contacts"]] == [line.name for line in self.customer.contacts]

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(
            max_examples=20, stateful_step_count=25, report_multiple_bugs=False, deadline=None, suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


# -- changes add up --------------------------------------------------------------------------------------------------------

SCALAR = st.none() | st.integers(0, 3) | st.text("ab", max_size=2)
ROW = st.dictionaries(st.sampled_from("xy"), SCALAR.filter(lambda value: value is not None))
STATE = st.fixed_dictionaries(
    {}, optional={"a": SCALAR.filter(lambda value: value is not None), "rows": st.dictionaries(st.sampled_from("123"), ROW, min_size=1),
                  "links": st.lists(st.integers(1, 5), unique=True, min_size=1).map(sorted)})  # fmt: skip


def difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The changes from one state to another, as the capture writes them."""
    found: dict[str, Any] = {}
    if before.get("a") != after.get("a"):
        found["a"] = [before.get("a"), after.get("a")]
    rows, lines, others = {}, before.get("rows", {}), after.get("rows", {})
    for key in {*lines, *others}:
        if key in lines and key in others:
            names = [name for name in {*lines[key], *others[key]} if lines[key].get(name) != others[key].get(name)]
            if names:
                rows[key] = [{name: side[key].get(name) for name in names} for side in (lines, others)]
        else:
            rows[key] = [lines.get(key), others.get(key)]
    if rows:
        found["rows"] = rows
    left, joined = (set(state.get("links", [])) for state in (before, after))
    if left != joined:
        found["links"] = [sorted(left - joined), sorted(joined - left)]
    return found


@given(st.lists(STATE, min_size=1, max_size=5))
def test_changes_merged_are_the_changes_one_after_the_other(states: list[dict[str, Any]]) -> None:
    together: dict[str, Any] = {}
    one_by_one: dict[str, Any] = {}
    for before, after in zip([{}, *states], states, strict=False):
        change = difference(before, after)
        together = merged(together, change)
        one_by_one = apply(one_by_one, json.loads(canonical(change)))
        assert one_by_one == after
    assert apply({}, json.loads(canonical(together))) == states[-1]
    if states[-1] == {}:
        assert together == {}


def test_what_is_deleted_is_no_more_and_may_begin_anew() -> None:
    assert replay([("created", {"a": [None, 1]}), ("deleted", {"a": [1, None]})]) is None
    assert replay([("created", {"a": [None, 1]}), ("deleted", {"a": [1, None]}), ("created", {"b": [None, 2]})]) == {"b": 2}
    assert replay([]) is None


@given(st.sets(st.integers(1, 60)))
def test_covered_ids_are_written_in_short(keys: set[int]) -> None:
    text = show_ranges(sorted(keys))
    assert {key for first, last in read_ranges(text) for key in range(first, last + 1)} == keys
