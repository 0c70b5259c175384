"""The addresses of the API, and who answers at each."""

from __future__ import annotations

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect

from views.api import about, door, files, login, openapi, paper, records, steps
from views.api.telling import PREFIX

RECORD = "/<name>/<int:pk>"


def install(app: Flask, csrf: CSRFProtect) -> None:
    """Put the API onto an app. What no cookie opens needs no token against forged forms."""
    api = Blueprint("api", __name__, url_prefix=PREFIX)
    api.before_request(door.come_in)
    for rule, method, view in (
        ("/openapi.json", "GET", openapi.openapi),
        ("/security/login", "POST", login.login),
        ("/me", "GET", about.me),
        ("/registers", "GET", about.registers),
        ("/<name>", "GET", records.find),
        ("/<name>", "POST", records.create),
        (RECORD, "GET", records.read),
        (RECORD, "PATCH", records.update),
        (f"{RECORD}/steps/<key>", "POST", steps.step),
        (f"{RECORD}/attachments", "GET", files.files),
        (f"{RECORD}/attachments", "POST", files.attach),
        (f"{RECORD}/attachments/<int:file_id>", "GET", files.file),
        (f"{RECORD}/print", "GET", paper.print),
    ):
        api.add_url_rule(rule, endpoint=view.__name__, view_func=view, methods=[method])
    openapi.install(app)
    csrf.exempt(api)
    app.register_blueprint(api)
