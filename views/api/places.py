"""What an address of the API names: the register and the record."""

from __future__ import annotations

from models.declare import Register, Verb
from rules.refusals import Missing
from services.mapped import named
from services.rights import demand
from views.desk import fetch, here


def register_at(name: str, verb: Verb) -> type[Register]:
    """The register, if the verb is open to the caller. Raises Missing or Forbidden."""
    if (found := named(name)) is None:
        raise Missing(f"没有名为 {name} 的登记册。")
    demand(here().actor, verb, found)
    return found


def record_at(name: str, pk: int, verb: Verb) -> Register:
    """The record, if the caller sees it."""
    return fetch(register_at(name, verb), pk)
