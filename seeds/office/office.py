"""What every story of the invented office needs: its people and customers, its days, and the verbs of the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.approval import TaskState
from models.customer import Customer
from models.declare import Default, Register, States
from models.holding import HoldingState
from models.meter import Meter
from models.organisation import Department, Staff
from models.paper_receipt import PaperReceipt, ReceiptState
from models.service_item import ServiceItem
from rules.actor import Actor
from rules.moments import SHANGHAI, local
from seeds.office.diary import Diary
from services import records
from services.approval_cases import open_case
from services.approve import agree, refuse
from services.correct import correct
from services.step import source_of, take
from services.void import void

R = TypeVar("R", bound=Register)


@dataclass(kw_only=True)
class Office:
    """One invented office at one moment. Every verb is taken through the services, as at the desk."""

    session: Session
    now: datetime
    chance: Random
    diary: Diary
    actors: Mapping[str, Actor]
    staff: Mapping[str, Staff]
    departments: Mapping[str, Department]
    items: Mapping[str, ServiceItem]
    customers: list[Customer] = field(default_factory=list)
    meters: list[Meter] = field(default_factory=list)
    filed: int = 0

    def at(self, days: int, clock: str) -> datetime:
        """That time of a working day: on a weekend the office did it on Friday, and will do it on Monday."""
        day = local(self.now).date() + timedelta(days=days)
        if days and day.weekday() > 4:
            day += timedelta(days=4 - day.weekday() if days < 0 else 7 - day.weekday())
        return datetime.combine(day, time.fromisoformat(clock), SHANGHAI)

    def soon(self, hours: int) -> datetime:
        """The next full hour, and some hours after it."""
        return local(self.now).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1 + hours)

    def day(self, days: int) -> date:
        return local(self.now).date() + timedelta(days=days)

    def create(self, register: type[R], values: Mapping[str, object], *, by: str, at: datetime) -> R:
        """A new record with the first values a form would show."""
        first: dict[str, object] = {}
        for name in register.at_creation():
            default = register.fields[name].default
            if default is Default.MYSELF:
                first[name] = self.staff[by]
            elif default is not None and not isinstance(default, Default):
                first[name] = default
        return records.create(self.session, register, first | dict(values), actor=self.actors[by], now=at)

    def edit(self, record: Register, values: Mapping[str, object], *, by: str, at: datetime) -> None:
        records.edit(self.session, record, values, actor=self.actors[by], now=at)

    def take(
        self, record: Register, target: States, values: Mapping[str, object] | None = None, *, by: str, at: datetime, words: str = "",
    ) -> None:  # fmt: skip
        """The step that leads to `target`."""
        step = next(step for step in record.steps() if step.target is target)
        take(self.session, record, step, values or {}, words=words, actor=self.actors[by], now=at)

    def press(
        self, record: Register, label: str, values: Mapping[str, object] | None = None, *, by: str, at: datetime,
    ) -> None:  # fmt: skip
        """The step with that word on its button."""
        step = next(step for step in record.steps() if step.label == label)
        take(self.session, record, step, values or {}, actor=self.actors[by], now=at)

    def decide(self, record: Register, *, agreed: bool, by: str, at: datetime, words: str) -> None:
        """The place in the record's chain that waits now."""
        case = open_case(self.session, record)
        task = next(task for task in case.tasks if task.state == TaskState.OPEN) if case else None
        if task is not None:
            (agree if agreed else refuse)(self.session, task, words, actor=self.actors[by], now=at)

    def correct(self, record: Register, name: str, value: object, reason: str, *, by: str, at: datetime) -> None:
        correct(self.session, record, name, value, reason, actor=self.actors[by], now=at)

    def void(self, record: Register, reason: str, *, at: datetime) -> None:
        void(self.session, record, reason, actor=self.actors["head"], now=at)

    def file(self, record: Register, target: States, *, at: datetime) -> None:
        """The archivist takes it over; the system gives it its code."""
        self.take(record, target, by="archivist", at=at)

    def put_away(self, receipt: PaperReceipt, *, at: datetime) -> None:
        """The archivist puts a paper into the volume of its point, which comes from the shelf for it, or is begun."""
        if receipt.volume is None:
            self.press(receipt, "立卷", by="archivist", at=at)
        elif receipt.volume.status is HoldingState.SHELVED:
            self.take(receipt.volume, HoldingState.OPEN, by="archivist", at=at, words=f"补入{receipt.paper_title}")
        self.take(receipt, ReceiptState.FILED, {"volume": receipt.volume}, by="archivist", at=at)

    def opened_by(self, record: Register, register: Any) -> Any:
        """The record of another register that a step of this one opened."""
        return self.session.scalars(select(register).where(register.source_ref == source_of(record))).one()


def contact_of(customer: Customer) -> dict[str, str]:
    """The person to speak to, as forms ask for him."""
    person = customer.contacts[0]
    return {"name": person.name, "post": person.post or "户主", "phone": person.phone}
