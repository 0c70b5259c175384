"""What every view asks of the request: who, when, and in which session."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import g, request
from flask_login import current_user

from forms.context import FormContext
from models.declare import Record, Register
from models.declare.model import LARGEST_ID
from rules.refusals import Missing
from views.clock import now
from views.database import db
from views.security import actor_of

R = TypeVar("R", bound=Record)
#: No id reaches it.
LARGEST = LARGEST_ID + 1


def here() -> FormContext:
    """The person at the desk, the moment and the session of this request."""
    if "desk" not in g:
        g.desk = FormContext(session=db.session, actor=actor_of(current_user, db.session), now=now())
    found: FormContext = g.desk
    return found


def fetch(model: type[R], pk: int) -> R:
    """The record with that id; refuses aloud where there is none."""
    found: R | None = db.session.get(model, pk) if pk < LARGEST else None
    if found is None:
        raise Missing("没有找到这张单据，可能编号有误，或不在您可以查看的范围内。")
    return found


def is_embedded() -> bool:
    """Whether the page stands in a dialog of another form."""
    return request.values.get("embed") == "1"


def url(record: Register, tail: str = "") -> str:
    """The address of a record's page, or of something below it."""
    return f"/{record.__tablename__}/{record.id}{'/' + tail if tail else ''}"


def seen() -> int | None:
    """The row version that the posted form was drawn from."""
    text: Any = request.form.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
