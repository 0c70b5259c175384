"""A system is told the same: what is sealed is not offered, and sent all the same it is refused at its field."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from models import ArchiveHold
from rules.roles import Role
from tests.api.conftest import Caller
from tests.make import make


def test_a_sealed_field_is_refused_by_name(session: Session, caller_of: Callable[[Role], Caller]) -> None:
    hold = make(ArchiveHold, session)
    session.commit()
    caller, path = caller_of(Role.ARCHIVIST), f"/archive_hold/{hold.id}"
    found = caller.get(path).get_json()
    assert "volume" not in found["editable"]
    assert "basis" in found["editable"]
    answer = caller.patch(path, {"volume": None, "row_version": found["row_version"]})
    assert answer.status_code == 422
    assert answer.get_json()["errors"]["volume"] == "本单已有“编号”，“案卷”不能再改；请作废后重新登记"
