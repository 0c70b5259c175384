"""`flask backup`: one file of one moment, taken while people write; whole, private, and never in the way of an older one."""

from __future__ import annotations

import fcntl
import json
import os
import resource
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread
from typing import IO

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from models import Entry, Inquiry, Safekeeping
from models.safekeeping import Act
from rules.roles import Role
from services import database, guard, sight
from services.audit import verify
from services.backup import back_up, rotate
from services.canonical import Sum
from services.database import Mode, elsewhere, one_state
from services.moving import filling, move
from services.restore import restore
from services.safekeeping import log
from tests.backup.conftest import LOG, Run, opened
from tests.cast import NOW, ClientOf
from tests.conftest import OfficeSession
from tests.make import make
from views.database import db


def silent(doing: str, table: str, rows: int) -> None: ...


@contextmanager
def clerks(engine_url: str, people: int = 2) -> Iterator[None]:
    """So many register inquiries one after the other, until the block ends."""
    stop, wrong = Event(), list[BaseException]()

    def work() -> None:
        try:
            engine = create_engine(engine_url)
            database.install(engine)
            with database.during(Mode.WRITE):
                while not stop.wait(0.05):
                    with OfficeSession(engine, info={guard.CLOCK: lambda: NOW, sight.WHOLE: True}) as session:
                        guard.install(session)
                        make(Inquiry, session)
                        session.commit()
            engine.dispose()
        except BaseException as error:
            wrong.append(error)

    threads = [Thread(target=work) for _ in range(people)]
    for thread in threads:
        thread.start()
    yield
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_is_restored_is_one_moment_with_every_chain_whole(
    kind: str, app: Flask, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with app.app_context():
        url = str(db.engine.url)
    if kind == "postgresql":
        url, source = request.getfixturevalue("postgres_url"), url
        with elsewhere(source) as here, one_state(here) as settled, elsewhere(url) as there, filling(there) as empty:
            move(settled, empty, silent)
    held = []
    with elsewhere(url) as engine, clerks(url):
        held.append(count(engine))
        back_up(engine, tmp_path / "now.zip", version="0.0.0", now=NOW, told=silent)
        with elsewhere(f"sqlite:///{tmp_path / 'then.db'}") as arrived:
            manifest, _ = restore(tmp_path / "now.zip", arrived, silent)
            held.append(count(arrived))
            with one_state(arrived) as connection:
                assert verify(connection).findings == ()
                assert manifest.last_entry == connection.scalar(select(func.max(Entry.id)))
        held.append(count(engine))
    assert held[0] <= held[1] < held[2], "they wrote meanwhile"


def count(engine: Engine) -> int:
    with one_state(engine) as connection:
        return connection.scalar(select(func.count()).select_from(Inquiry)) or 0


def test_the_file_is_whole_private_and_logged(demo: str, demo_sums: dict[str, Sum], tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "safe"
    folder.mkdir()
    said = run(demo, "backup", folder).stdout
    (file,) = folder.iterdir()
    assert file.name == "dengji-20261120-104200.zip"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sha256(file.read_bytes()).hexdigest() in said
    with zipfile.ZipFile(file) as zipped:
        assert zipped.testzip() is None
        assert zipped.namelist() == ["office.db", "manifest.json"]
        told = json.loads(zipped.read("manifest.json"))
        content = zipped.read("office.db")
    assert told["files"]["office.db"] == {"size": len(content), "sha256": sha256(content).hexdigest()}
    assert {name: one["digest"] for name, one in told["tables"].items() if name != LOG} == {
        name: one.digest for name, one in demo_sums.items()}  # fmt: skip
    assert told["history"]["seal"].startswith("2026-11-20 · ")
    with opened(demo).app_context():
        line = db.session.scalars(select(Safekeeping)).one()
        assert (line.act, line.at, line.size, line.file) == ("backup", NOW, file.stat().st_size, str(file))
        assert line.digest in said
        db.session.remove()
        db.engine.dispose()


def test_an_older_backup_is_overwritten_or_taken_away_only_when_asked(app: Flask, tmp_path: Path, run: Run) -> None:
    with app.app_context():
        url = str(db.engine.url)
    file = tmp_path / "mine.zip"
    file.write_bytes(b"mine")
    assert "已经存在" in run(url, "backup", file, code=1).stderr
    assert file.read_bytes() == b"mine"
    run(url, "backup", file, "--force", "--quiet")
    assert file.read_bytes()[:2] == b"PK"
    for day in (1, 2, 3):
        (tmp_path / f"dengji-2026110{day}-020000.zip").touch()
    for name in ("notes.zip", "notes.zip.part", "dengji-20261101-020000.zip.part", "dengji-20261101-020000.zip.part.db"):
        (tmp_path / name).touch()
    run(url, "backup", tmp_path, "--keep", "2", "--quiet")
    kept = sorted(one.name for one in tmp_path.iterdir())
    assert kept == ["dengji-20261103-020000.zip", "dengji-20261120-104200.zip", "mine.zip", "notes.zip", "notes.zip.part"]
    assert "目录" in run(url, "backup", tmp_path / "x.zip", "--keep", "2", code=2).stderr


def test_the_database_itself_is_no_place_for_a_backup(demo: str, tmp_path: Path, run: Run) -> None:
    live = tmp_path / "demo.db"
    (tmp_path / "other.db").symlink_to(live)
    os.link(live, tmp_path / "twin.db")
    (tmp_path / "demo.db-wal").touch()
    for name in ("demo.db", "other.db", "twin.db", "demo.db-wal", "demo.db-alone"):
        assert "是正在使用的数据库文件" in run(demo, "backup", tmp_path / name, "--force", code=1).stderr, name
    with elsewhere(demo) as engine, one_state(engine) as connection:
        assert verify(connection).findings == ()


def test_a_backup_that_another_has_just_finished_is_not_emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is opened while it is a part still, and locked when it bears its name."""
    part, file, lock = tmp_path / "dengji-20261120-020000.zip.part", tmp_path / "dengji-20261120-020000.zip", fcntl.flock
    part.write_bytes(b"a whole backup")

    def finish_first(handle: IO[bytes], how: int) -> None:
        part.replace(file)
        lock(handle, how)

    monkeypatch.setattr(fcntl, "flock", finish_first)
    assert rotate(tmp_path, 5) == []
    assert file.read_bytes() == b"a whole backup"


def test_what_fails_after_a_backup_does_not_deny_it(demo: str, tmp_path: Path, run: Run) -> None:
    (tmp_path / "dengji-20261101-020000.zip").mkdir()  # cannot be taken away as a file
    said = run(demo, "backup", tmp_path, "--keep", "1", "--quiet", code=1)
    assert "已备份到" in said.stdout
    assert "备份已完成，但其后的工作没有完成：" in said.stderr
    assert (tmp_path / "dengji-20261120-104200.zip").stat().st_size > 1_000_000


@contextmanager
def full_disk(longest: int) -> Iterator[None]:
    """No file of this process may grow beyond that, as under a quota (tests/faults/disk.py does so to servers)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (longest, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_neither_half_a_backup_nor_half_a_house(demo: str, tmp_path: Path, run: Run) -> None:
    safe, new = tmp_path / "safe", tmp_path / "new"
    safe.mkdir()
    new.mkdir()
    run(demo, "backup", safe / "good.zip", "--quiet")
    with full_disk(3_000_000):
        refused = run(demo, "backup", safe / "bad.zip", code=1)
        lost = run(f"sqlite:///{new / 'desk.db'}", "restore", safe / "good.zip", code=1)
    for result in (refused, lost):
        assert "没有完成，未留下半成品" in result.stderr
    assert [one.name for one in safe.iterdir()] == ["good.zip"]
    assert list(new.iterdir()) == []


def test_the_console_says_when_it_was_and_in_red_when_that_is_long_ago(app: Flask, session: Session, client_of: ClientOf) -> None:
    page = client_of(Role.SYSADMIN)
    engine = session.get_bind().engine

    def told() -> str:
        return page.get("/console/").get_data(as_text=True)

    assert "还没有备份" in told()
    log(engine, Act.BACKUP, at=NOW - timedelta(hours=50), now=NOW, entry=1, file="/safe/a.zip", size=3 << 20, digest="0123456789abcdef" * 4)
    assert "最近备份：2026-11-18 08:42（2 天前），3.0 MB，/safe/a.zip，sha256 0123456789ab…。已超过 2 天" in told()
    assert "note-bad" in told()
    log(engine, Act.BACKUP, at=NOW - timedelta(hours=8), now=NOW, entry=1, file="/safe/b.zip", size=700, digest="0" * 64)
    assert "（8 小时前），700 字节，/safe/b.zip，sha256 000000000000…。</p>" in told()
    assert "note-bad" not in told()
    log(engine, Act.BACKUP, at=NOW + timedelta(days=400), now=NOW, entry=1, file="/safe/c.zip", size=700)
    assert "/safe/b.zip" in told(), "what a clock that ran ahead has stamped hides no other"


def test_a_backup_that_only_a_wrong_clock_has_stamped_is_no_comfort(app: Flask, session: Session, client_of: ClientOf) -> None:
    log(session.get_bind().engine, Act.BACKUP, at=NOW + timedelta(minutes=6), now=NOW, entry=1, file="/safe/c.zip", size=700)
    page = client_of(Role.SYSADMIN).get("/console/").get_data(as_text=True)
    assert "备份记录的时间 2026-11-20 10:48 晚于现在" in page
    assert "note-bad" in page
