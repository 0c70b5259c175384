"""Values that are found again wherever they come out: each one of a kind, valid for its field, its masked form known beforehand.

What must stay hidden of a text are three characters which stand together nowhere else; of a telephone or a card, all its figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from models.declare import Field, Personal
from rules.formats import id_card_check

#: Characters that no label, name or sentence of ours puts three in a row.
LETTERS = "鹤咏翊瑾琮璟煜烨晗钰珺骁骏骐羲曦澍濡沅沣淇湄潇漪栎桦楠槿梓榕蓓蕙薇菡芷茜荻莜鸢鹭"
FOUND = re.compile(rf"[{LETTERS}]{{3}}|(?=(139\d{{8}}))|(?=(421202\d{{11}}[\dX]))|(?=(HKM\d{{6}}))")
NUMBER = re.compile(r"QH-[A-Z]\d\d-\d{4}-\d{5}")


@dataclass(frozen=True, kw_only=True, eq=False)
class Canary:
    """A planted value. `field` is as the declaration had it when it was planted, None for what tells only that the record is there;
    `trace` is what gives the value away.
    """

    register: str
    record_id: int
    field: Field | None
    value: str
    trace: str
    masked: str = ""
    rows: str = ""
    past: bool = False

    def __str__(self) -> str:
        place = "附件或正文" if self.field is None else f"{self.rows + '.' if self.rows else ''}{self.field.name}"
        return f"{self.register}:{self.record_id} {place}{'（更正前）' if self.past else ''} {self.value}"


@dataclass
class Cage:
    """All canaries of an office, by the trace they leave."""

    canaries: dict[str, Canary] = field(default_factory=dict)
    records: dict[tuple[str, int], list[Canary]] = field(default_factory=dict)

    def plant(self, record: Any, of: Field | None = None, *, rows: str = "", past: bool = False) -> Canary:
        """A new canary for that place."""
        kind = of.sensitive if of is not None else None
        value, trace, masked = MADE[kind](len(self.canaries) + 1)
        made = Canary(
            register=record.__tablename__, record_id=record.id, field=replace(of) if of and kind else None, value=value, trace=trace,
            masked=masked, rows=rows, past=past)  # fmt: skip
        self.canaries[trace] = made
        self.records.setdefault((made.register, made.record_id), []).append(made)
        return made

    def found(self, text: str) -> set[Canary]:
        """Those that came out in a text."""
        traces = {group for hit in FOUND.finditer(text) for group in (hit.group(), *hit.groups()) if group}
        return {self.canaries[trace] for trace in traces if trace in self.canaries}

    def of(self, record: Any) -> list[Canary]:
        """Those of one record, in the order of the planting."""
        return self.records.get((record.__tablename__, record.id), [])


def three(number: int) -> str:
    """A number in our own figures."""
    size = len(LETTERS)
    return LETTERS[number // size // size % size] + LETTERS[number // size % size] + LETTERS[number % size]


def _name(number: int) -> tuple[str, str, str]:
    return f"欧阳{three(number)}", three(number), "欧阳***"


def _phone(number: int) -> tuple[str, str, str]:
    figures, tail = f"139{number:04}", f"{number * 7919 % 10000:04}"
    return figures + tail, figures + tail, f"139****{tail}"


def _address(number: int) -> tuple[str, str, str]:
    return f"温泉大道12号{three(number)}苑", three(number), "温泉大道***"


def _id_card(number: int) -> tuple[str, str, str]:
    head = f"42120219900101{number % 1000:03}" if number < 1000 else f"42120219910101{number % 1000:03}"
    card = head + id_card_check(head)
    return card, card, f"421***********{card[-4:]}"


def _paper(number: int) -> tuple[str, str, str]:
    return f"HKM{number:06}", f"HKM{number:06}", f"****{number % 100:02}"


def _words(number: int) -> tuple[str, str, str]:
    return f"另见{three(number)}所记", three(number), ""


#: A kind of personal data that is missing here stops the planting: teach the proof what a valid value of it looks like.
MADE = {
    Personal.NAME: _name, Personal.PHONE: _phone, Personal.ADDRESS: _address, Personal.ID_CARD: _id_card, Personal.PAPER: _paper,
    None: _words,
}  # fmt: skip
