"""长春水务 (004): customer representatives and large projects."""

from __future__ import annotations

import pytest

from models import Callback, CallbackPlan
from rules import accountability
from rules.feedback import check_unsolved
from rules.projects import ProjectKind, care_for, is_large
from rules.refusals import Invalid, Refused
from rules.representatives import loses_post
from rules.roles import Role
from rules.routing import is_clue_for_group
from tests.law.bench import at_once, chain_of, number, policy_of, reminds, stated


def _large(kind: ProjectKind, invested: float) -> bool:
    return is_large(
        kind, invested, large_from=number("R004-01", "project_large_from"), estate_from=number("R004-02", "estate_large_from"))  # fmt: skip


def test_r004_01_industry_from_fifty_million() -> None:
    assert [_large(ProjectKind.INDUSTRY, sum_) for sum_ in (4999.99, 5000, 5001)] == [False, True, True]
    for kind in (ProjectKind.GOVERNMENT, ProjectKind.RELIABLE, ProjectKind.PETITION):
        assert _large(kind, 1)
    assert not _large(ProjectKind.OTHER, 10**6)


def test_r004_02_real_estate_from_three_billion_a_year() -> None:
    assert [_large(ProjectKind.ESTATE, sum_) for sum_ in (5000, 299_999.99, 300_000)] == [False, False, True]


def test_r004_03_head_cares_for_an_exceptional_project() -> None:
    assert care_for(large=True, exceptional=True).leads is Role.CS_HEAD
    assert care_for(large=True, exceptional=False).leads is Role.AM_LEAD
    assert care_for(large=False, exceptional=True).leads is Role.AM
    assert policy_of("R004-03").role(Role.CS_HEAD) == "用户发展办公室主要领导"
    assert stated("R004-03").kind == "ROUTING"


def test_r004_04_calls_about_representatives() -> None:
    for register in (Callback, CallbackPlan):
        reminds("R004-04", register)


def test_r004_05_customer_hears_also_of_what_is_not_solved() -> None:
    at_once("R004-05")
    check_unsolved(solved=True, told_customer=False, explanation="")
    check_unsolved(solved=False, told_customer=True, explanation="管网改造已列入明年计划")
    with pytest.raises(Invalid) as refused:
        check_unsolved(solved=False, told_customer=False, explanation=" ")
    assert refused.value.errors.keys() == {"told_customer", "explanation"}


def test_r004_06_misconduct_is_accounted_for() -> None:
    assert accountability.after_misconduct(verified=True, suspected_crime=False) is accountability.MISCONDUCT
    assert accountability.after_misconduct(verified=True, suspected_crime=True) is accountability.CRIME
    assert accountability.after_misconduct(verified=False, suspected_crime=True) is None
    assert chain_of("R004-06", "accountability") == ((Role.GROUP,), (Role.VP,))
    assert policy_of("R004-06").chains["accountability"].copied_to == (Role.DISC,)


def test_r004_07_representative_loses_his_post() -> None:
    nothing = {"fit": True, "asked_to_leave": False, "post_changed": False}
    assert not loses_post(**nothing, group_agreed=False)
    for cause in ({"fit": False}, {"asked_to_leave": True}, {"post_changed": True}):
        assert loses_post(**(nothing | cause), group_agreed=True)
        with pytest.raises(Refused, match="须经部门工作领导小组研究通过"):
            loses_post(**(nothing | cause), group_agreed=False)
    with pytest.raises(Refused, match="不得取消客户代表资格"):
        loses_post(**nothing, group_agreed=True)
    assert stated("R004-07").kind == "TRIGGER"


def test_r004_08_complaint_of_others_goes_to_the_group() -> None:
    assert is_clue_for_group(accused_department="管网中心", own_department="用户发展办公室")
    assert not is_clue_for_group(accused_department="用户发展办公室", own_department="用户发展办公室")
    assert not is_clue_for_group(accused_department="", own_department="用户发展办公室")
    assert stated("R004-08").kind == "ROUTING"
