"""What every answer tells the browser: load nothing from outside, guess no types, keep no personal data."""

from __future__ import annotations

from flask import Flask, Response, current_app, request

POLICY = "; ".join(
    (
        "default-src 'self'", "img-src 'self' data:", "style-src 'self'", "script-src 'self'", "frame-ancestors 'self'",
        "form-action 'self'", "base-uri 'none'", "object-src 'none'",
    )
)  # fmt: skip


#: Nothing of the browser's machinery is needed here, and no other site may hold a window of ours.
CLOSED = ", ".join(f"{part}=()" for part in ("camera", "microphone", "geolocation", "payment", "usb", "display-capture", "browsing-topics"))
ALWAYS = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "SAMEORIGIN", "Permissions-Policy": CLOSED,
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
}  # fmt: skip
#: Half a year. Sub-domains are other people's.
STRICT = "max-age=15768000"


def install(app: Flask) -> None:
    app.after_request(_add)


def _add(response: Response) -> Response:
    headers = response.headers
    # The browser's own reader draws a PDF with inline styles, which the policy would forbid; a PDF runs nothing of ours.
    if response.mimetype != "application/pdf":
        headers.setdefault("Content-Security-Policy", POLICY)
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    if request.is_secure or current_app.config["SESSION_COOKIE_SECURE"]:  # a proxy may speak https for us
        headers.setdefault("Strict-Transport-Security", STRICT)
    if request.endpoint != "static":
        headers["Cache-Control"] = "no-store"
    return response
