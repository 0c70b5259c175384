"""What the registers of the archive room ask for beyond their declaration, and holdings in conditions of their own."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from models import Appraisal, ArchivedItem, MeterVolume, Place, Staff
from models.appraisal import AppraisalState
from models.holding import HoldingState
from rules.moments import local
from rules.roles import Role
from services.step import take
from tests.asked import BECOME, BEFORE, BEHIND, OWN
from tests.cast import NOW
from tests.make import linked, make, person, step_values, taker, walk


def _of_one_holding(session: Session, number: int) -> dict[str, object]:
    """About a volume that stands on the shelf, and about no item."""
    return {"volume": lambda: walk(make(MeterVolume, session), HoldingState.SHELVED), "item": None}


def _volumes(session: Session) -> list[dict[str, object]]:
    return [{"volume": walk(make(MeterVolume, session), HoldingState.SHELVED), "item": None} for _ in range(2)]


def _colleagues(session: Session) -> list[Staff]:
    """Three people who get to every paper of the archive room, and approve none."""
    posts = (Role.ADMIN_DEPT, Role.CS_SUP, Role.CS_HEAD)
    return [session.scalars(select(Staff).where(Staff.job_number == role.value)).one() for role in posts]


def _of_handover(session: Session, number: int) -> dict[str, object]:
    gives = session.get(Staff, person(session, Role.ARCHIVIST).staff_id)
    takes, looks_on = [one for one in _colleagues(session) if one is not gives][:2]
    return {"from_person": gives, "to_person": takes, "witness": looks_on, "rows": lambda: _volumes(session)}


def _of_appraisal(session: Session, number: int) -> dict[str, object]:
    members = [{"member": one, "signed_on": local(NOW).date()} for one in _colleagues(session)]
    said = {"verdict": "keep", "reason": "有查考价值", "extend_to": local(NOW).date() + timedelta(days=365)}
    return {"rows": lambda: [row | said for row in _volumes(session)], "members": members}


def expired_item(session: Session, **given: object) -> ArchivedItem:
    """An item on the shelf whose ten years ran out long ago."""
    item = make(ArchivedItem, session, **{"doc_date": "20100000", "retention": "10"} | given)
    (step,) = (step for step in item.steps() if step.target is HoldingState.SHELVED)
    values = {"pages": 8, "place": linked(item.fields["place"], session)}
    take(session, item, step, values, actor=taker(session, item, step), now=NOW)
    return item


def condemning(session: Session, *items: ArchivedItem) -> Appraisal:
    """An opinion that these be destroyed, agreed to by the leader."""
    made = make(Appraisal, session)
    submit = next(step for step in made.steps() if step.target is AppraisalState.WAITING)
    rows = [{"item": item, "verdict": "destroy", "reason": "保管期满，无续存价值"} for item in items]
    values = step_values(made, submit, session) | {"rows": rows}
    take(session, made, submit, values, actor=person(session, Role.ARCHIVIST), now=NOW)
    return walk(made, AppraisalState.AGREED)


def _of_destruction(session: Session, number: int) -> dict[str, object]:
    first, second, _ = _colleagues(session)
    return {
        "appraisal": lambda: condemning(session, expired_item(session)), "destroyer1": first, "destroyer2": second, "others": [],
        "destroyed_at": NOW}  # fmt: skip


def _of_store_room(session: Session, number: int) -> dict[str, object]:
    return {"temperature": Decimal("20.5"), "humidity": Decimal("50.0")}


def _of_holding(session: Session, number: int) -> dict[str, object]:
    """The system gives the archival code."""
    return {"archival_code": None}


def _of_place(session: Session, number: int) -> dict[str, object]:
    """There is room for all that tests put there."""
    return {"capacity": 9999}


def _of_stock_take(session: Session, number: int) -> dict[str, object]:
    """A rack that there is."""
    place = session.scalars(select(Place).order_by(Place.id)).first() or make(Place, session)
    return {"room": place.room, "rack": place.rack}


def _of_paper(session: Session, number: int) -> dict[str, object]:
    """What is put into a volume goes into one that lies on the table."""
    there = select(MeterVolume).where(MeterVolume.status == HoldingState.OPEN).order_by(MeterVolume.id)
    return {"volume": session.scalars(there).first() or make(MeterVolume, session)}


def _of_receipt(session: Session, number: int) -> dict[str, object]:
    """The volume of its connection point is found by itself."""
    return {"volume": None}


def _volume_of_its_point(receipt: Any) -> None:
    session = object_session(receipt)
    assert session is not None
    there = select(MeterVolume).where(MeterVolume.status == HoldingState.OPEN, MeterVolume.connection_no == receipt.connection_no)
    if session.scalars(there).first() is None:
        make(MeterVolume, session, connection_no=receipt.connection_no)


OWN |= {
    "place": _of_place, "meter_volume": _of_holding, "archived_item": _of_holding, "meter_paper": _of_paper, "paper_receipt": _of_receipt,
    "archive_loan": _of_one_holding, "archive_hold": _of_one_holding, "archive_handover": _of_handover, "appraisal": _of_appraisal,
    "destruction_list": _of_destruction, "stock_take": _of_stock_take, "store_room_check": _of_store_room,
}  # fmt: skip
#: Worked out anew while the loan is asked for; a later step finds it as it was then.
BEFORE |= {("paper_receipt", "filed"): _volume_of_its_point}
BEHIND |= {
    ("archive_loan", "to_leader", True): {"mode": "out", "to_leader": True},
    ("archive_loan", "to_leader", False): {"mode": "read", "to_leader": False},
}  # fmt: skip
BECOME |= {
    ("meter_volume", "destroyed"): {"retention": "10", "created_at": NOW - timedelta(days=12 * 365)},
    ("archived_item", "destroyed"): {"retention": "10", "doc_date": "20100000", "filed_on": None},
}  # fmt: skip
