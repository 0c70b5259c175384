"""One edition of a policy: its entries by kind, one row of them open to be edited in place, and what the edition still lacks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select

from models import REGISTERS
from models.policy import PolicyChain, PolicyEdition, PolicyLimit, PolicyName, PolicyPart, PolicyRule, PolicyValue
from rules.chain import read_levels, say_levels
from rules.limit import Unit
from rules.refusals import Invalid, Missing, Refused, Stale
from rules.roles import Role
from services.clocks import recount_all
from services.policies import edition, limit_of
from services.policy_edit import edit, is_running
from services.policy_gaps import keep_names, mark_unused, take_over
from views.again import FORM_AGAIN
from views.clock import now
from views.console.door import ConsolePage
from views.database import db
from views.desk import LARGEST, seen

TABS: Mapping[str, tuple[str, type[PolicyPart] | None]] = {
    "limits": ("时限", PolicyLimit), "values": ("参数", PolicyValue), "chains": ("审批链", PolicyChain),
    "ladders": ("上报阶梯", PolicyChain), "rules": ("业务规则", PolicyRule), "names": ("称谓", None),
}  # fmt: skip
LABELS = {
    "number": "数量", "unit": "单位", "applies": "适用条件", "cutoff": "每日截点", "at": "每日时刻", "to_close": "到下班为止",
    "value": "值", "levels": "各级", "copied_to": "抄送", "note": "说明",
}  # fmt: skip
NAME_KINDS = ("role", "title")


class EditionPages(ConsolePage):
    """Mixin of the room of the policies: `/edition/` and `/missing/`."""

    # -- one edition --------------------------------------------------------------------------------------------------

    @expose("/edition/", methods=("GET", "POST"))
    def edition(self) -> ResponseReturnValue:
        """One tab of one edition; with `edit` one of its rows is open, and posting saves it."""
        row, tab = find_edition(), request.args.get("tab", "limits")
        if tab not in TABS:
            raise Missing("没有这一页。")
        model = TABS[tab][1]
        if model is None:
            return self._names(row)
        open_row = _part(row, model) if "edit" in request.args and model is not PolicyRule else None
        errors, message, typed = {}, "", _stored(open_row) if open_row is not None else {}
        if request.method == "POST" and open_row is not None:
            typed = {name: request.form.getlist(name)[-1] for name in typed if name in request.form}
            try:
                kept = edit(db.session, open_row, typed, now(), seen=seen())
                settle(row)
                db.session.commit()
            except Refused as refusal:
                db.session.rollback()
                errors, message = dict(refusal.errors), refusal.message
                row, open_row = find_edition(), _part(find_edition(), model)
                if isinstance(refusal, Stale):
                    message += _differences(_stored(open_row), typed)
            else:
                flash(f"已保存：{kept.label}", "success")
                return redirect(url_for("console_policy.edition", id=row.id, tab=tab) + f"#r-{kept.id}")
        return self._page(
            row, tab, rows=_rows(row, tab, model), open_row=open_row, typed=typed, errors=errors, message=message,
            running=is_running(db.session, open_row) if open_row is not None else False), FORM_AGAIN  # fmt: skip

    def _names(self, row: PolicyEdition) -> ResponseReturnValue:
        """The names of posts and forms; an empty one is the usual again."""
        usual = {"role": {role.value: role.label for role in Role}, "title": {register.code: register.title for register in REGISTERS}}
        errors: dict[str, str] = {}
        named = list(db.session.scalars(select(PolicyName).where(PolicyName.policy == row).order_by(PolicyName.id)))
        typed = {f"{name.kind}-{name.key}": name.wording for name in named if name.kind in NAME_KINDS}
        if request.method == "POST":
            typed = {f"{kind}-{key}": request.form.get(f"{kind}-{key}", "").strip() for kind in NAME_KINDS for key in usual[kind]}
            for kind in NAME_KINDS:
                try:
                    keep_names(db.session, row, kind, {key: typed[f"{kind}-{key}"] for key in usual[kind]}, usual[kind], now())
                except Invalid as refusal:
                    errors |= {f"{kind}-{key}": sentence for key, sentence in refusal.errors.items()}
            if not errors:
                db.session.commit()
                flash("已保存：称谓", "success")
                return redirect(url_for("console_policy.edition", id=row.id, tab="names"))
            db.session.rollback()
        return self._page(row, "names", usual=usual, typed=typed, errors=errors, named=named), FORM_AGAIN

    def _page(self, row: PolicyEdition, tab: str, **given: Any) -> str:
        found = edition(db.session, row.id)
        return self.render(  # type: ignore[no-any-return]
            "console/policy.html", row=row, tab=tab, tabs={name: label for name, (label, _) in TABS.items()}, labels=LABELS,
            units=[(unit.value, unit.label.format(n="n", at="时刻")) for unit in Unit], missing=found.missing(),
            words=lambda part: _words(part, found.role), roles=[(role.value, found.role(role)) for role in Role],
            titles={register.__tablename__: register.title for register in REGISTERS},
            **given)  # fmt: skip

    # -- what it lacks ------------------------------------------------------------------------------------------------

    @expose("/missing/", methods=("GET", "POST"))
    def missing(self) -> ResponseReturnValue:
        """The keys that the code needs and the edition does not answer: borrow each, or say why not."""
        row, errors = find_edition(), {}
        if request.method == "POST":
            name, owner = request.form.get("key", ""), request.form.get("from", "")
            try:
                if owner:
                    take_over(db.session, row, name, find_edition(owner), now())
                else:
                    mark_unused(db.session, row, name, request.form.get("why", ""), now())
                db.session.commit()
            except Invalid as refusal:
                db.session.rollback()
                errors, row = refusal.errors, find_edition()
            else:
                flash("已保存", "success")
                return redirect(url_for("console_policy.missing", id=row.id))
        others = db.session.scalars(select(PolicyEdition).where(PolicyEdition.code != row.code, PolicyEdition.offered.is_(False)))
        return self.render(
            "console/policy_missing.html", row=row, missing=edition(db.session, row.id).missing(), others=list(others), errors=errors,
            typed=request.form), FORM_AGAIN  # fmt: skip


def settle(row: PolicyEdition) -> None:
    """The policy in force changed: its office hours are the calendar's, and clocks that lean on them are counted anew."""
    if row.in_force:
        db.session.flush()
        recount_all(db.session, REGISTERS, now())


