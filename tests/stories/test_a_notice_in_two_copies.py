"""一次性告知: the service item brings its list of materials; the paper comes in two copies; what was missing is brought later."""

from __future__ import annotations

from datetime import datetime

from playwright.sync_api import expect

from rules.moments import SHANGHAI
from tests.stories.desk import DeskOf, text_of
from tests.stories.office import Office


def test_a_notice_in_two_copies(office: Office, desk_of: DeskOf) -> None:
    clerk = desk_of("clerk")
    clerk.new("一次性告知单")
    clerk.pick("客户档案", "欧阳若兰")
    expect(clerk.field("服务对象")).to_have_value("欧阳若兰")
    clerk.pick("申请（咨询）事项", "居民个人客户申请用水")
    rows = clerk.page.locator("table[data-lines=materials] tbody tr")
    expect(rows).to_have_count(4)
    expect(rows.nth(1).get_by_label("资料名称")).to_have_value("私房产权证复印件")
    expect(clerk.field("办理时限")).to_have_value("勘测设计5个工作日，编制预算2个工作日，收齐资料后1个工作日内通知客户")
    rows.nth(0).get_by_label("已有/缺少").select_option(label="已有")

    rows.nth(3).get_by_label("出具单位或补齐途径").press("Alt+=")
    expect(rows).to_have_count(5)
    clerk.page.keyboard.type("户口簿复印件")
    clerk.fill(补正期限="2026-11-10")
    clerk.save_refused(补正期限="不能早于“申请日期”")
    expect(rows).to_have_count(5)
    expect(rows.nth(0).get_by_label("已有/缺少")).to_have_value("have")
    expect(rows.nth(4).get_by_label("资料名称")).to_have_value("户口簿复印件")
    clerk.fill(补正期限="2026-11-30")
    number = clerk.save()
    clerk.state_is("草稿")
    expect(clerk.page.locator("main")).to_contain_text("户口簿复印件")

    paper = clerk.print()
    pages = ["".join(page.extract_text().split()) for page in paper.pages]
    for keeper in ("第一联（共二联）交服务对象", "第二联（共二联）部门留底"):
        copy = "".join(page for page in pages if keeper in page)
        for words in (number, "欧阳若兰", "私房产权证复印件", "户口簿复印件", "业务专用章"):
            assert words in copy

    clerk.do("交付，待补正")
    clerk.press_now("签收日期")
    clerk.fill(服务对象签收="欧阳若兰")
    clerk.save()
    clerk.state_is("待补正")
    clerk.reads("签收日期", "2026-11-20")

    office.clock.at = datetime(2026, 11, 27, 9, 0, tzinfo=SHANGHAI)
    clerk.take_up(number)
    clerk.press_now("补齐日期")
    clerk.save()
    clerk.state_is("已补齐")
    assert "欧阳若兰" in text_of(clerk.print())
