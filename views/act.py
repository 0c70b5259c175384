"""An act on a record beside its flow, sent once: by a button alone, or by a page that asks for the reason first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request

from models.declare import Register
from rules.refusals import Refused
from views.again import FORM_AGAIN
from views.database import db
from views.desk import url
from views.slip import answered, demand, drafted, draw, posted, settle, waiting

#: Does it, for a reason (none from a button); returns the sentence that says so.
Do = Callable[[Register, str], str]


def pressed(find: Callable[[], Register], do: Do, *, already: str) -> Any:
    """A button. `already` is what one hears who sends it a second time."""
    if (answer := answered(words=already)) is not None:
        return answer
    demand()
    return _done(find(), request.form.get("words", ""), do)


def reasoned(find: Callable[[], Register], do: Do, *, already: str, page: str, opens: Callable[[Register], None], **shown: Any) -> Any:
    """A page that asks why; what is refused comes back with what was typed. `opens` refuses where the page should not be drawn at all.

    Raises Refused where no form of ours is left to come back to.
    """
    if (answer := answered(words=already)) is not None:
        return answer
    record, typed, error = find(), drafted() or request.form, ""
    reason = typed.get("words", "")
    if request.method == "POST":
        try:
            demand()
            return _done(record, reason, do)
        except Refused as refusal:
            if not refusal.errors and "slip" not in request.form:
                raise
            db.session.rollback()
            error = refusal.errors.get("words", refusal.message)
    else:
        opens(record)
    return render_template(
        page, record=record, reason=reason, error=error, draft=None if typed else waiting(), slip=draw(shown=(), again=posted()),
        **shown), FORM_AGAIN  # fmt: skip


def _done(record: Register, reason: str, do: Do) -> Any:
    said = do(record, reason)
    settle(record, url(record))
    db.session.commit()
    flash(said, "success")
    return redirect(url(record))
