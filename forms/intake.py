"""导入: every row of a workbook goes through the form that a person fills, and through the same verb. All of it is one transaction.

Each row stands in a savepoint of its own, so that every row is judged and every sentence said, whatever came of the others. What is
already a record by an earlier upload of the same row is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import islice
from typing import IO, Any

from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from forms.build import PaperForm, form_class
from forms.context import FormContext
from forms.fields import target_of
from models.declare import Field, Register, Verb
from models.organisation import Department, Staff
from rules.refusals import Invalid, NoRoom, Refused
from services import chain, imported
from services.records import create
from services.rights import demand
from services.settle import LABEL, later, may_settle, read_state, settle
from services.workbook.columns import OLD_NUMBER, ORDINAL
from services.workbook.find import Finder
from services.workbook.incoming import Incoming, Reader
from services.workbook.lay import lay
from services.workbook.read import Book, RawRow
from services.workbook.returned import WHOLE, Returned, Sentences

#: So many rows are asked about and written down at once.
CHUNK = 200
#: So many errors are shown on a page; the file that goes back has all of them.
SHOWN = 200
MOST_ROWS_OF_ONE = 999
DOUBLE = "与已登记的内容重复或有冲突"


class Mode(Enum):
    """What is kept: nothing, all or nothing, or what is right."""

    DRY = auto()
    WHOLE = auto()
    RIGHT_ONLY = auto()


@dataclass(frozen=True, kw_only=True)
class RowError:
    """One sentence, with the row in the person's file and the column that it is about (empty: the row as a whole)."""

    sheet: str
    row: int
    label: str
    sentence: str


