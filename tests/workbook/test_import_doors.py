"""导入 Excel by its doors: the page with its background work, and the command, each for those who may create, both with their trace."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Customer, Entry, Import, Job
from models.declare import Verb
from models.history import Action
from models.job import JobState
from rules.refusals import Busy
from rules.roles import Role
from services.job_hand import WAITED, Lost, claim, perform
from tests.cast import ClientOf
from tests.page import page
from tests.workbook.bench import customer, file_of
from views.database import db
from views.job_worker import _work, work_off

TWO = file_of(customer(1), customer(2, 地址=None))


@pytest.fixture
def work(app: Flask) -> Callable[[], None]:
    """What the worker of a serving process does until the queue is empty."""

    def off() -> None:
        with app.app_context():
            while work_off():
                pass

    return off


def upload(browser: FlaskClient, content: bytes, name: str = "客户.xlsx", path: str = "/customer/import") -> Any:
    return browser.post(path, data={"file": (BytesIO(content), name)}, content_type="multipart/form-data")


def told(browser: FlaskClient, path: str) -> Any:
    answer = browser.get(path)
    assert answer.status_code == 200
    return page(answer)


def test_a_file_is_checked_put_right_and_let_in(client_of: ClientOf, session: Session, work: Callable[[], None]) -> None:
    browser = client_of(Role.CLERK)
    assert "/customer/import" in browser.get("/customer/").get_data(as_text=True)
    checked = upload(browser, TWO).location
    assert "排队中" in told(browser, checked).text
    work()
    result = told(browser, checked)
    assert "共 2 行：可新建 1 条，此前已导入 0 条，有误 1 条。" in result.text
    assert "第 3 行" in result.text
    assert "请填写“地址”" in result.text
    assert session.scalar(select(func.count()).select_from(Customer)) == 0
    session.rollback()
    job_id = int(checked.rsplit("/", 1)[1])
    file_id = next(file.id for file in session.get_one(Job, job_id).results)
    session.rollback()
    book = load_workbook(BytesIO(browser.get(f"/jobs/{job_id}/file/{file_id}").data))
    assert [cell.value for cell in book.active["A"]] == ["序号", 2]
    kept = browser.post(f"{checked}/confirm", data={"only_right": "1"}).location
    work()
    assert "新建 1 条，此前已导入 0 条，有误 1 条。" in told(browser, kept).text
    again = browser.post(f"{checked}/confirm", data={"only_right": "1"}).location
    work()
    assert "新建 0 条，此前已导入 1 条，有误 1 条。" in told(browser, again).text
    entry = session.scalars(select(Entry).where(Entry.action == Action.IMPORTED)).one()
    assert (entry.door, entry.label) == ("screen", "客户服务档案")
    made = session.scalars(select(Entry).where(Entry.subject == "customer")).one()
    assert (made.door, made.action) == ("screen", "created")


def test_what_cannot_be_read_is_said_at_once_and_queues_nothing(client_of: ClientOf, session: Session) -> None:
    browser = client_of(Role.CLERK)
    for content, words in ((b"", "请先选择"), (b"a,b", "文本或 CSV"), (file_of(["甲"], heads=["乙"]), "没有找到")):
        answer = upload(browser, content, "" if not content else "客户.xlsx")
        assert answer.status_code == 200
        assert words in page(answer).text
    assert session.scalar(select(func.count()).select_from(Job)) == 0


def test_nobody_imports_what_he_may_not_create_nor_sees_anothers_import(
    client_of: ClientOf, session: Session, work: Callable[[], None],
) -> None:  # fmt: skip
    checked = upload(client_of(Role.CLERK), TWO).location
    work()
    for role, status in ((Role.AUDITOR, 403), (Role.HOTLINE, 404)):
        assert (role in Customer.may(Verb.CREATE)) is (status == 404)
        browser = client_of(role)
        assert browser.get(checked).status_code == status
        assert browser.post(f"{checked}/confirm").status_code == status
        assert (upload(browser, TWO).status_code == 403) is (status == 403)
    assert client_of(Role.CLERK).get(checked.replace("customer", "complaint")).status_code == 404
    assert session.scalar(select(func.count()).select_from(Customer)) == 0


# -- the command ---------------------------------------------------------------------------------------------------------


def run(app: Flask, *command: str) -> Result:
    return app.test_cli_runner().invoke(args=["import", "customer", *command])


def test_the_command_brings_in_all_or_nothing(app: Flask, session: Session, tmp_path: Path) -> None:
    file, errors, good = tmp_path / "客户.xlsx", tmp_path / "错误.xlsx", tmp_path / "好.xlsx"
    file.write_bytes(TWO)
    good.write_bytes(file_of(customer(3)))
    for options, made in (([], 0), (["--dry-run"], 0), (["--partial"], 1)):
        errors.unlink(missing_ok=True)
        result = run(app, str(file), *options, "--errors", str(errors), "--as", "clerk")
        assert result.exit_code == 1, result.output
        assert "客户服务档案 第 3 行“地址”：请填写“地址”" in result.stderr
        assert [cell.value for cell in load_workbook(errors).active["A"]] == ["序号", 2]  # type: ignore[index,union-attr]
        assert session.scalar(select(func.count()).select_from(Customer)) == made
        session.rollback()
    result = run(app, str(good), "--errors", str(tmp_path / "无.xlsx"))
    assert (result.exit_code, result.stderr.strip()) == (0, "共 1 行：新建 1 条，此前已导入 0 条，有误 0 条。")
    assert not (tmp_path / "无.xlsx").exists()
    assert run(app, str(good)).exit_code == 0
    first, second = session.scalars(select(Customer).order_by(Customer.id))
    assert [first.creator.job_number, second.creator.job_number] == [Role.CLERK.value, Role.SYSADMIN.value]
    assert {one.door for one in session.scalars(select(Entry).where(Entry.subject == "customer"))} == {"command"}
    assert session.scalar(select(func.count()).select_from(Import)) == 2


def test_the_file_of_errors_is_never_the_file_itself(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "客户.xlsx"
    file.write_bytes(file_of(customer(1)))
    before = file.read_bytes()
    result = run(app, str(file), "--dry-run", "--errors", str(tmp_path / "." / "客户.xlsx"))
    assert (result.exit_code, file.read_bytes()) == (1, before)
    assert "--errors 不能是要导入的文件本身" in result.output


@pytest.mark.parametrize(("options", "words"), [
    (["--as", "nobody"], "没有在用的登录账号 nobody"), (["--as", "auditor"], "没有新建“客户服务档案”的权限"), ([], "文本或 CSV"),
])  # fmt: skip
def test_the_command_refuses_in_words(options: list[str], words: str, app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "客户.xlsx"
    file.write_bytes(TWO if options else b"a,b")
    result = run(app, str(file), *options)
    assert result.exit_code == 1
    assert words in result.output


def test_one_commit_says_what_came_in_and_that_the_job_is_done(
    client_of: ClientOf, session: Session, work: Callable[[], None], app: Flask
) -> None:
    """Whatever befalls the hand after the commit, nobody is told that what stands was lost."""
    browser = client_of(Role.CLERK)
    checked = upload(browser, TWO).location
    work()
    kept = browser.post(f"{checked}/confirm", data={"only_right": "1"}).location
    with app.app_context():
        hand = claim(db.session.session_factory, app.config["CLOCK"])
        assert hand is not None
        words = _work(hand)
        with pytest.raises(Lost):
            hand.end(JobState.FAILED, "存储空间不足")
        perform(hand, lambda: words)
    job = session.get_one(Job, int(kept.rsplit("/", 1)[1]))
    assert (job.standing, job.words, len(job.results)) == (JobState.DONE, words, 1)
    assert session.scalar(select(func.count()).select_from(Customer)) == 1
    session.rollback()
    assert "请填写“地址”" in told(browser, kept).text


def test_who_waited_in_vain_is_told_that_nothing_was_written(client_of: ClientOf, session: Session, app: Flask) -> None:
    upload(client_of(Role.CLERK), TWO)

    def in_vain() -> str:
        raise Busy("他人正在保存")

    with app.app_context():
        hand = claim(db.session.session_factory, app.config["CLOCK"])
        assert hand is not None
        perform(hand, in_vain)
    job = session.scalars(select(Job)).one()
    assert (job.standing, job.words) == (JobState.FAILED, f"他人正在保存{WAITED}")
