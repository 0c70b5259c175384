"""How history is chained: the text whose SHA-256 an entry or a seal bears, and how changes add up to a state.

An independent program needs nothing but this page (docs/verify_history.py is one). Every text is JSON as RFC 8259 has it: UTF-8, no
blanks between tokens, characters beyond ASCII as themselves, keys of objects in order of their code points.

A change is `"column": [before, after]`. Child rows stand under the name of their table, by id, `{"17": [before, after]}` with the
columns that differ, and null where there is no row. So stands what an act leaves beside its record: a step taken, a look. Links stand
under the name of the joining table as `[[left], [joined]]`, two lists of ids. What is null is not written. Moments are UTC, amounts are
texts with all their decimals, a file is its SHA-256.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

Plain = Any
Changes = Mapping[str, Plain]
State = dict[str, Plain]

ENTRY, SEAL = "dengji-entry-1", "dengji-seal-1"
#: The columns of an entry in the order in which they are hashed, behind the name of the format.
HASHED = (
    "subject", "subject_id", "seq", "action", "label", "reason", "changes", "user_id", "staff_id", "name", "post", "door", "address", "at",
    "prev",
)  # fmt: skip
#: And those of a seal.
HASHED_SEAL = ("number", "day", "at", "covered", "count", "digest", "prev")


def canonical(value: Plain) -> str:
    """The one way to write a value down."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def entry_hash(row: Mapping[str, Plain]) -> str:
    """Of an entry with all its columns; `changes` is hashed as the text that is stored."""
    return sha256(canonical([ENTRY, *(row[name] for name in HASHED)]))


def seal_hash(row: Mapping[str, Plain]) -> str:
    return sha256(canonical([SEAL, *(row[name] for name in HASHED_SEAL)]))


def first_prev(subject: str, subject_id: int) -> str:
    """What the first entry of a chain leans on: the name of the chain."""
    return sha256(f"{subject}:{subject_id}")


def first_seal_prev() -> str:
    return sha256(SEAL)


def digest(entries: Iterable[tuple[int, str]]) -> str:
    """Of the entries a seal covers, in order of their ids: a line `id:hash` for each."""
    found = hashlib.sha256()
    for key, text in entries:
        found.update(f"{key}:{text}\n".encode())
    return found.hexdigest()


# -- ids that a seal covers ------------------------------------------------------------------------------------------------


def show_ranges(keys: Iterable[int]) -> str:
    """Ascending ids in short: `1-57,59,61-120`."""
    found: list[list[int]] = []
    for key in keys:
        if found and found[-1][1] == key - 1:
            found[-1][1] = key
        else:
            found.append([key, key])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


def read_ranges(text: str) -> list[tuple[int, int]]:
    """Raises ValueError for anything else."""
    pairs = (part.partition("-") for part in text.split(",") if part)
    return [(int(first), int(last or first)) for first, _, last in pairs]


# -- changes ---------------------------------------------------------------------------------------------------------------


def replay(steps: Iterable[tuple[str, Changes]]) -> State | None:
    """The state that (action, changes) lead to, oldest first; None where the subject is no more, or never was."""
    state: State | None = None
    for action, changes in steps:
        state = None if action == "deleted" else apply({} if state is None else state, changes)
    return state


def apply(state: State, changes: Changes) -> State:
    """The state after one change."""
    state = dict(state)
    for name, change in changes.items():
        after = _rows_after(state.get(name, {}), change) if is_rows(change) else change[1]
        if is_links(change):
            after = sorted((set(state.get(name, [])) - set(change[0])) | set(change[1]))
        if after is None or (after in ([], {}) and (is_rows(change) or is_links(change))):
            state.pop(name, None)
        else:
            state[name] = after
    return state


def _rows_after(rows: State, change: Changes) -> State:
    rows = dict(rows)
    for key, (_, after) in change.items():
        if after is None:
            rows.pop(key, None)
        else:
            rows[key] = {name: value for name, value in {**rows.get(key, {}), **after}.items() if value is not None}
    return rows


def is_rows(change: Plain) -> bool:
    return isinstance(change, dict)


def is_links(change: Plain) -> bool:
    return isinstance(change, list) and isinstance(change[0], list)


def merged(first: Changes, second: Changes) -> dict[str, Plain]:
    """Two changes, one after the other, as one; what comes to nothing is left out."""
    found = dict(first)
    for name, later in second.items():
        found[name] = _merged(found[name], later) if name in found else later
    cleaned = {name: _telling(change) for name, change in found.items()}
    return {name: change for name, change in cleaned.items() if change}


def _merged(first: Plain, later: Plain) -> Plain:
    if is_rows(later):
        return {**first, **{key: _merged_row(first[key], change) if key in first else change for key, change in later.items()}}
    if is_links(later):
        (left, joined), (left_later, joined_later) = map(set, first), map(set, later)
        return [sorted((left - joined_later) | (left_later - joined)), sorted((joined - left_later) | (joined_later - left))]
    return [first[0], later[1]]


def _merged_row(first: list[Plain], later: list[Plain]) -> list[Plain]:
    before = None if first[0] is None else {**(later[0] or {}), **first[0]}
    # A row that left and one that took its id: what the new one does not say is empty.
    held = dict.fromkeys(before or (), None) if first[1] is None else first[1]
    after = None if later[1] is None else {**held, **later[1]}
    if before is not None and after is not None:
        same = {name for name in before if before[name] == after.get(name) and name in after}
        before, after = ({name: value for name, value in one.items() if name not in same} for one in (before, after))
    return [before, after]


def _telling(change: Plain) -> Plain:
    """The change without what comes to nothing; empty where all of it does."""
    if is_rows(change):
        return {key: pair for key, pair in change.items() if pair[0] != pair[1]}
    return change if change[0] != change[1] else None
