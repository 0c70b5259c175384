"""One row of a workbook as the form that a person would have filled in, and the record that comes of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from forms.build import PaperForm, form_class
from forms.context import FormContext
from forms.intake_told import split
from forms.intake_typed import DOUBLE, typed
from forms.rows import MOST_ROWS
from models.declare import Field, Register
from rules.refusals import Invalid, Refused, Unreachable, Unwritten
from rules.roles import Role
from services.records import create
from services.settle import LABEL, later, may_settle, read_state, settle
from services.workbook.columns import OLD_NUMBER
from services.workbook.find import Finder
from services.workbook.incoming import Incoming
from services.workbook.lay import Laid
from services.workbook.remembered import Remembered


class RowIntake:
    """Makes records of rows, each in a savepoint of its own. `names` are the columns that it reads."""

    def __init__(self, context: FormContext, register: type[Register], main: Laid) -> None:
        self.context, self.session, self.register = context, context.session, register
        self.state = register.state_field().name
        self.settling = may_settle(context.actor, register) and main.place(self.state) is not None
        self.first, self.later = register.editable_in(register.start()), later(register) if self.settling else ()
        columns = main.columns.values()
        self.names = {one.name for one in columns if one.fillable or one.name == self.state or one.name in self.later}
        self.finder = Finder(context.shown)
        self._once = {one.name: one.attribute for one in register.fields.values() if one.once}
        self._said = Remembered()

    def make(self, one: Incoming) -> int:
        """The id of the record that the row became. Raises Invalid with everything said of it, by names of the file."""
        errors, lines = dict(one.wrong), _Lines()
        target = self._target(one, errors)
        names = (*self.first, *(name for name in self.later if name in one.texts)) if target is not None else self.first
        form = self._form(one, names, lines, errors)
        errors = {lines.raw(name): sentence for name, sentence in form.unreadable().items()} | errors
        try:
            with self.session.begin_nested():
                record = self._create(one, form, target)
                self._look_for_doubles(record, errors)
                if errors:
                    raise Invalid(errors)
                for name, held in self._once.items():
                    if (value := getattr(record, held)) is not None:
                        self._said.keep(one.number, name, value)
                return record.id
        except (Unwritten, Unreachable):
            raise
        except Invalid as refusal:
            raise Invalid({lines.raw(name): sentence for name, sentence in refusal.errors.items()} | errors) from None
        except IntegrityError as error:
            raise Invalid({"": DOUBLE} | errors) from error
        except Refused as refusal:
            raise Invalid({"": refusal.message} | errors) from refusal

    def _target(self, one: Incoming, errors: dict[str, str]) -> Any:
        """The state beyond the start in which the row asks to come in, or None."""
        text, start = one.texts.get(self.state, ""), self.register.start()
        if not self.settling:
            if text and text not in (start.label, start.value):
                who = "、".join(role.label for role in Role if role in self.register.settled_by)
                errors[self.state] = f"只有{who}可以按旧台账的状态转入，这一栏请留空"
            return None
        try:
            target = read_state(self.register, text) if text else start
        except ValueError as error:
            errors[self.state] = str(error)
            return None
        if target is not start:
            return target
        for name in self.later:
            if name in one.texts:
                errors[name] = "这一栏在办理时填写；旧台账请同时填写其状态"
        return None

    # -- the form ----------------------------------------------------------------------------------------------------------

    def _form(self, one: Incoming, names: Iterable[str], lines: _Lines, errors: dict[str, str]) -> PaperForm:
        """As a person would have filled it in. A blank cell of what must be filled leaves the value that a new form shows."""
        sent: list[tuple[str, str]] = []
        for name in names:
            declared = self.register.fields[name]
            if declared.is_rows:
                sent += self._line_pairs(one, declared, lines, errors)
            elif (text := one.texts.get(name, "")) or not declared.is_required:
                sent += [(name, part) for part in ("", *typed(self.finder, declared, text, name, errors))]
        defaults = {name: self.context.first_value(value) for name in names if (value := self.register.fields[name].default) is not None}
        return form_class(self.register, tuple(names))(MultiDict(sent), data=defaults, meta={"context": self.context})

    def _line_pairs(self, one: Incoming, declared: Field, lines: _Lines, errors: dict[str, str]) -> list[tuple[str, str]]:
        sent = [(f"{declared.name}-present", "1")]
        filled = [index for index, (_, texts) in enumerate(one.rows.get(declared.name, ())) if texts]
        if len(filled) > MOST_ROWS:
            errors[declared.name] = f"“{declared.label}”最多 {MOST_ROWS} 行，现有 {len(filled)} 行"
        lines.filled[declared.name] = filled
        for place, index in enumerate(filled[:MOST_ROWS]):
            for name, text in one.rows[declared.name][index][1].items():
                parts = typed(self.finder, declared.target.fields[name], text, f"{declared.name}-{index}-{name}", errors)
                sent += [(f"{declared.name}-{place}-{name}", part) for part in parts]
        return sent

    # -- the record --------------------------------------------------------------------------------------------------------

    def _create(self, one: Incoming, form: PaperForm, target: Any) -> Register:
        """At its start or, out of the old books, where it stood there."""
        values = form.values()
        bringing = {name: values.pop(name) for name in [*values] if name not in self.first}
        if target is not None and "late_reason" in values and not values["late_reason"]:
            values["late_reason"] = LABEL
        record = create(
            self.session, self.register, values, actor=self.context.actor, now=self.context.now,
            former_number=one.texts.get(OLD_NUMBER, ""))  # fmt: skip
        if target is not None:
            settle(self.session, record, target, bringing, actor=self.context.actor, now=self.context.now)
        return record

    def _look_for_doubles(self, record: Register, errors: dict[str, str]) -> None:
        """What may be said once, said twice by the file itself: the chunks of a dry run do not see each other."""
        for name, held in self._once.items():
            if (row := self._said.get(name, getattr(record, held))) is not None:
                errors.setdefault(name, f"与第 {row} 行重复")


class _Lines:
    """Child rows that were sent, by the places where they stood: those with nothing in them are not sent."""

    def __init__(self) -> None:
        self.filled: dict[str, list[int]] = {}

    def raw(self, name: str) -> str:
        """A name of the form as one of the file."""
        head, index, column = split(name)
        filled = self.filled.get(head, [])
        return f"{head}-{filled[index]}-{column}" if index is not None and index < len(filled) else name
