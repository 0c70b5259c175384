"""水表库房: a meter is delivered, fetched on a slip, looked at by both sides, and its paper lies in the volume of its point."""

from __future__ import annotations

from datetime import datetime

from playwright.sync_api import Locator, expect

from rules.moments import SHANGHAI
from tests.stories.desk import Desk, DeskOf, text_of
from tests.stories.office import Office

METER, OTHER = "QH2026110001", "QH2026110002"


def rows_of(desk: Desk, table: str) -> Locator:
    return desk.page.get_by_role("table", name=table).locator("tbody tr")


def add_row(desk: Desk, table: str, **cells: str) -> Locator:
    """One more row; the columns by their heads."""
    rows = rows_of(desk, table)
    place = rows.count()
    desk.page.locator(".sec").filter(has=desk.page.get_by_role("table", name=table)).get_by_role("button", name="增加一行").click()
    row = rows.nth(place)
    for column, words in cells.items():
        cell = row.get_by_label(column, exact=True)
        if cell.evaluate("cell => cell.tagName") == "SELECT":
            cell.select_option(label=words)
        else:
            cell.fill(words)
    return row


def taken_in(keeper: Desk) -> str:
    """The delivery: two meters, of which the second has no certificate. The number of the card of the first."""
    keeper.new("水表入库验收单")
    keeper.fill(检定机构="青禾市计量检定测试所")
    good = {"口径": "DN25", "厂家": "青禾仪表厂", "检定日期": "2026-11-02"}
    add_row(keeper, "明细", 表号=METER, 检定证书号="JD2026-0901", **good)
    add_row(keeper, "明细", 表号=OTHER, **good)
    keeper.save_refused(**{"明细第 2 行“验收结果”": f"无检验合格证的水表应当拒收：{OTHER}"})
    rows_of(keeper, "明细").nth(1).get_by_label("验收结果").select_option(label="拒收")
    keeper.save()
    keeper.reads("无合格证拒收数", "1")
    keeper.do("入库")
    keeper.save()
    keeper.state_is("已入库")
    paper = text_of(keeper.print())
    for words in ("水表入库验收单", METER, OTHER, "拒收", "彭立新"):
        assert words in paper
    keeper.opened()
    keeper.state_is("在库")
    return keeper.number


def form_made(clerk: Desk) -> str:
    """The acceptance form that is brought along; it takes customer and address from his file."""
    clerk.new("水表验收单")
    clerk.fill(**{"申请表/变更申请": "SQ-2026-0911", "接水点编号": "JS-20261120-01"})
    clerk.pick("客户档案", "和顺餐饮店")
    clerk.field("安装单位").select_option(label="工程公司")
    clerk.field("供水分公司").select_option(label="管网部")
    number = clerk.save()
    clerk.state_is("待领表")
    return number


def slip_made(clerk: Desk, form: str, card: str) -> str:
    clerk.new("（安装单位）领表单")
    clerk.fill(申请卡=card)
    clerk.pick("验收单", form)
    clerk.field("领表单位").select_option(label="工程公司")
    clerk.tick(设计图="是", 口径="DN25")
    number = clerk.save()
    clerk.reads("接水点编号", "JS-20261120-01")
    return number


def fetched(keeper: Desk, slip: str) -> None:
    keeper.find(slip)
    keeper.do("发表")
    keeper.pick("表号", METER)
    keeper.press_now("领表日期")
    keeper.fill(领表人签字="施建国")


def test_a_meter_goes_out_and_is_accepted(office: Office, desk_of: DeskOf) -> None:
    keeper, clerk = desk_of("meterstore"), desk_of("clerk")
    card = taken_in(keeper)
    form = form_made(clerk)
    slip = slip_made(clerk, form, "SQ-2026-0911")
    fetched(keeper, slip)
    office.clock.at = datetime(2026, 11, 20, 12, 30, tzinfo=SHANGHAI)
    keeper.save_refused(领表日期="现在不是上班时间，不办理领表")
    expect(keeper.field("领表人签字")).to_have_value("施建国")
    office.clock.at = datetime(2026, 11, 20, 14, 30, tzinfo=SHANGHAI)
    keeper.save()
    keeper.state_is("已领表")
    paper = keeper.print()
    assert len(paper.pages) == 3
    for words in (slip, "（安装单位）领表单", METER, "SQ-2026-0911", "施建国", "彭立新", "第一联", "表库"):
        assert words in text_of(paper), words

    again = slip_made(clerk, form, "SQ-2026-0912")
    keeper.find(again)
    keeper.do("发表")
    keeper.pick("表号", METER)
    keeper.press_now("领表日期")
    keeper.fill(领表人签字="施建国")
    keeper.save_refused(表号=f"“{METER}”")
    expect(keeper.page.locator("form .err").first).to_contain_text(f"现在是“已领出”（{slip}），不能办理“发表”")

    clerk.find(form)
    clerk.state_is("待约定验收")
    clerk.reads("验收截止", "2026-12-20")
    clerk.do("约定验收")
    clerk.fill(约定验收时间="2026-11-23 09:00")
    row = add_row(clerk, "水表明细", 起度="1", 铅封号="QF-0911", 位置="厨房表箱")
    row.get_by_label("口径").select_option(label="DN25")
    row.get_by_label("表号").press_sequentially(METER)
    expect(clerk.page.get_by_role("option").first).to_contain_text(METER)
    clerk.page.keyboard.press("Enter")
    clerk.save()
    clerk.state_is("待验收")

    office.clock.at = datetime(2026, 11, 23, 9, 20, tzinfo=SHANGHAI)
    branch = desk_of("dept")
    branch.find(form)
    branch.do("分公司验收")
    branch.save()
    clerk.find(form)
    clerk.do("验收合格")
    clerk.press_now("验收日期")
    clerk.fill(安装单位签字="施建国")
    clerk.save()
    clerk.state_is("验收合格，待归档")
    clerk.find(card)
    clerk.state_is("在用")
    clerk.reads("接水点编号", "JS-20261120-01")
    clerk.reads("铅封号", "QF-0911")

    archivist = desk_of("archivist")
    archivist.find(form)
    archivist.opened()
    archivist.do("接收")
    archivist.fill(页数="2", 文件日期="20261123")
    archivist.press_now("接收日期")
    archivist.save()
    archivist.do("立卷")
    archivist.do("入卷")
    archivist.save()
    archivist.state_is("已入卷")
    clerk.find(form)
    clerk.state_is("已归档")
    paper = clerk.print()
    for words in ("水表验收单", METER, "QF-0911", "施建国", "马卫东", "周晓燕", "安装单位"):
        assert words in text_of(paper), words
