"""A PDF as an answer."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response


def pdf(content: bytes, title: str) -> Response:
    """Shown in the browser, never kept by it."""
    name = quote(f"{title}.pdf")
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    return Response(content, mimetype="application/pdf", headers=headers)
