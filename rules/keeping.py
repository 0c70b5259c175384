"""保管期限: until when a paper is kept, and why it may not be destroyed yet (国家档案局令第10号, DA/T 22-2015)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rules.archival import Retention
from rules.moments import show_day

#: 鉴定小组: so many members sign an opinion (K).
MEMBERS_LEAST = 3


def kept_until(retention: Retention, ended: int) -> date | None:
    """The last day: so many whole years after the year in which the matter ended. None for ever."""
    return None if retention.years is None else date(ended + retention.years, 12, 31)


def years_kept(ended: int | None, today: date) -> int:
    """已保管期限: the whole years since; none while the matter still goes on."""
    return max(0, today.year - ended - 1) if ended is not None else 0


def why_kept(*, retention: Retention, ended: int | None, holds: Sequence[str], today: date) -> str | None:
    """R003-38 (003 第八章7): why it must not be destroyed, whoever asks. None where nothing stands against it.

    `ended` is the year in which the matter came to its end, None while it goes on; `holds` say who still needs the paper.
    """
    reasons = [f"已冻结（{hold}）" for hold in holds]
    if retention.years is None:
        reasons.append("保管期限为永久")
    elif ended is None:
        reasons.append("所记事项尚未终结，保管期限还没有起算")
    elif (last := kept_until(retention, ended)) is not None and today <= last:
        reasons.append(f"保管期限至 {show_day(last)}，尚未届满")
    return f"不得销毁：{'；'.join(reasons)}" if reasons else None
