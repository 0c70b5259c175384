"""导入: every row of a workbook goes through the form that a person fills, and through the same verb. All of it is one transaction.

A row that names no record becomes one; a row of an export that names one is fitted together with it (forms/intake_edit.py).

Every row is judged and every sentence said, whatever came of the others. What is already a record by an earlier upload of the same row
is passed over. Where nothing will be kept, the transaction is ended every few rows, so that nobody else waits for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from enum import Enum, auto
from itertools import islice
from typing import IO, Any

from forms.context import FormContext
from forms.intake_edit import RowEdit
from forms.intake_merge import Clash
from forms.intake_row import RowIntake
from forms.intake_told import Outcome, Told
from models.declare import Register, Verb
from models.organisation import Department, Staff
from rules.refusals import Invalid
from services import chain, imported
from services.imported import Key
from services.rights import demand
from services.workbook.columns import LINE, ORDINAL
from services.workbook.incoming import Incoming, Reader
from services.workbook.lay import lay
from services.workbook.read import Book

#: So many rows are asked about and written down at once.
CHUNK = 200
#: Told how many rows are done; may raise to end it.
Progress = Callable[[int], None]


class Mode(Enum):
    """What is kept: nothing, all or nothing, or what is right."""

    DRY = auto()
    WHOLE = auto()
    RIGHT_ONLY = auto()


def bring_in(
    context: FormContext, register: type[Register], book: Book, *, mode: Mode, file_name: str, returned: IO[bytes] | None = None,
    progress: Progress | None = None,
) -> Outcome:  # fmt: skip
    """Judge every row, and make or mend the records of the right ones, if `mode` keeps them; the wrong ones are written into `returned`.

    Raises Forbidden, and BadWorkbook for a file that cannot be laid over the register. The transaction is the caller's, who commits it
    if the outcome stands; nothing may be pending in it.
    """
    demand(context.actor, Verb.CREATE, register)
    intake = _Intake(context, register, book, mode, file_name)
    try:
        outcome = intake.run(progress)
        if returned is not None and outcome.bad:
            intake.told.returned.save(returned)
    except BaseException:
        context.session.rollback()
        raise
    finally:
        intake.told.returned.discard()
    return outcome


class _Intake:
    def __init__(self, context: FormContext, register: type[Register], book: Book, mode: Mode, file_name: str) -> None:
        self.context, self.session, self.register, self.mode, self.file_name = context, context.session, register, mode, file_name
        self.layout, self.outcome = lay(book, register), Outcome()
        self.told = Told(register, self.layout, self.outcome)
        self.rows = RowIntake(context, register, self.layout.main)
        self.edits = RowEdit(context, register, self.layout, self.rows.finder, file_name)
        self.reader = Reader(layout=self.layout, names=self.rows.names, book=lambda: context.book)

    def run(self, progress: Progress | None) -> Outcome:
        outcome, session, account = self.outcome, self.session, None
        earlier = imported.made_of(session, self.register, self.file_name)
        if self.mode is not Mode.DRY:
            account = imported.begin(
                session, self.register, self.file_name, actor=self.context.actor, now=self.context.now,
                waiting=lambda: progress(0) if progress is not None else None)  # fmt: skip
        records = self.reader.records()
        while chunk := list(islice(records, CHUNK)):
            made = self._chunk(chunk)
            if self.mode is Mode.DRY or (self.mode is Mode.WHOLE and outcome.bad):
                session.rollback()
            elif account is not None:
                imported.keep(session, account, made)
                if ids := [record_id for _, record_id in made]:
                    outcome.ends = [(outcome.ends or ids)[0], ids[-1]]
                session.flush()
                chain.write(session)
            if progress is not None:
                progress(outcome.total)
        self._orphans()
        self._note(earlier)
        outcome.stands = account is not None and outcome.kept > 0 and (self.mode is Mode.RIGHT_ONLY or not outcome.bad)
        if account is not None and outcome.stands:
            account.known, account.bad = outcome.known, outcome.bad
            imported.tell(session, account, self.register, changed=outcome.changed, actor=self.context.actor)
        else:
            session.rollback()
        return outcome

    def _chunk(self, chunk: list[Incoming]) -> list[tuple[Key, int]]:
        """The rows that became records, with the ids of these."""
        people = self._people()
        known, made = imported.known(self.session, self.register, [one.key for one in chunk if not one.named]), []
        self.edits.prepare([one.named for one in chunk if one.named])
        for one in chunk:
            try:
                if one.named:
                    self._mend(one)
                elif one.key in known:
                    self.outcome.known += 1
                else:
                    made.append((one.key, self.rows.make(one)))
            except Invalid as refusal:
                self.told.bad(one, refusal.errors)
                self.outcome.clashed += isinstance(refusal, Clash)
        self.outcome.total += len(chunk)
        self.outcome.made += len(made)
        del people
        return made

    def _mend(self, one: Incoming) -> None:
        self.outcome.comes_back = True
        if self.edits.mend(one):
            self.outcome.changed += 1
        else:
            self.outcome.same += 1

    def _orphans(self) -> None:
        """Child rows whose record is not in the file: new ones are wrong, and of those of an export only the record was left out."""
        left: Counter[str] = Counter()
        for name, raw in self.reader.orphans():
            laid = self.layout.children[name]
            if laid.cell(raw, LINE) is None:
                self.told.orphan(name, raw)
            else:
                left[laid.sheet.title] += 1
        self.outcome.notes += [f"工作表“{title}”有 {count} 行，所属的单据不在文件中，没有读入。" for title, count in left.items()]

    def _people(self) -> tuple[Any, Any]:
        """Who brings in, for which department: in hand as long as a chunk lasts, so that they are not read again for every row."""
        actor = self.context.actor
        return self.session.get(Staff, actor.staff_id or 0), self.session.get(Department, actor.department_id or 0)

    def _note(self, earlier: int) -> None:
        """What was done with the file that the person should know; `earlier` records came of a file of its name."""
        notes = self.outcome.notes
        if self.outcome.made and earlier > self.outcome.known:
            notes.append(
                f"同名的文件此前导入过 {earlier} 条，本次只有 {self.outcome.known} 行与之一字不差。如是同一份文件，"
                "此前已导入、后来又改动的行会作为新的一行再登记一次，请核对。")  # fmt: skip
        if self.reader.worked_out:
            notes.append(f"有 {self.reader.worked_out} 格是公式，按文件保存时的计算结果读取。")
        unread = [one.header for one in self.layout.main.columns.values() if one.name not in {*self.rows.names, ORDINAL}]
        if unread and not self.outcome.comes_back:
            notes.append(f"以下各栏由系统或在办理时填写，没有读入：{'、'.join(unread)}。")
        if self.layout.others:
            notes.append(f"以下工作表不属于本登记册，没有读入：{'、'.join(self.layout.others)}。")
