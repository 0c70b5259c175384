"""Which record a row of the index is of: its table in the upper half of the id, its own id in the lower.

So the rows of one register lie together in order of entry, and neither database needs a second table to find them.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import cache

from models.declare import Record
from models.declare.model import LARGEST_ID
from services.search.sources import indexed

#: So many bits an id of a record has at most.
WIDTH = LARGEST_ID.bit_length()


@cache
def base(model: type[Record]) -> int:
    """What is added to the id of a record of that class."""
    return zlib.crc32(model.__tablename__.encode()) << WIDTH


@cache
def bases() -> Mapping[int, type[Record]]:
    """Class by its base."""
    return {base(model): model for model in indexed()}


def place(model: type[Record], key: int) -> int:
    """Where a record's row lies."""
    return base(model) + key


def found_at(row: int) -> tuple[type[Record], int]:
    """Class and id of the record whose row lies there."""
    first = row >> WIDTH << WIDTH
    return bases()[first], row - first
