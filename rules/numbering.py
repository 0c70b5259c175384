"""The number of a record, written from a pattern such as `{prefix}-{form}-{year}-{count:05}`."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

#: What a house writes that has not said otherwise.
USUAL = "{prefix}-{form}-{year}-{count:05}"
PLACES = {"prefix", "form", "year", "month", "count"}
#: The longest that each place may grow.
EXAMPLE = {"prefix": "QHGSZJGS", "form": "A01", "year": 2026, "month": "11", "count": 99_999}
LONGEST = 40


def check_pattern(pattern: str) -> str:
    """Return the pattern, or raise ValueError with a Chinese sentence.

    Numbers run per form and year, so both must show, and only the count may be padded: anything else could give two records
    one number.
    """
    try:
        places = [(name, spec, how) for _, name, spec, how in string.Formatter().parse(pattern) if name is not None]
    except ValueError:
        places = [("", "", None)]
    names = {name for name, _, _ in places}
    if any(how or (spec and not (name == "count" and re.fullmatch("0[1-9]", spec))) for name, spec, how in places) or "" in names:
        raise ValueError("编号格式写法不对，请参照 {prefix}-{form}-{year}-{count:05}")
    if unknown := names - PLACES:
        raise ValueError(f"编号格式里有不认识的项：{'、'.join(sorted(unknown))}")
    if missing := {"form", "year", "count"} - names:
        raise ValueError(f"编号格式必须含有：{'、'.join(sorted(missing))}")
    if len(pattern.format(**EXAMPLE)) > LONGEST:
        raise ValueError(f"编号太长，不应超过 {LONGEST} 个字符")
    return pattern


def write_number(pattern: str, *, prefix: str, form: str, year: int, month: int, count: int) -> str:
    return pattern.format(prefix=prefix, form=form, year=year, month=f"{month:02}", count=count)


def read_number(pattern: str, number: str, form: str) -> tuple[int, int] | None:
    """The inverse: year and count of a number that this pattern writes for this form, whatever its prefix; else None."""
    found = re.fullmatch("".join(_expected(pattern, form)), number)
    if found is None:
        return None
    count = int(found["count"])
    specs = [spec or "" for _, name, spec, _ in string.Formatter().parse(pattern) if name == "count"]
    return (int(found["year"]), count) if count and format(count, specs[0]) == found["count"] else None


def _expected(pattern: str, form: str) -> Iterator[str]:
    """The pattern as a regular expression, piece by piece; a place that stands twice must say the same twice."""
    seen: set[str] = set()
    places = {"prefix": "[^|]*?", "form": re.escape(form), "year": "[0-9]{4}", "month": "0[1-9]|1[0-2]", "count": "[0-9]{1,9}"}
    for words, name, _, _ in string.Formatter().parse(pattern):
        yield re.escape(words)
        if name in seen:
            yield f"(?P={name})"
        elif name is not None:
            seen.add(name)
            yield f"(?P<{name}>{places[name]})"
