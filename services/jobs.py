"""后台任务, for whoever asks: queue one, look after it, cancel it, fetch what came of it. services/job_hand.py does the work."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import IO, Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from models.job import Job, JobChunk, JobFile, JobState
from rules.actor import Actor
from rules.refusals import Forbidden, Missing, Refused
from services import at_work

#: How long files and jobs are kept, and how many jobs of one person wait or run at once.
FILES_KEPT, KEPT, MOST_OPEN = timedelta(days=1), timedelta(days=30), 3
PIECE = 512 * 1024
NO_JOB, NO_UPLOAD = "没有找到这项任务，可能已过保存期。", "上传的文件已过保存期，请重新上传。"
STOPPED = "没有写入任何内容，也没有留下文件。"
OPEN = (JobState.WAITING.value, JobState.RUNNING.value)


def ask(
    session: Session, kind: str, title: str, parameters: Mapping[str, Any], *, actor: Actor, now: datetime, address: str = "",
) -> Job:  # fmt: skip
    """Put a job into the queue, in the caller's transaction. Raises Refused while too many of the person's are open."""
    opened = select(func.count(Job.id)).where(Job.user_id == actor.user_id, Job.state.in_(OPEN))
    if (session.scalar(opened) or 0) >= MOST_OPEN:
        raise Refused(f"您已有 {MOST_OPEN} 项任务在排队或进行，请等其中一项完成，或先取消一项。")
    job = Job(
        kind=kind, title=title[:120], parameters=json.dumps(parameters, ensure_ascii=False), user_id=actor.user_id, asked_at=now,
        address=address)  # fmt: skip
    session.add(job)
    session.flush()
    return job


def owned(session: Session, job_id: int, actor: Actor) -> Job:
    """A job of this person. Raises Missing for anybody else's."""
    job = session.scalar(select(Job).where(Job.id == job_id, Job.user_id == actor.user_id))
    if job is None:
        raise Missing(NO_JOB)
    return job


def mine(session: Session, actor: Actor, *, limit: int = 50) -> list[Job]:
    """What the person has asked for, newest first."""
    return list(session.scalars(select(Job).where(Job.user_id == actor.user_id).order_by(Job.id.desc()).limit(limit)))


def how_far(job: Job) -> at_work.Work:
    """How far it is and whether it is still wanted: as its hand in this process says, else as the database does."""
    return at_work.find(job.worker) or at_work.Work(done=job.done, total=job.total, is_unwanted=job.cancel_asked)


def unwant(job: Job) -> bool:
    """Have a hand of this process drop the job at its next word; returns whether it heard. It may keep every writer out just now."""
    if (work := at_work.find(job.worker)) is not None and not job.standing.is_over:
        work.is_unwanted = True
        return True
    return False


def cancel(session: Session, job: Job, now: datetime) -> None:
    """End what waits at once, and what runs in another process at its next word. What is over stays as it is."""
    waits = update(Job).where(Job.id == job.id, Job.state == JobState.WAITING.value)
    ended = waits.values(state=JobState.CANCELLED.value, ended_at=now, words=STOPPED).returning(Job.id)
    if session.scalar(ended) is None:
        session.execute(update(Job).where(Job.id == job.id, Job.state == JobState.RUNNING.value).values(cancel_asked=True))


def file_of(session: Session, job: Job, file_id: int, actor: Actor) -> JobFile:
    """A file that came of the job. Raises Missing, and Forbidden where the person no longer has the posts that he had then."""
    found = next((file for file in job.results if file.id == file_id), None)
    if found is None or job.standing is not JobState.DONE:
        raise Missing("没有找到这个文件，可能已过保存期，请重新生成。")
    if not set(job.posts.split()) <= set(posts(actor).split()):
        raise Forbidden("您的岗位在生成以后有变动，这个文件不能再下载，请重新生成。")
    return found


def pieces(session: Session, file: JobFile) -> Iterator[bytes]:
    """The bytes of a file, piece by piece."""
    place = 0
    while (content := session.scalar(select(JobChunk.content).where(JobChunk.file_id == file.id, JobChunk.place == place))) is not None:
        yield content
        place += 1


def put(session: Session, job_id: int, purpose: str, name: str, media_type: str, content: IO[bytes]) -> JobFile:
    """Hang a file on a job, in the caller's transaction."""
    file = JobFile(job_id=job_id, purpose=purpose, name=name[:200], media_type=media_type)
    session.add(file)
    session.flush()
    for place, piece in enumerate(iter(lambda: content.read(PIECE), b"")):
        chunk = JobChunk(file_id=file.id, place=place, content=piece)
        session.add(chunk)
        file.size += len(piece)
        session.flush()
        session.expunge(chunk)
    return file


def sweep(session: Session, now: datetime) -> None:
    """Forget the files of yesterday and the jobs of last month."""
    drop_files(session, select(Job.id).where(Job.ended_at < now - FILES_KEPT))
    old = select(Job.id).where(Job.asked_at < now - KEPT)
    drop_files(session, old)
    session.execute(delete(Job).where(Job.id.in_(old)).execution_options(synchronize_session=False))


def drop_files(session: Session, jobs: Any, *purposes: str) -> None:
    """Drop the files of these jobs (a selection of ids), or those for a purpose."""
    files = select(JobFile.id).where(JobFile.job_id.in_(jobs), *([JobFile.purpose.in_(purposes)] if purposes else []))
    for statement in (delete(JobChunk).where(JobChunk.file_id.in_(files)), delete(JobFile).where(JobFile.id.in_(files))):
        session.execute(statement.execution_options(synchronize_session=False))


def posts(actor: Actor) -> str:
    """A person's roles, and the department that he has them in, as a job keeps them."""
    return " ".join([*sorted(role.value for role in actor.roles), f"@{actor.department_id or ''}"])
