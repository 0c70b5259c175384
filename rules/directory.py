"""How an installation names the directory of its people: an address, and which of its groups give which roles. Reading opens nothing."""

from __future__ import annotations

from urllib.parse import urlsplit

from rules.roles import Role

PORTS = {"ldap": 389, "ldaps": 636}
#: Who keeps the house is made at the machine and in the console, and by no group of another system.
NEVER = frozenset({Role.SYSADMIN})


def read_directory(url: str) -> tuple[str, int, bool]:
    """Host, port, and whether the line is encrypted from its first byte. Raises ValueError with a Chinese sentence."""
    wanted = "应为 ldap://主机:端口 或 ldaps://主机:端口"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(wanted) from None
    if parts.scheme not in PORTS or not parts.hostname or parts.path not in ("", "/") or parts.query or parts.username:
        raise ValueError(wanted)
    return parts.hostname, port or PORTS[parts.scheme], parts.scheme == "ldaps"


def read_groups(text: str) -> tuple[tuple[Role, str], ...]:
    """What `CLERK=cn=clerks,ou=groups,dc=example,dc=com; HEAD=…` says. Raises ValueError with a Chinese sentence."""
    known = {role.value: role for role in Role}
    found = []
    for part in filter(None, (one.strip() for one in text.split(";"))):
        code, _, group = (piece.strip() for piece in part.partition("="))
        if code not in known or "=" not in group:
            raise ValueError("应为 角色代码=组的 DN，多个以分号分隔")
        if known[code] in NEVER:
            raise ValueError("系统管理员不能由目录的组授予")
        found.append((known[code], group))
    return tuple(found)
