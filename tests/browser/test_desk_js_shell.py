"""The desk in a browser, beside its forms: drafts, sending, lists and the shell."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Dialog, expect

from tests.browser.seen import Open, focused, posted, value_of


class TestDraft:
    def test_what_is_typed_is_sent_to_be_kept_as_the_form_would_send_it(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        with page.expect_request("**/drafts/") as sent:
            page.fill("#f-applicant", "赵秀兰")
            page.get_by_text("补正", exact=True).click()
            page.locator("[data-add-row]").click()
            page.keyboard.type("营业执照")
        kept = parse_qs(sent.value.post_data or "", keep_blank_values=True)
        assert kept["applicant"] == ["赵秀兰"]
        assert kept["kind"][-1] == "b"
        assert kept["materials-2-name"] == ["营业执照"]
        assert kept["slip"] == ["slip"]
        assert "file" not in kept
        expect(page.locator(".say")).to_have_text("草稿已于 10:42 自动保存")

    def test_nothing_is_kept_in_the_browser_itself(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.evaluate("localStorage.setItem('desk-draft:4:notice/add/', '{}')")
        page = open_page("/page/paper")
        page.fill("#f-applicant", "赵")
        expect(page.locator(".say")).to_have_text(re.compile("草稿已于"))
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0

    def test_leaving_with_something_unsaved_is_warned_of(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.focus("#f-applicant")
        page.keyboard.type("赵")
        asked: list[str] = []

        def agree(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.accept()

        page.on("dialog", agree)
        page.get_by_role("link", name="返回").click()
        page.wait_for_url("**/page/list")
        assert asked == ["beforeunload"]


class TestSending:
    def test_a_form_is_sent_once(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        counted: list[str] = []
        page.on("request", lambda sent: counted.append(sent.url) if sent.method == "POST" and "drafts" not in sent.url else None)
        page.evaluate("const b = document.querySelector('[data-save]'); b.click(); b.click(); b.form.requestSubmit(b)")
        assert ["go", "1"] in posted(page)
        assert len(counted) == 1

    def test_after_a_refusal_the_summary_has_the_focus_and_leads_to_the_fields(self, open_page: Open) -> None:
        page = open_page("/page/paper?fresh=0")
        expect(page.locator(".note-bad")).to_be_focused()
        page.get_by_role("link", name="告知类型").click()
        assert focused(page) == "kind"
        page.get_by_role("link", name="服务对象：").click()
        assert focused(page) == "applicant"

    def test_the_navigator_counts(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        count = page.locator(".nav-sec a").first.locator("span").last
        expect(count).to_have_text("0/3")
        page.fill("#f-applicant", "赵")
        page.get_by_text("补正", exact=True).click()
        expect(count).to_have_text("2/3")
        expect(page.locator(".nav-sec a").last.locator("span").last).to_have_text("选填")
        page = open_page("/page/paper?fresh=0")
        expect(page.locator(".nav-sec a").first.locator("span").last).to_have_text("1 处")


class TestList:
    def test_a_selection_is_counted_and_sent(self, open_page: Open) -> None:
        page = open_page("/page/list")
        bar = page.locator("[data-batch-bar]")
        expect(bar).to_be_hidden()
        page.get_by_label("选择 2").check()
        expect(bar).to_contain_text("已选 1 条")
        page.get_by_label("全选本页").check()
        expect(bar).to_contain_text("已选 3 条")
        page.get_by_role("button", name="取消选择").click()
        expect(bar).to_be_hidden()
        page.get_by_label("选择 3").check()
        page.get_by_role("button", name="打印所选").click()
        assert [pair for pair in posted(page) if pair[0] in ("ids", "action")] == [["action", "print"], ["ids", "3"]]

    def test_what_asks_first_goes_only_when_agreed(self, open_page: Open) -> None:
        page = open_page("/page/list")
        page.get_by_label("选择 1").check()
        page.get_by_role("button", name="不再补正").click()
        page.keyboard.press("Escape")
        assert "/page/list" in page.url
        page.get_by_role("button", name="不再补正").click()
        page.locator("dialog").get_by_role("button", name="不再补正").click()
        assert ["action", "close"] in posted(page)


class TestShell:
    def test_letters_grow_without_leaving_the_page(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.fill("#f-applicant", "赵")
        page.get_by_text("字号").first.click()
        page.get_by_label("特大").check()
        page.get_by_label("深色").check()
        page.get_by_role("button", name="应用").click()
        expect(page.locator("html")).to_have_class("font-huge")
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
        assert value_of(page, "applicant") == "赵"

    def test_menus_shut_on_escape_and_outside(self, open_page: Open) -> None:
        page = open_page("/page/list")
        menu = page.locator("details.menu").first
        menu.locator("summary").click()
        expect(menu.get_by_role("link", name="一次性告知单")).to_be_visible()
        page.keyboard.press("Escape")
        expect(menu).not_to_have_attribute("open", "")
        menu.locator("summary").click()
        page.locator("h1").click()
        expect(menu).not_to_have_attribute("open", "")

    def test_the_password_may_be_seen(self, open_page: Open) -> None:
        page = open_page("/page/gate")
        page.fill("#password", "geheim")
        page.get_by_role("button", name="显示密码").click()
        expect(page.locator("#password")).to_have_attribute("type", "text")
        page.get_by_role("button", name="隐藏密码").click()
        expect(page.locator("#password")).to_have_attribute("type", "password")

    @pytest.mark.parametrize("path", ["/page/paper", "/page/list", "/page/gate"])
    def test_no_page_scrolls_sideways(self, open_page: Open, path: str) -> None:
        page = open_page(path)
        for width, height in ((1366, 768), (1024, 768), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            for font in ("", "font-huge"):
                page.evaluate("font => { document.documentElement.className = font }", font)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, font)
