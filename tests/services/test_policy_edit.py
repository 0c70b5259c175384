"""An entry of a policy is edited by the rules of its file; a clock that has started keeps the words it began under."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Callback
from models.clock import RunningClock
from models.policy import PolicyChain, PolicyEdition, PolicyLimit, PolicyName, PolicyPart, PolicyValue
from rules.moments import end_of
from rules.refusals import Invalid, Missing, Stale
from rules.roles import Role
from services.policies import edition, policy
from services.policy_edit import edit, is_running
from services.policy_gaps import keep_names, mark_unused, take_over
from services.wording import wording
from tests.cast import NOW
from tests.make import make

LIMIT = {"number": "5", "unit": "workday", "applies": "", "cutoff": "", "at": "", "to_close": "0", "note": "总经理办公会议定"}


def in_force(session: Session) -> PolicyEdition:
    return session.scalars(select(PolicyEdition).where(PolicyEdition.in_force.is_(True))).one()


def entry(session: Session, model: type[PolicyPart], key: str, code: str = "XNSW") -> Any:
    table: Any = model
    found = select(model).join(PolicyEdition, table.policy_id == PolicyEdition.id).where(PolicyEdition.code == code, table.key == key)
    return session.scalars(found.order_by(table.id)).first()


def test_a_limit_is_changed_where_it_stands(session: Session) -> None:
    row = entry(session, PolicyLimit, "official_callback")
    assert edit(session, row, LIMIT, NOW) is row
    assert policy(session).limit("official_callback").words == "5 个工作日"
    assert row.quotation


def test_a_limit_on_which_a_clock_has_started_is_replaced(session: Session) -> None:
    given = {"callback_kind": "transferred", "accepted_at": NOW, "closed_at": None, "callback_at": None}
    before = make(Callback, session, **given)
    due, row = before.due_by, entry(session, PolicyLimit, "official_callback")
    assert is_running(session, row)
    made = edit(session, row, LIMIT, NOW)
    assert made is not row
    assert row.replaced
    after = make(Callback, session, **given)
    before.advice = "补记"
    session.flush()
    assert (before.due_by, after.due_by) == (due, end_of(NOW.date().replace(day=27)))
    assert set(session.scalars(select(RunningClock.limit_id))) == {row.id, made.id}


def test_what_was_borrowed_is_the_houses_own_from_then_on(session: Session) -> None:
    row = entry(session, PolicyLimit, "callback_after_visit")
    assert row.borrowed_from
    with pytest.raises(Invalid) as refusal:
        edit(session, row, LIMIT | {"note": ""}, NOW)
    assert "请写明说明" in refusal.value.errors["note"]
    session.rollback()
    edit(session, row, LIMIT, NOW)
    assert (row.borrowed_from, row.document, row.clause, row.quotation) == (None, "001", None, None)


@pytest.mark.parametrize(
    ("given", "name", "sentence"),
    [
        ({"number": "三"}, "number", "请填写整数"),
        ({"number": "0"}, "number", "数量应不小于 1"),
        ({"number": "99999"}, "number", "应在 0 至 9999 之间"),
        ({"unit": "moon"}, "unit", "请选择一项"),
        ({"unit": "daily"}, "number", "须写明时刻"),
        ({"unit": "hour", "cutoff": "16:30"}, "number", "单位应为工作日"),
        ({"cutoff": "25:00"}, "cutoff", "请按 16:30 的样子填写"),
        ({"at": "8点"}, "at", "请按 16:30 的样子填写"),
        ({"applies": "dn"}, "applies", "适用条件“dn”看不懂"),
        ({"applies": "dn=a..b"}, "applies", "范围应为数字"),
        ({"note": "长" * 301}, "note", "最多 300 个字"),
    ],
)
def test_a_limit_that_no_clock_could_run_on_is_refused(session: Session, given: dict[str, str], name: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        edit(session, entry(session, PolicyLimit, "official_callback"), LIMIT | given, NOW)
    assert sentence in refusal.value.errors[name]


def test_two_limits_of_one_key_never_fit_the_same_case(session: Session) -> None:
    row = entry(session, PolicyLimit, "callback_after_work")
    with pytest.raises(Invalid) as refusal:
        edit(session, row, LIMIT | {"applies": "kind=repair"}, NOW)
    assert "适用条件相同" in refusal.value.errors["applies"]


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("office_hours", "9点到5点", "看不懂"),
        ("number_pattern", "{form}", "编号格式必须含有"),
        ("warn_share", "1.5", "提醒比例应大于 0"),
        ("warn_share", "nan", "请填写不小于 0 的数字"),
        ("cluster_households", "2.5", "请填写不小于 0 的整数"),
        ("cluster_households", "-1", "请填写不小于 0 的整数"),
        ("count_fair_as_satisfied", "也许", "请选择一项"),
        ("large_levels", "", "请填写“值”"),
        ("large_levels", "长" * 201, "最多 200 个字"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(session: Session, key: str, value: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        edit(session, entry(session, PolicyValue, key), {"value": value, "note": "建议值"}, NOW)
    assert sentence in refusal.value.errors["value"]


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [("cluster_households", "30", 30), ("warn_share", "0.5", 0.5), ("count_fair_as_satisfied", "1", True), ("key_levels", "a,b", "a,b")],
)
def test_a_value_keeps_its_kind(session: Session, key: str, value: str, found: object) -> None:
    edit(session, entry(session, PolicyValue, key), {"value": value, "note": "建议值"}, NOW)
    assert policy(session).value(key) == found


def test_a_chain_is_written_in_posts(session: Session) -> None:
    row = entry(session, PolicyChain, "extension")
    edit(session, row, {"levels": "CS_SUP|CS_HEAD>VP", "copied_to": "GM，DISC", "note": "建议值"}, NOW)
    assert (row.levels, row.copied_to) == ("CS_SUP | CS_HEAD > VP", "GM, DISC")
    for name, text, sentence in (
        ("levels", "KING", "没有“KING”"),
        ("levels", "", "缺少岗位"),
        ("levels", "VP > ", "缺少岗位"),
        ("levels", "VP | GM & DEPT", "同时用了"),
        ("copied_to", "KING", "没有“KING”"),
    ):
        with pytest.raises(Invalid) as refusal:
            edit(session, row, {"levels": "VP", "copied_to": "", "note": "建议值", name: text}, NOW)
        assert sentence in refusal.value.errors[name]


def test_two_people_at_one_entry(session: Session) -> None:
    row = entry(session, PolicyValue, "cluster_households")
    with pytest.raises(Stale):
        edit(session, row, {"value": "30", "note": "x"}, NOW, seen=row.row_version - 1)


# -- names, and what is missing --------------------------------------------------------------------------------------------


def test_the_house_calls_its_posts_and_forms_as_it_likes(session: Session) -> None:
    row = in_force(session)
    assert wording(session).role(Role.CB) == "客服专员"
    usual = {role.value: role.label for role in Role}
    keep_names(session, row, "role", {"CB": "", "AM": "片区经理"}, usual, NOW)
    keep_names(session, row, "title", {"B02": "客户满意度回访表"}, {"B02": Callback.title}, NOW)
    assert (wording(session).role(Role.CB), wording(session).role(Role.AM)) == (Role.CB.label, "片区经理")
    assert wording(session).title(Callback) == "客户满意度回访表"
    with pytest.raises(Invalid):
        keep_names(session, row, "role", {"CB": "长" * 201}, usual, NOW)


def test_without_a_policy_the_usual_names_hold(session: Session) -> None:
    in_force(session).in_force = False
    session.flush()
    assert wording(session).role(Role.CB) == Role.CB.label
    assert wording(session).title(Callback) == Callback.title


def _bare(session: Session) -> PolicyEdition:
    """An edition that answers nothing."""
    made = PolicyEdition(
        code="NEW", edition="1", name="新方案", document="005", document_title="新制度", effective_from=NOW.date(), in_force=False,
        offered=False, created_at=NOW)  # fmt: skip
    session.add(made)
    session.flush()
    return made


def test_what_is_missing_is_borrowed_or_left_out_with_a_reason(session: Session) -> None:
    made, owner = _bare(session), in_force(session)
    take_over(session, made, "limit.repair", owner, NOW)
    take_over(session, made, "value.office_hours", owner, NOW)
    take_over(session, made, "chain.accountability", owner, NOW)
    take_over(session, made, "ladder.overdue", owner, NOW)
    mark_unused(session, made, "limit.monthly_visit", "本制度未规定走访", NOW)
    found = edition(session, made.id)
    assert {limit.borrowed_from for limit in found.limits_of("repair")} == {"XNSW"}
    assert len(found.limits_of("repair")) == len(policy(session).limits_of("repair"))
    assert found.chains["accountability"].source.note.startswith("本制度未规定，取自 001")
    gone = {"limit.repair", "value.office_hours", "chain.accountability", "ladder.overdue", "limit.monthly_visit"}
    assert not gone & set(found.missing())
    assert session.scalars(select(PolicyName.wording).where(PolicyName.policy == made)).one() == "本制度未规定走访"


def test_what_cannot_be_borrowed_is_said(session: Session) -> None:
    made, owner = _bare(session), in_force(session)
    with pytest.raises(Invalid, match="未能保存"):
        take_over(session, made, "limit.monthly_visit", owner, NOW)  # 001 borrows it itself
    with pytest.raises(Invalid):
        mark_unused(session, made, "limit.repair", "  ", NOW)
    with pytest.raises(Missing):
        mark_unused(session, made, "limit.tea_break", "没有", NOW)
