"""A PDF as an answer."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Response, request

F = TypeVar("F", bound=Callable[..., Any])


def pdf(content: bytes, title: str) -> Response:
    """Shown in the browser, never kept by it."""
    name = quote(f"{title}.pdf")
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    return Response(content, mimetype="application/pdf", headers=headers)


def prints(method: F) -> F:
    """Mark a door that prints and logs: a HEAD prints and counts nothing, and is told the same whatever is there."""

    @functools.wraps(method)
    def asked(*args: Any, **keywords: Any) -> Any:
        if request.method == "HEAD":
            return Response(mimetype="application/pdf", headers={"Cache-Control": "no-store"})
        return method(*args, **keywords)

    return asked  # type: ignore[return-value]
