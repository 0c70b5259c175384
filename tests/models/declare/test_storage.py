"""Values that need more than a plain column come back from the database as they went in."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import StatementError

from models.declare import Moment, Phase, Signed, States
from models.declare.storage import SignedType
from rules.moments import SHANGHAI

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=SHANGHAI)

metadata = MetaData()
kept = Table("kept", metadata, Column("id", Integer, primary_key=True), Column("at", Moment), Column("signed", SignedType))


def round_trip(**values: object) -> tuple[object, ...]:
    """What the database gives back, and what lies in it."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        metadata.create_all(connection)
        connection.execute(kept.insert().values(**values))
        found = connection.execute(kept.select()).one()
        raw = connection.execute(text("SELECT at, signed FROM kept")).one()
    engine.dispose()
    return found.at, found.signed, raw.at, raw.signed


def test_a_moment_is_stored_in_utc_and_read_in_shanghai() -> None:
    at, _, raw, _ = round_trip(at=NOON)
    assert at == NOON
    assert isinstance(at, datetime)
    assert at.tzinfo is SHANGHAI
    assert raw == "2026-11-20 04:00:00.000000"


def test_the_same_instant_from_elsewhere_is_stored_alike() -> None:
    assert round_trip(at=NOON.astimezone(UTC)) == round_trip(at=NOON)


def test_a_moment_without_a_zone_is_refused_and_not_guessed() -> None:
    with pytest.raises(StatementError, match="must carry its zone"):
        round_trip(at=NOON.replace(tzinfo=None))


def test_nothing_stays_nothing() -> None:
    assert round_trip(at=None, signed=None) == (None, None, None, None)


def test_postgresql_keeps_the_zone_itself() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    bound = Moment().process_bind_param(NOON.astimezone(UTC), dialect)
    assert bound is not None
    assert (bound, bound.tzinfo) == (NOON, SHANGHAI)
    assert Moment().process_result_value(NOON.astimezone(UTC), dialect) == NOON
    assert Moment().compile(dialect=dialect) == "TIMESTAMP WITH TIME ZONE"
    assert Moment().compile(dialect=sqlite.dialect()) == "DATETIME"


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


@given(st.builds(Signed, name=texts, at=st.just(NOON.isoformat()), staff_id=st.none() | st.integers(1, 9),
                 agreed=st.sampled_from([None, True, False]), text=texts))  # fmt: skip
def test_a_signature_comes_back_as_it_was_written(signed: Signed) -> None:
    kind, dialect = SignedType(), sqlite.dialect()
    assert kind.process_result_value(kind.process_bind_param(signed, dialect), dialect) == signed


def test_a_signature_lies_in_the_database_in_readable_chinese() -> None:
    signed = Signed(name="赵经理", at=NOON.isoformat(), staff_id=3, agreed=True, text="按期办理")
    _, found, _, raw = round_trip(signed=signed)
    assert found == signed
    assert raw == '{"agreed": true, "at": "2026-11-20T12:00:00+08:00", "name": "赵经理", "staff_id": 3, "text": "按期办理"}'


@pytest.mark.parametrize(
    ("agreed", "words", "shown"),
    [
        (None, "", "赵经理　2026-11-20 12:00"),
        (True, "", "同意　赵经理　2026-11-20 12:00"),
        (False, "资料不齐", "不同意：资料不齐　赵经理　2026-11-20 12:00"),
        (None, "代签", "代签　赵经理　2026-11-20 12:00"),
    ],
)
def test_a_signature_is_read_as_people_write_it(agreed: bool | None, words: str, shown: str) -> None:  # noqa: FBT001
    assert str(Signed(name="赵经理", at=NOON.isoformat(), agreed=agreed, text=words)) == shown


def test_work_is_left_in_three_phases() -> None:
    assert {phase for phase in Phase if phase.is_open} == {Phase.DRAFT, Phase.RUN, Phase.WAIT}


class Trip(States):
    """Out and back."""

    OUT = "out", "外勤中", Phase.RUN
    BACK = "back", "已返回", Phase.DONE


def test_a_state_is_a_code_a_label_and_a_phase() -> None:
    assert (Trip.OUT.value, Trip.OUT.label, Trip.OUT.phase, str(Trip.OUT)) == ("out", "外勤中", Phase.RUN, "外勤中")
    assert Trip("back") is Trip.BACK  # type: ignore[call-arg] # mypy reads __new__, not the lookup
    with pytest.raises(ValueError, match=re.escape("'外勤中' is not a valid Trip")):
        Trip("外勤中")  # type: ignore[call-arg]