def find_edition(text: str | None = None) -> PolicyEdition:
    key = request.args.get("id", "") if text is None else text
    found: PolicyEdition | None = db.session.get(PolicyEdition, _number(key))
    if found is None:
        raise Missing("没有找到这个制度方案。")
    return found


def _part(row: PolicyEdition, model: type[PolicyPart]) -> PolicyPart:
    found: Any = db.session.get(model, _number(request.args.get("edit", "")))
    if found is None or found.policy is not row or getattr(found, "replaced", False):
        raise Missing("没有找到这一条，可能已被替换。")
    return found  # type: ignore[no-any-return]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 and int(text) < LARGEST else 0


def _rows(row: PolicyEdition, tab: str, model: type[PolicyPart]) -> list[Any]:
    """The entries of a tab: the edition's own first, then what it borrows."""
    table: Any = model
    found = list(db.session.scalars(select(model).where(table.policy == row).order_by(table.id)))
    if model is PolicyLimit:
        return sorted((one for one in found if not one.replaced), key=lambda one: bool(one.borrowed_from))
    return [one for one in found if getattr(one, "is_ladder", tab == "ladders") == (tab == "ladders")]


def _stored(part: PolicyPart) -> dict[str, str]:
    """What the fields of an open row hold at first."""
    names = {
        PolicyLimit: ("number", "unit", "applies", "cutoff", "at", "to_close"), PolicyValue: ("value",),
        PolicyChain: ("levels",) if getattr(part, "is_ladder", False) else ("levels", "copied_to"),
    }[type(part)]  # fmt: skip
    found = {name: _text(getattr(part, name)) for name in (*names, "note")}
    if isinstance(part, PolicyValue) and part.kind == "bool":
        found["value"] = _text(part.value == "True")
    return found


def _differences(stored: Mapping[str, str], typed: Mapping[str, str]) -> str:
    """What the other has saved and what was typed, field by field."""
    differing = (name for name in stored if stored[name] != typed.get(name, stored[name]).strip())
    return "；".join(f"{LABELS[name]}：已保存“{stored[name] or '（空）'}”，您填写“{typed[name] or '（空）'}”" for name in differing)


def _text(value: object) -> str:
    return {True: "1", False: "0"}[value] if isinstance(value, bool) else "" if value is None else str(value)


def _words(part: PolicyPart, name: Callable[[Role], str]) -> str:
    """What an entry says."""
    if isinstance(part, PolicyLimit):
        said = limit_of(part, part.policy.code).words
        return said + ("，到下班为止" if part.to_close else "") + (f"（{part.applies}）" if part.applies else "")
    if isinstance(part, PolicyChain):
        copied = say_levels(read_levels(part.copied_to), name) if part.copied_to else ""
        return say_levels(read_levels(part.levels), name) + (f"，抄送 {copied}" if copied else "")
    if isinstance(part, PolicyValue):
        return {"True": "是", "False": "否"}[part.value] if part.kind == "bool" else part.value
    return ""
