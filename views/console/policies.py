"""制度方案: the editions, the switch from one to another, and a changed file that is offered."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select

from models.policy import PolicyEdition
from rules.policy_compare import differences
from rules.refusals import Missing, Refused
from services.policies import edition, switch
from services.unheld import unheld
from views.again import FORM_AGAIN
from views.clock import now
from views.console.edition import EditionPages, find_edition, settle
from views.database import db


class PoliciesPage(EditionPages):
    """The room of the policies."""

    sentence = "各来源文件的时限、参数、审批链、上报阶梯和称谓，各条附条款原文；启用其中一个方案。"

    @expose("/")
    def index(self) -> str:
        rows = db.session.scalars(select(PolicyEdition).order_by(PolicyEdition.document, PolicyEdition.id)).all()
        missing = {row.id: edition(db.session, row.id).missing() for row in rows}
        return self.render("console/policies.html", rows=rows, missing=missing, unheld=unheld(db.session))  # type: ignore[no-any-return]

    # -- one in place of another ----------------------------------------------------------------------------------------

    @expose("/switch/", methods=("GET", "POST"))
    def switch(self) -> ResponseReturnValue:
        """What changes for the user, and the second click that puts the edition in force."""
        row, refused = find_edition(), ""
        current = db.session.scalar(select(PolicyEdition).where(PolicyEdition.in_force.is_(True)))
        if request.method == "POST":

            def act() -> None:
                switch(db.session, row, now())
                settle(row)

            refused = self._try(act)
            if not refused:
                flash(f"已启用：{row}。已经开始的计时仍按原方案。", "success")
                return redirect(url_for("console_policy.index"))
            row, current = find_edition(), db.session.scalar(select(PolicyEdition).where(PolicyEdition.in_force.is_(True)))
        found = differences(edition(db.session, current.id), edition(db.session, row.id)) if current is not None else []
        return self.render(
            "console/policy_switch.html", row=row, current=current, found=found, refused=refused,
            missing=edition(db.session, row.id).missing(), is_early=row.effective_from > now().date()), FORM_AGAIN  # fmt: skip

    @expose("/offered/", methods=("GET", "POST"))
    def offered(self) -> ResponseReturnValue:
        """A changed file, entry by entry, to be taken or left."""
        row, refused = find_edition(), ""
        if not row.offered:
            raise Missing("这个版本没有等待确认。")
        before = db.session.scalars(
            select(PolicyEdition).where(PolicyEdition.code == row.code, PolicyEdition.offered.is_(False))
            .order_by(PolicyEdition.in_force.desc(), PolicyEdition.id.desc())).first()  # fmt: skip
        if request.method == "POST":
            is_taken = request.form.get("then") == "take"

            def act() -> None:
                if is_taken and before is not None and before.in_force:
                    switch(db.session, row, now())
                    settle(row)
                row.offered, row.declined = not is_taken, not is_taken
                db.session.flush()

            refused = self._try(act)
            if not refused:
                flash(f"{'已采用' if is_taken else '不采用'}：{row}", "success")
                return redirect(url_for("console_policy.index"))
            row = find_edition()
        found = differences(edition(db.session, before.id), edition(db.session, row.id), with_sources=True) if before is not None else []
        return self.render("console/policy_offered.html", row=row, before=before, found=found, refused=refused), FORM_AGAIN

    def _try(self, act: Callable[[], None]) -> str:
        """Do it and commit; the sentence of a refusal comes back."""
        try:
            act()
            db.session.commit()
        except Refused as refusal:
            db.session.rollback()
            return refusal.message
        return ""
