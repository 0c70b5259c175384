"""Formats of values that come from outside: telephone, ID card, the archives' eight-figure date.

Each function returns the value as it is stored or raises ValueError with a Chinese sentence.
"""

from __future__ import annotations

import re
from datetime import date

from rules.moments import plain

MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"(0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(-[0-9]{1,6})?")
SERVICE = re.compile(r"(1[0-9]{2,4}|9[0-9]{4,5}|[48]00-?[0-9]{3}-?[0-9]{4})")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def telephone(text: str) -> str:
    """A mobile, landline (with area code or extension) or service number."""
    compact = re.sub(r"[\s—]", lambda m: "" if m[0].isspace() else "-", plain(text))
    compact = compact.removeprefix("+86")
    if any(pattern.fullmatch(compact) for pattern in (MOBILE, LANDLINE, SERVICE)):
        return compact
    raise ValueError("电话号码不对：手机 11 位，固定电话如 0715-4321678")


def id_card(text: str) -> str:
    """An 18-figure citizen identity number with its check figure (GB 11643-1999)."""
    compact = plain(text).upper()
    if not re.fullmatch(r"[0-9]{17}[0-9X]", compact):
        raise ValueError("身份证号应为 18 位")
    try:
        date(int(compact[6:10]), int(compact[10:12]), int(compact[12:14]))
    except ValueError:
        raise ValueError("身份证号中的出生日期不存在") from None
    if id_card_check(compact[:17]) != compact[17]:
        raise ValueError("身份证号校验位不对，请逐位核对")
    return compact


def id_card_check(head: str) -> str:
    """The check figure that belongs to the first 17 (ISO 7064, MOD 11-2)."""
    return CHECKS[sum(int(figure) * weight for figure, weight in zip(head, WEIGHTS, strict=True)) % 11]


def credit_code(text: str) -> str:
    """A unified social credit code (GB 32100-2015), 18 characters with its check character."""
    compact = plain(text).upper()
    if not re.fullmatch(f"[{USCC_ALPHABET}]{{18}}", compact):
        raise ValueError("统一社会信用代码应为 18 位数字或大写字母")
    total = sum(USCC_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(compact[:17]))
    if USCC_ALPHABET[(31 - total % 31) % 31] != compact[17]:
        raise ValueError("统一社会信用代码校验位不对，请逐位核对")
    return compact


def date8(text: str) -> str:
    """An archival date, eight figures YYYYMMDD; an unknown month or day is 00 (DA/T 22-2015)."""
    compact = re.sub(r"[\s\-./年月日]", "", plain(text))
    if not re.fullmatch(r"[0-9]{8}", compact):
        raise ValueError("日期应为 8 位数字，如 20261120；月、日不详的填 00")
    if compact[4:6] == "00" and compact[6:] != "00":
        raise ValueError("月份不详时，日也填 00")
    try:
        date(int(compact[:4]), int(compact[4:6]) or 1, int(compact[6:]) or 1)
    except ValueError:
        raise ValueError("没有这一天，请核对日期") from None
    return compact
