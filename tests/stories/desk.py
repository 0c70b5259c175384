"""One person at a desk: what he sees and does is told by the words on the screen, never by the names in the code."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Request, Response, expect
from pypdf import PdfReader

#: The screen the pages are drawn for, and a telephone.
WIDE, PHONE = (1366, 768), (390, 844)


class Desk:
    """A browser with one person in it. `faults` collects what must never happen."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url = context, url
        self.faults: list[str] = []
        context.set_default_timeout(30_000)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("request", self._sent)
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)
        self.page = context.new_page()

    @classmethod
    def of(cls, browser: Browser, url: str, size: tuple[int, int] = WIDE, login: Any = None) -> Desk:
        """A new desk with a screen of that size, for somebody who has logged in before or for a stranger."""
        return cls(browser.new_context(
            base_url=url, viewport={"width": size[0], "height": size[1]}, locale="zh-CN", timezone_id="Asia/Shanghai",
            storage_state=login), url)  # fmt: skip

    def _heard(self, said: ConsoleMessage) -> None:
        # Asked for by the browser itself where it lost the icon that the page names; no page of ours does.
        if said.type in ("error", "warning") and not said.location["url"].endswith("/favicon.ico"):
            self.faults.append(f"console: {said.text} {said.location['url']}")

    def _sent(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:", "about:")):
            self.faults.append(f"outside: {request.url}")

    def _failed(self, request: Request) -> None:
        # A look-up that was overtaken by the next letter is called off on purpose.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"failed: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"answer: {response.url} status of {response.status}")

    def forgive(self, *statuses: int) -> None:
        """Answers that the story has asked for are no faults, nor is what the browser writes down about them."""
        self.faults = [fault for fault in self.faults if not any(f"status of {status}" in fault for status in statuses)]

    # -- going about ------------------------------------------------------------------------------------------------------

    def log_in(self, user: str) -> None:
        self.page.goto("/login/")
        self.page.get_by_label("用户名").fill(user)
        self.page.get_by_label("密码", exact=True).fill(f"demo-{user}")
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"{self.url}/")

    def open(self, path: str) -> None:
        self.page.goto(path)

    def follow(self, link: Locator) -> None:
        """Click what leads to another page, and wait until that page answers to the keyboard."""
        with self.page.expect_navigation():
            link.click()

    def new(self, title: str) -> None:
        """新建登记 in the top bar, then the form."""
        self.open("/")
        self.page.locator("summary").filter(has_text="新建登记").click()
        self.follow(self.page.locator(".top .menu-l").get_by_role("link", name=title, exact=True))
        expect(self.paper).to_contain_text(title)

    def find(self, number: str) -> None:
        """By the search box that is always there, as `/` finds it."""
        self.open("/")
        self.page.keyboard.press("/")
        self.page.keyboard.type(number)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.follow(self.page.locator("main").get_by_role("link", name=number, exact=True))

    def take_up(self, number: str) -> None:
        """From the list of what waits for me."""
        self.open("/todo")
        self.follow(self.page.locator(".todo li").filter(has_text=number).locator(".b"))

    def do(self, step: str) -> None:
        """A step in 下一步办理."""
        self.follow(self.page.locator(".do").get_by_text(step, exact=True))

    def not_now(self, step: str, reason: str) -> None:
        """下一步办理 says why that step cannot be taken, and has no button for it."""
        expect(self.page.locator(".do").get_by_text(step, exact=True)).to_have_count(0)
        expect(self.page.locator(".do")).to_contain_text(reason)

    def more(self, action: str) -> None:
        """Behind 更多操作."""
        self.page.locator("summary").filter(has_text="更多操作").click()
        self.follow(self.page.get_by_role("link", name=action, exact=True))

    def reveal(self, reason: str = "核对身份") -> None:
        """查看明文 with one of the reasons offered: what is masked on this record stands clear for a while."""
        menu = self.page.locator("#reveal-menu")
        menu.locator("summary").click()
        self.follow(menu.get_by_role("button", name=reason, exact=True))

    def opened(self) -> None:
        """The record that this one has given rise to."""
        self.follow(self.page.locator(".box").filter(has_text="由本单生成").get_by_role("link"))

    # -- filling in -------------------------------------------------------------------------------------------------------

    @property
    def paper(self) -> Locator:
        return self.page.locator(".paper")

    def field(self, label: str) -> Locator:
        """The box that a label of the paper belongs to."""
        return self.page.locator("main").get_by_label(re.compile(rf"^\*?{re.escape(label)}$"))

    def cell(self, label: str) -> Locator:
        return self.page.locator(".cell").filter(has=self.page.locator(".cell-k", has_text=re.compile(rf"^\s*\*?{re.escape(label)}\s*$")))

    def fill(self, **fields: str) -> None:
        """`fill(联系人="路平")`."""
        for label, words in fields.items():
            self.field(label).fill(words)

    def tick(self, **answers: str) -> None:
        """`tick(客户类别="大客户")`: boxes, with the keyboard."""
        for label, option in answers.items():
            box = self.cell(label).get_by_role("radio", name=option, exact=True)
            box.focus()
            box.press("Space")
            expect(box).to_be_checked()

    def rate(self, **answers: str) -> None:
        """`rate(服务态度="满意")`: a row of the rating grid."""
        for question, answer in answers.items():
            self.page.get_by_role("radio", name=f"{question} {answer}", exact=True).check()

    def pick(self, label: str, typed: str, offered: str = "") -> None:
        """Type into a link, wait for the list, take what is offered with Enter."""
        box = self.field(label)
        box.fill("")
        box.press_sequentially(typed)
        option = self.page.locator(f"#o-{box.get_attribute('id')}").get_by_role("option")
        expect(option.first).to_contain_text(offered or typed)
        box.press("Enter")

    def press_now(self, label: str) -> None:
        """现在 or 今天 beside a moment or a day."""
        self.cell(label).get_by_role("button", name=re.compile("^(现在|今天)$")).click()

    def say(self, words: str) -> None:
        """The opinion or the reason that a step asks for."""
        self.page.locator("[name=words]").fill(words)

    # -- saving -----------------------------------------------------------------------------------------------------------

    def save(self) -> str:
        """Ctrl S; it must be taken. Returns the number of the record."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Control+s")
        return self._taken()

    def press(self, words: str) -> str:
        """A button of the save bar by its words; it must be taken."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words).click()
        return self._taken()

    def _taken(self) -> str:
        assert self.page.locator("[role=alert]").all_inner_texts() == []
        return self.number

    def save_refused(self, **sentences: str) -> None:
        """Ctrl S; it must come back, with the focus on the summary and each sentence beside its field."""
        with self.page.expect_navigation() as answer:
            self.page.keyboard.press("Control+s")
        assert answer.value.status == 200
        summary = self.page.locator(".note-bad[role=alert]")
        expect(summary).to_be_focused()
        for label, sentence in sentences.items():
            expect(summary).to_contain_text(f"{label}：{sentence}")
            expect(self.page.locator("form .err").filter(has_text=sentence).first).to_be_visible()

    # -- reading ----------------------------------------------------------------------------------------------------------

    @property
    def number(self) -> str:
        """The number at the head of the record's page."""
        return self.page.locator("h1.no").inner_text()

    def reads(self, label: str, words: str) -> None:
        """The cell of that label says so."""
        expect(self.cell(label).locator(".cell-v")).to_contain_text(words)

    def state_is(self, words: str) -> None:
        expect(self.page.locator(".page-head .st")).to_have_text(words)

    def print(self) -> PdfReader:
        """What 打印预览 opens, read back."""
        link = self.page.locator("a[data-print]")
        assert link.get_attribute("target") == "_blank"
        answer = self.context.request.get(str(link.get_attribute("href")))
        assert answer.headers["content-type"] == "application/pdf"
        return PdfReader(BytesIO(answer.body()))


#: `desk_of("clerk")`, or with the size of the screen.
DeskOf = Callable[..., Desk]


def text_of(pdf: PdfReader) -> str:
    """All that stands on the paper, without its line breaks."""
    return "".join("".join(page.extract_text() for page in pdf.pages).split())
