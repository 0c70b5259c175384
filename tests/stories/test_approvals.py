"""审批: agreed on a telephone, sent back with a reason, taken back by whoever asked, and decided by a deputy in the name of another."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.stories.desk import PHONE, Desk, DeskOf, text_of


def refusal_asked(clerk: Desk, name: str) -> str:
    """An appointment that the desk does not want to give."""
    clerk.new("预约服务登记表")
    clerk.fill(**{"服务对象姓名（名称）": name, "联系电话": "13800000000"})
    clerk.tick(服务对象类型="个人", 预约业务类型="咨询", 预约事由="其他")
    clerk.save()
    return ask_again(clerk)


def ask_again(clerk: Desk) -> str:
    clerk.do("不同意，报总经理")
    clerk.fill(不同意理由="所预约事项可在热线当即答复")
    number = clerk.save()
    clerk.state_is("待总经理审批")
    return number


def take_up(desk: Desk, number: str) -> None:
    """From the inbox."""
    desk.open("/approvals/")
    desk.follow(desk.page.locator(".inbox-l li").filter(has_text=number).get_by_role("link"))


def test_it_is_withdrawn_refused_and_agreed(desk_of: DeskOf) -> None:
    clerk, gm = desk_of("clerk"), desk_of("gm")
    number = refusal_asked(clerk, "方大勇")
    expect(clerk.page.locator(".chain").first).to_contain_text("待审批")
    clerk.page.get_by_role("button", name="撤回").click()
    with clerk.page.expect_navigation():
        clerk.page.locator("dialog.ask").get_by_role("button", name="撤回").click()
    clerk.state_is("待答复")
    ask_again(clerk)

    take_up(gm, number)
    gm.follow(gm.page.get_by_role("button", name="驳回"))
    expect(gm.page.locator(".err").filter(has_text="请写明驳回的原因")).to_be_visible()
    gm.page.get_by_role("button", name="请补充理由后再报。").click()
    expect(gm.page.get_by_label("审批意见")).to_have_value("请补充理由后再报。")
    gm.follow(gm.page.get_by_role("button", name="驳回"))
    expect(gm.page.locator(".note")).to_contain_text(f"{number} 已驳回")

    clerk.find(number)
    clerk.state_is("待答复")
    expect(clerk.page.locator(".chain").first).to_contain_text("请补充理由后再报。")
    ask_again(clerk)
    gm.find(number)
    gm.say("同意，做好解释")
    gm.follow(gm.page.get_by_role("button", name="同意", exact=True))
    gm.follow(gm.page.get_by_role("link", name=re.compile("^已审批")))
    gm.follow(gm.page.get_by_role("link", name=re.compile(number)).first)
    gm.state_is("待告知理由")
    paper = text_of(gm.print())
    assert "何启明" in paper
    assert "同意，做好解释" in paper


def test_a_deputy_decides_on_his_telephone(desk_of: DeskOf) -> None:
    gm = desk_of("gm")
    gm.open("/account")
    card = gm.page.locator(".box").filter(has_text="委托代办")
    card.get_by_label("受托人").select_option(label="沈国平（公司领导）")
    card.get_by_label("起始日期").fill("今天")
    card.get_by_label("截止日期").fill("1130")
    card.get_by_label("事由").fill("外出学习")
    gm.follow(card.get_by_role("button", name="登记委托"))
    expect(card).to_contain_text("代办中")

    number = refusal_asked(desk_of("clerk"), "冉先进")
    vp = desk_of("vp", PHONE)
    vp.open("/")
    vp.follow(vp.page.locator(".tabbar").get_by_role("link", name="审批"))
    entry = vp.page.locator(".inbox-l li").filter(has_text=number)
    expect(entry).to_contain_text("受 何启明 委托")
    vp.follow(entry.get_by_role("link"))
    expect(vp.page.locator(".decide")).to_be_in_viewport()
    assert vp.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    vp.say("同意")
    vp.follow(vp.page.get_by_role("button", name="同意", exact=True))
    vp.open(f"/search?q={number}")
    vp.follow(vp.page.locator("main").get_by_role("link", name=number, exact=True))
    vp.state_is("待告知理由")
    expect(vp.page.locator(".chain").first).to_contain_text("沈国平（代 何启明）")


def test_it_is_handed_over(desk_of: DeskOf) -> None:
    number = refusal_asked(desk_of("clerk"), "闫小艺")
    gm, vp = desk_of("gm"), desk_of("vp")
    take_up(gm, number)
    gm.say("请核实后办理")
    gm.page.get_by_role("button", name="转办", exact=True).click()
    gm.page.get_by_label("转办给").select_option(label="沈国平（公司领导）")
    gm.follow(gm.page.get_by_role("button", name="确定转办"))
    expect(gm.page.locator(".note")).to_contain_text("已转办给沈国平")
    take_up(vp, number)
    expect(vp.page.locator(".chain").first).to_contain_text("请核实后办理")
    vp.follow(vp.page.get_by_role("button", name="同意", exact=True))
    expect(vp.page.locator(".note")).to_contain_text(f"{number} 已同意")
