"""时限: the chip's colours, the account behind it, on screen and on paper, and a clock that waits for the customer."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from playwright.sync_api import expect
from pypdf import PdfReader

from rules.moments import SHANGHAI
from tests.stories.desk import PHONE, DeskOf, text_of
from tests.stories.office import Office
from tests.stories.test_a_complaint_from_call_to_archive import handed_on, taken


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def test_the_chip_turns_from_white_to_red(office: Office, desk_of: DeskOf) -> None:
    hotline, supervisor = desk_of("hotline"), desk_of("supervisor")
    number = taken(hotline, "水质", 首次答复时间="10:42")
    handed_on(supervisor, number)
    chip = supervisor.page.locator(".page-head .chip")
    for now, look, words in (
        (at(20, 11), "far", "剩余 1 个工作日"),
        (at(23, 9), "soon", "今日 24:00 到期"),
        (at(23, 21), "soon", "剩余 3 小时"),
        (at(24, 0), "soon", "剩余不到 1 分钟"),
        (at(24, 2), "over", "已超 2 小时"),
    ):
        office.clock.at = now
        supervisor.page.reload()
        expect(supervisor.page.locator(f".page-head .chip-{look}")).to_have_text(words)
    chip.click()
    account = supervisor.page.locator("#handle_due .account")
    for words in ("开始的当日不计入", "共 2 日，不计", "第 1 个工作日", "2026-11-23 24:00", "为一个工作日(采样时效)"):
        expect(account).to_contain_text(words)


def test_the_clock_waits_for_the_customer(office: Office, desk_of: DeskOf) -> None:
    hotline, supervisor, dept = desk_of("hotline"), desk_of("supervisor"), desk_of("dept")
    number = taken(hotline, "水压", 首次答复时间="10:42")
    handed_on(supervisor, number)
    dept.find(number)
    dept.reads("部门处理截止", "2026-11-21 10:42")
    office.clock.at = at(20, 17, 10)
    dept.page.reload()
    dept.follow(dept.page.get_by_role("link", name="暂停计时"))
    with dept.page.expect_navigation():
        dept.page.get_by_role("button", name="暂停计时").click()
    expect(dept.page.locator(".err")).to_have_text("请写明暂停原因")
    dept.say("客户外出，改约入户")
    with dept.page.expect_navigation():
        dept.page.get_by_role("button", name="暂停计时").click()
    expect(dept.page.locator(".page-head .chip-stop")).to_have_text("暂停中")

    office.clock.at = at(20, 19, 40)
    dept.page.reload()
    with dept.page.expect_navigation():
        dept.page.get_by_role("button", name="恢复计时").click()
    dept.reads("部门处理截止", "2026-11-21 13:12")
    dept.open(f"{dept.page.url}/clocks")
    expect(dept.page.locator("#handle_due .hold")).to_contain_text("暂停：客户外出，改约入户")
    answer = dept.context.request.get(f"{dept.page.url}/print")
    paper = text_of(PdfReader(BytesIO(answer.body())))
    for words in (number, "时限说明单", "客户外出", "＋2:30", "2026-11-2113:12", "处理时效为24小时"):
        assert words in paper


def test_the_account_is_read_on_a_telephone(desk_of: DeskOf) -> None:
    hotline = desk_of("hotline", PHONE)
    hotline.open("/complaint/")
    hotline.page.locator("a.chip").first.click()
    expect(hotline.page.locator("h1")).to_have_text("时限说明")
    assert hotline.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
