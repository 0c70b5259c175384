"""The worked examples of docs/api.md are run as they stand there: every command, and what the page says of its answer."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models import Complaint, Shift
from rules.roles import Role
from tests import make
from tests.api.conftest import BASE
from tests.cast import NOW
from tests.files import JPEG

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
SYSTEMS = dict(re.findall(r"^### (.+?)\n(.*?)(?=^### |\Z)", PAGE, re.MULTILINE | re.DOTALL))
#: A command, the status that the page says, and the part of the answer that it shows.
EXAMPLE = re.compile(r"```bash\n(.*?)\n```\n\n回答 (\d+)(?:：\n\n```json\n(.*?)\n```)?", re.DOTALL)
POSTS = {"微信公众号": Role.CLERK, "汇尼工单": Role.DEPT, "GIS 抢修": Role.DEPT, "营销收费": Role.CLERK}


def holds(told: Any, shown: Any) -> bool:
    """Whether the answer says all that the page shows of it."""
    if isinstance(shown, Mapping):
        return isinstance(told, Mapping) and all(name in told and holds(told[name], part) for name, part in shown.items())
    return bool(told == shown)


def carried_out(client: FlaskClient, command: str, key: str, record_id: int) -> TestResponse:
    words = shlex.split(command.replace("$BASE", BASE).replace("$KEY", key).replace("$ID", str(record_id)))
    assert words[0] == "curl"
    method, path, headers, sent = "GET", "", dict[str, str](), dict[str, Any]()
    rest: Iterator[str] = iter(words[1:])
    for word in rest:
        if word == "-X":
            method = next(rest)
        elif word == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name] = value
        elif word == "-d":
            sent = {"data": next(rest)}
        elif word == "-F":
            name, _, file = next(rest).partition("=@")
            sent = {"data": {name: (BytesIO(JPEG), file)}}
        else:
            path = word
    return client.open(path, method=method, headers=headers, **sent)


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_the_page_tells_a_system_to_do_works(
    app: Flask, session: Session, key_for: Callable[..., str], system: str
) -> None:  # fmt: skip
    make.make(Shift, session, starts_at=NOW.replace(hour=8), ends_at=NOW.replace(hour=20))
    complaint = make.make(Complaint, session, category="pipe_repair" if system == "GIS 抢修" else "pressure")
    make.walk(complaint, next(state for state in Complaint.states() if state.value == "handling"))
    session.commit()
    key, client, record_id = key_for(POSTS[system], name=system), app.test_client(), 0
    found = EXAMPLE.findall(SYSTEMS[system])
    assert len(found) == SYSTEMS[system].count("```bash") >= 3
    for command, status, shown in found:
        answer = carried_out(client, command, key, record_id)
        assert answer.status_code == int(status), (command, answer.get_data(as_text=True))
        told = answer.get_json() if answer.mimetype == "application/json" else json.loads(answer.data)
        assert not shown or holds(told, json.loads(shown)), told
        items = told.get("items", [])
        record_id = items[0]["id"] if items else record_id if "attachments" in command else told.get("id", record_id)


def test_every_system_that_the_documents_name_has_its_example() -> None:
    assert set(SYSTEMS) == set(POSTS)
