"""Hang files on records. What a file is, its content says, not its name."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.attachment import Attachment, StoredFile
from models.declare import Register, Verb
from rules.actor import Actor
from rules.refusals import Forbidden, Invalid
from services.file_kinds import KINDS
from services.file_names import clean_name, ending_of
from services.hung import hung_on
from services.rights import editable, may

#: More files than this on one record are somebody's mistake, or a cupboard that belongs elsewhere.
MOST = 50


def demand_attach(actor: Actor, record: Register) -> None:
    """Whoever keeps the record or has work on it may hang files on it, as long as it is not void. Raises Forbidden."""
    if record.is_void() or not (may(actor, Verb.EDIT, type(record)) or editable(actor, record)):
        raise Forbidden("您不能给本单添加附件。")


def attach(
    session: Session, record: Register, name: str, content: bytes, *, actor: Actor, now: datetime, limit_mb: int = 20,
) -> Attachment:  # fmt: skip
    """Store the bytes once, by their SHA-256, and hang them on the record. Raises Invalid on `attachments`."""
    name = clean_name(name)
    if sentence := _refusal(session, record, name, content, limit_mb):
        raise Invalid({"attachments": f"{name}：{sentence}"})
    made = Attachment(
        register=record.__tablename__, record_id=record.id, name=name, media_type=KINDS[ending_of(name).lower()].media_type,
        sha256=store(session, content), added_at=now, added_by_id=actor.staff_id)  # fmt: skip
    session.add(made)
    session.flush()
    return made


def store(session: Session, content: bytes) -> str:
    """Keep the bytes once; returns their SHA-256, by which they are found."""
    digest = hashlib.sha256(content).hexdigest()
    if session.get(StoredFile, digest) is None:
        session.add(StoredFile(sha256=digest, size=len(content), content=content))
        session.flush()
    return digest


def _refusal(session: Session, record: Register, name: str, content: bytes, limit_mb: int) -> str:
    """Why the file is not taken, or nothing."""
    kind = KINDS.get(ending_of(name).lower())
    if kind is None:
        return "只能上传 PDF、JPG、PNG、Word（docx）、Excel（xlsx）、MP3、WAV、TXT 文件"
    if not content:
        return "文件是空的，请重新选择"
    if len(content) > limit_mb * 1024 * 1024:
        return f"文件不能超过 {limit_mb} MB"
    hanging = select(func.count(Attachment.id)).where(Attachment.register == record.__tablename__, Attachment.record_id == record.id)
    if (session.scalar(hanging) or 0) >= MOST:
        return f"一张单据最多 {MOST} 个附件"
    return kind.look(content)


def attachments(session: Session, record: Register) -> list[Attachment]:
    """The files on a record, oldest first."""
    return hung_on(session, record, Attachment)
