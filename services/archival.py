"""档号: given gapless within its series, or taken over from a paper that bears one already. None is given twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.archival import ArchivalCode, ArchivalSeries
from models.declare import Register, Step
from models.declare.brings import Coding
from models.organisation import Department
from rules.archival import Place, Retention, read_code, read_parts, write_code, write_series
from rules.moments import local
from services.company import settings


def problems(session: Session, record: Register, step: Step) -> dict[str, str]:
    """Why the record cannot have its code: what was typed does not fit or is taken, or the unit has no letters for it."""
    if not step.is_filing and step.coding is None:
        return {}
    held = _held(session, record)
    if step.is_filing or (not record.archival_code and held is None):
        return {} if record.unit.archive_code else {"archival_code": _no_unit(record.unit.name)}
    if not record.archival_code or held == record.archival_code or step.coding is None:
        return {}
    if held is not None:
        return {"archival_code": f"档号已编为 {held}，不能改动"}
    pattern = settings(session)[step.coding.pattern]
    if read_code(pattern, record.archival_code or "") is None:
        return {"archival_code": f"档号与格式不符，应如 {_example(session, record, step.coding)}；新编的请留空，由系统给出"}
    if said := _says_otherwise(session, record, step.coding):
        return {"archival_code": said}
    taken = session.scalar(select(ArchivalCode).where(ArchivalCode.code == record.archival_code))
    return {"archival_code": f"档号 {taken.code} 已有，不能重复"} if taken else {}


def restore(session: Session, record: Register) -> None:
    """Who leaves the box blank at the step means the code that the record bears already."""
    record.archival_code = record.archival_code or _held(session, record)


def _says_otherwise(session: Session, record: Register, coding: Coding) -> str | None:
    """What a typed code says that is not so. Its year is compared where the paper has a date, and its unit is one of the house: what
    came from another department may be entered by ours.
    """
    kept = settings(session)
    said = read_parts(kept[coding.pattern], record.archival_code or "")
    dated = getattr(record, coding.dated) if coding.dated else None
    units = sorted({code for code in session.scalars(select(Department.archive_code)) if code})
    wanted: tuple[tuple[str, str, Iterable[str]], ...] = (
        ("fonds", "全宗号", (kept["fonds"],)), ("year", "年度", (dated[:4],) if dated else (said["year"],)),
        ("term", "保管期限", (Retention.of(getattr(record, coding.retention)).term,)), ("unit", "机构（问题）代码", units),
    )  # fmt: skip
    wrong = (f"{label}写的是 {said[place]}，应为 {'、'.join(right)}" for place, label, right in wanted if said[place] not in right)
    return f"档号与本卷（件）不符：{'；'.join(found)}" if (found := list(wrong)) else None


def give_by_step(session: Session, record: Register, coding: Coding, now: datetime) -> None:
    """Give the code that is missing, or write down the one that was typed; `problems` has found nothing wrong."""
    held = _held(session, record)
    if held is None and record.archival_code:
        _take_over(session, record, settings(session)[coding.pattern], now)
    else:
        record.archival_code = held or give(session, record, coding, now)


def give(session: Session, record: Register, coding: Coding, now: datetime) -> str:
    """The next code of the record's series, in the transaction that saves it: a rolled back save gives it back."""
    series, pattern = _series(session, record, coding, now), settings(session)[coding.pattern]
    count = _advance(session, series)
    code = write_code(pattern, Place(series=series, count=count))
    _keep(session, record, Place(series=series, count=count), code, now, typed=False)
    return code


def _series(session: Session, record: Any, coding: Coding, now: datetime) -> str:
    dated = getattr(record, coding.dated) if coding.dated else None
    kept = settings(session)
    return write_series(
        kept[coding.pattern], fonds=kept["fonds"], year=int(dated[:4]) if dated else local(now).year,
        retention=Retention.of(getattr(record, coding.retention)), unit=record.unit.archive_code or "")  # fmt: skip


def _example(session: Session, record: Any, coding: Coding) -> str:
    pattern = settings(session)[coding.pattern]
    series = write_series(
        pattern, fonds=settings(session)["fonds"], year=record.created_at.year, retention=Retention.of(getattr(record, coding.retention)),
        unit=record.unit.archive_code or "KFZX")  # fmt: skip
    return write_code(pattern, Place(series=series, count=1))


def _advance(session: Session, series: str) -> int:
    """Whoever else wants a code of the series waits for our commit. What was typed is stepped over."""
    insert: Any = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert
    taken = insert(ArchivalSeries).values(series=series, value=1)
    taken = taken.on_conflict_do_update(index_elements=["series"], set_={"value": ArchivalSeries.value + 1}).returning(ArchivalSeries.value)
    count = int(session.connection().execute(taken).scalar_one())
    there = select(ArchivalCode.count).where(ArchivalCode.series == series, ArchivalCode.count == count)
    return _advance(session, series) if session.connection().execute(there).first() else count


def _take_over(session: Session, record: Register, pattern: str, now: datetime) -> None:
    place = read_code(pattern, record.archival_code or "")
    assert place is not None  # noqa: S101 - problems() has read it
    _keep(session, record, place, record.archival_code or "", now, typed=True)


def _keep(session: Session, record: Register, place: Place, code: str, now: datetime, *, typed: bool) -> None:
    session.add(ArchivalCode(
        series=place.series, count=place.count, code=code, register=record.__tablename__, record_id=record.id, typed=typed,
        at=now))  # fmt: skip


def _held(session: Session, record: Register) -> str | None:
    """The code that the record bears in the ledger of codes."""
    return session.scalar(
        select(ArchivalCode.code).where(ArchivalCode.register == record.__tablename__, ArchivalCode.record_id == record.id))  # fmt: skip


def _no_unit(name: str) -> str:
    return f"“{name}”还没有机构（问题）代码，编不了档号，请系统管理员在管理台“部门”中填写"
