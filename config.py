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

from rules.directory import read_directory, read_groups
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


def a_replica(value: str) -> str:
    """A database that follows another; only PostgreSQL has such."""
    read = a_database(value)
    if not read.startswith("postgresql"):
        raise Unreadable("应为 postgresql://… 的数据库地址", "expected postgresql://…")
    return read


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


def a_directory(value: str) -> str:
    try:
        read_directory(value)
    except ValueError as wrong:
        raise Unreadable(str(wrong), "expected ldap://host:port or ldaps://host:port") from None
    return value


def some_groups(value: str) -> str:
    try:
        read_groups(value)
    except ValueError as wrong:
        raise Unreadable(str(wrong), "expected ROLE=group DN, separated by semicolons, and not SYSADMIN") from None
    return value


def a_template(value: str) -> str:
    """Text with one place for the name."""
    if value.count("{}") < 1 or value.replace("{}", "").count("{") + value.replace("{}", "").count("}"):
        raise Unreadable("应含有代替用户名的 {}", "expected {} where the user name goes")
    return value


def a_file(value: str) -> str:
    if not Path(value).is_file():
        raise Unreadable("没有这个文件", "there is no such file")
    return value


def some_hosts(value: str) -> str:
    for host in value.split(","):
        if not re.fullmatch(r"\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?", host.strip()):
            raise Unreadable("应为以逗号分隔的域名或地址", "expected host names separated by commas")
    return value


def setting(default: Any, sentence: str, *, env: str, read: Reader = a_text, secret: bool = False) -> Any:
    """One setting: what it is without the variable, what it is for, which variable and how it is read."""
    return field(default=default, metadata={"sentence": sentence, "env": env, "read": read, "secret": secret})


def one_of(*words: str) -> Reader:
    """A reader of one of some words."""

    def read(value: str) -> str:
        if value not in words:
            raise Unreadable(f"应为 {' 或 '.join(words)}", f"expected {' or '.join(words)}")
        return value

    return read


