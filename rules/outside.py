"""The addresses of the outer world: a mail server and a webhook, each written as one URL. Reading them opens nothing."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

#: Scheme → the port it is usually found at.
MAIL_PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Where letters are handed in. With `encrypted` the line is encrypted from its first byte (smtps)."""

    host: str
    port: int
    sender: str
    encrypted: bool = False
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"MailServer({self.host}:{self.port}, from {self.sender})"


def read_mail_server(url: str) -> MailServer:
    """The server that `smtp://user:pass@host:port?from=desk@example.com` names. Raises ValueError with a Chinese sentence."""
    wanted = "应为 smtp://用户:密码@主机:端口?from=发件地址（加密连接用 smtps://）"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(wanted) from None
    if parts.scheme not in MAIL_PORTS or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError(wanted)
    asked = parse_qs(parts.query)
    if set(asked) != {"from"} or not is_mail_address(asked["from"][0]):
        raise ValueError(f"缺少发件地址，{wanted}")
    return MailServer(
        host=parts.hostname, port=port or MAIL_PORTS[parts.scheme], sender=asked["from"][0], encrypted=parts.scheme == "smtps",
        user=unquote(parts.username or ""), password=unquote(parts.password or ""))  # fmt: skip


def read_webhook(url: str) -> str:
    """An address that JSON is posted to. Raises ValueError with a Chinese sentence."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ValueError("应为 http:// 或 https:// 开头的地址") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("应为 http:// 或 https:// 开头的地址")
    return url


def is_mail_address(text: str) -> bool:
    """Whether letters may be sent there: one @ between two parts, nothing that would end a header line."""
    name, at, host = text.partition("@")
    return bool(name and at and host) and "@" not in host and text.isprintable() and not set(text) & set(' ,;<>"')
