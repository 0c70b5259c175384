"""帮办代办队伍: the monthly examination."""

from __future__ import annotations

from rules.refusals import Invalid

#: A paper of a hundred marks.
FULL_MARKS = 100


def leave_days(score: float, *, pass_score: float, days: int) -> int:
    """R002-19 (002 六(四)2): days away from the desk to study. 达不到 excludes the mark itself: exactly 85 has passed.

    Raises Invalid on `score` for a mark that cannot be.
    """
    if not 0 <= score <= FULL_MARKS:
        raise Invalid({"score": f"成绩应在 0 至 {FULL_MARKS} 分之间"})
    return 0 if score >= pass_score else days
