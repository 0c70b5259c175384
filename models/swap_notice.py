"""换表通知书 (G08): the customer knows when, looks at both meters with us, and signs; only then is the meter changed (003 第四章4.3.6)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped

from models.declare import (
    Default,
    Ledger,
    Phase,
    Register,
    Role,
    Seen,
    Sheet,
    Signed,
    States,
    Step,
    Workflow,
    boxes,
    choice,
    in_unit,
    link,
    listing,
    moment,
    only,
    quantity,
    row,
    seal,
    section,
    signature,
    signatures,
    staff,
    state,
    telephone,
    yes_no,
)
from models.meter import Meter
from models.meter_case import KNOWN, READERS, MeterCase, point_rows_of_two
from rules.masking import Personal

CHANGERS = (Role.METER_MAN, Role.DEPT, Role.CLERK)


class SwapNoticeState(States):
    """Written, told, signed by the customer, filed."""

    DRAFT = "draft", "待通知", Phase.RUN
    TOLD = "told", "待签收", Phase.WAIT
    SIGNED = "signed", "已签收", Phase.DONE
    FILED = "filed", "已归档", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def seal_is_whole(notice: Any) -> dict[str, str]:
    """The customer signs for a new meter whose seal is whole."""
    return {"seal_ok": "新表铅封不完好，不能签收；请退表另领"} if notice.seal_ok is False else {}


class SwapNotice(
    MeterCase, code="G08", title="换表通知书", menu="换表与拆表", kept_by=CHANGERS, read_by=READERS, clear_to=CHANGERS,
):  # fmt: skip
    """One notice, in two copies. Fetching the new meter opens it; it may be written by hand for other changes."""

    __tablename__ = "swap_notice"

    reason: Mapped[str] = choice("换表原因", "meter_removal", default="overdue")
    planned_at: Mapped[datetime | None] = moment("预定换表时间")
    new_meter: Mapped[Meter] = link("新表表号", Meter)
    new_reading: Mapped[int] = quantity("新表起度")
    replacer: Mapped[Any | None] = staff("换表员", default=Default.MYSELF)
    replacer_phone: Mapped[str | None] = telephone("换表员电话", search=False, of_house=True)
    told_at: Mapped[datetime | None] = moment("通知用户时间", past=True)
    old_reading: Mapped[int | None] = quantity("旧表行度", help="与用户在现场共同核对")
    seal_ok: Mapped[bool | None] = yes_no("新表铅封完好")
    replacer_sign: Mapped[Signed | None] = signature("换表员签字")
    user_sign: Mapped[Signed | None] = signature("用户签收及时间", sensitive=Personal.NAME)
    office_seal: Mapped[Any | None] = seal("单位盖章")
    status: Mapped[SwapNoticeState] = state("状态", SwapNoticeState, start=SwapNoticeState.DRAFT)

    rules = (seal_is_whole,)
    seen = Seen(only(Role.DEPT, in_unit(Register.unit, MeterCase.branch)))
    sheet = Sheet(
        section("用户", *point_rows_of_two(), row(boxes(reason))),
        section("通知", row(planned_at, told_at), row(replacer, replacer_phone)),
        section("现场核对", row(old_reading, status), row(new_meter, new_reading), row(boxes(seal_ok)),
                signatures(replacer_sign, user_sign, office_seal), row(Register.remark)),
        copies=("用户", "存根"), half=True,
        note="实施换表前通知用户换表时间，请用户到现场共同核对旧表行度和新表铅封完好度，签收后方可实施。",
        clear=True,
    )  # fmt: skip
    ledger = Ledger(
        (MeterCase.connection_no, 1.3), (MeterCase.account_name, 1.4), (MeterCase.address, 2), reason, (planned_at, 1.2),
        (MeterCase.meter, 1.3), old_reading, (new_meter, 1.3), new_reading, replacer, status, rows=15, title="换表通知书（表2）",
        dated=planned_at,
    )  # fmt: skip
    listed = listing(MeterCase.account_name, MeterCase.connection_no, MeterCase.meter, planned_at, replacer)
    flow = Workflow(
        Step(SwapNoticeState.DRAFT, SwapNoticeState.TOLD, "通知用户", by=CHANGERS).held_by(replacer).within(MeterCase.branch)
        .needs(*KNOWN, planned_at, replacer, replacer_phone).offers(office_seal).stamps(told_at, anew=True),
        Step(SwapNoticeState.TOLD, SwapNoticeState.SIGNED, "用户签收", by=CHANGERS).held_by(replacer).within(MeterCase.branch)
        .needs(old_reading, seal_ok, user_sign).signs(replacer_sign).due(planned_at),
        Step(SwapNoticeState.TOLD, SwapNoticeState.DRAFT, "改期", by=CHANGERS).held_by(replacer).within(MeterCase.branch).with_reason(),
        Step(SwapNoticeState.SIGNED, SwapNoticeState.FILED, "归档", by=Role.ARCHIVIST).files(),
    )  # fmt: skip
