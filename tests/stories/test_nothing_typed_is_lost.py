"""In a real browser: a double click, a login that ends, a line that breaks, a machine left, two people at one record."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, expect

from tests.files import PNG
from tests.stories.desk import PHONE, Desk, DeskOf

PICTURE: FilePayload = {"name": "水表照片.png", "mimeType": "image/png", "buffer": PNG}


def begin(desk: Desk) -> None:
    """A new inquiry with what it asks for."""
    desk.new("电话咨询记录簿")
    desk.fill(来电人="孔女士", 联系电话="13800000001", 咨询事项="水质发黄", 咨询内容="水发黄")


def wait_for_draft(desk: Desk) -> None:
    expect(desk.page.locator(".savebar .say")).to_have_text(re.compile(r"^草稿已于 \d\d:\d\d 自动保存$"))


def count(desk: Desk, matter: str) -> int:
    desk.open("/inquiry/")
    return desk.page.locator("main tbody tr").filter(has_text=matter).count()


def test_a_double_click_makes_one_record(desk_of: DeskOf) -> None:
    desk = desk_of("clerk")
    begin(desk)
    with desk.page.expect_navigation():
        desk.page.locator("[data-save]").dblclick()
    expect(desk.page.locator("h1.no")).to_be_visible()
    assert count(desk, "水质发黄") == 1


def test_a_double_click_without_scripts_makes_one_record_too(desk_of: DeskOf) -> None:
    """Two sendings of the same page, as a browser does it whose scripts have not come."""
    desk = desk_of("clerk")
    begin(desk)
    sent = desk.page.evaluate("""async () => {
        const texts = [...new FormData(document.querySelector('#f-paper'))].filter(([, value]) => typeof value === 'string');
        const body = () => new URLSearchParams(texts);
        const both = await Promise.all([1, 2].map(() => fetch('/inquiry/add', { method: 'POST', body: body() })));
        return both.map((answer) => new URL(answer.url).pathname);
    }""")
    assert sent[0] == sent[1]
    desk.page.on("dialog", lambda dialog: dialog.accept())
    assert count(desk, "水质发黄") == 1


def test_a_form_goes_in_parts_only_where_a_file_goes_along(desk_of: DeskOf) -> None:
    desk = desk_of("clerk")
    for files, kind in (([], "application/x-www-form-urlencoded"), ([PICTURE], "multipart/form-data")):
        begin(desk)
        desk.page.set_input_files("#f-attachments", files)
        with desk.page.expect_request(lambda sent: sent.method == "POST" and sent.url.endswith("/inquiry/add")) as asked:
            desk.page.keyboard.press("Control+s")
        assert asked.value.headers["content-type"].split(";")[0] == kind
        expect(desk.page.locator("h1.no")).to_be_visible()
        expect(desk.page.get_by_text("水表照片.png")).to_have_count(len(files))


def test_a_login_that_ended_while_typing_costs_nothing(desk_of: DeskOf) -> None:
    desk = desk_of("clerk")
    begin(desk)
    desk.context.clear_cookies()
    with desk.page.expect_navigation():
        desk.page.keyboard.press("Control+s")
    desk.page.wait_for_url("**/login/**")
    expect(desk.page.locator(".note-warn")).to_contain_text("已填写的内容保留")
    desk.forgive(400, 401)
    desk.page.get_by_label("用户名").fill("clerk")
    desk.page.get_by_label("密码", exact=True).fill("demo-clerk")
    with desk.page.expect_navigation():
        desk.page.keyboard.press("Enter")
    expect(desk.field("来电人")).to_have_value("孔女士")
    expect(desk.field("咨询内容")).to_have_value("水发黄")
    desk.save()
    desk.reads("来电人", "孔女士")


def test_whoever_sits_down_next_sees_nothing(desk_of: DeskOf) -> None:
    desk = desk_of("clerk")
    begin(desk)
    wait_for_draft(desk)
    desk.context.clear_cookies()
    with desk.page.expect_navigation():
        desk.page.keyboard.press("Control+s")
    desk.page.wait_for_url("**/login/**")
    desk.forgive(400, 401)
    desk.page.get_by_label("用户名").fill("hotline")
    desk.page.get_by_label("密码", exact=True).fill("demo-hotline")
    with desk.page.expect_navigation():
        desk.page.keyboard.press("Enter")
    expect(desk.field("来电人")).to_have_value("")
    expect(desk.page.locator(".draft-note")).to_have_count(0)
    assert "孔女士" not in desk.page.content()
    assert desk.page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_broken_line_leaves_the_text_and_says_so(desk_of: DeskOf) -> None:
    desk = desk_of("clerk")
    begin(desk)
    wait_for_draft(desk)
    desk.context.set_offline(True)
    desk.fill(咨询内容="水发黄，已两天")
    desk.page.keyboard.press("Control+s")
    say = desk.page.locator(".savebar .say")
    expect(say).to_have_text(re.compile("网络中断"))
    expect(desk.field("咨询内容")).to_have_value("水发黄，已两天")
    expect(desk.page.locator("[data-save]")).to_be_enabled()
    desk.faults.clear()  # the browser notes that there is no line
    desk.context.set_offline(False)
    desk.save()
    desk.reads("咨询内容", "水发黄，已两天")


def test_a_draft_is_kept_when_the_line_comes_back(desk_of: DeskOf) -> None:
    desk = desk_of("clerk")
    begin(desk)
    wait_for_draft(desk)
    desk.context.set_offline(True)
    desk.fill(咨询内容="断线时写的")
    expect(desk.page.locator(".savebar .say")).to_contain_text("内容留在本页")
    desk.context.set_offline(False)
    wait_for_draft(desk)
    desk.faults.clear()
    again = desk_of("clerk")
    again.open("/inquiry/add")
    again.follow(again.page.get_by_role("link", name="继续填写"))
    expect(again.field("咨询内容")).to_have_value("断线时写的")


def test_a_draft_goes_on_at_another_machine_and_is_gone_when_saved(desk_of: DeskOf) -> None:
    desk, other = desk_of("clerk"), desk_of("clerk")
    begin(desk)
    wait_for_draft(desk)
    other.open("/inquiry/add")
    expect(other.page.locator(".draft-note")).to_contain_text("未提交的草稿")
    other.follow(other.page.get_by_role("link", name="继续填写"))
    expect(other.field("来电人")).to_have_value("孔女士")
    other.save()
    other.open("/inquiry/add")
    expect(other.page.locator(".draft-note")).to_have_count(0)


def test_a_draft_can_be_given_up(desk_of: DeskOf) -> None:
    desk = desk_of("clerk")
    begin(desk)
    wait_for_draft(desk)
    desk.page.on("dialog", lambda dialog: dialog.accept())
    desk.open("/inquiry/add")
    desk.follow(desk.page.get_by_role("button", name="放弃", exact=True))
    expect(desk.page.locator(".draft-note")).to_have_count(0)
    expect(desk.field("来电人")).to_have_value("")


def test_two_people_choose_by_keyboard_and_both_texts_stand(desk_of: DeskOf) -> None:
    clerk, hotline = desk_of("clerk"), desk_of("hotline", PHONE)
    begin(clerk)
    number = clerk.save()
    path = clerk.page.url.partition("?")[0].removeprefix(clerk.url) + "/edit"
    for desk in (clerk, hotline):
        desk.open(path)
    clerk.fill(咨询内容="水发黄，有味", 咨询事项="水质（复兴路）")
    hotline.fill(咨询内容="水压也低")
    assert clerk.save() == number
    with hotline.page.expect_navigation():
        hotline.page.keyboard.press("Control+s")
    note = hotline.page.locator(".note-warn[role=alert]")
    expect(note).to_be_focused()
    expect(note).to_contain_text("于 10:42 修改")
    expect(hotline.field("咨询事项")).to_have_value("水质（复兴路）")
    mine = hotline.page.get_by_role("radio", name="用我的")
    mine.focus()
    mine.press("ArrowDown")
    mine.page.keyboard.press("ArrowDown")
    expect(hotline.page.get_by_role("radio", name="合并")).to_be_checked()
    with hotline.page.expect_navigation():
        hotline.page.get_by_role("button", name="按所选合并并保存").press("Enter")
    hotline.reads("咨询内容", "水发黄，有味")
    hotline.reads("咨询内容", "水压也低")
    hotline.reads("咨询事项", "复兴路")


def test_my_half_can_be_given_up(desk_of: DeskOf) -> None:
    clerk, hotline = desk_of("clerk"), desk_of("hotline")
    begin(clerk)
    clerk.save()
    path = clerk.page.url.partition("?")[0].removeprefix(clerk.url) + "/edit"
    for desk in (clerk, hotline):
        desk.open(path)
    clerk.fill(咨询内容="先到")
    hotline.fill(咨询内容="后到")
    clerk.save()
    with hotline.page.expect_navigation():
        hotline.page.keyboard.press("Control+s")
    hotline.follow(hotline.page.get_by_role("button", name="放弃我的修改"))
    hotline.reads("咨询内容", "先到")
    hotline.open(path)
    expect(hotline.page.locator(".draft-note")).to_have_count(0)
