"""Whoever receives what the house sends out: it counts how often each letter has come, and by what it is known."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Post:
    """`url` goes into DENGJI_WEBHOOK_URL; `came` counts by the id that a letter keeps however often it is sent."""

    url: str
    came: Counter[int] = field(default_factory=Counter)


@contextmanager
def post() -> Iterator[Post]:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            letter = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            made.came[letter["id"]] += 1
            self.send_response(204)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            """It says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        made = Post(f"http://127.0.0.1:{server.server_address[1]}/")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()
