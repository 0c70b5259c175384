"""What a form has to know beside its fields: the session, who fills it in and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from models.declare import Default
from models.organisation import Department, Staff
from rules.actor import Actor
from rules.moments import local
from services.company import settings
from services.options import OptionBook, option_book
from services.shifts import shift_on_duty
from services.shown import Shown


@dataclass(frozen=True, kw_only=True)
class FormContext:
    """One person filling in one form at one moment."""

    session: Session
    actor: Actor
    now: datetime

    @cached_property
    def shown(self) -> Shown:
        """What this person may read, in words."""
        return Shown(self.session, self.actor, self.now)

    @property
    def book(self) -> OptionBook:
        return option_book(self.session)

    def first_value(self, default: object) -> object:
        """The value a new form shows: a default of the declaration, made concrete."""
        if default is Default.TODAY:
            return local(self.now).date()
        if default is Default.NOW:
            return self.now.replace(second=0, microsecond=0)
        if default is Default.MYSELF:
            return self.session.get(Staff, self.actor.staff_id) if self.actor.staff_id else None
        if default is Default.MY_DEPARTMENT:
            return self.session.get(Department, self.actor.department_id) if self.actor.department_id else None
        if default is Default.SHIFT_ON_DUTY:
            return shift_on_duty(self.session, self.now, self.actor.staff_id)
        if default is Default.HOTLINE:
            return settings(self.session)["hotline"]
        return default
