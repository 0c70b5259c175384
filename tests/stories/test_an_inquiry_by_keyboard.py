"""电话咨询: with the receiver in one hand, the whole form is filled by the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.stories.desk import DeskOf, text_of


def test_an_inquiry_by_keyboard(desk_of: DeskOf) -> None:
    hotline = desk_of("hotline")
    keys = hotline.page.keyboard
    hotline.open("/inquiry/")
    with hotline.page.expect_navigation():
        keys.press("Alt+n")
    expect(hotline.field("来电时间")).to_have_value("2026-11-20 10:42")
    expect(hotline.field("接听人")).to_have_value("陆小禾")

    keys.press("Alt+1")
    expect(hotline.field("来电时间")).to_be_focused()
    keys.press("Enter")
    keys.press("Enter")
    keys.type("周大爷")
    keys.press("Enter")
    keys.type("13800000000")
    keys.press("Enter")
    keys.type("水表过户")
    keys.press("Enter")
    keys.type("买了二手房，水表怎么过户")
    keys.press("Alt+2")
    keys.type("带双方身份证和不动产权证到营业厅办理，当日受理")
    hotline.tick(是否一次性告知完整="是")
    hotline.press_now("实际答复时间")
    number = hotline.press("保存并答复办结")
    hotline.state_is("已答复")
    hotline.reveal("联系客户")
    paper = text_of(hotline.print())
    for words in (number, "电话咨询记录簿", "周大爷", "水表过户", "带双方身份证和不动产权证"):
        assert words in paper


def test_a_promised_answer_needs_its_time(desk_of: DeskOf) -> None:
    clerk = desk_of("clerk")
    clerk.new("电话咨询记录簿")
    clerk.fill(来电人="孔女士", 联系电话="13800000001", 咨询事项="水质", 咨询内容="水发黄")
    clerk.tick(是否当即答复="否")
    expect(clerk.cell("承诺答复时间").locator(".req")).to_be_visible()
    clerk.save_refused(承诺答复时间="请填写“承诺答复时间”")
    expect(clerk.field("咨询内容")).to_have_value("水发黄")
    clerk.fill(承诺答复时间="1630")
    number = clerk.save()
    clerk.open("/todo")
    expect(clerk.page.locator(".todo li").filter(has_text=number)).to_contain_text("答复办结")
