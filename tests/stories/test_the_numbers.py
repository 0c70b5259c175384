"""The system is down for a day: numbers are reserved, a paper is entered, one is spoilt, and the head sees that nothing is missing."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.stories.desk import PHONE, WIDE, DeskOf


def test_a_day_on_paper(desk_of: DeskOf) -> None:
    clerk = desk_of("clerk")
    clerk.open("/inquiry/")
    clerk.page.get_by_role("link", name="预留编号…").click()
    clerk.page.get_by_label("数量").fill("3")
    clerk.page.get_by_label("预留原因").fill("11 月 28 日系统检修，当日手工登记")
    clerk.page.get_by_role("button", name="预留编号").click()
    expect(clerk.page.get_by_text("待用 3 个")).to_be_visible()
    number = clerk.page.locator(".mini .no").first.inner_text()
    clerk.page.get_by_role("link", name="作废").last.click()
    clerk.page.get_by_label("作废原因").fill("写坏")
    clerk.page.get_by_role("button", name="确定作废").click()
    expect(clerk.page.get_by_text("待用 2 个")).to_be_visible()
    clerk.page.get_by_role("link", name="补登").first.click()
    expect(clerk.page.get_by_label("预留编号")).to_have_value(number)
    head = desk_of("head")
    head.open("/")
    head.page.get_by_role("link", name="编号台账").click()
    expect(head.page.get_by_text("全部编号均有去向。")).to_be_visible()
    head.page.get_by_role("link", name="A07").click()
    expect(head.page.get_by_text("预留作废").first).to_be_visible()
    wide = "() => document.documentElement.scrollWidth <= innerWidth"
    for desk, path in ((clerk, "/inquiry/reserved"), (clerk, "/inquiry/add"), (head, "/numbers/"), (head, "/numbers/inquiry/2026")):
        desk.open(path)
        for width, height in (PHONE, WIDE):
            desk.page.set_viewport_size({"width": width, "height": height})
            assert desk.page.evaluate(wide), (path, width)
