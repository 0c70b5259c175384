"""一卷档案: shelved, lent to one reader and not to another, back, appraised, and destroyed by two of whom neither approved it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.stories.desk import Desk, DeskOf, text_of

TITLE = "2008年度临时用水案卷"


def shelved(archivist: Desk) -> str:
    archivist.new("水表档案案卷目录")
    archivist.fill(案卷题名=TITLE, 接水点编号="LS-2008-31")
    archivist.tick(保管期限="10年")
    volume = archivist.save()
    papers = archivist.page.locator("main .box").filter(has_text="卷内目录")
    archivist.follow(papers.get_by_role("link", name=re.compile("^(新建|卷内目录)$")))
    archivist.fill(文件题名="临时用水申请表", 责任者="客户服务中心", 日期="20080600", 页数="4")
    archivist.tick(文件种类="新水表安装")
    archivist.save()
    archivist.find(volume)
    archivist.do("入库上架")
    archivist.fill(存放位置="二库6架1层")
    archivist.save()
    archivist.state_is("在库")
    return volume


def asked(reader: Desk, purpose: str) -> str:
    reader.new("档案借阅登记表")
    reader.pick("案卷", TITLE)
    reader.tick(借阅方式="外借")
    reader.fill(用途=purpose)
    number = reader.save()
    reader.state_is("待审批")
    return number


def allowed(head: Desk, number: str) -> None:
    head.find(number)
    head.do("批准借阅")
    head.say("同意，按期归还")
    head.save()
    head.state_is("待交付")


def row(desk: Desk, rows: str, index: int) -> Locator:
    """The row of a table of the form, added where there is none yet."""
    lines = desk.page.locator(f"table[data-lines={rows}] tbody tr")
    if lines.count() <= index:
        desk.page.locator(f".lines-wrap:has(table[data-lines={rows}]) ~ .lines-add button").first.click()
    return lines.nth(index)


def pick_in(line: Locator, label: str, typed: str) -> None:
    box = line.get_by_label(label)
    box.press_sequentially(typed)
    expect(line.get_by_role("option").first).to_contain_text(typed)
    box.press("Enter")


def test_a_volume_from_shelf_to_fire(desk_of: DeskOf) -> None:
    archivist, clerk, supervisor, head = (desk_of(name) for name in ("archivist", "clerk", "supervisor", "head"))
    volume = shelved(archivist)

    # One reader at a time.
    first, second = asked(clerk, "核对临时用水材料"), asked(supervisor, "投诉复核")
    for number in (first, second):
        allowed(head, number)
    archivist.find(first)
    archivist.do("交付")
    archivist.press_now("借阅日期")
    archivist.fill(借阅人签字="周晓燕")
    archivist.save()
    archivist.state_is("借阅中")
    archivist.find(second)
    archivist.not_now("交付", f"现在是“借出”（{first}：周晓燕借阅，应于 2026-12-04 24:00 前归还）")
    archivist.find(first)
    archivist.do("归还")
    archivist.press_now("归还日期")
    archivist.fill(归还页数="4")
    archivist.tick(归还检查="完好")
    archivist.save()
    archivist.state_is("已归还")
    archivist.find(volume)
    archivist.state_is("在库")

    # The opinion of three, and of their leader.
    archivist.new("档案鉴定意见表")
    archivist.fill(鉴定批次="2026年第20批", 鉴定范围="2008 年形成、保管期限 10 年的案卷")
    line = row(archivist, "rows", 0)
    pick_in(line, "案卷", TITLE)
    line.get_by_label("意见").select_option(label="销毁")
    line.get_by_label("理由").fill("保管期满，无续存价值")
    opinion = archivist.save()
    archivist.do("提交组长")
    archivist.press_now("鉴定日期")
    for index, name in enumerate(("方敏", "唐素云", "郑文慧")):
        member = row(archivist, "members", index)
        pick_in(member, "成员", name)
        member.get_by_label("签字日期").fill("2026-11-20")
    archivist.save()
    archivist.state_is("待组长意见")
    group, vp = desk_of("group"), desk_of("vp")
    group.find(opinion)
    group.do("同意")
    group.say("同意销毁")
    group.save()
    group.state_is("已同意")

    # The list, decided level by level.
    archivist.new("档案销毁清册")
    archivist.fill(清册名称="2026年第20批到期案卷")
    archivist.pick("鉴定意见", "2026年第20批")
    listed = archivist.save()
    expect(archivist.paper).to_contain_text("保管期满，无续存价值")
    archivist.do("提交审批")
    archivist.save()
    archivist.state_is("待审批")
    for judge in (group, vp):
        judge.find(listed)
        judge.say("同意销毁")
        judge.follow(judge.page.get_by_role("button", name="同意", exact=True))

    # The approver is none of the two.
    archivist.find(listed)
    archivist.state_is("已批准")
    archivist.do("指定监销人")
    archivist.fill(指定销毁地点="造纸厂化浆车间")
    archivist.field("销毁方式").select_option(label="化浆")
    archivist.pick("第一监销人", "唐素云")
    archivist.pick("第二监销人", "沈国平")
    archivist.save_refused(第二监销人="不得销毁：批准人不得兼任监销人。")
    archivist.pick("第二监销人", "周晓燕")
    archivist.save()
    archivist.do("第一监销人签字")
    archivist.press_now("销毁时间")
    archivist.save()
    archivist.state_is("待第二人签字")
    clerk.find(listed)
    clerk.do("第二监销人签字，销毁")
    clerk.state_is("已销毁")
    clerk.find(volume)
    clerk.state_is("已销毁")
    paper = text_of(archivist.print())
    for words in (listed, "档案销毁清册", TITLE, "造纸厂化浆车间", "沈国平"):
        assert words in paper
