"""The plain table as mapped classes, for the peers that want SQLAlchemy."""

import os

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Text
from sqlalchemy.orm import relationship

URL = "sqlite:///" + os.environ["PEER_DATABASE"]
LISTED = ["number", "customer", "phone", "address", "category", "dept", "staff", "created_at", "due_at", "done_at"]
TYPED = [
    "number",
    "customer",
    "phone",
    "address",
    "category",
    "channel",
    "dept",
    "staff",
    "created_at",
    "due_at",
    "done_at",
    "satisfaction",
    "content",
    "result",
]
SEARCHED = ["number", "customer", "phone", "address", "content"]


class Named:
    """Shown by its name."""

    def __str__(self):
        return getattr(self, "name", None) or self.number

    __repr__ = __str__


def declare(base):
    """Department, person and record on somebody's declarative base."""

    class Dept(Named, base):
        __tablename__ = "dept"
        id = Column(Integer, primary_key=True)
        name = Column(String(60), nullable=False)

    class Staff(Named, base):
        __tablename__ = "staff"
        id = Column(Integer, primary_key=True)
        name = Column(String(60), nullable=False)
        dept_id = Column(ForeignKey("dept.id"), nullable=False)

    class Callback(Named, base):
        __tablename__ = "callback"
        id = Column(Integer, primary_key=True)
        number = Column(String(40), unique=True, nullable=False)
        customer = Column(String(100), nullable=False)
        phone = Column(String(30), nullable=False, index=True)
        address = Column(String(200), nullable=False)
        category = Column(String(40), nullable=False)
        channel = Column(String(40), nullable=False)
        dept_id = Column(ForeignKey("dept.id"), nullable=False, index=True)
        staff_id = Column(ForeignKey("staff.id"), nullable=False, index=True)
        created_at = Column(DateTime, nullable=False, index=True)
        due_at = Column(DateTime, nullable=False, index=True)
        done_at = Column(DateTime)
        satisfaction = Column(Integer)
        content = Column(Text, nullable=False)
        result = Column(Text)
        dept = relationship(Dept)
        staff = relationship(Staff)

    return Dept, Staff, Callback
