"""表库: what is taken in, on which days meters are given out, how many, and to whom."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from rules.calendar import Calendar
from rules.conditions import demand
from rules.moments import WEEKDAYS, local, show_day
from rules.refusals import Refused


def check_received(without_certificate: Collection[str]) -> None:
    """R003-03 (003 第四章2): a meter without its certificate is not taken in. Raises Refused with the numbers of those meters."""
    if without_certificate:
        raise Refused(f"无检验合格证的水表应当拒收：{'、'.join(sorted(without_certificate))}。")


def check_issue_time(at: datetime, calendar: Calendar, *, weekdays: Collection[int], stock_day: date) -> None:
    """R003-04 (003 第四章3.1): meters are given out in office hours of these days of the week (1 is Monday), and never on the day
    of stock-taking. A make-up Saturday is no 周一至周五. Raises Refused.
    """
    day = local(at).date()
    if day == stock_day:
        raise Refused(f"{show_day(day)} 为表库盘存日，不办理领表。")
    if day.isoweekday() not in weekdays:
        raise Refused(f"星期{WEEKDAYS[day.weekday()]}不办理领表，领表时间为周一至周五上班时间。")
    if not calendar.is_office_time(at):
        raise Refused("现在不是上班时间，不办理领表。")


def check_issue(
    count: int, *, forms: int, per_form: int, batch_from: int, most: int, reserved_on: date | None, today: date, notice_days: int,
    issued_before: bool,
) -> None:  # fmt: skip
    """R003-05 (003 第四章3.2.1): one meter a form; a batch is reserved beforehand, given out once, and has a limit that includes
    its number. `issued_before`: this reservation has been served already. Raises Refused with all that is wrong.
    """
    is_batch = count >= batch_from
    reserved = reserved_on is not None and (today - reserved_on).days >= notice_days
    demand(
        "不能领表",
        (count >= 1, "至少领一只"),
        (count <= forms * per_form, f"每张领表单只能领 {per_form} 只表，{forms} 张单不能领 {count} 只"),
        (count <= most, f"一次领表上限为 {most} 只"),
        (not is_batch or reserved, f"领表数量多的须提前 {notice_days} 天预约"),
        (not is_batch or not issued_before, "批量领表限领一次"),
    )  # fmt: skip


def check_old_meters_back(outstanding: Collection[str], *, all_at_once: bool = False) -> None:
    """R003-13 (003 第四章4.3.5): who fetches a new meter first brings back the one he took down last, each in its turn.

    `all_at_once`: he wants to hand in many old ones in one go. Raises Refused.
    """
    if outstanding:
        raise Refused(f"上一次换下的旧表尚未归还（{'、'.join(sorted(outstanding))}），不发新表。")
    if all_at_once:
        raise Refused("旧表应随换随还，严禁一次性归还。")
