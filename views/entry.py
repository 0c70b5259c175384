"""Fill in: a new record, an open one, a step. One form, drawn by the register's sheet; a refusal gives it back as it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask import current_app, flash, redirect, render_template, request
from flask_appbuilder import expose
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict

from forms.build import PaperForm, build
from forms.fields import UploadField
from models.declare import Field, Kind, Register, Signed, Step, Verb
from printouts.job import Labels
from rules.refusals import Forbidden, Invalid, Missing, NoRoom, Refused, Stale
from services.attach import attach
from services.figures import count_anew, may_count_anew
from services.records import create, edit, refuse_stale, required_at_creation
from services.reserve import LONGEST
from services.rights import editable, may_take, why_not
from services.shown import screen
from services.step import take
from views.access import access
from views.again import FORM_AGAIN
from views.database import db
from views.desk import fetch, here, is_embedded, seen, url
from views.lookup import gives
from views.names import form_title
from views.paper import Paper
from views.reserved import offered


class EntryPages:
    """Mixin of RegisterView: `/add`, `/<id>/edit` and `/<id>/step/<key>`."""

    register: type[Register]

    @expose("/add", methods=["GET", "POST"])
    @access(Verb.CREATE)
    def add(self) -> Any:
        """A new record; with `then`, its first step is taken in the same transaction."""
        desk, register = here(), self.register
        names = register.editable_in(register.start())
        form = build(register, names, desk, request.form if request.method == "POST" else None)
        if request.method == "GET":
            self.prefill(form)
            return self.page(form, title=f"新建{form_title(register)}")
        step = self.then(register.start())

        def save() -> Register:
            values = form.values()
            number = request.form.get("reserved", "")
            record = create(db.session, register, values, actor=desk.actor, now=desk.now, number=number)
            self.keep_files(record, form)
            if step is not None:
                if refusal := why_not(desk.actor, record, step):
                    raise Forbidden(refusal)
                take(db.session, record, step, {}, words=request.form.get("words", ""), actor=desk.actor, now=desk.now)
            return record

        return self.save(form, save, title=f"新建{form_title(register)}", done=_done(step))

    def prefill(self, form: PaperForm) -> None:
        """Fields named in the address, such as the customer of the page that led here."""
        for name in form.names:
            if name in request.args and not isinstance(form[name], UploadField):
                form[name].process(request.args)
        for name in form.names:
            field = self.register.fields[name]
            if name in request.args and field.gives and form[name].data is not None and not form[name].process_errors:
                self.prefill_given(form, gives(field, form[name].data))

    def prefill_given(self, form: PaperForm, given: Mapping[str, str]) -> None:
        """What the named record gives to the form, as picking it would; what is filled already stays."""
        for name, words in given.items():
            box: Any = form[name] if name in form.names else None
            if box is not None and name not in request.args and not box.typed:
                box.process(MultiDict({name: words}))

    def then(self, state: Any) -> Step | None:
        """The step that the pressed button asks for."""
        key = request.form.get("then", "")
        if not key:
            return None
        step = self.register.flow.step(key)
        if step is None or step.source is not state:
            raise Missing("没有这一步，请刷新后再试。")
        return step

    @expose("/<int:pk>/edit", methods=["GET", "POST"])
    @access(Verb.EDIT)
    def edit(self, pk: int) -> Any:
        """Change what is still open to this person."""
        desk, record = here(), fetch(self.register, pk)
        names = self.open_to(record, editable(desk.actor, record))
        if not names:
            raise Forbidden("本单现在没有可由您修改的栏目。已办结的内容请用“更正”。")
        form = build(self.register, names, desk, request.form if request.method == "POST" else None, record)
        title = f"编辑 {record.number}"
        if request.method == "GET":
            return self.page(form, title=title, record=record)
        step = self.then(record.status)

        def save() -> Register:
            edit(db.session, record, form.values(), actor=desk.actor, now=desk.now, seen=seen())
            self.keep_files(record, form)
            if step is not None:
                take(db.session, record, step, {}, words=request.form.get("words", ""), actor=desk.actor, now=desk.now)
            return record

        return self.save(form, save, title=title, record=record, done=_done(step))

    @expose("/<int:pk>/step/<key>", methods=["GET", "POST"])
    @access(Verb.STEP)
    def step(self, pk: int, key: str) -> Any:
        """One step: what it asks for, and the button that takes it."""
        desk, record = here(), fetch(self.register, pk)
        step = self.register.flow.step(key)
        if step is None:
            raise Missing("没有这一步。")
        if record.status is not step.source:
            raise Refused(f"本单现在是“{record.status.label}”，不能办理“{step.label}”。")
        if refusal := why_not(desk.actor, record, step):
            raise Forbidden(refusal)
        names = self.open_to(record, tuple(name for name in self.register.fields if name in step.fields))
        form = build(self.register, names, desk, request.form if request.method == "POST" else None, record)
        title = f"{step.label} {record.number}"
        if request.method == "GET":
            return self.page(form, title=title, record=record, step=step)

        def save() -> Register:
            refuse_stale(record, seen())
            self.keep_files(record, form)  # before the step, which may need the paper that comes with it
            take(db.session, record, step, form.values(), words=request.form.get("words", ""), actor=desk.actor, now=desk.now)
            return record

        return self.save(form, save, title=title, record=record, step=step, done=_done(step))

    def open_to(self, record: Register, names: tuple[str, ...]) -> tuple[str, ...]:
        """Of these fields those that the form may show this person: what is masked for him he first asks to see."""
        return tuple(name for name in names if not here().shown.hides(record, self.register.fields[name]))

    # -- saving -----------------------------------------------------------------------------------------------------------

    def save(self, form: PaperForm, save: Any, *, title: str, done: str, record: Register | None = None, step: Step | None = None) -> Any:
        """Run `save` in one transaction; whatever is refused, the form comes back with everything typed."""
        unreadable = form.unreadable()
        try:
            saved = save()
            if unreadable:
                raise Invalid(unreadable)
            db.session.commit()
        except Invalid as refusal:
            db.session.rollback()
            return self.again(form, title, record, step, Invalid({**refusal.errors, **unreadable}))
        except Stale as refusal:
            db.session.rollback()
            return self.again(form, title, record, step, refusal)
        except StaleDataError:
            db.session.rollback()
            return self.again(form, title, record, step, Stale("本单刚刚被他人修改。请核对下列差异后再保存，您填写的内容没有丢失。"))
        except IntegrityError:
            db.session.rollback()
            current_app.logger.exception("the database refused a save")
            return self.again(form, title, record, step, Refused("与已登记的内容重复或有冲突，未能保存。已填写的内容全部保留。"))
        except Refused as refusal:
            db.session.rollback()
            return self.again(form, title, record, step, refusal)
        return self.saved(saved, done)

    def saved(self, record: Any, done: str) -> Any:
        """Say what was saved and go on: to the record, to the next empty form, or back into the dialog's opener."""
        if is_embedded():
            return render_template("picked.html", record=record)
        flash(f"{done}，编号 {record.number}", "success")
        another = request.form.get("next") == "add"
        return redirect(f"/{record.__tablename__}/add?done=1" if another else url(record) + "?done=1")

    def again(self, form: PaperForm, title: str, record: Register | None, step: Step | None, refusal: Refused) -> Any:
        """The same form once more, with the sentences at their places."""
        if record is not None:
            record = db.session.get(self.register, record.id)
        is_full = isinstance(refusal, NoRoom)
        if record is not None and not is_full and may_count_anew(here().actor, record):
            count_anew(db.session, record, actor=here().actor, now=here().now)
            db.session.commit()
            form = build(self.register, form.names, here(), request.form, record)
        differences = self.differences(form, record) if isinstance(refusal, Stale) and record is not None else []
        page = self.page(form, title=title, record=record, step=step, refusal=refusal, differences=differences)
        return page, refusal.status if isinstance(refusal, Forbidden | NoRoom) else FORM_AGAIN

    def differences(self, form: PaperForm, record: Register) -> list[tuple[str, str, str]]:
        """Label, what is stored, what was typed: for every field in which the two differ."""
        label = here().book.label
        found = []
        for name in form.names:
            field, typed = self.register.fields[name], form[name].data
            if isinstance(form[name], UploadField) or form[name].process_errors:
                continue
            if field.tally is not None:
                continue  # its rows are those of the record, and what was typed stands in them
            if field.is_rows:
                typed = [field.target(**{key: row[key] for key in field.target.fields}) for row in typed]
            elif field.kind is Kind.SIGNATURE and isinstance(typed, str):
                typed = Signed(name=typed, at=here().now.isoformat())
            mine, stored = (_said(one, field, label) for one in (_Typed(record, name, typed), record))
            if mine != stored:
                found.append((field.label, stored, mine))
        return found

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
        self, form: PaperForm, *, title: str, record: Register | None = None, step: Step | None = None, refusal: Refused | None = None,
        differences: Collection[tuple[str, str, str]] = (),
    ) -> str:  # fmt: skip
        """The form on its paper."""
        desk, register = here(), self.register
        errors = dict(refusal.errors) if refusal else {}
        needed = set(step.needed) if step else set()
        if record is None or record.status is register.start():
            needed |= required_at_creation(register)
        paper = Paper(register, desk, record=record, form=form, needed=needed, errors=errors)
        state = record.status if record is not None else register.start()
        number = request.values.get("reserved", "")[: LONGEST + 1] if record is None else ""
        onward = [] if step else [other for other in register.flow.leaving(state) if self._may_go_on(record, other)]
        return render_template(
            "form.html", view=self, register=register, paper=paper, form=form, record=record, step=step,
            title=title, refusal=refusal, errors=errors, problems=self.problems(errors, form), differences=differences, onward=onward,
            fresh=request.method == "GET", embed=is_embedded(), now=desk.now, number=number,
            reserved=offered(register, number) if record is None else [])  # fmt: skip

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


def _said(record: object, field: Field, label: Labels) -> str:
    """What a field says, in words that can be compared: of a paper signature the name alone."""
    value = getattr(record, field.name)
    return value.name if isinstance(value, Signed) and field.kind is Kind.SIGNATURE else screen(record, field, label)


def _done(step: Step | None) -> str:
    return f"已办理“{step.label}”" if step else "已保存"


class _Typed:
    """A record as it would be with one value typed, for the words of a difference."""

    def __init__(self, record: Register, name: str, value: object) -> None:
        self._record, self._name, self._value = record, name, value

    def __getattr__(self, name: str) -> Any:
        return self._value if name == self._name else getattr(self._record, name)
