"""A forged export tries every record there is, and others have changed all of them meanwhile: what the import then says of what was, and of
what is, is no more than the person's own list shows.
"""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from forms.context import FormContext
from forms.intake import Mode, bring_in
from models import REGISTERS
from models.declare import Register, Verb
from rules.roles import Role
from services import guard, sight
from services.workbook.columns import LINE, ORDINAL, VERSION, tables
from services.workbook.read import opened
from services.workbook.version import versions
from tests.cast import NOW
from tests.conftest import OfficeSession
from tests.make import person as actor_of
from tests.proof.conftest import ComeIn, Office
from tests.proof.expected import Place, is_clear, sees
from tests.proof.judge import parts
from tests.proof.planting import write_over
from tests.workbook.bench import at_work, saved, workbook
from views.database import db

TRIED = [role for role in Role if any(role in register.may(Verb.CREATE) for register in REGISTERS)]


@pytest.mark.parametrize("role", TRIED, ids=lambda role: role.value)
def test_what_an_import_says_of_both_sides_is_no_more_than_his_list_shows(
    role: Role, come_in: ComeIn, office: Office, truth: list[Any]
) -> None:  # fmt: skip
    person, _ = come_in(role)
    cage, wrong, told = copy.copy(office[3].cage), [], 0
    cage.canaries, cage.records = dict(cage.canaries), {key: list(one) for key, one in cage.records.items()}
    by_id = {(record.__tablename__, record.id): record for record in truth}
    with office[0].app_context(), OfficeSession(db.engine, info={guard.CLOCK: lambda: NOW, sight.WHOLE: True}) as session:
        guard.install(session)
        for register in (one for one in REGISTERS if role in one.may(Verb.CREATE)):
            records = list(session.scalars(select(register).order_by(register.id)))
            forged = forgery(session, register, records)
            for record in records:
                write_over(record, cage)
            session.commit()
            said = answer(session, register, forged, role)
            for one in cage.found(said):
                told += 1
                record = by_id[one.register, one.record_id]
                if not sees(person, record) or (one.field is not None and not is_clear(person, record, one.field, Place.LIST)):
                    wrong.append(f"{role.value} {register.__tablename__} is told {one}")
    assert wrong == []
    assert told, "nothing was told at all, so nothing was tried"


def forgery(session: OfficeSession, register: type[Register], records: list[Any]) -> bytes:
    """An export of all records as they stand, with another word in every cell."""
    found = versions(session, register.__tablename__, [record.id for record in records])
    main, *children = tables(register)
    ties = [{ORDINAL: place, "number": one.number, VERSION: str(found[one.id])} for place, one in enumerate(records, 1)]
    sheets = {
        table.name: [[column.header for column in table.columns], *(
            row({**tie, LINE: line.id}, table)
            for record, tie in zip(records, ties, strict=True) for line in getattr(record, table.rows.name))]  # type: ignore[union-attr]
        for table in children
    }  # fmt: skip
    rows = [row(tie, main) for tie in ties]
    return saved(workbook(*rows, heads=[column.header for column in main.columns], title=main.name, sheets=sheets))


def row(tie: dict[str, Any], table: Any) -> list[Any]:
    return [tie.get(column.name, "改动") for column in table.columns]


def answer(session: OfficeSession, register: type[Register], content: bytes, role: Role) -> str:
    """All that comes back: sentences, notes, and every part of the file with the wrong rows."""
    actor, file = actor_of(session, role), io.BytesIO()
    session.rollback()
    with at_work(session, actor), opened(content) as book:
        context = FormContext(session=session, actor=actor, now=NOW)
        outcome = bring_in(context, register, book, mode=Mode.DRY, file_name="x.xlsx", returned=file)
    assert outcome.changed == 0
    return re.sub(r"\s+", "", "\n".join([*sentences(outcome), *parts(file.getvalue())]))


def sentences(outcome: Any) -> Iterator[str]:
    yield from (one.sentence for one in outcome.errors)
    yield from outcome.notes
