"""接口密钥: which system of another house comes in by the API, for whom it acts, and the answers it was given, to be given again."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.declare import Model, Moment, Record, day, moment, staff, text
from models.organisation import Staff


class Integration(Record, title="接口密钥"):
    """One key of one system. Of the key only its SHA-256 is kept: it is shown once, and found by nobody again.

    `posts` are codes of roles with commas between; what the member of staff no longer holds, the key does not open either.
    """

    __tablename__ = "integration"

    name: Mapped[str] = text("系统名称", length=20, search=True)
    acts_as: Mapped[Staff] = staff("代表的员工")
    posts: Mapped[str] = text("开放的角色", length=200)
    expires_on: Mapped[date] = day("有效期至", help="当日仍有效")
    revoked_at: Mapped[datetime | None] = moment("撤销时间")
    made_by: Mapped[Staff | None] = staff("登记人")
    revoked_by: Mapped[Staff | None] = staff("撤销人")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, sort_order=50)

    def __str__(self) -> str:
        return self.name


class IntegrationUse(Model):
    """When a key was used last, to the minute, and from where. It is no content of the key, so its history stays short."""

    __tablename__ = "integration_use"

    integration_id: Mapped[int] = mapped_column(ForeignKey("integration.id"), primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    address: Mapped[str] = mapped_column(String(64))


class GivenAnswer(Model):
    """What became of a request with an `Idempotency-Key`. `caller` is a login or a key, `digest` what was asked, `body` says in JSON what
    was made or changed: its `id` and `url`, and nothing that it holds.
    """

    __tablename__ = "given_answer"
    __table_args__ = (UniqueConstraint("caller", "key"), Index("ix_given_answer_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    caller: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(default=0)
    body: Mapped[str] = mapped_column(Text, default="")
    etag: Mapped[str] = mapped_column(String(40), default="")
    location: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(Moment)
