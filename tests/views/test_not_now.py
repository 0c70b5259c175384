"""What a page says of a step that would move a record which stands elsewhere: no button that is sure to be refused, and why."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models import ChangeIssue, Meter
from models.change_issue import ChangeState
from rules.roles import Role
from tests.cast import ClientOf
from tests.make import make, walk
from tests.of_meters import hanging, taken_down


def buttons(session: Session, client_of: ClientOf, role: Role, old: Meter) -> tuple[str, str]:
    slip = walk(make(ChangeIssue, session, old_meter=old), ChangeState.OUT)
    address = f"/change_issue/{slip.id}"
    session.commit()
    text = client_of(role).get(address).get_data(as_text=True)
    box = text[text.index('id="do"') :]
    return box[: box.index("</section>")], address


def test_the_old_meter_hangs_still(session: Session, client_of: ClientOf) -> None:
    old = hanging(session)
    box, address = buttons(session, client_of, Role.METER_STORE, old)
    assert f'{address}/step/out-out-remove"' in box
    assert f'{address}/step/out-done"' not in box
    assert f"“{old}”（{old.number}） 现在是“在用”，不能办理“归还旧表”。" in box


def test_the_old_meter_is_down_already(session: Session, client_of: ClientOf) -> None:
    old = taken_down(session)
    box, address = buttons(session, client_of, Role.METER_STORE, old)
    assert f'{address}/step/out-done"' in box
    assert f'{address}/step/out-out-remove"' not in box
    assert "现在是“已拆”，不能办理“登记拆表”。" in box


def test_whose_step_it_is_not_is_told_nothing_of_it(session: Session, client_of: ClientOf) -> None:
    box, _ = buttons(session, client_of, Role.CS_HEAD, hanging(session))
    assert "不能办理“归还旧表”" not in box
