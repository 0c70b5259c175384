"""Somebody in the house who is told something again and again: a notice, and in the same transaction a letter that leaves the house.

What the office hears depends on the hour; this does not. Told again under one word nobody hears it twice, so he is told until it holds.
"""

from __future__ import annotations

import threading
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from config import a_database
from models.organisation import Staff
from rules.moments import SHANGHAI
from rules.refusals import Refused
from services import database
from services.notify import Notice, tell
from services.outbox import CHANNELS, Channel

PAUSE = 0.5


class Teller:
    """`told`: how many notices were acknowledged."""

    def __init__(self, url: str) -> None:
        self.told = 0
        self._url, self._stop, self._thread = a_database(url), threading.Event(), threading.Thread(target=self._live)

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> int:
        self._stop.set()
        self._thread.join()
        return self.told

    def _live(self) -> None:
        with database.elsewhere(self._url) as engine:
            while not self._stop.wait(PAUSE):
                self.told += self._tells(engine)

    def _tells(self, engine: Engine) -> bool:
        """The next one; where no answer comes it is the next one again."""
        try:
            with Session(engine, info={CHANNELS: lambda: frozenset({Channel.WEBHOOK})}) as session:
                staff = session.scalars(select(Staff).order_by(Staff.id).limit(1)).one()
                now = datetime.now(SHANGHAI)
                tell(session, staff, kind=Notice.NOTE.value, text="通知", url="", once=f"fault:{self.told}", now=now)
                session.commit()
                return True
        except Refused:
            return False
