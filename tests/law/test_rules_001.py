"""XXXX水务 (001): complaints, repairs, letters from above, and the calls after them."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from models import Callback, CallbackPlan, Inquiry
from rules import accountability
from rules.feedback import check_reply, needs_second_callback
from rules.keys import Value
from rules.refusals import Invalid, Refused
from rules.report import check_half_year_report
from rules.roles import Role
from rules.routing import HANDLERS, forward_letter, handler_of
from tests.law.bench import at_once, chain_of, falls_due, policies, reminds, stated, value_of, workdays
from tests.make import make


def test_r001_01_call_after_installation() -> None:
    workdays("R001-01", 2, kind="install")


def test_r001_02_call_about_a_transferred_case() -> None:
    workdays("R001-02", 3)


def test_r001_03_call_the_day_after_a_repair_order() -> None:
    falls_due("R001-03", {
        "2026-02-13 00:00": "2026-02-14 24:00", "2026-02-14 23:59": "2026-02-15 24:00", "2026-02-28 08:00": "2026-03-01 24:00",
    }, kind="repair")  # fmt: skip


def test_r001_04_dissatisfaction_starts_accountability() -> None:
    is_on = bool(value_of("R001-04", "dissatisfied_starts_accountability"))
    found = accountability.after_callback("bad", dissatisfied="bad", is_on=is_on)
    assert found is accountability.DISSATISFIED
    assert "扣罚当月绩效工资" in found.consequence
    for answer in ("very", "good", "fair", None):
        assert accountability.after_callback(answer, dissatisfied="bad", is_on=is_on) is None
    others = [policy.is_on(Value.DISSATISFIED_STARTS_ACCOUNTABILITY) for code, policy in policies().items() if code != "XNSW"]
    assert others == [False] * 4
    assert accountability.after_callback("bad", dissatisfied="bad", is_on=False) is None
    assert chain_of("R001-04", "accountability") == ((Role.DEPT,), (Role.VP,), (Role.GM,))


def test_r001_05_large_customers_every_half_year() -> None:
    falls_due("R001-05", {
        "2026-01-01 00:00": "2026-06-30 24:00", "2026-06-30 23:59": "2026-06-30 24:00", "2026-07-01 00:00": "2026-12-31 24:00",
    })  # fmt: skip


def test_r001_06_half_year_report_with_customers() -> None:
    check_half_year_report(has_report=True, customers_attached=1)
    with pytest.raises(Refused, match="须同时附回访客户信息"):
        check_half_year_report(has_report=True, customers_attached=0)
    with pytest.raises(Refused, match="尚未形成半年回访报告"):
        check_half_year_report(has_report=False, customers_attached=3)
    assert chain_of("R001-06", "half_year_report") == ((Role.VP,),)


def test_r001_07_a_talk_takes_consent(session: Session) -> None:
    assert make(CallbackPlan, session, mode="talk", consented=True).id
    assert make(CallbackPlan, session, mode="phone", consented=False).id
    for answer in (False, None):
        with pytest.raises(Invalid) as refused:
            make(CallbackPlan, session, mode="talk", consented=answer)
        assert "consented" in refused.value.errors


def test_r001_08_second_callback() -> None:
    assert needs_second_callback(had_opinion=True, rectified=True, takes_long=False)
    assert needs_second_callback(had_opinion=True, rectified=False, takes_long=True)
    assert not needs_second_callback(had_opinion=True, rectified=False, takes_long=False)
    assert not needs_second_callback(had_opinion=False, rectified=True, takes_long=False)
    workdays("R001-08", 3)


def _within_the_shift(rule: str) -> None:
    hour = {"2026-02-17 10:00": "2026-02-17 11:00"}
    falls_due(rule, hour)
    falls_due(rule, hour, shift_end="2026-02-17 12:00")
    falls_due(rule, hour, shift_end="2026-02-17 11:00")
    falls_due(rule, {"2026-02-17 23:40": "2026-02-18 00:40"}, shift_end="2026-02-18 08:00")
    falls_due(rule, {"2026-02-17 10:00": "2026-02-17 10:20"}, shift_end="2026-02-17 10:20")


def test_r001_09_message_is_answered_within_the_shift() -> None:
    _within_the_shift("R001-09")


def test_r001_10_first_answer_to_a_complaint() -> None:
    _within_the_shift("R001-10")


def test_r001_11_answer_to_the_customer() -> None:
    workdays("R001-11", 1)


def test_r001_12_information_for_a_letter() -> None:
    workdays("R001-12", 1)


def test_r001_13_answer_to_a_letter() -> None:
    workdays("R001-13", 1)


def test_r001_14_text_message_is_entered_later() -> None:
    workdays("R001-14", 1)


def test_r001_15_consultation_is_answered_directly() -> None:
    at_once("R001-15", category="consult")
    assert handler_of("consult").post == "当班热线（服务）受理人员"


def test_r001_16_meter_data_are_checked() -> None:
    workdays("R001-16", 1, category="meter_data")
    assert handler_of("meter_data").post == "客服部抄收主管"


@pytest.mark.parametrize("category", ["no_water", "pressure", "meter_box", "meter_test"])
def test_r001_17_no_water(category: str) -> None:
    falls_due("R001-17", {"2026-02-14 23:00": "2026-02-15 23:00", "2026-02-17 00:00": "2026-02-17 24:00"}, category=category)
    assert handler_of(category).post == "管网部"


def test_r001_18_arrival_in_the_city() -> None:
    falls_due("R001-18", {"2026-02-17 23:50": "2026-02-18 00:20"}, zone="city")


def test_r001_19_arrival_outside_the_city() -> None:
    falls_due("R001-19", {"2026-02-17 23:50": "2026-02-18 00:50"}, zone="suburb")
    assert handler_of("pipe_repair").post == "管网部"


@pytest.mark.parametrize("dn", [0, 100, 599])
def test_r001_20_repair_below_dn600(dn: int) -> None:
    falls_due("R001-20", {"2026-02-17 23:50": "2026-02-18 23:50"}, dn=dn)


@pytest.mark.parametrize("dn", [600, 799])
def test_r001_21_repair_from_dn600(dn: int) -> None:
    """38 hours, as the document has it."""
    falls_due("R001-21", {"2026-02-17 08:00": "2026-02-18 22:00"}, dn=dn)


@pytest.mark.parametrize("dn", [800, 1200])
def test_r001_22_repair_from_dn800(dn: int) -> None:
    falls_due("R001-22", {"2026-02-27 08:00": "2026-03-01 08:00"}, dn=dn)


def test_r001_23_water_is_sampled() -> None:
    workdays("R001-23", 1, category="water_quality")
    assert handler_of("water_quality").post == "水质检测中心"


def test_r001_24_installation_and_works() -> None:
    workdays("R001-24", 1, category="install")
    assert handler_of("install").post == "工程公司总经办"


def test_r001_25_violation_report() -> None:
    workdays("R001-25", 1, category="violation")
    assert handler_of("violation").post == "稽查部"


def test_r001_26_lists_of_every_workday() -> None:
    falls_due("R001-26", {
        "2026-02-13 09:00": "2026-02-13 24:00", "2026-02-14 09:00": "2026-02-14 24:00", "2026-02-15 09:00": "2026-02-24 24:00",
        "2026-02-28 09:00": "2026-02-28 24:00", "2026-03-01 09:00": "2026-03-02 24:00",
    })  # fmt: skip


def test_r001_27_overdue_complaints_are_reported() -> None:
    falls_due("R001-27", {"2026-11-16 00:00": "2026-11-22 24:00", "2026-11-22 23:59": "2026-11-22 24:00"})


def test_r001_28_weekly_report() -> None:
    falls_due("R001-28", {"2026-11-18 10:00": "2026-11-22 24:00", "2026-12-30 10:00": "2027-01-03 24:00"})


def test_r001_29_monthly_report() -> None:
    falls_due("R001-29", {"2026-02-10 10:00": "2026-02-28 24:00", "2026-11-30 23:59": "2026-11-30 24:00"})
    assert chain_of("R001-29", "monthly_report") == ((Role.VP,), (Role.GM,))


def test_r001_30_no_guessing_before_the_test_report() -> None:
    for register in (Callback, Inquiry):
        reminds("R001-30", register)


def test_r001_31_superior_is_asked_at_once() -> None:
    at_once("R001-31")


@pytest.mark.parametrize(("result", "progress"), [("", " "), ("已处理。", ""), ("", "处理中"), ("收到", "正在处理！")])
def test_r001_32_reply_states_result_or_progress(result: str, progress: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_reply(result, progress)
    assert "result" in refused.value.errors
    check_reply("11月20日更换DN20水表一只，试水正常", "")
    check_reply("", "已挖开路面，待配件到货，预计21日恢复供水")
    check_reply("已处理", "更换阀门一只")


def test_r001_33_letter_goes_on_as_a_scan() -> None:
    sent = forward_letter(scanned=True, to="客服部经理", copied_to=("温泉分部副经理", "客服部经理"))
    assert (sent.to, sent.copied_to) == ("客服部经理", ("温泉分部副经理",))
    with pytest.raises(Invalid) as refused:
        forward_letter(scanned=False, to="客服部经理", copied_to=())
    assert "scan" in refused.value.errors
    assert stated("R001-33").kind == "ROUTING"


def test_every_category_has_a_limit_and_a_handler() -> None:
    for code, policy in policies().items():
        for category in HANDLERS:
            if category != "pipe_repair":  # which has clocks of its own: arrive and repair
                assert policy.limit("handle", {"category": category}).amount <= 24, code
    with pytest.raises(Invalid):
        handler_of("weather")
