"""The texts that the cells of a workbook share, by their place: Excel lays every text of a file there, so that most of a long one is texts.

So many are held; the others lie in a scratch file without a name, which is gone with the workbook.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

#: What an ordinary file has.
HELD = 20_000


class Texts:
    """A list of any length in the memory of a short one."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._held: list[str] = []
        self._rest: sqlite3.Connection | None = None
        coming = iter(texts)
        for text in coming:
            self._held.append(text)
            if len(self._held) == HELD:
                break
        else:
            return
        self._rest = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for statement in ("PRAGMA journal_mode=OFF", "CREATE TABLE text (place INTEGER PRIMARY KEY, content BLOB NOT NULL)", "BEGIN"):
            self._rest.execute(statement)
        rows = ((place, text.encode("utf-8", "surrogatepass")) for place, text in enumerate(coming, start=HELD))
        self._rest.executemany("INSERT INTO text VALUES (?, ?)", rows)

    def __getitem__(self, place: int) -> str:
        """Raises IndexError where there is none."""
        if self._rest is None or -HELD <= place < HELD:
            return self._held[place]
        found = self._rest.execute("SELECT content FROM text WHERE place = ?", (place,)).fetchone()
        if found is None:
            raise IndexError(place)
        text: str = found[0].decode("utf-8", "surrogatepass")
        return text
