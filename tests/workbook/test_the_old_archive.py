"""The paper archive that was there before us comes in by a file: many volumes at once, each with the code on its spine."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.intake import Mode
from models import ArchivalCode, MeterVolume
from models.holding import HoldingState
from rules.roles import Role
from tests.make import make, person, walk
from tests.workbook.bench import bring, file_of

HEADS = ["序号", "原编号", "案卷题名", "接水点编号", "档号", "存放位置", "保管期限", "状态"]


def volume(number: int, *, code: str | None = None, state: str = "在库") -> list[object]:
    return [number, f"旧{number}", f"JS-{number} 水表档案", f"JS-{number}", code, "一库1架1层", "永久", state]


def volumes(*rows: list[object]) -> bytes:
    return file_of(*rows, heads=HEADS, title="水表档案案卷目录")


def test_volumes_of_old_keep_the_codes_on_their_spines(session: Session) -> None:
    archivist = person(session, Role.ARCHIVIST)
    rows = [volume(one, code=f"QH01-SB·2019-Y-KFZX-{one:03}") for one in range(1, 41)]
    assert [*bring(session, MeterVolume, volumes(*rows), archivist)] == [40, 0, 0]
    kept = session.scalars(select(MeterVolume).order_by(MeterVolume.id)).all()
    assert {one.status for one in kept} == {HoldingState.SHELVED}
    assert [one.archival_code for one in kept] == [row[4] for row in rows]
    assert len(session.scalars(select(ArchivalCode).where(ArchivalCode.typed)).all()) == 40
    assert [*bring(session, MeterVolume, volumes(*rows), archivist)] == [0, 40, 0]


def test_one_without_a_code_is_numbered_and_the_wrong_go_back(session: Session) -> None:
    walk(make(MeterVolume, session), HoldingState.SHELVED)
    taken = session.scalars(select(ArchivalCode.code)).one()
    session.commit()
    rows = [volume(1), volume(2, code=taken), volume(3, code="旧3号"), volume(4, code="QH01-SB·2018-Y-KFZX-001", state="借出"),
            volume(5, code="QH01-SB·2018-Y-KFZX-001"), volume(6, code="QH01-SB·2018-Y-KFZX-001"),
            volume(7, state="已销毁")]  # fmt: skip
    brought = bring(session, MeterVolume, volumes(*rows), person(session, Role.ARCHIVIST), Mode.RIGHT_ONLY)
    assert [*brought] == [2, 0, 5]
    said = "".join(brought.sentences)
    assert f"档号 {taken} 已有，不能重复" in said
    assert "档号 QH01-SB·2018-Y-KFZX-001 已有，不能重复" in said
    assert "档号与格式不符" in said
    assert said.count("这一栏可填：整理中、在库") == 2
    numbered = session.scalars(select(MeterVolume).where(MeterVolume.former_number == "旧1")).one()
    assert (taken, numbered.archival_code) == ("QH01-SB·2026-Y-KFZX-001", "QH01-SB·2026-Y-KFZX-002")
