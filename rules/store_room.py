"""档案库房: the eight guards (八防)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from rules.refusals import Invalid

#: What paper bears: degrees Celsius, and per cent of relative humidity, both ends included (JGJ 25).
TEMPERATURE = (14, 24)
HUMIDITY = (45, 60)


def out_of_bounds(temperature: Decimal | int | None, humidity: Decimal | int | None) -> tuple[str, ...]:
    """What the instruments say that paper does not bear for long."""
    read = (("温度", temperature, TEMPERATURE, "℃"), ("湿度", humidity, HUMIDITY, "%"))
    return tuple(
        f"{name} {value:g}{unit}，应在 {low} 至 {high}{unit} 之间"
        for name, value, (low, high), unit in read if value is not None and not low <= value <= high
    )  # fmt: skip


def unguarded(checked: Mapping[str, bool], guards: Collection[str]) -> tuple[str, ...]:
    """R003-59 (003 第八章3): the guards that were found wanting, to be reported to the head. All of them are looked at.

    Raises Invalid on `checks` while one has not been looked at.
    """
    if missing := [guard for guard in guards if guard not in checked]:
        raise Invalid({"checks": f"八防检查未完：{'、'.join(missing)}"})
    return tuple(guard for guard in guards if not checked[guard])
