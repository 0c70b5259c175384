"""Approval chains and escalation ladders as a policy writes them: `DEPT > VP > GM`, `AM_LEAD & CS_HEAD > VP`, `CS_SUP | CS_HEAD`.

`>` is one after the other (依次), `|` any one of them (或签), `&` all of them (会签).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rules.limit import Source
from rules.roles import Role


@dataclass(frozen=True, kw_only=True)
class Level:
    """One stage of a chain. With several roles either any of them decides it, or `all_of_them` must agree."""

    roles: tuple[Role, ...]
    all_of_them: bool = False

    def __str__(self) -> str:
        return (" & " if self.all_of_them else " | ").join(role.value for role in self.roles)


@dataclass(frozen=True, kw_only=True)
class PolicyChain:
    """The levels of one chain (or ladder), who is told afterwards (抄送), and where it is written."""

    key: str
    levels: tuple[Level, ...]
    source: Source
    copied_to: tuple[Role, ...] = ()
    label: str = ""
    rule: str = ""


def read_levels(text: str) -> tuple[Level, ...]:
    """Raises ValueError with a Chinese sentence."""
    levels = []
    for stage in text.split(">"):
        if "|" in stage and "&" in stage:
            raise ValueError(f"“{stage.strip()}”同时用了 | 和 &，同一级只能是或签或会签")
        codes = [code.strip() for code in re.split(r"[|&]", stage)]
        if not all(codes):
            raise ValueError(f"审批链“{text.strip()}”有一级缺少岗位")
        levels.append(Level(roles=_roles(codes), all_of_them="&" in stage))
    return tuple(levels)


def read_roles(text: str) -> tuple[Role, ...]:
    """Roles one after another, as in `CS_HEAD, VP`; none in an empty text. Raises ValueError with a Chinese sentence."""
    return _roles([code.strip() for code in re.split(r"[,，、]", text) if code.strip()])


def _roles(codes: list[str]) -> tuple[Role, ...]:
    known = {role.value: role for role in Role}
    if unknown := [code for code in codes if code not in known]:
        raise ValueError(f"没有“{unknown[0]}”这个岗位代码")
    if len(set(codes)) < len(codes):
        raise ValueError(f"“{'、'.join(codes)}”里同一岗位写了两次")
    return tuple(known[code] for code in codes)


def say_levels(levels: tuple[Level, ...], name: Callable[[Role], str]) -> str:
    """A chain as people read it, by the names of the posts: 承办部门 → 受理主管、客户经理主管会签 → 总经理."""
    said = []
    for level in levels:
        names = "、".join(name(role) for role in level.roles)
        said.append(names + (("会签" if level.all_of_them else "或签") if len(level.roles) > 1 else ""))
    return " → ".join(said)


def show_levels(levels: tuple[Level, ...]) -> str:
    return " > ".join(str(level) for level in levels)
