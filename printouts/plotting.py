"""A chart of the sheet filled from its rows: the same on screen and on paper."""

from __future__ import annotations

import re
from typing import Any

from models.declare import Field, Register
from models.declare.sheet import Chart
from printouts.job import Labels
from printouts.words import words
from rules.plot import Plot, Point

RATE = re.compile(r"([0-9]+(?:\.[0-9]+)?)%")


def plot_of(chart: Chart, record: Register | None, labels: Labels) -> Plot:
    """The rows of a record as points; the empty form has none."""
    columns = chart.field.target.fields
    along, values = columns[chart.along.key], columns[chart.values.key]
    lines = [] if record is None else getattr(record, chart.name)
    return Plot(
        title=f"{chart.field.label}（{values.label}）", shape=chart.shape, unit=chart.unit,
        points=[_point(line, along, values, labels) for line in lines])  # fmt: skip


def _point(line: Any, along: Field, values: Field, labels: Labels) -> Point:
    said = words(line, values, labels)
    return Point(label=words(line, along, labels), value=measure(getattr(line, values.name)), words=said or "—")


def measure(value: object) -> float | None:
    """A number, or a rate as it is written; “—” and nothing have none."""
    if isinstance(value, str):
        found = RATE.fullmatch(value)
        return float(found[1]) if found else None
    return None if value is None else float(value)  # type: ignore[arg-type] # checks.py lets numbers and texts through
