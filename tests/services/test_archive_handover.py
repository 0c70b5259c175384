"""移交: each of the three signs himself; what goes for good goes from the archivist, with a leader's word, and never while it is frozen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ArchiveHandover, ArchiveHold, MeterVolume, Staff
from models.archive_handover import HandoverState
from models.declare import Register
from models.holding import HoldingState
from rules.moments import local
from rules.refusals import Forbidden, Invalid
from rules.roles import Role
from services.correct import correct
from services.step import take
from tests.cast import NOW
from tests.make import make, person, step_values, voided, walk
from tests.of_archive import expired_item

TODAY = local(NOW).date()


def press(session: Session, record: Register, label: str, actor: Any, **values: object) -> None:
    step = next(step for step in record.steps() if step.label == label)
    take(session, record, step, step_values(record, step, session) | values, words="依表据实填写", actor=actor, now=NOW)


def others(session: Session, *but: Role) -> list[Staff]:
    """Two people with none of these posts, who get to the paper."""
    posts = [role for role in (Role.CS_SUP, Role.ADMIN_DEPT, Role.CS_HEAD) if role not in but]
    return [session.scalars(select(Staff).where(Staff.job_number == role.value)).one() for role in posts[:2]]


def as_himself(session: Session, staff: Staff) -> Any:
    return person(session, Role.METER_MAN, staff=staff)


def test_nobody_signs_for_the_giver(session: Session) -> None:
    archivist = person(session, Role.ARCHIVIST)
    gives, looks_on = others(session, Role.ARCHIVIST)
    me = session.get(Staff, archivist.staff_id)
    made = make(ArchiveHandover, session, actor=archivist, from_person=gives, to_person=me, witness=looks_on)
    for actor in (archivist, person(session, Role.CLERK), person(session, Role.DEPT)):
        if actor.staff_id != gives.id:
            with pytest.raises(Forbidden):
                press(session, made, "提交点交", actor)
    press(session, made, "提交点交", as_himself(session, gives))
    assert made.from_sign is not None
    assert made.from_sign.staff_id == gives.id


@pytest.mark.parametrize(("state", "name", "label"), [
    (HandoverState.COUNTING, "to_person", "点交签收"), (HandoverState.COUNTED, "witness", "监交签字"),
])  # fmt: skip
def test_who_has_signed_signs_no_more(state: HandoverState, name: str, label: str, session: Session) -> None:
    made = walk(make(ArchiveHandover, session), state)
    signed = [made.from_sign] if state is HandoverState.COUNTING else [made.from_sign, made.to_sign]
    for one in signed:
        assert one is not None
        held = getattr(made, name)
        setattr(made, name, session.get(Staff, one.staff_id))
        session.flush()
        step = next(step for step in made.steps() if step.label == label)
        with pytest.raises(Forbidden, match="签字的人办理"):
            take(session, made, step, {}, actor=as_himself(session, getattr(made, name)), now=NOW)
        setattr(made, name, held)


@pytest.mark.parametrize("reason", ["deposit", "reorganised"])
def test_a_department_hands_nothing_over_for_good(reason: str, session: Session) -> None:
    takes, looks_on = others(session, Role.DEPT)
    dept = person(session, Role.DEPT)
    gives = session.get(Staff, dept.staff_id)
    with pytest.raises(Invalid) as refused:
        make(ArchiveHandover, session, actor=dept, reason=reason, from_person=gives, to_person=takes, witness=looks_on)
    assert refused.value.errors == {"from_person": "进馆和机构调整的档案由档案员移交，移交人须为档案员"}
    assert make(ArchiveHandover, session, actor=dept, reason="filing", from_person=gives, to_person=takes, witness=looks_on).id


def test_what_goes_for_good_waits_for_a_leader(session: Session) -> None:
    made = make(ArchiveHandover, session, reason="deposit")
    assert [step.label for step in made.steps()] == ["提交领导"]
    walk(made, HandoverState.ASKED)
    assert made.from_sign is not None
    for actor in (person(session, Role.ARCHIVIST), person(session, Role.DEPT)):
        with pytest.raises(Forbidden):
            press(session, made, "同意移交", actor)
    press(session, made, "不同意移交", person(session, Role.CS_HEAD))
    assert (made.status, made.from_sign) == (HandoverState.DRAFT, None)
    walk(made, HandoverState.ASKED)
    press(session, made, "同意移交", person(session, Role.VP))
    assert made.status is HandoverState.COUNTING


def test_whether_it_is_for_good_is_settled_when_the_giver_signs(session: Session) -> None:
    made = walk(make(ArchiveHandover, session, reason="staff"), HandoverState.COUNTED)
    session.commit()
    with pytest.raises(Invalid) as refused:
        correct(session, made, "reason", "deposit", "录错", actor=person(session, Role.ARCHIVIST), now=NOW)
    assert refused.value.errors == {"reason": "本单现在是“待监交签字”，“移交案由”不能再改；请作废后重新办理移交"}


def test_what_is_frozen_does_not_go_for_good(session: Session) -> None:
    item, volume = expired_item(session), walk(make(MeterVolume, session), HoldingState.SHELVED)
    rows = [{"item": item, "volume": None}, {"volume": volume, "item": None}]
    frozen = make(ArchiveHold, session, volume=None, item=item, reason="lawsuit", until=TODAY + timedelta(days=9))
    with pytest.raises(Invalid) as refused:
        make(ArchiveHandover, session, reason="deposit", rows=rows)
    assert refused.value.errors == {"rows-0-item": f"该档案已冻结（诉讼 {frozen.number}），不能移交"}
    assert make(ArchiveHandover, session, reason="staff", rows=rows).id
    voided(frozen)
    made = walk(walk(make(ArchiveHandover, session, reason="deposit", rows=rows), HandoverState.ASKED), HandoverState.COUNTED)
    later = make(ArchiveHold, session, volume=volume, item=None, reason="audit", until=None)
    with pytest.raises(Invalid) as refused:
        walk(made, HandoverState.DONE)
    assert refused.value.errors == {"rows-1-volume": f"该档案已冻结（审计 {later.number}），不能移交"}
    assert (item.status, volume.status) == (HoldingState.SHELVED, HoldingState.SHELVED)
