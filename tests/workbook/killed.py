"""An import in a process of its own, for a test to kill: it says how many rows are done, on lines of their own."""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy import create_engine

from forms import intake
from models import Customer
from rules.roles import Role
from services import database, guard, sight
from services.workbook.read import opened
from tests.cast import NOW
from tests.conftest import OfficeSession
from tests.make import person
from tests.workbook.bench import at_work


def main(url: str, file: str) -> None:
    engine = create_engine(url)
    database.install(engine)
    with OfficeSession(engine, info={guard.CLOCK: lambda: NOW, sight.WHOLE: True}) as session, opened(Path(file)) as book:
        guard.install(session)
        actor = person(session, Role.CLERK)
        session.rollback()
        with at_work(session, actor):
            context = intake.FormContext(session=session, actor=actor, now=NOW)
            intake.bring_in(context, Customer, book, mode=intake.Mode.WHOLE, file_name="客户.xlsx", progress=tell)
            session.commit()


def tell(done: int) -> None:
    sys.stdout.write(f"{done}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
