"""What came of an import: counts, sentences by row and column, and the workbook of the rows that must be put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.declare import Register
from services.workbook.columns import HEADERS, ORDINAL
from services.workbook.incoming import Incoming
from services.workbook.lay import Layout
from services.workbook.returned import WHOLE, Returned
from services.workbook.sheet import RawRow

#: So many errors are shown on a page; the file that goes back has all of them.
SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class RowError:
    """One sentence, with the row in the person's file and the column that it is about (empty: the row as a whole)."""

    sheet: str
    row: int
    label: str
    sentence: str


@dataclass(kw_only=True)
class Outcome:
    """What came of an import. `stands`: records were made or changed, and the caller commits; otherwise nothing is left to commit.

    `changed` and `same` are rows that came back from an export (`comes_back`: there were such); of the `bad` ones, `clashed` are those
    in which two people changed the same cell. `ends` are the ids of the first and the last record that was made.
    """

    total: int = 0
    made: int = 0
    changed: int = 0
    same: int = 0
    known: int = 0
    bad: int = 0
    clashed: int = 0
    comes_back: bool = False
    errors: list[RowError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stands: bool = False
    ends: list[int] = field(default_factory=list)

    @property
    def kept(self) -> int:
        """How many rows write something."""
        return self.made + self.changed


class Told:
    """Finds the cell of each sentence, which bears a name of the form."""

    def __init__(self, register: type[Register], layout: Layout, outcome: Outcome) -> None:
        self._register, self._layout, self._outcome = register, layout, outcome
        self.returned = Returned(layout)

    def bad(self, one: Incoming, errors: Mapping[str, str]) -> None:
        """A record that was not made: its row and all its child rows go back."""
        self._outcome.bad += 1
        main: dict[str, list[str]] = {}
        lines: dict[tuple[str, int], dict[str, list[str]]] = {}
        for name, sentence in errors.items():
            head, index, column = split(name)
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

    def orphan(self, sheet: str, raw: RawRow) -> None:
        """A child row that belongs to no record: a row for itself."""
        self._outcome.total += 1
        self._outcome.bad += 1
        self._refuse(sheet, raw, {ORDINAL: ["“序号”与主表的任何一行都对不上"]})

    def _refuse(self, sheet: str, raw: RawRow, errors: Mapping[str, Sequence[str]]) -> None:
        """Into the file that goes back, and into the list that is shown."""
        laid = self._layout.children[sheet] if sheet else self._layout.main
        placed: dict[int, list[str]] = {}
        for name, sentences in errors.items():
            place, label = laid.place(name), self._label(sheet, name)
            said = sentences if place is not None or not label else [f"{label}：{sentence}" for sentence in sentences]
            placed.setdefault(WHOLE if place is None else place, []).extend(said)
            if len(self._outcome.errors) < SHOWN:
                self._outcome.errors += [
                    RowError(sheet=laid.sheet.title, row=raw.number, label=label, sentence=sentence) for sentence in sentences
                ]  # fmt: skip
        self.returned.add(sheet, raw, placed)

    def _label(self, sheet: str, name: str) -> str:
        fields = self._register.fields[sheet].target.fields if sheet else self._register.fields
        if name in fields:
            return fields[name].label
        return HEADERS.get(name) or (self._register.fields[name].label if name in self._register.fields else "")


def split(name: str) -> tuple[str, int | None, str]:
    """`contacts-0-phone` as its field, the place of its row and its column; a plain name is itself."""
    head, _, rest = name.partition("-")
    index, _, column = rest.partition("-")
    return (head, int(index), column) if index.isdigit() else (name, None, "")
