"""Which fields of a record are sealed by now (models/declare/sealed.py): asked by edit, correction and step alike."""

from __future__ import annotations

from sqlalchemy.orm import PassiveFlag
from sqlalchemy.orm.attributes import get_history

from models.declare import Register
from models.declare.sealed import Sealed

EMPTY: tuple[object, ...] = (None, "", [])


def sealed_in(record: Register) -> dict[str, str]:
    """Field name → why it is not changed any more, and what is done instead."""
    return {
        name: f"{why}，“{record.fields[name].label}”不能再改；{seal.instead}"
        for seal in record.seals if (why := _why(record, seal))
        for name in seal.names if _stands(record, seal, name)
    }  # fmt: skip


def held(record: Register) -> dict[str, tuple[object, str]]:
    """What the sealed fields hold, each with its sentence, to be told afterwards from what they were given."""
    return {name: (_value(record, name), why) for name, why in sealed_in(record).items()}


def broken(record: Register, before: dict[str, tuple[object, str]]) -> dict[str, str]:
    """The sentences for those that no longer hold what they held."""
    return {name: why for name, (value, why) in before.items() if _value(record, name) != value}


def _why(record: Register, seal: Sealed) -> str:
    """Since when it is closed, in words; empty while it is open."""
    if seal.since:
        return f"本单已有“{record.fields[seal.since].label}”" if _value(record, seal.since) not in EMPTY else ""
    return f"本单现在是“{record.status.label}”" if record.status is not record.start() else ""


def _stands(record: Register, seal: Sealed, name: str) -> bool:
    """What is empty is still to be filled; and what an open step fills is open with it, unless the seal names its own moment."""
    is_open = not seal.since and name in record.editable_in(record.status)
    return not is_open and _value(record, name) not in EMPTY


def _value(record: Register, name: str) -> object:
    """Of a link the id, without loading the other record: who takes the step may not see it, and it would be None from then on."""
    if record.fields[name].is_link:
        given = get_history(record, name, PassiveFlag.PASSIVE_NO_INITIALIZE).added
        return getattr(given[0], "id", None) if given else getattr(record, f"{name}_id")
    value = getattr(record, name)
    return list(value) if isinstance(value, list) else value
