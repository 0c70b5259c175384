"""Print one record or the empty form, and the files that hang on a record."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote

from flask import Response, current_app, flash, redirect, request
from flask_appbuilder import expose

from models.attachment import Attachment
from models.declare import Register, Verb
from rules.refusals import Forbidden, Missing, Refused
from services.attach import attach, demand_attach
from services.database import write_now
from services.printing import print_blank, print_paper, print_records
from views.access import access
from views.database import db
from views.desk import LARGEST, fetch, here, url
from views.names import form_title
from views.pdf import pdf, prints
from views.slip import answered, demand, settle

#: Only these are shown in the browser; everything else is downloaded, and nothing is ever served as a page.
SHOWN_INLINE = {"application/pdf", "image/jpeg", "image/png"}


class PaperPages:
    """Mixin of RegisterView: `/<id>/print`, `/blank`, `/<id>/attach` and `/<id>/file/<file id>`."""

    register: type[Register]

    @expose("/<int:pk>/print")
    @access(Verb.PRINT)
    @prints
    def print(self, pk: int) -> Response:
        """The paper to sign; every printing is logged."""
        desk = here()
        write_now(db.session)
        record = fetch(self.register, pk)
        content = print_records(db.session, [record], actor=desk.actor, now=desk.now)
        db.session.commit()
        return pdf(content, f"{form_title(self.register)} {record.number}")

    @expose("/<int:pk>/paper/<key>")
    @access(Verb.PRINT)
    @prints
    def paper(self, pk: int, key: str) -> Response:
        """A paper beside the form: a further sheet, a label, a cover."""
        desk = here()
        write_now(db.session)
        record = fetch(self.register, pk)
        content = print_paper(db.session, [record], key, actor=desk.actor, now=desk.now)
        db.session.commit()
        return pdf(content, f"{record.number} {key}")

    @expose("/blank")
    @access(Verb.PRINT)
    def blank(self) -> Response:
        """The empty form for handwriting."""
        return pdf(print_blank(db.session, self.register, now=here().now), f"{form_title(self.register)}（空白）")

    @expose("/<int:pk>/attach", methods=["POST"])
    @access(Verb.READ)
    def attach(self, pk: int) -> Any:
        """Hang files on the record; whoever keeps it or has work on it may."""
        if (answer := answered(words="这些附件已经添加过")) is not None:
            return answer
        desk, record = here(), fetch(self.register, pk)
        demand_attach(desk.actor, record)
        sent = [upload for upload in request.files.getlist("attachments") if upload.filename]
        if not sent:
            flash("没有选择文件，请先点“选择文件”。", "warning")
            return redirect(url(record) + "#files")
        try:
            demand()
            for upload in sent:
                attach(
                    db.session, record, upload.filename or "", upload.read(), actor=desk.actor, now=desk.now,
                    limit_mb=current_app.config["SETTINGS"].max_upload_mb)  # fmt: skip
            settle(record, url(record) + "#files")
            db.session.commit()
        except Refused as refusal:
            db.session.rollback()
            flash(refusal.errors.get("attachments", refusal.message), "danger")
        else:
            flash(f"已添加 {len(sent)} 个附件。", "success")
        return redirect(url(record) + "#files")

    @expose("/<int:pk>/file/<int:file_id>")
    @access(Verb.READ)
    def file(self, pk: int, file_id: int) -> Response:
        """One file of this record."""
        return file_of(fetch(self.register, pk), file_id)


def file_of(record: Register, file_id: int) -> Response:
    """A file that hangs on the record, as it was hung there; one that has been altered since is not handed out."""
    found = db.session.get(Attachment, file_id) if file_id < LARGEST else None
    if found is None or (found.register, found.record_id) != (record.__tablename__, record.id):
        raise Missing("没有找到这个附件。")
    if not here().shown.sees_file(record, found):
        raise Forbidden("客户要求对本单保密，您不能打开这个附件。")
    if hashlib.sha256(found.file.content).hexdigest() != found.sha256:
        raise Refused("这个附件与登记时的内容不一致，可能已被改动，不能打开。请告知系统管理员核验历史。")
    return handed_out(found.file.content, found.media_type, found.name)


def handed_out(content: bytes, media_type: str, name: str) -> Response:
    """The bytes of a file that somebody sent us."""
    place = "inline" if media_type in SHOWN_INLINE else "attachment"
    headers = {
        "Content-Disposition": f"{place}; filename*=UTF-8''{quote(name)}", "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "no-store",
    }  # fmt: skip
    return Response(content, mimetype=media_type, headers=headers)
