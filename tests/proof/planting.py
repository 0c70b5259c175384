"""An office full of canaries: of every register records of several standings, tied to a department's clerk in each way there is.

The clerk of the DEPT post sits in NEAR; records about strangers in FAR are none of his business. What a record says is set
directly, since no single person could type all of it; the numbers, links and child rows are made by the services.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import REGISTERS, Department, Message, Staff
from models.declare import Kind, Phase, Register, Signed
from models.declare.field import When
from models.job import RESULT, JobState
from models.returned import Scan, ScanPage
from models.trace import Correction
from rules.roles import Role
from services.approval_cases import open_case
from services.attach import attach, store
from services.escalate import escalate
from services.guard import at
from services.jobs import ask, put
from services.step import source_of
from tests.cast import NOW
from tests.files import PDF
from tests.make import in_order, keeper, make, own_values, person, walk
from tests.proof.canaries import Cage

#: So late that everything is overdue, and everybody has been told.
LATER = NOW + timedelta(days=60)
CLOSED = (Phase.DONE, Phase.FILE)


@dataclass(kw_only=True)
class Plants:
    """What was planted: `kin` are the records of each register by their standing, `files` the file on each record."""

    cage: Cage = field(default_factory=Cage)
    kin: dict[str, dict[str, int]] = field(default_factory=dict)
    files: dict[tuple[str, int], int] = field(default_factory=dict)
    messages: dict[Role, int] = field(default_factory=dict)
    jobs: dict[Role, tuple[int, int, str]] = field(default_factory=dict)
    pages: dict[tuple[str, int], int] = field(default_factory=dict)
    upload: int = 0


def plant(session: Session) -> Plants:
    """Plant everything; the caller commits."""
    plants, ground = Plants(), Ground(session)
    for register in REGISTERS:
        found = {standing: ground.record(register, standing) for standing in standings(register)}
        plants.kin[register.__tablename__] = {standing: record.id for standing, record in found.items()}
    session.flush()
    for record in ground.made:
        ground.link(record, plants)
    for record in ground.made:
        fill(record, plants, session)
    session.flush()
    for record in ground.made:
        ground.close(record)
    with at(session, LATER):
        escalate(session, REGISTERS, LATER)
    told = list(session.scalars(select(Message).order_by(Message.id)))
    for role in Role:
        others = [one.id for one in told if one.staff.job_number != role.value]
        plants.messages[role] = others[0]
    finished = {role: _job(session, role) for role in (Role.CLERK, Role.CB)}
    plants.jobs = {role: finished[Role.CB if role is Role.CLERK else Role.CLERK] for role in Role}
    return plants


def _scanned(session: Session, record: Any, plants: Plants, words: str) -> None:
    """A scanned page with the record's code, which somebody uploaded who might not hang it there."""
    scan = session.scalars(select(Scan)).first() or Scan(job_id=999_000, name="扫描.pdf", pages=1, at=NOW)
    page = ScanPage(
        scan=scan, place=len(plants.pages) + 1, reason=words, register=record.__tablename__, record_id=record.id,
        sha256=store(session, PDF))  # fmt: skip
    session.add(page)
    session.flush()
    plants.pages[record.__tablename__, record.id], plants.upload = page.id, scan.job_id


def _job(session: Session, role: Role) -> tuple[int, int, str]:
    """Work that was done for one person, and the file that came of it, which is nobody else's."""
    owner, words = person(session, role), f"{role.label}所要的文件"
    job = ask(session, "export", words, {}, actor=owner, now=NOW)
    job.state, job.posts, job.ended_at = JobState.DONE.value, role.value, NOW
    return job.id, put(session, job.id, RESULT, f"{words}.txt", "text/plain", io.BytesIO(words.encode())).id, words


def standings(register: type[Register]) -> Iterator[str]:
    """In which ways a record may stand to the people who read it."""
    yield from ("near", "far", "closed", "mine")
    parts = [part for held in register.seen.narrowed.values() for part in held]
    for place, part in enumerate(parts):
        if isinstance(part, When):
            yield f"such{place}"
    if register.seen.lasting or any(step.holder for step in register.flow.steps):
        yield from ("named", "named_closed")
    if register.seen.veil is not None:
        yield "veiled"
    if any(step.chain for step in register.flow.steps):
        yield "asked"


