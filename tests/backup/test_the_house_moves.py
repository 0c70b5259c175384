"""`flask copy-to`: from SQLite to PostgreSQL and back, nothing is lost, nothing is loosened, and work goes on."""

from __future__ import annotations

import os
import resource
import socket
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Engine, ForeignKey, Integer, MetaData, Table, event, inspect, select, text
from sqlalchemy.exc import DBAPIError

from models import Attachment, Customer, Inquiry, Safekeeping, Staff, StoredFile
from rules.refusals import Busy, Unreachable
from services.audit import verify
from services.copying import copy
from services.database import Mode, during, elsewhere, held_still, one_state
from services.layout import layout
from services.moving import filling
from services.schema import build, newest
from tests.backup.conftest import NOTE, ODD_NAME, Run, opened, sums
from tests.cast import login
from tests.make import keeper_role, make, person
from views.database import db


def test_to_postgresql_and_back_equal_in_every_row(
    demo: str, demo_sums: dict[str, object], postgres_url: str, tmp_path: Path, run: Run
) -> None:
    there = run(demo, "copy-to", postgres_url)
    assert "逐表核对一致" in there.stdout
    assert "：完好。" in there.stdout
    assert "复制 history_entry" in there.stderr
    assert "复制 ab_role" not in there.stderr, "short tables take no time"
    assert "DATABASE_URL 设为 postgresql+psycopg://desk@/" in there.stdout
    assert sums(postgres_url) == demo_sums
    history_stays_closed(postgres_url)
    back = f"sqlite:///{tmp_path / 'back.db'}"
    run(postgres_url, "copy-to", back)
    assert sums(back) == demo_sums
    history_stays_closed(back)
    work_goes_on(postgres_url)
    with elsewhere(postgres_url) as engine, one_state(engine) as connection:
        assert verify(connection).findings == ()
    assert "目标数据库不是空的（ab_role " in run(demo, "copy-to", postgres_url, code=1).stderr


def history_stays_closed(url: str) -> None:
    """The copy too refuses to have its history changed."""
    for statement in ("UPDATE history_entry SET name = 'x'", "DELETE FROM history_entry", "DELETE FROM history_seal"):
        with elsewhere(url) as engine, pytest.raises(DBAPIError, match="history is append-only"), engine.begin() as connection:
            connection.execute(text(statement))


def work_goes_on(url: str) -> None:
    """People log in, see what was there, and the next number follows the last without a gap; so do ids."""
    app = opened(url)
    client = app.test_client()
    login(client, "clerk", "demo-clerk")
    with app.app_context():
        last = db.session.scalars(select(Inquiry).order_by(Inquiry.id.desc())).first()
        assert last is not None
        customer = db.session.scalars(select(Customer).order_by(Customer.id)).first()
        assert customer is not None
        assert customer.remark == ODD_NAME
        file = db.session.scalars(select(StoredFile).join(Attachment, Attachment.sha256 == StoredFile.sha256)).one()
        assert file.content == NOTE
        numbers = sorted(db.session.scalars(select(Inquiry.number)))
        staff = db.session.scalars(select(Staff).where(Staff.user_id.is_not(None)).order_by(Staff.id)).first()
        made = make(Inquiry, db.session, person(db.session, keeper_role(Inquiry), staff=staff))
        db.session.commit()
        head, _, count = numbers[-1].rpartition("-")
        assert made.number == f"{head}-{int(count) + 1:05d}"
        assert made.id == last.id + 1
        assert [line.act for line in db.session.scalars(select(Safekeeping))] == ["copy"]
        assert str(last.number) in client.get("/inquiry/").get_data(as_text=True)
        db.session.remove()
        db.engine.dispose()


def test_what_postgresql_cannot_take_is_named_and_nothing_is_left(demo: str, postgres_url: str, run: Run) -> None:
    """SQLite keeps any text in a column of days; somebody has written one there by hand."""
    with elsewhere(demo) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE customer SET opened_on = '去年' WHERE id = 7"))
    refused = run(demo, "copy-to", postgres_url, code=1)
    assert "表 customer 中有目标数据库不能存放的内容" in refused.stderr
    assert "去年" in refused.stderr
    with elsewhere(postgres_url) as engine:
        assert inspect(engine).get_table_names() == []


