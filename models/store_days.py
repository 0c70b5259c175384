"""表库日历: the day of stock-taking, and the moment at which something was fetched that is entered later (003 第四章3.1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from models.declare import House, Limit
from rules.clock import due
from rules.moments import local, start_of


def stock_day(day: date, house: House) -> date | None:
    """The day of its month on which the store is counted; None where the policy counts on no certain day."""
    limit = house.policy.states(Limit.STOCK_TAKE, {})
    if limit is None:
        return None
    return (due(limit, start_of(day.replace(day=1)), house.calendar).at - timedelta(microseconds=1)).date()


def fetched_at(day: date, house: House) -> datetime:
    """Today it is now; of an earlier day only the day is known, and whoever was there found the store open if it was worked at all."""
    if day == local(house.now).date():
        return house.now
    hours = house.calendar.on(day).segments
    return hours[0].on(day)[0] if hours else start_of(day)
