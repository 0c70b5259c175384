"""What stands around every page: the menu that stays in sight, letters that grow, drafts that come back, the login that returns."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.stories.desk import PHONE, DeskOf


def test_the_menu_stays_in_sight(desk_of: DeskOf) -> None:
    desk = desk_of("clerk")
    desk.open("/notice/add")
    desk.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(desk.page.locator(".side").get_by_role("link", name="工作台")).to_be_in_viewport()


def test_the_menu_opens_on_a_telephone(desk_of: DeskOf) -> None:
    desk = desk_of("clerk", PHONE)
    desk.open("/")
    desk.page.locator(".tabbar").get_by_role("link", name="登记册").click()
    menu = desk.page.locator("#menu")
    menu.locator("summary").filter(has_text="预约服务").click()
    desk.follow(menu.get_by_role("link", name="上门服务登记表"))
    expect(desk.page.get_by_role("heading", name="上门服务登记表", exact=True)).to_be_visible()


def test_large_letters_are_kept_with_the_person(desk_of: DeskOf) -> None:
    desk = desk_of("clerk")
    desk.open("/inquiry/add")
    desk.fill(来电人="周大爷")
    desk.page.locator("summary").filter(has_text="字号").click()
    desk.page.locator(".look").get_by_text("特大").click()
    with desk.page.expect_response("**/account/look"):
        desk.page.locator(".look").get_by_role("button", name="应用").click()
    assert desk.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
    expect(desk.field("来电人")).to_have_value("周大爷")
    again = desk_of("clerk")
    again.open("/")
    assert again.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
    assert again.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_draft_comes_back(desk_of: DeskOf) -> None:
    desk = desk_of("clerk")
    desk.open("/inquiry/add")
    desk.fill(来电人="周大爷", 咨询事项="水表过户")
    expect(desk.page.locator(".savebar .say")).to_contain_text("草稿已于")
    desk.page.once("dialog", lambda dialog: dialog.accept())
    desk.open("/inquiry/")
    desk.open("/inquiry/add")
    desk.follow(desk.page.get_by_role("link", name="继续填写"))
    expect(desk.field("来电人")).to_have_value("周大爷")
    expect(desk.field("咨询事项")).to_have_value("水表过户")


def test_two_people_save_the_same_record(desk_of: DeskOf) -> None:
    """The second sees what the first has saved beside his own words, and decides."""
    clerk, hotline = desk_of("clerk"), desk_of("hotline")
    clerk.new("电话咨询记录簿")
    clerk.fill(来电人="孔女士", 联系电话="13800000001", 咨询事项="水质", 咨询内容="水发黄")
    number = clerk.save()
    for desk in (clerk, hotline):
        desk.find(number)
        desk.follow(desk.page.get_by_role("link", name="编辑", exact=True))
    clerk.fill(咨询事项="水质浑浊")
    hotline.fill(咨询事项="水压", 备注="复兴路")
    clerk.save()
    with hotline.page.expect_navigation() as answer:
        hotline.page.keyboard.press("Control+s")
    assert answer.value.status == 200
    difference = hotline.page.locator("table.diff")
    expect(difference.locator("tr").filter(has_text="咨询事项")).to_contain_text("水质浑浊")
    expect(difference.locator("tr").filter(has_text="咨询事项")).to_contain_text("水压")
    expect(hotline.field("备注")).to_have_value("复兴路")
    hotline.save()
    hotline.reads("咨询事项", "水压")


def test_after_login_one_is_where_one_wanted_to_be(desk_of: DeskOf) -> None:
    desk = desk_of("clerk")
    desk.context.clear_cookies()
    desk.open("/appointment/?tab=todo")
    desk.page.get_by_label("用户名").fill("clerk")
    desk.page.get_by_label("密码", exact=True).fill("wrong")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(".note-bad")).to_contain_text("不正确")
    desk.page.get_by_label("密码", exact=True).fill("demo-clerk")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/appointment/?tab=todo")
    desk.forgive(401)
