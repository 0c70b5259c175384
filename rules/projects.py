"""大客户项目: by how much is invested, and who looks after it. Sums and thresholds are in 万元."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from rules.roles import Role


class ProjectKind(Enum):
    """The kinds of project that 004 §6.1.1 tells apart."""

    label: str

    def __new__(cls, code: str, label: str) -> ProjectKind:
        member = object.__new__(cls)
        member._value_ = code
        member.label = label
        return member

    INDUSTRY = "industry", "工业企业及其他民营商贸项目（不含房地产）"
    ESTATE = "estate", "房地产开发项目"
    GOVERNMENT = "government", "政府重点工程项目"
    RELIABLE = "reliable", "对供水可靠性要求比较高的工业企业项目"
    PETITION = "petition", "解决重大信访投诉问题的项目"
    OTHER = "other", "中、小型政府投资工程及其他一般类项目"


ALWAYS_LARGE = frozenset({ProjectKind.GOVERNMENT, ProjectKind.RELIABLE, ProjectKind.PETITION})


@dataclass(frozen=True, kw_only=True)
class Care:
    """Who answers for the service of a project, and who helps."""

    leads: Role
    helps: tuple[Role, ...] = ()


def is_large(kind: ProjectKind, invested: float, *, large_from: float, estate_from: float) -> bool:
    """Whether it is a project of a large customer. 以上 includes the number itself.

    R004-01 (004 §6.1.1): industry and trade by the whole investment. R004-02: real estate by the investment of the year.
    """
    if kind in ALWAYS_LARGE:
        return True
    if kind is ProjectKind.ESTATE:
        return invested >= estate_from
    return kind is ProjectKind.INDUSTRY and invested >= large_from


def care_for(*, large: bool, exceptional: bool) -> Care:
    """R004-03 (004 §6.1.1): the head of the department himself for an exceptionally large one; else the manager; else (§6.1.2) the
    representative alone.
    """
    if large and exceptional:
        return Care(leads=Role.CS_HEAD, helps=(Role.AM_LEAD, Role.AM))
    return Care(leads=Role.AM_LEAD, helps=(Role.AM,)) if large else Care(leads=Role.AM)
