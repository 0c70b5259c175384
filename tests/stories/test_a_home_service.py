"""上门服务: asked for by telephone, agreed, done by the department at the customer's door, signed by the customer."""

from __future__ import annotations

from datetime import datetime

from playwright.sync_api import expect

from rules.moments import SHANGHAI
from tests.stories.desk import DeskOf, text_of
from tests.stories.office import Office


def test_a_home_service(office: Office, desk_of: DeskOf) -> None:
    hotline = desk_of("hotline")
    hotline.new("上门服务登记表")
    hotline.fill(**{"服务对象姓名（名称）": "逄玉梅", "联系电话": "0715-4321678", "服务事项": "老人行动不便，上门办理过户"})
    hotline.tick(服务对象类型="老弱病残等特殊群众", 特殊原因="老弱病残")
    hotline.save_refused(服务地点="请填写“服务地点”")
    expect(hotline.field("服务事项")).to_have_value("老人行动不便，上门办理过户")
    expect(hotline.cell("特殊原因").get_by_role("radio", name="老弱病残")).to_be_checked()
    hotline.fill(服务地点="青禾市胜利巷3号")
    number = hotline.save()

    hotline.do("同意上门")
    hotline.press_now("答复时间")
    hotline.fill(预约时间="15:00")
    hotline.pick("服务人员", "贺强")
    hotline.pick("服务人员", "马卫东")
    hotline.save()
    hotline.state_is("待服务")
    hotline.reads("服务人员", "贺强")
    hotline.reads("服务人员", "马卫东")

    office.clock.at = datetime(2026, 11, 20, 16, 40, tzinfo=SHANGHAI)
    department = desk_of("dept")
    department.take_up(number)
    department.fill(到达时间="1450", 离开时间="1440", 服务对象意见="服务周到", 服务对象签字="逄玉梅")
    department.tick(出示证件="是", 办理结果="当场办结", 满意度="很满意")
    department.save_refused(离开时间="不能早于“到达时间”")
    expect(department.field("服务对象意见")).to_have_value("服务周到")
    department.fill(离开时间="1550")
    department.save()
    department.state_is("已办结")

    expect(department.page.locator(".box").filter(has_text="由本单生成")).to_contain_text("客户回访记录表")
    department.reveal("办理业务")
    paper = text_of(department.print())
    for words in (number, "上门服务登记表", "青禾市胜利巷3号", "贺强", "逄玉梅", "马卫东"):
        assert words in paper
