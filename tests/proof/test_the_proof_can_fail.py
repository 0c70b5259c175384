"""A proof that cannot fail proves nothing: here a rule is switched off, and the proof has to say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask

from models.complaint import Complaint
from models.declare import Field
from rules.roles import Role
from services import sight
from tests.proof.conftest import ComeIn, Office
from tests.proof.doors import PROBES, Ask, Visit, doors
from tests.proof.judge import Judge
from tests.proof.reading import the_list, the_record, the_sheet
from views.database import db
from views.people import find_user, role_rows


@contextmanager
def declared(field: Field, name: str, value: Any) -> Iterator[None]:
    """Inside, the frozen declaration says otherwise."""
    held = getattr(field, name)
    object.__setattr__(field, name, value)
    try:
        yield
    finally:
        object.__setattr__(field, name, held)


@pytest.fixture
def tried(come_in: ComeIn, office: Office, truth: list[Any]) -> Callable[..., Any]:
    """A person's judge and what is asked of the complaints, both settled before anything is switched off."""

    def made(role: Role) -> tuple[Judge, list[Ask]]:
        person, browser = come_in(role)
        visit = Visit(person=person, plants=office[3], records=truth, register=Complaint)
        judge = Judge(person=person, browser=browser, cage=office[3].cage, records=truth)
        return judge, [ask for probe in (the_list, the_record, the_sheet) for ask in probe(visit)]

    return made


def test_with_every_rule_in_place_it_is_content(tried: Callable[..., Any]) -> None:
    judge, asks = tried(Role.DEPT)
    for ask in asks:
        judge.ask(ask)
    assert judge.wrong == []


@pytest.mark.parametrize("name", ["phone", "complainant", "address"])
def test_a_field_that_is_no_longer_masked_is_reported(name: str, tried: Callable[..., Any]) -> None:
    judge, asks = tried(Role.DEPT)
    with declared(Complaint.fields[name], "sensitive", None):
        for ask in asks:
            judge.ask(ask)
    assert any("lets out" in said and f" {name} " in said for said in judge.wrong)


def test_a_value_that_is_withheld_from_whom_it_is_for_is_reported(tried: Callable[..., Any]) -> None:
    judge, asks = tried(Role.DEPT)
    with declared(Complaint.fields["phone"], "shown_to", (Role.GM,)):
        for ask in asks:
            judge.ask(ask)
    assert any("does not show 139****" in said for said in judge.wrong)


def test_a_register_that_is_no_longer_narrowed_is_reported(
    tried: Callable[..., Any], office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """The session keeps one clause for each set of posts; that of this person is asked for here and nowhere else."""
    judge, asks = tried(Role.DEPT)
    with office[0].app_context():
        user = find_user(Role.DEPT.value.lower())
        user.roles = role_rows([Role.DEPT, Role.SYSADMIN, Role.METER_MAN])
        db.session.commit()
    monkeypatch.delitem(Complaint.seen.narrowed, Role.DEPT)
    assert frozenset({Role.DEPT, Role.SYSADMIN, Role.METER_MAN}) not in sight._known
    for ask in asks:
        judge.ask(ask)
    assert any("which is hidden" in said for said in judge.wrong)
    assert any("whose record is hidden" in said for said in judge.wrong)
    assert any("is not shut but answers 200" in said for said in judge.wrong)


def test_a_door_without_a_probe_is_named() -> None:
    app = Flask(__name__)
    app.add_url_rule("/complaint/<int:pk>/nowhere", view_func=lambda pk: pk, endpoint="nowhere")
    assert ("GET", "/<register>/<int:pk>/nowhere") in doors(app) - set(PROBES)
