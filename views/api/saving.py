"""One request that writes is one transaction; sent again with its `Idempotency-Key` it is answered as before and writes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from flask import Response, current_app, request
from sqlalchemy.exc import IntegrityError

from models.declare import Register
from rules.refusals import Refused
from services.given import HEADER, claim, settle
from views.api.door import caller
from views.api.telling import record_of
from views.clock import now
from views.database import db
from views.desk import here
from views.form import DOUBLE

REPLAYED = "Idempotent-Replay"


def kept(make: Callable[[], Response], content: bytes | None = None) -> Response:
    """Make the answer and commit; `content` is what was sent, where the body is not it letter by letter."""
    try:
        answer = _once(make, request.get_data() if content is None else content)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        current_app.logger.exception("the database refused a save")
        raise Refused(DOUBLE) from None
    return answer


def _once(make: Callable[[], Response], content: bytes) -> Response:
    key = request.headers.get(HEADER)
    if key is None:
        return make()
    asked = b"\n".join([request.method.encode(), request.path.encode(), request.headers.get("If-Match", "").encode(), content])
    earlier = claim(db.session(), caller().name, key, hashlib.sha256(asked).hexdigest(), now())
    if earlier is not None:
        answer = answered(earlier.body, earlier.status, etag=earlier.etag, location=earlier.location)
        answer.headers[REPLAYED] = "true"
        return answer
    answer = make()
    settle(
        db.session(), caller().name, key, status=answer.status_code, body=answer.get_data(as_text=True),
        etag=answer.headers.get("ETag", ""), location=answer.headers.get("Location", ""))  # fmt: skip
    return answer


def told(record: Register, status: int = 200) -> Response:
    """The record as it stands now, with the version that the next change has to name."""
    found = record_of(record, here())
    return answered(
        json.dumps(found, ensure_ascii=False), status, etag=f'"{record.row_version}"',
        location=found["url"] if status == 201 else "")  # fmt: skip


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
