"""What a request is answered: a record as it stands, a file on it, or anything else, as JSON."""

from __future__ import annotations

import json
from typing import Any

from flask import Response

from models.attachment import Attachment
from models.declare import Register
from views.api.telling import PREFIX, moment, record_of
from views.desk import here, url


def told(record: Register, status: int = 200) -> Response:
    """The record as it stands now, with the version that the next change has to name."""
    found = record_of(record, here())
    return answered(
        json.dumps(found, ensure_ascii=False), status, etag=f'"{record.row_version}"',
        location=found["url"] if status == 201 else "")  # fmt: skip


def hung(record: Register, one: Attachment) -> dict[str, Any]:
    """A file on a record."""
    return {
        "id": one.id, "name": one.name, "media_type": one.media_type, "size": one.file.size, "sha256": one.sha256,
        "added_at": moment(one.added_at), "url": PREFIX + url(record, f"attachments/{one.id}"),
    }  # fmt: skip


def said(found: Any, status: int = 200) -> Response:
    """Any other answer."""
    return answered(json.dumps(found, ensure_ascii=False), status)


def answered(body: str, status: int, *, etag: str = "", location: str = "") -> Response:
    answer = Response(body, status, mimetype="application/json")
    for name, value in (("ETag", etag), ("Location", location)):
        if value:
            answer.headers[name] = value
    answer.autocorrect_location_header = False
    return answer
