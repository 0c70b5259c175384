"""The vocabulary of fields. The type beside a word says whether it may stay empty (`| None`); nothing else does.

Options that many words share: `help` stands under the field on screen; `search` lets the list find by it; `sensitive` says which
personal data it is; `shown_to` keeps a field to some posts; `needed=when(other, value)` demands it on a condition. A word never
bears a name that fields bear.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar, cast

from sqlalchemy import Boolean, Date, Integer, Numeric, String, Text
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import Mapped

from models.declare.field import Default
from models.declare.house import House
from models.declare.kinds import Kind
from models.declare.promise import Promise
from models.declare.storage import Moment, Signed, SignedType, States
from models.declare.tally import Tally
from models.declare.word import Condition, Proposal, Word
from rules.masking import Personal
from rules.roles import Role

T = TypeVar("T")
S = TypeVar("S", bound=States)

#: How a value that the system works out is stored.
WORKED_OUT: Mapping[type, Any] = {bool: Boolean(), int: Integer(), str: String(200), date: Date()}


def when(other: Mapped[Any], *values: object) -> Condition:
    """The other field of this record holds one of `values`; with none given, anything at all."""
    return Condition(word=other, values=values)


def unless(other: Mapped[Any], *values: object) -> Condition:
    """The other field holds none of `values`; with none given, nothing at all."""
    return Condition(word=other, values=values, negated=True)


def proposal(column: Mapped[Any], *, where: Mapping[Any, Mapped[Any]]) -> Proposal:
    """A first value out of reference data: `proposal(Routing.dept, where={Routing.category: category})`. It may be changed."""
    ((key, word),) = where.items()
    return Proposal(column=column, key=key, word=word)


def text(
    label: str, *, length: int = 100, help: str = "", search: bool = False, sensitive: Personal | None = None,  # noqa: A002
    default: str | None = None, unique: bool = False, needed: Condition | None = None, once: bool = False,
) -> Mapped[str]:  # fmt: skip
    """One line of writing. `once`: of each there is one record, beside those that are void."""
    return cast("Mapped[str]", Word(
        kind=Kind.TEXT, label=label, type=String(length), length=length, help=help, search=search, sensitive=sensitive,
        default=default, unique=unique, demanded=needed, once=once))  # fmt: skip


def prose(
    label: str, *, length: int = 4000, help: str = "", search: bool = False, needed: Condition | None = None,  # noqa: A002
    shown_to: tuple[Role, ...] = (),
) -> Mapped[str]:  # fmt: skip
    """Several lines of writing; what does not fit its place on paper goes on to an annex page."""
    return cast("Mapped[str]", Word(
        kind=Kind.PROSE, label=label, type=Text(), length=length, help=help, search=search, demanded=needed,
        shown_to=shown_to))  # fmt: skip


def telephone(
    label: str, *, search: bool = True, default: Default | None = None, help: str = "",  # noqa: A002
    needed: Condition | None = None, of_house: bool = False,
) -> Mapped[str]:  # fmt: skip
    """A telephone number; personal data, unless it is one `of_house` that everybody may call."""
    return cast("Mapped[str]", Word(
        kind=Kind.PHONE, label=label, type=String(30), length=30, search=search, sensitive=None if of_house else Personal.PHONE,
        default=default, help=help, demanded=needed))  # fmt: skip


def id_card(label: str, *, help: str = "") -> Mapped[str]:  # noqa: A002
    """A citizen's identity number with its check figure; personal data."""
    return cast("Mapped[str]", Word(
        kind=Kind.ID_CARD, label=label, type=String(18), length=18, sensitive=Personal.ID_CARD, help=help))  # fmt: skip


def credit_code(label: str) -> Mapped[str]:
    """A unified social credit code with its check character."""
    return cast("Mapped[str]", Word(kind=Kind.CREDIT_CODE, label=label, type=String(18), length=18))


def day(
    label: str, *, default: Default | None = None, past: bool = False, after: Mapped[Any] | None = None,
    help: str = "", needed: Condition | None = None, once: bool = False,  # noqa: A002
) -> Mapped[date]:  # fmt: skip
    """A calendar day. `past`: not later than today; `after`: not before that other field; `once` as for `year_month`."""
    return cast("Mapped[date]", Word(
        kind=Kind.DAY, label=label, type=Date(), default=default, past=past, after=after, help=help, demanded=needed,
        once=once))  # fmt: skip


def moment(
    label: str, *, default: Default | None = None, past: bool = False, after: Mapped[Any] | None = None,
    help: str = "", needed: Condition | None = None,  # noqa: A002
) -> Mapped[datetime]:  # fmt: skip
    """A day with hour and minute, Asia/Shanghai. `past` and `after` as for `day`."""
    return cast("Mapped[datetime]", Word(
        kind=Kind.MOMENT, label=label, type=Moment(), default=default, past=past, after=after, help=help,
        demanded=needed))  # fmt: skip


