"""A notice is printed, signed at the window, scanned the wrong way round and comes back to its record; a page without code is claimed."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.returning.scanner import covered, empty, pages, scan, signed, turned
from tests.stories.desk import PHONE, WIDE, DeskOf
from tests.stories.office import Office
from views.job_worker import work_off

FITS = "() => document.documentElement.scrollWidth <= innerWidth"


def test_a_paper_comes_back(desk_of: DeskOf, office: Office) -> None:
    clerk = desk_of("clerk")
    page = clerk.page
    clerk.open("/notice/")
    number = page.locator("td.no a").first.inner_text()
    page.locator("td.no a").first.click()
    expect(page.get_by_role("heading", name=number)).to_be_visible()
    record = page.url
    first, second = pages(clerk.context.request.get(f"{record}/print").body())[:2]
    clerk.open("/returned/outstanding?register=notice")
    expect(page.get_by_role("link", name=number)).to_be_visible()

    page.get_by_role("link", name="上传扫描件").click()
    content = scan([covered(second), turned(180)(signed(first)), empty()])
    sent = {"name": "11月20日收回.pdf", "mimeType": "application/pdf", "buffer": content}
    page.get_by_label("扫描文件").set_input_files(sent)
    page.get_by_role("button", name="上传并归档").click()
    expect(page.get_by_text("排队中")).to_be_visible()
    with office.settled.app.app_context():
        assert work_off()
    expect(page.get_by_role("link", name=number)).to_be_visible()  # the result comes by itself
    expect(page.get_by_text("没有读出二维码。")).to_be_visible()
    upload = page.url

    page.get_by_role("link", name="认领", exact=True).click()
    claiming = page.url
    picture = page.get_by_role("img", name="扫描页第 1 页")
    expect(picture).to_be_visible()
    page.wait_for_function("() => document.querySelector('.scan-f img').naturalWidth > 500")
    for size in (PHONE, WIDE):
        for path in ("/returned/", "/returned/waiting", "/returned/outstanding", upload, claiming):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            clerk.open(path)
            assert page.evaluate(FITS), (path, size)
    clerk.open(claiming)
    page.get_by_role("button", name="归入这张单据").click()
    expect(page.get_by_text("请填写单据编号")).to_be_visible()
    page.get_by_label("单据编号").fill(number)
    page.get_by_label("联次").select_option(label="第二联")
    page.get_by_role("button", name="归入这张单据").click()
    expect(page.get_by_text(f"1 页已归入 {number}。")).to_be_visible()
    expect(page.get_by_text("没有待认领的扫描页")).to_be_visible()

    clerk.open(record)
    expect(page.get_by_role("heading", name="已签收 2 份")).to_be_visible()
    link = page.get_by_role("region", name="已签收").get_by_role("link").first.get_attribute("href")
    assert clerk.context.request.get(f"{office.url}{link}").body().startswith(b"%PDF-")
    clerk.open("/returned/outstanding?register=notice")
    expect(page.get_by_role("link", name=re.compile(number))).to_have_count(0)
