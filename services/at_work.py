"""What the hands of this process are at, told past the database.

On SQLite nobody can write while an import does: neither how far it is, nor that it is wanted no longer. So a hand and the requests of its
own process speak here. Other processes speak through the database, as everywhere (services/job_hand.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakValueDictionary


@dataclass(kw_only=True, eq=False)
class Work:
    """One job in the hands of this process: how far it is, whether it is still wanted, and what keeps other writers out meanwhile."""

    done: int = 0
    total: int | None = None
    is_unwanted: bool = False
    alone: str = ""


_WORKS: WeakValueDictionary[str, Work] = WeakValueDictionary()


def begin(token: str) -> Work:
    """The work of the hand that bears this token, known as long as the hand holds it."""
    work = _WORKS[token] = Work()
    return work


def find(token: str) -> Work | None:
    """The work of that hand, where it is of this process."""
    return _WORKS.get(token)


def who_writes() -> str:
    """What keeps all other writers out just now and how far it is, in words; or nothing."""
    work = next((one for one in list(_WORKS.values()) if one.alone), None)
    if work is None:
        return ""
    return f"{work.alone}（已完成 {work.done:,} / {work.total:,} 行）" if work.total else work.alone
