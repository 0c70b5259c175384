"""What is wrong with a seal stops the program at import."""

from __future__ import annotations

from typing import Any

import pytest

from models.declare import Register, Sheet, Workflow, sealed
from tests.models.declare.slips import FOREIGN, KEPT, REST, Refusal, Slip, answering

SYSTEM_OR_TWICE = "is filled by the system alone, or sealed twice"
WRONG = {
    "no tuple": (lambda: sealed(Slip.asked, instead="请作废"), "is no tuple of sealed(...)", "write seals = (sealed"),
    "no seal": (lambda: (Slip.asked,), "is no tuple of sealed(...)", "write seals = (sealed"),
    "no field": (lambda: (sealed(instead="请作废"),), "names no field", "instead="),
    "no way out": (lambda: (sealed(Slip.asked, instead=" "),), "what is done instead", "instead="),
    "the system's": (lambda: (sealed(Slip.status, instead="请作废"),), f"status {SYSTEM_OR_TWICE}", "each field once"),
    "one seal, twice": (lambda: (sealed(Slip.asked, Slip.asked, instead="请作废"),), f"asked {SYSTEM_OR_TWICE}", "each field once"),
    "two seals": (
        lambda: (sealed(Slip.asked, instead="请作废"), sealed(Slip.asked, once=Slip.answer, instead="请作废")), f"asked {SYSTEM_OR_TWICE}",
        "each field once"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_r033_a_seal_closes_what_a_person_fills(wrong: str, refused: Refusal) -> None:
    said, what, hint = WRONG[wrong]
    with refused("R033", "Locked.seals", what, hint):

        class Locked(Slip, **KEPT):
            __tablename__ = "x_locked"
            seals: Any = said()
            sheet = Sheet(*REST)
            flow = Workflow(answering())


@pytest.mark.parametrize("given", [{"fields": (FOREIGN,)}, {"fields": (Slip.asked,), "once": FOREIGN}], ids=["sealed", "once"])
def test_a_seal_speaks_of_its_own_register(given: dict[str, Any], refused: Refusal) -> None:
    with refused("R005", "Strange.seals", "not a field of this class", "declare the field above"):

        class Strange(Slip, **KEPT):
            __tablename__ = "x_strange"
            seals = (sealed(*given["fields"], once=given.get("once"), instead="请作废"),)
            sheet = Sheet(*REST)
            flow = Workflow(answering())


def test_the_words_become_names() -> None:
    class Sure(Slip, **KEPT):
        __tablename__ = "x_sure"
        seals = (sealed(Slip.asked, once=Register.archival_code, instead="请作废"), sealed(Slip.answer, instead="请作废"))
        sheet = Sheet(*REST)
        flow = Workflow(answering())

    assert [(seal.names, seal.since) for seal in Sure.seals] == [(("asked",), "archival_code"), (("answer",), "")]
