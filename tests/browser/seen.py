"""What the tests in the browser ask of a page."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Page

Open = Callable[[str], Page]


def posted(page: Page) -> list[list[str]]:
    """What arrived at the server."""
    page.wait_for_selector("pre")
    pairs: list[list[str]] = json.loads(page.inner_text("pre"))
    return pairs


def focused(page: Page) -> str:
    """The name, or else the id, of what has the focus."""
    return str(page.evaluate("document.activeElement.name || document.activeElement.id || document.activeElement.tagName"))


def value_of(page: Page, name: str) -> str:
    return page.locator(f"[name='{name}']").first.input_value()
