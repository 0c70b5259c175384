"""`make permissions`: what the auditor is shown is what the doors answer."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pytest
from flask import Flask

from models import REGISTERS
from models.complaint import Complaint
from models.customer import Customer
from models.declare import Register, Verb
from rules.roles import Role
from services.permissions import VERBS, matrix, remarks
from tests.make import in_order

every = pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.__name__)


def of(register: type[Register], role: Role) -> dict[str, object]:
    right = next(right for right in matrix([register]) if right.role is role)
    return {"records": right.records, "changes": right.changes, "personal": right.personal, "closed": right.closed}


@every
def test_the_matrix_says_of_each_verb_who_may(register: type[Register]) -> None:
    """The same declaration that tests/views/test_rights_matrix.py holds against what every door answers."""
    rights = matrix([register])
    for verb in VERBS:
        assert {right.role for right in rights if verb in right.verbs} == set(register.may(verb)), verb


def test_it_says_in_words_which_records_a_post_sees() -> None:
    assert of(Complaint, Role.DEPT) == {
        "records": "承办部门为本部门；未办结且首接人为本人；本人填写或指名由本人办理", "changes": "",
        "personal": "遮盖，可查看明文", "closed": (),
    }  # fmt: skip
    assert of(Complaint, Role.AUDITOR)["records"] == "全部"
    assert of(Customer, Role.AM)["personal"] == "明文"
    assert of(Customer, Role.AUDITOR)["personal"] == "遮盖"


def test_conditions_links_and_closed_fields_are_said_too() -> None:
    by_name = {register.__tablename__: register for register in REGISTERS}
    assert of(by_name["accountability"], Role.ARCHIVIST)["records"] == "状态为已执行、已归档、作废；本人填写或指名由本人办理"
    assert of(by_name["callback"], Role.DISC)["records"].startswith("有无吃拿卡要、乱收费为是；")  # type: ignore[attr-defined]
    assert of(by_name["call"], Role.HOTLINE)["changes"] == "填表人或值班人姓名为本人；当班时间的值班人或调班接替人为本人"
    assert of(by_name["callback"], Role.DEPT)["closed"] == ("有无吃拿卡要、乱收费",)
    assert any("要求保密为是" in said for said in remarks(Complaint))
    assert any("身份证号" in said for said in remarks(Customer))


def test_it_is_printed_as_a_table_as_csv_and_as_json(app: Flask) -> None:
    runner = app.test_cli_runner()
    table = runner.invoke(args=["permissions"])
    assert table.exit_code == 0
    assert all(f"{register.code}　{register.title}" in table.output for register in REGISTERS)
    rows = list(csv.DictReader(StringIO(runner.invoke(args=["permissions", "--csv"]).output)))
    facts = json.loads(runner.invoke(args=["permissions", "--json"]).output)
    assert len(rows) == len(facts) == sum(len(register.read_by) for register in REGISTERS)
    for row, fact in zip(rows, facts, strict=True):
        assert [verb.value for verb in VERBS if row[VERBS[verb]]] == fact["verbs"]
        assert row["可见记录"] == fact["records"]
    assert set(VERBS) == set(Verb)
    assert [fact["role"] for fact in facts if fact["register"] == "customer"] == [role.value for role in in_order(Customer.read_by)]
