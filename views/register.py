"""The view of a register, generated: `RegisterView` is complete, and an override is plain inheritance (docs/extending.md)."""

from __future__ import annotations

import types
from typing import Any, ClassVar, cast

from flask_appbuilder import BaseView

from models.declare import Register, Verb
from views.amend import AmendPages
from views.clocks import ClockPages
from views.entry import EntryPages
from views.history import HistoryPages
from views.imports import ImportPages
from views.listing import ListPages
from views.papers import PaperPages
from views.record import RecordPages
from views.reserved import ReservedPages
from views.workbook import WorkbookPages


class RegisterView(
    ListPages,
    EntryPages,
    RecordPages,
    AmendPages,
    PaperPages,
    ClockPages,
    HistoryPages,
    ReservedPages,
    WorkbookPages,
    ImportPages,
    BaseView,  # type: ignore[misc] # the framework is untyped
):
    """List, record, entry, steps, printing and files of one register.

    The framework gives login, roles and menu. Its own ModelView is not used: see docs/decisions/0003.
    """

    base_permissions: ClassVar[list[str]] = [f"can_{verb}" for verb in Verb]

    def __init_subclass__(cls, *, register: type[Register] | None = None, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if register is not None:
            cls.register = register
            cls.route_base = f"/{register.__tablename__}"
            cls.class_permission_name = f"{register.__name__}View"


def generate(register: type[Register]) -> type[RegisterView]:
    """The view nobody customised: an empty subclass, named after its register."""
    written: list[type[RegisterView]] = RegisterView.__subclasses__()
    for view in written:
        if getattr(view, "register", None) is register:
            return view
    made = types.new_class(f"{register.__name__}View", (RegisterView,), {"register": register})
    return cast("type[RegisterView]", made)
