"""Hand a letter to the outer world: by a mail server, or as JSON to one webhook. Both raise what goes wrong."""

from __future__ import annotations

import hashlib
import json
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.request import Request, build_opener

from rules.outside import MailServer
from services.outbox import Letter

#: Seconds to wait for an answer; a server that is slower is tried again later.
PATIENCE = 20


def by_mail(server: MailServer, letter: Letter) -> None:
    """One letter over SMTP; the line is encrypted wherever the server offers it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = server.sender, letter.address, f"登记台：{letter.subject}"
    message["Message-ID"] = _name(server, letter)
    message.set_content(letter.body + "\n")
    with _connected(server) as line:
        if server.user:
            line.login(server.user, server.password)
        line.send_message(message)


def _name(server: MailServer, letter: Letter) -> str:
    """Sent again after a fault a letter has the name it had, by which a mail server or a reader knows it; no other letter ever has it."""
    content = hashlib.sha256("\n".join([letter.address, letter.subject, letter.body]).encode()).hexdigest()
    return f"<dengji-{letter.id}-{content[:16]}@{parseaddr(server.sender)[1].rpartition('@')[2] or 'localhost'}>"


def _connected(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.encrypted:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
    line = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    try:
        line.ehlo()
        if line.has_extn("starttls"):
            line.starttls(context=context)
    except Exception:
        line.close()
        raise
    return line


def by_webhook(url: str, letter: Letter) -> None:
    """One POST of `{"id", "to", "subject", "text"}`; any answer but a 2xx is a failure. `id` lets the receiver know a repeat."""
    content = {"id": letter.id, "to": letter.address, "subject": letter.subject, "text": letter.body}
    data, kind = json.dumps(content, ensure_ascii=False).encode(), "application/json; charset=utf-8"
    request = Request(url, data=data, headers={"Content-Type": kind})  # noqa: S310 - only http and https come this far
    with build_opener().open(request, timeout=PATIENCE) as answer:
        answer.read()
