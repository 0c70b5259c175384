"""HTTP/1.1 over one kept-open socket, with as little as can be between the clock and the server."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

PIECE = 1 << 18
PATIENCE = 120.0
COOKIE = re.compile(rb"(?im)^set-cookie:[ ]*([^=\r\n]+)=([^;\r\n]*)")
LENGTH = re.compile(rb"(?im)^content-length:[ ]*(\d+)")
CHUNKED = re.compile(rb"(?im)^transfer-encoding:[ ]*chunked")
LOCATION = re.compile(rb"(?im)^location:[ ]*([^\r\n]*)")
BODILESS = (204, 304)

Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked; with `fields` it is a form that is sent."""

    path: str
    fields: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many milliseconds."""

    status: int
    head: bytes
    body: bytes
    ms: float = 0.0

    @property
    def location(self) -> str:
        found = LOCATION.search(self.head)
        return found[1].decode().strip() if found else ""


@dataclass
class Line:
    """One client at one port: its cookies and its socket."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _socket: socket.socket | None = None

    def get(self, path: str) -> Answer:
        return self.ask(Request(path))

    def post(self, path: str, fields: Pairs) -> Answer:
        return self.ask(Request(path, tuple(fields)))

    def ask(self, request: Request) -> Answer:
        """Send and wait. A socket that the server has closed meanwhile is opened anew, once."""
        raw = self.written(request)
        for is_last in (self._socket is None, True):
            try:
                return self._ask(raw)
            except ConnectionError:
                self.hang_up()
                if is_last:
                    raise
        raise AssertionError

    def _ask(self, raw: bytes) -> Answer:
        open_line = self.open()
        begun = time.perf_counter()
        open_line.sendall(raw)
        reader = Reader()
        while (answer := reader.answer()) is None:
            reader.feed(open_line.recv(PIECE))
        self.keep_cookies(answer)
        return Answer(answer.status, answer.head, answer.body, (time.perf_counter() - begun) * 1000)

    def open(self) -> socket.socket:
        if self._socket is None:
            self._socket = connected(self.port)
        return self._socket

    def hang_up(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def keep_cookies(self, answer: Answer) -> None:
        for name, value in COOKIE.findall(answer.head):
            self.cookies[name.decode()] = value.decode()

    def written(self, request: Request) -> bytes:
        """The bytes of a request."""
        body = urlencode(request.fields or ()).encode()
        head = [
            f"{'GET' if request.fields is None else 'POST'} {request.path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}",
            "Connection: keep-alive", "Accept: text/html,*/*", f"Referer: http://127.0.0.1:{self.port}/",
        ]  # fmt: skip
        if self.cookies:
            head.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if request.fields is not None:
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return "\r\n".join([*head, "", ""]).encode() + body


def connected(port: int) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), PATIENCE)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


class Reader:
    """Puts one answer together from what arrives."""

    def __init__(self) -> None:
        self._held, self._is_over = bytearray(), False

    def feed(self, piece: bytes) -> None:
        if not piece and not self._held:
            raise ConnectionResetError
        self._is_over = not piece
        self._held += piece

    def answer(self) -> Answer | None:
        """None until all of it is here."""
        head, end, body = bytes(self._held[:65_536]).partition(b"\r\n\r\n")
        if not end:
            return None
        start, status = len(head) + 4, int(head[9:12])
        if length := LENGTH.search(head):
            complete = len(self._held) >= start + int(length[1])
        elif CHUNKED.search(head):
            complete = self._held.endswith(b"\r\n0\r\n\r\n") or self._held[start:] == b"0\r\n\r\n"
        else:
            complete = self._is_over or status in BODILESS
        if not complete:
            if self._is_over:
                raise ConnectionResetError
            return None
        body = bytes(self._held[start:])
        return Answer(status, head, _unchunked(body) if not length and CHUNKED.search(head) else body)


def _unchunked(body: bytes) -> bytes:
    found: list[bytes] = []
    at = 0
    while True:
        end = body.index(b"\r\n", at)
        size = int(body[at:end].partition(b";")[0], 16)
        if not size:
            return b"".join(found)
        found.append(body[end + 2 : end + 2 + size])
        at = end + 4 + size
