"""档案借阅登记表 (I06): who asks for a volume or an item, who allows it, when it leaves the shelf and in what condition it comes back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, Session

from models.archived_item import ArchivedItem
from models.declare import (
    Default,
    House,
    Ledger,
    Limit,
    Phase,
    Register,
    Retention,
    Role,
    Seen,
    Sheet,
    Signed,
    States,
    Step,
    Workflow,
    boxes,
    choice,
    computed,
    counts,
    day,
    deadline,
    department,
    in_unit,
    link,
    listing,
    only,
    opinion,
    prose,
    quantity,
    row,
    sealed,
    section,
    signature,
    signatures,
    staff,
    state,
    text,
    unless,
    when,
)
from models.holding import HoldingState, code_of, holding_of, one_holding, title_of
from models.meter_file import MeterVolume
from models.option import label_of
from rules.terms import show_due

ASKERS = (Role.CLERK, Role.CS_SUP, Role.DEPT, Role.ARCHIVIST)
LEADERS = (Role.CS_HEAD, Role.VP)


class LoanState(States):
    """Asked for, allowed, with the reader, back."""

    ASKED = "asked", "待审批", Phase.WAIT
    AGREED = "agreed", "待交付", Phase.RUN
    LENT = "lent", "借阅中", Phase.RUN
    DONE = "done", "已归还", Phase.DONE
    REFUSED = "refused", "不同意借阅", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def secrecy_of(loan: Any, session: Session) -> str | None:
    """密级 in words, as it stood when the loan was asked for."""
    held = holding_of(loan)
    if held is None:
        return None
    return label_of(session, "secrecy", held.secrecy)


def goes_to_a_leader(loan: Any, session: Session) -> bool:
    """What leaves the house, or is not open to all, is lent by a leader alone."""
    held = holding_of(loan)
    return loan.mode == "out" or (held is not None and held.secrecy != "none")


def pages_of(loan: Any, session: Session) -> int | None:
    """The pages that must come back."""
    held = holding_of(loan)
    return (held.pages or None) if held is not None else None


def comes_back_whole(loan: Any) -> dict[str, str]:
    """Who counts fewer pages than went out says so."""
    if loan.pages and loan.pages_back is not None and loan.pages_back != loan.pages and loan.return_check == "intact":
        return {"return_check": f"交付时 {loan.pages} 页，归还 {loan.pages_back} 页，请选“缺损”并说明"}
    return {}


def renewed_from_its_first_day(loan: Any) -> dict[str, str]:
    if loan.renewed_on and loan.borrowed_on and loan.renewed_on < loan.borrowed_on:
        return {"renewed_on": "不能早于“借阅日期”"}
    return {}


def renewed_in_time(loan: Any, house: House) -> dict[str, str]:
    """A loan is renewed while it runs: what is overdue comes back, and is not made punctual afterwards."""
    if loan.renewed_on is None or loan.due_on is None or not house.has_changed(loan, "renewed_on") or house.now <= loan.due_on:
        return {}
    return {"renewed_on": f"已过应归还日期（{show_due(loan.due_on)}），不能续借，请先归还"}


class ArchiveLoan(
    Register, code="I06", title="档案借阅登记表", menu="档案室", kept_by=ASKERS, read_by=(*LEADERS, Role.GM), keep=Retention.THIRTY,
):  # fmt: skip
    """One volume or one item with one reader. While it is with him nobody else can have it."""

    __tablename__ = "archive_loan"

    volume: Mapped[MeterVolume | None] = link("案卷", MeterVolume, search=True, help="案卷和文件选填一项")
    item: Mapped[ArchivedItem | None] = link("文件", ArchivedItem, search=True)
    holding_code: Mapped[str | None] = computed("所借档号", str, code_of)
    holding_title: Mapped[str | None] = computed("题名", str, title_of)
    secrecy: Mapped[str | None] = computed("密级", str, secrecy_of)
    pages: Mapped[int | None] = computed("页数", int, pages_of)
    borrower: Mapped[Any] = staff("借阅人", default=Default.MYSELF)
    borrower_dept: Mapped[Any] = department("借阅部门", default=Default.MY_DEPARTMENT)
    mode: Mapped[str] = choice("借阅方式", "loan_mode", default="read")
    purpose: Mapped[str] = text("用途", length=200)
    to_leader: Mapped[bool | None] = computed("须领导审批", bool, goes_to_a_leader, help="外借、涉密的由领导审批")
    approver_sign: Mapped[Signed | None] = opinion("审批人")
    borrowed_on: Mapped[date | None] = day("借阅日期", past=True)
    borrower_sign: Mapped[Signed | None] = signature("借阅人签字")
    renewed_on: Mapped[date | None] = day("续借日期", past=True, after=borrowed_on)
    returned_on: Mapped[date | None] = day("归还日期", past=True, after=borrowed_on)
    due_on: Mapped[datetime | None] = deadline(
        "应归还日期", counts(Limit.ARCHIVE_LOAN, since=renewed_on, by={"mode": mode}),
        counts(Limit.ARCHIVE_LOAN, since=borrowed_on, by={"mode": mode}), met=returned_on)  # fmt: skip
    pages_back: Mapped[int | None] = quantity("归还页数", minimum=0, maximum=99_999)
    return_check: Mapped[str | None] = choice("归还检查", "loan_check")
    return_note: Mapped[str | None] = prose("缺损说明", length=500, needed=when(return_check, "damaged"))
    keeper_sign: Mapped[Signed | None] = signature("接收人签字")
    status: Mapped[LoanState] = state("状态", LoanState, start=LoanState.ASKED)

    rules = (one_holding, comes_back_whole, renewed_from_its_first_day)
    house_rules = (renewed_in_time,)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, borrower_dept)))
    seals = (sealed(volume, item, borrower, mode, instead="请办理“不再借阅”或归还后重新申请"),)
    sheet = Sheet(
        section("借阅申请", row(volume, item), row(holding_code, pages), row(holding_title), row(borrower, borrower_dept), row(boxes(mode)),
                row(purpose), row(secrecy, to_leader)),
        section("审批和交付", row(borrowed_on, status), row(due_on, renewed_on), signatures(approver_sign, borrower_sign)),
        section("归还", row(returned_on, pages_back), row(boxes(return_check)), row(return_note, lines=2), signatures(keeper_sign)),
        row(Register.remark),
        note="外借和涉密档案由客服中心负责人或分管领导审批。一卷（件）同时只借一人，到期前可续借一次（外借和涉密的由领导批准）；归还时当面清点页数、检查完好。",
    )  # fmt: skip
    ledger = Ledger(
        (borrowed_on, 1.1), borrower, borrower_dept, (holding_code, 1.8), (holding_title, 2.4), mode, (purpose, 1.6),
        (approver_sign, 1.6), (due_on, 1.1), (returned_on, 1.1), return_check, (borrower_sign, 1.3), (keeper_sign, 1.3), rows=15,
        dated=borrowed_on,
    )  # fmt: skip
    listed = listing(holding_title, holding_code, borrower, mode, borrowed_on, due_on)
    flow = Workflow(
        Step(LoanState.ASKED, LoanState.AGREED, "同意查阅", by=(Role.ARCHIVIST, Role.CS_HEAD)).decides(approver_sign, agreed=True)
        .only(when(to_leader, False)).not_by_author().not_by(borrower),
        Step(LoanState.ASKED, LoanState.AGREED, "批准借阅", by=LEADERS, way="leader").decides(approver_sign, agreed=True)
        .only(unless(to_leader, False)).not_by_author().not_by(borrower),
        Step(LoanState.ASKED, LoanState.REFUSED, "不同意借阅", by=(Role.ARCHIVIST, *LEADERS)).decides(approver_sign, agreed=False)
        .not_by_author().not_by(borrower),
        Step(LoanState.AGREED, LoanState.LENT, "交付", by=Role.ARCHIVIST).needs(borrowed_on, borrower_sign)
        .moves(volume, to=HoldingState.LENT).moves(item, to=HoldingState.LENT),
        Step(LoanState.LENT, LoanState.DONE, "归还", by=Role.ARCHIVIST).needs(returned_on, pages_back, return_check).offers(return_note)
        .signs(keeper_sign).moves(volume, to=HoldingState.SHELVED).moves(item, to=HoldingState.SHELVED),
        Step(LoanState.LENT, LoanState.LENT, "续借", by=Role.ARCHIVIST, way="renew").needs(renewed_on)
        .only(when(to_leader, False) & unless(renewed_on)).not_by(borrower),
        Step(LoanState.LENT, LoanState.LENT, "批准续借", by=LEADERS, way="leader").needs(renewed_on)
        .only(unless(to_leader, False) & unless(renewed_on)).not_by(borrower),
        Step(LoanState.AGREED, LoanState.REFUSED, "不再借阅", by=(Role.ARCHIVIST, *LEADERS)).with_reason(),
        Step(LoanState.DONE, LoanState.FILED, "归档", by=Role.ARCHIVIST).files(),
        Step(LoanState.REFUSED, LoanState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip

    def __str__(self) -> str:
        """Who has it, and until when: what the next reader is told."""
        until = f"，应于 {show_due(self.due_on)} 前归还" if self.due_on else ""
        return f"{self.borrower}借阅{until}" if self.borrower is not None else self.number or ""
