"""导入 Excel on the screen: upload, see what would come of it, fetch the wrong rows, and only then let it in."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request
from flask_appbuilder import expose

from forms.intake import Mode
from forms.intake_job import KIND, NO_IMPORT, ask_to_check, ask_to_keep, mode_of, outcome_of, register_of
from models.declare import Register, Verb
from models.job import Job
from rules.refusals import Missing, Refused
from services.jobs import how_far, mine, owned
from services.workbook.sheet import BadWorkbook
from views.access import access
from views.again import FORM_AGAIN
from views.database import db
from views.desk import LARGEST, here
from views.jobs import keeps

RECENT = 5


class ImportPages:
    """Mixin of RegisterView: `/import`, `/import/<job id>` and `/import/<job id>/confirm`."""

    register: type[Register]

    @expose("/import", methods=["GET", "POST"])
    @access(Verb.CREATE)
    def import_in(self) -> Any:
        """Choose a file; it is checked in the background, and nothing of it is kept by that."""
        if request.method == "GET":
            return self._import_page()
        upload, desk = request.files.get("file"), here()
        if upload is None or not upload.filename:
            return self._import_page("请先选择要导入的 Excel 文件。"), FORM_AGAIN
        try:
            job = ask_to_check(
                db.session, self.register, upload.filename, upload.read(), actor=desk.actor, now=desk.now, address=_address())  # fmt: skip
        except BadWorkbook as refusal:
            db.session.rollback()
            return self._import_page(f"{upload.filename}：{refusal.message}"), FORM_AGAIN
        db.session.commit()
        current_app.extensions["job_bell"].set()
        return redirect(job.page)

    def _import_page(self, sentence: str = "") -> str:
        recent = [job for job in mine(db.session, here().actor) if job.kind == KIND and register_of(job) is self.register][:RECENT]
        return render_template(
            "import.html", view=self, register=self.register, sentence=sentence, recent=recent,
            limit_mb=current_app.config["SETTINGS"].max_upload_mb)  # fmt: skip

    @expose("/import/<int:pk>")
    @access(Verb.CREATE)
    def import_told(self, pk: int) -> Any:
        """How far it is, or what came of it."""
        job = self._import_job(pk)
        outcome = outcome_of(db.session, job)
        ends = [db.session.get(self.register, one) for one in dict.fromkeys(outcome.ends)] if outcome and outcome.stands else []
        return render_template(
            "import_told.html", view=self, register=self.register, job=job, outcome=outcome, is_check=mode_of(job) is Mode.DRY,
            ends=[one for one in ends if one is not None],
            how_far=how_far, keeps=keeps)  # fmt: skip

    @expose("/import/<int:pk>/confirm", methods=["POST"])
    @access(Verb.CREATE)
    def import_kept(self, pk: int) -> Any:
        """Let in what was checked: all of it, or what of it is right."""
        desk, checked = here(), self._import_job(pk)
        if mode_of(checked) is not Mode.DRY or outcome_of(db.session, checked) is None:
            raise Missing("没有找到可以确认的检查结果，可能已过保存期，请重新上传。")
        try:
            job = ask_to_keep(
                db.session, checked, only_right=request.form.get("only_right") == "1", actor=desk.actor, now=desk.now,
                address=_address())  # fmt: skip
        except Refused as refusal:
            db.session.rollback()
            flash(refusal.message, "danger")
            return redirect(f"/{self.register.__tablename__}/import/{pk}")
        db.session.commit()
        current_app.extensions["job_bell"].set()
        return redirect(job.page)

    def _import_job(self, pk: int) -> Job:
        """This person's import into this register. Raises Missing."""
        job = owned(db.session, pk, here().actor) if pk < LARGEST else None
        if job is None or register_of(job) is not self.register:
            raise Missing(NO_IMPORT)
        return job


def _address() -> str:
    return request.remote_addr or ""
