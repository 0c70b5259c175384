"""The company's settings as stored, with the defaults of the code beneath."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.company import SETTINGS, Setting


def settings(session: Session) -> Mapping[str, str]:
    """Every known setting with its value in force."""
    with session.no_autoflush:
        stored = {setting.key: setting.value for setting in session.scalars(select(Setting))}
    return {key: stored.get(key, known.default) for key, known in SETTINGS.items()}
