"""What every page's frame shows: menu, person, counts, company. Given to the templates as `desk`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, get_template_attribute, request
from flask_login import current_user
from markupsafe import Markup

from models import REGISTERS
from models.declare import Verb
from models.organisation import Staff
from models.place import Place
from rules.actor import Actor
from rules.moments import WEEKDAYS, local
from rules.roles import Role
from services import auditing, shelves
from services.company import settings
from services.number_book import READERS
from services.returning.queue import may_return
from services.rights import may
from services.stamped import stamped
from views.database import db
from views.desk import here
from views.leader import is_read_only
from views.names import form_title
from views.waiting import waiting

ICONS = {
    "走访管理": "road", "预约服务": "calendar", "一次性告知": "file-text", "客户回访": "phone", "热线与投诉": "headset",
    "审批与追责": "shield-check", "统计报表": "report", "水表档案": "archive",
    "客户与水表": "users", "水表库房": "gauge", "换表与拆表": "refresh",
}  # fmt: skip

#: Desks that stand in the menu above the registers they are about: group, title, address, for whom.
DESKS = ((Place.menu, "库房架位", "shelves", shelves.READERS),)
NOTHING = Markup()
IN_MENU = frozenset({*(register.__tablename__ for register in REGISTERS), *(name for _, _, name, _ in DESKS)})


@dataclass(frozen=True, kw_only=True)
class Menu:
    """The registers as the page bears them: down the `side`, and above those of which a `fresh` record may be begun."""

    side: Markup = NOTHING
    fresh: Markup = NOTHING


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The shell around a page."""

    company: str
    office: str
    help_phone: str
    version: str
    today_text: str = ""
    here: str = ""
    menu: Menu = Menu()
    todo_count: int = 0
    approval_count: int = 0
    actor: Actor | None = None
    now: datetime | None = None
    can_console: bool = False
    can_numbers: bool = False
    can_audit: bool = False
    can_return: bool = False
    theme: str = ""
    font: str = ""
    duty_count: int = 0
    unread_count: int = 0
    is_read_only: bool = False

    @property
    def work_count(self) -> int:
        """Everything that waits for the person: records and recurring obligations."""
        return self.todo_count + self.duty_count


def frame(version: str) -> Frame:
    """The shell of this request."""
    known = settings(db.session)
    if not current_user.is_authenticated:
        return Frame(
            company=known["company"], office=known["office"], help_phone=known["help_phone"], version=version,
            is_read_only=is_read_only())  # fmt: skip
    desk = here()
    actor = desk.actor
    day = local(desk.now)
    place, waits = _place(), waiting()
    theme, font = stamped(db.session, ("look", actor.staff_id), lambda: _look(actor.staff_id))
    return Frame(
        company=known["company"], office=known["office"], help_phone=known["help_phone"], version=version,
        today_text=f"{day.year}年{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}", here=place,
        now=day, menu=_menu_at(actor, place), todo_count=waits.tasks, approval_count=waits.approvals, actor=actor,
        can_console=actor.holds(Role.SYSADMIN), can_numbers=actor.holds(*READERS), can_audit=actor.holds(*auditing.READERS),
        can_return=may_return(actor),
        theme=theme, font=font,
        duty_count=waits.duties, unread_count=waits.unread, is_read_only=is_read_only())  # fmt: skip


def _look(staff_id: int | None) -> tuple[str, str]:
    """Colours and letter size as the person wants them."""
    person = db.session.get(Staff, staff_id) if staff_id else None
    return (person.theme or "", person.font or "") if person else ("", "")


def _place() -> str:
    first = request.path.strip("/").split("/")[0]
    return first or "home"


def _menu_at(actor: Actor, place: str) -> Menu:
    """The menu as these posts have it on a page of theirs, rendered once; on all other pages it is the same."""
    here = place if place in IN_MENU else ""
    return stamped(db.session, ("menu", actor.roles, here), lambda: rendered(_menu(actor, here)))


def rendered(groups: list[dict[str, Any]]) -> Menu:
    """These groups as a page bears them: each with title, icon and items (title, url, is_here, add_url)."""
    side, fresh = (get_template_attribute("menu.html", name) for name in ("side", "fresh"))
    return Menu(side=side(groups), fresh=fresh(groups))


def _menu(actor: Actor, place: str) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for register in REGISTERS:
        if may(actor, Verb.READ, register):
            name = register.__tablename__
            add = f"/{name}/add" if may(actor, Verb.CREATE, register) else None
            groups.setdefault(register.menu, []).append(
                {"title": form_title(register), "url": f"/{name}/", "is_here": place == name, "add_url": add})  # fmt: skip
    for group, title, name, readers in DESKS:
        if actor.holds(*readers):
            groups[group].insert(0, {"title": title, "url": f"/{name}/", "is_here": place == name, "add_url": None})
    return [
        {"title": title, "icon": ICONS.get(title, "clipboard-list"), "items": items}
        for title, items in groups.items()
    ]  # fmt: skip


def install(app: Flask, version: str) -> None:
    """Let every template see the frame, worked out once a page and only when a page asks."""

    @app.context_processor
    def _desk() -> dict[str, Any]:
        return {"desk": frame(version)}
