"""Every address of the program, filled with what was planted. A new route that nobody says how to fill in fails the tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

from models import REGISTERS
from models.declare import Register
from rules.moments import local
from rules.roles import Role
from services.dashboard import Stand
from services.rates import MEASURES
from tests.cast import NOW
from tests.make import keeper_role
from tests.owasp.plant import Planted

#: Pages of the console that say in their query which row they are about.
ASKED = {
    "details_view": "?id=1", "edit_view": "?id=1", "ajax_lookup": "?name=x&query=x", "day": "?on=2026-11-20", "offered": "?id=1",
    "edition": "?id=1&tab=values", "missing": "?id=1", "switch": "?id=2",
}  # fmt: skip
BY_VIEW = {f"{register.__name__}View": register for register in REGISTERS}


@dataclass(frozen=True)
class Door:
    """One address, whom it is meant for, and the register it belongs to."""

    endpoint: str
    path: str
    role: Role
    register: type[Register] | None = None
    takes_id: bool = False

    @property
    def tail(self) -> str:
        return self.endpoint.rpartition(".")[2]


def doors(app: Flask, planted: Planted, method: str) -> list[Door]:
    """All that answer to a method, static files left out; of the API a cookie opens nothing (tests/api/test_the_door.py), and the doors
    for machines ask nobody who he is and name nobody (tests/ops).
    """
    rules = (
        rule for rule in app.url_map.iter_rules()
        if method in (rule.methods or ()) and not rule.endpoint.endswith("static")
        and not rule.endpoint.startswith(("api.", "machines."))
    )  # fmt: skip
    return [door for rule in sorted(rules, key=str) for door in _doors(rule, planted)]


def _doors(rule: Rule, planted: Planted) -> Iterator[Door]:
    view, _, tail = rule.endpoint.rpartition(".")
    register = BY_VIEW.get(view)
    for values in _fillings(rule, view, tail, register, planted):
        path = rule.rule
        for name in rule.arguments:
            path = next(path.replace(part, str(values[name])) for part in _parts(path, name))
        role = keeper_role(register) if register else Role.SYSADMIN if view.startswith("console") else Role.CS_HEAD
        yield Door(
            rule.endpoint, path + (ASKED.get(tail, "") if view.startswith("console") else ""), role, register,
            takes_id=bool(rule.arguments))  # fmt: skip


def _parts(path: str, name: str) -> Iterator[str]:
    for piece in path.split("/"):
        if piece.strip("<>").rpartition(":")[2] == name and piece.startswith("<"):
            yield piece


def _fillings(rule: Rule, view: str, tail: str, register: type[Register] | None, planted: Planted) -> list[dict[str, object]]:
    """The values for the converters of a rule; KeyError where a new kind of address has come."""
    if not rule.arguments:
        return [{}]
    if register is not None:
        here = {"pk": planted.records[register.__tablename__], "file_id": planted.files[register.__tablename__]}
        if tail == "print_reserved":
            return [{"pk": planted.reserved[register.__tablename__]}]
        if tail == "paper":
            return [{**here, "key": paper.key} for paper in register.papers] or [{**here, "key": "none"}]
        if tail == "put_right":
            return [{**here, "act": "undo"}]
        if rule.arguments == {"pk", "key"}:
            return [{**here, "key": step.key} for step in in_order_of_state(register)[:2]] or [{**here, "key": "none"}]
        assert rule.arguments <= set(here), unknown(rule)
        return [here]
    known: dict[str, list[dict[str, object]]] = {
        "AccountView.end_delegation": [{"pk": 1}],
        "ApprovalsView.item": _approval(planted), "ApprovalsView.withdraw": _approval(planted), "ApprovalsView.read": [{"pk": 1}],
        "DashboardView.desk": [{"stand": stand.value, "unit": 1} for stand in Stand],
        "RatesView.show": [{"name": name} for name in MEASURES],
        "LookupView.find": [
            {"name": one.__tablename__, "field_name": name} for one in REGISTERS for name, field in one.fields.items() if field.is_link],
        "NumbersView.show": _book(), "NumbersView.print": _book(), "NumbersView.explain": _book(),
        "MessagesView.show": [{"pk": 1}], "MessagesView.mark": [{"pk": 1}],
        "console_delegation.end": [{"pk": 1}], "console_leaver.person": [{"pk": 1}], "console_leaver.place": [{"pk": 1}],
        "console_integration.revoke": [{"pk": 1}],
        "ReturnedView.settle_page": [{"pk": planted.page}], "ReturnedView.picture": [{"pk": planted.page}],
        "ShelvesView.box": [{"pk": planted.records["place"]}],
        "ReturnedView.upload": [{"pk": planted.upload}], "ReturnedView.list_scan": [{"pk": planted.listed}],
        **{f"JobsView.{name}": [{"pk": planted.job, "file_id": planted.job_file}] for name in ("show", "part", "cancel", "file")},
    }  # fmt: skip
    if view.startswith("console") and rule.arguments == {"export_type"}:
        return [{"export_type": "csv"}]
    assert rule.endpoint in known, unknown(rule)
    return known[rule.endpoint]


def _approval(planted: Planted) -> list[dict[str, object]]:
    assert planted.approval is not None
    return [{"name": planted.approval.__tablename__, "pk": planted.approval.id}]


def _book() -> list[dict[str, object]]:
    """The first number of a form in the year of the tests, which is given out."""
    return [{"name": REGISTERS[0].__tablename__, "year": local(NOW).year, "count": 1}]


def in_order_of_state(register: type[Register]) -> list[object]:
    """The steps of a register, those that a new record can take first."""
    return sorted(register.flow.steps, key=lambda step: step.source is not register.start())


def unknown(rule: Rule) -> str:
    return f"{rule} ({rule.endpoint}) is a new kind of address: say in tests/owasp/doors.py with what it is filled"
