"""The desk of a stock-take: one box for the scanner, what the last beep said, and what is missing still."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_appbuilder import expose

from models.declare import Verb
from models.place import Place
from models.stock_take import HOLDINGS, StockTake, scans_of
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


class StockTakeView(RegisterView, register=StockTake):
    """The register's pages, and `/<id>/scan`."""

    leads = (("scan", "扫描盘点", "barcode"),)

    @expose("/<int:pk>/scan")
    @access(Verb.CREATE)
    def scan(self, pk: int) -> str:
        """The page; the place that was scanned last stays."""
        return self._stay(fetch(StockTake, pk))

    @expose("/<int:pk>/scan", methods=["POST"])
    @access(Verb.CREATE)
    def scanned(self, pk: int) -> str:
        """One beep; only the part of the page that it changes goes back."""
        desk = here()
        write_now(db.session)
        take, place, beep, error = fetch(StockTake, pk), _place(), None, ""
        try:
            beep = stock_take.scan(db.session, take, request.form.get("code", ""), place, actor=desk.actor, now=desk.now)
            db.session.commit()
        except Refused as refusal:
            db.session.rollback()
            error = refusal.errors.get("code", refusal.message)
        return self._page("stock_take_part.html", fetch(StockTake, pk), place=beep.place if beep else place, beep=beep, error=error)

    @expose("/<int:pk>/scan/<act>", methods=["POST"])
    @access(Verb.CREATE)
    def put_right(self, pk: int, act: str) -> Any:
        """撤销上一次扫描, 就地改位."""
        desk = here()
        write_now(db.session)
        take = fetch(StockTake, pk)
        if act == "undo":
            stock_take.undo(db.session, take, actor=desk.actor)
            flash("已撤销上一次扫描。", "success")
        else:
            try:
                holding = stock_take.put_here(db.session, take, actor=desk.actor, now=desk.now)
            except Invalid as refusal:
                db.session.rollback()
                return self._stay(fetch(StockTake, pk), refusal.errors["code"]), FORM_AGAIN
            flash(f"“{holding}”已改位到 {holding.place}。", "success")
        db.session.commit()
        return redirect(f"/stock_take/{pk}/scan")

    def _stay(self, take: StockTake, error: str = "") -> str:
        scans = scans_of(db.session, take)
        return self._page("stock_take.html", take, place=scans[-1].place if scans else None, error=error)

    def _page(self, template: str, take: StockTake, *, place: Place | None, beep: Any = None, error: str = "") -> str:
        scans = scans_of(db.session, take)
        return render_template(
            template, take=take, place=place, beep=beep, error=error, scans=_told(scans[-SHOWN:][::-1]),
            progress=stock_take.progress(db.session, take))  # fmt: skip


def _place() -> Place | None:
    given = request.form.get("place", "")
    return db.session.get(Place, int(given)) if given.isascii() and given.isdigit() and int(given) < LARGEST else None


def _told(scans: list[Any]) -> list[tuple[Any, Any, Any]]:
    """Each scan with its holding and its verdict."""
    found: dict[str, dict[int, Any]] = {scan.register: {} for scan in scans}
    for register in HOLDINGS:
        ids = [scan.record_id for scan in scans if scan.register == register.__tablename__]
        if ids:
            held = db.session.scalars(db.select(register).where(register.id.in_(ids)))
            found[register.__tablename__] = {one.id: one for one in held}
    return [
        (scan, holding, Verdict(scan.verdict))
        for scan in scans if (holding := found[scan.register].get(scan.record_id)) is not None
    ]  # fmt: skip
