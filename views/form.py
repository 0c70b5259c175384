"""The form of a record on its paper: drawn, saved in one transaction, and given back as it was when it is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, redirect, render_template, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from forms import texts
from forms.build import PaperForm, build
from forms.fields import UploadField
from models.declare import Register, Step
from rules.refusals import Forbidden, Invalid, Refused, Stale, Unwritten
from services.attach import attach
from services.figures import count_anew, may_count_anew
from services.records import required_at_creation
from services.reserve import LONGEST
from services.rights import may_take
from views.again import FORM_AGAIN
from views.compare import Comparison, chosen, compare
from views.database import db, look_now, write_now
from views.desk import here, is_embedded, seen, url
from views.paper import Paper
from views.reserved import offered
from views.slip import SAVED, answered, demand, drafted, draw, posted, settle, version_in, waiting

STALE = "本单刚刚被他人修改。请核对下列差异后再保存，您填写的内容没有丢失。"
DOUBLE = "与已登记的内容重复或有冲突，未能保存。已填写的内容全部保留。"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a form stands: its title, the record it is about, the step it takes, and the sentences when that is done now or was before."""

    title: str
    done: str = "已保存"
    already: str = SAVED
    record: Any = None
    step: Step | None = None


class FormPages:
    """Mixin of RegisterView: what the doors of `views/entry.py` have in common."""

    register: type[Register]

    def form(self, names: Iterable[str], record: Register | None) -> PaperForm:
        """The form as posted, as it was left in a draft, or as the record stands."""
        names, desk = tuple(names), here()
        typed: Any = chosen(self.register, names, desk, record, request.form, posted()) if request.method == "POST" else drafted()
        return build(self.register, names, desk, typed, record)

    def opened(self, form: PaperForm, place: Place) -> str:
        """The form for the first time; a draft of a record that has moved on comes with the comparison."""
        typed, record = form.posted_texts, place.record
        if typed is None or record is None or version_in(typed) in (None, record.row_version):
            return self.page(form, place)
        return self._compared(form, place, Stale("本单在草稿保存以后已被修改。请核对下列差异后再保存，草稿的内容没有丢失。"))

    def save(self, form: PaperForm, save: Callable[[], Register], place: Place) -> Any:
        """Run `save` in one transaction; whatever is refused, the form comes back with everything typed.

        Who is there and what he typed has been read by now, while others could save: the turn to write is taken here. Where it does not
        come, that too is said in the form.
        """
        unreadable = form.unreadable()
        try:
            write_now(db.session)
            if (answer := answered(words=place.already)) is not None:
                return answer
            demand()
            saved = save()
            if unreadable:
                raise Invalid(unreadable)
            where, done = url(saved), f"{place.done}，编号 {saved.number}"
            settle(saved, where)
            db.session.commit()
        except Invalid as refusal:
            return self.again(form, place, Invalid({**refusal.errors, **unreadable}))
        except StaleDataError:
            return self.again(form, place, Stale(STALE))
        except IntegrityError:
            current_app.logger.exception("the database refused a save")
            return self.again(form, place, Refused(DOUBLE))
        except Refused as refusal:
            return self.again(form, place, refusal)
        return self.saved(saved, where, done)

    def saved(self, record: Any, where: str, done: str) -> Any:
        """Say what was saved and go on: to the record, to the next empty form, or back into the dialog's opener."""
        if is_embedded():
            look_now(db.session)
            return render_template("picked.html", record=record)
        flash(done, "success")
        another = request.form.get("next") == "add"
        return redirect(f"/{record.__tablename__}/add?done=1" if another else where + "?done=1")

    def again(self, form: PaperForm, place: Place, refusal: Refused) -> Any:
        """The same form once more, with the sentences at their places."""
        look_now(db.session)
        desk, record = here(), place.record
        if record is not None:
            record = db.session.get(self.register, record.id)
        if record is not None and not isinstance(refusal, Unwritten) and may_count_anew(desk.actor, record):
            version = record.row_version
            write_now(db.session)
            count_anew(db.session, record, actor=desk.actor, now=desk.now)
            db.session.commit()
            look_now(db.session)
            form = build(self.register, form.names, desk, form.posted_texts, record)
            if seen() == version:
                return self.page(form, place, refusal, version=record.row_version), FORM_AGAIN
        if isinstance(refusal, Stale) and record is not None:
            return self._compared(form, place, refusal), FORM_AGAIN
        return self.page(form, place, refusal), refusal.status if isinstance(refusal, Forbidden | Unwritten) else FORM_AGAIN

    def _compared(self, form: PaperForm, place: Place, refusal: Refused) -> str:
        record = place.record
        typed = form.posted_texts
        slip = posted() if request.method == "POST" else _slip_in(typed)
        open_now = [name for name in form.names if not here().shown.hides(record, self.register.fields[name])]
        if shut := [self.register.fields[name].label for name in form.names if name not in open_now]:
            flash(f"“{'”“'.join(shut)}”的查看时间已过，这次没有列入。请重新“查看明文”后再填写。", "warning")
        found = compare(self.register, open_now, here(), record, typed, slip)
        return self.page(found.form, place, refusal, compared=found, version=record.row_version)

    def keep_files(self, record: Register, form: PaperForm) -> None:
        """Files that came with the form: those of named places, and the loose ones."""
        desk, limit = here(), current_app.config["SETTINGS"].max_upload_mb
        for name in form.names:
            if isinstance(form[name], UploadField) and (sent := request.files.get(name)) and sent.filename:
                made = attach(db.session, record, sent.filename, sent.read(), actor=desk.actor, now=desk.now, limit_mb=limit)
                setattr(record, name, made)
        for sent in request.files.getlist("attachments"):
            if sent.filename:
                attach(db.session, record, sent.filename, sent.read(), actor=desk.actor, now=desk.now, limit_mb=limit)

    # -- the page ---------------------------------------------------------------------------------------------------------

    def page(
        self, form: PaperForm, place: Place, refusal: Refused | None = None, *, compared: Comparison | None = None,
        version: int | None = None,
    ) -> str:  # fmt: skip
        """The form on its paper. `version` is the row version that it now builds on; without one it stays what it was."""
        desk, register, record, step = here(), self.register, place.record, place.step
        errors = dict(refusal.errors) if refusal else {}
        needed = set(step.needed) if step else set()
        if record is None or record.status is register.start():
            needed |= required_at_creation(register)
        state = record.status if record is not None else register.start()
        onward = [] if step else [other for other in register.flow.leaving(state) if self._may_go_on(record, other)]
        draft = waiting() if form.posted_texts is None else None
        number = request.values.get("reserved", "")[: LONGEST + 1] if record is None else ""
        return render_template(
            "form.html", view=self, register=register, form=form, record=record, step=step, title=place.title, refusal=refusal,
            paper=Paper(register, desk, record=record, form=form, needed=needed, errors=errors), errors=errors,
            problems=self.problems(errors, form), compared=compared, onward=onward, draft=draft, from_draft=drafted() is not None,
            slip=self._slip(form, record, version), seen=self._seen(form, record, version), fresh=form.posted_texts is None,
            embed=is_embedded(), now=desk.now, number=number,
            reserved=offered(register, number) if record is None else [])  # fmt: skip

    def _seen(self, form: PaperForm, record: Register | None, version: int | None) -> int | None:
        """The row version that the form builds on: that of its first drawing, until a comparison has shown a newer one."""
        if version is None and form.posted_texts is not None:
            version = version_in(form.posted_texts)
        return version if version is not None or record is None else record.row_version

    def _slip(self, form: PaperForm, record: Register | None, version: int | None) -> str:
        """The form's slip: the one it came with, a new one for a form that is new or shows newer values."""
        held = _slip_in(form.posted_texts)
        if held is not None and version is None:
            return str(form.posted_texts["slip"])
        shown = here().shown
        names = [name for name in form.names if record is None or not shown.hides(record, self.register.fields[name])]
        stored = build(self.register, names, here(), None, record) if form.posted_texts is not None else form
        return draw(shown=texts.pairs(stored), again=held)

    def _may_go_on(self, record: Register | None, step: Step) -> bool:
        """Whether this form may take the step at once: it asks for no words that the form has no room for."""
        actor = here().actor
        if step.reasoned or step.is_approval or step.source is step.target:
            return False
        return may_take(actor, record, step) if record is not None else actor.holds(*step.roles)

    def problems(self, errors: Mapping[str, str], form: PaperForm) -> list[tuple[str, str, str]]:
        """Anchor, label and sentence of each error, in the order of the sheet."""
        found = []
        order = [cell.name for cell in self.register.sheet.cells()]

        def place(name: str) -> int:
            head = name.split("-", maxsplit=1)[0]
            return order.index(head) if head in order else -1

        for name in sorted(errors, key=place):
            head, _, rest = name.partition("-")
            field = self.register.fields.get(head)
            label = field.label if field else {"words": "意见", "attachments": "附件"}.get(head, "")
            if rest and field and field.is_rows:
                index, _, column = rest.partition("-")
                label = f"{field.label}第 {int(index) + 1} 行“{field.target.fields[column].label}”"
            found.append((f"f-{name}", label, errors[name]))
        return found


def _slip_in(typed: MultiDict[str, str] | None) -> Any:
    """The slip among what was posted or kept."""
    return posted(text=typed.get("slip", "")) if typed is not None else None
