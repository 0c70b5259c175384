"""What a stranger stumbled over: keys on a phone, whom a search has found, and a check that looked like an import."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.stories.desk import PHONE, DeskOf
from tests.stories.office import Office
from tests.workbook.bench import customer, file_of
from views.job_worker import work_off


def test_a_key_is_offered_what_its_person_holds_and_is_copied(desk_of: DeskOf) -> None:
    desk = desk_of("admin", PHONE)
    desk.open("/console/integration/")
    boxes = desk.page.locator("input[name=posts]:visible")
    assert boxes.count() > 10
    person = desk.page.locator("#f-acts_as option[data-has='CLERK']").first
    desk.page.select_option("#f-acts_as", person.get_attribute("value"))
    assert boxes.evaluate_all("all => all.map(one => one.value)") == ["CLERK"]
    boxes.check()
    desk.page.fill("#f-name", "汇尼工单")
    desk.follow(desk.page.get_by_role("button", name="发放密钥"))
    desk.page.get_by_role("button", name="复制").click()
    expect(desk.page.locator("[data-copy]")).to_have_text("已复制", timeout=1_000)
    name = desk.page.locator(".delegations li").first.locator("span").first
    box = name.bounding_box()
    assert box is not None
    assert box["height"] < 60, "the name stands in a line, not one letter below the other"


def test_a_search_names_the_customer_also_on_a_phone(desk_of: DeskOf) -> None:
    desk = desk_of("clerk", PHONE)
    desk.open("/customer/")
    name = desk.page.locator("td.w-name").first.inner_text()
    desk.open(f"/search?q={name}")
    line = desk.page.locator(".found li").filter(has_text=name).first
    words = line.locator(".cut")
    expect(words).to_contain_text(name)
    assert words.evaluate("one => one.scrollWidth <= one.clientWidth + 1")


def test_the_result_of_a_check_comes_by_itself(desk_of: DeskOf, office: Office) -> None:
    desk = desk_of("clerk")
    desk.open("/customer/import")
    desk.page.set_input_files("#f-file", {"name": "客户.xlsx", "mimeType": "application/octet-stream", "buffer": file_of(customer(1))})
    desk.follow(desk.page.get_by_role("button", name="上传并检查"))
    expect(desk.page.get_by_text("排队中")).to_be_visible()
    app = office.settled.app
    with app.app_context():
        work_off()
    expect(desk.page.get_by_role("button", name="确认导入 1 条")).to_be_visible()
    expect(desk.page.locator("main")).to_contain_text("检查完成。尚未导入。")
