"""What has come in by files: which rows are known, and the word about each import in the history that nobody can rewrite."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from models.declare import Register
from models.history import Action
from models.imported import Import, Imported
from rules.actor import Actor
from services.acts import Act
from services.capture import note

#: A row by its digest, and the how many-th like it.
Key = tuple[str, int]
#: How often it is asked whether another import has ended, in seconds.
LOOK = 0.5


def begin(
    session: Session, register: type[Register], file_name: str, *, actor: Actor, now: datetime, waiting: Callable[[], None],
) -> Import:  # fmt: skip
    """Open the account of an import. Whoever brings in the same register at the same time waits here until this one has ended, however
    long that takes; he is alive meanwhile, and `waiting` may raise to end it.
    """
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(f"import:{register.__tablename__}".encode()).digest()[:8], signed=True)
        while not session.scalar(select(func.pg_try_advisory_xact_lock(key)), execution_options={"trusted": True}):
            waiting()
            time.sleep(LOOK)
    made = Import(
        register=register.__tablename__, file_name=file_name[:200], made=0, known=0, bad=0, at=now, by_id=actor.staff_id)  # fmt: skip
    session.add(made)
    session.flush()
    return made


def made_of(session: Session, register: type[Register], file_name: str) -> int:
    """How many records have come of files of that name."""
    mine = (Import.register == register.__tablename__, Import.file_name == file_name[:200])
    return session.scalar(select(func.sum(Import.made)).where(*mine)) or 0


def known(session: Session, register: type[Register], keys: Sequence[Key]) -> set[Key]:
    """Those of the rows that are records already."""
    mine = (Imported.register == register.__tablename__, Imported.digest.in_({digest for digest, _ in keys}))
    found = session.execute(select(Imported.digest, Imported.occurrence).where(*mine)).all()
    return {(digest, occurrence) for digest, occurrence in found}.intersection(keys)


def keep(session: Session, account: Import, rows: Iterable[tuple[Key, int]]) -> None:
    """Write down which rows have become which records."""
    values = [
        {"register": account.register, "digest": digest, "occurrence": occurrence, "record_id": record_id, "import_id": account.id}
        for (digest, occurrence), record_id in rows
    ]  # fmt: skip
    if values:
        session.execute(insert(Imported), values)
        account.made += len(values)


def tell(session: Session, account: Import, register: type[Register], *, changed: int, actor: Actor) -> None:
    """The end of the account, in words that are chained; they alone tell of changed records. In the transaction of the caller, who
    commits it.
    """
    session.flush()
    mended = f"修改 {changed} 条，" if changed else ""
    reason = f"{account.file_name}；新建 {account.made} 条，{mended}此前已导入 {account.known} 条，有误未导入 {account.bad} 条"
    note(session, Import.__tablename__, account.id, Action.IMPORTED, act=Act(
        action=Action.IMPORTED, label=register.title, reason=reason, actor=actor))  # fmt: skip
