"""The queue of scanned pages asks as much of many pages as of few."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from models import Inquiry, Notice
from models.returned import Scan, ScanPage
from rules.roles import Role
from services.attach import store
from services.returning.queue import waiting
from tests.cast import NOW
from tests.files import PDF
from tests.make import make, person


def _put(session: Session, many: int) -> None:
    scan = Scan(job_id=many, name="扫描.pdf", pages=many, at=NOW)
    for place in range(many):
        record = make((Notice, Inquiry)[place % 2], session)
        session.add(
            ScanPage(
                scan=scan,
                place=place,
                reason="没有读出二维码。",
                register=record.__tablename__,
                record_id=record.id,
                sha256=store(session, PDF),
            )
        )
    session.commit()


def test_many_pages_cost_no_more_questions_than_few(session: Session, count_queries: Any) -> None:
    clerk, asked = person(session, Role.CLERK), []
    for many in (2, 30):
        _put(session, many)
        session.expunge_all()
        with count_queries(session) as counted:
            found = waiting(session, clerk, NOW)
        asked.append(len(counted))
    assert len(found) == 32
    assert asked[0] == asked[1]
