"""走访: registered before leaving, reported on return, called back the next day, reviewed, printed and filed."""

from __future__ import annotations

from datetime import datetime

from playwright.sync_api import expect

from rules.moments import SHANGHAI
from tests.stories.desk import DeskOf, text_of
from tests.stories.office import Office


def test_a_visit_from_door_to_callback(office: Office, desk_of: DeskOf) -> None:
    am = desk_of("am")
    am.new("外勤单")
    am.fill(
        计划出发时间="1400",
        客户全称="云岭矿泉饮品有限公司",
        联系人="左丘岭",
        联系人职称="动力科科长",
        电话="1990000",
        拜访目的="商谈增容方案",
    )
    am.tick(**{"客户类别": "洽谈中客户", "洽谈/合作业务类型": "增容"})
    am.pick("同行人员", "许家明")

    am.save_refused(电话="电话号码不对")
    expect(am.field("拜访目的")).to_have_value("商谈增容方案")
    expect(am.field("电话")).to_have_value("1990000")
    expect(am.field("计划出发时间")).to_have_value("1400")
    expect(am.cell("客户类别").get_by_role("radio", name="洽谈中客户")).to_be_checked()
    expect(am.cell("同行人员")).to_contain_text("许家明")

    am.fill(电话="19900000047")
    trip = am.save()
    am.state_is("外勤中")
    am.reads("计划出发时间", "2026-11-20 14:00")

    office.clock.at = datetime(2026, 11, 20, 16, 30, tzinfo=SHANGHAI)
    am.find(trip)
    am.do("返回登记")
    am.fill(**{"返回（拜访结束）时间": "16:10", "拜访结果": "客户同意按DN150增容，待提供平面布置图"})
    am.save()
    am.state_is("待回访")
    expect(am.page.locator("main")).to_contain_text("由本单生成")

    office.clock.at = datetime(2026, 11, 21, 9, 30, tzinfo=SHANGHAI)
    officer = desk_of("callback")
    officer.find(trip)
    officer.opened()
    callback = officer.number
    officer.state_is("待回访")
    officer.do("提交审查")
    officer.reads("客户名称", "云岭矿泉饮品有限公司")
    officer.press_now("回访时间")
    officer.pick("回访人", "李梅")
    officer.tick(**{"是否接通": "接通", "总体满意度": "很满意", "有无吃拿卡要、乱收费": "否", "是否需二次回访": "否"})
    officer.save_refused(服务态度="请选择一项")
    officer.rate(服务态度="满意")
    officer.fill(客户意见建议="希望尽快施工")
    officer.save()
    officer.state_is("待审查")

    supervisor = desk_of("supervisor")
    supervisor.find(callback)
    supervisor.do("审查通过")
    supervisor.say("回访及时")
    supervisor.save()
    supervisor.state_is("已办结")

    head = desk_of("head")
    head.take_up(trip)
    head.reads("回访专员", "李梅")
    head.do("审签")
    head.state_is("已办结")

    am.find(trip)
    am.state_is("已办结")
    am.reads("回访结果", "接通；总体很满意；希望尽快施工")
    am.reveal()
    paper = text_of(am.print())
    for words in (
        trip,
        "外勤单",
        "云岭矿泉饮品有限公司",
        "左丘岭",
        "客户同意按DN150增容",
        "总体很满意",
        "部门负责人签字",
        "方敏",
        "青禾供水有限公司",
    ):
        assert words in paper
    am.find(trip)
    expect(am.page.locator("main")).to_contain_text("打印记录 1 次")

    archivist = desk_of("archivist")
    archivist.find(trip)
    archivist.do("归档")
    archivist.state_is("已归档")
