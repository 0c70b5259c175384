"""盘点: the scanner types a code and presses Enter; each beep says what is right and what is wrong, and the box is ready for the next."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.stories.desk import PHONE, WIDE, Desk, DeskOf

TOO_WIDE = "() => document.documentElement.scrollWidth > innerWidth"
ROOM, RACK = "一库", "2架"


def place_label(archivist: Desk, path: str) -> str:
    """What the label of that place says to the scanner: the number of its card, by way of the map of the rack."""
    archivist.open("/shelves/")
    archivist.follow(archivist.page.get_by_role("link", name=re.compile(f"^{RACK} ")))
    archivist.follow(archivist.page.get_by_role("link", name=re.compile(f"^{path} ")))
    archivist.follow(archivist.page.get_by_role("link", name="位置卡"))
    return archivist.number


def missing(archivist: Desk) -> list[list[str]]:
    """Code, title and place of what nobody has found yet, as far as the screen names them."""
    named = archivist.page.get_by_role("region", name=re.compile("^未找到")).locator("li")
    return [one.locator("span").all_inner_texts() for one in named.all()]


def scan(desk: Desk, code: str, *, sound: str) -> Locator:
    """The code, Enter, and what the screen says then, with the box empty and ready again."""
    box = desk.page.locator("[data-scan-in]")
    expect(box).to_be_focused()
    with desk.page.expect_response(lambda answer: answer.url.endswith("/scan")):
        desk.page.keyboard.type(f"{code}\n")
    said = desk.page.locator("[data-beep]")
    expect(said).to_have_attribute("data-beep", sound)
    expect(box).to_have_value("")
    expect(box).to_be_focused()
    return said


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "phone"])
def test_a_stock_take_with_a_scanner(desk_of: DeskOf, size: tuple[int, int]) -> None:
    archivist = desk_of("archivist", size)
    archivist.open("/stock_take/add")
    archivist.fill(库房="1库", 架=RACK)
    archivist.save_refused(库房="存放位置中没有“1库”")
    archivist.fill(库房=ROOM)
    number = archivist.save()
    archivist.follow(archivist.page.get_by_role("link", name="扫描盘点"))
    desk, first = archivist.page.url, missing(archivist)
    by_place = {where: [code for code, _, at in first if at == where] for *_, where in first}
    (here, (one, other, *_)), *_ = ((where, codes) for where, codes in by_place.items() if len(codes) > 1)
    (there, (astray, *_)), *_ = ((where, codes) for where, codes in by_place.items() if where != here)
    label_here, label_there = place_label(archivist, here), place_label(archivist, there)
    archivist.open(desk)

    # Nothing is known before the place is, and nothing wrong is taken down.
    expect(scan(archivist, one, sound="bad")).to_contain_text("请先扫描所在位置的标签")
    expect(scan(archivist, "6901234567892", sound="bad")).to_contain_text("不认识“6901234567892”")
    expect(scan(archivist, label_here, sound="ok")).to_contain_text(here)

    # What stands where it should, what was done before, and what belongs elsewhere.
    expect(scan(archivist, one, sound="ok")).to_contain_text(f"相符：{one}")
    expect(scan(archivist, one, sound="bad")).to_contain_text("本次已盘")
    expect(scan(archivist, astray, sound="bad")).to_contain_text(f"应在 {there}，现扫描于 {here}")
    tally = archivist.page.get_by_role("region", name="盘点进度")
    expect(tally).to_contain_text("已盘 2")
    assert not archivist.page.evaluate(TOO_WIDE)

    # The last scan is taken back and done where the volume belongs; another is put right in the books.
    archivist.follow(archivist.page.get_by_role("button", name="撤销上一次扫描"))
    expect(tally).to_contain_text("已盘 1")
    scan(archivist, label_there, sound="ok")
    expect(scan(archivist, astray, sound="ok")).to_contain_text(f"相符：{astray}")
    expect(scan(archivist, other, sound="bad")).to_contain_text(f"应在 {here}，现扫描于 {there}")
    archivist.follow(archivist.page.get_by_role("button", name="就地改位"))
    expect(archivist.page.locator("[role=status], .note").filter(has_text=f"已改位到 {there}")).to_be_visible()
    assert not archivist.page.evaluate(TOO_WIDE)

    # What nobody has found stands on the list of differences that two sign.
    assert len(missing(archivist)) > 0
    archivist.follow(archivist.page.get_by_role("button", name="结束盘点"))
    archivist.do("结束盘点")
    archivist.save()
    archivist.state_is("待监盘签字")
    expect(archivist.paper).to_contain_text("未找到")
    assert archivist.number == number
