"""On screen: a sealed field is not among those to correct, and whoever asks for it by its address reads why."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models import ArchiveHold, MeterVolume
from models.holding import HoldingState
from rules.roles import Role
from tests.cast import ClientOf
from tests.make import make, walk
from tests.page import page


def test_the_page_of_corrections_does_not_offer_it(session: Session, client_of: ClientOf) -> None:
    volume = walk(make(MeterVolume, session), HoldingState.SHELVED)
    session.commit()
    browser, path = client_of(Role.ARCHIVIST), f"/meter_volume/{volume.id}/correct"
    offered = browser.get(path).get_data(as_text=True)
    assert "field=volume_title" in offered
    assert "field=retention" not in offered
    assert "“保管期限”不能再改；档号已据此编定，需要延长保管的请办理档案鉴定" in page(browser.get(f"{path}?field=retention")).text


def test_the_form_of_a_hold_has_no_box_for_what_is_frozen(session: Session, client_of: ClientOf) -> None:
    hold = make(ArchiveHold, session)
    session.commit()
    boxes = page(client_of(Role.ARCHIVIST).get(f"/archive_hold/{hold.id}/edit")).boxes
    assert "volume" not in boxes
    assert "basis" in boxes
