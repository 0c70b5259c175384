"""A list of many holdings asks the database as often as a short one."""

from __future__ import annotations

from sqlalchemy import event
from sqlalchemy.orm import Session

from models import DestructionList
from rules.roles import Role
from tests.cast import ClientOf
from tests.make import make
from tests.of_archive import condemning, expired_item


def test_the_page_of_a_long_list_asks_no_oftener_than_that_of_a_short_one(session: Session, client_of: ClientOf) -> None:
    browser, asked = client_of(Role.ARCHIVIST), []
    for rows in (2, 7):
        made = make(DestructionList, session, appraisal=condemning(session, *(expired_item(session) for _ in range(rows))))
        session.commit()
        address, counted, engine = f"/destruction_list/{made.id}", list[str](), session.get_bind()
        assert browser.get(address).status_code == 200

        def note(connection: object, cursor: object, statement: str, *rest: object, counted: list[str] = counted) -> None:
            counted.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            assert browser.get(address).get_data(as_text=True).count("期满，无续存价值") == rows
        finally:
            event.remove(engine, "before_cursor_execute", note)
        asked.append(len(counted))
    assert asked[0] == asked[1] > 0
