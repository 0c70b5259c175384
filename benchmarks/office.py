"""An office of many years in a file of its own: made by the program, its migrations and seeds, then filled."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app, prepare
from benchmarks.fill import Numbering, fill
from benchmarks.invented import name
from benchmarks.patterns import Crew, Pattern, patterns
from config import Settings
from models.callback import Callback
from models.organisation import Department, Staff
from rules.actor import Actor
from rules.moments import SHANGHAI
from rules.roles import Role
from seeds.office.people import hire
from services.carried import CLOCK
from services.company import settings
from services.numbering import pattern_in_force
from views.database import db
from views.people import make_user

SEED = 20
OFFICERS = 8
#: Who measures; the password is the one that the demo gives its people.
USER, PASSWORD = "callback", "demo-callback"
SECRET = "a secret of the benchmark alone"
#: Brings the search index up to date, in a version that has one.
REBUILD = "rebuild-search"


def make(file: Path, count: int, *, today: date, officers: int = OFFICERS) -> None:
    """Make the office. A file that is there is kept: the same count has the same records."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.absolute().with_suffix(".making")
    _clear(unfinished)
    app = create_app(Settings(database_url=f"sqlite:///{unfinished}", secret_key=SECRET))
    prepare(app)
    with app.app_context():
        made, numbering = _begin(db.session, date(today.year - 1, 1, 2), officers)
        _let_go()
    if len(made) > count:
        raise ValueError(f"the patterns alone are {len(made)} records")
    fill(unfinished, made, numbering, count=count - len(made), today=today, seed=SEED)
    _index(app)
    _settle(unfinished)
    unfinished.rename(file)
    _clear(unfinished)


def _clear(file: Path) -> None:
    """The file, and whatever was laid beside it."""
    for left in file.parent.glob(f"{file.name}*"):
        left.unlink()


def _begin(session: Any, first_day: date, officers: int) -> tuple[list[Pattern], Numbering]:
    """People, and the records that the others are cast after."""
    opened, chance = datetime.combine(first_day, time(8), SHANGHAI), Random(SEED)
    session.info[CLOCK] = lambda: opened
    actors, staff = hire(session, opened, make_user)
    crew = Crew(
        officers=[(actors[USER], staff[USER]), *(_hired(session, index, opened, chance) for index in range(1, officers))],
        supervisor=actors["supervisor"], departments=list(session.scalars(select(Department).order_by(Department.id))))  # fmt: skip
    session.commit()
    numbering = Numbering(form=Callback.code, prefix=settings(session)["prefix"], pattern=pattern_in_force(session))
    return list(patterns(session, crew, opened, chance)), numbering


def _hired(session: Session, index: int, at: datetime, chance: Random) -> tuple[Actor, Staff]:
    """One more officer with a login."""
    full_name, role = name(chance), Role.CB
    user_id = make_user(f"{USER}{index}", f"{PASSWORD}{index}", full_name, (role,))
    unit = session.scalars(select(Department).order_by(Department.id)).first()
    person = Staff(
        name=full_name, job_number=f"QH{200 + index}", unit=unit, phone=f"0715-432{200 + index:04}", active=True, user_id=user_id,
        created_at=at)  # fmt: skip
    session.add(person)
    session.flush()
    actor = Actor(
        user_id=user_id, staff_id=person.id, name=full_name, roles=frozenset({role}), department_id=person.unit.id)  # fmt: skip
    return actor, person


def _index(app: Flask) -> None:
    """What a version with a search index keeps beside the records, by its own command."""
    if REBUILD in app.cli.commands:
        outcome = app.test_cli_runner().invoke(args=[REBUILD])
        if outcome.exit_code:
            raise RuntimeError(f"flask {REBUILD}: {outcome.output}")
        with app.app_context():
            _let_go()


def _let_go() -> None:
    """No connection stays open on the file."""
    db.session.remove()
    db.engine.dispose()


def _settle(file: Path) -> None:
    """Everything into the one file: what lies beside it is left behind when it is renamed and copied. Raises RuntimeError."""
    with closing(sqlite3.connect(file)) as connection:
        if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise RuntimeError(f"somebody else has {file.name} open")


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]), today=date.today())
