"""The roles of the house, every code of ROLES.md §1, in one place. Rights come from code; screens only give roles to people."""

from __future__ import annotations

from enum import Enum


class Role(Enum):
    """A post with duties. The value is the stored code; `label` is the general name (a policy may rename it)."""

    label: str

    def __new__(cls, code: str, label: str) -> Role:
        member = object.__new__(cls)
        member._value_ = code
        member.label = label
        return member

    AM = "AM", "客户经理"
    AM_LEAD = "AM_LEAD", "客户经理主管"
    CB = "CB", "回访员"
    CLERK = "CLERK", "窗口受理员"
    HOTLINE = "HOTLINE", "热线员"
    CS_SUP = "CS_SUP", "受理主管"
    CS_HEAD = "CS_HEAD", "客服中心负责人"
    HELPER = "HELPER", "帮办代办员"
    DEPT = "DEPT", "承办部门"
    ADMIN_DEPT = "ADMIN_DEPT", "行政管理部"
    VP = "VP", "分管副总"
    GM = "GM", "总经理"
    GROUP = "GROUP", "领导小组"
    METER_STORE = "METER_STORE", "表库管理员"
    METER_MAN = "METER_MAN", "换表员"
    INSPECTOR = "INSPECTOR", "稽查员"
    ARCHIVIST = "ARCHIVIST", "档案员"
    FIN = "FIN", "财务"
    DISC = "DISC", "纪检监察"
    AUDITOR = "AUDITOR", "只读审计"
    SYSADMIN = "SYSADMIN", "系统管理员"


EVERYONE_AT_WORK = frozenset(Role) - {Role.AUDITOR, Role.SYSADMIN}
#: Posts that there are in every department: what such a person sees of a register depends on which department is his.
OF_A_DEPARTMENT = frozenset({Role.DEPT})
