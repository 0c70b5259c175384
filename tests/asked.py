"""What single registers ask for beyond their declaration; `of_archive`, `of_meters` and `of_service` fill it, `make` asks it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

#: Register → what its own rules ask of the values of a new record; a value that costs a record of its own is a function.
OWN: dict[str, Callable[[Session, int], dict[str, object]]] = {}
#: (register, where a step leads) → what must have happened elsewhere.
BEFORE: dict[tuple[str, str], Callable[[Any], object]] = {}
#: What the house works out follows from what was filled: (register, field, value) → the values behind it.
BEHIND: dict[tuple[str, str, object], Mapping[str, object]] = {}
#: Where a paper has brought a record only after it became what it must be: (register, state) → values that it has by then.
BECOME: dict[tuple[str, str], Mapping[str, object]] = {}
