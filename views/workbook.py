"""A register and Excel: the list as a workbook or CSV, at once or, where it is long, as a job; and the empty template."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from flask import Response, current_app, redirect, request
from flask_appbuilder import expose

from models.declare import Register, Verb
from rules.moments import local
from services.database import write_now
from services.file_names import named_after
from services.listing import parse
from services.workbook.export import MEDIA_TYPE, Format, export
from services.workbook.export_job import ask_for, file_name
from services.workbook.logged import log
from services.workbook.template import template
from views.access import access
from views.clock import now
from views.database import db
from views.desk import here

#: So many records are written while the person waits; more become a job.
AT_ONCE = 10_000


class WorkbookPages:
    """Mixin of RegisterView: `/export.xlsx` and its like, `/export` and `/template.xlsx`."""

    register: type[Register]

    @expose("/export.xlsx")
    @expose("/export.csv")
    @expose("/export.list.xlsx")
    @expose("/export.list.csv")
    @access(Verb.READ)
    def export(self) -> Response:
        """The list with its filter, written as the address ends. It is read first and logged then, so that nobody waits to save."""
        desk, register, kind = here(), self.register, Format(request.path.partition("/export.")[2])
        query = parse(register, request.args, desk.actor)
        file = io.BytesIO()
        taken = export(db.session, register, query, file, kind=kind, actor=desk.actor, now=desk.now, most=AT_ONCE)
        write_now(db.session)
        log(db.session, register, taken, actor=desk.actor, now=desk.now)
        db.session.commit()
        return download(file.getvalue(), file_name(register, desk.now, kind), kind.media_type)

    @expose("/export", methods=["POST"])
    @access(Verb.READ)
    def export_later(self) -> Any:
        """The same as a job."""
        desk = here()
        given = {key: value for key, value in request.form.items() if key not in ("csrf_token", "as")}
        kind = Format.asked(request.form.get("as", Format.XLSX.value))
        job = ask_for(
            db.session, self.register, given, kind=kind, actor=desk.actor, now=desk.now, address=request.remote_addr or "")  # fmt: skip
        db.session.commit()
        current_app.extensions["job_bell"].set()
        return redirect(f"/jobs/{job.id}")

    @expose("/template.xlsx")
    @access(Verb.CREATE)
    def template(self) -> Response:
        """The empty workbook to fill in and bring back."""
        file = io.BytesIO()
        template(db.session, self.register, file, actor=here().actor, today=local(now()).date())
        return download(file.getvalue(), named_after(self.register.title, "导入模板", "xlsx"))


def download(content: bytes | Iterable[bytes], name: str, media_type: str = MEDIA_TYPE) -> Response:
    """A file to keep; it is never shown in the browser."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "X-Content-Type-Options": "nosniff"}
    return Response(content, mimetype=media_type, headers=headers)
