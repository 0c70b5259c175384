"""后台任务: what a person has asked for that takes long: how far it is, the button that ends it, and the file that came of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from flask import Response, flash, make_response, redirect, render_template
from flask_appbuilder import BaseView, expose

from models.job import Job, JobState
from rules.refusals import Missing
from services.jobs import FILES_KEPT, NO_JOB, PIECE, cancel, file_of, how_far, mine, owned, pieces, unwant
from views.access import access
from views.database import db, looking, write_now
from views.desk import LARGEST, here
from views.workbook import download


class JobsView(BaseView):  # type: ignore[misc] # the framework is untyped
    """`/jobs/`: everybody's own, and nobody else's."""

    route_base = "/jobs"
    class_permission_name = "JobsView"
    base_permissions = ("can_jobs",)

    @expose("/")
    @access("jobs")
    def index(self) -> str:
        """Mine, newest first."""
        return render_template("jobs.html", jobs=mine(db.session, here().actor))

    @expose("/<int:pk>")
    @access("jobs")
    def show(self, pk: int) -> str:
        """One job; the page asks for its part anew until it is over."""
        return render_template("job.html", job=_mine(pk), how_far=how_far, keeps=keeps)

    @expose("/<int:pk>/part")
    @access("jobs")
    def part(self, pk: int) -> Response:
        """How far it is, to be put into the page. Where more is told once it is done, the page goes there by itself."""
        job = _mine(pk)
        answer = make_response(render_template("job_part.html", job=job, how_far=how_far, keeps=keeps))
        if job.page and job.standing is JobState.DONE:
            answer.headers["HX-Redirect"] = job.page
        return answer

    @expose("/<int:pk>/cancel", methods=["POST"])
    @looking
    @access("jobs")
    def cancel(self, pk: int) -> Any:
        """What waits is ended at once, what runs as soon as it hears of it, though it may be what keeps all others from writing."""
        job = _mine(pk)
        if job.standing.is_over:
            flash("这项任务已经结束，不用再取消。", "warning")
        elif not unwant(job):
            write_now(db.session)
            cancel(db.session, _mine(pk), here().now)
            db.session.commit()
        return redirect(f"/jobs/{pk}")

    @expose("/<int:pk>/file/<int:file_id>")
    @access("jobs")
    def file(self, pk: int, file_id: int) -> Response:
        """A file that came of it."""
        found = file_of(db.session, _mine(pk), file_id, here().actor)
        copy = _copied(pieces(db.session, found))
        answer = download(chain([next(copy)], copy), found.name, found.media_type)
        answer.content_length = found.size
        return answer


def keeps(job: Job) -> datetime | None:
    """Until when the files of a job may be fetched."""
    return job.ended_at + FILES_KEPT if job.ended_at else None


def _copied(content: Iterable[bytes]) -> Iterator[bytes]:
    """The same pieces, laid by before the first leaves: the session is gone by the time the others do."""
    with tempfile.TemporaryFile() as copy:
        copy.writelines(content)
        copy.seek(0)
        yield b""
        yield from iter(lambda: copy.read(PIECE), b"")


def _mine(pk: int) -> Job:
    if pk >= LARGEST:
        raise Missing(NO_JOB)
    return owned(db.session, pk, here().actor)
