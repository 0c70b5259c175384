"""The yearly notice on public holidays (放假安排), read sentence by sentence.

Two ways of writing are understood: the sentences of the State Council's notice, such as 「春节：2月15日（农历腊月二十八、周日）至23日
（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。」, and short lines such as `放假 2-15 至 2-23`,
`上班 2-14 2-28`. What names no day is set aside and shown; what names a day and cannot be read is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rules.calendar import Day, DayKind
from rules.moments import WEEKDAYS, plain, show_day

#: A span of days off longer than this is a slip of the pen; the longest yet were nine days.
LONGEST_SPAN = 31
SATURDAY = 5

#: Sentences of a notice that arrange no day: its address, its reasons, its advice, who signed it and when.
FRAMING = re.compile(
    r"通知如下$|的通知$|^(国办发明电|国发明电|国办发)|^各省|^节假日期间|^鼓励|^国务院办公厅$|^经国务院批准"
    r"|^\d{4}年\d{1,2}月\d{1,2}日$"
)
NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+、|\d+[、.](?!\d)|\([一二三四五六七八九十\d]+\))\s*")
FESTIVAL = re.compile(r"^([\u4e00-\u9fff、]{2,12}):\s*")
VERB = re.compile(r"^(放假调休|调休放假|放假|调休上班|补班|上班)\s*")
DAY = (
    r"(?:(?P<{0}y>\d{{4}})\s*[年\-./]\s*)?(?:(?P<{0}m>\d{{1,2}})\s*[月\-./]\s*)?(?P<{0}d>\d{{1,2}})\s*日?"
    r"\s*(?:\((?P<{0}w>[^()]*)\))?"
)
SPAN = re.compile(rf"^{DAY.format('a')}(?:\s*(?:至|到|~|—+|--)\s*{DAY.format('b')})?\s*$")
TAIL = re.compile(r"^(?P<days>.*?)\s*(?P<verb>放假调休|调休放假|放假|调休上班|补班|上班)\s*(?P<count>\d+)?\s*天?$")
COUNT = re.compile(r"^共\s*(\d+)\s*天$")
NO_MAKE_UP = re.compile(r"^(不调休|与周末连休|逢周末不调休)$")


class Unreadable(ValueError):  # noqa: N818 - it reads as the sentence it is
    """A sentence of the notice that cannot be read, or that contradicts the calendar. `sentence` is its wording."""

    def __init__(self, sentence: str, why: str) -> None:
        super().__init__(f"“{sentence}”：{why}")
        self.sentence = sentence


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a notice arranges: each day off with its festival, the days worked instead, and the sentences that arrange nothing."""

    off: Mapping[date, str]
    worked: frozenset[date]
    aside: tuple[str, ...] = ()

    def days(self) -> dict[date, Day]:
        """The days as a calendar takes them."""
        found = {day: Day(day=day, kind=DayKind.HOLIDAY, name=name) for day, name in self.off.items()}
        return found | {day: Day(day=day, kind=DayKind.MAKE_UP) for day in self.worked}


def read_notice(text: str, year: int) -> Notice:
    """Raises Unreadable with the sentence that cannot be read, ValueError where the whole arranges nothing."""
    reader = _Reader(year)
    for line in plain(text).splitlines():
        reader.festival = ""  # each line begins with its own
        for sentence in re.split("[。;]", line):
            if said := sentence.strip():
                reader.read(said)
    if not reader.off:
        raise ValueError("没有读到任何放假日期")
    return Notice(off=reader.off, worked=frozenset(reader.worked), aside=tuple(reader.aside))


