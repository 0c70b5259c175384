"""How big something is, in words; and whether there is room for it."""

from __future__ import annotations

import shutil
from pathlib import Path

from rules.refusals import Refused

UNITS = ("字节", "KB", "MB", "GB")


def show_size(size: float) -> str:
    """12.3 MB."""
    at = 0
    while size >= 1024 and at < len(UNITS) - 1:
        size, at = size / 1024, at + 1
    return f"{size:,.0f} {UNITS[at]}" if at < 2 else f"{size:,.1f} {UNITS[at]}"


def refuse_small(folder: Path, need: int) -> None:
    """Raises Refused where so many bytes have no room."""
    if (free := shutil.disk_usage(folder).free) < need:
        raise Refused(f"{folder} 所在磁盘空间不足：需要 {show_size(need)}，可用 {show_size(free)}。未作任何改动。")
