"""The slip that a form carries: who has it, at which address, since when and what it showed. Signed, so that it can be believed.

It makes a form answered once, tells a stale form what it had begun with, and lets what is typed be kept for its owner even when the
login has gone: the slip itself says whose form it is.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import current_app, flash, g, redirect, render_template, request
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from models.declare import Record, Register
from models.sent import Draft, FormToken
from rules.moments import local
from rules.refusals import Refused
from services import drafts, sent
from services.mapped import find
from views.clock import now
from views.database import db, write_now
from views.desk import LARGEST, here, is_embedded, seen

Pairs = Iterable[tuple[str, str]]

SAVED = "这张单已经保存过"
#: What a draft does not keep: secrets, and what the page that takes it up again writes anew.
UNKEPT = frozenset({"csrf_token", "password", "then", "next", "embed"})


@dataclass(frozen=True, kw_only=True)
class Slip:
    """One form in one person's hands. `shown` is what stood in its boxes, None for a form without any."""

    token: str
    user_id: int
    address: str
    at: datetime
    shown: tuple[tuple[str, str], ...] | None = None


def session() -> Session:
    """The session of this request, as services take it."""
    return cast("Session", db.session())


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="form-slip")


def draw(address: str = "", shown: Pairs | None = None, *, again: Slip | None = None) -> str:
    """A slip for the form at an address (this page's, if none is named). A form that comes back keeps its token (`again`)."""
    listed = None if shown is None else [list(pair) for pair in shown]
    token = again.token if again is not None else secrets.token_urlsafe(18)
    at = again.at if again is not None else now()
    return str(_signer().dumps([token, here().actor.user_id, address or request.path, at.timestamp(), listed]))


def read(text: str) -> Slip | None:
    """The slip behind a text; None where it is not ours or too old."""
    try:
        token, user_id, address, at, listed = _signer().loads(text)
    except (BadSignature, ValueError, TypeError):
        return None
    moment = local(datetime.fromtimestamp(at, tz=now().tzinfo))
    if now() - moment > sent.KEPT:
        return None
    shown = None if listed is None else tuple((str(name), str(value)) for name, value in listed)
    return Slip(token=token, user_id=user_id, address=address, at=moment, shown=shown)


def posted(address: str = "", *, text: str | None = None) -> Slip | None:
    """The slip of the form that was sent (or that text), if it is this person's and of this address."""
    found = _sent() if text is None else read(text)
    mine = found is not None and found.user_id == here().actor.user_id and found.address == (address or request.path)
    return found if mine else None


def _sent() -> Slip | None:
    """The slip that came with this request, verified once."""
    if "slip" not in g:
        g.slip = read(request.form.get("slip", ""))
    found: Slip | None = g.slip
    return found


def demand(address: str = "") -> None:
    """Raises Refused for a slip that is forged, too old, another person's or another form's. A form without one is as good as before."""
    if request.form.get("slip") and posted(address) is None:
        raise Refused("这张表的校验信息与本页不符，可能停留太久或来自别的页面，没有保存。已填写的内容全部保留，请核对后再保存。")


# -- answered once ----------------------------------------------------------------------------------------------------------


def answered(address: str = "", words: str = SAVED) -> Any:
    """Where a form leads that has been saved before; None for one that is to be saved, whose token this transaction then holds."""
    slip = posted(address) if request.method == "POST" else None
    earlier = sent.claim(session(), slip.token, user_id=slip.user_id, now=now()) if slip is not None else None
    return _led_on(slip, earlier, words) if slip is not None and earlier is not None else None


def answered_before(address: str = "", words: str = SAVED) -> Any:
    """The same for a door that only looks until the form is read: it takes no token yet, so `answered` is asked again before saving."""
    slip = posted(address) if request.method == "POST" else None
    earlier = sent.find(session(), slip.token) if slip is not None else None
    if slip is None or earlier is None:
        return None
    write_now(db.session)
    return _led_on(slip, earlier, words)


def _led_on(slip: Slip, earlier: FormToken, words: str) -> Any:
    """To what the first sending has made; the draft that it left goes."""
    record = find(session(), earlier.register, earlier.record_id or 0)
    drafts.drop(session(), slip.user_id, slip.address)
    db.session.commit()
    if record is not None and is_embedded():
        return render_template("picked.html", record=record)
    flash(f"{words}，编号 {record.number}。" if isinstance(record, Register) else f"{words}。", "info")
    return redirect(earlier.url or "/")


def settle(record: Record, url: str, address: str = "") -> None:
    """The form is saved into a record: its token says so from now on, and its draft goes. In the transaction that saves."""
    if (slip := posted(address)) is not None:
        sent.settle(session(), slip.token, record, url=url, now=now())
        drafts.drop(session(), slip.user_id, slip.address)


# -- drafts -----------------------------------------------------------------------------------------------------------------


def keep(slip: Slip) -> Draft | None:
    """Keep what was sent as the draft of whoever has the form; None where that form has been saved already."""
    if sent.find(session(), slip.token) is not None:
        return None
    pairs = [(name, text) for name, text in request.form.items(multi=True) if name not in UNKEPT]
    return drafts.keep(session(), slip.user_id, slip.address, pairs, now=now(), row_version=seen())


def rescue() -> str:
    """A form was sent without a login: it is kept for its owner. Returns where he finds it again, or nothing."""
    slip = read(request.form.get("slip", "")) if request.method == "POST" else None
    if slip is None:
        return ""
    db.session.rollback()
    if slip.shown is None:
        return slip.address
    write_now(db.session)  # many doors only look before they know who is there
    try:
        kept = keep(slip)
        db.session.commit()
    except Refused:
        db.session.rollback()
        return slip.address
    return taken_up(slip.address) if kept is not None else slip.address


def taken_up(address: str) -> str:
    """The address at which a form comes back with its draft in it."""
    return address + ("&" if "?" in address else "?") + "draft=1"


def waiting(address: str = "") -> Draft | None:
    """This person's draft of the form at an address, to be offered."""
    if request.method != "GET":
        return None
    return drafts.find(session(), here().actor.user_id, address or request.path)


def drafted(address: str = "") -> MultiDict[str, str] | None:
    """What this person had typed, when he takes his draft up again."""
    if request.method != "GET" or request.args.get("draft") != "1":
        return None
    found = waiting(address)
    return MultiDict(drafts.pairs_of(found)) if found is not None else None


def version_in(typed: MultiDict[str, str]) -> int | None:
    """The row version that a draft was begun on."""
    text = typed.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 and int(text) < LARGEST else None
