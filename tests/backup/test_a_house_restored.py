"""`flask restore` and `flask rehearse`: the whole house comes back, or nothing is touched and a sentence says why."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, event, inspect, select, text

from models import Entry, Safekeeping
from services.backup import back_up
from services.database import elsewhere
from services.restore import restore
from services.schema import build
from tests.backup.conftest import Run, opened, sums
from tests.cast import NOW
from views.database import db


def silent(doing: str, table: str, rows: int) -> None: ...


@pytest.fixture(scope="session")
def backup_file(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the demo office."""
    file = tmp_path_factory.mktemp("safe") / "demo.zip"
    with elsewhere(f"sqlite:///{demo_file}") as engine:
        back_up(engine, file, version="0.0.0", now=NOW, told=silent)
    return file


@pytest.mark.parametrize(("kind", "fatal"), [("sqlite", ("核对", "history_entry")), ("postgresql", ("复制", "customer"))])
def test_everything_comes_back_also_after_a_restore_that_was_killed(
    kind: str, fatal: tuple[str, str], backup_file: Path, demo_sums: dict[str, object], tmp_path: Path,
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, run: Run,
) -> None:  # fmt: skip
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # where the system keeps what passes
    url = f"sqlite:///{tmp_path / 'new.db'}" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    killed_in_the_middle(url, backup_file, fatal)
    said = run(url, "restore", backup_file).stdout
    assert "逐表核对一致" in said
    assert "：完好。附件内容已逐件核对。" in said
    assert "已恢复到 2026-11-20 10:42 的状态" in said
    assert sums(url) == demo_sums
    with opened(url).app_context():
        assert [line.act for line in db.session.scalars(select(Safekeeping))] == ["restore"]
        db.session.remove()
        db.engine.dispose()
    assert "不是空的" in run(url, "restore", backup_file, code=1).stderr
    assert list(tmp_path.glob("dengji-*")) == [], "what the killed one had unpacked was cleared away"


def killed_in_the_middle(url: str, backup_file: Path, fatal: tuple[str, str]) -> None:
    """A process of its own dies of SIGKILL when it comes to that table; what it was to fill is as empty as before."""

    def die(doing: str, table: str, rows: int) -> None:
        if (doing, table) == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    if (child := os.fork()) == 0:
        try:
            with elsewhere(url) as engine:
                restore(backup_file, engine, die)
        finally:
            os._exit(3)
    _, status = os.waitpid(child, 0)
    (unpacked,) = Path(tempfile.gettempdir()).glob("dengji-*/office.db")
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert unpacked.exists(), "it was in the middle"
    with elsewhere(url) as engine, engine.begin() as connection:
        assert inspect(connection).get_table_names() == []


def test_a_rehearsal_reports_and_leaves_nothing(backup_file: Path, tmp_path: Path, run: Run) -> None:
    file = Path(shutil.copy(backup_file, tmp_path / "safe.zip"))
    said = run(f"sqlite:///{tmp_path / 'never.db'}", "rehearse", file).stdout
    assert said.startswith("恢复演练报告\n演练时间：2026-11-20 10:42\n备份文件：safe.zip")
    assert "逐表核对一致" in said
    assert said.endswith("结论：此备份可以恢复。\n")
    assert [one.name for one in tmp_path.iterdir()] == ["safe.zip"]


def test_a_house_whose_history_was_broken_comes_back_and_says_so(app: Flask, tmp_path: Path, run: Run) -> None:
    """A backup is no court: what was there is there again, and the finding with it."""
    with app.app_context():
        url = str(db.engine.url)
    with elsewhere(url) as engine:
        with engine.begin() as connection:
            connection.execute(text("UPDATE option SET label = '事后改动' WHERE id = 3"))
        back_up(engine, tmp_path / "a.zip", version="0.0.0", now=NOW, told=silent)
    said = run(url, "rehearse", tmp_path / "a.zip", code=1).stdout
    assert "被改动而没有留下历史" in said
    assert "备份时即已如此" in said


def test_a_backup_of_an_older_version_is_brought_up_to_date(tmp_path: Path, run: Run) -> None:
    """Before an upgrade the new program backs up the old house as it is; the history begins when it is restored."""
    old = f"sqlite:///{tmp_path / 'old.db'}"
    with elsewhere(old) as engine, engine.begin() as connection:
        build(connection, "0002")
        connection.execute(text(
            "INSERT INTO department (id, name, position, active, created_at, row_version) "
            "VALUES (7, '老部门', 1, 1, '2026-01-01 00:00:00.000000', 1)"))  # fmt: skip
    made = run(old, "backup", tmp_path / "old.zip", "--quiet")
    assert "旧版结构" in made.stderr
    assert run(old, "rehearse", tmp_path / "old.zip").stdout.endswith("结论：此备份可以恢复。\n")
    url = f"sqlite:///{tmp_path / 'new.db'}"
    assert "正在升级" in run(url, "restore", tmp_path / "old.zip").stderr
    with elsewhere(url) as engine, engine.connect() as connection:
        found = connection.execute(select(Entry.action).where(Entry.subject == "department", Entry.subject_id == 7))
        assert found.scalars().all() == ["baseline"]


# -- what is no good -------------------------------------------------------------------------------------------------------


