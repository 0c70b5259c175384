"""客户回访: a plan is approved, opens its callback, and is done with it; a report counts the callbacks of its period."""

from __future__ import annotations

from datetime import datetime

from playwright.sync_api import expect

from rules.moments import SHANGHAI
from tests.stories.desk import DeskOf, text_of
from tests.stories.office import Office


def test_a_plan_is_approved_and_carried_out(office: Office, desk_of: DeskOf) -> None:
    officer = desk_of("callback")
    officer.new("客户回访计划")
    officer.pick("客户", "青禾宾馆")
    officer.fill(计划期间="2026年11月", 计划回访日期="2026-11-21", 回访内容="用水和服务情况", 准备资料="用水档案")
    officer.tick(回访类别="重点客户月度", 回访方式="面谈")
    officer.save_refused(回访目的="请填写“回访目的”", 面谈是否已征得同意="请选择一项")
    expect(officer.field("客户")).to_have_value("青禾宾馆")
    expect(officer.cell("回访方式").get_by_role("radio", name="面谈")).to_be_checked()
    officer.fill(回访目的="了解夜间水压")
    officer.tick(面谈是否已征得同意="是")
    plan = officer.press("保存并提交审核")
    officer.state_is("待审核")

    supervisor = desk_of("supervisor")
    supervisor.find(plan)
    supervisor.do("同意")
    supervisor.say("注意避开客户忙时")
    supervisor.save()
    supervisor.state_is("未完成")

    office.clock.at = datetime(2026, 11, 21, 10, 0, tzinfo=SHANGHAI)
    officer.find(plan)
    officer.opened()
    callback = officer.number
    officer.take_up(callback)
    expect(officer.field("回访人")).to_have_value("李梅")
    officer.press_now("回访时间")
    officer.tick(**{"是否接通": "接通", "总体满意度": "满意", "有无吃拿卡要、乱收费": "否", "是否需二次回访": "否"})
    officer.rate(服务态度="满意")
    officer.save()
    officer.state_is("待审查")

    # The supervisor's approval opened the callback, so he wrote it; somebody else reviews it.
    supervisor.find(callback)
    expect(supervisor.page.locator(".do")).to_contain_text("填表人不能审批自己填写的单据")
    head = desk_of("head")
    head.find(callback)
    head.do("审查通过")
    head.save()
    head.state_is("已办结")

    officer.find(plan)
    officer.state_is("已完成")
    officer.reads("回访记录", callback)
    paper = text_of(officer.print())
    for words in (plan, "客户回访计划", "青禾宾馆", "了解夜间水压", "注意避开客户忙时", callback):
        assert words in paper


def test_a_report_counts_and_is_reviewed(desk_of: DeskOf) -> None:
    officer = desk_of("callback")
    officer.new("客户回访报告表")
    officer.fill(
        **{
            "报告期间（起）": "2026-10-31",
            "报告期间（止）": "2026-10-01",
            "回访过程概述": "电话回访为主",
            "回访结果汇总": "总体满意",
            "评价": "较好",
        }
    )
    officer.save_refused(**{"报告期间（止）": "不能早于“报告期间（起）”"})
    expect(officer.field("回访过程概述")).to_have_value("电话回访为主")
    officer.fill(**{"报告期间（起）": "2026-10-01", "报告期间（止）": "2026-10-31"})
    officer.page.get_by_role("button", name="增加一行").click()
    officer.page.keyboard.type("水压偏低")
    officer.page.get_by_label("件数").fill("2")
    report = officer.save()
    figures = {
        label: officer.cell(label).locator(".cell-v").inner_text().split()[0]
        for label in ("应回访数", "实际回访数", "成功回访数", "满意数", "满意率")
    }
    assert int(figures["应回访数"]) >= int(figures["实际回访数"]) >= int(figures["成功回访数"]) >= int(figures["满意数"]) > 0
    assert figures["满意率"].endswith("%")

    officer.do("签字提交")
    officer.state_is("待审查")
    expect(officer.page.locator(".sign").filter(has_text="编制人签字")).to_contain_text("李梅")

    supervisor = desk_of("supervisor")
    supervisor.find(report)
    supervisor.do("退回修改")
    supervisor.save_refused(意见="请写明“退回修改”的原因")
    supervisor.say("补充不满意客户的整改情况")
    supervisor.save()
    supervisor.state_is("草稿")

    officer.find(report)
    officer.follow(officer.page.get_by_role("link", name="编辑", exact=True))
    officer.fill(改进建议="三日内完成整改并回访")
    officer.press("保存并签字提交")
    supervisor.find(report)
    supervisor.do("审查通过")
    supervisor.save()
    supervisor.state_is("已办结")
    paper = text_of(supervisor.print())
    for words in (report, "客户回访报告表", "水压偏低", figures["满意率"], "三日内完成整改"):
        assert words in paper
