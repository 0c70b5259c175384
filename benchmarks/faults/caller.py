"""A caller of the API who does not give up: what got no answer is sent again under its key until it has one."""

from __future__ import annotations

import http.client
import json
import secrets
import threading
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

#: Seconds until a caller takes it that no answer comes, and between two tries; `Retry-After` asks for more, but an outage is measured.
PATIENCE, AGAIN = 15.0, 0.5
#: The database or the way to it is gone; nothing is wrong with what was sent.
LATER = frozenset({429, 502, 503, 504, 507})


class Wrong(Exception):  # noqa: N818 - it reads as the sentence it is
    """An answer that no fault explains."""


@dataclass(frozen=True)
class Answer:
    status: int
    content: Mapping[str, Any] = field(repr=False)
    etag: str = ""
    was_done_before: bool = False


@dataclass
class Tries:
    """How requests went, besides those that were answered at once: by status, 0 where the line broke or nobody answered in time."""

    again: dict[int, int] = field(default_factory=dict)
    done_before: int = 0


@dataclass
class Caller:
    """At the one address of the house."""

    host: str
    port: int
    stop: threading.Event
    tries: Tries = field(default_factory=Tries)
    token: str = ""

    def log_in(self, user: str, password: str) -> None:
        self.token = str(self.ask("POST", "/security/login", {"username": user, "password": password}).content["access_token"])

    def ask(self, method: str, path: str, sent: Mapping[str, Any] | None = None, **headers: str) -> Answer:
        """Until it is answered, also when all others have stopped. Raises Wrong."""
        key = secrets.token_hex(12)
        while True:
            answer = self.once(method, path, sent, {**headers, "Idempotency-Key": key})
            if answer.status in LATER or not answer.status:
                self.tries.again[answer.status] = self.tries.again.get(answer.status, 0) + 1
                time.sleep(AGAIN)
                continue
            if answer.status >= 400:
                raise Wrong(f"{method} {path}: {answer.status} {dict(answer.content)}")
            self.tries.done_before += answer.was_done_before
            return answer

    def once(self, method: str, path: str, sent: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """One try; status 0 where no answer came."""
        named = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        own = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        body = None if sent is None else json.dumps(sent, ensure_ascii=False).encode()
        try:
            with closing(http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)) as talk:
                talk.request(method, f"/api/v1{path}", body, {**named, **own})
                came = talk.getresponse()
                read = came.read()
        except (OSError, http.client.HTTPException):
            return Answer(0, {})
        is_json = "json" in (came.headers.get("Content-Type") or "")
        told = came.headers.get("Idempotent-Replay") == "true"
        return Answer(came.status, json.loads(read) if is_json else {}, came.headers.get("ETag") or "", was_done_before=told)
