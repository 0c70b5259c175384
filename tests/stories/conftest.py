"""What every story needs: the office, a browser, and people who sit down at their desks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.stories.desk import WIDE, Desk, DeskOf
from tests.stories.office import Office, open_office


@pytest.fixture(scope="session")
def server(new_url: Callable[[], str], demo_original: Path) -> Iterator[Office]:
    """The program with the demo office in it, once for all stories of a process."""
    with open_office(new_url(), demo_original) as office:
        yield office


@pytest.fixture
def office(server: Office) -> Office:
    """A fresh copy of the demo office on Friday 20 November 2026, 10:42."""
    server.settle()
    return server


@pytest.fixture
def desk_of(office: Office, browser: Browser) -> Iterator[DeskOf]:
    """`desk_of("clerk")`: that person at a desk of his own. Nothing may go wrong in any browser of the story."""
    desks: list[Desk] = []

    def sit_down(user: str, size: tuple[int, int] = WIDE) -> Desk:
        desk = Desk.of(browser, office.url, size, office.logins.get(user))
        desks.append(desk)
        if user not in office.logins:
            desk.log_in(user)
            office.logins[user] = desk.context.storage_state()
        return desk

    yield sit_down
    for desk in desks:
        desk.context.close()
    assert [fault for desk in desks for fault in desk.faults] == []
