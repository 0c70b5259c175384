"""后台任务, for whoever works: take a job from the queue, say how far it is, end it. A hand may be killed; the database has the truth.

A hand holds its job by a lease that each word of progress renews. A hand that was killed lets its lease run out, and the job is begun
anew by whoever comes next, a few times at most; one that comes back too late finds that the job is no longer its own (Lost). Every word
of progress is a short transaction of its own, which on SQLite would wait for a writing transaction of yours: while you are `alone` with
the database, progress is told and cancelling heard past it, in this process only (services/at_work.py).
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import IO, Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from models.job import RESULT, Job, JobFile, JobState
from rules.actor import Actor
from rules.refusals import Busy, Missing, Refused, Unreachable
from services import at_work
from services.database import Mode, during
from services.jobs import NO_UPLOAD, STOPPED, drop_files, pieces, posts, put

#: How long a hand may be silent, how many hands a job gets, and how often one speaks at most (seconds).
LEASE, TRIES, BEAT = timedelta(seconds=90), 3, 1.0
WAITED = "，等候超时，这项任务没有完成，什么都没有写入。请稍后重新提出。"
Clock = Callable[[], datetime]
#: Opens a session of its own for the books of the queue.
Books = Callable[[], Session]
#: A bulk statement that changes nothing which the session holds.
ALONE = {"synchronize_session": False}


class Lost(Exception):  # noqa: N818 - it reads as the sentence it is
    """The job is in other hands, or is no more."""


class Cancelled(Exception):  # noqa: N818
    """Whoever asked for the job wants it no longer. The words say what is kept all the same, if anything is."""


class Hand:
    """Whoever works on a job, for as long as the lease holds."""

    def __init__(self, books: Books, clock: Clock, job: Any, token: str) -> None:
        self._books, self._clock, self._token, self._spoke = books, clock, token, time.monotonic()
        self._work = at_work.begin(token)
        self.job_id: int = job.id
        self.kind: str = job.kind
        self.user_id: int = job.user_id
        self.address: str = job.address
        self.parameters: dict[str, Any] = json.loads(job.parameters)

    def begin(self, actor: Actor) -> None:
        """Note with which posts the work is done."""
        self._write(posts=posts(actor))

    def progress(self, done: int, total: int | None = None) -> None:
        """Say how far it is, not more often than is of use; of how many may have been said before. Raises Cancelled, and Lost."""
        self._work.done, self._work.total = done, total if total is not None else self._work.total
        if self._work.is_unwanted:
            raise Cancelled
        if self._work.alone or time.monotonic() - self._spoke < BEAT:
            return
        if self._write(done=done, total=self._work.total):
            raise Cancelled
        self._spoke = time.monotonic()

    def expect(self, total: int) -> None:
        """Say how many there will be, with the first word of progress."""
        self._work.total = total

    @contextmanager
    def alone(self, session: Session, words: str) -> Iterator[None]:
        """Inside, that session writes in one transaction; on SQLite nobody else can meanwhile, and is told by these words why."""
        is_alone = session.get_bind().dialect.name == "sqlite"
        if is_alone:
            session.connection()  # it waits its turn, and until then others are the reason
        self._work.alone = words if is_alone else ""
        try:
            yield
        finally:
            self._work.alone = ""

    def hold(self, session: Session) -> None:
        """What the transaction writes is kept only while the job is this hand's. Raises Lost."""
        self._hold(session)

    def done(self, session: Session, words: str) -> None:
        """The job is done by what the transaction writes, so that one commit says both: its last word. Raises Lost."""
        self._over(session, JobState.DONE, words)

    def deliver(self, name: str, media_type: str, content: IO[bytes], *, purpose: str = RESULT) -> None:
        """Give the person a file, or with another purpose keep it for a page that tells more. Raises Lost."""
        with during(Mode.WRITE), self._books() as session:
            self._hold(session)
            put(session, self.job_id, purpose, name, media_type, content)
            session.commit()

    def given(self, purpose: str, into: IO[bytes]) -> JobFile:
        """The file that the job was given for this purpose, copied. Raises Missing."""
        with during(Mode.READ), self._books() as session:
            file = session.scalar(select(JobFile).where(JobFile.job_id == self.job_id, JobFile.purpose == purpose))
            if file is None:
                raise Missing(NO_UPLOAD)
            for piece in pieces(session, file):
                into.write(piece)
            into.seek(0)
            session.expunge(file)
            return file

    def end(self, state: JobState, words: str) -> None:
        """It is over. What was only half made is dropped. Raises Lost."""
        with during(Mode.WRITE), self._books() as session:
            self._over(session, state, words)
            if state is not JobState.DONE:
                drop_files(session, select(Job.id).where(Job.id == self.job_id))
            session.commit()

    def _over(self, session: Session, state: JobState, words: str) -> None:
        self._hold(session, state=state.value, words=words, ended_at=self._clock(), lease_until=None)

    def _write(self, **values: Any) -> bool:
        """Renew the lease and write; returns whether the job is to be ended."""
        with during(Mode.WRITE), self._books() as session:
            asked = self._hold(session, **values)
            session.commit()
            return asked

    def _hold(self, session: Session, **values: Any) -> bool:
        mine = update(Job).where(Job.id == self.job_id, Job.worker == self._token, Job.state == JobState.RUNNING.value)
        written = mine.values(**{"lease_until": self._clock() + LEASE, **values}).returning(Job.cancel_asked)
        asked = session.scalar(written, execution_options=ALONE)
        if asked is None:
            raise Lost
        return asked


