"""Who calls: a token of a login or the key of a system. A cookie opens nothing here, so that no other site can ask in somebody's name."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import g, request
from flask_appbuilder.security.sqla.models import User

from forms.context import FormContext
from models.organisation import Staff
from rules.actor import Actor
from rules.roles import Role
from services.carried import ACTOR, DOOR, Door, DoorKind
from services.database import reading
from services.integrations import PREFIX, closed, find, is_noted, note_use, roles_of
from views import doors
from views.api import tokens
from views.api.problems import Unnamed
from views.clock import now, today
from views.database import db
from views.security import actor_of

#: Open to everybody: the way in, and the description, which holds no record.
OPEN = frozenset({"api.login", "api.openapi"})
ASK = "请在请求头 Authorization 中给出“Bearer 令牌”，或在 X-API-Key 中给出接口密钥。"
CLOSED = "账号已停用，请联系系统管理员。"


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who came in: the login he works as and, with a key, the system and the roles that the key is for."""

    user_id: int
    name: str
    system: str = ""
    roles: frozenset[Role] | None = None
    key_id: int = 0


def caller() -> Caller:
    """Who makes this request."""
    found: Caller = g.caller
    return found


def come_in() -> None:
    """Before every request: know who calls, count what costs, and let the session work for him and nobody else."""
    db.session.info[DOOR] = Door(kind=DoorKind.API, address=request.remote_addr or "")
    if request.endpoint in OPEN:
        return
    with reading():  # nothing is counted or noted while a transaction of this request is open
        found = _identified()
        is_fresh = not found.key_id or g.pop("noted")
        db.session.rollback()
    doors.ask(found.name if found.system else str(found.user_id))  # a system uses up nothing of its person's
    if not is_fresh:
        note_use(db.engine, found.key_id, request.remote_addr or "", now())
    g.caller = found
    actor = _actor(found)
    db.session.info[ACTOR] = actor
    if found.system:
        db.session.info[DOOR] = Door(kind=DoorKind.API, address=f"{request.remote_addr or ''} {found.system}")
    g.desk = FormContext(session=db.session, actor=actor, now=now())


def _identified() -> Caller:
    kind, _, token = request.headers.get("Authorization", "").strip().partition(" ")
    key = request.headers.get("X-API-Key", "").strip()
    if token and kind.lower() != "bearer":
        raise Unnamed(ASK)
    token = token.strip()
    if not (token or key) or (token and key and token != key):
        raise Unnamed(ASK)
    return _of_key(key or token) if key or token.startswith(PREFIX) else _of_login(token)


def _of_login(token: str) -> Caller:
    user = db.session.get(User, tokens.read(token))
    if user is None or not user.active:
        raise Unnamed(CLOSED)
    return Caller(user_id=user.id, name=f"user/{user.id}")


def _of_key(token: str) -> Caller:
    found = find(db.session, token)
    if found is None:
        raise Unnamed("没有这个接口密钥。")
    if refusal := closed(found, today()):
        raise Unnamed(f"{refusal}，请联系系统管理员。")
    staff: Staff = found.acts_as
    user = db.session.get(User, staff.user_id) if staff.user_id else None
    if user is None or not user.active or not staff.active:
        raise Unnamed(CLOSED)
    g.noted = is_noted(db.session, found, now())
    return Caller(user_id=user.id, name=f"key/{found.id}", system=found.name, roles=roles_of(found), key_id=found.id)


def _actor(found: Caller) -> Actor:
    """The person; behind a key with no more roles than the key is for, deciding in nobody's place, and seeing nothing that he has asked to
    see for himself.
    """
    actor = actor_of(db.session.get(User, found.user_id), db.session)
    if found.roles is None:
        return actor
    return replace(actor, roles=actor.roles & found.roles, acts_for=(), acts_in=(), acts_as=(), reveals=False)
