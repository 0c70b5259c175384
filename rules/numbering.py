"""The number of a record, written from a pattern such as `{prefix}-{form}-{year}-{count:05}`."""

from __future__ import annotations

import string

PLACES = {"prefix", "form", "year", "month", "count"}
EXAMPLE = {"prefix": "QH", "form": "A01", "year": 2026, "month": "11", "count": 1}


def check_pattern(pattern: str) -> str:
    """Return the pattern, or raise ValueError with a Chinese sentence.

    Numbers run per form and year, so both must show: else two records could bear one number.
    """
    try:
        names = {name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None}
        written = pattern.format(**EXAMPLE)
    except (ValueError, KeyError, IndexError, AttributeError):
        raise ValueError("编号格式写法不对，请参照 {prefix}-{form}-{year}-{count:05}") from None
    if unknown := names - PLACES:
        raise ValueError(f"编号格式里有不认识的项：{'、'.join(sorted(unknown))}")
    if missing := {"form", "year", "count"} - names:
        raise ValueError(f"编号格式必须含有：{'、'.join(sorted(missing))}")
    if len(written) > 40:
        raise ValueError("编号太长，不应超过 40 个字符")
    return pattern


def write_number(pattern: str, *, prefix: str, form: str, year: int, month: int, count: int) -> str:
    return pattern.format(prefix=prefix, form=form, year=year, month=f"{month:02}", count=count)
