"""A register that is right but for one declaration, and the refusal of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy.orm import Mapped

from models.declare import (
    Phase,
    Register,
    Role,
    States,
    Step,
    prose,
    row,
    state,
    text,
)

Refusal = Callable[[str, str, str, str], AbstractContextManager[None]]


KEPT: Any = {"code": "X00", "title": "试验登记表", "menu": "试验", "kept_by": Role.CLERK}


FOREIGN: Mapped[str] = text("别处的字段")


class Stage(States):
    """Asked, answered, void."""

    ASKED = "asked", "待答复", Phase.RUN
    ANSWERED = "answered", "已答复", Phase.DONE
    VOID = "void", "作废", Phase.VOID


class Slip(Register):
    """A register that is right, but for its sheet and flow."""

    __abstract__ = True

    asked: Mapped[str] = text("问题")
    answer: Mapped[str | None] = prose("答复")
    status: Mapped[Stage] = state("状态", Stage, start=Stage.ASKED)


REST = row(Slip.asked, Slip.answer), row(Slip.status)


def answering() -> Step:
    return Step(Stage.ASKED, Stage.ANSWERED, "答复", by=Role.CLERK)
