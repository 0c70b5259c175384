"""What every answer tells the browser: load nothing from outside, guess no types, keep no personal data."""

from __future__ import annotations

from flask import Flask, Response, request

POLICY = "; ".join(
    (
        "default-src 'self'", "img-src 'self' data:", "style-src 'self'", "script-src 'self'", "frame-ancestors 'self'",
        "form-action 'self'", "base-uri 'none'", "object-src 'none'",
    )
)  # fmt: skip


def install(app: Flask) -> None:
    app.after_request(_add)


def _add(response: Response) -> Response:
    headers = response.headers
    # The browser's own reader draws a PDF with inline styles, which the policy would forbid; a PDF runs nothing of ours.
    if response.mimetype != "application/pdf":
        headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    if request.endpoint != "static":
        headers["Cache-Control"] = "no-store"
    return response
