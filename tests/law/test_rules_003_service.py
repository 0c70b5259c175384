"""供水公司客户服务工作手册 (003): telephone, counter, inspection, archive (chapters 1 to 3 and 5 to 8)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import Inquiry
from rules.destruction import check_destruction, check_handover
from rules.extension import check_extension
from rules.inspection import check_settlement, check_team, signature_line
from rules.refusals import Invalid, Refused
from rules.roles import Role
from rules.roster import check_shift
from rules.store_room import unguarded
from rules.supply import check_connection_number, check_transfer
from tests.law.bench import at_once, chain_of, falls_due, moment, number, reminds, stated, value_of


def test_r003_25_three_rings() -> None:
    reminds("R003-25", Inquiry)
    assert value_of("R003-25", "rings_most") == 3


def test_r003_26_feedback_call() -> None:
    falls_due("R003-26", {"2026-02-14 16:20": "2026-02-15 16:20"})


def test_r003_27_everything_is_passed_on_in_time() -> None:
    reminds("R003-27", Inquiry)
    assert value_of("R003-27", "transfer_rate") == 100


def test_r003_28_report_to_the_police_line() -> None:
    falls_due("R003-28", {
        "2026-02-17 00:00": "2026-02-17 08:30", "2026-02-17 08:30": "2026-02-17 08:30", "2026-02-17 08:31": "2026-02-18 08:30",
    })  # fmt: skip


def test_r003_29_last_shift_of_the_month() -> None:
    falls_due("R003-29", {"2026-02-28 08:00": "2026-02-28 20:00"}, shift_end="2026-02-28 20:00")
    falls_due("R003-29", {"2026-02-28 20:00": "2026-03-01 08:00"}, shift_end="2026-03-01 08:00")
    falls_due("R003-29", {"2026-02-10 08:00": "2026-02-28 24:00"})


def test_r003_30_daily_list_of_applications() -> None:
    falls_due("R003-30", {"2026-11-20 08:30": "2026-11-20 17:00", "2026-11-20 17:01": "2026-11-21 17:00"})


def test_r003_31_monthly_list_of_contracts() -> None:
    falls_due("R003-31", {"2026-02-02 09:00": "2026-02-28 24:00", "2026-05-31 09:00": "2026-05-31 24:00"})


def test_r003_32_monthly_list_of_transfers() -> None:
    falls_due("R003-32", {"2026-11-02 09:00": "2026-11-30 24:00"})


NUMBER = {
    "drawing_matches_card": "图卡不符", "application_complete": "签字不到位", "contract_signed": "合同没有签订",
    "calibers_equal": "口径与用水申请不一致", "papers_complete": "缺图纸",
}  # fmt: skip


def test_r003_33_five_checks_before_a_number() -> None:
    check_connection_number(**dict.fromkeys(NUMBER, True))
    for name, why in NUMBER.items():
        with pytest.raises(Refused, match=f"不予发号：.*{why}"):
            check_connection_number(**(dict.fromkeys(NUMBER, True) | {name: False}))
    with pytest.raises(Refused) as refused:
        check_connection_number(**dict.fromkeys(NUMBER, False))
    assert refused.value.message.count("；") == len(NUMBER) - 1
    assert stated("R003-33").kind == "VALIDATION"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [({"particulars_agree": False}, "不相符"), ({"in_arrears": True}, "尚有欠费"), ({"contract_signed": False}, "请先签合同")],
)
def test_r003_34_account_is_handed_over(wrong: dict[str, bool], why: str) -> None:
    good = {"particulars_agree": True, "in_arrears": False, "contract_signed": True}
    check_transfer(**good)
    with pytest.raises(Refused, match=f"不能办理过户：.*{why}"):
        check_transfer(**(good | wrong))


@pytest.mark.parametrize(
    ("inspectors", "carry", "shown", "why"),
    [
        (("周平",), True, True, "2 人以上"), (("周平", "周平"), True, True, "不同的人"), (("周平", " "), True, True, "不同的人"),
        (("周平", "吴刚"), False, True, "随身携带"), (("周平", "吴刚"), True, False, "首先出示"),
    ],
)  # fmt: skip
def test_r003_35_two_inspectors_with_cards(inspectors: tuple[str, ...], carry: bool, shown: bool, why: str) -> None:  # noqa: FBT001
    least = number("R003-35", "inspectors_least")
    check_team(("周平", "吴刚"), least=least, all_carry_card=True, card_shown=True)
    check_team(("周平", "吴刚", "郑敏"), least=least, all_carry_card=True, card_shown=True)
    with pytest.raises(Refused, match=why):
        check_team(inspectors, least=least, all_carry_card=carry, card_shown=shown)


def test_r003_36_refusal_to_sign_is_written_down() -> None:
    assert stated("R003-36").source.quotation == "当事人拒签"
    assert signature_line(signer="", refused=True, witness="") == "当事人拒签"
    assert signature_line(signer=" ", refused=True, witness="李建国") == "当事人拒签（见证人：李建国）"
    assert signature_line(signer="王强 ", refused=False, witness="") == "王强"
    for signer, refused in (("", False), ("王强", True)):
        with pytest.raises(Invalid) as wrong:
            signature_line(signer=signer, refused=refused, witness="")
        assert "signer" in wrong.value.errors


def test_r003_37_head_approves_before_settlement() -> None:
    ((*approvers,),) = chain_of("R003-37", "violation")
    assert approvers == [Role.CS_HEAD]
    check_settlement(approved_by=Role.CS_HEAD, approvers=approvers, registered=True)
    for role in (None, Role.INSPECTOR, Role.CS_SUP):
        with pytest.raises(Refused, match="领导批准后再进行处理"):
            check_settlement(approved_by=role, approvers=approvers, registered=True)
    with pytest.raises(Refused, match="《违章登记表》"):
        check_settlement(approved_by=Role.CS_HEAD, approvers=approvers, registered=False)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"appraised": False}, "鉴定小组"), ({"listed": 0}, "登记造册"), ({"approvers": ()}, "尚未审批"),
        ({"place": " "}, "未指定销毁地点"),
        ({"destroyers": ("钱进",)}, "2 人以上"), ({"destroyers": ("钱进", "钱进")}, "不同的人"),
        ({"destroyers": ("钱进", "冯总")}, "不得兼任"), ({"approvers": ("周副", "冯总"), "destroyers": ("冯总", "孙丽")}, "不得兼任"),
    ],
)  # fmt: skip
def test_r003_38_two_persons_destroy(wrong: dict[str, Any], why: str) -> None:
    good: dict[str, Any] = {
        "appraised": True, "listed": 12, "approvers": ("冯总",), "destroyers": ("钱进", "孙丽"), "place": "市造纸厂",
        "least": number("R003-38", "destroyers_least"),
    }  # fmt: skip
    check_destruction(**good)
    with pytest.raises(Refused, match=f"不得销毁：.*{why}"):
        check_destruction(**(good | wrong))
    assert chain_of("R003-38", "destruction") == ((Role.GROUP,), (Role.VP,))


@pytest.mark.parametrize(
    ("receives", "supervises", "signed", "why"),
    [
        ("孙丽", "孙丽", True, "不同的人"),
        ("钱进", "李明", True, "不同的人"),
        ("", "李明", True, "不同的人"),
        ("孙丽", "李明", False, "尚未签字"),
    ],
)  # fmt: skip
def test_r003_39_archivist_hands_over(receives: str, supervises: str, signed: bool, why: str) -> None:  # noqa: FBT001
    check_handover(leaves="钱进", receives="孙丽", supervises="李明", list_signed=True)
    with pytest.raises(Refused, match=why):
        check_handover(leaves="钱进", receives=receives, supervises=supervises, list_signed=signed)


def test_r003_55_delay_is_told_before_the_time_is_over() -> None:
    falls_due("R003-55", {"2026-02-14 24:00": "2026-02-14 24:00"})
    due_at = moment("2026-02-14 24:00")
    told: dict[str, Any] = {
        "due_at": due_at,
        "progress": "已勘测",
        "reason": "待批复",
        "solution": "批复后开挖",
        "expected_on": date(2026, 3, 2),
    }
    check_extension(asked_at=due_at, **told)
    for missing in ({"solution": ""}, {"expected_on": None}):
        with pytest.raises(Invalid):
            check_extension(asked_at=due_at, **(told | missing))
    with pytest.raises(Refused, match="延期须在期限内提出"):
        check_extension(asked_at=moment("2026-02-15 00:01"), **told)


def test_r003_56_counter_opens_five_minutes_early() -> None:
    falls_due("R003-56", {"2026-11-20 08:30": "2026-11-20 08:25"})


def test_r003_57_urgent_complaint_is_reported_at_once() -> None:
    at_once("R003-57")
    assert chain_of("R003-57", "major_complaint") == ((Role.CS_HEAD,), (Role.VP,))


def test_r003_58_no_two_shifts_running() -> None:
    reminds("R003-58", Inquiry)
    check_shift("何敏", previous_shift=["罗静"], swapped=True, approved=True)
    with pytest.raises(Refused, match="不准做连班"):
        check_shift("何敏", previous_shift=["何敏"], swapped=False, approved=True)
    with pytest.raises(Refused, match="部门负责人许可"):
        check_shift("何敏", previous_shift=[], swapped=True, approved=False)
    assert chain_of("R003-58", "shift_swap") == ((Role.CS_SUP,),)


def test_r003_59_eight_guards_of_the_store_room() -> None:
    guards = str(value_of("R003-59", "store_room_checks")).split(",")
    assert len(guards) == 8
    looked = dict.fromkeys(guards, True)
    assert unguarded(looked, guards) == ()
    assert unguarded(looked | {"防潮": False, "防火": False}, guards) == ("防火", "防潮")
    with pytest.raises(Invalid) as refused:
        unguarded({guard: True for guard in guards if guard != "防尘"}, guards)
    assert "防尘" in refused.value.errors["checks"]
