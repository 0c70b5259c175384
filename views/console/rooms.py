"""The rooms of the console in the order of its menu. Adding reference data is one class here."""

from __future__ import annotations

from flask import Flask
from flask_admin import Admin
from flask_admin.theme import Bootstrap4Theme

from models import Department, Option, Routing, ServiceItem, Staff
from views.console.calendar import CalendarPage
from views.console.delegations import DelegationPage
from views.console.door import ConsoleHome
from views.console.integrations import IntegrationPage
from views.console.leavers import LeaverPage
from views.console.logins import LoginPage
from views.console.outbox import OutboxPage
from views.console.people import StaffConsole
from views.console.policies import PoliciesPage
from views.console.record import RecordConsole
from views.console.settings import SettingsPage


class OptionConsole(RecordConsole):
    """What a choice may be."""

    sentence = "各登记册选择栏的可选项。停用的选项不再供选择，已登记的单据照常显示。"
    shown = (Option.list_title, Option.code, Option.label, Option.position, Option.valid_from, Option.valid_to, Option.origin)
    inline = (Option.label, Option.position, Option.valid_to)
    narrowed = (Option.list_title,)
    ordered = (Option.list_code, Option.position)


class ServiceItemConsole(RecordConsole):
    """What customers come for, with the papers they must bring."""

    sentence = "服务事项的依据、程序、时限、收费和资料清单，一次性告知单从这里选取。"
    shown = (ServiceItem.code, ServiceItem.name, ServiceItem.time_limit, ServiceItem.position, ServiceItem.active, ServiceItem.origin)
    inline = (ServiceItem.name, ServiceItem.position, ServiceItem.active)
    ordered = (ServiceItem.position, ServiceItem.code)


class DepartmentConsole(RecordConsole):
    """The departments of the house."""

    sentence = "填报单位和承办部门。撤销的部门改为不在用。"
    shown = (Department.name, Department.phone, Department.position, Department.archive_code, Department.active)
    inline = (Department.phone, Department.position, Department.archive_code, Department.active)
    ordered = (Department.position, Department.name)


class RoutingConsole(RecordConsole):
    """Which department handles which kind of complaint."""

    sentence = "投诉类别对应的承办部门和推送系统，派办时自动带出，可以更改。"
    shown = (Routing.category, Routing.dept, Routing.push_system, Routing.origin)
    inline = (Routing.dept, Routing.push_system)
    ordered = (Routing.id,)


def install(app: Flask) -> None:
    """Put the console onto an app."""
    admin = Admin(
        app, name="管理后台", index_view=ConsoleHome(name="管理后台", endpoint="console", url="/console"),
        theme=Bootstrap4Theme(base_template="base.html"))  # fmt: skip
    for view in (
        OptionConsole(Option), ServiceItemConsole(ServiceItem), DepartmentConsole(Department), StaffConsole(Staff),
        RoutingConsole(Routing),
        CalendarPage(name="工作日历", endpoint="console_calendar", url="/console/calendar"),
        PoliciesPage(name="制度方案", endpoint="console_policy", url="/console/policies"),
        DelegationPage(name="委托代办", endpoint="console_delegation", url="/console/delegation"),
        LeaverPage(name="离岗移交", endpoint="console_leaver", url="/console/leaver"),
        LoginPage(name="登录记录", endpoint="console_login", url="/console/login"),
        IntegrationPage(name="接口密钥", endpoint="console_integration", url="/console/integration"),
        SettingsPage(name="单位设置", endpoint="console_setting", url="/console/setting"),
        OutboxPage(name="对外发送", endpoint="console_outbox", url="/console/outbox"),
    ):  # fmt: skip
        admin.add_view(view)
