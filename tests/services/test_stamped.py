"""The stamp of the house: whoever writes what seldom changes, no process goes on with what it read before."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from models import Option, Setting, Staff
from models.declare import Model
from models.house_stamp import STAMP, WATCHED, watch
from models.policy import PolicyLimit
from rules.roles import Role
from services import stamped as kept
from services.calendar import working_calendar
from services.company import settings
from services.options import option_book
from services.policies import policy, started_under
from services.stamped import stamped
from tests.cast import NOW
from tests.services.conftest import CountQueries
from views.security import actor_of


def stamp(session: Session) -> Any:
    return session.connection().scalar(select(STAMP.c.stamp))


@pytest.mark.parametrize("name", sorted(WATCHED))
def test_every_write_renews_the_stamp(session: Session, name: str) -> None:
    """By statements that no class of ours sees."""
    table = Model.metadata.tables[name]
    column = next(iter(table.c[one] for one in WATCHED[name]), None) if WATCHED[name] else next(iter(table.c))
    assert column is not None
    stamps = [stamp(session)]
    session.connection().execute(update(table).values({column: column}))
    stamps.append(stamp(session))
    row = session.connection().execute(select(table).limit(1)).mappings().first()
    if row is None:  # a table that an office may well leave empty
        session.connection().execute(delete(table))
        stamps.append("none to take away")
    else:
        session.connection().execute(insert(table).values({**row, **others(table, row, session)}))
        stamps.append(stamp(session))
        session.rollback()
    assert len(set(stamps)) == len(stamps) or (row is None and session.get_bind().dialect.name == "sqlite" and len(set(stamps)) == 2)


def test_a_first_row_renews_it_too(session: Session) -> None:
    """In what an office may well leave empty."""
    user, role, staff = (session.connection().scalar(select(func.min(Model.metadata.tables[name].c.id))) for name in (
        "ab_user", "ab_role", "staff"))  # fmt: skip
    rows: dict[str, dict[str, Any]] = {
        "ab_group": {"id": 1, "name": "值班组"}, "ab_user_group": {"id": 1, "user_id": user, "group_id": 1},
        "ab_group_role": {"id": 1, "group_id": 1, "role_id": role},
        "delegation": {
            "principal_id": staff, "deputy_id": staff, "starts_on": date(2026, 11, 20), "ends_on": date(2026, 11, 21), "created_at": NOW,
            "row_version": 1},
    }  # fmt: skip
    stamps = [stamp(session)]
    for name, values in rows.items():
        session.connection().execute(insert(Model.metadata.tables[name]).values(values))
        stamps.append(stamp(session))
    for name in reversed(rows):
        session.connection().execute(delete(Model.metadata.tables[name]))
        stamps.append(stamp(session))
    assert len(set(stamps)) == 9


def others(table: Any, row: Any, session: Session) -> dict[str, Any]:
    """What a second row like this one must have of its own."""
    free = {
        name: f"{row[name]}"[:30] + "Z" for name in ("name", "code", "key", "username", "email", "label", "job_number") if name in table.c
    }
    free |= {"id": (session.connection().scalar(select(func.max(table.c.id))) or 0) + 1} if "id" in table.c else {}
    free |= {"on": date(2099, 12, 30)} if "on" in table.c else {}
    free |= {"year": 2098} if "year" in table.c and isinstance(row["year"], int) else {}
    free |= {name: None for name in ("user_id",) if name in table.c and table.c[name].nullable}
    return free


def test_a_login_that_counts_itself_leaves_it(session: Session) -> None:
    before, users = stamp(session), User.__table__
    session.connection().execute(update(users).values(login_count=7, fail_login_count=3, last_login=None))
    assert stamp(session) == before
    session.connection().execute(update(users).values(active=False))
    assert stamp(session) != before


def test_setting_the_triggers_again_changes_nothing(session: Session) -> None:
    before = stamp(session)
    watch(session.connection())
    assert stamp(session) == before


def test_nothing_is_read_twice_under_one_stamp(session: Session, count_queries: CountQueries) -> None:
    first = settings(session)
    session.rollback()
    with count_queries(session) as counted:
        assert settings(session) is first
        assert settings(session) is first
    assert len(counted) == 1, "the stamp alone"


def test_what_was_written_around_us_is_seen_in_the_next_transaction(session: Session) -> None:
    settings(session)
    session.connection().execute(insert(Setting.__table__).values(key="opens_at", value="九点", created_at=func.now(), row_version=1))
    assert "opens_at" not in settings(session), "no setting that is known"
    session.connection().execute(update(Option.__table__).values(label="绕开程序写的"))
    session.commit()
    one = session.scalars(select(Option)).first()
    assert one is not None
    assert option_book(session).label(one.list_code, one.code) == "绕开程序写的"


def test_what_is_taken_back_was_never_read(session: Session) -> None:
    limit = policy(session).limits_of("R001-20")[0]
    label, row = limit.label, session.get_one(PolicyLimit, limit.id)
    inner = session.begin_nested()
    row.label = "写了又收回的"
    session.flush()
    assert "写了又收回的" in {one.label for one in policy(session).limits_of("R001-20")}
    inner.rollback()
    assert policy(session).limits_of("R001-20")[0].label == label
    session.rollback()
    assert policy(session).limits_of("R001-20")[0].label == label


def test_what_is_typed_and_not_written_is_kept_for_nobody(session: Session) -> None:
    staff = session.scalars(select(Staff)).first()
    assert staff is not None
    staff.name = "还没有写下"
    read = stamped(session, "a name for this test", lambda: staff.name)
    assert read == "还没有写下"
    session.rollback()
    assert stamped(session, "a name for this test", lambda: "as stored") == "as stored"


def test_whoever_is_put_out_of_work_is_so_at_the_next_request(client_of: Any, session: Session) -> None:
    client = client_of(Role.CLERK)
    assert client.get("/").status_code == 200
    session.connection().execute(update(User.__table__).values(active=False))
    session.commit()
    assert client.get("/").status_code == 302


READERS: dict[str, Any] = {
    "settings": settings, "options": option_book, "policy": policy, "calendar": working_calendar,
    "a limit": lambda session: started_under(session, session.scalar(select(func.min(PolicyLimit.id)))),
    "an actor": lambda session: actor_of(session.scalars(select(User).order_by(User.id)).first(), session),
}  # fmt: skip


@pytest.mark.parametrize("what", READERS)
def test_what_is_kept_was_read_from_what_is_watched(session: Session, app: Flask, count_queries: CountQueries, what: str) -> None:
    kept.KEPT.clear()
    with count_queries(session) as counted, app.test_request_context():
        READERS[what](session)
    read = {name for statement in counted for name in re.findall(r'(?:FROM|JOIN) "?([a-z_]+)', statement)}
    assert read - {STAMP.name} <= set(WATCHED)
    assert read > {STAMP.name}


def test_what_is_written_through_the_classes_renews_it_too(session: Session) -> None:
    before, staff = stamp(session), session.scalars(select(Staff)).first()
    assert staff is not None
    staff.theme = "dark"
    session.commit()
    assert stamp(session) != before
