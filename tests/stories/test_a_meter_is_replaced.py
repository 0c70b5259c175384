"""换表: a form signed by the branch, a meter fetched once the last old one is back, a notice signed at the wall, and the old meter in."""

from __future__ import annotations

from tests.stories.desk import Desk, DeskOf, text_of

OLD, NEW = "QH2026110031", "QH2026110032"
POINT = "JS-20261120-31"


def received(keeper: Desk, number: str) -> str:
    """A new meter in the store; the number of its card."""
    keeper.new("水表卡片")
    keeper.fill(表号=number, 首次检定合格日期="2026-10-08")
    return keeper.save()


def hung(keeper: Desk, centre: Desk) -> str:
    """The old meter as it hangs on the customer's wall: it hung there before there were papers for it."""
    centre.find(received(keeper, OLD))
    centre.do("装表")
    centre.pick("用水客户", "和顺餐饮店", "和****")
    centre.fill(接水点编号=POINT)
    centre.press_now("装表日期")
    centre.say("据旧台账补登")
    return centre.save()


def last_one_handed_in(keeper: Desk) -> None:
    """The demo's meter man took one down yesterday, and still has it."""
    keeper.open("/todo")
    keeper.follow(keeper.page.locator(".todo li").filter(has_text="换表单").filter(has_text="交回旧表").locator(".b"))
    keeper.press_now("旧表归还日期")
    keeper.tick(是否人为损坏="否")
    keeper.save()
    keeper.state_is("待录入")


def fetching(keeper: Desk, number: str) -> None:
    keeper.find(number)
    keeper.do("领表")
    keeper.pick("新表表号", NEW)
    keeper.fill(新表起度="0")
    keeper.press_now("领表日期")
    keeper.tick(上次旧表已归还="是")


def test_a_meter_is_replaced(desk_of: DeskOf) -> None:
    keeper, man, head, clerk = desk_of("meterstore"), desk_of("meterman"), desk_of("dept"), desk_of("clerk")
    old, new = hung(keeper, desk_of("head")), received(keeper, NEW)

    man.new("换表单")
    man.pick("表号", OLD)
    man.field("供水分公司").select_option(label="管网部")
    man.fill(抄表底数="418")
    number = man.save()
    man.reads("接水点编号", POINT)
    man.reads("口径", "DN20")
    man.state_is("待签字")

    head.find(number)
    head.do("签字同意领表")
    head.say("同意领表")
    head.save()
    head.state_is("待领表")

    fetching(keeper, number)
    keeper.save_refused(上次旧表已归还="上一次换下的旧表尚未归还")
    last_one_handed_in(keeper)
    fetching(keeper, number)
    keeper.save()
    keeper.state_is("待换表")

    man.find(number)
    man.do("换表完成")
    man.fill(**{"旧表行度（现场）": "421", "新表铅封号/完好": "QF-9931 完好", "用户签字": "和顺餐饮店 何顺"})
    man.tick(行度与底数相符="是", 旧表铅封情况="完好", 正反顺检查="是")
    man.press_now("换表日期")
    man.save_refused(换表日期="QH-G08")

    man.find(number)
    man.opened()
    notice = man.number
    man.do("通知用户")
    man.fill(预定换表时间="2026-11-20 14:00", 换表员电话="0715-4320033")
    man.save()
    paper = text_of(man.print())
    for words in (notice, "换表通知书", OLD, NEW, POINT, "存根"):
        assert words in paper
    man.do("用户签收")
    man.fill(旧表行度="421", 用户签收及时间="何顺")
    man.tick(新表铅封完好="是")
    man.save()
    man.state_is("已签收")

    man.find(number)
    man.do("换表完成")
    man.fill(**{"旧表行度（现场）": "421", "新表铅封号/完好": "QF-9931 完好", "用户签字": "何顺"})
    man.tick(行度与底数相符="是", 旧表铅封情况="完好", 正反顺检查="是")
    man.press_now("换表日期")
    man.save()
    man.state_is("待交旧表")

    keeper.find(old)
    keeper.state_is("已拆")
    keeper.find(new)
    keeper.state_is("在用")
    keeper.reads("接水点编号", POINT)

    keeper.find(number)
    keeper.do("交回旧表")
    keeper.press_now("旧表归还日期")
    keeper.tick(是否人为损坏="否")
    keeper.save()
    clerk.find(number)
    clerk.do("录入营销系统")
    clerk.press_now("系统录入日期")
    clerk.save()
    clerk.state_is("已办结")
    paper = text_of(clerk.print())
    for words in (number, "换表单", OLD, NEW, "421", "QF-9931"):
        assert words in paper

    archivist = desk_of("archivist")
    archivist.find(number)
    opened = archivist.page.locator(".box").filter(has_text="由本单生成").locator("li")
    archivist.follow(opened.filter(has_text="归档文件接收登记").get_by_role("link"))
    archivist.do("接收")
    archivist.fill(页数="1", 文件日期="20261120")
    archivist.press_now("接收日期")
    archivist.save()
    archivist.do("立卷")
    archivist.do("入卷")
    archivist.save()
    archivist.find(number)
    archivist.state_is("已归档")
