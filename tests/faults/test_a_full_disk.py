"""The disk is full: who writes is told so and keeps what he typed, who reads reads on, and once there is room all goes on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from models import Inquiry
from rules.moments import SHANGHAI, show_moment
from rules.refusals import NoRoom
from tests.cast import PASSWORD
from tests.faults.conftest import Serve
from tests.faults.disk import WAYS, Disk
from tests.faults.person import Answer, Person
from tests.faults.servers import refuse_broken_chains
from tests.faults.storm import STEP, integrity
from tests.page import Page
from tests.settled import OnSqlite

SENTENCE = NoRoom().message
#: Long enough for no free corner of a page.
LONG = "客户来电询问一户一表改造的手续，\n" * 200
CALL = {"caller_name": "周客户", "caller_phone": "13907100002", "matter": "改造", "question": LONG.strip()}


@pytest.fixture(params=WAYS)
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    with WAYS[request.param](folder) as made:
        yield made


@pytest.mark.sqlite_only(reason="a disk of PostgreSQL is filled below")
def test_nothing_typed_is_lost_and_reading_goes_on(disk: Disk, settled_app: OnSqlite, serve: Serve) -> None:
    url = f"sqlite:///{disk.folder / 'desk.db'}"
    shutil.copy(settled_app.kept(), disk.folder / "desk.db")
    (server,) = serve(url)
    clerk, head = (Person(user, lambda: [server.port]) for user in ("clerk", "cs_head"))
    for person in (clerk, head):
        person.log_in()
    assert clerk.fill("/inquiry/add", **CALL).location == "/inquiry/1?done=1"
    disk.fill(server)
    try:
        refused(clerk.fill("/inquiry/add", **CALL), CALL)
        refused(clerk.fill("/inquiry/1/edit", question=f"又问{CALL['question']}"), {"question": f"又问{CALL['question']}"})
        answer = {"answer": CALL["question"], "replied_at": show_moment(datetime.now(SHANGHAI))}
        refused(clerk.fill(f"/inquiry/1/step/{STEP}", **answer, fully_informed="1"), answer)
        voided = head.fill("/inquiry/1/void", words="登记重复，作废一份")
        assert SENTENCE in voided.text
        assert "登记重复，作废一份</textarea>" in voided.text
        for path in ("/", "/todo", "/inquiry/", "/inquiry/1", "/search?q=改造", "/customer/add"):
            assert clerk.get(path.replace("改造", "%E6%94%B9%E9%80%A0")).status == 200, path
        assert "改造" in clerk.get("/inquiry/1").text
        assert SENTENCE in clerk.get("/inquiry/1/print").text, "a printing is logged, so it waits for room"
        late = Person("hotline", lambda: [server.port]).fill("/login/", username="hotline", password=PASSWORD)
        assert (late.status, SENTENCE in late.text) == (NoRoom.status, True), "who comes in is counted and logged, so he waits for room"
    finally:
        disk.empty(server)
    Person("hotline", lambda: [server.port]).log_in()
    assert clerk.fill("/inquiry/add", **CALL).location == "/inquiry/2?done=1"
    assert clerk.fill("/inquiry/1/edit", question="有了空间再问").location == "/inquiry/1?done=1"
    assert head.fill("/inquiry/1/void", words="登记重复，作废一份").location == "/inquiry/1"
    assert numbers(url) == [("open", CALL["question"]), ("void", "有了空间再问")]
    integrity(url)
    refuse_broken_chains(url)


def test_a_full_postgresql_is_said_in_the_same_words(postgres_office: str, serve: Serve) -> None:
    """The server itself raises what it raises when a table cannot grow: SQLSTATE 53100."""
    (server,) = serve(postgres_office)
    clerk = Person("clerk", lambda: [server.port])
    clerk.log_in()
    raising = "BEGIN RAISE 'could not extend file' USING ERRCODE = '53100'; END"
    full = f"CREATE FUNCTION no_room() RETURNS trigger AS $$ {raising} $$ LANGUAGE plpgsql"
    command(postgres_office, full, "CREATE TRIGGER no_room BEFORE INSERT ON inquiry FOR EACH ROW EXECUTE FUNCTION no_room()")
    refused(clerk.fill("/inquiry/add", **CALL), CALL)
    assert clerk.get("/inquiry/").status == 200
    command(postgres_office, "DROP TRIGGER no_room ON inquiry")
    made = clerk.fill("/inquiry/add", **CALL)
    assert made.status == 302
    assert [number for _, number in numbers(postgres_office, "status, number")] == [f"QH-A07-{datetime.now(SHANGHAI):%Y}-00001"]


def refused(answer: Answer, typed: dict[str, str]) -> None:
    """A page that says why, with every word still in its box."""
    assert answer.status == NoRoom.status
    assert SENTENCE in answer.text
    boxes = Page(answer.text).boxes
    assert {name: boxes[name][-1].replace("\r\n", "\n") for name in typed} == typed


def numbers(url: str, columns: str = "status, question") -> list[tuple[str, str]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(f"SELECT {columns} FROM {Inquiry.__tablename__} ORDER BY status"))]
    engine.dispose()
    return found


def command(url: str, *statements: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
