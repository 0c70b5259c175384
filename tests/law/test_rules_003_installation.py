"""供水公司客户服务工作手册 (003), chapters 9 and 10: from the application for water to the settlement of the works."""

from __future__ import annotations

from typing import Any

import pytest

from rules.keys import Value
from rules.refusals import Refused
from rules.supply import check_conditions, customer_kind
from tests.law.bench import falls_due, number, policies, value_of, workdays


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"breaks_design_rules": True}, "供水设计规范"), ({"in_arrears_or_violating": True}, "拖欠水费"),
        ({"pressure": 0.1199}, "低于 0.12MPa"), ({"alone_in_joint_work": True}, "集中办理"),
    ],
)  # fmt: skip
def test_r003_40_four_cases_that_are_not_accepted(wrong: dict[str, Any], why: str) -> None:
    least = value_of("R003-40", "pressure_least")
    good = {"breaks_design_rules": False, "in_arrears_or_violating": False, "pressure": 0.12, "alone_in_joint_work": False}
    check_conditions(**good, pressure_least=least)  # type: ignore[arg-type]
    check_conditions(**(good | {"pressure": None}), pressure_least=least)  # type: ignore[arg-type]
    with pytest.raises(Refused, match=f"暂不受理用水申请：.*{why}"):
        check_conditions(**(good | wrong), pressure_least=least)


def test_r003_41_papers_go_to_design_by_half_past_four() -> None:
    """Exactly 16:30 is of the day's batch; the batch then has one working day."""
    falls_due("R003-41", {
        "2026-02-12 16:30": "2026-02-13 24:00", "2026-02-12 16:31": "2026-02-14 24:00", "2026-02-13 16:30": "2026-02-14 24:00",
        "2026-02-13 16:31": "2026-02-24 24:00", "2026-02-14 16:31": "2026-02-25 24:00", "2026-02-18 09:00": "2026-02-25 24:00",
        "2026-02-27 17:00": "2026-03-02 24:00",
    })  # fmt: skip


def test_r003_42_survey_for_units() -> None:
    workdays("R003-42", 10, kind="unit")


def test_r003_43_survey_for_single_customers() -> None:
    workdays("R003-43", 5, kind="single")


def test_r003_44_budget_for_units() -> None:
    workdays("R003-44", 4, kind="unit")


def test_r003_45_budget_for_single_customers() -> None:
    workdays("R003-45", 2, kind="single")


def test_r003_46_customer_is_told() -> None:
    workdays("R003-46", 1)


def test_r003_47_work_order() -> None:
    workdays("R003-47", 1)


def test_r003_48_project_team() -> None:
    workdays("R003-48", 1, kind="unit")


def test_r003_49_technical_briefing() -> None:
    workdays("R003-49", 2, kind="unit")


def test_r003_50_acceptance() -> None:
    workdays("R003-50", 1)


def test_r003_51_filing() -> None:
    workdays("R003-51", 2)


def test_r003_52_settlement_for_single_customers() -> None:
    workdays("R003-52", 10, kind="single")


def test_r003_53_settlement_for_units() -> None:
    workdays("R003-53", 15, kind="unit")


@pytest.mark.parametrize(
    ("households", "is_unit", "kind"),
    [(None, False, "single"), (1, False, "single"), (19, False, "single"), (20, False, "unit"), (1, True, "unit")],
)
def test_r003_54_twenty_households_are_a_cluster(households: int | None, is_unit: bool, kind: str) -> None:  # noqa: FBT001
    cluster_from = number("R003-54", "cluster_households")
    assert customer_kind(households, is_unit=is_unit, cluster_from=cluster_from) == kind
    assert {policy.value(Value.CLUSTER_HOUSEHOLDS) for policy in policies().values()} == {20}
