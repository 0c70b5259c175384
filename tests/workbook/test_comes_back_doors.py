"""改好的导出文件导回 by its doors: exported on the screen, edited, uploaded, looked at, confirmed; and the same by the command."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Customer, Job
from models.history import Action, Entry
from rules.roles import Role
from tests.cast import ClientOf
from tests.make import make
from tests.page import page
from tests.workbook.back import Paper
from views.job_worker import work_off


@pytest.fixture
def work(app: Flask) -> Callable[[], None]:
    """What the worker of a serving process does until the queue is empty."""

    def off() -> None:
        with app.app_context():
            while work_off():
                pass

    return off


@pytest.fixture
def numbers(session: Session) -> list[str]:
    made = [make(Customer, session, full_name=f"示例{place}", remark="原备注", contacts=[]) for place in range(3)]
    session.commit()
    found = [one.number for one in made]
    session.rollback()
    return found


def exported(browser: FlaskClient) -> Paper:
    return Paper(browser.get("/customer/export.xlsx").data)


def upload(browser: FlaskClient, paper: Paper) -> str:
    sent = {"file": (BytesIO(paper.content), "客户服务档案 2026-11-20.xlsx")}
    found: str = browser.post("/customer/import", data=sent, content_type="multipart/form-data").location
    return found


def told(browser: FlaskClient, path: str) -> Any:
    answer = browser.get(path)
    assert answer.status_code == 200
    return page(answer)


def remarks(session: Session) -> list[str | None]:
    found = list(session.scalars(select(Customer.remark).order_by(Customer.id)))
    session.rollback()
    return found


def test_a_file_is_exported_edited_and_brought_back(
    client_of: ClientOf, session: Session, numbers: list[str], work: Callable[[], None],
) -> None:  # fmt: skip
    browser = client_of(Role.CLERK)
    assert "改好的导出文件" in browser.get("/customer/import").get_data(as_text=True)
    paper = exported(browser)
    paper.write(1, "备注", "表里改的")
    paper.write(2, "备注", "表里也改")
    with_edit(session, numbers[1])
    checked = upload(browser, paper)
    work()
    result = told(browser, checked).text
    assert "共 3 行：可新建 0 条，可修改 1 条，未变 1 条，冲突 1 条，此前已导入 0 条，有误 0 条。" in result
    assert "导出时：原备注；现在：屏幕上改的；文件中：表里也改" in result
    assert "只导入正确的 1 行" in result
    assert remarks(session) == ["原备注", "屏幕上改的", "原备注"]
    job_id = int(checked.rsplit("/", 1)[1])
    file_id = next(file.id for file in session.get_one(Job, job_id).results)
    session.rollback()
    wrong = Paper(browser.get(f"/jobs/{job_id}/file/{file_id}").data)
    assert wrong.cell(1, "编号").value == numbers[1]
    kept = browser.post(f"{checked}/confirm", data={"only_right": "1"}).location
    work()
    assert "新建 0 条，修改 1 条，未变 1 条，冲突 1 条" in told(browser, kept).text
    assert remarks(session) == ["表里改的", "屏幕上改的", "原备注"]
    entry = session.scalars(select(Entry).where(Entry.action == Action.CHANGED).order_by(Entry.id.desc())).first()
    assert entry is not None
    assert (entry.door, entry.name, entry.reason) == ("screen", "窗口受理员甲", "从文件导回：客户服务档案 2026-11-20.xlsx")
    record = entry.subject_id
    session.rollback()
    assert "从文件导回" in browser.get(f"/customer/{record}/history").get_data(as_text=True)


def with_edit(session: Session, number: str) -> None:
    record = session.scalars(select(Customer).where(Customer.number == number)).one()
    record.remark = "屏幕上改的"
    session.commit()


def test_the_command_brings_it_back_all_or_nothing(app: Flask, session: Session, numbers: list[str], tmp_path: Path) -> None:
    file, errors = tmp_path / "客户.xlsx", tmp_path / "错误.xlsx"
    run = app.test_cli_runner()
    assert run.invoke(args=["export", "customer", str(file)]).exit_code == 0
    paper = Paper(file.read_bytes())
    paper.write(1, "备注", "表里改的")
    paper.write(3, "备注", "表里也改")
    with_edit(session, numbers[2])
    file.write_bytes(paper.content)
    for options, kept in ((["--dry-run"], "原备注"), ([], "原备注"), (["--partial"], "表里改的")):
        result = run.invoke(args=["import", "customer", str(file), *options, "--errors", str(errors), "--as", "clerk"])
        assert result.exit_code == 1
        assert "修改" in result.stderr
        assert "冲突 1 条" in result.stderr
        assert "“备注”：导出后他人也改了此栏" in result.stderr
        assert ("因冲突，全部内容都没有导入" in result.stderr) is (not options)
        assert remarks(session) == [kept, "原备注", "屏幕上改的"]
        errors.unlink()
    paper.write(3, "备注", "屏幕上改的")
    file.write_bytes(paper.content)
    result = run.invoke(args=["import", "customer", str(file), "--as", "clerk"])
    assert result.exit_code == 0
    assert result.stderr.strip() == "共 3 行：新建 0 条，修改 0 条，未变 3 条，冲突 0 条，此前已导入 0 条，有误 0 条。"
