"""Look through an answer for what it must not, and for what it must, say."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import pypdf
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models import REGISTERS
from rules.roles import Role
from services.number_book import READERS
from services.workbook.export import MEDIA_TYPE
from tests.proof.canaries import NUMBER, Cage
from tests.proof.doors import JSON, Ask
from tests.proof.expected import Person, is_clear, sees

#: Where a number comes out to somebody who may not read its register, and why it is borne: post, address, form. Nothing else is.
BORNE = {
    # The ledger of numbers says of each that it was used, whatever it was used for; it says no more of a paper that is hidden.
    *((role, "/numbers/", register.code) for role in READERS for register in REGISTERS),
    # Whoever hands on a leaver's places in chains has to tell them apart: by their numbers and by nothing else.
    *((Role.SYSADMIN, "/console/leaver/", register.code) for register in REGISTERS),
}  # fmt: skip
#: No door that is shut answers otherwise.
SHUT = (400, 403, 404)


def everything_said(answer: TestResponse) -> str:
    """Body and headers as one text without spaces: attributes, hidden inputs and escapes read, papers by their words."""
    if answer.mimetype == "application/pdf":
        body = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
    elif answer.mimetype == MEDIA_TYPE:
        body = "\n".join(parts(answer.data))
    elif answer.mimetype == "application/json":
        body = json.dumps(answer.get_json(), ensure_ascii=False)
    else:
        body = answer.data.decode("utf-8", "replace")
    heads = "\n".join(f"{name}:{value}" for name, value in answer.headers)
    return re.sub(r"\s+", "", html.unescape(unquote(f"{body}\n{heads}")))


def parts(content: bytes) -> Iterator[str]:
    """All that lies in a workbook, hidden sheets, comments and properties included: what its parts say between and in their marks."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            yield name + re.sub(r"<[^>]*?((?:\w+=\"[^\"]*\"\s*)*)/?>", r"\n\1\n", package.read(name).decode("utf-8", "replace"))


@dataclass(kw_only=True)
class Judge:
    """Asks for one person, and keeps what was wrong."""

    person: Person
    browser: FlaskClient
    cage: Cage
    records: list[Any]
    token: str = ""

    def __post_init__(self) -> None:
        self.by_number = {record.number: record for record in self.records}
        self.by_id = {(record.__tablename__, record.id): record for record in self.records}
        #: Settled before anything is asked, so that a declaration which changes afterwards changes no expectation.
        self.hidden = {key for key, record in self.by_id.items() if not sees(self.person, record)}
        self.wrong: list[str] = []
        self.revealed: set[tuple[str, int]] = set()
        self.asked = 0

    def ask(self, ask: Ask) -> TestResponse:
        """One request, judged; a redirect is judged where it leads, with what is said there."""
        answer = self._open(ask)
        self.asked += 1
        said = everything_said(answer)
        if ask.method == "POST" and answer.status_code == 302 and answer.location.startswith("/"):
            said += everything_said(self.browser.get(answer.location))
        if answer.status_code >= 500:
            self._note(ask, f"answers {answer.status_code}")
        if ask.is_shut and answer.status_code not in ((ask.status,) if ask.status else SHUT):
            self._note(ask, f"is not shut but answers {answer.status_code}")
        self.look(said, ask)
        if answer.status_code == 200:
            bare = said if not ask.typed else said.replace(ask.typed, "")
            for text in ask.must:
                if re.sub(r"\s+", "", text) not in bare:
                    self._note(ask, f"does not show {text}")
        for text in ask.must_not:
            if text in said:
                self._note(ask, f"shows {text}")
        if ask.must and answer.status_code != 200:
            self._note(ask, f"should show something but answers {answer.status_code}")
        return answer

    def _open(self, ask: Ask) -> TestResponse:
        if ask.path.startswith("/api/"):
            sent = {"json": ask.data} if ask.data else {}
            return self.browser.open(ask.path, method=ask.method, headers={"Authorization": f"Bearer {self.token}"}, **sent)  # type: ignore[arg-type]
        return self.browser.open(ask.path, method=ask.method, data=ask.data or None, headers={} if ask.as_page else JSON)

    def look(self, said: str, ask: Ask) -> None:
        """Whether anything came out."""
        if ask.typed:
            said = said.replace(ask.typed, "")
        for number in sorted(set(NUMBER.findall(said))):
            record = self.by_number.get(number)
            if record is not None and (record.__tablename__, record.id) in self.hidden and not self._is_borne(record, ask):
                self._note(ask, f"names {number}, which is hidden")
        for one in sorted(self.cage.found(said), key=str):
            record = self.by_id[one.register, one.record_id]
            revealed = (one.register, one.record_id) in self.revealed
            if (one.register, one.record_id) in self.hidden:
                self._note(ask, f"lets out {one}, whose record is hidden")
            elif one.field is not None and not is_clear(self.person, record, one.field, ask.place, revealed=revealed, paper=ask.paper):
                self._note(ask, f"lets out {one}")

    def _is_borne(self, record: Any, ask: Ask) -> bool:
        return any(role is self.person.role and ask.path.startswith(path) and record.code == code for role, path, code in BORNE)

    def report(self) -> None:
        """Fail with every sentence; pytest's own telling of an assertion would take minutes over so many records."""
        if self.wrong:
            pytest.fail(f"{len(self.wrong)} times:\n" + "\n".join(self.wrong[:200]), pytrace=False)

    def _note(self, ask: Ask, what: str) -> None:
        self.wrong.append(f"{self.person.role.value} {ask.method} {unquote(ask.path)}{_posted(ask)} {what}")


def _posted(ask: Ask) -> str:
    return f" {dict(ask.data)}" if ask.data else ""
