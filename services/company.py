"""The company's settings as stored, with the defaults of the code beneath."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.company import SETTINGS, Setting
from services.stamped import stamped


def settings(session: Session) -> Mapping[str, str]:
    """Every known setting with its value in force."""

    def read() -> Mapping[str, str]:
        stored = dict(session.execute(select(Setting.key, Setting.value)).all())
        return MappingProxyType({key: stored.get(key, known.default) for key, known in SETTINGS.items()})

    return stamped(session, "settings", read)
