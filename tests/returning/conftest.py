"""What tests of returning papers share: records that were printed, and the way of a scan from the upload to the records."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.job import Job
from rules.roles import Role
from services.printing import print_records
from tests.cast import NOW, ClientOf
from tests.make import person

Upload = Callable[..., str]
Printer = Callable[..., bytes]


@pytest.fixture
def printed(session: Session) -> Printer:
    """Print records for somebody, and commit."""

    def out(*records: object, role: Role = Role.CLERK) -> bytes:
        content = print_records(session, list(records), actor=person(session, role), now=NOW)  # type: ignore[arg-type]
        session.commit()
        return content

    return out


@pytest.fixture
def upload(app: Flask, client_of: ClientOf, session: Session) -> Upload:
    """Send files in as somebody, let the worker do the job, and give back what it said."""
    from views.job_worker import work_off

    def sent(*files: bytes, role: Role = Role.CLERK, ending: str = "pdf") -> str:
        session.commit()
        named = [(BytesIO(content), f"扫描{place}.{ending}") for place, content in enumerate(files, 1)]
        answer = client_of(role).post("/returned/", data={"files": named}, content_type="multipart/form-data")
        assert answer.status_code == 302, answer.get_data(as_text=True)
        answer.request.environ["wsgi.input"].close()  # the test client keeps a large body in a file
        with app.app_context():
            assert work_off()
        job = session.scalars(select(Job).order_by(Job.id.desc())).first()
        assert job is not None
        words = f"{job.standing.label}：{job.words}"
        session.rollback()
        return words

    return sent
