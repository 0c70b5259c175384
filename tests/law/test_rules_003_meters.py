"""供水公司客户服务工作手册 (003), chapter 4: meters from their purchase to their return."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from rules import meter_store, replacement
from rules.clock import due
from rules.refusals import Refused
from rules.roles import Role
from tests.law.bench import calendar, chain_of, falls_due, limit_of, moment, number, policies, stated, value_of, workdays


def test_r003_01_purchase_plans_at_the_start_of_month_and_year() -> None:
    falls_due("R003-01", {"2025-12-31 10:00": "2026-01-06 24:00", "2026-01-20 10:00": "2026-02-04 24:00"})


def test_r003_02_purchase_in_twenty_days() -> None:
    falls_due("R003-02", {"2026-02-08 10:00": "2026-02-28 24:00"})


def test_r003_03_no_certificate_no_entry() -> None:
    meter_store.check_received([])
    with pytest.raises(Refused, match="无检验合格证的水表应当拒收：A01、A02"):
        meter_store.check_received(["A02", "A01"])
    assert stated("R003-03").kind == "VALIDATION"


def test_r003_04_days_of_issue_and_stock_taking() -> None:
    falls_due("R003-04", {
        "2026-02-01 10:00": "2026-02-28 24:00", "2026-05-10 10:00": "2026-05-29 24:00", "2026-09-10 10:00": "2026-09-30 24:00",
    })  # fmt: skip
    stock_day = moment("2026-11-30 10:00").date()
    assert due(limit_of("R003-04"), moment("2026-11-02 10:00"), calendar()).at == moment("2026-11-30 24:00")
    weekdays = {int(day) for day in str(value_of("R003-04", "meter_issue_days")).split(",")}

    def issue(at: str) -> None:
        meter_store.check_issue_time(moment(at), calendar(), weekdays=weekdays, stock_day=stock_day)

    for open_at in ("2026-11-16 08:30", "2026-11-20 17:29", "2026-11-27 14:00"):
        issue(open_at)
    for shut_at, why in (
        ("2026-11-30 10:00", "盘存日"), ("2026-11-21 10:00", "星期六"), ("2026-02-14 10:00", "星期六"),
        ("2026-11-20 12:30", "不是上班时间"), ("2026-02-17 10:00", "不是上班时间"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=why):
            issue(shut_at)


@pytest.mark.parametrize(
    ("count", "forms", "reserved_on", "issued_before", "why"),
    [
        (1, 1, None, False, ""), (9, 9, None, False, ""), (50, 50, date(2026, 11, 19), False, ""),
        (51, 51, date(2026, 11, 19), False, "上限为 50"),
        (10, 10, None, False, "提前 1 天预约"), (10, 10, date(2026, 11, 20), False, "提前 1 天预约"),
        (10, 10, date(2026, 11, 19), True, "限领一次"), (2, 1, None, False, "每张领表单只能领 1 只表"), (0, 1, None, False, "至少领一只"),
    ],
)  # fmt: skip
def test_r003_05_how_many_meters_at_once(
    count: int, forms: int, reserved_on: date | None, issued_before: bool, why: str,  # noqa: FBT001
) -> None:  # fmt: skip
    def issue() -> None:
        meter_store.check_issue(
            count, forms=forms, per_form=number("R003-05", "meters_per_form"), batch_from=number("R003-05", "meter_batch_from"),
            most=number("R003-05", "meter_batch_most"), reserved_on=reserved_on, today=date(2026, 11, 20),
            notice_days=number("R003-05", "meter_batch_notice_days"), issued_before=issued_before)  # fmt: skip

    if why:
        with pytest.raises(Refused, match=why):
            issue()
    else:
        issue()


@pytest.mark.parametrize("dn", [15, 20, 25])
def test_r003_06_small_meters_after_six_years(dn: int) -> None:
    falls_due("R003-06", {"2020-02-29 00:00": "2026-02-28 24:00", "2020-11-20 00:00": "2026-11-20 24:00"}, dn=dn)


@pytest.mark.parametrize("dn", [40, 50])
def test_r003_07_middle_meters_after_four_years(dn: int) -> None:
    falls_due("R003-07", {"2022-11-20 00:00": "2026-11-20 24:00"}, dn=dn)


@pytest.mark.parametrize("dn", [80, 100, 300])
def test_r003_08_large_meters_after_two_years(dn: int) -> None:
    falls_due("R003-08", {"2024-02-29 00:00": "2026-02-28 24:00"}, dn=dn)


def test_r003_09_overdue_meter_is_changed() -> None:
    workdays("R003-09", 5)


def test_r003_10_urgent_change_is_checked() -> None:
    workdays("R003-10", 3)


def test_r003_11_urgent_change_is_made() -> None:
    workdays("R003-11", 5)


def test_r003_12_weekly_form_of_changes() -> None:
    falls_due("R003-12", {"2026-02-18 09:00": "2026-02-22 24:00"})


def test_r003_13_old_meter_first() -> None:
    meter_store.check_old_meters_back([])
    with pytest.raises(Refused, match="尚未归还（QH0012、QH0034）"):
        meter_store.check_old_meters_back({"QH0034", "QH0012"})
    with pytest.raises(Refused, match="严禁一次性归还"):
        meter_store.check_old_meters_back([], all_at_once=True)
    assert stated("R003-13").kind == "PRECONDITION"


def _fails_alone(check: Callable[..., None], good: dict[str, Any], bad: dict[str, tuple[Any, str]], **fixed: Any) -> None:
    """The check passes with everything good, and fails for each single thing that is bad, saying so; all at once say all."""
    check(**good, **fixed)
    for name, (value, why) in bad.items():
        with pytest.raises(Refused, match=why):
            check(**(good | {name: value}), **fixed)
    with pytest.raises(Refused) as all_at_once:
        check(**{name: value for name, (value, _) in bad.items()}, **{name: good[name] for name in good.keys() - bad.keys()}, **fixed)
    assert all(why in all_at_once.value.message for _, why in bad.values())


def test_r003_14_user_is_told_and_signs_first() -> None:
    _fails_alone(
        replacement.check_start, {"notified": True, "checked_together": True, "notice_signed": True},
        {"notified": (False, "尚未通知"), "checked_together": (False, "共同核对"), "notice_signed": (False, "尚未签收《换表通知书》")},
    )  # fmt: skip
    assert stated("R003-14").kind == "PRECONDITION"


def test_r003_15_work_stops_and_is_reported() -> None:
    large = number("R003-15", "large_meter_from_dn")
    replacement.check_meter_found(reading_agrees=True, seal_broken=True, dn=large - 1, large_from=large)
    _fails_alone(
        replacement.check_meter_found, {"reading_agrees": True, "seal_broken": False, "dn": large, "large_from": large},
        {"reading_agrees": (False, "严重不符"), "seal_broken": (True, "铅封断裂")},
    )  # fmt: skip


def test_r003_16_two_heads_sign_for_a_substitute() -> None:
    ((*signers,),) = chain_of("R003-16", "urgent_swap")
    assert set(signers) == {Role.DEPT, Role.CS_HEAD}
    assert policies()["CSGS"].chains["urgent_swap"].levels[0].all_of_them
    _fails_alone(
        replacement.check_substitute, {"spare_dn": 20, "wanted_dn": 20, "reported": True, "signed_by": signers},
        {"spare_dn": (25, "口径不同"), "reported": (False, "尚未向客户服务中心负责人报告"),
         "signed_by": ([Role.DEPT], "缺 客服中心负责人 签字")},
        signers=signers,
    )  # fmt: skip


def test_r003_17_old_meters_are_kept_for_a_month() -> None:
    falls_due("R003-17", {"2026-01-31 09:00": "2026-02-28 24:00"})
    keep_from = number("R003-17", "old_meter_keep_from_dn")
    kept = [dn for dn in (25, 39, 40, 50) if replacement.after_removal(damaged_by_hand=False, dn=dn, keep_from=keep_from).labelled_and_kept]
    assert kept == [40, 50]


def test_r003_18_damage_by_hand_is_paid_for() -> None:
    keep_from = number("R003-17", "old_meter_keep_from_dn")
    assert replacement.after_removal(damaged_by_hand=True, dn=20, keep_from=keep_from).compensation
    assert not replacement.after_removal(damaged_by_hand=False, dn=20, keep_from=keep_from).compensation
    assert stated("R003-18").kind == "TRIGGER"


def test_r003_19_suspended_meter_is_returned() -> None:
    workdays("R003-19", 10)


def test_r003_20_suspension_ends_after_six_months() -> None:
    falls_due("R003-20", {"2025-08-31 10:00": "2026-02-28 24:00", "2026-02-14 00:00": "2026-08-14 24:00"})


def test_r003_21_account_is_closed_after_conversion() -> None:
    workdays("R003-21", 20)


def test_r003_22_old_meter_is_entered() -> None:
    falls_due("R003-22", {"2026-02-14 17:00": "2026-02-16 24:00"})


def test_r003_23_acceptance_within_a_month_of_issue() -> None:
    falls_due("R003-23", {"2026-01-29 10:00": "2026-02-28 24:00"})


def test_r003_24_no_acceptance_without_the_old_meter() -> None:
    replacement.check_acceptance(removes_old_meter=True, old_meter_returned=True)
    replacement.check_acceptance(removes_old_meter=False, old_meter_returned=False)
    with pytest.raises(Refused, match="不予验收：旧表尚未交回"):
        replacement.check_acceptance(removes_old_meter=True, old_meter_returned=False)
    assert stated("R003-24").kind == "PRECONDITION"


@pytest.mark.parametrize(("dn", "years"), [(10, 6), (32, 4), (65, 2), (400, 2)])
def test_sizes_that_the_handbook_leaves_out_follow_jjg_162(dn: int, years: int) -> None:
    for code in ("CSGS", "XNSW", "JYHX", "CCSW"):
        found = policies()[code].limit("meter_replacement", {"dn": dn})
        assert (found.amount, found.rule, found.source.clause) == (years, "", ""), code
