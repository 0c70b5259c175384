"""库房架位: stand before a rack, open a box, and ask where something is."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

from flask import redirect, render_template, request
from flask_appbuilder import BaseView, expose

from models.archive_loan import ArchiveLoan
from models.declare import Verb
from models.place import Place
from models.stock_count import HOLDINGS
from models.stock_take import StockTake
from rules.refusals import Missing
from rules.shelves import Glance, short
from services.rights import may
from services.search.question import LONGEST
from services.shelf_box import open_box
from services.shelves import Rack, rack_map, racks, unplaced
from services.where import where_is
from views.access import access
from views.database import db
from views.desk import fetch, here

LAST_PAGE = 10_000


class ShelvesView(BaseView):  # type: ignore[misc] # the framework is untyped
    """`/shelves/`: for whoever sees every place and all that stands there (services/shelves.py)."""

    route_base = "/shelves"
    class_permission_name = "ShelvesView"
    base_permissions = ("can_shelves",)

    @expose("/")
    @access("shelves")
    def rack(self) -> Any:
        """One rack; with `q`, where that is."""
        if text := normalize("NFKC", request.args.get("q", "")).replace("\0", "").strip()[:LONGEST]:
            return self._where(text)
        room, name = request.args.get("room", ""), request.args.get("rack", "")
        known = racks(db.session)
        fitting = [one for one in known if room in ("", one.room) and name in ("", one.name)]
        if known and not fitting:
            raise Missing(f"没有“{room}{name}”这个架，可能已改名或作废。请从“库房架位”重新选择。")
        return self._page(known, fitting[0] if fitting else None)

    @expose("/<int:pk>")
    @access("shelves")
    def box(self, pk: int) -> str:
        """A place, with its rack beside it."""
        place: Place = fetch(Place, pk)
        known = racks(db.session)
        rack = next((one for one in known if (one.room, one.name) == (place.room, place.rack)), None)
        if rack is None or place.is_void():
            raise Missing(f"位置“{place}”已作废。请从“库房架位”重新选择。")
        return self._page(known, rack, box=open_box(db.session, place, here().now, _page()), at=request.args.get("at", ""))

    def _page(self, known: list[Rack], rack: Rack | None, **box: Any) -> str:
        desk = here()
        drawn = rack_map(db.session, rack.room, rack.name, desk.now) if rack is not None else None
        makes = {one.__tablename__: may(desk.actor, Verb.CREATE, one) for one in (Place, StockTake, ArchiveLoan)}
        return render_template(
            "shelves.html", racks=known, rack=rack, map=drawn, makes=makes, Glance=Glance, short=short, book=desk.book,
            prints=may(desk.actor, Verb.PRINT, Place), unplaced=unplaced(db.session), **box)  # fmt: skip

    def _where(self, text: str) -> Any:
        found = where_is(db.session, text, here().actor)
        only = found[0] if len(found) == 1 else None
        if isinstance(only, Place):
            return redirect(f"/shelves/{only.id}")
        if only is not None and only.place_id is not None and only.place is not None:
            return redirect(f"/shelves/{only.place_id}?at={only.__tablename__}-{only.id}")
        titled = {register.__tablename__: register for register in HOLDINGS}
        return render_template("shelf_where.html", text=text, found=found, titled=titled)


def _page() -> int:
    text = request.args.get("page", "")
    return min(int(text), LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 9 and int(text) else 1
