"""What each role may open, derived from the registers: the framework's FAB_ROLES. Nothing is typed here twice."""

from __future__ import annotations

import re

from models import REGISTERS
from models.declare import Register, Verb
from rules.roles import Role
from services import auditing, shelves
from services.number_book import EXPLAINERS, READERS

CONSOLE = ("ConsoleView", "can_console")
#: Open to everybody who has logged in, whatever his post.
OPEN_TO_ALL = (("HomeView", "can_home"), ("AccountView", "can_account"), ("JobsView", "can_jobs"))
#: Figures of the business: for everybody but the administrator, who has no part in it.
FIGURES = ("DashboardView", "can_dashboard")
#: 编号台账: to read, and to say why a number is missing.
NUMBERS = (("NumbersView", "can_numbers", READERS), ("NumbersView", "can_explain", EXPLAINERS))
#: 操作审计.
AUDIT = (("AuditView", "can_audit", auditing.READERS),)
#: 收回扫描件: for whoever prints something that may come back.
PRINTERS = frozenset(role for register in REGISTERS for role in register.may(Verb.PRINT))
RETURNED = (("ReturnedView", "can_returned", PRINTERS),)
#: 库房架位.
SHELVES = (("ShelvesView", "can_shelves", shelves.READERS),)
MENU = "menu_access"

Grant = tuple[str, str]


def view_name(register: type[Register]) -> str:
    """The name of a register's view class, by which the framework knows it."""
    return f"{register.__name__}View"


def permission(verb: Verb) -> str:
    return f"can_{verb}"


def grants(role: Role) -> list[Grant]:
    """Pairs of view and permission. The administrator gets the console and no business right by it."""
    found = list(OPEN_TO_ALL)
    if role is Role.SYSADMIN:
        return [*found, CONSOLE]
    found.append(FIGURES)
    found += [(view, name) for view, name, roles in (*NUMBERS, *AUDIT, *RETURNED, *SHELVES) if role in roles]
    for register in REGISTERS:
        found += [(view_name(register), permission(verb)) for verb in Verb if role in register.may(verb)]
        if role in register.may(Verb.READ):
            found += [(register.title, MENU), (register.menu, MENU)]
    return list(dict.fromkeys(found))


def fab_roles() -> dict[str, list[list[str]]]:
    """Every role with its patterns. The framework matches prefixes, so each ends in `$`: VisitView is not VisitViewTwo."""
    return {role.value: [[re.escape(view) + "$", re.escape(name) + "$"] for view, name in grants(role)] for role in Role}
