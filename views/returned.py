"""收回扫描件: send in what was scanned, look after what found no record, and see which printed papers are still out."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from sqlalchemy import select

from models import REGISTERS
from models.declare import Register, Verb
from models.returned import Scan, ScanPage
from rules.refusals import Invalid, Missing, Refused
from services.jobs import owned
from services.mapped import find_all
from services.returning.job import ask_to_file
from services.returning.outstanding import SHOWN, outstanding, returned_lists, totals
from services.returning.pdf import MOST_PAGES
from services.returning.queue import beside, claim, discard, page_of, picture, waiting
from services.rights import may
from views.access import access
from views.again import FORM_AGAIN
from views.database import db
from views.desk import LARGEST, here
from views.papers import handed_out

RECENT, LAST_PAGE = 10, 10_000


class ReturnedView(BaseView):  # type: ignore[misc] # the framework is untyped
    """`/returned/`: for whoever prints something that may come back. Whose a page is to see is said in services/returning/queue.py."""

    route_base = "/returned"
    class_permission_name = "ReturnedView"
    base_permissions = ("can_returned",)

    @expose("/", methods=["GET", "POST"])
    @access("returned")
    def send_scan(self) -> Any:
        """Choose the files; they are read in the background."""
        if request.method == "GET":
            return self._send_page()
        desk, sent = here(), [one for one in request.files.getlist("files") if one.filename]
        if not sent:
            return self._send_page("请先选择扫描文件。"), FORM_AGAIN
        files = [(one.filename or "", one.read()) for one in sent]
        for one in sent:
            one.close()
        try:
            job = ask_to_file(
                db.session, files, limit_mb=_limit(), actor=desk.actor, now=desk.now, address=request.remote_addr or "")  # fmt: skip
        except Refused as refusal:
            db.session.rollback()
            return self._send_page(refusal.message), FORM_AGAIN
        db.session.commit()
        current_app.extensions["job_bell"].set()
        return redirect(f"/jobs/{job.id}")

    def _send_page(self, sentence: str = "") -> str:
        actor = here().actor
        mine = select(Scan).where(Scan.by_id == actor.staff_id).order_by(Scan.id.desc()).limit(RECENT)
        return render_template(
            "returned/send.html", view=self, sentence=sentence, limit_mb=_limit(), most=MOST_PAGES,
            recent=list(db.session.scalars(mine)), waits=len(waiting(db.session, actor, here().now)))  # fmt: skip

    @expose("/upload/<int:pk>")
    @access("returned")
    def upload(self, pk: int) -> str:
        """What became of each page of one's own upload, by the number of its job."""
        actor, wanted = here().actor, min(pk, LARGEST - 1)
        scan = db.session.scalars(select(Scan).where(Scan.job_id == wanted, Scan.by_id == actor.staff_id)).one_or_none()
        job = owned(db.session, wanted, actor) if scan is None else None
        papers = scan.papers if scan is not None else []
        records = find_all(db.session, [(one.register, one.subject_id) for one in papers if one.attachment_id is not None])
        return render_template(
            "returned/upload.html", view=self, scan=scan, job=job, papers=papers, records=records, titled=_titled(),
            waits=len(waiting(db.session, actor, here().now)))  # fmt: skip

    @expose("/waiting")
    @access("returned")
    def waiting(self) -> str:
        """待认领."""
        pages = waiting(db.session, here().actor, here().now)
        return render_template("returned/waiting.html", view=self, pages=pages, waits=len(pages))

    @expose("/waiting/<int:pk>", methods=["GET", "POST"])
    @access("returned")
    def settle_page(self, pk: int) -> Any:
        """One page: say whose it is, or that it is nobody's."""
        desk, page, errors = here(), _page(pk), dict[str, str]()
        others = beside(db.session, page, desk.actor, desk.now)
        if request.method == "POST":
            try:
                said = self._discard(page) if request.form.get("do") == "discard" else self._claim(page, others)
                db.session.commit()
            except Invalid as refusal:
                db.session.rollback()
                errors = dict(refusal.errors)
            else:
                flash(said, "success")
                return redirect("/returned/waiting")
            page, others = _page(pk), beside(db.session, _page(pk), desk.actor, desk.now)
        answer = render_template(
            "returned/page.html", view=self, page=page, others=others, errors=errors, typed=request.form, copies=_copies(),
            waits=len(waiting(db.session, desk.actor, desk.now)))  # fmt: skip
        return answer, FORM_AGAIN

    def _claim(self, page: ScanPage, others: list[ScanPage]) -> str:
        desk, chosen = here(), set(request.form.getlist("also"))
        pages = [page, *(one for one in others if str(one.id) in chosen)]
        number = request.form.get("number", "")
        paper = claim(
            db.session, pages, number, request.form.get("copy", ""), actor=desk.actor, now=desk.now, limit_mb=_limit())  # fmt: skip
        return f"{len(pages)} 页已归入 {number.strip()}。" if paper is not None else f"{number.strip()} 已有同一扫描件，没有重复归入。"

    def _discard(self, page: ScanPage) -> str:
        discard(db.session, page, request.form.get("words", ""), actor=here().actor, now=here().now)
        return "这一页已标记为不要，原因已记录。"

    @expose("/waiting/<int:pk>/picture")
    @access("returned")
    def picture(self, pk: int) -> Response:
        """The page as it was scanned."""
        return Response(picture(_page(pk)), mimetype="image/png", headers={"Cache-Control": "no-store"})

    @expose("/outstanding")
    @access("returned")
    def outstanding(self) -> str:
        """已打印未收回, register by register; ledgers that came back below."""
        desk, asked, place = here(), request.args.get("register", ""), _number(request.args.get("page", ""))
        counted = totals(db.session, desk.actor)
        register = next((one for one, _ in counted if one.__tablename__ == asked), counted[0][0] if counted else None)
        rows = outstanding(db.session, register, desk.now, place) if register is not None else []
        return render_template(
            "returned/outstanding.html", view=self, totals=counted, register=register, rows=rows, place=place, size=SHOWN,
            lists=returned_lists(db.session, desk.actor), titled=_titled(), waits=len(waiting(db.session, desk.actor, desk.now)),
            reads={one for one, _ in counted if may(desk.actor, Verb.READ, one)})  # fmt: skip

    @expose("/list/<int:pk>")
    @access("returned")
    def list_scan(self, pk: int) -> Response:
        """The scan of a ledger that came back."""
        for paper, _ in returned_lists(db.session, here().actor, limit=LARGEST):
            if paper.id == pk:
                return handed_out(paper.file.content, "application/pdf", f"台账扫描件 J{paper.subject_id}.pdf")
        raise Missing("没有找到这份台账扫描件，或不在您可以查看的范围内。")


def _page(pk: int) -> ScanPage:
    return page_of(db.session, min(pk, LARGEST - 1), here().actor, here().now)


def _limit() -> int:
    most: int = current_app.config["SETTINGS"].max_upload_mb
    return most


def _number(text: str) -> int:
    return min(int(text), LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 9 and int(text) else 1


def _copies() -> list[tuple[str, str]]:
    """The copies that any form of the house has; which of them this form has is known when its number is."""
    most = max(len(register.sheet.copies) for register in REGISTERS)
    return [("0", "空白表手填"), *((str(one), f"第{'一二三四五六七八九十'[one - 1]}联") for one in range(1, max(1, most) + 1))]


def _titled() -> dict[str, type[Register]]:
    return {register.__tablename__: register for register in REGISTERS}
