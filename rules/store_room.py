"""档案库房: the eight guards (八防)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from rules.refusals import Invalid


def unguarded(checked: Mapping[str, bool], guards: Collection[str]) -> tuple[str, ...]:
    """R003-59 (003 第八章3): the guards that were found wanting, to be reported to the head. All of them are looked at.

    Raises Invalid on `checks` while one has not been looked at.
    """
    if missing := [guard for guard in guards if guard not in checked]:
        raise Invalid({"checks": f"八防检查未完：{'、'.join(missing)}"})
    return tuple(guard for guard in guards if not checked[guard])
