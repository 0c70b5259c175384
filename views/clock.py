"""The one place that asks the clock for a request, so that tests can stop it."""

from __future__ import annotations

from datetime import date, datetime

from flask import current_app

from rules.moments import local


def now() -> datetime:
    """This moment in Shanghai."""
    moment: datetime = current_app.config["CLOCK"]()
    return local(moment)


def today() -> date:
    return now().date()
