"""后台任务: what takes longer than a page may wait, worked off beside the requests. Swept in time, the files after a day.

Several processes take from one queue: a job is claimed by writing a lease on it, and whoever has no longer the lease has lost the job.
"""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.declare import Model, Moment


class JobState(StrEnum):
    """How far a job is, with the words for it."""

    label: str

    def __new__(cls, code: str, label: str) -> JobState:
        made = str.__new__(cls, code)
        made._value_, made.label = code, label
        return made

    WAITING = "waiting", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"
    CANCELLED = "cancelled", "已取消"

    @property
    def is_over(self) -> bool:
        return self in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class Job(Model):
    """One job: of which kind, asked by whom with which words, how far it is, and in whose hands.

    `parameters` is JSON. `posts` are the roles that the person had when the work was begun: the files are his as long as he holds them.
    """

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state", "state", "id"), Index("ix_job_user_id", "user_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(120))
    parameters: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    posts: Mapped[str] = mapped_column(String(400), default="")
    address: Mapped[str] = mapped_column(String(60), default="")
    asked_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(12), default=JobState.WAITING.value)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    tries: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str] = mapped_column(String(60), default="")
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    words: Mapped[str] = mapped_column(Text, default="")

    files: Mapped[list[JobFile]] = relationship(order_by="JobFile.id", back_populates="job")

    @property
    def standing(self) -> JobState:
        return next(one for one in JobState if one.value == self.state)

    @property
    def is_trial(self) -> bool:
        """Whether it only looks: what it found waits for its owner to decide."""
        return bool(json.loads(self.parameters).get("mode") == "dry")

    @property
    def label(self) -> str:
        """How far it is, in a word. A trial that is over has not done what it was a trial of."""
        return "检查完成" if self.is_trial and self.standing is JobState.DONE else self.standing.label

    @property
    def page(self) -> str:
        """Where more is told of it than in its sentence, or nothing."""
        if self.kind == "returned":
            return f"/returned/upload/{self.id}"
        return f"/{json.loads(self.parameters)['register']}/import/{self.id}" if self.kind == "import" else ""

    @property
    def counted(self) -> str:
        """What its progress counts."""
        return {"returned": "页", "import": "行", "print": "份"}.get(self.kind, "条")

    @property
    def results(self) -> list[JobFile]:
        """The files that came of it."""
        return [file for file in self.files if file.purpose == RESULT]


#: What a file of a job is for.
GIVEN, RESULT = "given", "result"


class JobFile(Model):
    """A file that a job was given, or that came of it. Its bytes lie in pieces, so that nobody holds all of them at once."""

    __tablename__ = "job_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(default=0)

    job: Mapped[Job] = relationship(back_populates="files")


class JobChunk(Model):
    """A piece of a file, in its place."""

    __tablename__ = "job_chunk"

    file_id: Mapped[int] = mapped_column(ForeignKey("job_file.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)
