"""The paper of a record, printed and logged as the screen prints it."""

from __future__ import annotations

from flask import Response

from models.declare import Verb
from services.database import write_now
from services.printing import print_records
from views.api.places import record_at, register_at
from views.database import db
from views.desk import here
from views.names import form_title
from views.pdf import pdf, prints


@prints
def print(name: str, pk: int) -> Response:
    """A4 with all its copies."""
    register, desk = register_at(name, Verb.PRINT), here()
    write_now(db.session)
    record = record_at(name, pk, Verb.PRINT)
    content = print_records(db.session(), [record], actor=desk.actor, now=desk.now)
    number = record.number
    db.session.commit()
    return pdf(content, f"{form_title(register)} {number}")
