"""The material checklists say what the handbook says, and every item can fill a one-time notice."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest

from models import Notice
from models.service_item import ServiceItem, ServiceMaterial
from seeds.load import service_items

ITEMS = {item["code"]: item for item in service_items()}
#: The text reached us with 置 misread throughout; nobody's counter may hand that out.
MISREAD = str.maketrans({"臵": "置"})
CHECKLISTS = (
    ("install_person", "1. 居民个人客户申请用水,请备齐以下资料"),
    ("install_unit", "2. 单位或集群客户申请用水,请备齐以下资料:"),
    ("contract_unit", "3. 单位客户在签订合同时,需备齐以下材料;"),
)


def _plain(text: str) -> str:
    """The words alone. Brackets do not count: the text that reached us has spaces where some of them stood."""
    text = unicodedata.normalize("NFKC", text).translate(MISREAD)
    return re.sub(r"[\s()]|[;,。]$", "", text.strip())


def _listed(chapter: str, heading: str) -> list[str]:
    """The lines `1) …` that follow a heading, up to the next line that is not one."""
    found: list[str] = []
    for line in filter(None, (line.strip() for line in chapter.split(heading, 1)[1].splitlines())):
        if not (numbered := re.fullmatch(r"(\d+)\) ?(.+)", line)):
            break
        assert int(numbered[1]) == len(found) + 1
        found.append(numbered[2])
    return found


@pytest.mark.parametrize(("code", "heading"), CHECKLISTS, ids=[code for code, _ in CHECKLISTS])
def test_a_checklist_equals_the_words_of_the_handbook(code: str, heading: str, chapter9: str) -> None:
    materials = [_plain(material["name"]) for material in ITEMS[code]["materials"]]
    assert materials == [_plain(line) for line in _listed(chapter9, heading)]


def test_the_checklists_are_as_long_as_the_handbook_has_them() -> None:
    assert [len(ITEMS[code]["materials"]) for code, _ in CHECKLISTS] == [4, 6, 7]


def test_the_survey_fee_is_the_one_of_the_handbook(chapter9: str) -> None:
    assert "缴纳勘测设计费42.5元" in re.sub(r"\s", "", chapter9)
    assert "勘测设计费42.5元" in ITEMS["install_person"]["fee_standard"]
    assert "勘测设计费在工程款中一并收取" in chapter9
    assert "勘测设计费在工程款中一并收取" in ITEMS["install_unit"]["fee_standard"]


@pytest.mark.parametrize(
    ("code", "limits"),
    [("install_person", ("勘测设计5个工作日", "编制预算2个工作日")), ("install_unit", ("勘测设计10个工作日", "编制预算4个工作日"))],
)
def test_the_limits_are_those_of_chapter_10(code: str, limits: tuple[str, str]) -> None:
    assert all(limit in ITEMS[code]["time_limit"] for limit in limits)


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS.keys())
def test_an_item_fills_what_a_notice_demands(item: dict[str, Any]) -> None:
    for theirs in Notice.fields["matter"].gives.items():
        ours, name = theirs
        if not Notice.fields[ours].optional:
            assert item.get(name), f"{item['code']}.{name}"


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS.keys())
def test_an_item_keeps_to_its_lengths_and_names_its_source(item: dict[str, Any]) -> None:
    for cls, values in ((ServiceItem, item), *((ServiceMaterial, material) for material in item.get("materials", []))):
        for name, field in cls.fields.items():
            assert field.length is None or len(values.get(name) or "") <= field.length, f"{item['code']}.{name}"
    assert re.match(r"00[0-4] ", item["origin"])


def test_nothing_is_said_that_an_office_would_not_say() -> None:
    written = repr(ITEMS)
    assert not re.search("[!！]|请您|臵", written)