def date8(label: str) -> Mapped[str]:
    """An archival date of eight figures; an unknown month or day is 00 (DA/T 22-2015)."""
    return cast("Mapped[str]", Word(kind=Kind.DATE8, label=label, type=String(8), length=8))


def year_month(label: str, *, once: bool = False) -> Mapped[str]:
    """A month, stored `2026-11`. `once`: of each there is one record, beside those that are void."""
    return cast("Mapped[str]", Word(kind=Kind.YEAR_MONTH, label=label, type=String(7), length=7, once=once))


def year_week(label: str, *, once: bool = False, help: str = "") -> Mapped[str]:  # noqa: A002
    """A week from Monday to Sunday, stored `2026-W47` (GB/T 7408). `once` as for `year_month`."""
    return cast("Mapped[str]", Word(kind=Kind.YEAR_WEEK, label=label, type=String(8), length=8, once=once, help=help))


def choice(
    label: str, options: str, *, default: str | None = None, help: str = "", needed: Condition | None = None,  # noqa: A002
    proposed: Proposal | None = None,
) -> Mapped[str]:  # fmt: skip
    """One option of a list kept as data (console, 选项表). The code is stored; old records keep their old wording."""
    return cast("Mapped[str]", Word(
        kind=Kind.CHOICE, label=label, type=String(40), options=options, default=default, help=help, demanded=needed,
        proposal=proposed))  # fmt: skip


def state(label: str, states: type[S], *, start: S) -> Mapped[S]:
    """Where the record stands in its flow. Moved by steps alone."""
    column = EnumType(
        states, native_enum=False, create_constraint=False, length=20, values_callable=lambda e: [m.value for m in e])  # fmt: skip
    return cast("Mapped[S]", Word(kind=Kind.STATE, label=label, type=column, default=start, target=states))


def yes_no(
    label: str, *, default: bool | None = None, help: str = "", needed: Condition | None = None,  # noqa: A002
    shown_to: tuple[Role, ...] = (),
) -> Mapped[bool]:  # fmt: skip
    """是 or 否, and neither until it is answered."""
    return cast("Mapped[bool]", Word(
        kind=Kind.YES_NO, label=label, type=Boolean(), default=default, help=help, demanded=needed, shown_to=shown_to))  # fmt: skip


def quantity(
    label: str, *, minimum: int = 0, maximum: int = 999_999, default: int | None = None, help: str = "",  # noqa: A002
    needed: Condition | None = None,
) -> Mapped[int]:  # fmt: skip
    """A whole number within bounds, both included."""
    return cast("Mapped[int]", Word(
        kind=Kind.NUMBER, label=label, type=Integer(), minimum=minimum, maximum=maximum, default=default, help=help,
        demanded=needed))  # fmt: skip


def amount(label: str, *, maximum: int = 99_999_999) -> Mapped[Decimal]:
    """Money in yuan with two decimals, not negative."""
    return cast("Mapped[Decimal]", Word(kind=Kind.AMOUNT, label=label, type=Numeric(12, 2), minimum=0, maximum=maximum))


def gauge(label: str, *, minimum: int = 0, maximum: int = 9_999, help: str = "") -> Mapped[Decimal]:  # noqa: A002
    """What an instrument shows, with one decimal, within bounds, both included; below zero too where `minimum` says so."""
    return cast("Mapped[Decimal]", Word(
        kind=Kind.GAUGE, label=label, type=Numeric(6, 1), minimum=minimum, maximum=maximum, help=help))  # fmt: skip


def link(
    label: str, target: type[T], *, gives: Mapping[Any, Any] | None = None, search: bool = False, help: str = "",  # noqa: A002
    default: Default | None = None, found: Callable[[Any, Any], T | None] | None = None, once: bool = False,
) -> Mapped[T]:  # fmt: skip
    """Another record, found by typing. `gives` copies its fields into ours when it is picked: {ours: theirs}. `found(record, session)`
    looks it up while it is empty. `once`: one record alone links to it, beside those that are void.
    """
    return cast("Mapped[T]", Word(
        kind=Kind.LINK, label=label, target=target, gives=gives or {}, search=search, help=help, default=default, found=found,
        once=once))  # fmt: skip


def links(label: str, target: type[T], *, compute: Callable[..., list[T]] | None = None) -> Mapped[list[T]]:
    """Several other records; with `compute(record, session)` the system picks them."""
    return cast("Mapped[list[T]]", Word(kind=Kind.LINKS, label=label, target=target, compute=compute))


def people(label: str) -> Mapped[list[Any]]:
    """Several members of staff."""
    return cast("Mapped[list[Any]]", Word(kind=Kind.LINKS, label=label, target="Staff"))


def staff(label: str, *, default: Default | None = None, needed: Condition | None = None) -> Mapped[Any]:
    """A member of staff, from the staff list."""
    return cast("Mapped[Any]", Word(kind=Kind.STAFF, label=label, target="Staff", default=default, demanded=needed))


