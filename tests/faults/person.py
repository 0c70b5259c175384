"""Somebody who logs in at the door and fills in forms as his browser sends them. Nothing is known of the program's inside."""

from __future__ import annotations

import http.client
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.cast import PASSWORD
from tests.page import Page

#: A form that posts to its own address.
OWN = re.compile(r'<form(?![^>]*\baction=)[^>]*method="post".*?</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Lost(Exception):  # noqa: N818 - it reads as the sentence it is
    """No answer came. What was sent may have been done or not."""


@dataclass(frozen=True)
class Answer:
    status: int
    text: str = field(repr=False)
    location: str
    cookies: Mapping[str, str] = field(repr=False)


@dataclass
class Person:
    """`ports` gives those that serve now; each request goes to any of them."""

    user: str
    ports: Callable[[], list[int]]
    cookies: dict[str, str] = field(default_factory=dict)
    seen: list[Answer] = field(default_factory=list)
    host: str = "127.0.0.1"

    def log_in(self) -> None:
        boxes = dict(HIDDEN.findall(self.get("/login/").text))
        assert self.post("/login/", {**boxes, "username": self.user, "password": PASSWORD}).location == "/"
        self.get("/")  # the first page gives the token of the forms into the cookie

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, boxes: Mapping[str, str | list[str]]) -> Answer:
        return self._ask("POST", path, urlencode(boxes, doseq=True))

    def fill(self, path: str, **typed: str) -> Answer:
        """Open the form, type and send it with all that stood in it. Answers the form's own page where there is none."""
        opened = self.get(path)
        form = OWN.search(opened.text)
        if opened.status != 200 or form is None:
            return opened
        return self.post(path, {**dict(HIDDEN.findall(form[0])), **Page(form[0]).boxes, **typed})

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        talk = http.client.HTTPConnection(self.host, random.choice(self.ports()), timeout=40)
        try:
            talk.request(method, path, body, headers)
            came = talk.getresponse()
            text = came.read().decode()
        except (OSError, http.client.HTTPException) as lost:
            raise Lost(str(lost)) from lost
        finally:
            talk.close()
        cookies = dict(line.split(";")[0].split("=", 1) for line in came.headers.get_all("Set-Cookie", []))
        answer = Answer(came.status, text, came.headers.get("Location", ""), cookies)
        if path in ("/login/", "/"):
            self.cookies |= cookies
        self.seen.append(Answer(came.status, text if came.status >= 500 else "", answer.location, {}))
        return answer
