"""`flask audit`: what is whole is said to be whole, and what was written past the program is named."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from models import Customer
from rules.chained import entry_hash
from rules.roles import Role
from services.reveal import reveal
from tests.cast import NOW
from tests.make import make, person

pytestmark = pytest.mark.sqlite_only(reason="it writes into the file and proves the file; test_history_postgres.py does so on PostgreSQL")
ROOT = Path(__file__).parents[1]


def run(app: Flask, *command: str) -> Result:
    return app.test_cli_runner().invoke(args=["audit", *command])


def findings(app: Flask) -> list[dict[str, Any]]:
    result = run(app, "verify", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == (1 if found["findings"] else 0), result.output
    assert found["sound"] is not bool(found["findings"])
    listed: list[dict[str, Any]] = found["findings"]
    return listed


@pytest.fixture
def customer(session: Session) -> tuple[int, str]:
    record = make(Customer, session)
    session.commit()
    return record.id, record.number


def by_hand(app: Flask, statement: str) -> None:
    """As somebody with the file and a tool does it."""
    with sqlite3.connect(file_of(app)) as connection:
        connection.execute(statement)
    connection.close()


def file_of(app: Flask) -> Path:
    with app.app_context():
        return Path(app.extensions["sqlalchemy"].engine.url.database)


def test_the_whole_office_verifies(app: Flask, customer: tuple[int, str]) -> None:
    result = run(app, "verify")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith("：完好。\n")


# -- what is done behind the back of the program ---------------------------------------------------------------------------


def test_a_changed_value_is_named_with_what_is_stored_and_what_history_says(app: Flask, customer: tuple[int, str]) -> None:
    key, number = customer
    by_hand(app, f"UPDATE customer SET full_name = '别人' WHERE id = {key}")
    (found,) = findings(app)
    assert (found["kind"], found["subject"], found["subject_id"], found["number"], found["field"]) == (
        "changed", "customer", key, number, "full_name")  # fmt: skip
    assert found["stored"] == "别人"
    assert found["history"].startswith("客户全称")
    assert f"“客户服务档案”{number}（customer {key}）的“客户全称”被改动而没有留下历史" in run(app, "verify").stdout


@pytest.mark.parametrize(
    ("statement", "kind", "field"),
    [
        ("UPDATE customer SET status = 'nonsense'", "changed", "status"),
        ("UPDATE customer SET opened_on = '不是日期'", "changed", "opened_on"),
        ("UPDATE customer SET created_at = '2020-01-01 00:00:00.000000'", "changed", "created_at"),
        ("UPDATE customer SET households = 'x'", "changed", "households"),
        ("UPDATE customer SET creator_id = 2", "changed", "creator"),
        ("UPDATE customer_contact SET phone = '13900000000' WHERE position = 1", "changed", "contacts.2.phone"),
        ("DELETE FROM customer_contact WHERE position = 1", "changed", "contacts.2"),
        ("INSERT INTO customer_contact (id, position, name, phone, customer_id) VALUES (99, 9, '无名', '1', 1)", "changed", "contacts.99"),
        ("DELETE FROM customer", "missing", None),
        ("UPDATE option SET label = '改' WHERE id = 1", "changed", "label"),
        ("INSERT INTO department (id, name, position, active, created_at, row_version) VALUES (99,'黑',1,1,'2026-01-01 00:00:00',1)",
         "unrecorded", None),
        ("DELETE FROM ab_user_role WHERE user_id = 1", "changed", "roles"),
        ("INSERT INTO ab_user_role (user_id, role_id) VALUES (1, 3)", "changed", "roles"),
        ("UPDATE ab_user SET active = 0 WHERE id = 1", "changed", "active"),
        ("UPDATE policy_limit SET number = 99 WHERE id = 1", "changed", "number"),
    ],
)  # fmt: skip
def test_what_was_written_past_the_program_is_found(
    app: Flask, customer: tuple[int, str], statement: str, kind: str, field: str | None
) -> None:
    by_hand(app, statement)
    found = findings(app)
    assert [(one["kind"], one["field"]) for one in found] == [(kind, field)]
    alone = prove_alone(app)
    assert alone.returncode == 1
    assert "异常 1 处" in alone.stdout, alone.stdout


def test_what_is_no_content_may_be_counted_aside(app: Flask, customer: tuple[int, str]) -> None:
    by_hand(app, "UPDATE customer SET print_count = 7, due_at = NULL, row_version = 9")
    assert findings(app) == []
    assert prove_alone(app).returncode == 0


# -- history itself --------------------------------------------------------------------------------------------------------

UNPROTECTED = ("_no_update", "_no_delete", "_no_replace")


def unprotect(app: Flask) -> None:
    for table in ("history_entry", "history_seal"):
        for name in UNPROTECTED:
            by_hand(app, f"DROP TRIGGER {table}{name}")


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE history_entry SET name = '别人' WHERE subject = 'customer'", "hash"),
        ("UPDATE history_entry SET changes = '{}' WHERE subject = 'customer'", "hash"),
        ("UPDATE history_entry SET changes = 'no json' WHERE subject = 'customer'", "hash"),
        ("UPDATE history_entry SET at = '2020-01-01T00:00:00.000000Z' WHERE subject = 'customer'", "hash"),
        ("UPDATE history_entry SET prev = 'x' WHERE subject = 'customer'", "link"),
        ("UPDATE history_entry SET seq = 2 WHERE subject = 'customer'", "gap"),
        ("DELETE FROM history_entry WHERE subject = 'customer'", "sealed"),
        ("DELETE FROM history_entry WHERE id = (SELECT max(id) FROM history_entry)", "sealed"),
        ("UPDATE history_seal SET count = 3", "seal"),
        ("UPDATE history_seal SET day = '2026-01-01'", "seal"),
        ("UPDATE history_seal SET covered = '1-2'", "seal"),
    ],
)
def test_tampered_history_is_found(app: Flask, customer: tuple[int, str], statement: str, kind: str) -> None:
    assert run(app, "seal").exit_code == 0
    assert findings(app) == []
    unprotect(app)
    by_hand(app, statement)
    assert kind in {one["kind"] for one in findings(app)}
    assert prove_alone(app).returncode == 1


def test_entries_that_changed_places_are_found(app: Flask, session: Session, customer: tuple[int, str]) -> None:
    record = session.get_one(Customer, customer[0])
    for name in ("甲", "乙"):
        record.full_name = name
        session.commit()
    unprotect(app)
    for old, new in ((2, 9), (3, 2), (9, 3)):
        by_hand(app, f"UPDATE history_entry SET seq = {new} WHERE subject = 'customer' AND seq = {old}")
    assert {"link", "hash", "order"} <= {one["kind"] for one in findings(app)}
    assert prove_alone(app).returncode == 1


@pytest.mark.parametrize(("seq", "kinds"), [(2, {"changed"}), (3, {"gap", "changed"})])
def test_an_entry_that_somebody_adds_is_found(app: Flask, customer: tuple[int, str], seq: int, kinds: set[str]) -> None:
    """Well made even: hashed rightly, leaning on the last, and still not what the record says."""
    with sqlite3.connect(file_of(app)) as connection:
        connection.row_factory = sqlite3.Row
        head = dict(connection.execute("SELECT * FROM history_entry WHERE subject = 'customer'").fetchone())
        forged = {**head, "id": None, "seq": seq, "action": "changed", "changes": '{"full_name":["x","别人"]}', "prev": head["hash"]}
        forged["hash"] = entry_hash(forged)
        connection.execute(f"INSERT INTO history_entry ({','.join(forged)}) VALUES ({','.join('?' * len(forged))})", [*forged.values()])
    connection.close()
    assert {one["kind"] for one in findings(app)} == kinds
    assert prove_alone(app).returncode == 1


@pytest.mark.parametrize("table", ["history_entry", "history_seal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET hash = 'x'", "DELETE FROM {}", "INSERT OR REPLACE INTO {} SELECT * FROM {} LIMIT 1"])
def test_the_database_refuses_to_change_history(app: Flask, customer: tuple[int, str], table: str, statement: str) -> None:
    run(app, "seal")
    with pytest.raises(sqlite3.IntegrityError, match="history is append-only"):
        by_hand(app, statement.replace("{}", table))
    assert findings(app) == []


def test_a_missing_seal_is_found(app: Flask, customer: tuple[int, str]) -> None:
    run(app, "seal")
    unprotect(app)
    by_hand(app, "UPDATE history_seal SET number = 2")
    assert any("缺少第 1 号封存" in one["text"] for one in findings(app))


# -- without our code ------------------------------------------------------------------------------------------------------


def prove_alone(app: Flask, *more: str, file: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The single file, in a process that cannot see our code or any package."""
    file = file or file_of(app)
    command = [sys.executable, "-I", "-S", str(ROOT / "docs" / "verify_history.py"), str(file), *more]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=file.parent)


