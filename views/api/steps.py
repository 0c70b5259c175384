"""Take a step of a record: its fields and its words in one request, as the step's form asks for them."""

from __future__ import annotations

from typing import Any

from flask import Response

from models.declare import Verb
from rules.refusals import Invalid, Missing, Stale
from services.step import take as take_step
from views.api.answers import told
from views.api.body import body
from views.api.places import record_at
from views.api.reading import Filled
from views.api.records import open_to
from views.api.saving import kept
from views.api.stale import differing, version_asked
from views.database import db
from views.desk import here


def step(name: str, pk: int, key: str) -> Response:
    """One step. The state it starts from guards it; whoever names a version as well is told when it has moved on."""

    def make() -> Response:
        record, desk, sent = record_at(name, pk, Verb.STEP), here(), body()
        chosen = type(record).flow.step(key)
        if chosen is None:
            raise Missing("没有这一步。")
        asked, status = version_asked(sent, is_needed=False)
        words = _words(sent)
        names = open_to(record, sent, tuple(name for name in chosen.fields if name in sent))
        filled = Filled(type(record), names, sent, desk, record)
        try:
            filled.through(lambda: take_step(
                db.session(), record, chosen, filled.values(), words=words, actor=desk.actor, now=desk.now, seen=asked))  # fmt: skip
        except Stale as refusal:
            raise differing(refusal, record, filled, status) from None
        return told(record)

    return kept(make)


def _words(sent: dict[str, Any]) -> str:
    """The opinion or reason; taken out of what was sent."""
    words = sent.pop("words", None)
    if words is None or isinstance(words, str):
        return words or ""
    raise Invalid({"words": "应为字符串"})
