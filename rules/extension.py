"""延期办理: who cannot finish in time says so before the time is over, upwards and to the customer."""

from __future__ import annotations

from datetime import date, datetime

from rules.moments import local, show_moment
from rules.refusals import Invalid, Refused

ASKED = {"progress": "请写明办理进度", "reason": "请写明不能如期办结的原因", "solution": "请写明处理方案"}


def check_extension(
    *, asked_at: datetime, due_at: datetime, progress: str, reason: str, solution: str, expected_on: date | None,
) -> None:  # fmt: skip
    """Refuse an extension that is asked for too late or says too little.

    R002-12 (002 四(二)): progress and reason are reported, level by level (the policy's chain `extension`). R003-55 (003 第一章1.9):
    the customer hears of the plan and the expected day before the time is over. Raises Refused when late, Invalid when incomplete.
    """
    if asked_at > due_at:
        raise Refused(f"期限已于 {show_moment(due_at)} 届满，延期须在期限内提出；请按逾期上报。")
    written = {"progress": progress, "reason": reason, "solution": solution}
    errors = {name: ASKED[name] for name, text in written.items() if not text.strip()}
    if expected_on is None:
        errors["expected_on"] = "请填写预计解决日期"
    elif expected_on < local(due_at).date():
        errors["expected_on"] = "预计解决日期早于原期限，无须延期"
    if errors:
        raise Invalid(errors)