class Ground:
    """Who is who, and how a record of a standing is made."""

    def __init__(self, session: Session) -> None:
        self.session, self.made, self.standing = session, list[Any](), dict[Any, str]()
        units = list(session.scalars(select(Department).order_by(Department.position)))
        self.near, self.far = units[0], units[1]
        self.clerk = session.scalars(select(Staff).where(Staff.job_number == Role.DEPT.value)).one()
        self.neighbour = Staff(name="邻座", job_number="NEIGHBOUR", unit=self.near, active=True)
        self.stranger = Staff(name="外人", job_number="STRANGER", unit=self.far, active=True)
        session.add_all([self.neighbour, self.stranger])
        session.flush()

    def record(self, register: type[Register], standing: str) -> Any:
        """A record that concerns the near department or the far one, written by a stranger or by one of the cast."""
        made: Any = make(register, self.session, **self._told_later(register))
        is_near = standing in ("near", "veiled")
        unit, who = (self.near, self.neighbour) if is_near else (self.far, self.stranger)
        if standing == "asked":
            walk(made, next(step.source for step in register.flow.steps if step.chain))
            self._asked_in(made, unit)
        self._settle(made, unit, who)
        if standing == "mine":
            made.creator = self.clerk if Role.DEPT in register.read_by else person_of(register, self.session)
        if standing.startswith("named"):
            for name in {*(name for rows in register.seen.lasting for name in rows.fields), *_holders(register)}:
                setattr(made, name, self.clerk)
        if standing.startswith("such"):
            part = [part for held in register.seen.narrowed.values() for part in held][int(standing.removeprefix("such"))]
            self._make_hold(made, part)
        if standing == "veiled":
            self._make_hold(made, register.seen.veil)
        self.session.flush()
        self.made.append(made)
        self.standing[made] = standing
        return made

    def _told_later(self, register: type[Register]) -> dict[str, Any]:
        """Rows that tell of people and that a later step asks for: they may be there from the start."""
        names = [
            name for name, one in register.fields.items()
            if one.is_rows and one.tally is None and name not in register.at_creation() and name in register.editable_in(register.start())
            and any(inner.sensitive for inner in one.target.fields.values())
        ]  # fmt: skip
        return own_values(register, names, self.session)

    def _settle(self, record: Any, unit: Department, who: Staff) -> None:
        for name, one in record.fields.items():
            if one.kind is Kind.DEPARTMENT:
                setattr(record, name, unit)
            elif one.kind is Kind.STAFF:
                setattr(record, name, who)
            elif one.kind is Kind.LINKS and one.target is Staff:
                setattr(record, name, [who])
            elif one.is_rows:
                for line in getattr(record, name):
                    self._settle(line, unit, who)

    def _asked_in(self, record: Any, unit: Department) -> None:
        """The places that wait in a department wait in the one that the record is with; in the far one nobody sits who could be asked."""
        case = open_case(self.session, record)
        for task in case.tasks if case else ():
            task.department_id = unit.id if task.department_id is not None else None

    def _make_hold(self, record: Any, condition: When) -> None:
        for part in condition.parts():
            if record.fields[part.name].kind is not Kind.STATE:  # states are set at the end
                setattr(record, part.name, part.values[0])

    def link(self, record: Any, plants: Plants) -> None:
        """Near records lead to far ones and the other way round, so that each link that may betray something does lead there."""
        standing = "far" if self.standing[record] in ("near", "veiled") else "near"
        for name, one in record.fields.items():
            if one.kind is Kind.LINK and isinstance(one.target, type) and issubclass(one.target, Register):
                target = self.session.get(one.target, plants.kin[one.target.__tablename__][standing])
                taken = one.once and any(getattr(other, name) is target for other in self.made if type(other) is type(record))
                if target is not record and not taken:
                    setattr(record, name, target)
            elif one.kind is Kind.SOURCE:
                other = next(other for other in self.made if other.__tablename__ == "complaint" and self.standing[other] == standing)
                setattr(record, name, source_of(other))

    def close(self, record: Any) -> None:
        """Bring it into the state its standing asks for, without the steps: each would open records that nobody planted."""
        standing, register = self.standing[record], type(record)
        wanted = [state for state in register.states() if state.phase in CLOSED]
        if standing.startswith("such"):
            part = [part for held in register.seen.narrowed.values() for part in held][int(standing.removeprefix("such"))]
            wanted = [value for one in part.parts() if record.fields[one.name].kind is Kind.STATE for value in one.values]
        if (standing in ("closed", "named_closed") or standing.startswith("such")) and wanted:
            table: Any = register.__table__
            changed = table.update().where(table.c.id == record.id).values(status=wanted[0])
            self.session.connection().execute(changed)
            self.session.expire(record)


def fill(record: Any, plants: Plants, session: Session) -> None:
    """A canary into every place of the record that tells of a person, and some that tell of the record; what the file says last."""
    cage = plants.cage
    write_over(record, cage)
    if personal := next((one for one in record.fields.values() if one.sensitive), None):
        session.add(Correction(
            register=record.__tablename__, record_id=record.id, field=personal.name, old=cage.plant(record, personal, past=True).value,
            new=str(getattr(record, personal.name)), reason="登记有误", at=NOW))  # fmt: skip
    _scanned(session, record, plants, cage.plant(record).value)
    name, content = cage.plant(record).value, cage.plant(record).value
    made = attach(session, record, f"{name}.txt", content.encode(), actor=keeper(session, type(record)), now=NOW)
    plants.files[record.__tablename__, record.id] = made.id


def write_over(record: Any, cage: Cage) -> None:
    """New canaries into what is filled in."""
    for name, one in record.fields.items():
        if one.sensitive is not None:
            setattr(record, name, _written(cage.plant(record, one).value, one))
        elif one.is_rows:
            for line in getattr(record, name):
                for column, inner in one.target.fields.items():
                    if inner.sensitive is not None:
                        setattr(line, column, cage.plant(record, inner, rows=name).value)
    record.remark = cage.plant(record).value


def _written(value: str, one: Any) -> Any:
    return Signed(name=value, at=NOW.isoformat()) if one.kind is Kind.SIGNATURE else value


def _holders(register: type[Register]) -> set[str]:
    return {step.holder for step in register.flow.steps if step.holder}


def person_of(register: type[Register], session: Session) -> Staff:
    """Who wrote the record that is somebody's own: of its narrowed readers or its keepers the first."""
    first = in_order(set(register.seen.narrowed) & register.read_by or register.kept_by)[0]
    return session.get_one(Staff, person(session, first).staff_id)