def flipped(at: float) -> Callable[[bytes], bytes]:
    """One bit of one byte, so far into the file."""

    def change(content: bytes) -> bytes:
        spot = int(at * (len(content) - 1))
        return content[:spot] + bytes([content[spot] ^ 1]) + content[spot + 1 :]

    return change


def cut(share: float) -> Callable[[bytes], bytes]:
    return lambda content: content[: int(share * len(content))]


BAD: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda content: b"", "不是登记台的备份文件"),
    "a text": (lambda content: b"SQLite format 3", "不是登记台的备份文件"),
    "its first byte": (flipped(0), "不是登记台的备份文件"),
    "a byte of its head": (flipped(0.00002), "校验值不符"),
    "a byte in the middle": (flipped(0.5), "校验值不符"),
    "a byte of its list": (flipped(0.9999), "校验值不符"),
    "its last byte": (flipped(1), "校验值不符"),
    "the first half": (cut(0.5), "不完整"),
    "all but the last byte": (lambda content: content[:-1], "不完整"),
    "something after it": (lambda content: content + b"\n", "不完整"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_damaged_file_is_refused_before_anything_is_touched(name: str, backup_file: Path, tmp_path: Path, run: Run) -> None:
    change, sentence = BAD[name]
    file = tmp_path / "bad.zip"
    file.write_bytes(change(backup_file.read_bytes()))
    with elsewhere(f"sqlite:///{tmp_path / 'new.db'}") as engine:
        refusal = refused(file, engine)
    assert sentence in refusal
    assert [one.name for one in tmp_path.iterdir()] == ["bad.zip"]


def refused(file: Path, engine: object) -> str:
    from rules.refusals import Refused

    with pytest.raises(Refused) as found:
        restore(file, engine, silent)  # type: ignore[arg-type]
    return found.value.message


def forged(backup: Path, to: Path, change: Callable[[str], str], database: bytes | None = None) -> Path:
    """The same with another manifest, and a sum that is right: as a later version, or somebody clever, would write it."""
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(to, "w") as new:
        if database != b"":
            new.writestr("office.db", database or old.read("office.db"))
        new.writestr("manifest.json", change(old.read("manifest.json").decode()))
        new.comment = b"dengji-sha256:" + b"0" * 64
    body = to.read_bytes()[:-64]
    to.write_bytes(body + sha256(body).hexdigest().encode())
    return to


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda told: told.replace('"format": 1', '"format": 2'), "请先升级程序"),
        (lambda told: told.replace('"revision": "', '"revision": "9'), "请先升级程序"),
        (lambda told: told.replace('"tables"', '"tisch"'), "清单无法读取"),
        (lambda told: told.replace('"sha256": "', '"sha256": "0'), "与清单不符"),
        (lambda told: told.replace('"size": ', '"size": 9'), "与清单不符"),
        (lambda told: told.replace('"digest": "', '"digest": "0', 1), "中有内容不同"),
        (lambda told: told.replace('"rows": 3', '"rows": 4', 1), "行，实有"),
    ],
)
def test_what_is_not_what_it_says_is_refused(change: Callable[[str], str], sentence: str, backup_file: Path, tmp_path: Path) -> None:
    file = forged(backup_file, tmp_path / "bad.zip", change)
    with elsewhere(f"sqlite:///{tmp_path / 'new.db'}") as engine:
        assert sentence in refused(file, engine)
    assert [one.name for one in tmp_path.iterdir()] == ["bad.zip"]


JUNK = b"no database at all" * 100


@pytest.mark.parametrize(
    ("change", "database", "sentence"),
    [
        (lambda told: told, b"", "无法解压"),
        (lambda told: json.dumps(json.loads(told) | {"tables": []}), None, "清单无法读取"),
        (lambda told: json.dumps(
            json.loads(told) | {"files": {"office.db": {"size": len(JUNK), "sha256": sha256(JUNK).hexdigest()}}}), JUNK, "无法打开"),
    ],
    ids=["no database in it", "a list of tables that is none", "a text in its place"],
)  # fmt: skip
def test_a_wrong_inside_with_a_right_sum_is_refused(
    change: Callable[[str], str], database: bytes | None, sentence: str, backup_file: Path, tmp_path: Path,
) -> None:  # fmt: skip
    file = forged(backup_file, tmp_path / "bad.zip", change, database)
    with elsewhere(f"sqlite:///{tmp_path / 'new.db'}") as engine:
        assert sentence in refused(file, engine)
    assert [one.name for one in tmp_path.iterdir()] == ["bad.zip"]


def test_what_fails_after_the_restore_does_not_deny_it(backup_file: Path, demo_sums: dict[str, object], tmp_path: Path, run: Run) -> None:
    """Somebody holds the new database when it is to be proved."""
    url = f"sqlite:///{tmp_path / 'new.db'}"

    def fail(connection: object, cursor: object, statement: str, values: object, context: object, executemany: bool) -> None:  # noqa: FBT001
        if "FROM history_seal ORDER BY" in statement.replace("\n", ""):
            raise sqlite3.OperationalError("disk I/O error")

    event.listen(Engine, "before_cursor_execute", fail)
    try:
        said = run(url, "restore", backup_file, code=1)
    finally:
        event.remove(Engine, "before_cursor_execute", fail)
    assert "已恢复，但其后的工作没有完成：数据库的说明：disk I/O error" in said.stderr
    assert sums(url) == demo_sums