class _Reader:
    """What has been read so far. A festival that is named holds until the end of its line."""

    def __init__(self, year: int) -> None:
        self.year, self.festival = year, ""
        self.off: dict[date, str] = {}
        self.worked: set[date] = set()
        self.aside: list[str] = []
        self.last: list[date] = []

    def read(self, sentence: str) -> None:
        said = NUMBERING.sub("", sentence)
        if FRAMING.search(said):
            self.aside.append(sentence)
            return
        if named := FESTIVAL.match(said):
            self.festival, said = named[1], said[named.end() :]
        verb = ""
        if before := VERB.match(said):  # the short lines say the verb first
            verb, said = before[1], said[before.end() :]
        for part in _parts(said) or [""]:
            verb = self._part(sentence, part, verb)

    def _part(self, sentence: str, part: str, verb: str) -> str:
        """One clause; returns the verb that still holds for the clauses after it."""
        if counted := COUNT.match(part):
            self._check_count(sentence, int(counted[1]))
        elif not NO_MAKE_UP.match(part):
            if tail := TAIL.match(part):
                if verb and tail["verb"]:
                    raise Unreadable(sentence, "一句里既放假又上班，请分两句写")
                part, verb = tail["days"], tail["verb"]
                self._take(sentence, part, verb)
                if tail["count"]:
                    self._check_count(sentence, int(tail["count"]))
                return ""
            self._take(sentence, part, verb)
        return verb

    def _take(self, sentence: str, words: str, verb: str) -> None:
        if not verb:
            raise Unreadable(sentence, "看不出是放假还是上班，请按“放假 2-15 至 2-23”或“上班 2-14 2-28”的样子填写")
        days = [day for listed in _listed(words) for day in self._span(sentence, listed)]
        if not days:
            raise Unreadable(sentence, "没有写明日期")
        for day in days:
            self._keep(sentence, day, verb)
        self.last = days

    def _span(self, sentence: str, words: str) -> list[date]:
        found = SPAN.match(words)
        if found is None or not found["am"]:
            raise Unreadable(sentence, f"日期“{words}”看不懂")
        first = self._day(sentence, found["ay"], found["am"], found["ad"], found["aw"])
        if not found["bd"]:
            return [first]
        year = found["by"] or str(first.year)
        last = self._day(sentence, year, found["bm"] or found["am"], found["bd"], found["bw"])
        if not first <= last <= first + timedelta(days=LONGEST_SPAN):
            raise Unreadable(sentence, f"{show_day(first)} 至 {show_day(last)} 的起止不对")
        return [first + timedelta(days=count) for count in range((last - first).days + 1)]

    def _day(self, sentence: str, year: str | None, month: str, day: str, remark: str | None) -> date:
        try:
            found = date(int(year or self.year), int(month), int(day))
        except ValueError:
            raise Unreadable(sentence, f"没有 {month} 月 {day} 日这一天") from None
        if not self.year - 1 <= found.year <= self.year + 1:
            raise Unreadable(sentence, f"{show_day(found)} 不属于 {self.year} 年的安排")
        if said := re.search(r"(?:周|星期)([一二三四五六日天])", remark or ""):
            if said[1].replace("天", "日") != WEEKDAYS[found.weekday()]:
                raise Unreadable(sentence, f"{show_day(found)} 是星期{WEEKDAYS[found.weekday()]}，与所写的{said[0]}不符")
        return found

    def _keep(self, sentence: str, day: date, verb: str) -> None:
        if day in self.off or day in self.worked:
            raise Unreadable(sentence, f"{show_day(day)} 安排了两次")
        if "放假" in verb:
            self.off[day] = self.festival or "放假"
        elif day.weekday() < SATURDAY:
            raise Unreadable(sentence, f"{show_day(day)} 是星期{WEEKDAYS[day.weekday()]}，本来就上班")
        else:
            self.worked.add(day)

    def _check_count(self, sentence: str, said: int) -> None:
        if said != len(self.last):
            raise Unreadable(sentence, f"写的是共 {said} 天，起止之间是 {len(self.last)} 天")


def _parts(text: str) -> list[str]:
    """The clauses of a sentence: commas divide them, but not those within brackets."""
    return [part.strip() for part in re.split(r",(?![^()]*\))", text) if part.strip()]


def _listed(words: str) -> list[str]:
    """Days named one after another, divided by 、 和 or a blank, brackets and spans kept whole."""
    joined = re.sub(r"\s*(至|到|~|—+|--)\s*", r"\1", words)
    return [part.strip() for part in re.split(r"(?:[、和及]|\s)(?![^()]*\))", joined) if part.strip()]
