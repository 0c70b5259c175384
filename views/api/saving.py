"""One request that writes is one transaction; sent again with its `Idempotency-Key` it writes nothing and is told what was done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from flask import Response, current_app, request
from sqlalchemy.exc import IntegrityError

from rules.refusals import Refused
from services.given import HEADER, claim, settle
from views.api.again import again, place_of
from views.api.door import caller
from views.clock import now
from views.database import db
from views.form import DOUBLE


def kept(make: Callable[[], Response], content: Callable[[], bytes] | None = None) -> Response:
    """Make the answer and commit. Whether anything may be done is asked in `make`, after whether it was done already: that may be just
    what closed it. `content` is what was sent, where the body is not it letter by letter.
    """
    try:
        answer = _once(make, content)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        current_app.logger.exception("the database refused a save")
        raise Refused(DOUBLE) from None
    return answer


def _once(make: Callable[[], Response], content: Callable[[], bytes] | None) -> Response:
    key = request.headers.get(HEADER)
    if key is None:
        return make()
    sent = request.get_data() if content is None else content()
    asked = b"\n".join([request.method.encode(), request.path.encode(), request.headers.get("If-Match", "").encode(), sent])
    earlier = claim(db.session(), caller().name, key, hashlib.sha256(asked).hexdigest(), now())
    if earlier is not None:
        return again(earlier)
    answer = make()
    settle(
        db.session(), caller().name, key, status=answer.status_code, body=place_of(answer), etag=answer.headers.get("ETag", ""),
        location=answer.headers.get("Location", ""))  # fmt: skip
    return answer
