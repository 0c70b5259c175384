"""How each unit is counted, with the account as it grows. What a limit means is said in rules/clock.py; here is the arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from rules.account import Due, Line, LineKind, span
from rules.calendar import ONE_DAY, Calendar, Day, NoWorkingTime
from rules.limit import TimeLimit, Unit
from rules.moments import SHANGHAI, end_of, local, show_day, show_moment
from rules.pauses import Pause, is_counted, paused_words
from rules.terms import add_months, last_day, last_of_month, show_due


class Count:
    """One calculation: what is known, and the account as it grows."""

    def __init__(
        self, limit: TimeLimit, start: datetime, calendar: Calendar, pauses: tuple[Pause, ...], shift_end: datetime | None,
    ) -> None:  # fmt: skip
        self.limit, self.start, self.calendar, self.pauses, self.shift_end = limit, start, calendar, pauses, shift_end
        self.provisional = False
        self.said: set[Pause] = set()
        self.lines = [
            Line(kind=LineKind.START, at=show_moment(start), text="开始计时" if limit.unit is not Unit.BEFORE else "约定时间"),
            Line(kind=LineKind.LIMIT, at="期限", text=limit.words),
        ]

    def say(self, kind: LineKind, at: str, text: str, amount: str = "") -> None:
        self.lines.append(Line(kind=kind, at=at, text=text, amount=amount))

    def see(self, day: Day) -> Day:
        """Note a day the result leans on."""
        self.provisional = self.provisional or day.provisional
        return day

    def end(self, at: datetime) -> Due:
        at = local(at)
        for pause in self.pauses:
            if pause not in self.said and pause.start < at:
                self.say(LineKind.HOLD, _from_to(pause), f"{paused_words(pause)}，不满一个工作日，不顺延")
        if self.provisional:
            self.say(LineKind.NOTE, "暂估", "所涉年份的放假安排尚未公布，按周一至周五和推算的节日暂算，公布后自动重算")
        self.say(LineKind.SUM, show_due(at), "到期")
        return Due(at=at, provisional=self.provisional, account=tuple(self.lines))

    def end_of_day(self, day: date) -> Due:
        """24:00, or the close of business where the policy says so and the office has not closed before the start."""
        closes = self.close_of(day)
        if closes < self.start:
            self.say(LineKind.NOTE, show_moment(closes), "开始计时前已下班，按当日 24:00 截止")
            return self.end(end_of(day))
        return self.end(closes)

    def close_of(self, day: date) -> datetime:
        """When a day ends: at 24:00, or at the close of business where the policy says so."""
        if not self.limit.to_close:
            return end_of(day)
        closes = self.calendar.close_of(self.see(self.calendar.on(day)).day)
        self.say(LineKind.NOTE, show_due(closes), "按当日下班时间截止")
        return closes

    def moved(self, until: datetime) -> datetime:
        """An end in running time, moved by every pause that begins before it."""
        for pause in self.pauses:
            if pause.start < until:
                length = pause.end - pause.start
                until += length
                self.say(LineKind.HOLD, _from_to(pause), paused_words(pause), f"＋{span(length)}")
                self.said.add(pause)
        return until

    def end_of_term(self, last: date) -> Due:
        """The end of a term in whole days, moved by its pauses; where the policy ends it at a close of business, to the next one."""
        ends = self.close_of(last)
        until = self.moved(ends)
        if self.limit.to_close and until > ends:
            last = last_day(until)
            ends = self.close_of(last)
            return self.end(ends if ends >= until else self.close_of(last + ONE_DAY))
        return self.end(until)

    def workdays(self, after: date, amount: int) -> Due:
        """The end of the last of `amount` working days after a day, which is not counted itself."""
        counted, skipped = 0, list[Day]()
        for day in self.calendar.days_after(after):
            self.see(day)
            counts = is_counted(day, self.pauses)
            if skipped and (counts or day.kind.is_worked is not skipped[-1].kind.is_worked):
                self._skip(skipped)
            if not counts:
                skipped.append(day)
                continue
            counted += 1
            self.say(LineKind.WORK, show_day(day.day), day.words, f"第 {counted} 个工作日")
            if counted >= amount:
                return self.end_of_day(day.day)
        raise AssertionError("days never end")

    def _skip(self, skipped: list[Day]) -> None:
        """One line for days on end that are not counted, all of them at rest or all of them paused."""
        at = show_day(skipped[0].day) + (f"—{show_day(skipped[-1].day)}" if len(skipped) > 1 else "")
        if skipped[0].kind.is_worked:
            first, last = skipped[0].day, skipped[-1].day
            self.said |= {pause for pause in self.pauses if pause.start.date() <= last and pause.end.date() >= first}
            self.say(LineKind.HOLD, at, f"全天暂停，共 {len(skipped)} 个工作日，不计")
        else:
            names = list(dict.fromkeys(day.name or day.kind.label for day in skipped))
            self.say(LineKind.OFF, at, f"{'、'.join(names)}，共 {len(skipped)} 日，不计")
        skipped.clear()


def _from_to(pause: Pause) -> str:
    return f"{show_moment(pause.start)}—{show_moment(pause.end)}"


def _immediate(count: Count) -> Due:
    return count.end(count.start)


def _minutes(count: Count) -> Due:
    return count.end(count.moved(count.start + timedelta(minutes=count.limit.amount)))


def _hours(count: Count) -> Due:
    return count.end(count.moved(count.start + timedelta(hours=count.limit.amount)))


def _days(count: Count) -> Due:
    count.say(LineKind.NOTE, show_day(count.start.date()), "开始的当日不计入")
    return count.end_of_term(count.start.date() + ONE_DAY * count.limit.amount)


def _next_day(count: Count) -> Due:
    return count.end_of_term(count.start.date() + ONE_DAY)


def _months(count: Count) -> Due:
    months = count.limit.amount * (12 if count.limit.unit is Unit.YEAR else 1)
    last = add_months(count.start.date(), months)
    count.say(LineKind.NOTE, show_day(last), "期满的对应日" if last.day == count.start.day else "没有对应日，以月末日为准")
    return count.end_of_term(last)


def _workdays(count: Count) -> Due:
    today, cutoff = count.start.date(), count.limit.cutoff
    first = day_before_the_first(count.limit, count.start, count.calendar)
    if cutoff is not None:
        count.see(count.calendar.on(today))
        count.see(count.calendar.on(first))
        late = f"{cutoff:%H:%M} 后或非工作日收到，并入下一工作日批次"
        count.say(LineKind.NOTE, show_day(first), late if first > today else f"{cutoff:%H:%M} 截点前收到，并入当日批次")
    count.say(LineKind.NOTE, show_day(first), "开始的当日不计入")
    return count.workdays(first, count.limit.amount)


def _shift(count: Count) -> Due:
    until = count.moved(count.start + timedelta(hours=count.limit.amount))
    if count.shift_end is None:
        count.say(LineKind.NOTE, "班次", f"未登记当班班次，按 {count.limit.amount} 小时计")
        return count.end(until)
    if count.shift_end < until:
        count.say(LineKind.NOTE, show_moment(count.shift_end), "本班次结束，以先到者为准")
    return count.end(min(until, count.shift_end))


def _week(count: Count) -> Due:
    return count.end_of_day(count.start.date() + ONE_DAY * (6 - count.start.weekday()))


def _month_workday(count: Count) -> Due:
    before = day_before_the_first(count.limit, count.start, count.calendar)
    count.say(LineKind.NOTE, f"{before + ONE_DAY:%Y-%m}", "次月起，逐个工作日计")
    return count.workdays(before, count.limit.amount)


def _month_end(count: Count) -> Due:
    return count.end_of_day(last_of_month(count.start.date()))


def _month_last_workday(count: Count) -> Due:
    month = count.start.date()
    last = _last_workday(count.calendar, month)
    if end_of(last) <= count.start:
        month = add_months(month.replace(day=1), 1)
        count.say(LineKind.NOTE, f"{month:%Y-%m}", f"当月最后一个工作日 {show_day(last)} 已过，计至次月")
        last = _last_workday(count.calendar, month)
    for rest in range((last_of_month(month) - last).days):
        day = count.see(count.calendar.on(last_of_month(month) - ONE_DAY * rest))
        count.say(LineKind.OFF, show_day(day.day), f"{day.words}，向前")
    count.see(count.calendar.on(last))
    return count.end_of_day(last)


def _last_workday(calendar: Calendar, month: date) -> date:
    """The last worked day of the month that a day lies in. Raises NoWorkingTime."""
    found = next(day.day for day in calendar.days_back_from(last_of_month(month)) if day.kind.is_worked)
    if found < month.replace(day=1):
        raise NoWorkingTime(f"{month:%Y-%m} 没有工作日，请检查日历设置")
    return found


def _half_year(count: Count) -> Due:
    day = count.start.date()
    return count.end_of_day(date(day.year, 6, 30) if day.month < 7 else date(day.year, 12, 31))


def _every_workday(count: Count) -> Due:
    day = count.see(count.calendar.on(count.start.date()))
    closed = count.limit.to_close and count.calendar.close_of(day.day) < count.start
    if closed or not day.kind.is_worked:
        day = count.see(count.calendar.workday_after(day.day))
    count.say(LineKind.WORK, show_day(day.day), day.words)
    return count.end_of_day(day.day)


def _daily(count: Count) -> Due:
    at = datetime.combine(count.start.date(), count.limit.at or time(), SHANGHAI)
    return count.end(at if count.start <= at else at + ONE_DAY)


def _last_shift(count: Count) -> Due:
    if count.shift_end is not None and count.shift_end.date() >= last_of_month(count.start.date()):
        count.say(LineKind.NOTE, show_moment(count.shift_end), "当月最后一班下班")
        return count.end(count.shift_end)
    count.say(LineKind.NOTE, "班次", "未登记当月最后一班，按当月最后一日计")
    return _month_end(count)


def _before(count: Count) -> Due:
    return count.end(count.start - timedelta(minutes=count.limit.amount))


def _after(count: Count) -> Due:
    return count.end(count.start + timedelta(minutes=count.limit.amount))


COUNTED: Mapping[Unit, Callable[[Count], Due]] = {
    Unit.IMMEDIATE: _immediate, Unit.MINUTE: _minutes, Unit.HOUR: _hours, Unit.DAY: _days, Unit.NEXT_DAY: _next_day,
    Unit.WORKDAY: _workdays, Unit.SHIFT_HOUR: _shift, Unit.WEEK: _week, Unit.MONTH: _months, Unit.YEAR: _months,
    Unit.MONTH_WORKDAY: _month_workday, Unit.MONTH_END: _month_end, Unit.MONTH_LAST_WORKDAY: _month_last_workday,
    Unit.HALF_YEAR: _half_year, Unit.EVERY_WORKDAY: _every_workday, Unit.DAILY: _daily, Unit.LAST_SHIFT: _last_shift,
    Unit.BEFORE: _before, Unit.AFTER: _after,
}  # fmt: skip


def day_before_the_first(limit: TimeLimit, start: datetime, calendar: Calendar) -> date:
    """The day after which working days are counted.

    That is the day of the start, which is not counted itself; with a cut-off the day of the batch that it falls into, and for the
    first working days of the next month the last of this one.
    """
    today = start.date()
    if limit.unit is Unit.MONTH_WORKDAY:
        return last_of_month(today)
    missed = limit.cutoff is not None and (start.time() > limit.cutoff or not calendar.is_worked(today))
    return calendar.workday_after(today).day if missed else today
