"""编号台账: what became of every number of a form and year, and which gaps nobody has explained.

Asked with the eyes of the house: a number must be proven whoever may read the record that bears it. So only the number, its
standing, the day and who filled it in come out of here, and nothing of a customer.

A number is known by the row written when it was taken. Records older than those rows are read by the patterns of every policy edition;
whatever fits none, or lies beyond its counter, is listed by itself (编号不合规则) and never passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased, joinedload

from models.declare import Phase, Register
from models.numbers import NumberExplained, NumberGiven, NumberSpoilt, Reservation
from models.organisation import Staff
from models.policy import PolicyValue
from models.trace import Counter
from rules.keys import Value
from rules.moments import local
from rules.numbering import USUAL, read_number
from rules.refusals import Missing
from services.number_book import Book, Entry, Standing, Stray
from services.numbering import pattern_in_force
from services.sight import of_the_house

#: So many records are asked for in one statement.
AT_ONCE = 5_000


@of_the_house
def books(session: Session, register: type[Register], year: int | None = None) -> list[Book]:
    """The ledgers of a register, the newest year first; with `year` that one alone. The number of queries is fixed."""
    counters = dict(session.execute(select(Counter.year, Counter.value).where(Counter.form == register.code)).all())
    words: dict[int, dict[int, NumberExplained]] = {}
    for said in _explanations(session, register):
        words.setdefault(said.year, {})[said.count] = said
    known: dict[int, dict[int, Entry]] = {}
    for found, entry in _given(session, register, year):
        known.setdefault(found, {})[entry.count] = entry
    strays: dict[int, list[Stray]] = {}
    unwritten = _unwritten(session, register)
    patterns = _patterns(session) if unwritten else []
    for row in unwritten:
        _place(row, known, strays, counters, patterns, register)
    years = sorted({*counters, *known, *strays}, reverse=True) if year is None else [year]
    return [
        Book(
            register=register, year=one, counter=counters.get(one, 0), strays=strays.get(one, []),
            entries=list(_entries(known.get(one, {}), counters.get(one, 0), words.get(one, {}))))
        for one in years
    ]  # fmt: skip


@of_the_house
def book(session: Session, register: type[Register], year: int) -> Book:
    """One ledger. Raises Missing where nothing was ever numbered."""
    found = books(session, register, year)[0]
    if not found.counter and not found.entries and not found.strays:
        raise Missing(f"“{register.title}”{year} 年还没有编号。")
    return found


def open_to_reader(session: Session, found: Book) -> frozenset[int]:
    """Of the records that the page of a ledger names, those which the person of this session may see."""
    ends = {entry.record_id for span in found.spans for entry in (span.first, span.last)}
    named = sorted(key for key in ends | {stray.record_id for stray in found.strays} if key is not None)
    register: Any = found.register
    parts = (named[start : start + AT_ONCE] for start in range(0, len(named), AT_ONCE))
    return frozenset(key for part in parts for key in session.scalars(select(register.id).where(register.id.in_(part))))


@of_the_house
def all_books(session: Session, registers: Iterable[type[Register]]) -> list[Book]:
    """Every ledger of the house, in the order of the registers."""
    return [one for register in registers for one in books(session, register)]


def _entries(known: dict[int, Entry], counter: int, words: dict[int, NumberExplained]) -> Iterator[Entry]:
    """From 1 to the counter, or to the last number written down should somebody have turned the counter back."""
    for count in range(1, max(counter, *known, 0) + 1):
        entry = known.get(count) or Entry(count=count, number="", standing=Standing.MISSING)
        if entry.standing is Standing.MISSING and (said := words.get(count)) is not None:
            entry = Entry(
                count=count, number=entry.number, standing=Standing.EXPLAINED, at=said.at, by=said.by.name if said.by else "",
                words=said.words)  # fmt: skip
        yield entry


def _given(session: Session, register: type[Register], year: int | None) -> Iterator[tuple[int, Entry]]:
    """Every number written down, with the record that bears it and what became of it otherwise."""
    model: Any = register
    filler, keeper, spoiler = aliased(Staff), aliased(Staff), aliased(Staff)
    spoilt = and_(NumberSpoilt.form == NumberGiven.form, NumberSpoilt.year == NumberGiven.year, NumberSpoilt.count == NumberGiven.count)
    wanted = (
        select(
            NumberGiven.year, NumberGiven.count, NumberGiven.number, NumberGiven.at, model.id, model.status, model.void_reason,
            model.created_at, filler.name.label("filler"), NumberGiven.reservation_id, Reservation.reason, keeper.name.label("keeper"),
            NumberSpoilt.reason.label("spoilt"), NumberSpoilt.at.label("spoilt_at"), spoiler.name.label("spoiler"))
        .outerjoin(model, model.number == NumberGiven.number).outerjoin(filler, filler.id == model.creator_id)
        .outerjoin(Reservation, Reservation.id == NumberGiven.reservation_id).outerjoin(keeper, keeper.id == Reservation.by_id)
        .outerjoin(NumberSpoilt, spoilt).outerjoin(spoiler, spoiler.id == NumberSpoilt.by_id)
        .where(NumberGiven.form == register.code)
    )  # fmt: skip
    for row in session.execute(wanted if year is None else wanted.where(NumberGiven.year == year)):
        yield row.year, _entry(row)


def _entry(row: Any) -> Entry:
    if row.id is not None:
        return _borne(row, row.count)
    if row.spoilt is not None:
        return Entry(
            count=row.count, number=row.number, standing=Standing.SPOILT, at=row.spoilt_at, by=row.spoiler or "",
            words=row.spoilt)  # fmt: skip
    if row.reservation_id is not None:
        return Entry(
            count=row.count, number=row.number, standing=Standing.RESERVED, at=row.at, by=row.keeper or "", words=row.reason)  # fmt: skip
    return Entry(count=row.count, number=row.number, standing=Standing.MISSING, at=row.at)


def _borne(row: Any, count: int) -> Entry:
    """A number that a record bears."""
    is_void = row.status.phase is Phase.VOID
    return Entry(
        count=count, number=row.number, standing=Standing.VOID if is_void else Standing.USED, at=row.created_at, by=row.filler or "",
        words=(row.void_reason or "") if is_void else "", record_id=row.id)  # fmt: skip


def _unwritten(session: Session, register: type[Register]) -> list[Any]:
    """Records whose number was never written down: older than the ledger, or brought in from elsewhere."""
    model: Any = register
    given = select(NumberGiven.number).where(NumberGiven.form == register.code, NumberGiven.number == model.number)
    wanted = select(model.id, model.number, model.status, model.void_reason, model.created_at, Staff.name.label("filler"))
    wanted = wanted.outerjoin(Staff, Staff.id == model.creator_id).where(~given.exists()).order_by(model.id)
    return list(session.execute(wanted))


def _place(
    row: Any, known: dict[int, dict[int, Entry]], strays: dict[int, list[Stray]], counters: dict[int, int], patterns: list[str],
    register: type[Register],
) -> None:  # fmt: skip
    """An unwritten number goes where a pattern reads it to belong, if that place is free and was passed by the counter."""
    readings = list(dict.fromkeys(filter(None, (read_number(pattern, row.number or "", register.code) for pattern in patterns))))
    for year, count in readings:
        if count <= counters.get(year, 0) and count not in known.setdefault(year, {}):
            known[year][count] = _borne(row, count)
            return
    if not readings:
        year, wrong = local(row.created_at).year, "与编号格式不符"
    else:
        year, count = readings[0]
        wrong = f"超出编号计数（现至 {counters.get(year, 0)}）" if count > counters.get(year, 0) else f"第 {count} 号另有记录"
    strays.setdefault(year, []).append(
        Stray(number=row.number or "（空）", record_id=row.id, at=row.created_at, by=row.filler or "", wrong=wrong))  # fmt: skip


def _patterns(session: Session) -> list[str]:
    """How numbers are or were written, the present way first."""
    stored = session.scalars(select(PolicyValue.value).where(PolicyValue.key == Value.NUMBER_PATTERN).order_by(PolicyValue.id.desc()))
    return list(dict.fromkeys([pattern_in_force(session), *stored, USUAL]))


def _explanations(session: Session, register: type[Register]) -> Iterable[NumberExplained]:
    """What was said of missing numbers, the last words last."""
    found = select(NumberExplained).where(NumberExplained.form == register.code).options(joinedload(NumberExplained.by))
    return session.scalars(found.order_by(NumberExplained.id))
