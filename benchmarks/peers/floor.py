"""The floor: see apps/floor_app.py."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.contender import Ask
from benchmarks.peers.peer import Peer, Values
from benchmarks.truth import Truth
from benchmarks.wire import Line, Request


class Floor(Peer):
    name = "floor"
    needs = ("gunicorn",)

    def prepare(self) -> None:
        self.setup()

    def login(self, line: Line) -> None:
        line.cookies["key"] = "open"

    def asks(self, truth: Truth) -> Mapping[str, Ask]:
        first, record = truth.deep_first, f"/{truth.record.id}"
        looks = self.looks(truth, {
            "list": "/", "deep": f"/?from={first.created_at}&id={first.id}", "phone": f"/?q={truth.phone}", "name": f"/?q={truth.name}",
            "address": f"/?q={truth.estate}", "overdue": f"/?due={truth.now}", "detail": record, "form": record,
            "csv": f"/csv?since={truth.export_since}", "xlsx": f"/xlsx?since={truth.export_since}"})  # fmt: skip
        return looks | self.writes(truth, _posted, new="/new", record=record)


def _posted(line: Line, path: str, values: Values) -> Request:
    return Request(path, tuple(values.items()))
