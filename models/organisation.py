"""The house: departments and the people in them. A member of staff is not a login; he is tied to one by the user's table."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.declare import Record, department, quantity, telephone, text, yes_no
from rules.archival import check_unit
from rules.outside import is_mail_address


def code_can_stand_in_a_number(department: Any) -> dict[str, str]:
    """The code is a part of archival codes, which are read again by their pattern."""
    if department.archive_code:
        try:
            check_unit(department.archive_code)
        except ValueError as error:
            return {"archive_code": str(error)}
    return {}


class Department(Record, title="部门"):
    """A department or station that forms are filled in by and passed on to."""

    __tablename__ = "department"

    name: Mapped[str] = text("部门名称", length=50, search=True, unique=True)
    phone: Mapped[str | None] = telephone("部门电话", search=False, of_house=True)
    position: Mapped[int] = quantity("排列次序", default=0)
    archive_code: Mapped[str | None] = text("机构（问题）代码", length=6, help="档号中的一段，2 至 6 位大写字母或数字，如 KFZX")
    active: Mapped[bool] = yes_no("在用", default=True)

    rules = (code_can_stand_in_a_number,)

    def __str__(self) -> str:
        return self.name


def mail_can_reach(staff: Any) -> dict[str, str]:
    """An address that no letter could be sent to is refused where it is typed."""
    return {"email": "电子邮箱应为 姓名@单位 的样子"} if staff.email and not is_mail_address(staff.email) else {}


class Staff(Record, title="员工"):
    """A person at work. `user_id` is the login, by table name, so that this file does not depend on the framework."""

    __tablename__ = "staff"

    name: Mapped[str] = text("姓名", length=50, search=True)
    job_number: Mapped[str] = text("工号", length=20, search=True, unique=True)
    unit: Mapped[Department] = department("所在部门")
    phone: Mapped[str | None] = telephone("联系电话", search=False)
    email: Mapped[str | None] = text("电子邮箱", length=120, help="启用邮件通知时，提醒同时发到这里")
    active: Mapped[bool] = yes_no("在职", default=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), unique=True, sort_order=50)
    font: Mapped[str] = mapped_column(default="", sort_order=51)
    theme: Mapped[str] = mapped_column(default="", sort_order=52)

    rules = (mail_can_reach,)

    def __str__(self) -> str:
        return self.name
