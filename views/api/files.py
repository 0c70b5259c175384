"""Files on a record: list, hang on, fetch."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, current_app, request

from models.attachment import Attachment
from models.declare import Kind, Register, Verb
from rules.refusals import Invalid
from services.attach import attach as hang
from services.attach import attachments, demand_attach
from services.rights import editable
from views.api.places import record_at
from views.api.saving import kept, said
from views.api.telling import PREFIX, moment
from views.database import db
from views.desk import here, url
from views.papers import file_of


def files(name: str, pk: int) -> Response:
    """Those that the caller may open; of the others how many there are."""
    record = record_at(name, pk, Verb.READ)
    hung = attachments(db.session(), record)
    shown = [one for one in hung if here().shown.sees_file(record, one)]
    return said({"items": [_told(record, one) for one in shown], "hidden": len(hung) - len(shown)})


def attach(name: str, pk: int) -> Response:
    """One file, as `file` of a form; `field` names the place on the paper that it is for, where it is for one."""
    record, desk = record_at(name, pk, Verb.READ), here()
    demand_attach(desk.actor, record)
    sent, place = request.files.get("file"), request.form.get("field", "")
    if sent is None or not sent.filename:
        raise Invalid({"file": "请以 multipart/form-data 的 file 栏提交文件"})
    called, content = sent.filename, sent.read()
    if place and (place not in editable(desk.actor, record) or record.fields[place].kind is not Kind.ATTACHMENT):
        raise Invalid({"field": "这一栏现在不能上传附件"})

    def make() -> Response:
        limit = current_app.config["SETTINGS"].max_upload_mb
        made = hang(db.session(), record, called, content, actor=desk.actor, now=desk.now, limit_mb=limit)
        if place:
            setattr(record, place, made)
            db.session.flush()
        return said(_told(record, made), 201)

    return kept(make, b"\n".join([place.encode(), called.encode(), hashlib.sha256(content).digest()]))


def file(name: str, pk: int, file_id: int) -> Response:
    return file_of(record_at(name, pk, Verb.READ), file_id)


def _told(record: Register, one: Attachment) -> dict[str, Any]:
    return {
        "id": one.id, "name": one.name, "media_type": one.media_type, "size": one.file.size, "sha256": one.sha256,
        "added_at": moment(one.added_at), "url": PREFIX + url(record, f"attachments/{one.id}"),
    }  # fmt: skip
