"""预约服务: agreed, kept and called back; or refused, which takes the general manager, who decides on his telephone."""

from __future__ import annotations

from datetime import datetime

from playwright.sync_api import expect

from rules.moments import SHANGHAI
from tests.stories.desk import PHONE, DeskOf, text_of
from tests.stories.office import Office


def test_an_appointment_is_agreed_and_kept(office: Office, desk_of: DeskOf) -> None:
    clerk = desk_of("clerk")
    clerk.new("预约服务登记表")
    clerk.pick("客户档案", "和顺餐饮店")
    expect(clerk.field("服务对象姓名（名称）")).to_have_value("和顺餐饮店")
    expect(clerk.field("联系电话")).not_to_have_value("")
    clerk.tick(服务对象类型="企业", 预约业务类型="过户", 预约事由="工作时间难以办理")
    number = clerk.save()
    clerk.state_is("待答复")

    clerk.do("同意预约")
    clerk.press_now("答复时间")
    clerk.fill(预约时间="20 18:30")
    clerk.pick("服务人员", "周晓燕")
    clerk.save_refused(约定地点="请填写“约定地点”")
    expect(clerk.field("预约时间")).to_have_value("20 18:30")
    expect(clerk.field("服务人员")).to_have_value("周晓燕")
    clerk.fill(约定地点="营业厅2号窗口")
    clerk.save()
    clerk.state_is("待服务")
    clerk.reads("预约时间", "2026-11-20 18:30")
    expect(clerk.cell("是否非工作时间")).to_contain_text("是")

    office.clock.at = datetime(2026, 11, 20, 19, 5, tzinfo=SHANGHAI)
    clerk.take_up(number)
    clerk.fill(服务人员到场时间="1820", 申请人到场时间="1828")
    clerk.tick(到场状态="准时", 办理结果="未办结", 客户评价="满意")
    clerk.save_refused(办结情况说明="请填写“办结情况说明”")
    clerk.tick(办理结果="当场办结")
    clerk.save()
    clerk.state_is("已办结")
    expect(clerk.page.locator("main")).to_contain_text("由本单生成")
    clerk.reveal()
    paper = text_of(clerk.print())
    for words in (number, "预约服务登记表", "和顺餐饮店", "营业厅2号窗口", "总经理批准"):
        assert words in paper


def test_a_refusal_takes_the_general_manager(desk_of: DeskOf) -> None:
    clerk = desk_of("clerk")
    clerk.new("预约服务登记表")
    clerk.fill(**{"服务对象姓名（名称）": "方大勇", "联系电话": "13800000000"})
    clerk.tick(服务对象类型="个人", 预约业务类型="咨询", 预约事由="其他")
    number = clerk.save()
    clerk.do("不同意，报总经理")
    clerk.fill(不同意理由="所预约事项可在热线当即答复，无须到场")
    clerk.save()
    clerk.state_is("待总经理审批")
    expect(clerk.page.locator(".do")).to_contain_text("现在等待区域总经理审批")

    gm = desk_of("gm", PHONE)
    gm.open("/")
    gm.follow(gm.page.locator(".tabbar").get_by_role("link", name="审批"))
    gm.follow(gm.page.locator(".inbox-l li").filter(has_text=number).get_by_role("link"))
    expect(gm.page.locator(".inbox-open")).to_contain_text("所预约事项可在热线当即答复")
    gm.follow(gm.page.get_by_role("button", name="驳回"))
    expect(gm.page.locator(".err").filter(has_text="请写明驳回的原因")).to_be_visible()
    gm.say("同意，做好解释")
    gm.follow(gm.page.get_by_role("button", name="同意", exact=True))
    expect(gm.page.locator(".note")).to_contain_text(f"{number} 已同意")

    clerk.find(number)
    clerk.state_is("待告知理由")
    clerk.reads("不同意理由", "所预约事项可在热线当即答复")
    paper = text_of(clerk.print())
    assert "何启明" in paper
    assert "同意，做好解释" in paper
