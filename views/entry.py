"""Fill in: a new record, an open one, a step. One form, drawn by the register's sheet; a refusal gives it back as it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import request
from flask_appbuilder import expose
from werkzeug.datastructures import MultiDict

from forms.build import PaperForm
from forms.fields import UploadField
from models.declare import Register, Step, Verb
from rules.refusals import Forbidden, Missing, Refused
from services.records import create, edit, refuse_stale
from services.rights import editable, why_not
from services.step import take
from views.access import access
from views.database import db, looking
from views.desk import fetch, here, seen
from views.form import FormPages, Place
from views.lookup import gives
from views.names import form_title
from views.slip import answered_before, posted

TAKEN = "这一步已经办理过"


class EntryPages(FormPages):
    """Mixin of RegisterView: `/add`, `/<id>/edit` and `/<id>/step/<key>`."""

    @expose("/add", methods=["GET", "POST"])
    @looking
    @access(Verb.CREATE)
    def add(self) -> Any:
        """A new record; with `then`, its first step is taken in the same transaction."""
        if (answer := answered_before()) is not None:
            return answer
        desk, register = here(), self.register
        form, title = self.form(register.editable_in(register.start()), None), f"新建{form_title(register)}"
        if request.method == "GET":
            if form.posted_texts is None:
                self.prefill(form)
            return self.opened(form, Place(title=title))
        step = self.then(register.start())

        def save() -> Register:
            number = request.form.get("reserved", "")
            record = create(db.session, register, form.values(), actor=desk.actor, now=desk.now, number=number)
            self.keep_files(record, form)
            if step is not None:
                if refusal := why_not(desk.actor, record, step):
                    raise Forbidden(refusal)
                take(db.session, record, step, {}, words=request.form.get("words", ""), actor=desk.actor, now=desk.now)
            return record

        return self.save(form, save, Place(title=title, done=_done(step)))

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
    @looking
    @access(Verb.EDIT)
    def edit(self, pk: int) -> Any:
        """Change what is still open to this person."""
        if (answer := answered_before()) is not None:
            return answer
        desk, record = here(), fetch(self.register, pk)
        names = self.open_to(record, editable(desk.actor, record))

        def check() -> None:
            if not names:
                raise Forbidden("本单现在没有可由您修改的栏目。已办结的内容请用“更正”。")

        form = self.form(names or self._names_shown(), record if self._stands(check) else None)
        if request.method == "GET":
            return self.opened(form, Place(title=f"编辑 {record.number}", record=record))

        def save() -> Register:
            check()
            edit(db.session, record, form.values(), actor=desk.actor, now=desk.now, seen=seen())
            self.keep_files(record, form)
            if (step := self.then(record.status)) is not None:
                take(db.session, record, step, {}, words=request.form.get("words", ""), actor=desk.actor, now=desk.now)
            return record

        pressed = self.register.flow.step(request.form.get("then", ""))
        return self.save(form, save, Place(title=f"编辑 {record.number}", record=record, done=_done(pressed)))

    @expose("/<int:pk>/step/<key>", methods=["GET", "POST"])
    @looking
    @access(Verb.STEP)
    def step(self, pk: int, key: str) -> Any:
        """One step: what it asks for, and the button that takes it."""
        if (answer := answered_before(words=TAKEN)) is not None:
            return answer
        desk, record = here(), fetch(self.register, pk)
        step = self.register.flow.step(key)
        if step is None:
            raise Missing("没有这一步。")

        def check() -> None:
            if record.status is not step.source:
                raise Refused(f"本单现在是“{record.status.label}”，不能办理“{step.label}”。")
            if refusal := why_not(desk.actor, record, step):
                raise Forbidden(refusal)

        names = self.open_to(record, tuple(name for name in self.register.fields if name in step.fields))
        form = self.form(names, record if self._stands(check) else None)
        place = Place(title=f"{step.label} {record.number}", record=record, step=step, done=_done(step), already=TAKEN)
        if request.method == "GET":
            return self.opened(form, place)

        def save() -> Register:
            check()
            refuse_stale(record, seen())
            self.keep_files(record, form)  # before the step, which may need the paper that comes with it
            take(db.session, record, step, form.values(), words=request.form.get("words", ""), actor=desk.actor, now=desk.now)
            return record

        return self.save(form, save, place)

    def open_to(self, record: Register, names: tuple[str, ...]) -> tuple[str, ...]:
        """Of these fields those that the form may show this person: what is masked for him he first asks to see.

        What the form showed him when it was drawn he may send back, though the minutes of his look are over.
        """
        shown = set(self._names_shown()) if request.method == "POST" else set()
        return tuple(name for name in names if name in shown or not here().shown.hides(record, self.register.fields[name]))

    def _stands(self, check: Callable[[], None]) -> bool:
        """Whether the form may still be filled in.

        Where not, a form that was opened while it was comes back with all that is typed in it; whoever has no such form is refused here.
        """
        try:
            check()
        except Refused:
            slip = posted() if request.method == "POST" else None
            if slip is None or slip.shown is None:
                raise
            return False
        return True

    def _names_shown(self) -> list[str]:
        """The fields that stood in the form when it was drawn."""
        slip = posted()
        heads = dict.fromkeys(key.partition("-")[0] for key, _ in (slip.shown if slip and slip.shown else ()))
        return [name for name in heads if name in self.register.fields]


def _done(step: Step | None) -> str:
    return f"已办理“{step.label}”" if step else "已保存"
