"""How templates are put together: what all of them know lies in one dictionary, and what they draw alike is drawn once."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import cache
from typing import Any

from flask import Flask, url_for
from flask.templating import Environment
from markupsafe import Markup


class Templates(Environment):
    """Jinja lays a dictionary of its own over the common one for each template, and looks through both at every import; ours have none."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


@cache
def icon(name: str) -> Markup:
    """A sign of the sprite (static/icons.svg)."""
    sign = Markup('<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>')
    return sign.format(url_for("static", filename="icons.svg"), name)


def install(app: Flask) -> None:
    """Before the first template is read."""
    app.jinja_environment = Templates
    app.jinja_env.globals["icon"] = icon
