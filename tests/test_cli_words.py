"""Whoever stands at the machine is refused in Chinese too, whatever the system and the libraries say."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from flask import Flask

from rules.refusals import Unreachable
from services.database import elsewhere
from views.adrift import at_the_machine
from views.aloud import aloud


@pytest.mark.parametrize("command", [["rehearse"], ["restore"], ["import", "customer"]])
def test_a_file_that_is_not_there(app: Flask, tmp_path: Path, command: list[str]) -> None:
    for path, words in ((tmp_path / "无.zip", "没有这个文件"), (tmp_path, "这是文件夹")):
        result = app.test_cli_runner().invoke(args=[*command, str(path)])
        assert result.exit_code == 2
        assert f"{path}：{words}。" in result.output
        assert "Invalid" not in result.output


def test_what_the_system_says_of_files(tmp_path: Path) -> None:
    with pytest.raises(click.ClickException) as refused, aloud():
        (tmp_path / "无" / "b.zip").open("wb")
    assert "没有这个文件或文件夹" in refused.value.message
    with pytest.raises(click.ClickException) as refused, aloud():
        tmp_path.open("wb")
    assert "这是文件夹" in refused.value.message


def test_a_database_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(Unreachable) as refused, elsewhere(f"sqlite:///{tmp_path / '无' / 'a.db'}") as engine, engine.connect():
        pass
    assert at_the_machine(refused.value).startswith("打不开数据库文件")
