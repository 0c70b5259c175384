"""Of which version a change is, and what stands against it when somebody else was faster."""

from __future__ import annotations

from typing import Any

from flask import request

from models.declare import Register
from rules.refusals import Invalid, Stale
from services.history import entries
from views.api.problems import Differs
from views.api.reading import Filled
from views.api.telling import moment
from views.compare import compare
from views.database import db
from views.desk import LARGEST, here

#: No record has it, so that what names no version of ours is always stale.
NO_VERSION = 0


def version_asked(sent: dict[str, Any], *, is_needed: bool) -> tuple[int | None, int]:
    """The row version that was named, and the status by which a stale one is refused: `If-Match` has its own.

    Takes `row_version` out of what was sent. Raises Invalid where it must be there and is not.
    """
    version, header = sent.pop("row_version", None), request.headers.get("If-Match")
    if header is not None:
        text = header.strip().removeprefix("W/").strip('"')
        is_ours = text.isascii() and text.isdigit() and len(text) < 10
        return int(text) if is_ours else NO_VERSION, 412
    if version is None:
        if is_needed:
            raise Invalid({"row_version": "请给出所依据的版本：row_version，或请求头 If-Match"})
        return None, 409
    if isinstance(version, bool) or not isinstance(version, int) or not 0 <= version < LARGEST:
        raise Invalid({"row_version": "应为整数"})
    return version, 409


def differing(refusal: Stale, record: Register, filled: Filled, status: int) -> Differs:
    """The refusal with, field by field, what is stored by now and what was sent; and with the version that stands, and whose it is."""
    compared = compare(type(record), filled.form.names, here(), record, filled.texts, None)
    found = [{"field": one.name, "label": one.label, "stored": one.stored, "sent": one.typed} for one in compared.differences]
    facts: dict[str, Any] = {"row_version": record.row_version}
    for last in entries(db.session(), record.__tablename__, record.id)[-1:]:
        facts |= {"changed_by": last.name, "changed_at": moment(last.at)}
    return Differs(refusal, found, status=status, found=facts)
