"""Every option list that a declaration names is there, with every code that the code relies on."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from models import REGISTERS
from models.declare import Field, Kind
from models.declare.declared import Declared
from models.declare.field import When
from seeds.load import rows

OPTIONS = list(rows("options.csv"))
CODES: dict[str, set[str]] = {}
for _row in OPTIONS:
    CODES.setdefault(_row["list_code"], set()).add(_row["code"])

#: Codes that functions compare with, outside any declaration.
COMPARED = (
    ("customer_nature", "cluster"), ("connected", "yes"), ("satisfaction", "very"), ("satisfaction", "good"), ("satisfaction", "bad"),
)  # fmt: skip


def _classes() -> list[type[Declared]]:
    """The classes of the house, in the same order in every process; other tests may have declared some of their own in this one."""
    found = [mapper.class_ for mapper in Declared.registry.mappers if issubclass(mapper.class_, Declared)]
    return sorted((cls for cls in found if cls.__module__.startswith("models.")), key=lambda cls: cls.__name__)


def _choices() -> Iterator[tuple[str, Field]]:
    for cls in _classes():
        for field in cls.fields.values():
            if field.kind is Kind.CHOICE:
                yield f"{cls.__name__}.{field.name}", field


def _relied_on() -> Iterator[tuple[str, str, object]]:
    """Where, which list, which code: defaults, conditions, what steps write and what they give to the records they open."""
    for where, field in _choices():
        if field.default is not None:
            yield where, field.options or "", field.default
    for cls in _classes():
        for field in cls.fields.values():
            yield from _in_condition(f"{cls.__name__}.{field.name}", cls, field.demanded)
    for register in REGISTERS:
        for step in register.flow.steps:
            where = f"{register.__name__} {step.key}"
            yield from _in_condition(where, register, step.only_when)
            for name, value in step.writes.items():
                if value is not None:  # taken back
                    yield from _in_value(where, register.fields[name], value)
            for opening in step.openings:
                for word, value in opening.given.items():
                    yield from _in_value(where, opening.register.fields[word.key], value)
    for options, code in COMPARED:
        yield "compared", options, code


def _in_condition(where: str, cls: type[Declared], condition: When | None) -> Iterator[tuple[str, str, object]]:
    for value in condition.values if condition else ():
        yield from _in_value(where, cls.fields[condition.name], value)  # type: ignore[union-attr]


def _in_value(where: str, field: Field, value: object) -> Iterator[tuple[str, str, object]]:
    if field.kind is Kind.CHOICE:
        yield where, field.options or "", value


@pytest.mark.parametrize(("where", "field"), list(_choices()), ids=lambda value: value if isinstance(value, str) else "")
def test_every_list_that_a_choice_names_is_there(where: str, field: Field) -> None:
    assert field.options in CODES, where


def test_every_code_that_the_code_relies_on_is_an_option() -> None:
    missing = [(where, options, code) for where, options, code in _relied_on() if code not in CODES.get(options, set())]
    assert not missing


def test_no_list_is_there_that_no_choice_names() -> None:
    assert set(CODES) == {field.options for _, field in _choices()}


def test_codes_and_labels_are_told_apart_within_a_list() -> None:
    for part in ("code", "label", "position"):
        pairs = [(row["list_code"], row[part]) for row in OPTIONS]
        assert len(pairs) == len(set(pairs)), part


def test_a_list_has_one_title_and_a_title_one_list() -> None:
    titles = {(row["list_code"], row["list_title"]) for row in OPTIONS}
    assert len(titles) == len(CODES) == len({title for _, title in titles})


@pytest.mark.parametrize("row", OPTIONS, ids=lambda row: f"{row['list_code']}.{row['code']}")
def test_an_option_is_well_formed_and_says_where_it_comes_from(row: dict[str, str]) -> None:
    assert re.fullmatch(r"[a-z][a-z_]*|DN\d+|\d+", row["code"])
    assert re.fullmatch(r"00[0-4] .+|K|国家档案局令第10号|DA/T 22-2015|DA/T 70-2018", row["origin"])
    assert 0 < len(row["label"]) <= 60
