"""改好的导出文件导回: a file that a colleague edited in Excel is fitted together with what was done on the screen meanwhile."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from models import REGISTERS
from models.declare import Register
from tests.make import keeper, make
from tests.workbook.back import back, counts, taken


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.__name__)
def test_an_untouched_export_of_any_register_changes_nothing(register: type[Register], session: Session) -> None:
    for _ in range(2):
        make(register, session)
    session.commit()
    who = keeper(session, register)
    brought = back(session, register, taken(session, register, who), who)
    assert brought.sentences == []
    assert set(counts(brought)) == {"未变"}
