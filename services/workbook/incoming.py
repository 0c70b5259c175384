"""The records of a workbook, one by one: their texts by field, the child rows that belong to them, and what could not be read.

Names are those of the form (`contacts-0-phone`), so that every sentence finds its cell again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from services.options import OptionBook
from services.workbook.columns import ORDINAL, number_in
from services.workbook.lay import Laid, Layout
from services.workbook.remembered import Remembered
from services.workbook.sheet import BadWorkbook, RawRow
from services.workbook.typed import text_of

#: Child rows are held until their record comes by, with so many cells in all.
MOST_LINES, MOST_CELLS, MOST_RECORDS = 200_000, 4_000_000, 200_000
RowTexts = dict[str, str]
#: The column of the record's own number, in its row and in those of its child rows.
NUMBER = "number"


@dataclass(kw_only=True)
class Incoming:
    """One record as it came. `texts` by column name, `rows` by field name; `wrong` by the form's names, "" for the row as a whole.

    A row that names a record by its number comes back: it has the text of every column of the file, of blank cells too. Of a new one
    `texts` are what is taken over and not blank.
    """

    raw: RawRow
    texts: RowTexts
    rows: Mapping[str, Sequence[tuple[RawRow, RowTexts]]]
    wrong: dict[str, str]
    digest: str = ""
    occurrence: int = 0

    @property
    def number(self) -> int:
        return self.raw.number

    @property
    def named(self) -> str:
        """The number of the record that it is about; empty for a new one."""
        return number_in(self.texts.get(NUMBER, ""))

    @property
    def key(self) -> tuple[str, int]:
        """By what the row is known again."""
        return self.digest, self.occurrence


@dataclass(kw_only=True)
class Reader:
    """Reads a layout; `names` are the columns of the main sheet that are taken over, `book` gives the option lists of this moment."""

    layout: Layout
    names: Collection[str]
    book: Callable[[], OptionBook]
    worked_out: int = 0
    _lines: dict[str, dict[str, list[RawRow]]] = field(default_factory=dict)
    _ordinals: Remembered = field(default_factory=Remembered)
    _seen: Remembered = field(default_factory=Remembered)

    def records(self) -> Iterator[Incoming]:
        """In the order of the sheet. Raises BadWorkbook where there is none, or more than one import takes."""
        self._lines = {name: self._by_ordinal(laid) for name, laid in self.layout.children.items()}
        count, main = 0, self.layout.main
        for raw in main.rows():
            count += 1
            if count > MOST_RECORDS:
                raise BadWorkbook(f"一次最多导入 {MOST_RECORDS:,} 行，请分成几个文件。")
            self.worked_out += raw.worked_out
            yield self._incoming(main, raw)
        if not count:
            raise BadWorkbook(f"工作表“{main.sheet.title}”中没有数据行。")

    def orphans(self) -> Iterator[tuple[str, RawRow]]:
        """Child rows whose record did not come by; asked after the records."""
        for name, lines in self._lines.items():
            for rows in lines.values():
                for raw in rows:
                    yield name, raw

    def _incoming(self, main: Laid, raw: RawRow) -> Incoming:
        wrong: dict[str, str] = {}
        named = self._own_number(main, raw, wrong)
        texts = self._whole(main, raw, wrong, "") if named else self._texts(main, raw, self.names, wrong, "")
        if letter := main.stray(raw):
            wrong[""] = f"{letter} 列没有表头，却有内容"
        rows: dict[str, list[tuple[RawRow, RowTexts]]] = {}
        if self.layout.children:
            key = self._tie(main, raw, wrong)
            for name, laid in self.layout.children.items():
                found = self._lines[name].pop(key, []) if key else []
                found += self._lines[name].pop(_own(number_in(named)), []) if named else []
                columns = {column.name for column in laid.table.columns if column.fillable}
                rows[name] = [
                    (line, self._whole(laid, line, wrong, prefix) if named else self._texts(laid, line, columns, wrong, prefix))
                    for index, line in enumerate(found) for prefix in [f"{name}-{index}-"]
                ]  # fmt: skip
        made = Incoming(raw=raw, texts=texts, rows=rows, wrong=wrong)
        if named:
            return made
        made.digest = digest_of(made)
        made.occurrence = self._seen.get(made.digest) or 0
        self._seen.keep(made.occurrence + 1, made.digest)
        return made

    def _own_number(self, main: Laid, raw: RawRow, wrong: dict[str, str]) -> str:
        """The record's own number as it stands in the row; where it cannot be read the row is no new one either."""
        try:
            return text_of(main.cell(raw, NUMBER), None, self.book())
        except ValueError as error:
            wrong[NUMBER] = str(error)
            return ""

    def _tie(self, main: Laid, raw: RawRow, wrong: dict[str, str]) -> str:
        try:
            key = text_of(main.cell(raw, ORDINAL), None, self.book())
        except ValueError as error:
            wrong[ORDINAL] = str(error)
            return ""
        if key and self._ordinals.get(key) is not None:
            wrong[ORDINAL] = f"序号 {key[:20]} 重复，子表的各行不知道属于哪一条"
            return ""
        self._ordinals.keep(raw.number, key)
        return key

    def _texts(self, laid: Laid, raw: RawRow, names: Collection[str], wrong: dict[str, str], prefix: str) -> RowTexts:
        found: RowTexts = {}
        for place, column in laid.columns.items():
            if column.name in names and place < len(raw.cells):
                try:
                    text = text_of(raw.cells[place], column.field, self.book(), column.kind)
                except ValueError as error:
                    wrong[f"{prefix}{column.name}"] = str(error)
                else:
                    if text:
                        found[column.name] = text
        return found

    def _whole(self, laid: Laid, raw: RawRow, wrong: dict[str, str], prefix: str) -> RowTexts:
        """Every column that the file has, those with nothing in them too."""
        return {column.name: "" for column in laid.columns.values()} | self._texts(
            laid, raw, {column.name for column in laid.columns.values()}, wrong, prefix)  # fmt: skip

    def _plainly(self, laid: Laid, raw: RawRow, name: str) -> str:
        """What stands in a column that is no field of a person's, if it can be read."""
        try:
            return text_of(laid.cell(raw, name), None, self.book())
        except ValueError:
            return ""

    def _by_ordinal(self, laid: Laid) -> dict[str, list[RawRow]]:
        found: dict[str, list[RawRow]] = {}
        cells = 0
        for count, raw in enumerate(laid.rows(), start=1):
            cells += len(raw.cells)
            if count > MOST_LINES or cells > MOST_CELLS:
                raise BadWorkbook(f"工作表“{laid.sheet.title}”超过 {MOST_LINES:,} 行或 {MOST_CELLS:,} 格，请分成几个文件。")
            self.worked_out += raw.worked_out
            key = self._plainly(laid, raw, ORDINAL) or _own(number_in(self._plainly(laid, raw, NUMBER)))
            found.setdefault(key, []).append(raw)
        return found


def _own(number: str) -> str:
    """Under which key a child row is found that has no 序号 but says the number of its record."""
    return f"={number}" if number else ""


def digest_of(one: Incoming) -> str:
    """What the row says, free of the order of its columns and of how its cells were formatted."""
    rows = {name: [texts for _, texts in lines] for name, lines in one.rows.items() if lines}
    said = json.dumps([one.texts, rows, one.wrong], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
