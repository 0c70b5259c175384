"""Every register, as parameters of tests, and the address of a record."""

from __future__ import annotations

import pytest

from models import REGISTERS
from models.declare import Register


def name(register: type[Register]) -> str:
    return register.__name__


every = pytest.mark.parametrize("register", REGISTERS, ids=name)


flowing = pytest.mark.parametrize("register", [register for register in REGISTERS if register.flow.steps], ids=name)


def base(record: Register) -> str:
    return f"/{record.__tablename__}/{record.id}"
