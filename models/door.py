"""登录和限流: what the door remembers. Four small tables; none of them is a record of the house, so all are swept in time."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.declare import Model, Moment


class Attempt(Model):
    """How often something was tried in a window of time: `key` says what and by whom. Shared by every process."""

    __tablename__ = "attempt"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int]
    until: Mapped[datetime] = mapped_column(Moment, index=True)


class LoginState(Model):
    """What holds of a login beside its row in the framework's table. Without a row: epoch 0, nothing demanded.

    A session carries the epoch in which it began; when the login's epoch has moved on, the session is over, in every process.
    """

    __tablename__ = "login_state"

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), primary_key=True, autoincrement=False)
    epoch: Mapped[int] = mapped_column(default=0)
    must_change: Mapped[bool] = mapped_column(default=False)
    password_at: Mapped[datetime | None] = mapped_column(Moment)


class EndedSession(Model):
    """A session that was logged out before its cookie died: a copy of the cookie opens nothing."""

    __tablename__ = "ended_session"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    until: Mapped[datetime] = mapped_column(Moment, index=True)


class Outcome(StrEnum):
    """What came of it, with the words for it."""

    label: str

    def __new__(cls, code: str, label: str) -> Outcome:
        made = str.__new__(cls, code)
        made._value_, made.label = code, label
        return made

    IN = "in", "登录成功"
    OUT = "out", "退出登录"
    OUT_EVERYWHERE = "out_all", "退出所有设备"
    CHANGED = "changed", "修改密码"
    RESET = "reset", "密码被重置"
    WRONG = "wrong", "用户名或密码不正确"
    PAUSED = "paused", "多次输错，暂停登录"


BAD = frozenset({Outcome.WRONG, Outcome.PAUSED})


class LoginEvent(Model):
    """One line of the login log. `name` is what was typed where it is somebody's; a stranger's is kept in its beginning only."""

    __tablename__ = "login_event"
    __table_args__ = (Index("ix_login_event_user", "user_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    name: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(10))

    @property
    def words(self) -> str:
        return {one.value: one.label for one in Outcome}[self.outcome]

    @property
    def is_bad(self) -> bool:
        return self.outcome in BAD
