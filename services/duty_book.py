"""The declared duties bound to the registers they are about. A name that no register has stops the program at import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, null

from models import REGISTERS
from models.declare import Register
from rules.duties import DUTIES, Duty
from rules.policy import Policy

BY_NAME: Mapping[str, type[Register]] = {register.__tablename__: register for register in REGISTERS}
BY_KEY: Mapping[str, Duty] = {duty.key: duty for duty in DUTIES}


class WrongDuty(TypeError):  # noqa: N818 - it reads as the sentence it is
    """A declared duty that could never be made into a task, or never be done; it shows at import and not at midnight."""


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A duty with the class of the records it is owed to, and of those that prove it."""

    duty: Duty
    model: Any
    proof: Any = None

    def owed(self, policy: Policy) -> list[ColumnElement[bool]]:
        """The condition under which a record is owed it."""
        duty, model = self.duty, self.model
        found: list[ColumnElement[bool]] = [model.status == self.state(duty.standing)]
        if duty.holder:
            found.append(getattr(model, f"{duty.holder}_id").is_not(None))
        if duty.levels is not None:
            found.append(model.level.in_(policy.codes(duty.levels)))
        return found + [getattr(model, name).is_not(None) for name in (duty.since, duty.until) if name]

    def state(self, code: str) -> Any:
        return next(state for state in self.model.states() if state.value == code)

    def columns(self) -> list[Any]:
        """What is read of a record to plan for it: id, holder, first day, last day, measure."""
        duty = self.duty
        names = (f"{duty.holder}_id" if duty.holder else "", duty.since, duty.until, duty.measure)
        return [self.model.id, *(getattr(self.model, name) if name else null() for name in names)]

    def address(self, record_id: int, period: str) -> str:
        """The form that does it, with what is known filled in."""
        path = self.duty.opens.format(id=record_id)
        given = urlencode({name: value.format(period=period) for name, value in self.duty.given.items()})
        return f"/{path}&{given}" if given else f"/{path}"


def bind(duty: Duty) -> Bound:
    """Check a duty against the registers. Raises WrongDuty."""
    wanted = [(duty.register, [name for name in (duty.holder, duty.since, duty.until, duty.measure) if name])]
    wanted += [(duty.opens.partition("/")[0], list(duty.given))]
    states = [(duty.register, [duty.standing, *([duty.ended] if duty.ended else [])])]
    if duty.proof is not None:
        wanted.append((duty.proof.register, [duty.proof.link, duty.proof.on, *duty.proof.given]))
        states.append((duty.proof.register, list(duty.proof.unfinished)))
    for name, fields in wanted:
        if name not in BY_NAME:
            raise WrongDuty(f"the duty {duty.key} names no register: {name}")
        if unknown := [field for field in fields if field not in BY_NAME[name].fields]:
            raise WrongDuty(f"the duty {duty.key} names no field of {name}: {unknown[0]}")
    for name, codes in states:
        if unknown := [code for code in codes if code not in {state.value for state in BY_NAME[name].states()}]:
            raise WrongDuty(f"the duty {duty.key} names no state of {name}: {unknown[0]}")
    return Bound(duty=duty, model=BY_NAME[duty.register], proof=BY_NAME[duty.proof.register] if duty.proof else None)


BOOK: tuple[Bound, ...] = tuple(bind(duty) for duty in DUTIES)
