"""Drafts: what a person has typed into a form and not yet saved, kept for him alone until it is saved, given up or 30 days old."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from models.sent import Draft
from rules.refusals import Refused
from services.once import insert_once

#: Bytes of one draft. The longest form of the house, filled to its limits, stays far below.
LARGEST = 300_000
LONGEST_ADDRESS = 200

#: Every form asks for its draft, and every save drops it: put together once.
_MINE = (Draft.user_id == bindparam("of_user"), Draft.address == bindparam("at_address"))
MINE_AT = select(Draft).where(*_MINE)
#: Of the table alone: nothing of the session hangs on a draft that was saved, and looking for it there takes longer than the deletion.
_TABLE: Any = Draft.__table__
MINE_GONE = delete(_TABLE).where(*_MINE)

Pairs = list[tuple[str, str]]


def keep(
    session: Session, user_id: int, address: str, pairs: Iterable[tuple[str, str]], *, now: datetime, row_version: int | None = None,
) -> Draft:  # fmt: skip
    """Keep what stands in the form at an address, in place of what was kept before. Raises Refused where it is too much."""
    content = json.dumps(list(pairs), ensure_ascii=False)
    if len(content.encode(errors="replace")) > LARGEST:
        raise Refused("内容太多，草稿没有保存，请及时保存本单。")
    if len(address) > LONGEST_ADDRESS:
        raise Refused("这一页不能保存草稿。")
    content = content.replace("\\u0000", "")  # PostgreSQL knows no NUL in text
    row = {"user_id": user_id, "address": address, "content": content, "row_version": row_version, "at": now}
    insert_once(session, Draft, [row], key=["user_id", "address"])
    kept = session.scalars(MINE_AT, {"of_user": user_id, "at_address": address}).one()
    kept.content, kept.row_version, kept.at = content, row_version, now
    session.flush()
    return kept


def find(session: Session, user_id: int, address: str) -> Draft | None:
    """The draft of a person at an address. There is no way to ask for somebody else's."""
    if "\0" in address:  # PostgreSQL knows no such text, and no form of ours stands there
        return None
    return session.scalar(MINE_AT, {"of_user": user_id, "at_address": address})


def pairs_of(draft: Draft) -> Pairs:
    """What was typed, name by name, in the order of the form."""
    return [(str(name), str(text)) for name, text in json.loads(draft.content)]


def drop(session: Session, user_id: int, address: str) -> None:
    """The form was saved, or the person gives the draft up."""
    session.connection().execute(MINE_GONE, {"of_user": user_id, "at_address": address})
