"""Issue and revoke the keys by which other systems come in, and find the one that was sent. Each is kept in the history."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, selectinload

from models.history import Action
from models.integration import Integration, IntegrationUse
from models.organisation import Staff
from rules.actor import Actor
from rules.moments import local, show_day
from rules.refusals import Forbidden, Invalid, Unreachable, Unwritten, WrongState
from rules.roles import Role
from services.acts import Act, acting
from services.assign import wrong_words
from services.database import Mode, during
from services.holders import posts_of

PREFIX = "dj_"
LONGEST = timedelta(days=3 * 366)
#: A use is noted to the minute: a system that asks every second need not write every second.
NOTED = timedelta(minutes=1)
#: What a key may be for: nobody administers the system by a program of another house.
OPEN_ROLES = tuple(role for role in Role if role is not Role.SYSADMIN)


def hash_of(token: str) -> str:
    """A key is 256 random bits, so that no salt and no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue(
    session: Session, name: str, staff: Staff | None, roles: Iterable[Role], expires_on: date | None, *, actor: Actor, now: datetime,
) -> tuple[Integration, str]:  # fmt: skip
    """A new key, and the text of it, which is nowhere kept. Raises Forbidden, or Invalid with a sentence per field."""
    _demand_hand(actor)
    name, today, wanted, errors = name.strip(), local(now).date(), set(roles), dict[str, str]()
    length = Integration.fields["name"].length or 0
    if not name:
        errors["name"] = "请填写“系统名称”"
    elif wrong := wrong_words(name, length):
        errors["name"] = wrong
    elif any(one.name == name and not closed(one, today) for one in every(session)):
        errors["name"] = f"“{name}”已有有效的密钥，请先撤销，或换一个名称"
    if staff is None:
        errors["acts_as"] = "请选择一项"
    elif not (held := posts_of(session, staff.id)):
        errors["acts_as"] = f"{staff}没有可用的登录账号"
    elif extra := [role.label for role in Role if role in wanted - held]:
        errors["posts"] = f"{staff}没有“{'、'.join(extra)}”角色"
    if not wanted:
        errors["posts"] = "请至少选择一个角色"
    elif closed_ones := [role.label for role in Role if role in wanted.difference(OPEN_ROLES)]:
        errors["posts"] = f"“{'、'.join(closed_ones)}”角色不向其他系统开放"
    if expires_on is None:
        errors["expires_on"] = "请填写“有效期至”"
    elif not today <= expires_on <= today + LONGEST:
        errors["expires_on"] = f"应不早于今天（{show_day(today)}），且不超过三年"
    if errors or staff is None or expires_on is None:
        raise Invalid(errors)
    token = PREFIX + secrets.token_urlsafe(32)
    made = Integration(
        name=name, acts_as=staff, posts=",".join(role.value for role in Role if role in wanted), expires_on=expires_on,
        token_hash=hash_of(token), created_at=now, made_by=_person(session, actor))  # fmt: skip
    session.add(made)
    session.flush()
    return made, token


def revoke(session: Session, integration: Integration, *, actor: Actor, now: datetime) -> None:
    """From now on the key opens nothing. Raises Forbidden, or WrongState where it is revoked already."""
    _demand_hand(actor)
    if integration.revoked_at is not None:
        raise WrongState(f"“{integration}”的密钥已经撤销。")
    integration.revoked_at, integration.revoked_by = now, _person(session, actor)
    with acting(session, integration, Act(action=Action.CHANGED, label="撤销", actor=actor)):
        session.flush()


def _demand_hand(actor: Actor) -> None:
    if not actor.holds(Role.SYSADMIN):
        raise Forbidden("接口密钥由系统管理员登记和撤销。")


def _person(session: Session, actor: Actor) -> Staff | None:
    return session.get(Staff, actor.staff_id) if actor.staff_id else None


def every(session: Session) -> list[Integration]:
    """All there are, the newest first."""
    loaded = [selectinload(getattr(Integration, name)) for name in ("acts_as", "made_by", "revoked_by")]
    return list(session.scalars(select(Integration).options(*loaded).order_by(Integration.id.desc())))


def find(session: Session, token: str) -> Integration | None:
    """The key with that text, whether it still opens anything or not."""
    return session.scalar(select(Integration).where(Integration.token_hash == hash_of(token)))


def closed(integration: Integration, today: date) -> str:
    """Why the key opens nothing, or nothing."""
    if integration.revoked_at is not None:
        return "接口密钥已撤销"
    return f"接口密钥已于 {show_day(integration.expires_on)} 到期" if integration.expires_on < today else ""


def roles_of(integration: Integration) -> frozenset[Role]:
    codes = integration.posts.split(",")
    return frozenset(role for role in Role if role.value in codes)


# -- when it was used last ---------------------------------------------------------------------------------------------------


def uses(session: Session) -> dict[int, IntegrationUse]:
    """The last use of each key, by its id."""
    return {one.integration_id: one for one in session.scalars(select(IntegrationUse))}


def is_noted(session: Session, integration: Integration, now: datetime) -> bool:
    """Whether the last use that is written down is of this minute."""
    found = session.get(IntegrationUse, integration.id)
    return found is not None and found.at > now - NOTED


def note_use(engine: Engine, integration_id: int, address: str, now: datetime) -> None:
    """In a transaction of its own, since reading requests write nothing. On a full disk, while somebody writes long and while no
    database leads, reading goes on without it.
    """
    row = {"integration_id": integration_id, "at": now, "address": address[:64]}
    insert = (postgresql if engine.dialect.name == "postgresql" else sqlite).insert
    wanted = insert(IntegrationUse).values(row)
    try:
        with during(Mode.BRIEF), engine.begin() as connection:
            connection.execute(wanted.on_conflict_do_update(
                index_elements=["integration_id"], set_={"at": wanted.excluded.at, "address": wanted.excluded.address}))  # fmt: skip
    except (Unwritten, Unreachable):
        return
