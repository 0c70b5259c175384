"""What hangs on a record: a page that only reads asks once which kinds there are, and then for those alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Attachment, VisitTrip
from models.imported import Imported
from models.reveal import Reveal
from models.trace import Correction, StepTaken
from models.visit import TripState
from rules.roles import Role
from services.correct import correct
from services.database import Mode, during
from services.hung import KINDS, hangs, hung_on
from tests.asking import asking, statement_of
from tests.cast import NOW
from tests.make import make, person, walk


@pytest.fixture
def trip(session: Session) -> VisitTrip:
    """With steps and one correction, and nothing else."""
    made = walk(make(VisitTrip, session), TripState.BACK)
    correct(session, made, "contact_name", "甲", "录入有误", actor=person(session, Role.AM), now=NOW)
    session.commit()
    return made


@pytest.fixture
def reading(session: Session, trip: VisitTrip) -> Iterator[VisitTrip]:
    key = trip.id
    session.rollback()
    with during(Mode.READ):
        yield session.scalars(select(VisitTrip).where(VisitTrip.id == key)).one()
        session.rollback()


def test_a_reading_page_finds_what_a_writing_one_finds(session: Session, trip: VisitTrip) -> None:
    found = {kind: [row.id for row in hung_on(session, trip, kind)] for kind in KINDS}
    session.rollback()
    with during(Mode.READ):
        assert {kind: [row.id for row in hung_on(session, trip, kind)] for kind in KINDS} == found
        session.rollback()
    assert found[StepTaken]
    assert len(found[Correction]) == 1
    assert found[Reveal] == []


def test_what_is_not_there_is_not_asked_for(session: Session, reading: VisitTrip) -> None:
    with asking(session.get_bind(), statement_of) as asked:
        assert hung_on(session, reading, Attachment) == hung_on(session, reading, Reveal) == []
        assert len(hung_on(session, reading, Correction)) == 1
    assert len(asked) == 2
    assert "EXISTS" in asked[0]


def test_who_writes_is_not_told_what_was_there_before(session: Session, trip: VisitTrip) -> None:
    assert len(hung_on(session, trip, Correction)) == 1
    correct(session, trip, "contact_name", "乙", "录入有误", actor=person(session, Role.AM), now=NOW)
    assert [one.new for one in hung_on(session, trip, Correction, newest_first=True)] == ["乙", "甲"]


def test_the_next_look_is_told_anew(session: Session, reading: VisitTrip) -> None:
    """Also one that begins while the process still only reads: another has written in between."""
    assert hung_on(session, reading, Reveal) == []
    session.rollback()
    with asking(session.get_bind(), statement_of) as asked:
        hung_on(session, reading, Reveal)
    assert any("EXISTS" in statement for statement in asked)


def test_a_kind_that_is_not_told_at_once_is_asked_for(session: Session, trip: VisitTrip) -> None:
    """So a kind that is new here is never taken for missing."""
    assert Imported not in KINDS
    with during(Mode.READ):
        assert hangs(session, trip, Imported)
        session.rollback()
