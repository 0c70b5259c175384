"""The token that a login by the API is given: signed, for one hour, and over as soon as the sessions of that login are."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

import jwt
from flask import current_app

from services.login_state import standing
from views.api.problems import Unnamed
from views.clock import now
from views.database import db

LIVES = timedelta(hours=1)
ALGORITHM = "HS256"
OVER = "令牌已失效，请重新登录。"


def _secret() -> bytes:
    """Of the installation's key, but of another use: what signs cookies signs no token."""
    return hmac.new(current_app.config["SECRET_KEY"].encode(), b"api-token", hashlib.sha256).digest()


def make(user_id: int) -> tuple[str, datetime]:
    """The token of a login, and when it ends."""
    begun, epoch = now(), standing(db.session, user_id, "").epoch
    claims = {"sub": str(user_id), "epoch": epoch, "iat": int(begun.timestamp()), "exp": int((begun + LIVES).timestamp())}
    return jwt.encode(claims, _secret(), algorithm=ALGORITHM), begun + LIVES


def read(token: str) -> int:
    """The login that a token is of. Raises Unnamed for one that is forged, over, or of sessions that have been ended."""
    claims = _claims(token)
    user_id = int(claims["sub"])
    found = standing(db.session, user_id, "")
    if claims["exp"] <= now().timestamp() or claims["epoch"] != found.epoch or found.must_change:
        raise Unnamed(OVER)
    return user_id


def _claims(token: str) -> dict[str, Any]:
    """Checked against our clock, not the library's own."""
    try:
        found: dict[str, Any] = jwt.decode(
            token, _secret(), algorithms=[ALGORITHM],
            options={"require": ["sub", "epoch", "iat", "exp"], "verify_exp": False, "verify_iat": False})  # fmt: skip
    except jwt.InvalidTokenError:
        raise Unnamed(OVER) from None
    return found
