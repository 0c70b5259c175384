"""拆表、变更、赔表和检定 in the invented office: what customers ask for beside a new meter, at every stage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from models.compensation import Compensation, CompensationState
from models.complaint import Complaint
from models.meter_test import MeterTest, MeterTestState
from models.removal import ClosingRequest, ClosingState, RemovalState, RemovalTask
from models.use_change import UseChange, UseChangeState
from rules.formats import id_card_check
from rules.moments import local
from seeds.office.diary import Story
from seeds.office.meter_shop import MeterShop
from seeds.office.office import Office

CHANGES = (
    (-44, "filed"), (-30, "done"), (-26, "refused"), (-14, "accepting"), (-9, "building"), (-5, "review"), (-4, "void"), (-1, "draft"),
)  # fmt: skip
RESTORES = ((-40, "filed"), (-28, "done"), (-16, "refused"), (-8, "agreed"), (-4, "review"), (-6, "void"))
CLOSINGS = (
    (-52, "filed"), (-36, "done"), (-24, "removing"), (-19, "refused"), (-7, "agreed"), (-4, "review"), (-10, "void"), (-1, "draft"),
)  # fmt: skip
TASKS = (
    (-48, "filed"), (-34, "done"), (-29, "suspended"), (-21, "closing"), (-13, "handed"), (-8, "removed"), (-6, "cancelled"), (-5, "given"),
    (-3, "void"), (-1, "draft"),
)  # fmt: skip
TESTS = ((-42, "filed"), (-25, "done"), (-11, "told"), (-6, "reported"), (-5, "sent"), (-4, "void"), (-2, "draft"))


def tell(office: Office) -> None:
    """Each of the five papers, each of its ends."""
    shop = MeterShop(office, -1)
    for tale, fates in ((_change, CHANGES), (_restore, RESTORES), (_closing, CLOSINGS), (_task, TASKS), (_test, TESTS)):
        for days, fate in fates:
            office.diary.tell(_begun(office, shop, tale, days, fate))


def _begun(office: Office, shop: MeterShop, tale: Callable[..., Story], days: int, fate: str) -> Story:
    at = yield office.at(days, "10:15")
    yield from tale(office, shop, at, fate)


def _of_point(office: Office, shop: MeterShop, *, taken_down: bool = False) -> dict[str, object]:
    meter = shop.on_the_wall() if taken_down else shop.spoken_of()
    return {"meter": meter, "branch": office.departments["管网部"]}


def _end(office: Office, shop: MeterShop, record: Any, target: Any, at: datetime) -> Story:
    """The paper of a record that is done comes into its volume."""
    at = yield at + timedelta(days=1)
    shop.into_a_volume(record, at)
    assert record.status is target  # noqa: S101 - laying it there has filed the record


def _change(office: Office, shop: MeterShop, at: datetime, fate: str) -> Story:
    change = office.create(UseChange, _of_point(office, shop) | {
        "applied_on": local(at).date(), "change_kind": "relocate", "new_count": 1, "reason": "院内改造，水表移至门外表井"},
        by="clerk", at=at)  # fmt: skip
    if fate == "draft":
        return
    at = yield at + timedelta(minutes=30)
    if fate == "void":
        office.void(change, "客户撤回申请", at=at)
        return
    office.take(change, UseChangeState.REVIEW, {
        "arrears_check": "none", "customer_sign": change.account_name, "reading": 206}, by="clerk", at=at)  # fmt: skip
    if fate == "review":
        return
    at = yield at + timedelta(hours=3)
    if fate == "refused":
        office.take(change, UseChangeState.REFUSED, by="head", at=at, words="移表位置不符合规范，另行商定")
        return
    office.take(change, UseChangeState.BUILDING, by="head", at=at, words="同意")
    if fate == "building":
        return
    at = yield at + timedelta(days=4)
    office.take(change, UseChangeState.ACCEPTING, {"accepted_on": local(at).date()}, by="dept", at=at)
    if fate == "accepting":
        return
    at = yield at + timedelta(hours=1)
    office.take(change, UseChangeState.DONE, by="supervisor", at=at)
    if fate == "filed":
        yield from _end(office, shop, change, UseChangeState.FILED, at)


def _restore(office: Office, shop: MeterShop, at: datetime, fate: str) -> Story:
    request = office.create(Compensation, _of_point(office, shop) | {
        "applied_on": local(at).date(), "kind": "compensate"}, by="clerk", at=at)  # fmt: skip
    at = yield at + timedelta(minutes=20)
    if fate == "void":
        office.void(request, "表未损坏，无须赔表", at=at)
        return
    office.take(request, CompensationState.REVIEW, {
        "arrears_check": "none", "customer_sign": request.account_name, "reading": 118, "damage_reason": "frozen",
        "compensation": "86.00"}, by="clerk", at=at)  # fmt: skip
    if fate == "review":
        return
    at = yield at + timedelta(hours=2)
    if fate == "refused":
        office.take(request, CompensationState.REFUSED, by="head", at=at, words="属表箱保温不足，不由客户赔付")
        return
    office.take(request, CompensationState.AGREED, by="head", at=at, words="同意")
    if fate == "agreed":
        return
    at = yield at + timedelta(days=1)
    office.take(request, CompensationState.DONE, {"finished_on": local(at).date()}, by="clerk", at=at)
    if fate == "filed":
        yield from _end(office, shop, request, CompensationState.FILED, at)


def _closing(office: Office, shop: MeterShop, at: datetime, fate: str) -> Story:
    request = office.create(ClosingRequest, _of_point(office, shop, taken_down=fate in ("filed", "done", "removing")) | {
        "applied_on": local(at).date(), "kind": "close", "reason": "房屋征收，不再用水"}, by="clerk", at=at)  # fmt: skip
    if fate == "draft":
        return
    at = yield at + timedelta(minutes=30)
    if fate == "void":
        office.void(request, "客户撤回申请", at=at)
        return
    head = f"42000019700101{request.id:03}"
    office.take(request, ClosingState.REVIEW, {
        "id_no": head + id_card_check(head), "cleared": True, "old_card": True, "customer_sign": request.account_name, "reading": 733},
        by="clerk", at=at)  # fmt: skip
    if fate == "review":
        return
    at = yield at + timedelta(hours=2)
    if fate == "refused":
        office.take(request, ClosingState.REFUSED, by="head", at=at, words="户下尚有承租人用水，协商后再办")
        return
    office.take(request, ClosingState.AGREED, by="head", at=at, words="同意销户")
    if fate == "agreed":
        return
    at = yield at + timedelta(minutes=30)
    office.take(request, ClosingState.REMOVING, by="clerk", at=at)
    assert request.task is not None  # noqa: S101 - the step has opened it
    yield from _carry(office, shop, request.task, "given" if fate == "removing" else "done", at)
    if fate == "filed":
        at = yield at + timedelta(days=8)
        shop.into_a_volume(request, at)


def _task(office: Office, shop: MeterShop, at: datetime, fate: str) -> Story:
    kind = "rebuild" if fate == "closing" else "suspend"
    task = office.create(
        RemovalTask,
        _of_point(office, shop, taken_down=fate not in ("void", "draft", "cancelled")) | {"kind": kind, "zone": "城北片"},
        by="clerk",
        at=at,
    )
    if fate == "void":
        at = yield at + timedelta(hours=1)
        office.void(task, "填错水表，另行下达", at=at)
        return
    yield from _carry(office, shop, task, fate, at)


def _carry(office: Office, shop: MeterShop, task: RemovalTask, fate: str, at: datetime) -> Story:
    """One task as far as `fate`."""
    if fate == "draft":
        return
    at = yield at + timedelta(hours=1)
    office.take(task, RemovalState.GIVEN, {"issued_on": local(at).date()}, by="clerk", at=at)
    if fate == "given":
        return
    at = yield at + timedelta(days=1)
    if fate == "cancelled":
        office.take(task, RemovalState.CANCELLED, by="clerk", at=at, words="客户改为继续用水")
        return
    today = local(at).date()
    office.take(task, RemovalState.REMOVED, {"removed_on": today, "reading": 640, "old_seal": "whole"}, by="meterman", at=at)
    if fate == "removed":
        return
    at = yield at + timedelta(hours=2)
    office.take(task, RemovalState.HANDED, by="dept", at=at)
    if fate == "handed":
        return
    at = yield at + timedelta(days=1)
    back = RemovalState.SUSPENDED if task.kind == "suspend" else RemovalState.CLOSING
    office.take(task, back, {"returned_on": local(at).date()}, by="meterstore", at=at)
    if fate in ("suspended", "closing"):
        return
    at = yield at + timedelta(days=2)
    office.take(task, RemovalState.DONE, {"ended_on": local(at).date()}, by="clerk", at=at)
    if fate == "filed":
        yield from _end(office, shop, task, RemovalState.FILED, at)


def _test(office: Office, shop: MeterShop, at: datetime, fate: str) -> Story:
    complaint = office.create(Complaint, {
        "channel": "hotline", "received_at": at, "complainant": "康小宁", "phone": "19900009001", "category": "meter_test",
        "content": "近两月水费明显偏高，怀疑水表走快，要求检定", "first_reply_at": at, "first_receiver": office.staff["hotline"]},
        by="hotline", at=at)  # fmt: skip
    test = office.create(MeterTest, _of_point(office, shop, taken_down=fate not in ("void", "draft")) | {
        "applied_on": local(at).date(), "complaint_ref": complaint}, by="clerk", at=at)  # fmt: skip
    if fate == "draft":
        return
    at = yield at + timedelta(hours=1)
    if fate == "void":
        office.void(test, "客户撤回检定申请", at=at)
        return
    today = local(at).date()
    office.take(test, MeterTestState.SENT, {
        "customer_sign": test.account_name, "removed_on": today, "reading": 519, "remover": office.staff["meterman"], "sent_on": today,
        "verify_org": "水表检定站"}, by="dept", at=at)  # fmt: skip
    if fate == "sent":
        return
    at = yield at + timedelta(days=1)
    good = fate in ("filed", "told")
    office.take(test, MeterTestState.REPORTED, {
        "report_no": f"JD-{today:%Y%m}-{test.id:03}", "result": "pass" if good else "fail"}, by="dept", at=at)  # fmt: skip
    if fate == "reported":
        return
    at = yield at + timedelta(hours=2)
    office.take(test, MeterTestState.TOLD, {"notified_on": local(at).date()}, by="clerk", at=at)
    if fate == "told":
        return
    at = yield at + timedelta(days=1)
    if good:
        office.take(test, MeterTestState.DONE, {
            "refitted_on": local(at).date(), "refitted_seal": f"QF{9000 + test.id}"}, by="dept", at=at)  # fmt: skip
        yield from _end(office, shop, test, MeterTestState.FILED, at)
    else:
        step = next(step for step in test.steps() if step.label == "交回表库")
        assert step.target is MeterTestState.DONE  # noqa: S101 - the only step that is open to a meter that failed
        office.take(test, MeterTestState.DONE, {"returned_on": local(at).date()}, by="meterstore", at=at)
