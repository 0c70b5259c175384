"""排班: who sits in the help area, and nobody on two shifts running."""

from __future__ import annotations

from collections.abc import Collection

from rules.refusals import Invalid, Refused


def check_helpers(names: Collection[str], *, least: int, most: int) -> None:
    """R002-21 (002 六(二)1): one or two helpers take turns in the help area. Raises Invalid on `helpers`."""
    present = {name.strip() for name in names if name.strip()}
    if not least <= len(present) <= most:
        raise Invalid({"helpers": f"帮办代办区应有 {least} 至 {most} 名帮办代办员轮值，现为 {len(present)} 名"})


def check_shift(person: str, *, previous_shift: Collection[str], swapped: bool, approved: bool) -> None:
    """R003-58 (003 第五章1.5): nobody works two shifts running; a swap takes the head's leave. Raises Refused."""
    if person in previous_shift:
        raise Refused(f"{person}刚下上一班，不准做连班。")
    if swapped and not approved:
        raise Refused("调班须经部门负责人许可。")
