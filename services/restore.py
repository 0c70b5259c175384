"""Restore a backup into an empty database: all of it, proved equal to what was packed, or nothing."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from rules.refusals import Refused
from services.backup_file import Manifest, check, unpack
from services.copying import Told
from services.database import elsewhere, one_state
from services.equality import differences
from services.moving import TOLD, Moved, filling, move
from services.schema import is_known
from services.sizes import refuse_small
from services.workroom import workroom


def restore(file: Path, engine: Engine, told: Told) -> tuple[Manifest, Moved]:
    """Restore into an empty database, at the revision of the backup. Everything is checked before anything is touched.

    Raises Refused: no backup, damaged, of a newer version; no room; the database is not empty; what arrived is not what was packed.
    """
    manifest = check(file)
    if not is_known(manifest.revision):
        raise Refused(f"此备份由较新版本的程序（{manifest.version}，结构 {manifest.revision}）生成，请先升级程序再恢复。")
    beside = Path(engine.url.database or "").parent if engine.dialect.name == "sqlite" else None
    with workroom(beside) as folder:
        if beside is not None:
            refuse_small(beside, 2 * manifest.size)
        unpacked = folder / "office.db"
        unpack(file, manifest, unpacked)
        with elsewhere(f"sqlite:///{unpacked}") as other, one_state(other) as source, filling(engine) as target:
            moved = move(source, target, told)
            if wrong := differences(manifest.sums, moved.sums):
                raise Refused("恢复的内容与备份清单不符，未作任何改动。" + "".join(wrong[:TOLD]))
    return manifest, moved
