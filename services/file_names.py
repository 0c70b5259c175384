"""What a file that somebody sends may be called here: one part, visible letters, a name that every machine can keep."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 200
#: Windows takes these for devices, with any ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*]')


def clean_name(name: str) -> str:
    """The name without folders, without what cannot be seen (which may turn its end around), without dots and blanks at its end.

    A long one loses its middle, never its ending.
    """
    name = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    name = _FORBIDDEN.sub("_", "".join(letter for letter in name if letter.isprintable())).strip().rstrip(". ")
    if _DEVICES.match(name):
        name = f"_{name}"
    ending = ending_of(name)
    return name if len(name) <= LONGEST else name[: LONGEST - len(ending)].rstrip(". ") + ending


def ending_of(name: str) -> str:
    """`.pdf`, in lower case and only if it is a short one."""
    suffix = PurePosixPath(name).suffix
    return suffix if len(suffix) <= 10 else ""


def named_after(title: str, what: str, ending: str) -> str:
    """客户服务档案 2026-11-20.xlsx: a file that leaves the house, called after its form."""
    return f"{title.replace('/', '／')} {what}.{ending}"
