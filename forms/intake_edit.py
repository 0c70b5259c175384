"""A row that comes back from an export: its record found by 编号, its base by 版本, the rest by the form and the verb of a change."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from forms.context import FormContext
from forms.intake_lines import LineMerge, renamed
from forms.intake_merge import Cells, Clash, record_values
from forms.intake_typed import DOUBLE
from models.declare import Register
from rules.refusals import Invalid, Refused, Unwritten
from services.history import entries, told_by
from services.past import stand_in
from services.records import edit
from services.rights import editable
from services.workbook.chunks import loaded
from services.workbook.columns import VERSION
from services.workbook.find import Finder
from services.workbook.held import Held
from services.workbook.incoming import NUMBER, Incoming
from services.workbook.lay import Layout
from services.workbook.remembered import Remembered
from services.workbook.version import Version, read_version, versions

NO_VERSION = "“版本”空着，不知道是在哪一版上修改的。请照导出时的填回，或重新导出后再改"
OTHER_VERSION = "“版本”与这一条对不上，不知道导出时的内容。请照导出时的填回，或重新导出后再改"
STALE = "本单刚刚被他人修改，请重新上传"


class RowEdit:
    """Changes records by rows, each in a savepoint of its own."""

    def __init__(self, context: FormContext, register: type[Register], layout: Layout, finder: Finder, file_name: str) -> None:
        self.context, self.session, self.register, self.layout, self.finder = context, context.session, register, layout, finder
        self.held, self.reason = Held(context.shown), f"从文件导回：{file_name}"
        self._records: dict[str, Register] = {}
        self._versions: dict[int, Version] = {}
        self._rows = Remembered()

    def prepare(self, numbers: Collection[str]) -> None:
        """Have the records of the next rows in hand, and after them their versions: one that is changed in between is then an older one."""
        model: Any = self.register
        found = select(model).where(model.number.in_(numbers)).options(*loaded(model))
        self._records = {record.number: record for record in self.session.scalars(found)} if numbers else {}
        keys = [record.id for record in self._records.values()]
        self._versions = versions(self.session, self.register.__tablename__, keys) if keys else {}

    def mend(self, one: Incoming) -> bool:
        """Whether the row has changed its record. Raises Invalid with everything said of it, by names of the file; Clash where somebody
        else changed the same cell since the export.
        """
        record = self._record(one)
        cells = Cells(self.context, self.held, self.finder, one, record, self._base(one, record))
        values, places = record_values(cells, self.layout.main), dict[str, list[int | None]]()
        for name, laid in self.layout.children.items():
            lines = LineMerge(cells, self.register.fields[name], laid).merged()
            if lines.is_changed:
                values[name], places[name] = lines.values, lines.places
        errors = (self._written(record, values, places, keeps=not cells.errors) if values else {}) | cells.errors
        if errors:
            raise (Clash if cells.clashed else Invalid)(errors)
        return bool(values)

    def _record(self, one: Incoming) -> Register:
        number = one.named
        if (row := self._rows.first(one.number, number)) != one.number:
            raise Invalid({NUMBER: f"编号 {number[:40]} 与第 {row} 行重复"} | one.wrong)
        if (record := self._records.get(number)) is None:
            words = f"没有找到编号为 {number[:40]} 的“{self.register.title}”；要新建的，请清空编号"
            raise Invalid({NUMBER: words} | one.wrong)
        return record

    def _base(self, one: Incoming, record: Register) -> Register:
        """The record as it was exported: itself, if nothing was done to it since, else as its history tells."""
        if not (text := one.texts.get(VERSION, "")):
            raise Invalid({VERSION: NO_VERSION} | one.wrong)
        if (version := read_version(text)) is not None:
            if version == self._versions.get(record.id):
                return record
            chain = entries(self.session, self.register.__tablename__, record.id, upto=version.seq)
            if chain and version.is_of(chain[-1]) and (told := told_by(self.register, chain)) is not None:
                return stand_in(self.session, self.register, record.id, told)
        raise Invalid({VERSION: OTHER_VERSION} | one.wrong)

    def _written(self, record: Register, values: dict[str, Any], places: dict[str, list[int | None]], *, keeps: bool) -> dict[str, str]:
        """What is wrong with the change. Without `keeps` it is only tried, so that every sentence is said at once."""
        try:
            with self.session.begin_nested():
                edit(
                    self.session, record, {**self._demanded(record, values), **values}, actor=self.context.actor, now=self.context.now,
                    seen=record.row_version, reason=self.reason)  # fmt: skip
                if not keeps:
                    raise Invalid({})
        except Unwritten:
            raise
        except Invalid as refusal:
            return {renamed(name, places): sentence for name, sentence in refusal.errors.items()}
        except StaleDataError:
            return {"": STALE}
        except IntegrityError:
            return {"": DOUBLE}
        except Refused as refusal:
            return {"": refusal.message}
        return {}

    def _demanded(self, record: Register, values: dict[str, Any]) -> dict[str, Any]:
        """What another field may demand is judged with it, as on a page that holds them both."""
        mine = (record.fields[name] for name in editable(self.context.actor, record) if name not in values)
        return {field.name: getattr(record, field.name) for field in mine if field.demanded is not None and not field.is_rows}
