"""库房架位: in which order rooms, racks, shelves and boxes stand, and what a place says at a glance."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import normalize

FIGURES = str.maketrans({character: str(value) for value, character in enumerate("一二三四五六七八九十", start=1)})
TAILS = re.compile("(架|层|盒)$")


class Glance(StrEnum):
    """What most deserves to be seen of a place, the gravest first."""

    OVERDUE = "over"
    DUE = "judge"
    LENT = "lent"
    FULL = "full"
    HELD = "held"
    EMPTY = "none"
    SHUT = "shut"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Glance.OVERDUE: "借出逾期", Glance.DUE: "期满待鉴定", Glance.LENT: "部分借出", Glance.FULL: "已满", Glance.HELD: "在库",
    Glance.EMPTY: "空位", Glance.SHUT: "停用",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What stands at a place: on the shelf, with readers, on the table. `overdue` are among the lent, `due` among the shelved."""

    capacity: int = 0
    shelved: int = 0
    lent: int = 0
    table: int = 0
    overdue: int = 0
    due: int = 0
    is_shut: bool = False

    @property
    def standing(self) -> int:
        """All that has its place there."""
        return self.shelved + self.lent + self.table

    @property
    def filled(self) -> int:
        """How full it is, as a percentage."""
        return percent(self.standing, self.capacity)

    @property
    def glance(self) -> Glance:
        if self.overdue:
            return Glance.OVERDUE
        if self.due:
            return Glance.DUE
        if self.lent:
            return Glance.LENT
        if self.is_shut:
            return Glance.SHUT
        if not self.standing:
            return Glance.EMPTY
        return Glance.FULL if self.standing >= self.capacity else Glance.HELD

    @property
    def words(self) -> str:
        """In the cell of the map."""
        counted = {Glance.OVERDUE: ("逾期", self.overdue), Glance.DUE: ("待鉴定", self.due), Glance.LENT: ("借出", self.lent)}
        if self.glance in counted:
            word, count = counted[self.glance]
            return f"{word} {count}"
        if self.glance is Glance.HELD:
            return f"{self.glance.label} {self.shelved}" if self.shelved else f"整理中 {self.table}"
        return f"{self.glance.label} {self.standing}" if self.glance is Glance.FULL else self.glance.label


def percent(standing: int, capacity: int) -> int:
    """Whole percents; full only when it is, and not empty when it is not."""
    if not standing or not capacity:
        return 0
    return max(1, min(100, standing * 100 // capacity))


def in_order(name: str | None) -> tuple[tuple[int, int, str], ...]:
    """A key to sort by: 2架 before 10架, 二库 before 三库, what has no name first."""
    plain = normalize("NFKC", name or "").translate(FIGURES)
    parts = re.split("([0-9]+)", plain)
    return tuple((0, int(part), "") if re.fullmatch("[0-9]+", part) else (1, 0, part) for part in parts if part)


def short(*names: str | None) -> str:
    """A place in its smallest words: 3架2层5盒 is 3-2-5."""
    return "-".join(TAILS.sub("", name) or name for name in names if name)
