"""Whatever is done in whatever order: nothing held or unexpired is destroyed, and nothing is with two readers at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ArchivedItem, ArchiveHold, ArchiveLoan, DestructionList
from models.archive_loan import LoanState
from models.declare import Register
from models.holding import HoldingState, why_kept_now
from rules.refusals import Refused
from services.house import HouseNow
from services.step import take
from tests.cast import NOW
from tests.make import decide, make, step_values, taker, voided, walk
from tests.of_archive import condemning, expired_item

#: What one of them does next, and with which of the two items; `turn` picks among the papers and the steps there are.
ACTS = ("lend", "hold", "condemn", "list", "step", "step", "step", "step", "void", "years", "term")
MOVES = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 1), st.integers(0, 30)), min_size=4, max_size=24)


class Room:
    """Two items, one of them of thirty years, and all papers about them."""

    def __init__(self, session: Session) -> None:
        self.session, self.now, self.papers, self.opinions = session, NOW, [], []  # type: ignore[var-annotated]
        self.items = [expired_item(session), expired_item(session, retention="30", doc_date="20000000")]

    def act(self, name: str, item: ArchivedItem, turn: int) -> None:
        """One thing that somebody tries. A refusal leaves everything as it was."""
        saved = self.session.begin_nested()
        try:
            acts: dict[str, Callable[[], Any]] = {
                "lend": lambda: self.papers.append(walk(make(ArchiveLoan, self.session, volume=None, item=item), LoanState.AGREED)),
                "hold": lambda: self.papers.append(make(ArchiveHold, self.session, volume=None, item=item, until=None)),
                "condemn": lambda: self.opinions.append(condemning(self.session, item)),
                "list": lambda: self.papers.append(make(DestructionList, self.session, appraisal=self.opinions[-1])),
                "step": lambda: self.step(self.papers[turn % len(self.papers)], turn),
                "void": lambda: voided(self.papers[turn % len(self.papers)]),
                "years": lambda: setattr(self, "now", self.now + timedelta(days=366 * 2)),
                "term": lambda: setattr(item, "retention", ("10", "30", "permanent")[turn % 3]),
            }
            if self.papers or name not in ("step", "void"):
                if self.opinions or name != "list":
                    acts[name]()
            self.session.flush()
        except Refused:
            saved.rollback()
        else:
            saved.commit()

    def step(self, paper: Register, turn: int) -> None:
        steps = paper.steps()
        if not steps:
            return
        step = steps[turn % len(steps)]
        if step.chain:
            decide(paper, agreed=bool(step.agreed), now=self.now)
            return
        before = {item: (item.status, why_kept_now(item, HouseNow(self.session, self.now))) for item in self.items}
        values = step_values(paper, step, self.session)
        take(self.session, paper, step, values, words="依表据实填写", actor=taker(self.session, paper, step), now=self.now)
        for item, (status, why) in before.items():
            if item.status is HoldingState.DESTROYED and status is not HoldingState.DESTROYED:
                assert why is None, why

    def is_sound(self) -> None:
        for item in self.items:
            out = select(ArchiveLoan.id).where(ArchiveLoan.item_id == item.id, ArchiveLoan.status == LoanState.LENT)  # type: ignore[attr-defined]
            readers = list(self.session.scalars(out))
            assert len(readers) <= 1
            assert bool(readers) is (item.status is HoldingState.LENT)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(moves=MOVES)
def test_nothing_held_or_unexpired_is_destroyed_and_nothing_is_lent_twice(moves: list[tuple[str, int, int]], session: Session) -> None:
    room = Room(session)
    for name, which, turn in moves:
        room.act(name, room.items[which], turn)
        room.is_sound()
    session.rollback()


def test_the_room_of_the_property_can_destroy_at_all(session: Session) -> None:
    """So that the property above is not true for want of trying."""
    room = Room(session)
    for name, turn in (("condemn", 0), ("list", 0), *(("step", 0),) * 7):
        room.act(name, room.items[0], turn)
        room.is_sound()
    assert room.items[0].status is HoldingState.DESTROYED
