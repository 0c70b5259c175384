"""What the pages cost that are opened all day, in questions to the database: however much hangs on a record, and however many there are."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from models import Callback, Complaint, Notice, VisitTrip
from rules.roles import Role
from tests.asking import asking, statement_of
from tests.cast import ClientOf
from tests.make import make


def questions(session: Session, client_of: ClientOf, door: str, role: Role = Role.CB) -> list[str]:
    """Of the second visit: at the first the process reads what it keeps."""
    session.commit()
    browser = client_of(role)
    browser.get(door)
    with asking(session.get_bind(), statement_of) as asked:
        assert browser.get(door).status_code == 200
    return asked


@pytest.mark.parametrize(("tail", "most"), [("", 14), ("/edit", 12)])
def test_a_record_is_read_with_few_questions(tail: str, most: int, session: Session, client_of: ClientOf) -> None:
    record = make(Callback, session)
    session.commit()
    assert len(questions(session, client_of, f"/callback/{record.id}{tail}")) <= most


def test_a_new_form_asks_for_nothing_that_the_house_has_told(session: Session, client_of: ClientOf) -> None:
    assert len(questions(session, client_of, "/callback/add")) <= 7


def test_the_first_page_asks_all_registers_at_once(session: Session, client_of: ClientOf) -> None:
    """One more question for each register that has something to show, and none for the others."""
    few = questions(session, client_of, "/")
    assert len(few) <= 14
    for register in (Callback, Complaint, Notice, VisitTrip):
        for _ in range(5):
            make(register, session)
    assert len(questions(session, client_of, "/")) <= len(few) + 8
