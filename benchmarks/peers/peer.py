"""What the peers have in common: a virtual environment of their own, two worker processes, and the values of a form."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from benchmarks.contender import Ask, Contender, page, sent
from benchmarks.jobs import checks
from benchmarks.truth import Truth
from benchmarks.wire import Answer, Line, Request

APPS = Path(__file__).parent / "apps"
SHOP = Path(__file__).parents[2] / ".bench" / "venvs"
WORKERS, THREADS = 2, 8
LINKS = {"dept_id": "dept", "staff_id": "staff"}

Values = dict[str, str]
#: Writes these values into the form of an address.
Posted = Callable[[Line, str, Values], Request]


class Peer(Contender):
    """One tool on the plain table of `table.py`; its application is `apps/<name>_app.py`."""

    needs: ClassVar[tuple[str, ...]]
    is_asgi: ClassVar[bool] = False

    @property
    def python(self) -> Path:
        return SHOP / self.name / "bin" / "python"

    def install(self) -> None:
        """Its packages, once."""
        if self.python.exists():
            return
        subprocess.run([sys.executable, "-m", "venv", str(self.python.parents[1])], check=True)
        subprocess.run([str(self.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *self.needs], check=True)

    def environment(self) -> dict[str, str]:
        return {"PEER_DATABASE": str(self.file), "PYTHONPATH": str(APPS)}

    def commands(self) -> list[list[str]]:
        where, app = f"127.0.0.1:{self.port}", f"{self.name}_app:app"
        if self.is_asgi:
            served = ["-m", "uvicorn", "--workers", str(WORKERS), "--host", "127.0.0.1", "--port", str(self.port), "--no-access-log"]
            return [[str(self.python), *served, "--timeout-keep-alive", "120", "--log-level", "warning", app]]
        served = ["-m", "gunicorn", "--workers", str(WORKERS), "--worker-class", "gthread", "--threads", str(THREADS), "--bind", where]
        return [[str(self.python), *served, "--keep-alive", "120", "--timeout", "300", "--log-level", "warning", app]]

    def setup(self) -> None:
        """Run its application once as a script, where it has tables of its own to make."""
        self.run([str(self.python), str(APPS / f"{self.name}_app.py")])

    # -- questions ---------------------------------------------------------------------------------------------------------

    def looks(self, truth: Truth, paths: Mapping[str, str]) -> dict[str, Ask]:
        """Pages by job; what stands in an address beyond ASCII is quoted here."""
        good = checks(truth)
        return {job: page(quote(path, safe="/?=&%:+,.~!'()-_"), good[job]) for job, path in paths.items()}

    def writes(self, truth: Truth, posted: Posted, *, new: str, record: str) -> dict[str, Ask]:
        """Create and update at these addresses, read back from the file."""
        return {
            "create": sent(lambda line, turn: posted(line, new, new_row(turn)), self._created),
            "update": sent(lambda line, turn: posted(line, record, self._row(truth, turn)), partial(self._updated, truth)),
        }

    def _created(self, answer: Answer, turn: int) -> str | None:
        found = self.stored("SELECT content FROM callback WHERE number = ?", number(turn))
        return None if answer.status in (302, 303) and len(found) == 1 else f"status {answer.status}, {len(found)} in the file"

    def _updated(self, truth: Truth, answer: Answer, turn: int) -> str | None:
        result = self.stored("SELECT result FROM callback WHERE id = ?", truth.record.id)[0][0]
        return None if answer.status in (302, 303) and result == told(turn) else f"status {answer.status}, the file says {result}"

    def _row(self, truth: Truth, turn: int) -> Values:
        names = tuple(new_row(turn))
        row = self.stored(f"SELECT {', '.join(names)} FROM callback WHERE id = ?", truth.record.id)[0]
        stored = {name: "" if value is None else str(value) for name, value in zip(names, row, strict=True)}
        return _short(stored) | {"result": told(turn)}


def number(turn: int) -> str:
    """These tools give no numbers, so the client does."""
    return f"QH-B02-2999-{turn:06}"


def told(turn: int) -> str:
    return f"已上门处理（第{turn}次）"


def new_row(turn: int) -> Values:
    """A new record by column."""
    return {
        "number": number(turn), "customer": "新晓晨", "phone": f"137{turn:08}", "address": f"青禾市人民路{turn}号", "category": "service",
        "channel": "hotline", "dept_id": "1", "staff_id": "1", "created_at": "2999-01-01 09:00:00", "due_at": "2999-01-03 09:00:00",
        "done_at": "", "satisfaction": "", "content": f"用户反映早晚水压偏低，要求上门查看（第{turn}件）。", "result": "已上门处理",
    }  # fmt: skip


def linked(values: Values) -> Values:
    """With the links called as mapped classes call them."""
    return {LINKS.get(name, name): value for name, value in values.items()}


def _short(values: Values) -> Values:
    """Moments as forms take them, to the second."""
    return {name: value[:19] if name.endswith("_at") else value for name, value in values.items()}
