"""An invented small office for the demo: the same every time, told relative to the moment it is loaded."""

from __future__ import annotations

from datetime import datetime
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.customer import Customer
from models.organisation import Department
from models.service_item import ServiceItem
from seeds.load import load_reference
from seeds.office import (
    appointments,
    archive,
    archive_counts,
    archive_room,
    callbacks,
    complaints,
    condemned,
    customers,
    hotline,
    intake,
    issues,
    loans,
    meters,
    notices,
    removing,
    reports,
    swapping,
    visits,
)
from seeds.office.diary import Diary
from seeds.office.office import Office
from seeds.office.people import MakeUser, hire

TELLERS = (
    customers,
    visits,
    appointments,
    notices,
    callbacks,
    hotline,
    complaints,
    intake,
    swapping,
    removing,
    meters,
    archive,
    issues,
    archive_room,
    archive_counts,
    loans,
    condemned,
    reports,
)


def load_demo(session: Session, *, now: datetime, make_user: MakeUser) -> None:
    """Fill a house that has no customers yet; one that has is left alone. `make_user` works in the caller's transaction."""
    if session.scalar(select(Customer.id).limit(1)) is not None:
        return
    load_reference(session, now)
    actors, staff = hire(session, now, make_user)
    office = Office(
        session=session, now=now, chance=Random(42), diary=Diary(until=now),  # noqa: S311 - the same office every time
        actors=actors, staff=staff,
        departments={unit.name: unit for unit in session.scalars(select(Department))},
        items={item.code: item for item in session.scalars(select(ServiceItem))},
    )  # fmt: skip
    for teller in TELLERS:
        teller.tell(office)
    office.diary.run()
