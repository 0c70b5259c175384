"""委托代办 for those who could not enter it themselves: the administrator makes delegations and ends them."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from services.delegation import every_delegation
from services.holders import people_who_decide
from views.again import FORM_AGAIN
from views.clock import today
from views.console.door import ConsolePage
from views.database import db
from views.delegations import DelegationForm, end_posted, staff_of


class DelegationPage(ConsolePage):
    """The room of delegations."""

    sentence = "员工外出、休假期间由谁代办审批。本人也可以在“个人设置”里登记。"

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return self._page(DelegationForm()), FORM_AGAIN

    @expose("/new/", methods=("POST",))
    def new(self) -> ResponseReturnValue:
        form = DelegationForm.posted()
        if made := form.make(staff_of(form.typed["principal"])):
            flash(f"已登记：{made}", "success")
            return redirect(url_for("console_delegation.index"))
        return self._page(form), FORM_AGAIN

    @expose("/<int:pk>/end", methods=("POST",))
    def end(self, pk: int) -> ResponseReturnValue:
        flash(f"已终止：{end_posted(pk)}", "success")
        return redirect(url_for("console_delegation.index"))

    def _page(self, form: DelegationForm) -> str:
        return self.render(  # type: ignore[no-any-return]
            "console/delegations.html", form=form, rows=every_delegation(db.session), people=people_who_decide(db.session),
            today=today())  # fmt: skip
