"""The catalogues of the archive (I01, I02, I03), printed and read back: every cell of every page says what its record holds."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models import ArchivedItem, MeterPaper, MeterVolume
from models.declare import Register
from models.holding import HoldingState
from printouts.heading import HEAD
from printouts.ledger_layout import LedgerLayout
from rules.roles import Role
from services.options import option_book
from services.printing import job_info, print_ledger
from tests.cast import NOW
from tests.make import make, person, voided, walk
from tests.printouts.papers import written

MANY = 30
#: Wraps over several lines of its cell, with figures, Latin letters and brackets at which lines break.
LONG = "关于 {n} 号小区（A{n} 区）二次供水改造后 DN{n} 水表更换及接水点变更的说明[含附图 3 张]，一式两份"


def items(session: Session) -> list[Any]:
    """Every third on the shelf, and one declared void."""
    made = [
        make(ArchivedItem, session, item_title=LONG.format(n=n) if n % 4 else f"题名{n}", author=f"责任者{n}",
             doc_date=f"2026{n % 12 + 1:02}00")
        for n in range(MANY)
    ]  # fmt: skip
    voided(made[7])
    return [walk(one, HoldingState.SHELVED) if n % 3 == 0 else one for n, one in enumerate(made)]


def volumes(session: Session) -> list[Any]:
    """Some with papers inside, whose pages and dates the house adds up; some on the shelf."""
    made = [
        make(MeterVolume, session, volume_title=LONG.format(n=n) if n % 5 == 0 else f"水表档案{n}", connection_no=f"JS-{n:05}",
             retention="10" if n % 2 else "permanent")
        for n in range(MANY)
    ]  # fmt: skip
    for n, one in enumerate(made):
        for page in range(n % 3):
            make(MeterPaper, session, volume=one, pages=page + 2, doc_date=f"20{10 + n % 15}0{page + 1}15")
    session.flush()
    session.expire_all()
    return [walk(one, HoldingState.SHELVED) if n % 4 == 0 else one for n, one in enumerate(made)]


def papers(session: Session) -> list[Any]:
    """All of one volume: a book is of one."""
    volume = make(MeterVolume, session)
    return [
        make(MeterPaper, session, volume=volume, paper_title=LONG.format(n=n) if n % 3 else f"文件{n}", author=f"责任者{n}", pages=n + 1,
             file_no=None if n % 5 == 0 else f"青水客〔2026〕{n} 号")
        for n in range(MANY)
    ]  # fmt: skip


#: Each with its columns from the left.
CATALOGUES: list[tuple[type[Register], Callable[[Session], list[Any]], tuple[str, ...]]] = [
    (ArchivedItem, items, ("archival_code", "doc_no", "author", "item_title", "doc_date", "secrecy", "pages", "status", "remark")),
    (MeterVolume, volumes,
     ("archival_code", "volume_title", "connection_no", "pages", "retention", "date_range", "location", "status", "remark")),
    (MeterPaper, papers, ("file_no", "author", "paper_title", "doc_date", "pages", "remark")),
]  # fmt: skip
#: Of which list the codes in a column are.
LISTS = {"secrecy": "secrecy", "retention": "retention"}


@pytest.mark.parametrize(("register", "made", "columns"), CATALOGUES, ids=lambda value: getattr(value, "code", ""))
def test_every_cell_says_what_its_record_holds(
    register: type[Register], made: Callable[[Session], list[Any]], columns: tuple[str, ...], session: Session
) -> None:  # fmt: skip
    records, archivist = made(session), person(session, Role.ARCHIVIST)
    pdf = print_ledger(session, records, actor=archivist, now=NOW)
    pages = list(rows_of(pdf, register, records, session))
    assert len(pages) > 1
    assert register.ledger is not None
    for head, *_ in pages:
        assert head == ["序号", *(one_line(register.fields[name].label) for name in columns)]
    read = [row for _, *rows in pages for row in rows]
    filled = read[: len(records)]
    book = option_book(session)
    for place, (record, row) in enumerate(zip(records, filled, strict=True), start=1):
        expected = [held(record, name, lambda one, code: book.label(one, code)) for name in columns]
        assert row == [f"{place}作废" if record.is_void() else str(place), *expected]
    assert all(cell == "" for row in read[len(records) :] for cell in row)


def held(record: Any, name: str, label: Callable[[str, str], str]) -> str:
    """What the record holds, as it is called there, without the blanks at which lines break."""
    value = getattr(record, name)
    if name == "status":
        return one_line(value.label)
    return one_line(label(LISTS[name], value) if name in LISTS else "" if value is None else str(value))


def one_line(text: str) -> str:
    return "".join(text.split())


def rows_of(pdf: bytes, register: type[Register], records: list[Any], session: Session) -> Iterator[list[list[str]]]:
    """By page: the head and every row, as the cells in which the writing lies. Nothing in the table lies outside of them."""
    assert register.ledger is not None
    layout = LedgerLayout(register=register, ledger=register.ledger, records=records, job=job_info(session, NOW, ""))
    top = layout.paper.top - HEAD
    for page, rows in enumerate(layout.pages):
        lower = [top - depth for depth in accumulate(row.height for row in (layout.head, *rows))]
        cells: dict[tuple[int, int], list[tuple[float, float, str]]] = defaultdict(list)
        for number, x, y, text in written(pdf):
            if number == page and lower[-1] <= y < top:
                line, column = sum(y < edge for edge in lower), bisect_right(layout.edges, x) - 1
                assert layout.edges[column] < x < layout.edges[column + 1]
                cells[line, column].append((-y, x, text))
        yield [
            [one_line("".join(text for *_, text in sorted(cells[line, column]))) for column in range(len(layout.edges) - 1)]
            for line in range(len(lower))
        ]
