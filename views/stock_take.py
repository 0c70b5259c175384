"""The desk of a stock-take: one box for the scanner, what the last beep said, and what is missing still."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_appbuilder import expose

from models.declare import Verb
from models.place import Place
from models.stock_count import holdings_of, scans_of
from models.stock_take import StockTake
from rules.refusals import Invalid, Refused
from rules.stock_take import Verdict
from services import stock_take
from services.database import write_now
from views.access import access
from views.again import FORM_AGAIN
from views.database import db
from views.desk import LARGEST, fetch, here
from views.register import RegisterView

#: So many of the last scans are shown.
SHOWN = 12
#: What 就地改位 is offered for.
MOVABLE = (Verdict.ELSEWHERE, Verdict.UNPLACED)


class StockTakeView(RegisterView, register=StockTake):
    """The register's pages, and `/<id>/scan`."""

    leads = (("scan", "扫描盘点", "barcode"),)

    @expose("/<int:pk>/scan")
    @access(Verb.CREATE)
    def scan(self, pk: int) -> str:
        """The page; the place where he scanned last stays."""
        return self._stay(fetch(StockTake, pk))

    @expose("/<int:pk>/scan", methods=["POST"])
    @access(Verb.CREATE)
    def scanned(self, pk: int) -> str:
        """One beep; only the part of the page that it changes goes back, or all of it where a scanner was faster than the page's script."""
        desk = here()
        write_now(db.session)
        take, place, beep, error = fetch(StockTake, pk), _place(), None, ""
        try:
            beep = stock_take.scan(db.session, take, request.form.get("code", ""), place, actor=desk.actor, now=desk.now)
            db.session.commit()
        except Refused as refusal:
            db.session.rollback()
            error = refusal.errors.get("code", refusal.message)
        template = "stock_take_part.html" if request.headers.get("HX-Request") else "stock_take.html"
        return self._page(template, fetch(StockTake, pk), place=beep.place if beep else place, beep=beep, error=error)

    @expose("/<int:pk>/scan/<act>", methods=["POST"])
    @access(Verb.CREATE)
    def put_right(self, pk: int, act: str) -> Any:
        """撤销上一次扫描, 就地改位: of the scan that the page named, which is his own last."""
        desk, scan_id = here(), _number("scan")
        write_now(db.session)
        take = fetch(StockTake, pk)
        if act == "undo":
            stock_take.undo(db.session, take, scan_id, actor=desk.actor)
            flash("已撤销上一次扫描。", "success")
        else:
            try:
                holding = stock_take.put_here(db.session, take, scan_id, actor=desk.actor, now=desk.now)
            except Invalid as refusal:
                db.session.rollback()
                return self._stay(fetch(StockTake, pk), refusal.errors["code"]), FORM_AGAIN
            flash(f"“{holding}”已改位到 {holding.place}。", "success")
        db.session.commit()
        return redirect(f"/stock_take/{pk}/scan")

    def _stay(self, take: StockTake, error: str = "") -> str:
        last = stock_take.last_of(db.session, take, here().actor)
        return self._page("stock_take.html", take, place=last.place if last else None, error=error)

    def _page(self, template: str, take: StockTake, *, place: Place | None, beep: Any = None, error: str = "") -> str:
        scans, last = scans_of(db.session, take, last=SHOWN)[::-1], stock_take.last_of(db.session, take, here().actor)
        held = holdings_of(db.session, [*scans, *([last] if last else [])])
        told = [(one, held.get((one.register, one.record_id)), Verdict(one.verdict)) for one in scans]
        return render_template(
            template, take=take, place=place, beep=beep, error=error, scans=[one for one in told if one[1] is not None], last=last,
            last_held=held.get((last.register, last.record_id)) if last else None, can_move=last is not None and last.verdict in MOVABLE,
            progress=stock_take.progress(db.session, take))  # fmt: skip


def _place() -> Place | None:
    found: Place | None = db.session.get(Place, _number("place"))
    return found


def _number(name: str) -> int:
    """An id that the form gives; 0, which nothing has, where it gives none."""
    given = request.form.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 20 and int(given) < LARGEST else 0
