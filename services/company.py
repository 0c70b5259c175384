"""The company's settings as stored, with the defaults of the code beneath; read once a transaction."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction, UOWTransaction

from models.company import SETTINGS, Setting

KEY = "settings"


def settings(session: Session) -> Mapping[str, str]:
    """Every known setting with its value in force."""
    if KEY not in session.info:
        with session.no_autoflush:
            stored = {setting.key: setting.value for setting in session.scalars(select(Setting))}
        session.info[KEY] = {key: stored.get(key, known.default) for key, known in SETTINGS.items()}
    kept: Mapping[str, str] = session.info[KEY]
    return kept


@event.listens_for(Session, "after_flush")
def _forget_changed(session: Session, context: UOWTransaction) -> None:
    if any(isinstance(one, Setting) for one in (*session.new, *session.dirty, *session.deleted)):
        session.info.pop(KEY, None)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(KEY, None)
