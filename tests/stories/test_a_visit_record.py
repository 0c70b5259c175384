"""走访记录: what the customer asked for is read by the head, answered by the department, corrected and at last declared void."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.stories.desk import DeskOf, text_of


def test_a_visit_record_is_answered_corrected_and_voided(desk_of: DeskOf) -> None:
    am = desk_of("am")
    am.new("客户走访记录")
    am.pick("客户", "青禾宾馆")
    am.fill(
        走访年月="202611",
        走访日期时间="0930",
        被访人及职务="黎华（工程部经理）",
        联系电话="19900000046",
        用水需求情况="与上季度持平",
        客户要求="请在停水前三天书面通知",
    )
    am.tick(客户类别="大客户")
    am.save_refused(走访内容="请填写“走访内容”")
    expect(am.field("客户要求")).to_have_value("请在停水前三天书面通知")
    am.fill(走访内容="了解冬季用水安排")
    record = am.press("保存并提交审阅")
    am.state_is("待审阅")

    head = desk_of("head")
    head.find(record)
    head.do("转承办部门答复")
    head.field("涉及承办部门").select_option(label="管网部")
    head.say("一周内答复")
    head.save()
    department = desk_of("dept")
    department.take_up(record)
    department.press_now("答复日期")
    department.fill(答复内容="已列入停水告知名单")
    department.save()
    department.state_is("已办结")
    department.reveal("办理业务")
    paper = text_of(department.print())
    for words in (record, "客户走访记录", "青禾宾馆", "已列入停水告知名单", "方敏", "一周内答复"):
        assert words in paper

    am.find(record)
    am.reveal("联系客户")
    am.more("更正")
    am.follow(am.page.get_by_role("link", name="联系电话"))
    am.fill(更正为="19900000146")
    am.page.get_by_role("button", name="保存更正").click()
    expect(am.page.locator(".err")).to_contain_text("请写明更正原因")
    expect(am.field("更正为")).to_have_value("19900000146")
    am.fill(更正原因="原号码抄错")
    am.page.get_by_role("button", name="保存更正").click()
    am.reads("联系电话", "19900000146")
    expect(am.page.locator(".box").filter(has_text="更正记录 1 处")).to_contain_text("19900000046")

    head.find(record)
    head.more("作废")
    head.say("与另一份记录重复")
    head.page.get_by_role("button", name="确定作废").click()
    head.state_is("作废")
    expect(head.page.locator(".void-note")).to_contain_text("与另一份记录重复")
    assert "作废" in text_of(head.print())
