"""A page as its reader has it: what stands in the boxes, which sentence stands beside which field, and every word that is seen."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from werkzeug.test import TestResponse

UNSEEN = {"script", "style", "template", "svg"}
SPOKEN = ("aria-label", "title", "placeholder", "alt")
VOID = {"input", "meta", "link", "br", "hr", "img", "use", "rect", "path", "col"}


class Page(HTMLParser):
    """Read once; then ask. `boxes` is what the paper's form would post if it were sent as it stands."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.boxes: dict[str, list[str]] = {}
        self.errors: dict[str, str] = {}
        self.words: list[str] = []
        self.options: list[tuple[str, str]] = []
        self._open: list[tuple[str, str]] = []
        self._unseen = 0
        self._in_paper = False
        self._area: list[str] | None = None
        self._select: str = ""
        self.feed(html)

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append((tag, given.get("id", "")))
            self._unseen += tag in UNSEEN
        if self._unseen:
            return
        self.words += [given[name] for name in SPOKEN if given.get(name)]
        if tag == "form":
            self._in_paper = "data-paper" in given
        if self._in_paper:
            self._control(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def _control(self, tag: str, given: dict[str, Any]) -> None:
        name = given.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self.options.append((self._select, given.get("value", "")))
            if "selected" in given:
                self.boxes[self._select] = [given["value"]]
        elif tag == "textarea":
            self._area = self.boxes.setdefault(name, [])
            self._area.append("")
        elif tag == "input" and name and given.get("type") not in ("file", "submit"):
            if given.get("type") in ("radio", "checkbox"):
                self.options.append((name, given["value"]))
                if "checked" not in given:
                    return
            if self.boxes.get(name) == [""] and given.get("value"):  # the empty value in front only says that the boxes were shown
                self.boxes[name] = []
            self.boxes.setdefault(name, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag not in {opened for opened, _ in self._open}:
            return
        while self._open:
            last, _ = self._open.pop()
            self._unseen -= last in UNSEEN
            if last == tag:
                break
        if tag == "textarea" and self._area is not None:
            self._area[-1] = self._area[-1].removeprefix("\n")
            self._area = None
        if tag == "form":
            self._in_paper = False

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[-1] += data
        if self._unseen or not data.strip():
            return
        for _, key in self._open:
            if key.startswith("e-f-"):
                name = key.removeprefix("e-f-")
                self.errors[name] = self.errors.get(name, "") + data.strip()
        self.words.append(data.strip())


def page(answer: TestResponse) -> Page:
    return Page(answer.get_data(as_text=True))


#: What stays in Latin letters on a Chinese page: file formats, keys, codes of forms, numbers of records and of failures.
LATIN = re.compile(
    r"[0-9]{3}-[0-9]{8}-[0-9]{4}-[0-9A-F]{4}|Excel|CSV|PDF|JPG|PNG|Word|docx|xlsx|MP3|WAV|TXT|MB|Enter|Ctrl|Shift|Alt|Esc|F\d+|[A-Z]\d{2}|[A-Z]{2}-[\w-]+"
)


def leftovers(text: str, own: str = "") -> list[str]:
    """English that a framework has left on a page. `own` is text that may say the same words."""
    return [word for word in re.findall(r"[A-Za-z]{2,}", LATIN.sub("", text)) if word not in own]
