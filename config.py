"""Settings as one typed table: name, default, sentence. They come from the environment; a wrong one refuses to start."""

from __future__ import annotations

import dataclasses
import ipaddress
import os
import re
import secrets
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from rules.outside import read_mail_server, read_webhook

PROJECT = Path(__file__).resolve().parent
INSTANCE = PROJECT / "instance"
OURS = "DENGJI_"


class WrongSetting(SystemExit):
    """A setting that cannot be used. The process ends with code 2 and says why, in Chinese and in English."""

    def __init__(self, name: str, value: str, chinese: str, english: str) -> None:
        super().__init__(2)
        self.sentence = f"环境变量 {name}={value!r} 不能使用：{chinese}。\nThe setting {name}={value!r} cannot be used: {english}."


class Unreadable(ValueError):  # noqa: N818 - it reads as the sentence it is
    """What a reader expected instead, in Chinese and in English."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(english)
        self.chinese, self.english = chinese, english


Reader = Callable[[str], Any]


def a_text(value: str) -> str:
    return value


def a_switch(value: str) -> bool:
    if value not in ("0", "1"):
        raise Unreadable("应为 0 或 1", "expected 0 or 1")
    return value == "1"


def a_number(low: int, high: int) -> Reader:
    """A reader of whole numbers, both bounds included."""

    def read(value: str) -> int:
        if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
            raise Unreadable(f"应为 {low} 至 {high} 的整数", f"expected a whole number from {low} to {high}")
        return int(value)

    return read


def a_database(value: str) -> str:
    """SQLite or PostgreSQL; the driver is ours to choose."""
    for prefix in ("postgresql://", "postgres://"):
        if value.startswith(prefix):
            value = "postgresql+psycopg://" + value.removeprefix(prefix)
    try:
        url = make_url(value)
    except ArgumentError:
        url = None
    if url is None or url.get_backend_name() not in ("sqlite", "postgresql"):
        raise Unreadable("应为 sqlite:///… 或 postgresql://… 的数据库地址", "expected sqlite:///… or postgresql://…")
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:":
            raise Unreadable("SQLite 数据库必须是文件", "an SQLite database must be a file")
        # Flask-SQLAlchemy would take a relative path from its own instance folder, not from where the command was given.
        return f"sqlite:///{Path(url.database).absolute()}"
    return value


def a_secret(value: str) -> str:
    if len(value) < 16:
        raise Unreadable("密钥至少 16 个字符", "expected a secret of at least 16 characters")
    return value


def a_mail_server(value: str) -> str:
    try:
        read_mail_server(value)
    except ValueError as wrong:
        raise Unreadable(str(wrong), "expected smtp://user:password@host:port?from=address (or smtps://)") from None
    return value


def a_webhook(value: str) -> str:
    try:
        return read_webhook(value)
    except ValueError as wrong:
        raise Unreadable(str(wrong), "expected http://… or https://…") from None


def some_hosts(value: str) -> str:
    for host in value.split(","):
        if not re.fullmatch(r"\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?", host.strip()):
            raise Unreadable("应为以逗号分隔的域名或地址", "expected host names separated by commas")
    return value


def setting(default: Any, sentence: str, *, env: str, read: Reader = a_text, secret: bool = False) -> Any:
    """One setting: what it is without the variable, what it is for, which variable and how it is read."""
    return field(default=default, metadata={"sentence": sentence, "env": env, "read": read, "secret": secret})


def a_rate(most: int, what: str, name: str) -> Any:
    """How often one person may ask for something costly in a minute."""
    return setting(most, f"每人每分钟{what}次数的上限；0 表示不限", env=f"{OURS}RATE_{name}", read=a_number(0, 100_000))


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between one installation and another. Listed in docs/ from this table."""

    database_url: str = setting(
        f"sqlite:///{INSTANCE / 'dengji.db'}", "数据库地址：sqlite:///… 或 postgresql://…", env="DATABASE_URL", read=a_database,
        secret=True)  # fmt: skip
    host: str = setting("127.0.0.1", "监听地址", env="HOST")
    port: int = setting(8000, "监听端口", env="PORT", read=a_number(1, 65535))
    secret_key: str = setting("", "签发登录凭据的密钥，至少 16 个字符", env="SECRET_KEY", read=a_secret, secret=True)
    demo: bool = setting(False, "演示模式：0 或 1；未设 DATABASE_URL 时默认为 1", env="DEMO", read=a_switch)
    threads: int = setting(8, "服务线程数", env="DENGJI_THREADS", read=a_number(1, 64))
    max_upload_mb: int = setting(20, "单次上传的上限（MB）", env="DENGJI_MAX_UPLOAD_MB", read=a_number(1, 500))
    https: bool = setting(False, "经 HTTPS 访问时设为 1，登录凭据只走加密连接", env="DENGJI_HTTPS", read=a_switch)
    tick_seconds: int = setting(
        60, "每隔多少秒检查一次到期、提醒和定期工作；0 表示本进程不检查", env="DENGJI_TICK_SECONDS", read=a_number(0, 86_400))  # fmt: skip
    smtp_url: str = setting(
        "", "发送提醒邮件的服务器：smtp://用户:密码@主机:端口?from=发件地址；不设则不发", env="DENGJI_SMTP_URL", read=a_mail_server,
        secret=True)  # fmt: skip
    webhook_url: str = setting(
        "", "接收提醒的网址，以 JSON 提交；不设则不发", env="DENGJI_WEBHOOK_URL", read=a_webhook, secret=True)  # fmt: skip

    hosts: str = setting(
        "", "允许的访问域名，多个以逗号分隔，如 desk.example.com；不设则不限", env="DENGJI_HOSTS", read=some_hosts)  # fmt: skip
    proxies: int = setting(
        0, "前面有几层反向代理；据此取得真实的来访地址，0 表示直接访问", env="DENGJI_PROXIES", read=a_number(0, 5))  # fmt: skip
    password_days: int = setting(
        0, "密码用满多少天后登录时须修改；0 表示不限", env="DENGJI_PASSWORD_DAYS", read=a_number(0, 3650))  # fmt: skip
    rate_lookup: int = a_rate(600, "查找（输入时的提示）", "LOOKUP")
    rate_search: int = a_rate(120, "搜索", "SEARCH")
    rate_print: int = a_rate(120, "打印", "PRINT")
    rate_export: int = a_rate(30, "导出和台账", "EXPORT")
    rate_reveal: int = a_rate(30, "查看明文", "REVEAL")
    rate_attach: int = a_rate(60, "上传附件", "ATTACH")

    def __repr__(self) -> str:
        shown = (f"{f.name}={'***' if f.metadata['secret'] else repr(getattr(self, f.name))}" for f in dataclasses.fields(self))
        return f"Settings({', '.join(shown)})"

    @classmethod
    def read(cls, environment: Mapping[str, str], *, instance: Path = INSTANCE) -> Settings:
        """The settings an environment asks for. Raises WrongSetting."""
        _refuse_unknown(environment)
        given: dict[str, Any] = {}
        for one in dataclasses.fields(cls):
            name = one.metadata["env"]
            if (value := _value(name, environment, from_file=one.metadata["secret"])) is None:
                continue
            try:
                given[one.name] = one.metadata["read"](value)
            except Unreadable as wrong:
                raise WrongSetting(name, "***" if one.metadata["secret"] else value, wrong.chinese, wrong.english) from None
        is_own = "database_url" not in given
        given.setdefault("demo", is_own)
        if not given.get("secret_key"):
            if not (is_own or given["database_url"].startswith("sqlite")):
                raise WrongSetting("SECRET_KEY", "", "使用独立数据库时必须设置", "it is required with a database of your own")
            given["secret_key"] = _kept_secret(instance)
        settings = cls(**given)
        if settings.demo and not is_loopback(settings.host):
            raise WrongSetting(
                "HOST",
                settings.host,
                "演示模式的密码是公开的，只能监听本机；正式使用请设 DEMO=0",
                "demo passwords are public, so demo mode listens on this machine only; set DEMO=0 for real use",
            )
        return settings

    @classmethod
    def from_environment(cls) -> Settings:
        """As `read` of the process's own environment; a wrong setting is printed and ends the process."""
        try:
            return cls.read(os.environ)
        except WrongSetting as wrong:
            sys.stderr.write(wrong.sentence + "\n")
            raise


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    known = {one.metadata["env"] for one in dataclasses.fields(Settings)}
    known |= {f"{one.metadata['env']}_FILE" for one in dataclasses.fields(Settings) if one.metadata["secret"]}
    for name in sorted(environment):
        if name.startswith(OURS) and name not in known:
            names = "、".join(sorted(other for other in known if other.startswith(OURS)))
            raise WrongSetting(name, environment[name], f"没有这一项设置，可用的有 {names}", f"there is no such setting, only {names}")


def _value(name: str, environment: Mapping[str, str], *, from_file: bool) -> str | None:
    """The variable itself, or the content of the file that `NAME_FILE` names. Empty counts as not given."""
    value, path = environment.get(name), environment.get(f"{name}_FILE") if from_file else None
    if value and path:
        raise WrongSetting(f"{name}_FILE", path, f"{name} 与 {name}_FILE 只能设置一个", f"set either {name} or {name}_FILE")
    if not path:
        return value or None
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise WrongSetting(f"{name}_FILE", path, "文件无法读取", "the file cannot be read") from None


def _kept_secret(instance: Path) -> str:
    """The key generated at the first start; only its owner can read the file. Of two processes that start at once both have one key."""
    path = instance / "secret_key"
    instance.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        handle, own = tempfile.mkstemp(dir=instance)  # readable by its owner alone
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):
            os.link(own, path)  # whole, or not at all
        Path(own).unlink()
    return path.read_text(encoding="ascii").strip()