def claim(books: Books, clock: Clock) -> Hand | None:
    """The oldest job that nobody holds, or None. One that had its tries is given up, one that is wanted no longer is ended."""
    with during(Mode.READ), books() as session:
        waiting = list(session.scalars(select(Job.id).where(_is_free(clock())).order_by(Job.id).limit(10)))
    for job_id in waiting:
        token = secrets.token_hex(12)
        with during(Mode.WRITE), books() as session:
            taken = update(Job).where(Job.id == job_id, _is_free(clock())).returning(Job.id)
            mine = {"state": JobState.RUNNING.value, "worker": token, "lease_until": clock() + LEASE, "done": 0, "total": None}
            if session.scalar(taken.values(tries=Job.tries + 1, **mine), execution_options=ALONE) is None:
                continue
            drop_files(session, select(Job.id).where(Job.id == job_id), RESULT)
            job = session.get_one(Job, job_id)
            hand, tries, is_unwanted = Hand(books, clock, job, token), job.tries, job.cancel_asked
            session.commit()
        if is_unwanted:
            hand.end(JobState.CANCELLED, STOPPED)
        elif tries > TRIES:
            hand.end(JobState.FAILED, f"{TRIES} 次都没有做完就中断了，已停止。请缩小范围再试，或告知系统管理员。")
        else:
            return hand
    return None


def _is_free(now: datetime) -> ColumnElement[bool]:
    left = and_(Job.state == JobState.RUNNING.value, Job.lease_until < now)
    return or_(Job.state == JobState.WAITING.value, left)


def perform(hand: Hand, work: Callable[[], str]) -> None:
    """Do the work and write down what came of it; `work` returns the sentence for the person. What nobody foresaw is raised again, and
    Unreachable: the database is away, and the job is whoever's takes it up afterwards.

    What is over by the work's own transaction stays as it is.
    """
    with suppress(Lost):
        try:
            hand.end(JobState.DONE, work())
        except Lost:
            return
        except Cancelled as wish:
            hand.end(JobState.CANCELLED, str(wish) or STOPPED)
        except Unreachable:  # nothing is known of what was written: whoever comes when the lease has run out begins anew
            raise
        except Busy as refusal:
            hand.end(JobState.FAILED, f"{refusal.why}{WAITED}")
        except Refused as refusal:
            hand.end(JobState.FAILED, refusal.message)
        except Exception:
            with suppress(Lost):
                hand.end(JobState.FAILED, "系统暂时无法处理，没有完成。请稍后再试，或告知系统管理员。")
            raise
