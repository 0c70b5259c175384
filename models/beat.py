"""心跳: when each thing that goes on by itself was last done, whichever process did it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.declare import Model, Moment


class Beat(Model):
    """One row a thing: `tick` is the runner's. Of backups there is a log of their own."""

    __tablename__ = "beat"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
