"""What stood in the rows before, kept on the disk: whether a row of 200,000 was there already shall cost no memory.

It is a database of its own in a file without a name, which is gone with whoever holds it; the house's is never asked.
"""

from __future__ import annotations

import hashlib
import sqlite3


class Remembered:
    """Values by keys of any kind of text."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for statement in (
            "PRAGMA journal_mode=OFF",
            "CREATE TABLE kept (key BLOB PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
            "BEGIN",
        ):
            self._file.execute(statement)

    def get(self, *key: object) -> int | None:
        """What is kept under the key, if anything."""
        found = self._file.execute("SELECT value FROM kept WHERE key = ?", (_digest(key),)).fetchone()
        return None if found is None else int(found[0])

    def keep(self, value: int, *key: object) -> None:
        """Keep the value, in place of what was kept there."""
        self._file.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (_digest(key), value))

    def first(self, value: int, *key: object) -> int:
        """What is kept under the key; if nothing was, this value from now on."""
        if (found := self.get(*key)) is None:
            self.keep(value, *key)
        return value if found is None else found


def _digest(key: tuple[object, ...]) -> bytes:
    return hashlib.sha256(repr(key).encode("utf-8", "surrogatepass")).digest()[:16]
