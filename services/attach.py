"""Hang files on records. What a file is, its content says, not its name."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.attachment import Attachment, StoredFile
from models.declare import Register
from rules.actor import Actor
from rules.refusals import Invalid

#: Extension → media type and what the content begins with.
KNOWN: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
    ".mp3": ("audio/mpeg", (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    ".wav": ("audio/wav", (b"RIFF",)),
    ".txt": ("text/plain", ()),
}


def attach(
    session: Session, record: Register, name: str, content: bytes, *, actor: Actor, now: datetime, limit_mb: int = 20,
) -> Attachment:  # fmt: skip
    """Store the bytes once, by their SHA-256, and hang them on the record. Raises Invalid on `attachments`."""
    name = PurePath(name.replace("\\", "/")).name
    name = "".join(character for character in name if character.isprintable()).strip()[-200:]
    media_type, beginnings = KNOWN.get(PurePath(name).suffix.lower(), ("", ()))
    sentence = ""
    if not media_type:
        sentence = "只能上传 PDF、JPG、PNG、Word（docx）、Excel（xlsx）、MP3、WAV、TXT 文件"
    elif not content:
        sentence = "文件是空的，请重新选择"
    elif len(content) > limit_mb * 1024 * 1024:
        sentence = f"文件不能超过 {limit_mb} MB"
    elif (beginnings and not content.startswith(beginnings)) or (not beginnings and b"\0" in content):
        sentence = f"文件内容与扩展名 {PurePath(name).suffix} 不符"
    if sentence:
        raise Invalid({"attachments": f"{name}：{sentence}"})
    digest = hashlib.sha256(content).hexdigest()
    if session.get(StoredFile, digest) is None:
        session.add(StoredFile(sha256=digest, size=len(content), content=content))
        session.flush()
    made = Attachment(
        register=record.__tablename__, record_id=record.id, name=name, media_type=media_type, sha256=digest, added_at=now,
        added_by_id=actor.staff_id)  # fmt: skip
    session.add(made)
    session.flush()
    return made


def attachments(session: Session, record: Register) -> list[Attachment]:
    """The files on a record, oldest first."""
    found = select(Attachment).where(Attachment.register == record.__tablename__, Attachment.record_id == record.id)
    return list(session.scalars(found.order_by(Attachment.id)))