@pytest.mark.parametrize("command", [("backup", "x.zip"), ("copy-to", "x.db")], ids=lambda told: told[0])
def test_a_house_of_a_later_version_is_left_to_its_own_program(command: tuple[str, str], demo: str, tmp_path: Path, run: Run) -> None:
    with elsewhere(demo) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    what, name = command
    file = tmp_path / name
    refused = run(demo, what, file if what == "backup" else f"sqlite:///{file}", code=1)
    assert "由较新版本的程序生成（结构 0999），请用该版本的程序" in refused.stderr
    assert [one.name for one in tmp_path.glob("x*")] == []


def test_what_fails_after_the_move_does_not_deny_it(demo: str, demo_sums: dict[str, object], tmp_path: Path, run: Run) -> None:
    """The disk is full when the move is to be logged and proved: it stands, and what has not been done is said."""
    held = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(connection: object, cursor: object, statement: str, values: object, context: object, executemany: bool) -> None:  # noqa: FBT001
        if statement.startswith("INSERT INTO safekeeping") and not executemany:
            resource.setrlimit(resource.RLIMIT_FSIZE, (1, held[1]))

    event.listen(Engine, "before_cursor_execute", fill)
    try:
        said = run(demo, "copy-to", f"sqlite:///{tmp_path / 'new.db'}", code=1)
    finally:
        event.remove(Engine, "before_cursor_execute", fill)
        resource.setrlimit(resource.RLIMIT_FSIZE, held)
    assert "迁移已完成，但未能记入备份记录：磁盘空间不足。" in said.stderr
    assert "已复制，目标数据库是完整的，但其后的工作没有完成" in said.stderr
    assert "未留下半成品" not in said.stderr
    assert sums(f"sqlite:///{tmp_path / 'new.db'}") == demo_sums


def test_a_line_that_breaks_is_not_told_as_a_row_that_is_wrong(demo: str, postgres_url: str) -> None:
    with (
        elsewhere(demo) as one, elsewhere(postgres_url) as other, one_state(one) as source, during(Mode.WRITE),
        other.connect() as target,
    ):  # fmt: skip
        raw: Any = target.connection.driver_connection

        def cut(doing: str, table: str, rows: int) -> None:
            if rows:
                with socket.socket(fileno=os.dup(raw.fileno())) as line:
                    line.shutdown(socket.SHUT_RDWR)

        build(target, newest())
        with pytest.raises(Unreachable):
            copy(source, target, layout(target), cut)
        target.invalidate()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_nobody_writes_while_the_house_is_carried(kind: str, demo: str, request: pytest.FixtureRequest) -> None:
    """What was written meanwhile would be lost. Who reads reads on."""
    url = demo if kind == "sqlite" else request.getfixturevalue("postgres_url")
    counter, impatient = "UPDATE counter SET value = value", {"sqlite": "PRAGMA busy_timeout = 10", "postgresql": "SET lock_timeout = 10"}
    with elsewhere(url) as engine:
        if kind == "postgresql":
            with engine.begin() as connection:
                build(connection, newest())
        with held_still(engine) as held, during(Mode.LATER), engine.connect() as other:
            held.execute(text("SELECT 1 FROM counter"))
            other.execute(text("SELECT 1 FROM counter"))
            other.execute(text(impatient[kind]))
            with pytest.raises(Busy):
                other.execute(text(counter))


def test_keys_that_lead_in_a_circle_are_no_obstacle(postgres_url: str, tmp_path: Path) -> None:
    """None of ours do so today; a row whose parent comes later in the same table does (who made which login)."""
    with elsewhere(f"sqlite:///{tmp_path / 'circle.db'}") as one, elsewhere(postgres_url) as other:
        for engine in (one, other):
            circle = MetaData()
            Table("hen", circle, Column("id", Integer, primary_key=True), Column("egg_id", ForeignKey("egg.id", name="hen_egg")))
            Table("egg", circle, Column("id", Integer, primary_key=True), Column("hen_id", ForeignKey("hen.id", name="egg_hen")))
            circle.create_all(engine)
        with one.begin() as connection:
            for statement in ("hen VALUES (1, NULL)", "egg VALUES (1, 1)"):
                connection.execute(text(f"INSERT INTO {statement}"))
            connection.execute(text("UPDATE hen SET egg_id = 1"))
        with one_state(one) as source, filling(other) as target:
            copy(source, target, layout(target), lambda doing, name, rows: None)
        with other.connect() as connection, pytest.raises(DBAPIError, match="egg_hen"):
            connection.execute(text("INSERT INTO egg VALUES (2, 9)"))
