"""A directory that lets everybody in and then cannot search: what a server does that is busy, short of time, or half shut down."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: The tags of what is asked, each with that of its answer (RFC 4511, section 4): a bind and a search.
BIND, SEARCH = 0x60, 0x63
ANSWERS = {BIND: 0x61, SEARCH: 0x65}


def _length(held: bytes, at: int) -> tuple[int, int]:
    """What the length that stands there says, and where it ends."""
    if held[at] < 0x80:
        return held[at], at + 1
    end = at + 1 + (held[at] & 0x7F)
    return int.from_bytes(held[at + 1 : end]), end


@contextmanager
def unwell(result: int) -> Iterator[tuple[int, list[int]]]:
    """The port of a server that ends every search with that result, and the tags of what it was asked."""
    heard: list[int] = []

    class Answering(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            while held := self.request.recv(4096):  # the library sends each message at once, and waits
                _, at = _length(held, 1)
                size, number = _length(held, at + 1)
                message, asked = held[at : number + size], held[number + size]
                heard.append(asked)
                if asked not in ANSWERS:
                    return
                done = bytes([0x0A, 1, result if asked == SEARCH else 0, 0x04, 0, 0x04, 0])
                body = message + bytes([ANSWERS[asked], len(done)]) + done
                self.request.sendall(bytes([0x30, len(body)]) + body)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answering) as server:
        server.daemon_threads = True
        running = threading.Thread(target=server.serve_forever, daemon=True)
        running.start()
        yield int(server.server_address[1]), heard
        server.shutdown()
        running.join()