def a_rate(most: int, what: str, name: str) -> Any:
    """How often one person may ask for something costly in a minute."""
    return setting(most, f"每人每分钟{what}次数的上限；0 表示不限", env=f"{OURS}RATE_{name}", read=a_number(0, 100_000))


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between one installation and another. Listed in docs/ from this table."""

    database_url: str = setting(
        f"sqlite:///{INSTANCE / 'dengji.db'}", "数据库地址：sqlite:///… 或 postgresql://…", env="DATABASE_URL", read=a_database,
        secret=True)  # fmt: skip
    database_read_url: str = setting(
        "", "只读副本的地址：postgresql://…；导出和统计由它读取，主库切换时页面由它显示；不设则都由主库", env="DATABASE_READ_URL",
        read=a_replica, secret=True)  # fmt: skip
    host: str = setting("127.0.0.1", "监听地址", env="HOST")
    port: int = setting(8000, "监听端口", env="PORT", read=a_number(1, 65535))
    secret_key: str = setting("", "签发登录凭据的密钥，至少 16 个字符", env="SECRET_KEY", read=a_secret, secret=True)
    demo: bool = setting(False, "演示模式：0 或 1；未设 DATABASE_URL 时默认为 1", env="DEMO", read=a_switch)
    threads: int = setting(8, "服务线程数（请求逐个办理，前一个超过 0.1 秒时并行）", env="DENGJI_THREADS", read=a_number(1, 64))
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
    log: str = setting("text", "运行日志的格式：text 供人看，json 每行一个 JSON 对象", env="DENGJI_LOG", read=one_of("text", "json"))
    metrics_token: str = setting(
        "", "从别的机器读取 /metrics 所用的令牌，至少 16 个字符；不设则只许本机读取", env="DENGJI_METRICS_TOKEN", read=a_secret,
        secret=True)  # fmt: skip
    disk_mb: int = setting(
        200, "数据所在磁盘至少应有多少 MB 空余，不足时 /readyz 报告未就绪", env="DENGJI_DISK_MB", read=a_number(0, 1_000_000))  # fmt: skip
    ldap_url: str = setting(
        "", "单位目录服务器：ldap://主机:端口 或 ldaps://主机:端口；不设则只用本地密码", env="DENGJI_LDAP_URL", read=a_directory
    )
    ldap_starttls: bool = setting(False, "用 ldap:// 时先以 StartTLS 加密：0 或 1", env="DENGJI_LDAP_STARTTLS", read=a_switch)
    ldap_ca: str = setting("", "签发目录服务器证书的 CA 证书文件；不设则用系统的", env="DENGJI_LDAP_CA", read=a_file)
    ldap_person: str = setting(
        "", "本人登录目录所用名称的写法，如 uid={},ou=people,dc=example,dc=com 或 {}@example.com", env="DENGJI_LDAP_PERSON",
        read=a_template)  # fmt: skip
    ldap_base: str = setting("", "未设 DENGJI_LDAP_PERSON 时，从哪个 DN 之下查找本人", env="DENGJI_LDAP_BASE")
    ldap_filter: str = setting("(uid={})", "查找本人的条件", env="DENGJI_LDAP_FILTER", read=a_template)
    ldap_reader: str = setting("", "查找时登录目录所用的 DN；不设则匿名查找", env="DENGJI_LDAP_READER")
    ldap_reader_password: str = setting("", "该 DN 的密码", env="DENGJI_LDAP_READER_PASSWORD", secret=True)
    ldap_groups: str = setting(
        "", "目录的组授予的角色：角色代码=组的 DN，多个以分号分隔；不设则角色只由控制台给出", env="DENGJI_LDAP_GROUPS",
        read=some_groups)  # fmt: skip
    ldap_create: bool = setting(False, "目录中有而登记台没有的人首次登录时自动建立用户：0 或 1", env="DENGJI_LDAP_CREATE", read=a_switch)
    ldap_seconds: int = setting(5, "等候目录服务器应答的秒数", env="DENGJI_LDAP_SECONDS", read=a_number(1, 60))
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
        _refuse_half_a_directory(settings)
        if settings.database_read_url and settings.database_url.startswith("sqlite"):
            raise WrongSetting(
                "DATABASE_READ_URL", "***", "只读副本须与 PostgreSQL 的 DATABASE_URL 一起设置",
                "a replica goes with a DATABASE_URL on PostgreSQL")  # fmt: skip
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


def _refuse_half_a_directory(settings: Settings) -> None:
    """A directory whose people cannot be found, or to which their passwords would go in clear."""
    if not settings.ldap_url:
        return
    host, _, encrypted = read_directory(settings.ldap_url)
    if not (encrypted or settings.ldap_starttls or is_loopback(host)):
        raise WrongSetting(
            "DENGJI_LDAP_URL", settings.ldap_url, "密码不能明文经过网络，请用 ldaps:// 或设 DENGJI_LDAP_STARTTLS=1",
            "passwords must not cross the network in clear: use ldaps:// or DENGJI_LDAP_STARTTLS=1")  # fmt: skip
    if not (settings.ldap_person or settings.ldap_base):
        raise WrongSetting(
            "DENGJI_LDAP_URL", settings.ldap_url, "还须设置 DENGJI_LDAP_PERSON 或 DENGJI_LDAP_BASE",
            "DENGJI_LDAP_PERSON or DENGJI_LDAP_BASE is required as well")  # fmt: skip
    if settings.ldap_groups and settings.ldap_person and "=" not in settings.ldap_person:
        raise WrongSetting(
            "DENGJI_LDAP_GROUPS", settings.ldap_groups, "按组授予角色需要本人的 DN，请改用 DENGJI_LDAP_BASE 查找",
            "groups name their members by DN: use DENGJI_LDAP_BASE to find people")  # fmt: skip


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
