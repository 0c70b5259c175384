"""Time as the office reads it: every moment is Asia/Shanghai, whatever the machine's zone."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: By so much the clocks of two machines may differ; what is stamped later was stamped by one that ran ahead.
AHEAD = timedelta(minutes=5)
DAY_WORDS = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "昨天": -1, "昨日": -1, "后天": 2, "前天": -2}
WEEKDAYS = "一二三四五六日"


def now_in_shanghai() -> datetime:
    """Ask the clock. Only the outermost layer (views, the command line) may call this."""
    return datetime.now(SHANGHAI).replace(microsecond=0)


def local(moment: datetime) -> datetime:
    """The same instant on the office's wall clock; a naive moment is refused."""
    if moment.tzinfo is None:
        raise ValueError("a moment must carry its zone")
    return moment if moment.tzinfo is SHANGHAI else moment.astimezone(SHANGHAI)


def start_of(day: date) -> datetime:
    """0:00 of a day in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def end_of(day: date) -> datetime:
    """24:00 of a day, that is 0:00 of the next."""
    return start_of(day + timedelta(days=1))


def utc(moment: datetime) -> datetime:
    """The naive UTC value that is stored."""
    return local(moment).astimezone(UTC).replace(tzinfo=None)


def is_ahead(moment: datetime, now: datetime) -> bool:
    """Whether it cannot have been yet: such a stamp says nothing of when it was."""
    return moment > now + AHEAD


def show_moment(moment: datetime) -> str:
    return local(moment).isoformat(" ", "minutes")[:16]


def show_day(day: date) -> str:
    return day.strftime("%Y-%m-%d")


def plain(text: str) -> str:
    """Full-width figures and signs as the ordinary ones: the input method leaves them behind."""
    return unicodedata.normalize("NFKC", text).strip()


def parse_day(text: str, today: date) -> date:
    """A day from what a clerk types: 2026-11-20, 2026年11月20日, 20261120, 11-20, 1120, 20, 今天.

    Raises ValueError with a Chinese sentence.
    """
    text = plain(text)
    if text in DAY_WORDS:
        return today + timedelta(days=DAY_WORDS[text])
    if re.fullmatch(r"[0-9]{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    elif re.fullmatch(r"[0-9]{4}", text):
        text = f"{text[:2]}-{text[2:]}"
    parts = [int(part) for part in re.findall(r"[0-9]+", text[:30])]
    if not re.fullmatch(r"[0-9\s年月日号./\-]{1,30}", text) or not 1 <= len(parts) <= 3 or max(parts) > 9999:
        raise ValueError("日期看不懂，请按 2026-11-20 的样子填写")
    full = [today.year, today.month, today.day]
    full[3 - len(parts) :] = parts
    try:
        found = date(*full)
    except ValueError:
        raise ValueError("没有这一天，请核对日期") from None
    if not 1900 <= found.year <= 2999:
        raise ValueError("年份应在 1900 至 2999 之间")
    return found


def parse_moment(text: str, now: datetime) -> datetime:
    """A moment from what a clerk types: 2026-11-20 10:30, 20 10:30, 1030, 10:30, 今天 10:30, 现在.

    Raises ValueError with a Chinese sentence. `now` gives the day that a bare time belongs to.
    """
    text = " ".join(plain(text).replace("T", " ").split())
    if text == "现在":
        return local(now).replace(second=0, microsecond=0)
    head, _, clock = text.rpartition(" ")
    if not (found := re.fullmatch(r"([0-9]{1,2}):?([0-9]{2})(?::[0-5][0-9])?", clock)) or (not head and len(clock) < 3):
        raise ValueError("时间看不懂，请按 2026-11-20 10:30 的样子填写")
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59:
        raise ValueError("没有这个钟点，请核对时间")
    day = parse_day(head, local(now).date()) if head else local(now).date()
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def parse_year_month(text: str) -> str:
    """`2026-11` from 2026-11, 2026年11月 or 202611."""
    found = re.fullmatch(r"([0-9]{4})\s*[年\-./]?\s*([0-9]{1,2})\s*月?", plain(text))
    if not found or not 1 <= int(found[2]) <= 12 or not 1900 <= int(found[1]) <= 2999:
        raise ValueError("年月看不懂，请按 2026-11 的样子填写")
    return f"{found[1]}-{int(found[2]):02}"
