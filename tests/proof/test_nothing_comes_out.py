"""The proof: for every post, at every door, no value comes out that is not his to see, and what is his is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from models import REGISTERS
from rules.roles import Role
from tests.proof import house, reading, writing
from tests.proof.conftest import Office
from tests.proof.doors import PROBES, Visit, door_of, doors
from tests.proof.expected import Person, sees
from tests.proof.judge import Judge

ComeIn = Callable[[Role], tuple[Person, FlaskClient]]
every_role = pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
assert reading and writing, "their probes are registered by being read"


def test_every_door_has_a_probe(planted: Office) -> None:
    app = planted[0]
    probes = {*PROBES, *house.of_the_console(app)}
    assert sorted(doors(app) - probes) == [], "these doors have no probe: write one in tests/proof/"
    assert sorted(probes - doors(app)) == [], "these probes lead to no door"


def test_of_every_register_that_is_narrowed_something_is_shown_and_something_hidden(planted: Office, truth: list[Any]) -> None:
    """Else the proof would prove nothing."""
    for register in REGISTERS:
        records = [record for record in truth if type(record) is register]
        for role in set(register.seen.narrowed) & register.read_by:
            shown = [sees(Person(role=role, staff_id=staff_of(role, truth), department_id=1), record) for record in records]
            assert any(shown), (register, role)
            assert not all(shown), (register, role)


def staff_of(role: Role, truth: list[Any]) -> int:
    return 0


@every_role
def test_what_each_post_reads(role: Role, come_in: ComeIn, planted: Office, truth: list[Any]) -> None:
    person, browser = come_in(role)
    judge = Judge(person=person, browser=browser, cage=planted[3].cage, records=truth)
    app = planted[0]
    import time, collections
    spent=collections.Counter(); n=collections.Counter()
    for register in REGISTERS:
        visit = Visit(person=person, plants=planted[3], records=truth, register=register)
        for probe in dict.fromkeys(probe for (_, rule), probe in PROBES.items() if rule.startswith("/<register>")):
            t=time.time()
            for ask in probe(visit):
                assert PROBES[door_of(app, ask)] is probe, ask
                judge.ask(ask); n[probe.__name__]+=1
            spent[probe.__name__]+=time.time()-t
    visit = Visit(person=person, plants=planted[3], records=truth, register=REGISTERS[0])
    for probe in [*dict.fromkeys(probe for (_, rule), probe in PROBES.items() if not rule.startswith("/<register>")), *house.of_the_console(app).values()]:
            t=time.time()
            for ask in probe(visit):
                judge.ask(ask); n[probe.__name__]+=1
            spent[probe.__name__]+=time.time()-t
    for k,v in spent.most_common(): print(k, round(v,1), n[k])
    judge.report()
