"""What waits for the person of this request, counted once: the frame of every page shows it, and some pages say it too."""

from __future__ import annotations

from flask import g

from models import REGISTERS
from services.todo import Waiting, count_waiting
from views.database import db
from views.desk import here


def waiting() -> Waiting:
    """Counted when first asked for; a page that changes something asks afterwards."""
    if "waiting" not in g:
        desk = here()
        g.waiting = count_waiting(db.session(), REGISTERS, desk.actor, desk.now)
    found: Waiting = g.waiting
    return found
