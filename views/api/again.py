"""A request sent again with its `Idempotency-Key`: what was done is told as it stands now, as far as the caller sees it now."""

from __future__ import annotations

import json

from flask import Response

from models.declare import Register, Verb
from models.integration import GivenAnswer
from rules.refusals import Forbidden, Missing
from services.attach import attachments
from views.api.answers import answered, hung, said, told
from views.api.places import record_at
from views.api.telling import PREFIX
from views.database import db
from views.desk import here

REPLAYED = "Idempotent-Replay"


def place_of(answer: Response) -> str:
    """What is kept of an answer: where that stands which it tells of, and nothing that it says."""
    found = json.loads(answer.get_data())
    return json.dumps({name: found[name] for name in ("id", "url")})


def again(earlier: GivenAnswer) -> Response:
    """With the status of the first answer. What the caller sees no longer was done all the same; of that he is told where it stands."""
    place = json.loads(earlier.body)
    name, pk, *below = place["url"].removeprefix(f"{PREFIX}/").split("/")
    try:
        record = record_at(name, int(pk), Verb.READ)
        answer = _file(record, place["id"], earlier.status) if below else told(record, earlier.status)
    except (Forbidden, Missing):
        head = {"id": place["id"], "url": place["url"]}
        if not below:
            head |= {"row_version": int(earlier.etag.strip('"')), "due_at": None, "page": f"/{name}/{pk}", "masked": []}
        answer = answered(json.dumps(head), earlier.status, etag=earlier.etag, location=earlier.location)
    answer.headers[REPLAYED] = "true"
    return answer


def _file(record: Register, file_id: int, status: int) -> Response:
    found = next((one for one in attachments(db.session(), record) if one.id == file_id), None)
    if found is None or not here().shown.sees_file(record, found):
        raise Missing("没有找到这个附件。")
    return said(hung(record, found), status)
