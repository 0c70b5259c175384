"""Take the pictures of the user guide and of the README, from the demo office on a day that is always the same.

`make screenshots` runs it. It needs Chromium and pdftoppm (Debian: chromium, poppler-utils) and writes docs/images/.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from PIL import Image
from playwright.sync_api import Browser

from tests import chromium
from tests.stories.desk import PHONE, WIDE, Desk
from tests.stories.office import open_office

#: Milliseconds until a page that goes to its first field stands still.
SETTLED = 700
IMAGES = Path(__file__).parent / "images"
TRIP = {
    "计划出发时间": "1400",
    "客户全称": "云岭矿泉饮品有限公司",
    "联系人": "左丘岭",
    "联系人职称": "动力科科长",
    "拜访目的": "商谈扩建增容方案",
}


class Album:
    """One person's browser at a time, and the pictures taken in it."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url

    def desk(self, user: str = "", size: tuple[int, int] = WIDE) -> Desk:
        desk = Desk.of(self.browser, self.url, size)
        desk.page.emulate_media(reduced_motion="reduce")
        if user:
            desk.log_in(user)
        return desk

    def shoot(self, desk: Desk, name: str) -> None:
        desk.page.wait_for_timeout(SETTLED)
        shrink(desk.page.screenshot(animations="disabled", caret="hide"), name)


def shrink(picture: bytes, name: str) -> None:
    """A screen has few colours; a picture of 256 is half the size and looks the same."""
    Image.open(BytesIO(picture)).convert("RGB").quantize(256, kmeans=2, dither=Image.Dither.NONE).save(
        IMAGES / f"{name}.png", optimize=True
    )


def clerk(album: Album) -> None:
    """The gate, the workbench, a notice whose list of materials has been picked, and its paper."""
    stranger = album.desk()
    stranger.open("/login/")
    album.shoot(stranger, "login")
    desk = album.desk("clerk")
    album.shoot(desk, "home")
    desk.open("/appointment/")
    album.shoot(desk, "list")
    desk.new("一次性告知单")
    desk.pick("客户档案", "欧阳若兰")
    desk.pick("申请（咨询）事项", "居民个人客户申请用水")
    desk.page.evaluate("scrollTo(0, 0)")
    album.shoot(desk, "readme")
    desk.page.locator("#s3").evaluate("part => part.scrollIntoView({block: 'center'})")
    album.shoot(desk, "notice")
    desk.fill(补正期限="2026-11-30")
    desk.save()
    answer = desk.context.request.get(str(desk.page.locator("a[data-print]").get_attribute("href")))
    draw = [str(shutil.which("pdftoppm")), "-png", "-r", "70", "-singlefile", "-"]
    drawn = subprocess.run(draw, input=answer.body(), check=True, capture_output=True)  # noqa: S603 - our own words
    shrink(drawn.stdout, "paper")


def account_manager(album: Album) -> None:
    """A trip: filled in, refused, saved."""
    desk = album.desk("am")
    desk.new("外勤单")
    for label, words in TRIP.items():
        desk.fill(**{label: words})
    desk.tick(**{"客户类别": "洽谈中客户", "洽谈/合作业务类型": "增容"})
    desk.page.evaluate("scrollTo(0, 0)")
    album.shoot(desk, "form")
    desk.fill(电话="1990000")
    desk.save_refused(电话="电话号码不对")
    desk.page.evaluate("scrollTo(0, 0)")
    album.shoot(desk, "refused")
    desk.fill(电话="19900000047")
    desk.save()
    album.shoot(desk, "record")


def approvals(album: Album) -> None:
    """The callback officer's step, and what waits for the head on his telephone."""
    officer = album.desk("callback")
    officer.open("/callback/?tab=todo")
    officer.follow(officer.page.locator(".list-t .go a").last)
    officer.do("提交审查")
    album.shoot(officer, "step")
    head = album.desk("head", PHONE)
    head.open("/approvals/")
    album.shoot(head, "phone")


def promises(album: Album) -> None:
    """A complaint under its clocks and the account of them, the general manager's inbox, the figures."""
    supervisor = album.desk("supervisor")
    supervisor.open("/complaint/?tab=overdue")
    supervisor.follow(supervisor.page.locator(".list-t .go a").last)
    album.shoot(supervisor, "complaint")
    supervisor.open(f"{supervisor.page.url.partition('?')[0]}/clocks")
    album.shoot(supervisor, "clocks")
    manager = album.desk("gm")
    manager.open("/approvals/")
    album.shoot(manager, "approvals")
    head = album.desk("head")
    head.open("/dashboard/")
    album.shoot(head, "dashboard")


def trust(album: Album) -> None:
    """What is masked and how it is opened, what was changed, and two people at one record."""
    head = album.desk("head")
    head.open("/complaint/1")
    head.page.locator("summary", has_text="查看明文").click()
    album.shoot(head, "reveal")
    head.open("/complaint/1/history")
    album.shoot(head, "history")
    manager, other = album.desk("am"), album.desk("am")
    manager.open("/customer/3/edit")
    other.open("/customer/3/edit")
    other.fill(备注="水表已移至楼道")
    other.save()
    manager.fill(备注="客户要求上门前先打电话")
    manager.page.keyboard.press("Control+s")
    manager.page.wait_for_load_state()
    manager.page.evaluate("scrollTo(0, 0)")
    album.shoot(manager, "stale")


def archive_room(album: Album) -> None:
    desk = album.desk("archivist")
    desk.open("/shelves/")
    desk.follow(desk.page.locator(".rack a").filter(has_text="1-2-4"))
    album.shoot(desk, "shelves")


def administrator(album: Album) -> None:
    desk = album.desk("admin")
    desk.open("/console/")
    album.shoot(desk, "console")
    desk.open("/console/calendar/")
    album.shoot(desk, "calendar")


def main() -> None:
    """All of them, in one office that nobody else works in."""
    if chromium.EXECUTABLE is None:
        raise SystemExit(chromium.MISSING)
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, open_office(f"sqlite:///{folder}/office.db") as office:
        album = Album(chromium.start(), office.url)
        for part in (clerk, account_manager, approvals, promises, trust, archive_room, administrator):
            part(album)
        chromium.stop()


if __name__ == "__main__":
    main()
