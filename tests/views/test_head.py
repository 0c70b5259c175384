"""A HEAD at the doors that print: link checkers and previews ask so, and nothing is printed, counted or logged for them."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Complaint, PrintJob
from rules.roles import Role
from tests.cast import ClientOf
from tests.make import make


@pytest.mark.parametrize("tail", ["complaint/{}/print", "complaint/{}/clocks/print", "complaint/ledger", "numbers/complaint/2026/print"])
def test_a_head_prints_nothing(tail: str, session: Session, client_of: ClientOf) -> None:
    key = make(Complaint, session).id
    session.commit()
    browser, path = client_of(Role.CS_HEAD), "/" + tail.format(key)
    answer = browser.head(path)
    assert answer.data == b""
    assert (session.scalar(select(func.count(PrintJob.id))), session.get_one(Complaint, key).print_count) == (0, 0)
    session.rollback()
    assert browser.get(path).status_code == answer.status_code == 200
    assert session.scalar(select(func.count(PrintJob.id))) == 1
