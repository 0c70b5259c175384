"""改好的导出文件导回: what is sealed is closed in the file too."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models import MeterVolume
from models.holding import HoldingState
from rules.roles import Role
from tests.make import make, person, walk
from tests.workbook.back import back, counts, in_hand, taken


def test_a_sealed_cell_is_put_back_as_it_was(session: Session) -> None:
    volume = walk(walk(make(MeterVolume, session, retention="permanent"), HoldingState.SHELVED), HoldingState.OPEN)
    session.commit()
    number, archivist = volume.number, person(session, Role.ARCHIVIST)
    paper = taken(session, MeterVolume, archivist)
    paper.write(1, "保管期限", "10 年")
    brought = back(session, MeterVolume, paper, archivist)
    assert counts(brought) == {"有误": 1}
    assert "本单已有“档号”，“保管期限”不能再改" in "".join(brought.sentences)
    with in_hand(session, MeterVolume, number) as kept:
        assert kept.retention == "permanent"
