"""What is posted to make a delegation, read alike on the account page and in the console."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from flask import flash, request

from models.approval import Delegation
from models.organisation import Staff
from rules.moments import local, parse_day
from rules.refusals import Invalid, Missing, Unwritten
from services.delegation import delegate, end
from views.database import db
from views.desk import LARGEST, here

NAMES = ("principal", "deputy", "starts_on", "ends_on", "reason")


@dataclass
class DelegationForm:
    """What stands in the boxes, and the sentences beside them."""

    typed: dict[str, str] = field(default_factory=lambda: dict.fromkeys(NAMES, ""))
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def posted(cls) -> DelegationForm:
        return cls({name: request.form.get(name, "").strip() for name in NAMES})

    def make(self, principal: Staff | None) -> Delegation | None:
        """Make it and commit; None where it is refused, and then `errors` says why."""
        desk = here()
        starts_on, ends_on = self._day("starts_on", desk.now), self._day("ends_on", desk.now)
        if principal is None:
            self.errors["principal"] = "请选择一项"
        if self.errors or principal is None:
            return None
        try:
            made = delegate(
                db.session, principal, staff_of(self.typed["deputy"]), starts_on, ends_on, self.typed["reason"], actor=desk.actor,
                now=desk.now)  # fmt: skip
            db.session.commit()
        except Invalid as refusal:
            db.session.rollback()
            self.errors = dict(refusal.errors)
            return None
        except Unwritten as refusal:
            db.session.rollback()
            flash(refusal.message, "danger")
            return None
        return made

    def _day(self, name: str, now: datetime) -> date | None:
        try:
            return parse_day(self.typed[name], local(now).date()) if self.typed[name] else None
        except ValueError as wrong:
            self.errors[name] = str(wrong)
            return None


def staff_of(posted: str) -> Staff | None:
    """The member of staff that a list's choice names."""
    is_id = posted.isascii() and posted.isdigit() and len(posted) < 10
    return db.session.get(Staff, int(posted)) if is_id and int(posted) < LARGEST else None


def end_posted(pk: int) -> Delegation:
    """提前终止, and commit."""
    desk = here()
    found: Delegation | None = db.session.get(Delegation, pk) if pk < LARGEST else None
    if found is None:
        raise Missing("没有找到这项委托。")
    end(db.session, found, actor=desk.actor, now=desk.now)
    db.session.commit()
    return found
