"""A caller turns out to be a customer nobody has on file: he is added in a dialog, and the form that was begun is not lost."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.stories.desk import DeskOf


def test_a_customer_added_from_a_form(desk_of: DeskOf) -> None:
    clerk = desk_of("clerk")
    clerk.new("预约服务登记表")
    clerk.fill(预约事项说明="二次供水改造咨询")
    clerk.cell("客户档案").get_by_role("button", name="新建").click()
    dialog = clerk.page.locator("dialog[open]")
    inner = dialog.frame_locator("iframe")
    inner.get_by_label("客户全称").fill("翠湖物业服务站")
    inner.get_by_label("联系电话").fill("12")
    inner.get_by_label("地址", exact=False).first.fill("青禾市翠湖路90号")
    inner.get_by_role("radio", name="是", exact=True).first.check()
    inner.get_by_role("button", name="保存").click()
    expect(inner.locator(".note-bad")).to_contain_text("电话号码不对")
    expect(inner.get_by_label("客户全称")).to_have_value("翠湖物业服务站")
    inner.get_by_label("联系电话").fill("0715-4390000")
    inner.get_by_role("button", name="保存").click()

    expect(dialog).to_have_count(0)
    expect(clerk.field("客户档案")).to_have_value("翠湖物业服务站")
    expect(clerk.field("服务对象姓名（名称）")).to_have_value("翠湖物业服务站")
    expect(clerk.field("联系电话")).to_have_value("0715-4390000")
    expect(clerk.field("预约事项说明")).to_have_value("二次供水改造咨询")
    clerk.tick(服务对象类型="集体集中办理", 预约业务类型="咨询", 预约事由="其他")
    number = clerk.save()

    clerk.follow(clerk.page.get_by_role("link", name="翠湖物业服务站"))
    expect(clerk.page.locator("main")).to_contain_text(number)
