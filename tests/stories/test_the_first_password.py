"""A new person comes to the desk: the password that the administrator gave opens one page, on the desk and on the telephone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.stories.desk import PHONE, WIDE, Desk, DeskOf

GIVEN, OWN = "given-kx-88", "kb7-water-lily"


def come_in(desk: Desk, user: str, password: str) -> None:
    desk.context.clear_cookies()
    desk.open("/login/?next=/todo")
    desk.page.get_by_label("用户名").fill(user)
    desk.page.get_by_label("密码", exact=True).fill(password)
    with desk.page.expect_navigation():
        desk.page.keyboard.press("Enter")


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_a_password_that_was_given_is_changed_first(desk_of: DeskOf, size: tuple[int, int]) -> None:
    admin = desk_of("admin")
    admin.open("/console/staff/")
    with admin.page.expect_navigation():
        admin.page.locator("tr").filter(has_text="clerk（").get_by_role("link").first.click()
    admin.page.get_by_label("重置密码").fill(GIVEN)
    with admin.page.expect_navigation():
        admin.page.keyboard.press("Control+s")

    desk = desk_of("am", size)
    come_in(desk, "clerk", GIVEN)
    expect(desk.page.get_by_role("heading", name="修改初始密码")).to_be_visible()
    desk.open("/notice/")
    expect(desk.page.get_by_role("heading", name="修改初始密码")).to_be_visible()
    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    change(desk, "Aa123456")
    expect(desk.page.get_by_text("密码太容易被猜中")).to_be_visible()
    change(desk, OWN)
    expect(desk.page.get_by_text("密码已修改")).to_be_visible()
    desk.open("/account")
    expect(desk.page.get_by_text("最近登录")).to_be_visible()
    desk.page.get_by_role("button", name="退出所有设备").click()
    with desk.page.expect_navigation():
        desk.page.locator("dialog.ask").get_by_role("button", name="退出所有设备").click()
    come_in(desk, "clerk", OWN)
    assert desk.page.url.endswith("/todo")


def change(desk: Desk, new: str) -> None:
    for label, words in (("原密码", GIVEN), ("新密码", new), ("再输入一次新密码", new)):
        desk.field(label).fill(words)
    with desk.page.expect_navigation():
        desk.page.get_by_role("button", name="修改密码").click()
