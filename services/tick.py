"""One tick: everything that is due at a moment is done, whoever asks and however many do at once.

Each part is a transaction of its own and repeats nothing: what it writes is held by unique keys, what it changes is compared first.
A part that fails is rolled back and reported, and does not keep the others from their work. Letters go last, outside every transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import REGISTERS
from rules.refusals import Unreachable
from services import login_log, sent
from services.alone import in_turn
from services.duties import plan, settle
from services.escalate import escalate
from services.outbox import Sender, send_due
from services.policies import NoPolicy
from services.recount import know_next_year, recount_provisional
from services.reports import prepare
from services.seals import seal


@dataclass(kw_only=True)
class Report:
    """What a tick did."""

    now: datetime
    recounted: int = 0
    planned: int = 0
    settled: int = 0
    reports: int = 0
    warned: int = 0
    breached: int = 0
    escalated: int = 0
    sealed: bool = False
    sent: int = 0
    unsent: int = 0
    swept: int = 0
    unheard: list[str] = field(default_factory=list)
    failed: dict[str, Exception] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """For programs."""
        told = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in ("now", "failed")}
        return {"now": self.now.isoformat(), **told, "failed": [f"{part}：{error}" for part, error in self.failed.items()]}

    def sentences(self) -> list[str]:
        """For people."""
        found = [
            f"定期工作：新排 {self.planned} 项，了结 {self.settled} 项。",
            f"报表：编制 {self.reports} 份。",
            f"时限：临期提醒 {self.warned} 条，逾期提醒 {self.breached} 条，上报 {self.escalated} 条，重算 {self.recounted} 件。",
            f"对外发送：成功 {self.sent} 条，失败 {self.unsent} 条。",
            f"清理过期草稿：{self.swept} 份。",
        ]
        if self.sealed:
            found.append("历史：已封存。")
        found += [f"无人可通知：{name}。" for name in self.unheard]
        return found + [f"{part}未能完成：{error}" for part, error in self.failed.items()]

    @property
    def is_quiet(self) -> bool:
        """Whether there was nothing to do."""
        counts = (
            self.recounted, self.planned, self.settled, self.reports, self.warned, self.breached, self.escalated, self.sent, self.unsent,
        )  # fmt: skip
        return not any(counts) and not self.failed


def tick(session: Session, now: datetime, *, mail: Sender | None = None, webhook: Sender | None = None) -> Report:
    """Do what is due. Commits part by part. Raises Unreachable where the database goes away meanwhile."""
    report = Report(now=now)

    def calendar() -> None:
        know_next_year(session, now)
        report.recounted = recount_provisional(session, REGISTERS, now)

    def planning() -> None:
        report.planned = plan(session, now)

    def settling() -> None:
        report.settled = settle(session, now)

    def reporting() -> None:
        report.reports = prepare(session, now)

    def telling() -> None:
        told = escalate(session, REGISTERS, now)
        report.warned, report.breached, report.escalated, report.unheard = told.warned, told.breached, told.escalated, told.unheard

    def sealing() -> None:
        report.sealed = seal(session, now)

    def sending() -> None:
        report.sent, report.unsent = send_due(session, now, mail=mail, webhook=webhook)

    def sweeping() -> None:
        login_log.sweep(session, now)

    def drafting() -> None:
        report.swept = sent.sweep(session, now)

    parts: dict[str, Callable[[], None]] = {
        "日历重算": calendar, "定期工作排期": planning, "定期工作核销": settling, "提醒和上报": telling,
        "编制报表": reporting, "封存历史": sealing, "对外发送": sending, "清理登录记录": sweeping, "清理过期草稿": drafting,
    }  # fmt: skip
    for name, part in parts.items():
        _alone(session, name, part, report)
    return report


def _alone(session: Session, name: str, part: Callable[[], None], report: Report) -> None:
    """One part in its own transaction, and in one process at a time: whoever comes second finds it done."""
    try:
        in_turn(session, name)
        part()
        session.commit()
    except Unreachable:  # for the other parts too
        session.rollback()
        raise
    except NoPolicy:  # an office without a policy owes nothing yet
        session.rollback()
    except Exception as error:
        session.rollback()
        report.failed[name] = error
