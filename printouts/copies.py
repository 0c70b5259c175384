"""Which copy of a form this is, and who keeps it."""

from __future__ import annotations

from collections.abc import Sequence

FIGURES = "一二三四五六七八九十"
#: A keeper whose name already says that the copy stays.
STAYS = ("留底", "留存", "存档", "备查", "存根")


def copy_words(copies: Sequence[str], index: int) -> str:
    """Write 第一联（共二联）　交服务对象."""
    return f"第{FIGURES[index]}联（共{FIGURES[len(copies) - 1]}联）　{_keeper(copies[index])}"


def copy_choices(copies: Sequence[str]) -> list[str]:
    """The copies of an empty form, to be ticked by hand."""
    return [f"第{FIGURES[index]}联　{_keeper(keeper)}" for index, keeper in enumerate(copies)]


def _keeper(name: str) -> str:
    return name if name.endswith(STAYS) else f"交{name}"