def test_a_program_of_the_auditors_own_proves_the_file_and_the_printed_seal(app: Flask, customer: tuple[int, str]) -> None:
    printed = run(app, "seal").stdout.split(" ", 1)[1].split("（")[0].replace(" · ", ":")
    found = prove_alone(app, "--seal", printed)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.endswith("：完好。\n")
    assert prove_alone(app, "--seal", "2026-11-20:0000-0000").returncode == 1
    assert prove_alone(app, "--seal", "2020-01-01:0000-0000").returncode == 1


def test_it_finds_what_was_done_to_a_row_beside_a_record(app: Flask, session: Session, customer: tuple[int, str]) -> None:
    reveal(session, session.get_one(Customer, customer[0]), "联系客户", actor=person(session, Role.CS_HEAD), now=NOW)
    session.commit()
    assert prove_alone(app).returncode == 0
    by_hand(app, "DROP TRIGGER reveal_no_update")
    by_hand(app, "UPDATE reveal SET until = '2027-01-01 00:00:00.000000'")
    assert "customer 1 的 reveal 第 1 行 的 until 与历史不符" in prove_alone(app).stdout
    by_hand(app, "UPDATE reveal SET record_id = 2")
    assert "customer 1 的 reveal 第 1 行已被删除" in prove_alone(app).stdout


def test_and_the_export(app: Flask, customer: tuple[int, str], tmp_path: Path) -> None:
    run(app, "seal")
    file = tmp_path / "history.jsonl"
    assert run(app, "export", str(file)).exit_code == 0
    assert prove_alone(app, file=file).returncode == 0
    lines = file.read_text(encoding="utf-8").splitlines()
    of_customer = next(index for index, line in enumerate(lines) if '"record"' in line and '"customer"' in line)
    lines[of_customer] = lines[of_customer].replace("客户全称", "别的名称")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "customer 1 的 full_name 与历史不符" in prove_alone(app, file=file).stdout
    del lines[1]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "封存历史" in prove_alone(app, file=file).stdout


def test_a_file_that_is_none_is_refused(app: Flask, tmp_path: Path) -> None:
    (file := tmp_path / "x").write_text("nothing")
    assert prove_alone(app, file=file).returncode == 2
    assert run(app, "export", str(tmp_path)).exit_code != 0


def test_a_seal_is_made_once_a_day(app: Flask, customer: tuple[int, str]) -> None:
    first = run(app, "seal")
    second = run(app, "seal")
    assert first.stdout == second.stdout
    assert second.stderr == "今天已经封存。\n"
