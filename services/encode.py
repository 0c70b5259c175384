"""A stored value as it stands in the history, and back: deterministic, by the type of its column (rules/chained.py says how)."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, Numeric
from sqlalchemy import Enum as EnumType

from models.declare import Moment, Signed
from models.declare.storage import SignedType
from rules.moments import SHANGHAI

#: What is said of a secret: that there is one.
HIDDEN = "***"
#: The key under which a value stands that its column cannot hold: somebody wrote it past the program.
ODD = "?"


def encode(column: Column[Any], value: Any) -> Any:
    """Raises ValueError for what a column of that type cannot hold."""
    if value is None:
        return None
    if isinstance(value, Signed):
        return value.stored()
    if isinstance(value, Enum) and isinstance(column.type, EnumType):
        return value.value
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(column.type, Boolean):
        return bool(value)
    if isinstance(column.type, Integer):
        return int(value)
    if isinstance(column.type, Numeric):
        return _amount(value, column.type.scale)
    return str(value)


def odd(value: Any) -> dict[str, str]:
    """A value that its column cannot hold, so that it differs from every other."""
    return {ODD: str(value)}


def reread(column: Column[Any], value: Any) -> Any:
    """What an earlier version wrote of a column that held whole numbers then, as one with decimals is written."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return _amount(value, column.type.scale) if is_whole and isinstance(column.type, Numeric) else value


def decode(column: Column[Any], value: Any) -> Any:
    """The value as the record holds it; a state that this version no longer has stays its code."""
    if value is None:
        return None
    if isinstance(column.type, EnumType) and column.type.enum_class is not None:
        return next((state for state in column.type.enum_class if state.value == value), value)
    if isinstance(column.type, SignedType):
        return Signed(**value)
    if isinstance(column.type, Moment | DateTime):
        return datetime.fromisoformat(value).astimezone(SHANGHAI)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    return Decimal(value) if isinstance(column.type, Numeric) else value


def _moment(value: datetime) -> str:
    """UTC, with a fraction only where there is one."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _amount(value: Any, scale: int | None) -> str:
    amount = Decimal(str(value))
    return str(amount if scale is None else amount.quantize(Decimal(1).scaleb(-scale)))
