"""Settings: what is read, and every refusal with its two sentences."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from config import Settings, WrongSetting, is_loopback

KEY = {"SECRET_KEY": "0123456789abcdef"}


def read(environment: dict[str, str], tmp_path: Path) -> Settings:
    return Settings.read(environment, instance=tmp_path / "instance")


def refusal(environment: dict[str, str], tmp_path: Path) -> str:
    with pytest.raises(WrongSetting) as refused:
        read(environment, tmp_path)
    assert refused.value.code == 2
    return refused.value.sentence


def test_an_empty_environment_is_a_demo_on_this_machine(tmp_path: Path) -> None:
    settings = read({}, tmp_path)
    assert (settings.host, settings.port, settings.demo, settings.threads) == ("127.0.0.1", 8000, True, 8)
    assert settings.database_url.startswith("sqlite:////")
    assert settings.database_url.endswith("/instance/dengji.db")


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first, second = read({}, tmp_path), read({}, tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64
    assert stat.S_IMODE((tmp_path / "instance" / "secret_key").stat().st_mode) == 0o600


def test_a_database_of_ones_own_is_no_demo(tmp_path: Path) -> None:
    assert not read({"DATABASE_URL": "sqlite:///x.db"}, tmp_path).demo
    assert read({"DATABASE_URL": "sqlite:///x.db", "DEMO": "1"}, tmp_path).demo
    assert not read({"DEMO": "0"}, tmp_path).demo


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_by_our_driver(scheme: str, tmp_path: Path) -> None:
    settings = read({"DATABASE_URL": f"{scheme}://u:p@db/desk", **KEY}, tmp_path)
    assert settings.database_url == "postgresql+psycopg://u:p@db/desk"


def test_a_relative_file_is_taken_from_where_the_command_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read({"DATABASE_URL": "sqlite:///desk.db"}, tmp_path).database_url == f"sqlite:///{tmp_path / 'desk.db'}"


def test_secrets_do_not_show_in_the_settings(tmp_path: Path) -> None:
    shown = repr(read({"DATABASE_URL": "postgres://u:hidden@db/desk", **KEY}, tmp_path))
    assert "hidden" not in shown
    assert KEY["SECRET_KEY"] not in shown


@pytest.mark.parametrize(
    ("environment", "chinese", "english"),
    [
        ({"PORT": "abc"}, "1 至 65535 的整数", "whole number from 1 to 65535"),
        ({"PORT": "0"}, "1 至 65535 的整数", "whole number"),
        ({"DEMO": "yes"}, "应为 0 或 1", "expected 0 or 1"),
        ({"DENGJI_THREADS": "65"}, "1 至 64 的整数", "from 1 to 64"),
        ({"DENGJI_MAX_UPLOAD_MB": "-1"}, "1 至 500 的整数", "from 1 to 500"),
        ({"DENGJI_HTTPS": "on"}, "应为 0 或 1", "expected 0 or 1"),
        ({"DENGJI_TICK_SECONDS": "86401"}, "0 至 86400 的整数", "from 0 to 86400"),
        ({"DENGJI_SMTP_URL": "mail.example.com"}, "应为 smtp://", "expected smtp://"),
        ({"DENGJI_SMTP_URL": "smtp://mail.example.com"}, "缺少发件地址", "expected smtp://"),
        ({"DENGJI_WEBHOOK_URL": "file:///etc/passwd"}, "应为 http", "expected http"),
        ({"DENGJI_HOST_FILE": "x"}, "没有这一项设置", "there is no such setting"),
        ({"DATABASE_URL": "mysql://db/desk"}, "应为 sqlite", "expected sqlite"),
        ({"DATABASE_URL": "sqlite://"}, "必须是文件", "must be a file"),
        ({"DATABASE_URL": "nonsense"}, "应为 sqlite", "expected sqlite"),
        ({"DATABASE_URL": "postgres://db/x", "DATABASE_READ_URL": "sqlite:///x.db", **KEY}, "应为 postgresql", "expected postgresql"),
        ({"DATABASE_URL": "sqlite:///x.db", "DATABASE_READ_URL": "postgres://db/x"}, "一起设置", "goes with a DATABASE_URL on"),
        ({"SECRET_KEY": "short"}, "密钥至少 16 个字符", "at least 16 characters"),
        ({"DENGJI_TODAY": "1"}, "没有这一项设置", "there is no such setting"),
        ({"DATABASE_URL": "postgres://db/desk"}, "必须设置", "required"),
        ({"HOST": "0.0.0.0"}, "只能监听本机", "this machine only"),
        ({"SECRET_KEY": "0123456789abcdef", "SECRET_KEY_FILE": "x"}, "只能设置一个", "set either"),
        ({"SECRET_KEY_FILE": "/nowhere/key"}, "文件无法读取", "cannot be read"),
    ],
)
def test_a_wrong_value_is_refused(environment: dict[str, str], chinese: str, english: str, tmp_path: Path) -> None:
    sentence = refusal(environment, tmp_path)
    assert chinese in sentence
    assert english in sentence
    assert any(name in sentence for name in (*environment, "SECRET_KEY"))


def test_a_refusal_never_repeats_a_secret(tmp_path: Path) -> None:
    assert "hunter2" not in refusal({"DATABASE_URL": "mysql://root:hunter2@db/desk"}, tmp_path)


def test_secrets_are_read_from_files_too(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("a-secret-of-its-own\n", encoding="utf-8")
    assert read({"SECRET_KEY_FILE": str(tmp_path / "key")}, tmp_path).secret_key == "a-secret-of-its-own"


def test_addresses_with_passwords_in_them_are_secrets(tmp_path: Path) -> None:
    (tmp_path / "smtp").write_text("smtps://desk:hidden@mail.example.com?from=desk@example.com\n", encoding="utf-8")
    settings = read({"DENGJI_SMTP_URL_FILE": str(tmp_path / "smtp"), "DENGJI_WEBHOOK_URL": "https://example.com/?key=hidden"}, tmp_path)
    assert settings.smtp_url.startswith("smtps://")
    assert "hidden" not in repr(settings)


def test_real_use_may_listen_everywhere(tmp_path: Path) -> None:
    assert read({"HOST": "0.0.0.0", "DEMO": "0"}, tmp_path).host == "0.0.0.0"


@pytest.mark.parametrize(
    ("host", "expected"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("desk", False)]
)
def test_loopback(host: str, *, expected: bool) -> None:
    assert is_loopback(host) is expected
