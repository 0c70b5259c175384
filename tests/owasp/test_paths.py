"""Names of files and addresses to go on to are words from outside: none leads out of its folder, out of a header, or to another site."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Attachment, Inquiry
from rules.roles import Role
from tests.cast import PASSWORD, ClientOf
from tests.files import PNG
from tests.make import make
from tests.page import page

#: Ways out of a folder, as browsers would never send them.
OUT = (
    "../app.py", "..%2fapp.py", "%2e%2e/app.py", "%2e%2e%2fapp.py", "..%5capp.py", "..\\app.py", "....//app.py", "/etc/passwd",
    "//etc/passwd", "%00app.py", "..%c0%afapp.py", "x/../../app.py", "%252e%252e%252fapp.py", "file:///etc/passwd",
)  # fmt: skip
#: Names that people, or programs in their name, give to a file, and what the office keeps of them.
NAMES = {
    "../../../etc/passwd.png": "passwd.png", "..\\..\\boot.png": "boot.png", "C:\\资料\\现场.png": "现场.png", "/etc/图.png": "图.png",
    "a\r\nSet-Cookie: own=1.png": "aSet-Cookie_ own=1.png", "a\0b.png": "ab.png", "反\u202egnp.png": "反gnp.png",
    '"; own="1.png': "_; own=_1.png",
    "a'; filename*=UTF-8''own.html;x.png": "a'; filename_=UTF-8''own.html;x.png",
    "<b own>.png": "_b own_.png", "长" * 300 + ".png": "长" * 196 + ".png",
    "%2e%2e%2fx.png": "%2e%2e%2fx.png", "CON.png": "_CON.png", "..png": "..png",
}  # fmt: skip
#: Other sites, however they are written, and no address at all.
ELSEWHERE = (
    "http://evil.example", "https://evil.example/x", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)", "data:text/html,x", " //evil.example", "/%0d%0aSet-Cookie:own=1",
    "/x\r\nSet-Cookie: own=1", "http:evil.example", "evil.example", "/\x00/evil.example", "//evil.example@localhost", "https:/evil.example",
    "/\u2028/evil.example", "",
)  # fmt: skip


def folders(app: Flask) -> list[str]:
    """Every address below which files are served."""
    rules = [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.endswith("static")]
    assert all(rule.endswith("<path:filename>") for rule in rules), rules
    return [rule.removesuffix("<path:filename>") for rule in rules]


def test_no_file_of_the_program_is_served(app: Flask, client_of: ClientOf) -> None:
    browser = client_of(Role.SYSADMIN)
    assert len(folders(app)) >= 2
    for folder in folders(app):
        for way in (*OUT, "", "."):
            answer = browser.get(folder + way)
            assert answer.status_code in (302, 308, 400, 404), (folder, way, answer.status_code)
            assert b"create_app" not in answer.data
            assert b"root:" not in answer.data
        assert "index of" not in browser.get(folder).get_data(as_text=True).lower()


@pytest.mark.parametrize(("name", "kept"), NAMES.items(), ids=range(len(NAMES)))
def test_a_file_keeps_its_name_and_nothing_that_leads_elsewhere(name: str, kept: str, session: Session, client_of: ClientOf) -> None:
    record = make(Inquiry, session)
    session.commit()
    browser, base = client_of(Role.CLERK), f"/inquiry/{record.id}"
    answer = browser.post(f"{base}/attach", data=part(name), content_type="multipart/form-data; boundary=own")
    assert (answer.status_code, answer.location) == (302, f"{base}#files")
    session.rollback()
    found = session.scalars(select(Attachment)).one()
    number, stored = found.id, found.name
    session.rollback()
    assert stored == kept
    assert stored in page(browser.get(base)).text
    file = browser.get(f"{base}/file/{number}")
    assert file.status_code == 200
    assert "Set-Cookie" not in file.headers
    place, _, rest = file.headers["Content-Disposition"].partition(";")
    assert place == "inline"
    assert rest.strip().startswith("filename*=UTF-8''")
    assert rest.count(";") == 0, "the name says more of the header than the name"
    assert not set(rest) & set('\r\n"<>')
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file.headers["Content-Security-Policy"]


@pytest.mark.parametrize("target", ELSEWHERE, ids=range(len(ELSEWHERE)))
def test_nobody_is_sent_to_another_site(target: str, client: FlaskClient, client_of: ClientOf) -> None:
    """At each door that goes on to an address it was given, typed in the address or in the form."""
    clerk = client_of(Role.CLERK)
    answers = [
        clerk.get("/login/", query_string={"next": target}),
        clerk.post("/account/look", data={"font": "large", "next": target}),
        clerk.post("/account/look", query_string={"next": target}, data={"font": "large"}),
        client.post("/login/", query_string={"next": target}, data={"username": "clerk", "password": PASSWORD}),
    ]
    for answer in answers:
        assert answer.status_code == 302
        stays_here(answer.location)
        assert "own=1" not in str(answer.headers.getlist("Set-Cookie"))


def test_who_was_sent_to_the_login_comes_back_to_this_site(client: FlaskClient) -> None:
    for path in ("//evil.example/%2e%2e", "/inquiry/?next=http://evil.example", "/customer/1?q=%0d%0aSet-Cookie:own=1"):
        answer = client.get(path)
        if answer.status_code == 302:
            stays_here(answer.location)
            assert "own=1" not in str(answer.headers.getlist("Set-Cookie"))


def test_a_foreign_referrer_is_no_way_back(client_of: ClientOf) -> None:
    for referrer in ("http://evil.example/", "javascript:alert(1)", "http://localhost.evil.example/"):
        shown = client_of(Role.CLERK).get("/nowhere", headers={"Referer": referrer}).get_data(as_text=True)
        assert "evil.example" not in shown
        assert "javascript:" not in shown


def part(name: str) -> bytes:
    """A file as a program sends it that can put any character into its name (RFC 5987); a browser would write some of them otherwise."""
    head = f"Content-Disposition: form-data; name=attachments; filename*=UTF-8''{quote(name, safe='')}"
    return b"\r\n".join((b"--own", head.encode(), b"Content-Type: image/png", b"", PNG, b"--own--", b""))


def stays_here(location: str) -> None:
    """Read as a browser reads it: a backslash is a slash, and control characters are not there."""
    read = "".join(character for character in location.replace("\\", "/") if character > " ")
    parts = urlsplit(read)
    assert (parts.scheme, parts.netloc) == ("", ""), location
    assert read.startswith("/")
    assert not read.startswith("//")
    assert "\r" not in location
    assert "\n" not in location
