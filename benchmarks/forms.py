"""The fields of a form as a browser would send them, whatever the page around it looks like."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser

Pairs = list[tuple[str, str]]
UNSENT = {"submit", "button", "image", "reset", "file"}


class NoForm(LookupError):  # noqa: N818 - it reads as the sentence it is
    """No form of the page has a field of that name."""


class _Forms(HTMLParser):
    """Every form of a page: a list of name and value in the order of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Pairs] = []
        self._select: tuple[str, list[str]] | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append([])
        elif not self.forms:
            return
        elif tag == "input" and name:
            kind = given.get("type", "text").lower()
            if kind not in UNSENT and (kind not in ("radio", "checkbox") or "checked" in given):
                self.forms[-1].append((name, given.get("value", "on" if kind == "checkbox" else "")))
        elif tag == "select":
            self._select = (name, [])
        elif tag == "option" and self._select is not None:
            if "selected" in given or not self._select[1]:
                self._select = (self._select[0], [given.get("value", "")])
        elif tag == "textarea" and name:
            self._area = name
            self.forms[-1].append((name, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select is not None:
            name, chosen = self._select
            if name and self.forms:
                self.forms[-1].extend((name, value) for value in chosen)
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            name, held = self.forms[-1].pop()
            self.forms[-1].append((name, (held + data).removeprefix("\n") if not held else held + data))


def form_with(page: bytes, name: str) -> Pairs:
    """The fields of the form that has a field of that name. Raises NoForm."""
    read = _Forms()
    read.feed(page.decode())
    found = next((form for form in read.forms if any(key == name for key, _ in form)), None)
    if found is None:
        raise NoForm(name)
    return found


def value_of(page: bytes, name: str) -> str:
    """The value of one field, such as the token against forged requests."""
    return next(value for key, value in form_with(page, name) if key == name)


def filled(form: Pairs, values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The form with other values; a field that it has several times is sent once."""
    return (*((name, value) for name, value in form if name not in values), *values.items())
