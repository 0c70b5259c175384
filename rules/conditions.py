"""Several conditions of one act: whoever lacks three papers is told of all three at once (002 三: 一次性告知)."""

from __future__ import annotations

from rules.refusals import Refused


def unmet(*conditions: tuple[bool, str]) -> list[str]:
    """The sentences of the conditions that do not hold."""
    return [sentence for holds, sentence in conditions if not holds]


def demand(verdict: str, *conditions: tuple[bool, str]) -> None:
    """Raise Refused with the verdict and every sentence whose condition does not hold."""
    if found := unmet(*conditions):
        raise Refused(f"{verdict}：{'；'.join(found)}。")


def distinct(names: tuple[str, ...]) -> bool:
    """Whether every name is given and none twice: two signatures are of two persons."""
    given = [name.strip() for name in names]
    return all(given) and len(set(given)) == len(given)
