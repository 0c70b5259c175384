"""The directory of the house (LDAP): whether a name and a password are somebody's there, and in which groups he is.

The person himself binds, by a template of his DN or after a reader has found him; we never see a stored password. Every value is escaped
where it goes in, an empty password never binds (that would be an anonymous login), and a line that is not encrypted carries none.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ldap3 import BASE, NO_ATTRIBUTES, NONE, SUBTREE, Connection, Server, Tls
from ldap3.core.exceptions import LDAPException
from ldap3.core.results import RESULT_INVALID_CREDENTIALS, RESULT_NO_SUCH_OBJECT, RESULT_SIZE_LIMIT_EXCEEDED, RESULT_SUCCESS
from ldap3.utils.conv import escape_filter_chars
from ldap3.utils.dn import escape_rdn

from rules.roles import Role

log = logging.getLogger("dengji.directory")
#: How a group names its members, whichever server keeps it.
MEMBERS = "(|(member={dn})(uniqueMember={dn})(memberUid={name}))"
NAMES = ("displayName", "cn")


class Away(Exception):  # noqa: N818 - it reads as the sentence it is
    """The directory does not answer, or not as it should. Nobody's password was wrong."""


@dataclass(frozen=True, kw_only=True)
class Directory:
    """Where it is and how people are found: `person` is the template of a DN (or user@domain), else `base` and `find` are searched."""

    host: str
    port: int
    encrypted: bool
    start_tls: bool = False
    ca_file: str = ""
    person: str = ""
    base: str = ""
    find: str = "(uid={})"
    reader: str = ""
    reader_password: str = field(default="", repr=False)
    groups: tuple[tuple[Role, str], ...] = ()
    seconds: int = 5


@dataclass(frozen=True, kw_only=True)
class Found:
    """Somebody whose password was right. `roles` are those that his groups give him."""

    dn: str
    full_name: str
    roles: frozenset[Role]


class Checked(Tls):
    """The library compares host names with a function that Python has given up; here Python itself does, within the handshake."""

    def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:  # noqa: FBT001 - as the library calls it
        """Encrypt the line. Raises ssl.SSLError where the certificate is not of a known authority and of this host."""
        context = ssl.create_default_context(cafile=self.ca_certs_file)
        connection.socket = context.wrap_socket(
            connection.socket, server_hostname=connection.server.host, do_handshake_on_connect=do_handshake)  # fmt: skip


def ask(directory: Directory, name: str, password: str) -> Found | None:
    """Whose name and password these are, or None. Raises Away."""
    if not name or not password or "\0" in name + password:
        return None
    try:
        dn = _dn_of(directory, name)
        if dn is None:
            return None
        with _line(directory, dn, password) as connection:
            if connection is None:
                return None
            return Found(dn=dn, full_name=_full_name(connection, dn) or name, roles=_roles(directory, connection, dn, name))
    except (LDAPException, OSError, ssl.SSLError) as error:
        raise Away from error


def _dn_of(directory: Directory, name: str) -> str | None:
    """Under which name he binds; None where nobody, or more than one, is found."""
    if directory.person:
        if "=" in directory.person:
            return directory.person.replace("{}", escape_rdn(name))
        return directory.person.replace("{}", name) if name.replace(".", "").replace("-", "").replace("_", "").isalnum() else None
    with _line(directory, directory.reader, directory.reader_password) as connection:
        if connection is None:
            raise Away
        wanted = directory.find.replace("{}", escape_filter_chars(name))
        people = _search(connection, directory.base, wanted, SUBTREE, also=RESULT_SIZE_LIMIT_EXCEEDED, size_limit=2)
    return people[0] if len(people) == 1 else None


@contextmanager
def _line(directory: Directory, dn: str, password: str) -> Iterator[Any]:
    """A line on which that person has come in, or None if his password is wrong. Without a name it is anonymous (for reading only)."""
    tls = Checked(validate=ssl.CERT_REQUIRED, ca_certs_file=directory.ca_file or None)
    server = Server(
        directory.host, port=directory.port, use_ssl=directory.encrypted, tls=tls, get_info=NONE,
        connect_timeout=directory.seconds)  # fmt: skip
    connection = Connection(
        server, user=dn or None, password=password or None, auto_referrals=False, receive_timeout=directory.seconds,
        raise_exceptions=False, check_names=False)  # fmt: skip
    try:
        connection.open()
        if directory.start_tls and not connection.start_tls():
            raise Away
        connection.bind()
        result = connection.result["result"]
        if result not in (RESULT_SUCCESS, RESULT_INVALID_CREDENTIALS, RESULT_NO_SUCH_OBJECT, *NOT_HIS):
            raise Away
        yield connection if result == RESULT_SUCCESS else None
    finally:
        connection.unbind()
        if connection.socket is not None:  # one that never got as far as a login
            connection.socket.close()


#: Answers to a bind that are about this person and not about the server: wrong syntax of his DN, not allowed to come in, locked.
NOT_HIS = (34, 48, 50, 53)


def _full_name(connection: Any, dn: str) -> str:
    """How the directory calls him, if he may read that of himself."""
    if "=" not in dn:
        return ""
    connection.search(dn, "(objectClass=*)", BASE, attributes=list(NAMES))
    for entry in connection.response or ():
        values = entry.get("attributes", {})
        for name in NAMES:
            if value := values.get(name):
                return str(value[0] if isinstance(value, list) else value)
    return ""


def _roles(directory: Directory, connection: Any, dn: str, name: str) -> frozenset[Role]:
    """The roles of the groups that name him."""
    wanted = MEMBERS.format(dn=escape_filter_chars(dn), name=escape_filter_chars(name))
    found = set[Role]()
    for role, group in directory.groups:
        if _search(connection, group, wanted, BASE, also=RESULT_NO_SUCH_OBJECT):
            found.add(role)
        elif connection.result["result"] == RESULT_NO_SUCH_OBJECT:
            log.warning("the directory has no group for the role %s, or shows it to nobody", role.value)
    return frozenset(found)


def _search(connection: Any, base: str, wanted: str, scope: str, *, also: int, **limits: int) -> list[str]:
    """The DNs that are found. An answer is what ends with success, or with the one result `also`; all else is no answer: raises Away."""
    connection.search(base, wanted, scope, attributes=[NO_ATTRIBUTES], **limits)
    if connection.result["result"] not in (RESULT_SUCCESS, also):
        raise Away(connection.result["description"])
    return [entry["dn"] for entry in connection.response or () if entry["type"] == "searchResEntry"]
