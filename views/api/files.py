"""Files on a record: list, hang on, fetch."""

from __future__ import annotations

import hashlib

from flask import Response, current_app, request

from models.declare import Kind, Verb
from rules.refusals import Invalid
from services.attach import attach as hang
from services.attach import attachments, demand_attach
from services.rights import editable
from views.api.answers import hung, said
from views.api.places import record_at
from views.api.saving import kept
from views.database import db
from views.desk import here
from views.papers import file_of


def files(name: str, pk: int) -> Response:
    """Those that the caller may open; of the others how many there are."""
    record = record_at(name, pk, Verb.READ)
    there = attachments(db.session(), record)
    shown = [one for one in there if here().shown.sees_file(record, one)]
    return said({"items": [hung(record, one) for one in shown], "hidden": len(there) - len(shown)})


def attach(name: str, pk: int) -> Response:
    """One file, as `file` of a form; `field` names the place on the paper that it is for, where it is for one."""

    def make() -> Response:
        record, desk = record_at(name, pk, Verb.READ), here()
        demand_attach(desk.actor, record)
        called, content, place = _sent()
        if place and (place not in editable(desk.actor, record) or record.fields[place].kind is not Kind.ATTACHMENT):
            raise Invalid({"field": "这一栏现在不能上传附件"})
        limit = current_app.config["SETTINGS"].max_upload_mb
        made = hang(db.session(), record, called, content, actor=desk.actor, now=desk.now, limit_mb=limit)
        if place:
            setattr(record, place, made)
            db.session.flush()
        return said(hung(record, made), 201)

    return kept(make, _digest)


def _sent() -> tuple[str, bytes, str]:
    """Name and content of the file, and the place on the paper that it is for. It may be read more than once."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid({"file": "请以 multipart/form-data 的 file 栏提交文件"})
    sent.stream.seek(0)
    return sent.filename, sent.read(), request.form.get("field", "")


def _digest() -> bytes:
    """What was sent, however the parts of the form were told apart."""
    called, content, place = _sent()
    return b"\n".join([place.encode(), called.encode(), hashlib.sha256(content).digest()])


def file(name: str, pk: int, file_id: int) -> Response:
    return file_of(record_at(name, pk, Verb.READ), file_id)