@dataclass(kw_only=True)
class Outcome:
    """What came of an import. `stands`: records were made, and the caller commits; otherwise nothing is left to commit."""

    total: int = 0
    made: int = 0
    known: int = 0
    bad: int = 0
    errors: list[RowError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stands: bool = False


#: Told how many rows are done; may raise to end it.
Progress = Callable[[int], None]


def bring_in(
    context: FormContext, register: type[Register], book: Book, *, mode: Mode, file_name: str, returned: IO[bytes] | None = None,
    progress: Progress | None = None,
) -> Outcome:  # fmt: skip
    """Judge every row, and make records of those that are right, if `mode` keeps them; the wrong ones are written into `returned`.

    Raises Forbidden, and BadWorkbook for a file that cannot be laid over the register. The transaction is the caller's; nothing may
    be pending in it.
    """
    demand(context.actor, Verb.CREATE, register)
    intake = _Intake(context, register, book, mode)
    try:
        outcome = intake.run(file_name, progress)
        if returned is not None and outcome.bad:
            intake.returned.save(returned)
    except BaseException:
        context.session.rollback()
        raise
    finally:
        intake.returned.discard()
    return outcome


class _Intake:
    def __init__(self, context: FormContext, register: type[Register], book: Book, mode: Mode) -> None:
        self.context, self.session, self.register, self.mode = context, context.session, register, mode
        self.layout, self.outcome = lay(book, register), Outcome()
        main = self.layout.main
        self.state = register.state_field().name
        self.settling = may_settle(context.actor, register) and main.place(self.state) is not None
        self.first, self.later = register.editable_in(register.start()), later(register) if self.settling else ()
        fillable = {column.name for column in main.columns.values() if column.fillable}
        names = fillable | {self.state} | {column.name for column in main.columns.values() if column.name in self.later}
        self.reader = Reader(layout=self.layout, names=names, book=context.book)
        self.returned, self.finder = Returned(self.layout), Finder(context.shown)
        self.once = [one.name for one in register.fields.values() if one.once]
        self.said: dict[tuple[str, object], int] = {}

    # -- all rows ----------------------------------------------------------------------------------------------------------

    def run(self, file_name: str, progress: Progress | None) -> Outcome:
        outcome, session, account = self.outcome, self.session, None
        if self.mode is not Mode.DRY:
            account = imported.begin(session, self.register, file_name, actor=self.context.actor, now=self.context.now)
        records = self.reader.records()
        while rows := list(islice(records, CHUNK)):
            people = self._people()
            known = imported.known(session, self.register, [(one.digest, one.occurrence) for one in rows])
            made = [(key, record_id) for one in rows if (key := (one.digest, one.occurrence)) not in known
                    and (record_id := self._row(one)) is not None]  # fmt: skip
            outcome.total += len(rows)
            outcome.known += sum((one.digest, one.occurrence) in known for one in rows)
            outcome.made += len(made)
            if self.mode is Mode.DRY or (self.mode is Mode.WHOLE and outcome.bad):
                session.rollback()  # nothing will be kept, so nobody need wait for us longer than this
            elif account is not None:
                imported.keep(session, account, made)
                session.flush()
                chain.write(session)
            if progress is not None:
                progress(outcome.total)
        self._orphans()
        self._notes()
        outcome.stands = account is not None and outcome.made > 0 and (self.mode is Mode.RIGHT_ONLY or not outcome.bad)
        if account is not None and outcome.stands:
            account.known, account.bad = outcome.known, outcome.bad
            imported.tell(session, account, self.register, actor=self.context.actor)
        else:
            session.rollback()
        return outcome

    def _people(self) -> Any:
        """Who brings in, for which department: in hand, so that they are not read again for every row."""
        actor = self.context.actor
        return self.session.get(Staff, actor.staff_id or 0), self.session.get(Department, actor.department_id or 0)

    def _orphans(self) -> None:
        for name, raw in self.reader.orphans():
            self._refuse(name, raw, {ORDINAL: ["“序号”与主表的任何一行都对不上"]})
            self.outcome.bad += 1

    def _notes(self) -> None:
        """What was done with the file that the person should know."""
        main, notes = self.layout.main, self.outcome.notes
        if self.reader.worked_out:
            notes.append(f"有 {self.reader.worked_out} 格是公式，按文件保存时的计算结果读取。")
        unread = [column.header for column in main.columns.values() if column.name not in {*self.reader.names, ORDINAL}]
        if unread:
            notes.append(f"以下各栏由系统或在办理时填写，没有读入：{'、'.join(unread)}。")
        if self.layout.others:
            notes.append(f"以下工作表不属于本登记册，没有读入：{'、'.join(self.layout.others)}。")

    # -- one row -----------------------------------------------------------------------------------------------------------

    def _row(self, one: Incoming) -> int | None:
        """The id of the record that the row became, or None with everything said of it."""
        errors, lines = dict(one.wrong), _Lines(one)
        target = self._target(one, errors)
        names = (*self.first, *(name for name in self.later if name in one.texts)) if target is not None else self.first
        form = self._form(one, names, lines, errors)
        errors = {name: sentence for name, sentence in form.unreadable().items() if lines.raw(name) not in errors} | errors
        try:
            with self.session.begin_nested():
                record = self._make(one, form, target)
                self._say_once(one, record, errors)
                if errors:
                    raise Invalid(errors)
                for name in self.once:
                    self.said[name, getattr(record, name)] = one.number
                return record.id
        except NoRoom:
            raise
        except Invalid as refusal:
            errors = {lines.raw(name): sentence for name, sentence in refusal.errors.items()} | errors
        except IntegrityError:
            errors = {"": DOUBLE} | errors
        except Refused as refusal:
            errors = {"": refusal.message} | errors
        self._bad(one, errors)
        return None

    def _target(self, one: Incoming, errors: dict[str, str]) -> Any:
        """The finished state in which the row asks to come in, or None."""
        text = one.texts.get(self.state, "")
        if text and not self.settling and text not in (self.register.start().label, self.register.start().value):
            errors[self.state] = f"只有{self._settlers()}可以把已办结的旧台账转入，这一栏请留空"
        if not text or not self.settling:
            return None
        try:
            target = read_state(self.register, text)
        except ValueError as error:
            errors[self.state] = str(error)
            return None
        if target is not self.register.start():
            return target
        for name in self.later:
            if name in one.texts:
                errors[name] = "这一栏在办理时填写；旧台账请在“状态”栏填写已办结的状态"
        return None

    def _settlers(self) -> str:
        return "、".join(role.label for role in sorted(self.register.settled_by, key=lambda role: role.value))

    def _form(self, one: Incoming, names: Iterable[str], lines: _Lines, errors: dict[str, str]) -> PaperForm:
        """The form as a person would have filled it in. A blank cell of what must be filled leaves the value of a new form."""
        sent: list[tuple[str, str]] = []
        for name in names:
            declared = self.register.fields[name]
            if declared.is_rows:
                sent += self._line_pairs(one, declared, lines, errors)
            elif (text := one.texts.get(name, "")) or not declared.is_required:
                sent += [(name, part) for part in ("", *self._typed(declared, text, name, errors))]
        made = form_class(self.register, tuple(names))
        defaults = {name: self.context.first_value(value) for name in names if (value := self.register.fields[name].default) is not None}
        return made(MultiDict(sent), data=defaults, meta={"context": self.context})

    def _line_pairs(self, one: Incoming, declared: Field, lines: _Lines, errors: dict[str, str]) -> list[tuple[str, str]]:
        sent = [(f"{declared.name}-present", "1")]
        filled = [index for index, (_, texts) in enumerate(one.rows.get(declared.name, ())) if texts]
        if len(filled) > MOST_ROWS_OF_ONE:
            errors[declared.name] = f"“{declared.label}”最多 {MOST_ROWS_OF_ONE} 行，现有 {len(filled)} 行"
        lines.filled[declared.name] = filled
        for place, index in enumerate(filled[:MOST_ROWS_OF_ONE]):
            for name, text in one.rows[declared.name][index][1].items():
                where = f"{declared.name}-{index}-{name}"
                typed = self._typed(declared.target.fields[name], text, where, errors)
                sent += [(f"{declared.name}-{place}-{name}", part) for part in typed]
        return sent

    def _typed(self, declared: Field, text: str, where: str, errors: dict[str, str]) -> list[str]:
        """What the box sends; of a link the id of what the cell names."""
        if not text or not (declared.is_link or declared.target is not None):
            return [text]
        try:
            return self.finder.texts(declared, target_of(declared), text)
        except ValueError as error:
            errors[where] = str(error)
            return [""]

    def _make(self, one: Incoming, form: PaperForm, target: Any) -> Register:
        """The record, at its start or, out of the old books, at its end."""
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

    def _say_once(self, one: Incoming, record: Register, errors: dict[str, str]) -> None:
        """What may be said once, said twice by the file itself: chunks of a dry run do not see each other."""
        for name in self.once:
            value = getattr(record, name)
            if value is not None and (row := self.said.get((name, value))) is not None:
                errors.setdefault(name, f"与第 {row} 行重复")

    # -- what is wrong -----------------------------------------------------------------------------------------------------

    def _bad(self, one: Incoming, errors: Mapping[str, str]) -> None:
        self.outcome.bad += 1
        main: dict[str, list[str]] = {}
        lines: dict[tuple[str, int], dict[str, list[str]]] = {}
        for name, sentence in errors.items():
            head, index, column = _split(name)
            if index is not None and head in one.rows and index < len(one.rows[head]):
                lines.setdefault((head, index), {}).setdefault(column, []).append(sentence)
            else:
                main.setdefault(name, []).append(sentence)
        if lines and not main:
            main = {"": ["子表中有需要改正的行"]}
        self._refuse("", one.raw, main)
        for head, rows in one.rows.items():
            for index, (raw, _) in enumerate(rows):
                self._refuse(head, raw, lines.get((head, index), {}))

    def _refuse(self, sheet: str, raw: RawRow, errors: Mapping[str, list[str]]) -> None:
        """Into the file that goes back, and into the list that is shown."""
        laid = self.layout.children[sheet] if sheet else self.layout.main
        placed: dict[int, list[str]] = {}
        for name, sentences in errors.items():
            place, label = laid.place(name), self._label(laid.table.rows, name)
            said = sentences if place is not None or not label else [f"{label}：{sentence}" for sentence in sentences]
            placed.setdefault(WHOLE if place is None else place, []).extend(said)
            if len(self.outcome.errors) < SHOWN:
                self.outcome.errors += [
                    RowError(sheet=laid.sheet.title, row=raw.number, label=label, sentence=sentence) for sentence in sentences]  # fmt: skip
        told: Sentences = placed
        self.returned.add(sheet, raw, told)

    def _label(self, rows: Field | None, name: str) -> str:
        if name == ORDINAL:
            return "序号"
        fields = self.register.fields if rows is None else rows.target.fields
        return fields[name].label if name in fields else ""


class _Lines:
    """Child rows that were sent, by the places where they stood: those with nothing in them are not sent."""

    def __init__(self, one: Incoming) -> None:
        self.filled: dict[str, list[int]] = {}

    def raw(self, name: str) -> str:
        """A name of the form as one of the file."""
        head, index, column = _split(name)
        filled = self.filled.get(head, [])
        return f"{head}-{filled[index]}-{column}" if index is not None and index < len(filled) else name


def _split(name: str) -> tuple[str, int | None, str]:
    head, _, rest = name.partition("-")
    index, _, column = rest.partition("-")
    return (head, int(index), column) if index.isdigit() else (name, None, "")
