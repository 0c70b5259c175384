"""Two people changed one form at the same time: what each of them did, seen from what both had begun with."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

V = TypeVar("V", bound=Hashable)


class Verdict(StrEnum):
    """Who changed a value."""

    NOBODY = "nobody"
    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


def verdict(was: V | None, theirs: V, mine: V) -> Verdict:
    """Both only where the two differ: whoever writes the same as the other has no quarrel with him."""
    if mine == theirs:
        return Verdict.NOBODY
    if was == theirs:
        return Verdict.MINE
    return Verdict.THEIRS if was == mine else Verdict.BOTH


Row = tuple[str, V]


def merge_rows(was: Sequence[Row[V]], theirs: Sequence[Row[V]], mine: Sequence[Row[V]]) -> tuple[list[Row[V]], bool]:
    """Rows (key, content) of both, and whether the two quarrel over one of them; there mine stands, and no text is lost.

    A key is the id of a stored row; new rows have none. What one of them deleted and the other left alone is gone; what one of them
    deleted and the other changed stays.
    """
    before, stored = dict(was), {key: content for key, content in theirs if key}
    found, quarrel = list[Row[V]](), False
    for key, content in mine:
        if not key:
            found.append((key, content))
        elif key not in stored:
            if content != before.get(key):
                found.append(("", content))
                quarrel = True
        elif content == before.get(key):
            found.append((key, stored[key]))
        else:
            found.append((key, content))
            quarrel = quarrel or stored[key] not in (before.get(key), content)
    kept = {key for key, _ in mine}
    for key, content in theirs:
        if key not in kept and _stays(key, content, before):
            quarrel = quarrel or key in before
            found.append((key, content))
    return found, quarrel


def _stays(key: str, content: V, before: Mapping[str, V]) -> bool:
    """Whether a row that I do not have is to be there: the other has made it, or changed it while I took it away."""
    return key not in before or content != before[key]


def both_rows(theirs: Sequence[Row[V]], mine: Sequence[Row[V]]) -> list[Row[V]]:
    """Every row of mine, and as rows of their own what the other has written differently."""
    own = dict(mine)
    return [*mine, *(("", content) for key, content in theirs if key and key in own and own[key] != content)]
