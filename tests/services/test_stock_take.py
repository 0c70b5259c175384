"""A beep costs the same, however many volumes stand there already."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from models import StockTake
from rules.roles import Role
from services.stock_take import progress, scan
from tests.cast import NOW
from tests.make import make, person
from tests.views.test_stock_take import shelf, shelved


def test_a_beep_asks_a_fixed_number_of_questions(session: Session, count_queries: Any) -> None:
    here, who = shelf(session, 1), person(session, Role.ARCHIVIST)
    desk, asked = make(StockTake, session, room="一库", rack="3架", actor=who), []
    for _ in range(3):
        volume = shelved(session, here)
        with count_queries(session) as counted:
            scan(session, desk, volume.archival_code, here, actor=who, now=NOW)
            progress(session, desk)
        asked.append(len(counted))
    assert asked[1] == asked[2]
