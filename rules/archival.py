"""档号: how an archival code is written and read (DA/T 22-2015, GB/T 11822-2008), and how long papers are kept (国家档案局令第10号)."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

PLACES = ("fonds", "year", "term", "unit", "count")
LONGEST = 60
#: What stands at each place, as a regular expression; 全宗号 has four signs, 机构（问题）代码 two to six letters.
FORMS = {"fonds": "[A-Z0-9]{4}", "year": "[0-9]{4}", "term": "Y|D30|D10", "unit": "[A-Z0-9]{2,6}", "count": "[0-9]{1,6}"}
EXAMPLE = {"fonds": "QH01", "year": 2026, "term": "D30", "unit": "KFZXAB", "count": 9999}


class Retention(Enum):
    """保管期限. The value is the code of the option list, `term` what the archival code says, `years` None for ever."""

    term: str
    years: int | None

    def __new__(cls, code: str, term: str, years: int | None) -> Retention:
        member = object.__new__(cls)
        member._value_ = code
        member.term, member.years = term, years
        return member

    PERMANENT = "permanent", "Y", None
    THIRTY = "30", "D30", 30
    TEN = "10", "D10", 10

    @classmethod
    def of(cls, code: str) -> Retention:
        """By the code of the option list."""
        return next(one for one in cls if one.value == code)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a code stands in its series: the letters before the count, and the count."""

    series: str
    count: int


def check_pattern(pattern: str) -> str:
    """Return the pattern, or raise ValueError with a Chinese sentence.

    Codes run within all that stands before the count, so that stands last.
    """
    try:
        places = [(name, spec, how) for _, name, spec, how in string.Formatter().parse(pattern) if name is not None]
    except ValueError:
        places = [("", "", None)]
    names = [name for name, _, _ in places]
    if any(how or (spec and not (name == "count" and re.fullmatch("0[1-6]", spec))) for name, spec, how in places) or "" in names:
        raise ValueError("档号格式写法不对，请参照 {fonds}-KF·{year}-{term}-{unit}-{count:04}")
    if unknown := sorted(set(names) - set(PLACES)):
        raise ValueError(f"档号格式里有不认识的项：{'、'.join(unknown)}")
    if missing := [place for place in PLACES if names.count(place) != 1]:
        raise ValueError(f"档号格式中下列各项须有且只有一次：{'、'.join(missing)}")
    if names[-1] != "count" or not re.search(r"\{count[^}]*\}$", pattern):
        raise ValueError("档号格式须以流水号 {count} 结尾")
    if len(pattern.format(**EXAMPLE)) > LONGEST:
        raise ValueError(f"档号太长，不应超过 {LONGEST} 个字符")
    return pattern


def write_series(pattern: str, *, fonds: str, year: int, retention: Retention, unit: str) -> str:
    """All that stands before the count."""
    head = pattern[: pattern.rindex("{count")]
    return head.format(fonds=fonds, year=year, term=retention.term, unit=unit)


def write_code(pattern: str, place: Place) -> str:
    return place.series + pattern[pattern.rindex("{count") :].format(count=place.count)


def read_code(pattern: str, code: str) -> Place | None:
    """The inverse of `write_code`: None for what this pattern does not write."""
    found = re.fullmatch("".join(_expected(pattern)), code)
    if found is None or not int(found["count"]):
        return None
    place = Place(series=code[: found.start("count")], count=int(found["count"]))
    return place if write_code(pattern, place) == code else None


def read_parts(pattern: str, code: str) -> dict[str, str]:
    """What a code of this pattern says at each of its places; nothing where the pattern does not write such."""
    found = re.fullmatch("".join(_expected(pattern)), code)
    return found.groupdict() if found else {}


def _expected(pattern: str) -> Iterator[str]:
    for words, name, _, _ in string.Formatter().parse(pattern):
        yield re.escape(words)
        if name is not None:
            yield f"(?P<{name}>{FORMS[name]})"


def parts(code: str) -> dict[str, str] | None:
    """What an archival code is made of, whatever pattern wrote it in that order: fonds, year, term, unit and count."""
    rest = rf"(?P<term>{FORMS['term']})-(?P<unit>{FORMS['unit']})-(?P<count>[0-9]+)"
    found = re.fullmatch(rf"(?P<fonds>{FORMS['fonds']})\b.*?(?P<year>[0-9]{{4}})-{rest}", code)
    return found.groupdict() if found else None


def check_fonds(value: str) -> str:
    if not re.fullmatch(FORMS["fonds"], value):
        raise ValueError("全宗号为 4 位大写字母或数字")
    return value


def check_unit(value: str) -> str:
    if not re.fullmatch(FORMS["unit"], value):
        raise ValueError("机构（问题）代码为 2 至 6 位大写字母或数字，如 KFZX")
    return value
