"""电话咨询记录簿 (A07): what was asked by telephone, and whether it was told all at once (002 三(二))."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from models.declare import (
    Default,
    Ledger,
    Personal,
    Phase,
    Register,
    Role,
    Sheet,
    States,
    Step,
    Workflow,
    boxes,
    entered_on,
    listing,
    moment,
    prose,
    row,
    section,
    staff,
    state,
    telephone,
    text,
    when,
    yes_no,
)
from models.organisation import Staff


class InquiryState(States):
    """Open until the caller has his answer."""

    OPEN = "open", "待答复", Phase.RUN
    ANSWERED = "answered", "已答复", Phase.DONE
    VOID = "void", "作废", Phase.VOID


class Inquiry(Register, code="A07", title="电话咨询记录簿", menu="一次性告知", kept_by=(Role.CLERK, Role.HOTLINE), read_by=(Role.CS_SUP,)):
    """One call for information."""

    __tablename__ = "inquiry"

    called_at: Mapped[datetime] = moment("来电时间", default=Default.NOW, past=True)
    caller_name: Mapped[str] = text("来电人", length=50, search=True, sensitive=Personal.NAME)
    caller_phone: Mapped[str] = telephone("联系电话")
    matter: Mapped[str] = text("咨询事项", search=True)
    question: Mapped[str] = prose("咨询内容")
    answer: Mapped[str | None] = prose("告知内容（手续、材料、程序、受理时限）")
    fully_informed: Mapped[bool | None] = yes_no("是否一次性告知完整")
    answered_now: Mapped[bool] = yes_no("是否当即答复", default=True)
    promise_reply_at: Mapped[datetime | None] = moment("承诺答复时间", after=called_at, needed=when(answered_now, False))
    replied_at: Mapped[datetime | None] = moment("实际答复时间", past=True, after=called_at)
    answerer: Mapped[Staff] = staff("接听人", default=Default.MYSELF)
    status: Mapped[InquiryState] = state("状态", InquiryState, start=InquiryState.OPEN)

    entered = entered_on(called_at)
    sheet = Sheet(
        section("来电", row(called_at, answerer), row(caller_name, caller_phone), row(matter), row(question, lines=4),
                row(boxes(answered_now), promise_reply_at), row(Register.late_reason)),
        section("答复", row(answer, lines=6), row(boxes(fully_informed), replied_at), row(Register.remark, status)),
        clear=True,
    )  # fmt: skip
    ledger = Ledger(
        (called_at, 1.1), caller_name, (caller_phone, 1.2), (matter, 1.4), (question, 2), (answer, 3), fully_informed, answered_now,
        (promise_reply_at, 1.1), (replied_at, 1.1), answerer, (Register.remark, 1.2), rows=15, signed=("接听人",), dated=called_at,
    )  # fmt: skip
    listed = listing(caller_name, caller_phone, matter, called_at, answerer)
    flow = Workflow(
        Step(InquiryState.OPEN, InquiryState.ANSWERED, "答复办结", by=(Role.CLERK, Role.HOTLINE))
        .needs(answer, fully_informed, replied_at).due(promise_reply_at),
    )  # fmt: skip
