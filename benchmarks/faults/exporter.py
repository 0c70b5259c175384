"""Somebody who asks for one export after the other, the next when the last is over: each must end with one whole file, made once."""

from __future__ import annotations

import io
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from config import a_database
from deploy.cluster.local import until
from models.job import Job, JobState
from rules.actor import Actor
from rules.moments import SHANGHAI
from rules.refusals import Refused
from services import database, jobs
from services.job_hand import LEASE, TRIES

T = TypeVar("T")

PAUSE = 0.5
#: A hand that was killed is waited for as long as its lease, and that may befall a job as often as it is begun.
PATIENCE = LEASE.total_seconds() * TRIES
PARAMETERS = {"register": "inquiry", "query": {}, "as": "xlsx"}
#: In which part of a workbook the records stand, and how their numbers do: in the second column, the count behind the last dash.
SHEET, NUMBER = "xl/worksheets/sheet1.xml", re.compile(r'<c r="B\d+"[^>]*><is><t[^>]*>[^<]*-(\d+)</t>')
USERS = table("ab_user", column("id"), column("username"))


class Exporter:
    """`asked`: how many exports were acknowledged."""

    def __init__(self, url: str, user: str) -> None:
        """`user`: the login of somebody of the office who may read the register."""
        self.asked = 0
        self._url, self._user = a_database(url), user
        self._stop, self._thread = threading.Event(), threading.Thread(target=self._live)

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> list[str]:
        """What is wrong with the exports, those included of which no answer came, once all are over."""
        self._stop.set()
        self._thread.join()
        told: list[list[str] | None] = []

        def is_looked_at() -> bool:
            told.append(self._try(_spoilt))
            return told[-1] is not None

        try:
            until(is_looked_at, "the exports cannot be looked at", patience=PATIENCE)
        except RuntimeError as error:
            return [str(error)]
        return told[-1] or []

    def _live(self) -> None:
        while not self._stop.wait(PAUSE):
            self.asked += self._try(self._ask) is not None
            with suppress(RuntimeError):  # what is not over by then is told by `end`
                until(self._is_idle, "exports wait", patience=PATIENCE)

    def _ask(self, session: Session) -> int:
        key = session.scalars(select(USERS.c.id).where(USERS.c.username == self._user)).one()
        actor = Actor(user_id=key, staff_id=None, name=self._user, roles=frozenset())
        job = jobs.ask(session, "export", "导出", PARAMETERS, actor=actor, now=datetime.now(SHANGHAI))
        session.commit()
        return job.id

    def _is_idle(self) -> bool:
        opened = select(Job.id).where(Job.state.in_(jobs.OPEN))
        return self._try(lambda session: session.scalars(opened).all()) == []

    def _try(self, act: Callable[[Session], T]) -> T | None:
        """None where no answer came: it may have been done all the same."""
        try:
            with database.elsewhere(self._url) as engine, Session(engine) as session:
                return act(session)
        except Refused:
            return None


def _spoilt(session: Session) -> list[str]:
    return [f"export {job.id}: {wrong}" for job in session.scalars(select(Job).order_by(Job.id)) for wrong in _wrong(session, job)]


def _wrong(session: Session, job: Job) -> Iterator[str]:
    if job.standing is not JobState.DONE:
        yield f"{job.state}: {job.words}"
        return
    files = list(job.results)
    if len(files) != 1:
        yield f"{len(files)} files"
        return
    with zipfile.ZipFile(io.BytesIO(b"".join(jobs.pieces(session, files[0])))) as packed:
        sheet = packed.read(SHEET).decode()
    numbers, rows = sorted(map(int, NUMBER.findall(sheet))), sheet.count("<row ") - 1
    if numbers != list(range(1, rows + 1)):
        yield f"{rows} rows that are not the first {len(numbers)} records"
