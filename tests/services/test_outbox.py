"""What leaves the house: written with its cause, sent once to real servers on this machine, tried again, given up in the open."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Outgoing, Staff
from rules.outside import MailServer, is_mail_address, read_mail_server, read_webhook
from rules.roles import Role
from services.notify import tell
from services.outbox import CHANNELS, WAITS, Channel, Letter, has_failed, send_due, tally, troubles, try_again
from services.send import by_mail, by_webhook
from tests.cast import NOW
from views.database import db

BOTH = frozenset(Channel)


class Postman:
    """Keeps every letter; asks for name and password where it is told to."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.names: list[bytes] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's own name
        self.letters.append((envelope, message_from_bytes(envelope.content, policy=default)))
        return "250 OK"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        self.names.append(data.login)
        return AuthResult(success=(data.login, data.password) == (b"desk", b"pass word"))


class PostOffice(Controller):
    """A mail server on whatever port is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()


@pytest.fixture
def postman() -> Iterator[tuple[Postman, MailServer]]:
    keeper = Postman()
    controller = PostOffice(keeper, hostname="127.0.0.1", port=0)
    controller.start()
    yield keeper, MailServer(host="127.0.0.1", port=controller.port, sender="desk@example.com")
    controller.stop()


class Receiver(HTTPServer):
    """Keeps every call and answers with `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Call)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.status = 204

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


class Call(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.calls.append((self.headers["Content-Type"], body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def put(session: Session, once: str = "clock:1:1:breach:7", *, on: frozenset[Channel] = BOTH) -> Staff:
    """Tell the callback officer something, with the channels on."""
    session.info[CHANNELS] = lambda: on
    staff = session.scalars(select(Staff).where(Staff.job_number == Role.CB.value)).one()
    staff.email = "cb@example.com"
    tell(session, staff, kind="breach", text="客户回访记录表 QH-B02-2026-00001（待回访）已逾期。", url="/callback/1", once=once, now=NOW)
    session.commit()
    return staff


def rows(session: Session) -> list[Outgoing]:
    session.expire_all()
    return list(session.scalars(select(Outgoing).order_by(Outgoing.id)))


def refuse(letter: Letter) -> None:
    raise ConnectionRefusedError("nobody listens")


# -- writing -----------------------------------------------------------------------------------------------------------


def test_nothing_is_written_while_no_channel_is_on(session: Session) -> None:
    put(session, on=frozenset())
    assert rows(session) == []


def test_it_is_written_with_its_cause_and_once(session: Session) -> None:
    staff = put(session)
    put(session)
    assert [(row.channel, row.address) for row in rows(session)] == [("mail", "cb@example.com"), ("webhook", staff.job_number)]
    session.rollback()
    tell(session, staff, kind="warn", text="x", url="", once="undone", now=NOW)
    session.rollback()
    assert len(rows(session)) == 2


def test_who_has_no_address_gets_no_letter(session: Session) -> None:
    session.info[CHANNELS] = lambda: BOTH
    staff = session.scalars(select(Staff).where(Staff.job_number == Role.CLERK.value)).one()
    tell(session, staff, kind="warn", text="x", url="", once="x", now=NOW)
    assert [row.channel for row in rows(session)] == ["webhook"]


# -- sending -----------------------------------------------------------------------------------------------------------


def test_a_letter_arrives_once(session: Session, postman: tuple[Postman, MailServer]) -> None:
    keeper, server = postman
    put(session)
    assert [send_due(session, NOW, mail=partial(by_mail, server)) for _ in range(2)] == [(1, 0), (0, 0)]
    ((envelope, letter),) = keeper.letters
    assert (envelope.mail_from, envelope.rcpt_tos) == ("desk@example.com", ["cb@example.com"])
    assert letter["Subject"] == "登记台：逾期提醒"
    assert letter.get_content().splitlines() == ["客户回访记录表 QH-B02-2026-00001（待回访）已逾期。", "/callback/1"]
    mail, hook = rows(session)
    assert (mail.sent_at, mail.tries, mail.error) == (NOW, 1, "")
    assert hook.sent_at is None  # its channel was not given
    mail.sent_at, mail.not_before = None, NOW  # it left, and the word of that was lost
    session.commit()
    assert send_due(session, NOW, mail=partial(by_mail, server)) == (1, 0)
    assert keeper.letters[1][1]["Message-ID"] == letter["Message-ID"] is not None, "a letter that comes again is known"


@pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")  # on this machine's own line
def test_name_and_password_are_given(session: Session) -> None:
    keeper = Postman()
    controller = PostOffice(
        keeper, hostname="127.0.0.1", port=0, authenticator=keeper.authenticate, auth_required=True, auth_require_tls=False)  # fmt: skip
    controller.start()
    put(session)
    try:
        url = f"smtp://desk:pass%20word@127.0.0.1:{controller.port}?from=desk@example.com"
        assert send_due(session, NOW, mail=partial(by_mail, read_mail_server(url))) == (1, 0)
    finally:
        controller.stop()
    assert keeper.names == [b"desk"]


def test_a_webhook_is_called_with_json(session: Session, receiver: Receiver) -> None:
    put(session)
    assert send_due(session, NOW, webhook=partial(by_webhook, receiver.url)) == (1, 0)
    ((kind, body),) = receiver.calls
    assert kind == "application/json; charset=utf-8"
    assert body == {
        "id": rows(session)[1].id, "to": "CB", "subject": "逾期提醒",
        "text": "客户回访记录表 QH-B02-2026-00001（待回访）已逾期。\n/callback/1"}  # fmt: skip


def test_an_answer_that_is_no_success_is_tried_again(session: Session, receiver: Receiver) -> None:
    put(session)
    receiver.status = 503
    assert send_due(session, NOW, webhook=partial(by_webhook, receiver.url)) == (0, 1)
    assert "503" in rows(session)[1].error
    receiver.status = 200
    assert send_due(session, NOW + WAITS[0], webhook=partial(by_webhook, receiver.url)) == (1, 0)
    assert rows(session)[1].error == ""


def test_waits_grow_and_end(session: Session) -> None:
    """Tried after each wait and not a second before; after the last it is given up, and an administrator may begin again."""
    put(session)
    at = NOW
    for wait in WAITS:
        assert send_due(session, at, mail=refuse) == (0, 1)
        assert send_due(session, at, mail=refuse) == (0, 0)
        at += wait
        assert send_due(session, at - timedelta(seconds=1), mail=refuse) == (0, 0)
    assert send_due(session, at + timedelta(days=365), mail=refuse) == (0, 0)
    (given_up,) = troubles(session)
    assert has_failed(given_up)
    assert given_up.error == "ConnectionRefusedError: nobody listens"
    assert tally(session) == {"waiting": 1, "sent": 0, "given_up": 1}
    assert try_again(session, [given_up.id], now=at) == 1
    session.commit()
    assert send_due(session, at, mail=lambda letter: None) == (1, 0)
    assert try_again(session, [given_up.id], now=at) == 0


def test_one_that_fails_does_not_keep_back_the_others(session: Session) -> None:
    put(session, "a")
    put(session, "b")
    sent: list[str] = []

    def first_fails(letter: Letter) -> None:
        if not sent:
            sent.append("failed")
            raise OSError("broken")
        sent.append(letter.address)

    assert send_due(session, NOW, mail=first_fails) == (1, 1)


def test_many_senders_send_each_letter_once(app: Flask, session: Session) -> None:
    for number in range(6):
        put(session, f"clock:{number}")
    session.close()
    sent: list[int] = []

    def run(_: int) -> None:
        with app.app_context():
            send_due(db.session, NOW, mail=lambda letter: sent.append(letter.id))  # type: ignore[arg-type]
            db.session.remove()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(run, range(6)))
    assert len(sent) == len(set(sent)) == 6


# -- addresses ---------------------------------------------------------------------------------------------------------


def test_a_mail_server_is_read_from_its_address() -> None:
    assert read_mail_server("smtps://a%40b:p%3Aw@mail.example.com?from=desk@example.com") == MailServer(
        host="mail.example.com", port=465, sender="desk@example.com", encrypted=True, user="a@b", password="p:w"
    )
    assert "p:w" not in repr(read_mail_server("smtp://a:p%3Aw@mail.example.com:2525?from=desk@example.com"))


@pytest.mark.parametrize(
    "url",
    ["mail.example.com", "http://mail.example.com?from=a@b", "smtp://mail.example.com", "smtp://mail.example.com?from=desk", "smtp://h:99999?from=a@b",
     "smtp://?from=a@b", "smtp://h/path?from=a@b", "smtp://h?from=a@b&to=c@d"],
)  # fmt: skip
def test_a_wrong_mail_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="应为"):
        read_mail_server(url)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "hook.example.com", "https://", "ftp://h/x", "http://h:99999/"])
def test_a_wrong_webhook_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="应为 http"):
        read_webhook(url)


@pytest.mark.parametrize(
    ("text", "usable"),
    [("a@b.cn", True), ("a", False), ("@b", False), ("a@", False), ("a@b@c", False), ("a@b\nBcc: c@d", False), ("a b@c", False)],
)
def test_mail_addresses(text: str, *, usable: bool) -> None:
    assert is_mail_address(text) is usable