def department(
    label: str, *, default: Default | None = None, needed: Condition | None = None, proposed: Proposal | None = None,
) -> Mapped[Any]:  # fmt: skip
    """A department of the house."""
    return cast("Mapped[Any]", Word(
        kind=Kind.DEPARTMENT, label=label, target="Department", default=default, demanded=needed, proposal=proposed))  # fmt: skip


def lines(label: str, target: type[T], *, maximum: int = 50) -> Mapped[list[T]]:
    """Child rows, edited inside the form; `target` is a `Line` of this record alone."""
    return cast("Mapped[list[T]]", Word(kind=Kind.LINES, label=label, target=target, maximum=maximum))


def tally(
    label: str, target: type[T], compute: Callable[[Any, House], Sequence[T]], *, by: Sequence[Any], needs: Sequence[Any] = (),
    offers: Sequence[Any] = (),
) -> Mapped[list[T]]:  # fmt: skip
    """Child rows that the system works out at each save, as long as the first step is not taken; then they are frozen.

    `compute(record, house)` gives the rows. A row is known again `by` its columns: what a person fills of it stays. `needs` are the
    columns that a step which `.needs` the rows asks for, `offers` those that may be filled.
    """
    return cast("Mapped[list[T]]", Word(
        kind=Kind.LINES, label=label, target=target, tally=Tally(
            compute=compute, by=tuple(column.key for column in by), needs=tuple(column.key for column in needs),
            offers=tuple(column.key for column in offers))))  # fmt: skip


def checklist(label: str, target: type[T], *, of: Mapped[Any], rows: Any, maximum: int = 50) -> Mapped[list[T]]:
    """Child rows that are picked from the rows of a linked record, such as the materials of a service item."""
    return cast("Mapped[list[T]]", Word(
        kind=Kind.CHECKLIST, label=label, target=target, of=of, rows=rows, maximum=maximum))  # fmt: skip


def signature(label: str, *, sensitive: Personal | None = None) -> Mapped[Signed]:
    """A place to sign. A step that `.signs` it records who took the step; a customer signs on paper, and his name is noted:
    personal data, which the declaration says.
    """
    return cast("Mapped[Signed]", Word(kind=Kind.SIGNATURE, label=label, type=SignedType(), sensitive=sensitive))


def opinion(label: str) -> Mapped[Signed]:
    """A manager's decision with his words, name and moment; written by the step that `.decides` it."""
    return cast("Mapped[Signed]", Word(kind=Kind.OPINION, label=label, type=SignedType()))


def seal(label: str) -> Mapped[date]:
    """The place of a seal; the stored day is when the paper was sealed."""
    return cast("Mapped[date]", Word(kind=Kind.SEAL, label=label, type=Date(), past=True))


def attachment(label: str, *, needed: Condition | None = None) -> Mapped[Any]:
    """One file in a place of its own, such as a letter of authority; other files simply hang on the record."""
    return cast("Mapped[Any]", Word(kind=Kind.ATTACHMENT, label=label, target="Attachment", demanded=needed))


def serial(label: str = "编号") -> Mapped[str]:
    """The number of the record: gapless per form and year, taken in the saving transaction, its pattern a setting."""
    return cast("Mapped[str]", Word(kind=Kind.SERIAL, label=label, type=String(40), unique=True, search=True))


def source(label: str) -> Mapped[str]:
    """The record of any register that gave rise to this one, stored `table:id`."""
    return cast("Mapped[str]", Word(kind=Kind.SOURCE, label=label, type=String(60)))


def deadline(label: str, *ways: Promise, met: Mapped[Any] | None = None) -> Mapped[datetime]:
    """A time limit that the policy sets. The first of `ways` (`counts(...)`) whose condition holds runs the clock; the field holds
    the due moment, and filling `met` stops it; without `met` the end of the case does.
    """
    return cast("Mapped[datetime]", Word(kind=Kind.DEADLINE, label=label, type=Moment(), promises=ways, met=met))


def computed(
    label: str, result: type[T], compute: Callable[..., T | None], *, search: bool = False, help: str = "",  # noqa: A002
) -> Mapped[T]:  # fmt: skip
    """A value worked out from the record at each save, as long as its first step is not taken.

    `compute(record, session)` gives it; `result` is bool, int, str or date.
    """
    return cast("Mapped[T]", Word(kind=Kind.COMPUTED, label=label, type=WORKED_OUT[result], compute=compute, search=search, help=help))


def judged(
    label: str, result: type[T], judge: Callable[..., T | None], *, until_signed: bool = False, help: str = "",  # noqa: A002
) -> Mapped[T]:  # fmt: skip
    """A value that the house works out at each save, as long as the record is open (`until_signed`: as its first step is not
    taken): `judge(record, house)` may ask the policy, the working calendar and the present moment (models/declare/house.py).
    """
    return cast("Mapped[T]", Word(
        kind=Kind.COMPUTED, label=label, type=WORKED_OUT[result], judge=judge, until_signed=until_signed, help=help))  # fmt: skip
