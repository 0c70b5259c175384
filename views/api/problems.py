"""Refusals and failures as RFC 9457 problems, in the sentences of the form. Under /api nothing is ever answered as a page."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from rules.refusals import Busy, Forbidden, Invalid, Missing, NoRoom, Refused, Stale, TooOften, Unreachable, WrongState

#: Seconds after which a machine may ask again when what it needs is away: the database, or whoever knows the passwords.
SOON = "10"
MEDIA_TYPE = "application/problem+json"
#: What a program may tell refusals apart by, most special first.
KINDS: tuple[tuple[type[Refused], str], ...] = (
    (Invalid, "invalid"), (Forbidden, "forbidden"), (Missing, "missing"), (Stale, "stale"), (WrongState, "wrong-state"),
    (TooOften, "too-often"), (NoRoom, "no-room"),
    (Unreachable, "unreachable"), (Busy, "busy"),
)  # fmt: skip
WORDS = {
    400: "请求的写法不对，请对照接口文档。", 404: "没有这个接口地址。", 405: "这个接口地址不能这样访问，请对照接口文档。",
    413: "请求的内容太大，请缩小后再传。", 500: "系统暂时无法处理，本次没有保存。",
}  # fmt: skip


class Malformed(Refused):
    """What was sent cannot be read as a request at all."""

    status = 400


class Unnamed(Refused):
    """Nobody is known by what was sent, or nothing was sent to know him by."""

    status = 401


class Differs(Stale):
    """Somebody saved the record meanwhile; `differences` says field by field what he saved and what was sent."""

    def __init__(self, refusal: Stale, differences: list[dict[str, Any]], *, status: int, found: dict[str, Any]) -> None:
        super().__init__(refusal.message, refusal.errors)
        self.status, self.differences, self.found = status, differences, found


def is_api() -> bool:
    """Whether the answer is for a program that came by the API."""
    return request.path.startswith("/api/")


def problem_of(refusal: Refused) -> Response:
    """The refusal as it is answered."""
    facts: dict[str, Any] = {"errors": refusal.errors} if refusal.errors else {}
    if isinstance(refusal, Differs):
        facts |= {"differences": refusal.differences, **refusal.found}
    kind = next((name for known, name in KINDS if isinstance(refusal, known)), "refused")
    answer = problem(refusal.status, refusal.message, kind=kind, **facts)
    if isinstance(refusal, TooOften):
        answer.headers["Retry-After"] = str(refusal.seconds)
    if refusal.status == Unreachable.status:
        answer.headers["Retry-After"] = SOON
    if refusal.status == Unnamed.status:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="dengji"'
    return answer


def problem_of_http(error: HTTPException) -> Response:
    """What the web framework refused, such as an address that leads nowhere."""
    code = error.code or 500
    answer = problem(code, WORDS.get(code, WORDS[400 if code < 500 else 500]), kind="refused")
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def problem(status: int, detail: str, *, kind: str, **facts: Any) -> Response:
    body = {"type": f"urn:dengji:{kind}", "title": HTTP_STATUS_CODES.get(status, "Error"), "status": status, "detail": detail, **facts}
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype=MEDIA_TYPE)
