"""盘点: what a holding that was just scanned on the shelf tells, beside where the books say it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What is said at the beep; the value is stored."""

    FITS = "fits"
    DUE = "due"
    ELSEWHERE = "elsewhere"
    UNPLACED = "unplaced"
    OUT = "out"
    OVERDUE = "overdue"
    TABLE = "table"
    GONE = "gone"
    MISSING = "missing"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def is_difference(self) -> bool:
        """Whether it goes upon the list of differences."""
        return self not in (Verdict.FITS, Verdict.DUE)


LABELS = {
    Verdict.FITS: "相符", Verdict.DUE: "相符，保管期满待鉴定", Verdict.ELSEWHERE: "位置不符", Verdict.UNPLACED: "未登记存放位置",
    Verdict.OUT: "借出中，现已在架", Verdict.OVERDUE: "借出逾期，现已在架", Verdict.TABLE: "整理中，尚未上架",
    Verdict.GONE: "已注销，却在架上", Verdict.MISSING: "未找到",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A holding as the books have it: its state by its code, its place, whether its loan is overdue and its term over."""

    state: str
    place_id: int | None
    loan_overdue: bool = False
    term_over: bool = False


#: States in which nothing of a holding should be in the room any more.
ENDED = frozenset({"transferred", "destroyed", "void"})


def judge(standing: Standing, found_at: int) -> Verdict:
    """What a scan at that place says."""
    if standing.state in ENDED:
        return Verdict.GONE
    if standing.state == "lent":
        return Verdict.OVERDUE if standing.loan_overdue else Verdict.OUT
    if standing.state == "open":
        return Verdict.TABLE
    if standing.place_id is None:
        return Verdict.UNPLACED
    if standing.place_id != found_at:
        return Verdict.ELSEWHERE
    return Verdict.DUE if standing.term_over else Verdict.FITS
