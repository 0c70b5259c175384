"""The proof: for every post, at every door, no value comes out that is not his to see, and what is his is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, inspect

from models import REGISTERS
from models.search_index import PREFIX
from rules.roles import Role
from tests.proof import api, house, reading, writing
from tests.proof.conftest import ComeIn, Office, token_of
from tests.proof.doors import PROBES, Ask, Visit, door_of, doors
from tests.proof.expected import Place, is_veiled, may_reveal
from tests.proof.judge import Judge

every_role = pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
#: Their probes are known once they are read.
ROOMS = (reading, writing, house, api)


def test_every_door_has_a_probe_and_every_probe_a_door(planted: Office) -> None:
    app = planted[0]
    probes = {*PROBES, *house.of_the_console(app)}
    assert sorted(doors(app) - probes) == [], f"these doors have no probe, write one in one of {[room.__name__ for room in ROOMS]}"
    assert sorted(probes - doors(app)) == [], "these probes lead to no door"


def asks(visit: Visit, app: Any) -> Iterator[Ask]:
    """Everything that is asked of every door; of the entrance last, since whoever goes out is gone."""
    for register in REGISTERS:
        at = visit.at(register)
        if not at.tries(10):  # each register is met by two posts or more
            continue
        for probe in dict.fromkeys(probe for (_, rule), probe in PROBES.items() if rule.startswith("/<register>")):
            for ask in probe(at):
                assert PROBES[door_of(app, ask)] is probe, f"{ask} is another probe's"
                yield ask
    rest = dict.fromkeys(probe for (_, rule), probe in PROBES.items() if not rule.startswith("/<register>"))
    for probe in sorted([*house.of_the_console(app).values(), *rest], key=lambda probe: probe is house.the_entrance):
        yield from probe(visit)


@every_role
def test_at_no_door_more_comes_out_than_he_may_see_and_no_less(
    role: Role, come_in: ComeIn, office: Office, truth: list[Any]
) -> None:  # fmt: skip
    app, present, kept, plants = office
    person, browser = come_in(role)
    judge = Judge(person=person, browser=browser, cage=plants.cage, records=truth, token=token_of(app, role))
    visit = Visit(person=person, plants=plants, records=truth)
    for ask in asks(visit, app):
        judge.ask(ask)
    judge.report()
    before, after = (hidden_rows(where, judge.hidden) for where in (kept, present))
    assert before == after, "what is hidden from him was changed by him"
    for register in REGISTERS:
        if role in register.seen.narrowed and role in register.read_by:
            at = visit.at(register)
            assert at.shown, f"nothing of {register.title} was there to be seen"
            assert at.hidden, f"nothing of {register.title} was there to be hidden"


def hidden_rows(where: Engine, hidden: set[tuple[str, int]]) -> list[Any]:
    """All that is stored of these records: their own rows and what hangs on them."""
    found: list[Any] = []
    with where.connect() as stored:
        for table in sorted(name for name in inspect(stored).get_table_names() if not name.startswith(PREFIX)):
            rows = stored.exec_driver_sql(f'SELECT * FROM "{table}"').mappings()
            columns = set(rows.keys())
            for row in rows:
                own = (table, row["id"]) if "id" in columns else None
                about = (row["register"], row["record_id"]) if {"register", "record_id"} <= columns else None
                if own in hidden or about in hidden:
                    found.append((table, tuple(row.values())))
    return sorted(found, key=repr)


@every_role
def test_who_asks_for_the_plain_text_sees_all_of_that_record_and_of_no_other(
    role: Role, come_in: ComeIn, office: Office, truth: list[Any]
) -> None:  # fmt: skip
    plants = office[3]
    person, browser = come_in(role)
    judge = Judge(person=person, browser=browser, cage=plants.cage, records=truth)
    visit = Visit(person=person, plants=plants, records=truth)
    for register in REGISTERS:
        at = visit.at(register)
        if not at.tries(3):
            continue
        asked = [record for record in at.shown if may_reveal(person, record) and any(one.field for one in at.canaries(record))]
        for record in [*asked[: at.is_turn(3)], *(record for record in asked if is_veiled(record))]:
            key, names = (record.__tablename__, record.id), reading.laid_out(register)
            browser.post(f"{at.base}/{record.id}/reveal", data={"reason": "核对身份"})
            judge.revealed.add(key)
            hers = [one for one in at.canaries(record) if one.field and not one.past and (one.rows or one.field.name) in names]
            must = tuple(one.value for one in hers if not one.field.shown_to or role in one.field.shown_to)  # type: ignore[union-attr]
            judge.ask(Ask(path=f"{at.base}/{record.id}", must=must))
            judge.ask(Ask(path=f"{at.base}/?size=100", place=Place.LIST))
            judge.ask(Ask(path=f"/search?q={record.number}", place=Place.LIST))
            for other in [other for other in at.shown if other is not record][:1]:
                judge.ask(Ask(path=f"{at.base}/{other.id}"))
    judge.report()


def test_the_plants_are_of_every_register_and_of_both_kinds_of_records(truth: list[Any], planted: Office) -> None:
    assert {type(record) for record in truth} == set(REGISTERS)
    fields = {(one.register, one.rows, one.field.name) for one in planted[3].cage.canaries.values() if one.field}
    wanted = {
        (register.__tablename__, one.name if one.is_rows else "", inner.name)
        for register in REGISTERS for one in register.fields.values() if one.tally is None
        for inner in (one.target.fields.values() if one.is_rows else [one]) if inner.sensitive
    }  # fmt: skip
    assert fields == wanted, "a sensitive field bears no canary"
