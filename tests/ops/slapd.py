"""A real LDAP server of this test run alone: Debian's slapd with a certificate of its own authority, on loopback, gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.servers import free_port

SLAPD = shutil.which("slapd", path="/usr/sbin:/usr/lib/openldap:/usr/bin")
BASE = "dc=example,dc=com"
READER, READER_PASSWORD = f"cn=reader,{BASE}", "reads-only"
#: What the people type at their other systems: none of it is a local password here.
PASSWORD = "directory-word-1"

CONFIG = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/pid
TLSCACertificateFile {folder}/ca.crt
TLSCertificateFile {folder}/server.crt
TLSCertificateKeyFile {folder}/server.key
access to attrs=userPassword by anonymous auth by * none
access to * by users read by anonymous none
database mdb
suffix "{base}"
directory {folder}/data
"""
HEAD = f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\no: House\ndc: example\n\n"
SIMPLE = "dn: {dn}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: {name}\nuserPassword: {password}\n\n"
UNIT = "dn: ou={name},{base}\nobjectClass: organizationalUnit\nou: {name}\n\n"
PERSON = "dn: uid={uid},ou=people,{base}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {name}\nsn: {name}\nuserPassword: {password}\n\n"
GROUP = "dn: cn={name},ou=groups,{base}\nobjectClass: groupOfNames\ncn: {name}\nmember: {member}\n\n"


@dataclass(frozen=True, kw_only=True)
class Slapd:
    """Where it listens, and the authority that its certificate is from."""

    port: int
    encrypted_port: int
    ca_file: Path


def content() -> str:
    """Two people that the office knows, one that it does not, one named as its administrator; and a group."""
    people = {"clerk": "Clerk", "hotline": "Hotline", "newcomer": "New Comer", "sysadmin": "Impostor"}
    parts = [HEAD, SIMPLE.format(dn=READER, name="reader", password=READER_PASSWORD)]
    parts += [UNIT.format(name=name, base=BASE) for name in ("people", "groups")]
    parts += [PERSON.format(uid=uid, name=name, base=BASE, password=PASSWORD) for uid, name in people.items()]
    parts += [GROUP.format(name="supervisors", base=BASE, member=f"uid=clerk,ou=people,{BASE}")]
    return "".join(parts)


def _certificates(folder: Path) -> None:
    """An authority, and a certificate of it for this machine."""
    new = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    authority = ["-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=House"]
    own = ["-keyout", "server.key", "-out", "server.crt", "-subj", "/CN=localhost", "-CA", "ca.crt", "-CAkey", "ca.key",
           "-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"]  # fmt: skip
    for command in (authority, own):
        subprocess.run([*new, *command], cwd=folder, check=True, capture_output=True)


@contextmanager
def served() -> Iterator[Slapd]:
    """A running server; it is not root where the tests are."""
    assert SLAPD is not None
    folder = Path(tempfile.mkdtemp(prefix="ldap"))
    as_nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
    try:
        _certificates(folder)
        (folder / "data").mkdir()
        (folder / "slapd.conf").write_text(CONFIG.format(folder=folder, base=BASE), encoding="utf-8")
        (folder / "content.ldif").write_text(content(), encoding="utf-8")
        if as_nobody:
            for path in (folder, *folder.iterdir()):
                shutil.chown(path, "nobody", "nogroup")
        add = [*as_nobody, SLAPD, "-T", "add", "-f", f"{folder}/slapd.conf", "-l", f"{folder}/content.ldif"]
        subprocess.run(add, check=True, capture_output=True, timeout=60)
        found = Slapd(port=free_port(), encrypted_port=free_port(), ca_file=folder / "ca.crt")
        doors = f"ldap://127.0.0.1:{found.port} ldaps://127.0.0.1:{found.encrypted_port}"
        process = subprocess.Popen([*as_nobody, SLAPD, "-d", "0", "-h", doors, "-f", f"{folder}/slapd.conf"], stderr=subprocess.DEVNULL)
        try:
            _wait(found.encrypted_port, process)
            yield found
        finally:
            process.terminate()
            process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        assert process.poll() is None, "slapd has ended"
        with socket.socket() as talk:
            if talk.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("slapd does not answer")
