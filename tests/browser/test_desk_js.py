"""What the scripts promise the person at the desk, in a real browser."""

from __future__ import annotations

import re
from datetime import datetime

from playwright.sync_api import FilePayload, Locator, Page, expect

from rules.moments import SHANGHAI
from tests.browser.seen import Open, focused, posted, value_of

#: Number, name and value of the first field of each row.
ROW_WORDS = """rows => rows.map(row => {
    const field = row.querySelector('[name$=-name]');
    return [row.cells[0].textContent.trim(), field.name, field.value].join(' ');
})"""


def found(page: Page) -> Locator:
    """The lines that a search has brought."""
    return page.locator("li[role=option]")


class TestKeys:
    def test_enter_walks_the_paper_and_ends_at_save(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.focus("#f-applicant")
        walked = []
        for _ in range(8):
            page.keyboard.press("Enter")
            walked.append(focused(page))
        assert walked == ["f-customer", "phone", "kind", "at", "on", "decision", "why", "how"]
        page.keyboard.press("Enter")
        assert focused(page) == "how"
        assert value_of(page, "how") == "\n"
        page.keyboard.press("Shift+Enter")
        assert focused(page) == "why"

    def test_control_s_saves_and_control_enter_saves_and_adds(self, open_page: Open) -> None:
        for key, pair in (("Control+s", ["go", "1"]), ("Control+Enter", ["next", "add"])):
            page = open_page("/page/paper?to=/save")
            page.fill("#f-applicant", "赵秀兰")
            page.keyboard.press(key)
            sent = posted(page)
            assert pair in sent
            assert ["applicant", "赵秀兰"] in sent

    def test_sections_search_and_help_have_keys(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.keyboard.press("/")
        assert focused(page) == "q"
        page.keyboard.press("Escape")
        page.keyboard.press("Alt+2")
        assert focused(page) == "decision"
        page.keyboard.press("F1")
        expect(page.locator("#keys")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#keys")).to_be_hidden()

    def test_a_slash_in_a_field_is_a_slash(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.focus("#f-applicant")
        page.keyboard.type("3/4")
        assert value_of(page, "applicant") == "3/4"

    def test_alt_n_opens_a_new_paper(self, open_page: Open) -> None:
        page = open_page("/page/list")
        page.keyboard.press("Alt+n")
        page.wait_for_url("**/page/paper")

    def test_escape_asks_before_it_leaves_something_unsaved(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.fill("#f-applicant", "赵")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="继续填写").click()
        assert "/page/paper" in page.url
        page.keyboard.press("Escape")
        page.get_by_role("button", name="离开").click()
        page.wait_for_url("**/page/list")

    def test_digits_answer_a_rating_and_move_on(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.focus("[name=rate1]")
        page.keyboard.press("2")
        assert focused(page) == "rate2"
        page.keyboard.press("1")
        assert page.locator("[name=rate1]:checked").input_value() == "n"
        assert page.locator("[name=rate2]:checked").input_value() == "y"
        assert focused(page) == "materials-0-name"


class TestBoxes:
    def test_an_optional_answer_is_taken_back_by_click_and_by_space(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        box = page.get_by_label("不同意", exact=True)
        page.get_by_text("不同意", exact=True).click()
        expect(box).to_be_checked()
        page.get_by_text("不同意", exact=True).click()
        expect(box).not_to_be_checked()
        page.get_by_text("不同意", exact=True).click()
        box.press(" ")
        expect(box).not_to_be_checked()
        box.press(" ")
        expect(box).to_be_checked()

    def test_a_required_answer_stays(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.get_by_text("补正", exact=True).click()
        page.get_by_text("补正", exact=True).click()
        expect(page.get_by_label("补正", exact=True)).to_be_checked()

    def test_the_star_comes_and_goes_with_the_deciding_answer(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        cell, why = page.locator("[data-when]"), page.locator("#f-why")
        expect(cell).to_have_class(re.compile("is-idle"))
        page.get_by_text("不同意", exact=True).click()
        expect(cell.locator(".req")).to_have_count(1)
        expect(why).to_have_attribute("aria-required", "true")
        page.get_by_text("同意", exact=True).click()
        expect(cell.locator(".req")).to_have_count(0)
        expect(why).not_to_have_attribute("aria-required", "true")


class TestText:
    def test_long_text_is_shown_whole(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.fill("#f-how", "一\n二\n三\n四\n五\n六\n七\n八")
        assert page.evaluate("(() => { const a = document.getElementById('f-how'); return a.scrollHeight <= a.clientHeight; })()")

    def test_files_are_chosen_in_our_words(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        expect(page.get_by_role("button", name="选择文件")).to_be_visible()
        expect(page.locator(".file-names")).to_have_text("未选择文件")
        page.set_input_files("#f-file", FilePayload(name="授权书.pdf", mimeType="application/pdf", buffer=b"%PDF"))
        expect(page.locator(".file-names")).to_have_text("授权书.pdf")

    def test_a_file_that_is_too_large_is_not_taken(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        large = FilePayload(name="扫描.pdf", mimeType="application/pdf", buffer=b"%PDF" + b"0" * 1_500_000)
        page.set_input_files("#f-file", large)
        expect(page.locator(".file-names")).to_contain_text("共 1.4 MB，上限 1 MB")
        assert page.evaluate("document.getElementById('f-file').files.length") == 0


class TestClock:
    def test_now_is_shanghai_time_wherever_the_machine_is(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.locator("[data-now=f-at]").click()
        page.locator("[data-now=f-on]").click()
        written = datetime.strptime(value_of(page, "at"), "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
        assert abs((datetime.now(SHANGHAI) - written).total_seconds()) < 120
        assert value_of(page, "on") == value_of(page, "at")[:10]


class TestPick:
    def test_typing_finds_and_enter_picks_and_gives(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.focus("#f-customer")
        page.keyboard.type("赵")
        expect(found(page)).to_have_count(1)
        page.keyboard.press("Enter")
        assert value_of(page, "customer") == "1"
        assert value_of(page, "applicant") == "赵秀兰"
        expect(page.get_by_label("补正", exact=True)).to_be_checked()
        expect(page.locator(".say")).to_have_text("已带入 3 项，请核对")

    def test_what_was_typed_is_not_replaced_but_what_was_given_is(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.fill("#f-phone", "18600001111")
        for name in ("赵秀兰", "孙国庆"):
            page.fill("#f-customer", name)
            found(page).filter(has_text=name).click()
        assert value_of(page, "applicant") == "孙国庆"
        assert value_of(page, "phone") == "18600001111"

    def test_text_without_a_pick_is_marked_and_never_sent(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.fill("#f-customer", "查无此人")
        expect(page.locator("li.none")).to_have_text("没有符合条件的记录")
        page.keyboard.press("Tab")
        expect(page.locator(".pick-err")).to_have_text("请从列表中选取")
        page.keyboard.press("Control+s")
        page.wait_for_timeout(200)
        assert "/page/paper" in page.url
        assert focused(page) == "f-customer"
        page.fill("#f-customer", "")
        page.keyboard.press("Control+s")
        assert ["customer", ""] in posted(page)

    def test_the_full_name_counts_as_picked(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.fill("#f-customer", "孙国庆")
        expect(found(page)).to_have_count(1)
        page.keyboard.press("Tab")
        assert value_of(page, "customer") == "2"

    def test_a_scanner_may_send_enter_before_the_list_is_there(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.focus("#f-customer")
        page.keyboard.insert_text("和顺餐饮店")
        page.keyboard.press("Enter")
        expect(page.locator("[name=customer]")).to_have_value("3")

    def test_editing_a_picked_name_unpicks_it(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.fill("#f-customer", "赵")
        found(page).click()
        page.fill("#f-customer", "赵秀")
        assert value_of(page, "customer") == ""
        page.keyboard.press("Escape")
        expect(page.get_by_role("listbox")).to_be_hidden()

    def test_several_are_kept_as_tokens(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        for name in ("赵秀兰", "孙国庆"):
            page.fill("#f-people", name)
            found(page).filter(has_text=name).click()
        expect(page.locator(".token")).to_have_count(2)
        page.get_by_label("移除 赵秀兰").click()
        page.keyboard.press("Control+s")
        assert [pair for pair in posted(page) if pair[0] == "people"] == [["people", "2"]]

    def test_a_new_record_is_made_in_a_dialog_and_picked(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.locator("[data-dialog]").click()
        frame = page.frame_locator("dialog iframe")
        frame.locator("html[data-ready]").wait_for()
        frame.locator("#f-name").fill("赵秀兰")
        frame.get_by_role("button", name="保存").click()
        expect(page.locator("dialog.popup")).to_have_count(0)
        expect(page.locator("[name=customer]")).to_have_value("1")
        expect(page.locator("#f-applicant")).to_have_value("赵秀兰")

    def test_a_dialog_with_something_unsaved_asks_before_it_shuts(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.locator("[data-dialog]").click()
        frame = page.frame_locator("dialog iframe")
        frame.locator("html[data-ready]").wait_for()
        frame.locator("#f-name").fill("赵")
        frame.locator("#f-name").press("Escape")
        page.get_by_role("button", name="继续填写").click()
        expect(page.locator("dialog.popup")).to_have_count(1)
        page.locator("dialog.popup > button").click()
        page.locator("dialog.ask").get_by_role("button", name="关闭").click()
        expect(page.locator("dialog.popup")).to_have_count(0)


class TestRows:
    def rows(self, page: Page) -> list[str]:
        written: list[str] = page.locator("[data-lines] tbody tr").evaluate_all(ROW_WORDS)
        return written

    def test_rows_are_added_up_to_the_limit(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        add = page.locator("[data-add-row]")
        for _ in range(3):
            add.click()
        assert focused(page) == "materials-4-name"
        expect(add).to_be_disabled()
        expect(page.locator("[data-row-say]")).to_have_text("已达 5 行，不能再增加")

    def test_a_deleted_row_renumbers_the_rest_and_their_ids_stay(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.locator("[data-del-row]").first.click()
        page.get_by_role("button", name="删除", exact=True).last.click()
        expect(page.locator("[data-lines] tbody tr")).to_have_count(1)
        assert self.rows(page) == ["1 materials-0-name 户口簿"]
        assert value_of(page, "materials-0-id") == "41"
        expect(page.get_by_label("删除第 1 行")).to_be_visible()

    def test_a_filled_row_is_not_deleted_unasked(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.focus("[name=materials-0-name]")
        page.keyboard.press("Alt+-")
        page.get_by_role("button", name="取消").click()
        assert len(self.rows(page)) == 2
        page.keyboard.press("Alt+=")
        assert focused(page) == "materials-2-name"
        page.keyboard.press("Alt+-")
        expect(page.locator("[data-lines] tbody tr")).to_have_count(2)

    def test_a_picked_record_fills_the_rows_after_asking(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.fill("#f-matter", "过户")
        found(page).click()
        page.get_by_role("button", name="换成新清单").click()
        for index, name in enumerate(("身份证", "房产证")):  # there were two rows before, too
            expect(page.locator(f"[name=materials-{index}-name]")).to_have_value(name)
        assert self.rows(page) == ["1 materials-0-name 身份证", "2 materials-1-name 房产证"]
        assert page.locator("[name=materials-1-missing]:checked").input_value() == "1"

    def test_more_rows_than_allowed_are_told(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.fill("#f-matter", "报装")
        found(page).click()
        page.get_by_role("button", name="换成新清单").click()
        expect(page.locator("[data-row-say]")).to_have_text("清单共 6 行，最多填入 5 行")

    def test_cells_from_excel_become_rows(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.locator("[data-paste-rows]").click()
        page.fill("#pasted", '营业执照\t原件\t是\r\n"委托书\n（公证）"\t影印件\t\r\n')
        page.get_by_role("button", name="填入").click()
        assert self.rows(page)[2:] == ["3 materials-2-name 营业执照", "4 materials-3-name 委托书（公证）"]
        assert value_of(page, "materials-2-kind") == "o"
        assert page.locator("[name=materials-2-missing]:checked").input_value() == "1"
        expect(page.locator("[data-row-say]")).to_have_text("已粘贴 2 行；选项中没有，未填入：第 4 行“影印件”")

    def test_too_many_pasted_rows_are_refused_with_nothing_lost(self, open_page: Open) -> None:
        page = open_page("/page/paper")
        page.locator("[data-paste-rows]").click()
        page.fill("#pasted", "一\n二\n三\n四")
        page.get_by_role("button", name="填入").click()
        expect(page.locator("dialog .err")).to_have_text("粘贴了 4 行，最多还可填入 3 行，请删减后再填入")
        assert page.input_value("#pasted") == "一\n二\n三\n四"
