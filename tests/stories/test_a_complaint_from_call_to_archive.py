"""投诉: taken on the hotline, passed on, handled under a clock that explains itself, answered, called back and filed."""

from __future__ import annotations

from datetime import datetime

from playwright.sync_api import expect

from rules.moments import SHANGHAI
from tests.stories.desk import Desk, DeskOf, text_of
from tests.stories.office import Office

VAGUE, SAID = "尽快处理", "更换户前减压阀组，复测水压 0.21MPa，恢复正常"


def taken(hotline: Desk, category: str, **more: str) -> str:
    """A complaint as the hotline takes it; its number."""
    hotline.new("客户投诉处理单")
    hotline.fill(投诉人="赵秀兰", 联系电话="13900005126", 地址="锦绣花园3栋2单元501", 投诉内容="近一周每晚水压不足", **more)
    hotline.field("投诉类别").select_option(label=category)
    return hotline.save()


def handed_on(supervisor: Desk, number: str) -> None:
    """派办 by the supervisor, to the department that the category proposes."""
    supervisor.find(number)
    supervisor.do("派办")
    supervisor.press_now("电话通知负责人时间")
    supervisor.save()
    supervisor.state_is("处理中")


def called_back(desk_of: DeskOf, number: str, satisfaction: str, **more: str) -> None:
    """The callback that the answer opened: made by the officer, read by the supervisor."""
    officer = desk_of("callback")
    officer.find(number)
    officer.opened()
    callback = officer.number
    officer.do("提交审查")
    officer.press_now("回访时间")
    officer.pick("回访人", "李梅")
    officer.tick(**{
        "是否接通": "接通", "总体满意度": satisfaction, "有无吃拿卡要、乱收费": "否", "是否需二次回访": "否",
        "责任部门是否联系客户": "是", "是否到达现场": "是"})  # fmt: skip
    officer.rate(服务态度="满意")
    officer.fill(服务过程情况="当日上门测压", 服务结果情况="水压已恢复", **more)
    officer.save()
    supervisor = desk_of("supervisor")
    supervisor.find(callback)
    supervisor.do("审查通过")
    supervisor.say("情况属实")
    supervisor.save()
    supervisor.state_is("已办结")


def test_a_complaint_from_call_to_archive(office: Office, desk_of: DeskOf) -> None:
    hotline, supervisor, dept = desk_of("hotline"), desk_of("supervisor"), desk_of("dept")
    number = taken(hotline, "水压")
    hotline.state_is("待派办")
    first = hotline.page.locator(".clocks li").filter(has_text="首次答复截止")
    expect(first.locator(".chip-soon")).to_be_visible()
    hotline.do("登记首次答复")
    hotline.press_now("首次答复时间")
    hotline.save()
    expect(hotline.page.locator(".clocks li").filter(has_text="首次答复截止").locator(".chip-done")).to_have_text("按时办结")

    handed_on(supervisor, number)
    supervisor.reads("承办部门", "管网部")
    supervisor.reads("部门处理截止", "2026-11-21 10:42")
    clock = supervisor.page.locator(".clocks li").filter(has_text="部门处理截止")
    clock.locator("summary").click()
    expect(clock).to_contain_text("处理时效为24小时")
    expect(clock).to_contain_text("客户回访管理制度")

    office.clock.at = datetime(2026, 11, 20, 15, 30, tzinfo=SHANGHAI)
    dept.take_up(number)
    dept.fill(调查情况="入户测压 0.09MPa，户前减压阀堵塞", 处理结果=VAGUE, 承办部门负责人签字="马卫东")
    dept.field("责任认定").select_option(label="非公司责任")
    dept.press_now("部门反馈时间")
    dept.save_refused(处理结果="")
    dept.fill(处理结果=SAID)
    dept.save()
    dept.state_is("待答复客户")

    hotline.find(number)
    hotline.do("答复客户")
    hotline.press_now("答复客户时间")
    hotline.save()
    hotline.state_is("待回访")

    called_back(desk_of, number, "满意")
    archivist = desk_of("archivist")
    archivist.find(number)
    archivist.state_is("已办结")
    archivist.reads("是否逾期", "否")
    archivist.do("归档")
    archivist.state_is("已归档")
    assert "赵秀兰" not in text_of(archivist.print())
    archivist.reveal()
    paper = text_of(archivist.print())
    for words in (number, "客户投诉处理单", "赵秀兰", "管网部", "减压阀组", "满意", "马卫东"):
        assert words in paper


def test_a_dissatisfied_callback_leads_to_accountability(desk_of: DeskOf) -> None:
    """001 三.2(3): the form is raised by itself and climbs from the department to the leaders."""
    hotline, supervisor, dept = desk_of("hotline"), desk_of("supervisor"), desk_of("dept")
    number = taken(hotline, "水压", 首次答复时间="10:42")
    handed_on(supervisor, number)
    dept.find(number)
    dept.do("提交处理结果")
    dept.fill(调查情况="现场未见异常", 处理结果="已向客户说明水压在规定范围内", 承办部门负责人签字="马卫东")
    dept.field("责任认定").select_option(label="非公司责任")
    dept.press_now("部门反馈时间")
    dept.save()
    hotline.find(number)
    hotline.do("答复客户")
    hotline.press_now("答复客户时间")
    hotline.save()
    called_back(desk_of, number, "不满意", 不满意原因="一直没有人上门")

    supervisor.find(number)
    supervisor.state_is("已办结")
    supervisor.follow(supervisor.cell("追责单").get_by_role("link"))
    form = supervisor.number
    supervisor.reads("触发来源", "回访不满意")
    supervisor.do("提起追责")
    supervisor.fill(依据条款="《客户回访管理制度》三.2(3)")
    supervisor.tick(升级级别="分管领导", 拟处理意见="扣罚当月绩效")
    supervisor.fill(**{"扣罚比例（%）": "10"})
    supervisor.save_refused(直接责任人="扣罚须指明直接责任人")
    supervisor.pick("直接责任人", "贺强")
    supervisor.save()
    supervisor.state_is("审批中")
    expect(supervisor.page.locator("main")).to_contain_text("承办部门")

    for user, words in (("dept", "情况属实"), ("vp", "同意扣罚"), ("gm", "同意")):
        leader = desk_of(user)
        leader.open("/approvals/")
        leader.follow(leader.page.locator(".inbox-l li").filter(has_text=form).get_by_role("link"))
        leader.say(words)
        with leader.page.expect_navigation():
            leader.page.get_by_role("button", name="同意", exact=True).click()
    supervisor.find(form)
    supervisor.state_is("待执行")
    paper = text_of(supervisor.print())
    for said in ("情况属实", "同意扣罚", "马卫东", "沈国平", "何启明"):
        assert said in paper
