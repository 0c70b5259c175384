"""The child rows that came back with a record: known by their 行标识, fitted together cell by cell, and never deleted by being left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from forms import texts as sent
from forms.build import build
from forms.intake_merge import TIES, Cells
from forms.rows import MOST_ROWS
from models.declare import Field
from services.workbook.columns import LINE, Column, number_in
from services.workbook.incoming import NUMBER, RowTexts
from services.workbook.lay import Laid
from services.workbook.sheet import RawRow

STRANGE = "“行标识”不是这一条导出时的；新增的行请留空"
GONE = "这一行导出后已被他人删去，文件中的改动没有写入；仍需要的，请清空“行标识”作为新行，不需要的请删去本行"
WIPED = "不能在文件中清空整行；要删去这一行，请到系统中办理"
FIXED = "这张表的行由系统列出，不能增加"


@dataclass(kw_only=True)
class Lines:
    """What is to be written of one kind of child rows. `places`: which row of the file each one is, None where it is not in the file."""

    values: list[dict[str, Any]] = field(default_factory=list)
    places: list[int | None] = field(default_factory=list)
    is_changed: bool = False


class LineMerge:
    """Fits one kind of child rows together."""

    def __init__(self, cells: Cells, declared: Field, laid: Laid) -> None:
        self.cells, self.declared, self.laid, self.name = cells, declared, laid, declared.name
        self.now, self.was = ({line.id: line for line in getattr(side, self.name)} for side in (cells.mine, cells.base))
        self.came = cells.one.rows.get(self.name, ())
        self._touched: dict[int, dict[str, str]] = {}
        self._place: dict[int, int] = {}
        self._new: list[int] = []

    def merged(self) -> Lines:
        """Errors are left with the cells."""
        for index, (raw, texts) in enumerate(self.came):
            self._look(index, raw, texts)
        return self._read() if self._touched or self._new else Lines()

    # -- what was touched --------------------------------------------------------------------------------------------------

    def _look(self, index: int, raw: RawRow, texts: RowTexts) -> None:
        errors = self.cells.errors
        if (said := number_in(texts.get(NUMBER, ""))) and said != self.cells.one.named:
            errors[self._at(index, NUMBER)] = f"这一行写的是 {said[:40]}，“序号”指的却是 {self.cells.one.named}，请核对"
            return
        if not (key := texts.get(LINE, "")):
            self._look_at_new(index, texts)
            return
        line = self.was.get(int(key)) if key.isascii() and key.isdigit() and len(key) < 10 else None
        if line is None or line.id in self._place:
            errors[self._at(index, LINE)] = STRANGE if line is None else "“行标识”与上面的行重复；新增的行请留空"
            return
        self._place[line.id] = index
        if line.id not in self.now:
            self._look_at_gone(index, texts, line)
            return
        sides = (line, self.now[line.id])
        for column in self._columns():
            opened_by = self.declared if column.name in self.declared.row_columns else None
            if self.cells.is_touched(column, texts[column.name], self._at(index, column.name), sides, opened_by):
                self._touched.setdefault(line.id, {})[column.name] = texts[column.name]

    def _look_at_new(self, index: int, texts: RowTexts) -> None:
        filled = [column.name for column in self._columns() if texts[column.name]]
        if not filled:
            return
        if closed := self.cells.closed(self.declared) or (FIXED if self.declared.tally is not None else ""):
            self.cells.errors[self._at(index, filled[0])] = closed
        else:
            self._new.append(index)

    def _look_at_gone(self, index: int, texts: RowTexts, line: Any) -> None:
        held, owner = self.cells.held, self.cells.mine
        if not all(held.is_untouched(texts[column.name], line, column, owner) for column in self._columns()):
            self.cells.errors[self._at(index, LINE)], self.cells.clashed = GONE, True

    def _columns(self) -> list[Column]:
        return [column for column in self.laid.columns.values() if column.name not in TIES]

    def _at(self, index: int, column: str) -> str:
        return f"{self.name}-{index}-{column}"

    # -- what is to be written ---------------------------------------------------------------------------------------------

    def _read(self) -> Lines:
        """Through the form, all rows at once: those that nobody touched as they are stored."""
        stored: Any = build(type(self.cells.mine), (self.name,), self.cells.context, None, self.cells.mine)[self.name]
        rows = [(key, self._typed_over(int(key), dict(cells))) for key, cells in sent.rows_of(stored)]
        rows += [("", self._typed(index, self.came[index][1])) for index in self._new]
        if len(rows) > MOST_ROWS:
            self.cells.errors[self.name] = f"“{self.declared.label}”最多 {MOST_ROWS} 行，现有 {len(rows)} 行"
            return Lines()
        places = [*(self._place.get(int(key)) for key, _ in rows if key), *self._new]
        form = self.cells.form((self.name,), sent.row_pairs(self.name, [(key, tuple(cells.items())) for key, cells in rows]))
        for name, sentence in form.unreadable().items():
            self.cells.errors.setdefault(renamed(name, {self.name: places}), sentence)
        read = form.values().get(self.name, [])
        return self._fitted({row["id"]: row for row in read if row["id"]}, [row for row in read if not row["id"]])

    def _typed_over(self, key: int, cells: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        touched = self._touched.get(key, {})
        if touched:
            cells |= self._typed(self._place[key], touched)
            if not any(part.strip() for parts in cells.values() for part in parts):
                self.cells.errors[self._at(self._place[key], LINE)] = WIPED
        return cells

    def _typed(self, index: int, texts: RowTexts) -> dict[str, tuple[str, ...]]:
        columns = self.declared.row_columns
        return {
            name: tuple(self.cells.boxes(columns[name], text, self._at(index, name))) for name, text in texts.items() if name in columns
        }

    def _fitted(self, read: dict[int, dict[str, Any]], new: list[dict[str, Any]]) -> Lines:
        found, columns = Lines(), {column.name: column for column in self._columns()}
        for key, line in self.now.items():
            row: dict[str, Any] = {name: getattr(line, name) for name in self.declared.row_columns}
            for name in self._touched.get(key, {}):
                index = self._place[key]
                where, raw = self._at(index, name), self.laid.cell(self.came[index][0], name)
                if where in self.cells.errors or key not in read:
                    continue
                if self.cells.is_change(columns[name], read[key][name], where, (self.was[key], line), raw):
                    row[name], found.is_changed = read[key][name], True
            found.values.append({"id": key, **row})
            found.places.append(self._place.get(key))
        added = [line for key, line in self.now.items() if key not in self.was]
        for index, row in zip(self._new, new, strict=False):
            if (same := next((line for line in added if self._says(line, row)), None)) is not None:
                added.remove(same)  # this file, or somebody, has brought it in already
                continue
            found.values.append(row)
            found.places.append(index)
            found.is_changed = True
        return found

    def _says(self, line: Any, row: dict[str, Any]) -> bool:
        return all(self.cells.is_held(column, row.get(name), line) for name, column in self.declared.row_columns.items())


def renamed(name: str, places: dict[str, list[int | None]]) -> str:
    """A name of the form as one of the file; what is not in the file is said of the kind of rows."""
    head, _, rest = name.partition("-")
    index, _, column = rest.partition("-")
    if head not in places or not index.isdigit() or int(index) >= len(places[head]):
        return name
    place = places[head][int(index)]
    return head if place is None else f"{head}-{place}-{column}"
