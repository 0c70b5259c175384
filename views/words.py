"""Values in the words of the screen: those of the paper, but days and months written with figures, so that columns line up."""

from __future__ import annotations

from models.declare import Field, Kind
from printouts.job import Labels
from printouts.words import words
from rules.moments import show_day


def screen_words(record: object, field: Field, labels: Labels) -> str:
    """The field of a record as a list or a record page shows it."""
    value = getattr(record, field.name)
    if field.kind in (Kind.DAY, Kind.SEAL) and value is not None:
        return show_day(value)
    if field.kind in (Kind.YEAR_MONTH, Kind.YEAR_WEEK):
        return value or ""
    return words(record, field, labels)
