"""The page of a house whose database is away, or whose turn to write did not come: drawn without asking the database anything, with all
that was typed still in its hands.
"""

from __future__ import annotations

from typing import Any

from flask import current_app, jsonify, make_response, request
from flask.typing import ResponseReturnValue

from rules.refusals import Busy, Unreachable

#: Where passwords are typed, which no page repeats.
SECRET = ("/login", "/account")
KEPT = "您填写的内容都在本页，没有丢失，也不要关闭本页。稍后按“再次提交”，只会存入一次；附件须重新选择。"
#: Seconds after which a machine may ask again.
SOON = "10"


def at_the_machine(refusal: Unreachable) -> str:
    """The same for whoever starts the program or gives a command: with what the driver said, which names no password."""
    cause = refusal.__cause__
    if getattr(cause, "sqlite_errorname", "") == "SQLITE_CANTOPEN":
        return "打不开数据库文件，请检查 DATABASE_URL：所在的文件夹不存在，或没有权限"
    return f"无法连接数据库，请检查 DATABASE_URL 和数据库服务：{cause}"


def adrift(refusal: Unreachable | Busy, reference: str) -> ResponseReturnValue:
    """The answer to any request; a posted form can be sent again from it, as it was and with its own slip and token."""
    if request.accept_mimetypes.best == "application/json" or request.path.startswith("/lookup/"):
        answer = make_response(jsonify(error=refusal.message, reference=reference), refusal.status)
    else:
        # Not by render_template: what it adds to every page is asked of the database.
        page = current_app.jinja_env.get_template("adrift.html")
        posted = _posted()
        answer = make_response(
            page.render(title=refusal.message, sentence=KEPT if posted else "", posted=posted, reference=reference), refusal.status
        )
    answer.headers["Retry-After"] = SOON
    if request.method == "GET" and answer.mimetype == "text/html":
        answer.headers["Refresh"] = SOON  # who only looked need not press anything
    return answer


def _posted() -> list[tuple[str, Any]]:
    """What a form has sent. One that bears a password is filled in anew."""
    if request.method != "POST" or request.path.startswith(SECRET) or "password" in request.form:
        return []
    return list(request.form.items(multi=True))
