"""档案库房检查: all eight guards are looked at, and what is wanting stays open until it is mended and reported."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from models import StoreRoomCheck
from models.policy import PolicyValue
from models.store_room_check import CheckState
from rules.moments import local
from rules.refusals import Invalid
from rules.roles import Role
from services.audited import content_named
from services.live import live_states
from services.step import take
from services.verify_rows import differences
from tests.cast import NOW
from tests.make import make, person

EIGHT = ["防盗", "防火", "防光", "防有害生物", "防潮", "防尘", "防高温", "防污染"]
FOUND = {"problem": "窗边受潮"}


def looked_at(check: StoreRoomCheck, **failed: bool) -> list[dict[str, object]]:
    return [{"id": line.id, "holds": failed.get(line.guard, True)} for line in check.guards]


def press(session: Session, check: StoreRoomCheck, label: str, **values: object) -> None:
    step = next(step for step in check.steps() if step.label == label)
    take(session, check, step, values, actor=person(session, Role.ARCHIVIST), now=NOW)


def test_the_guards_are_those_of_the_policy(session: Session) -> None:
    session.execute(update(PolicyValue).where(PolicyValue.key == "store_room_checks").values(value="防火,防盗"))
    assert [line.guard for line in make(StoreRoomCheck, session).guards] == ["防火", "防盗"]


def test_every_guard_is_looked_at(session: Session) -> None:
    check = make(StoreRoomCheck, session)
    assert [line.guard for line in check.guards] == EIGHT
    for label, more in (("检查正常", {}), ("登记问题", FOUND)):
        with pytest.raises(Invalid) as refused:
            press(session, check, label, guards=looked_at(check)[:7], **more)
        assert refused.value.errors["guards-7-holds"] == "请填写“正常”"
        assert refused.value.errors["guards"] == "八防检查未完：防污染"


@pytest.mark.parametrize(("given", "failed", "said"), [
    ({}, {"防潮": False}, "防潮不合格"), ({"temperature": 30}, {}, "温度 30℃，应在 14 至 24℃ 之间"),
    ({"facility": "faulty"}, {}, "消防、空调设施异常"),
])  # fmt: skip
def test_what_is_wanting_is_not_signed_as_in_order(
    given: dict[str, object], failed: dict[str, bool], said: str, session: Session,
) -> None:  # fmt: skip
    check = make(StoreRoomCheck, session, **given)
    with pytest.raises(Invalid) as refused:
        press(session, check, "检查正常", guards=looked_at(check, **failed))
    assert refused.value.errors == {"guards": f"检查发现问题：{said}。请填写“发现问题”并办理“登记问题”"}
    press(session, check, "登记问题", guards=looked_at(check, **failed), **FOUND)
    assert (check.status, check.conclusion, check.found) == (CheckState.TO_MEND, "findings", said)
    with pytest.raises(Invalid) as refused:
        press(session, check, "整改办结", action="已更换密封条")
    assert set(refused.value.errors) == {"reported_on"}
    press(session, check, "整改办结", action="已更换密封条", reported_on=local(NOW).date())
    assert check.status is CheckState.DONE


def test_what_is_in_order_is_done_at_once(session: Session) -> None:
    check = make(StoreRoomCheck, session)
    press(session, check, "检查正常", guards=looked_at(check))
    assert (check.status, check.conclusion, check.found) == (CheckState.DONE, "normal", None)
    assert check.checker_sign is not None


def test_the_instruments_are_read_to_the_tenth(session: Session) -> None:
    check = make(StoreRoomCheck, session, temperature=Decimal("24.1"), humidity=Decimal("59.9"))
    session.commit()
    session.expire_all()
    assert (str(check.temperature), str(check.humidity)) == ("24.1", "59.9")
    assert check.found == "温度 24.1℃，应在 14 至 24℃ 之间"
    with pytest.raises(Invalid) as refused:
        make(StoreRoomCheck, session, temperature=Decimal("-40.1"))
    assert "应在 -40 至 60 之间" in refused.value.errors["temperature"]


def test_a_history_of_whole_degrees_is_no_finding(session: Session) -> None:
    """What was read before there were tenths stands in the history as whole numbers, and so it stays."""
    check = make(StoreRoomCheck, session, temperature=Decimal(20), humidity=Decimal(50))
    session.commit()
    content = content_named("store_room_check")
    assert content is not None
    now = live_states(session.connection(), content, [check.id])[check.id]
    assert (now["temperature"], now["humidity"]) == ("20.0", "50.0")
    assert list(differences(session.connection(), content, {check.id: now | {"temperature": 20, "humidity": 50}})) == []
    assert [one.field for one in differences(session.connection(), content, {check.id: now | {"temperature": 21}})] == ["temperature"]
