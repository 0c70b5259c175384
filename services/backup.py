"""Back the house up while it works: a copy of one moment into one file, proved equal, whole on the disk before it bears its name."""

from __future__ import annotations

import fcntl
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import Engine

from rules.moments import local
from rules.refusals import Refused
from services.backup_file import Manifest, write
from services.copying import Told
from services.database import elsewhere, one_state
from services.history_end import End, end_of_history
from services.moving import Moved, filling, move, remove_database

#: What a backup is called in a folder that is given instead of a file; only such are ever taken away by `rotate`.
NAMED = "dengji-{:%Y%m%d-%H%M%S}.zip"
#: What stands beside a database of SQLite that is in use (services/alone.py).
BESIDE = ("-wal", "-shm", "-journal", "-alone")
OURS = re.compile(r"dengji-\d{8}-\d{6}\.zip")


@dataclass(frozen=True, kw_only=True)
class Made:
    """A backup that lies there. `digest` is what `sha256sum` says of it."""

    file: Path
    size: int
    digest: str
    manifest: Manifest
    moved: Moved


def back_up(engine: Engine, file: Path, *, version: str, now: datetime, told: Told, force: bool = False) -> Made:
    """Write FILE.part, and rename it when it is whole and on the disk. What fails leaves neither.

    Raises Refused: the file is there already (unless forced) or is the database itself, another backup writes it, the database is of a
    newer version or none.
    """
    _refuse_own(engine, file)
    part, database = file.with_name(f"{file.name}.part"), file.with_name(f"{file.name}.part.db")
    with _alone(part) as out:
        if file.exists() and not force:
            part.unlink(missing_ok=True)
            raise Refused(f"{file} 已经存在。请换一个文件名，或加 --force 覆盖。")
        remove_database(database)
        try:
            with one_state(engine) as source, elsewhere(_private(database)) as other, filling(other) as target:
                end = end_of_history(source)
                moved = move(source, target, told)
                manifest = _manifest(source.dialect.name, end, moved, version, now)
            _close(database)
            manifest, digest = write(out, database, manifest)
            os.fsync(out.fileno())
            part.replace(file)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        finally:
            remove_database(database)
    _sync_folder(file.parent)
    return Made(file=file, size=file.stat().st_size, digest=digest, manifest=manifest, moved=moved)


def _refuse_own(engine: Engine, file: Path) -> None:
    """A database that is in use is no place for a backup, nor is a file that SQLite or we keep beside it."""
    if engine.dialect.name == "sqlite" and engine.url.database:
        own = Path(engine.url.database)
        names = (own, *(own.with_name(f"{own.name}{ending}") for ending in BESIDE))
        if any(file.resolve() == one.resolve() or (file.exists() and one.exists() and file.samefile(one)) for one in names):
            raise Refused(f"{file} 是正在使用的数据库文件，不能用作备份的文件名。请换一个文件名。")


@contextmanager
def _alone(part: Path) -> Iterator[IO[bytes]]:
    """The file that is written, readable by its owner only. What a killed backup left is written over; a living one is not."""
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as out:
        try:
            fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"另一个备份正在写 {part}，请等它结束。") from None
        if not _is_still(part, out):  # it was finished between our opening and our locking: what we hold is a backup now
            raise Refused(f"另一个备份刚刚写完 {part}，请再执行一次。")
        out.truncate(0)
        os.fchmod(out.fileno(), 0o600)
        yield out


def _is_still(part: Path, out: IO[bytes]) -> bool:
    try:
        return os.path.samestat(part.stat(), os.fstat(out.fileno()))
    except FileNotFoundError:
        return False


def _private(database: Path) -> str:
    """An empty file for its owner only; what SQLite makes beside it has its mode. Returns the address."""
    os.close(os.open(database, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return f"sqlite:///{database}"


def _close(database: Path) -> None:
    """One file and no companions: nothing waits in a log beside it."""
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()


def _sync_folder(folder: Path) -> None:
    """The new name too must outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _manifest(source: str, last: End, moved: Moved, version: str, now: datetime) -> Manifest:
    return Manifest(
        version=version, revision=moved.revision, moment=now, source=source, sums=moved.sums, last_entry=last.entry,
        last_hash=last.hash, seal=last.seal, left_out=moved.left_out)  # fmt: skip


def place(given: Path, now: datetime) -> Path:
    """The file that is meant: a folder gets one named after the moment."""
    return given / NAMED.format(local(now)) if given.is_dir() else given


def rotate(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest backups that bear a name of ours, and what a killed backup left half done; returns what went."""
    found = sorted(file for file in folder.iterdir() if OURS.fullmatch(file.name))
    gone = found[:-keep]
    for file in gone:
        file.unlink(missing_ok=True)
    for part in folder.glob("dengji-*.zip.part"):
        if OURS.fullmatch(part.stem):
            with suppress(Refused), _alone(part):
                remove_database(part.with_name(f"{part.name}.db"))
                part.unlink(missing_ok=True)
                gone.append(part)
    return gone
