"""History as it is written: one entry a subject and act, in the same transaction, by whoever changes it and whatever way it goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import Role as RoleRow
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import REGISTERS, CalendarDay, Customer, Department, Entry, Option, Staff, VisitTrip
from models.declare import Signed
from models.history import NOT_CONTENT, Action
from models.visit import TripState
from rules.refusals import Refused
from rules.roles import Role
from services.attach import attach
from services.audit import verify
from services.audited import contents
from services.carried import ACTOR, DOOR, Door, DoorKind
from services.correct import correct
from services.history import as_of, changes_of, entries
from services.printing import print_records
from services.reveal import reveal
from tests.cast import NOW
from tests.make import make, person, voided, walk
from tests.services.conftest import CountQueries

DESK = Door(kind=DoorKind.SCREEN, address="10.0.0.7")


@pytest.fixture
def office(session: Session) -> Iterator[Session]:
    """A session through which the head works at a screen."""
    who = person(session, Role.CS_HEAD)
    session.rollback()
    session.info |= {ACTOR: who, DOOR: DESK}
    yield session
    assert verify(session.connection()).findings == ()


def chain(session: Session, record: Any) -> list[Entry]:
    session.commit()
    return entries(session, record.__tablename__, record.id)


# -- what an entry says ----------------------------------------------------------------------------------------------------


def test_an_entry_says_who_from_where_when_and_what(office: Session) -> None:
    """Who acts is told to the verb; where nobody is, it is the person at the screen."""
    (made,) = chain(office, record := make(Customer, office, person(office, Role.AM)))
    assert (made.what, made.seq, made.name, made.post) == (Action.CREATED, 1, "客户经理甲", "客户经理")
    assert (made.door, made.address, made.at) == ("screen", "10.0.0.7", NOW)
    assert made.read_changes()["full_name"] == [None, record.full_name]
    assert next(iter(made.read_changes()["customer_contact"].values()))[1]["name"] == record.contacts[0].name


def test_what_changes_in_one_transaction_is_one_entry(office: Session) -> None:
    record = make(Customer, office)
    office.commit()
    before = record.full_name
    record.full_name = "甲"
    office.flush()
    record.full_name, record.households = "乙", 12
    office.flush()
    record.households = 1
    last = chain(office, record)[-1]
    assert (last.name, last.post) == ("客服中心负责人甲", "客服中心负责人")
    assert (last.seq, last.what, last.read_changes()) == (2, Action.CHANGED, {"full_name": [before, "乙"]})


def test_what_comes_to_nothing_is_no_entry(office: Session) -> None:
    record = make(Customer, office)
    office.commit()
    held, record.full_name = record.full_name, "甲"
    office.flush()
    record.full_name = held
    assert len(chain(office, record)) == 1


def test_a_value_set_unread_still_knows_what_it_was(office: Session) -> None:
    staff = office.scalars(select(Staff)).first()
    assert staff is not None
    office.commit()
    staff.font = "large"  # expired by the commit, and a plain column
    assert chain(office, staff)[-1].read_changes() == {"font": ["", "large"]}


def test_a_step_bears_its_label_and_its_words_and_a_record_void_its_reason(office: Session) -> None:
    trip = walk(make(VisitTrip, office), TripState.BACK)
    office.commit()
    voided(trip, reason="登记重复")
    last = chain(office, trip)[-1]
    assert (last.what, last.label, last.reason) == (Action.VOID, "作废", "登记重复")
    assert last.read_changes()["void_reason"] == [None, "登记重复"]


def test_steps_of_one_transaction_stay_apart(office: Session) -> None:
    trip = make(VisitTrip, office)
    office.commit()
    walk(trip, TripState.CALLED)
    steps = chain(office, trip)[1:]
    assert [one.what for one in steps] == [Action.STEP] * len(steps)
    assert [one.read_changes()["status"] for one in steps] == [["out", "back"], ["back", "called"]]
    assert all(one.label for one in steps)


def test_a_correction_bears_its_reason(office: Session) -> None:
    trip = walk(make(VisitTrip, office), TripState.BACK)
    office.commit()
    correct(office, trip, "contact_name", "江上渔家", "录入有误", actor=person(office, Role.AM), now=NOW)
    last = chain(office, trip)[-1]
    assert (last.what, last.label, last.reason) == (Action.CORRECTED, "联系人", "录入有误")
    (changed,) = changes_of(VisitTrip, last)
    assert (changed.name, changed.label, changed.after) == ("contact_name", "联系人", "江上渔家")


def test_an_act_that_changes_nothing_is_written_all_the_same(office: Session) -> None:
    record = make(Customer, office)
    office.commit()
    for reason in ("联系客户", "核对身份"):
        reveal(office, record, reason, actor=person(office, Role.CS_HEAD), now=NOW)
    found = chain(office, record)[1:]
    assert [(one.what, one.reason, [*one.read_changes()]) for one in found] == [
        (Action.REVEALED, "联系客户", ["reveal"]), (Action.REVEALED, "核对身份", ["reveal"])]  # fmt: skip
    assert changes_of(Customer, found[0]) == []


# -- what hangs on a record ------------------------------------------------------------------------------------------------


def test_rows_links_and_files_belong_to_their_record(office: Session) -> None:
    record, trip = make(Customer, office), make(VisitTrip, office)
    office.commit()
    first, second = record.contacts
    first.name = "甲"
    record.contacts.remove(second)
    gone = second.id
    trip.companions = [person_row for person_row in office.scalars(select(Staff).limit(3)) if person_row not in trip.companions]
    attach(office, trip, "合同.pdf", b"%PDF-1.7\n%%EOF", actor=person(office, Role.AM), now=NOW)
    rows = chain(office, record)[-1].read_changes()["customer_contact"]
    assert rows[str(first.id)][1] == {"name": "甲"}
    assert rows[str(gone)][1] is None
    told = chain(office, trip)[-1]
    (file,) = told.read_changes()["attachment"].values()
    assert (file[0], file[1]["name"], len(file[1]["sha256"])) == (None, "合同.pdf", 64)
    (links,) = [one for one in changes_of(VisitTrip, told) if one.name == "companions"]
    assert links.label == "同行人员"
    assert set(links.after) == {one.id for one in trip.companions}
    assert not set(links.before) & set(links.after)


def test_a_record_is_as_it_was_on_any_date(office: Session) -> None:
    record = make(Customer, office)
    office.commit()
    contacts = [line.name for line in record.contacts]
    office.info["clock"] = lambda: NOW + timedelta(days=1)
    record.opened_on = date(2020, 1, 1)
    record.contacts.pop()
    office.commit()
    assert as_of(office, Customer, record.id, NOW - timedelta(seconds=1)) is None
    then = as_of(office, Customer, record.id, NOW)
    now = as_of(office, Customer, record.id, NOW + timedelta(days=1))
    assert then is not None
    assert now is not None
    assert (then["opened_on"], now["opened_on"]) == (date(2026, 11, 20), date(2020, 1, 1))
    assert (then["status"], then["creator"], then["created_at"]) == (record.status, record.creator.id, NOW)
    assert [line["name"] for line in then["contacts"]] == contacts
    assert [line["name"] for line in now["contacts"]] == contacts[:1]


def test_a_signature_reads_as_one(office: Session) -> None:
    trip = walk(make(VisitTrip, office), TripState.SIGNED)
    office.commit()
    name = next(step.signing or step.deciding for step in trip.flow.steps if step.target is TripState.SIGNED)
    was = as_of(office, VisitTrip, trip.id, NOW)
    assert was is not None
    assert isinstance(was[name], Signed)
    assert was[name] == getattr(trip, name)


# -- what is taken back ----------------------------------------------------------------------------------------------------


def test_what_is_rolled_back_leaves_no_trace(office: Session) -> None:
    record = make(Customer, office)
    office.commit()
    record.full_name = "甲"
    office.flush()
    office.rollback()
    record.households = 12
    assert chain(office, record)[-1].read_changes().keys() == {"households"}


def test_what_a_savepoint_takes_back_leaves_none_either(office: Session) -> None:
    record = make(Customer, office)
    office.commit()
    record.full_name = "甲"
    with office.begin_nested() as savepoint:
        record.full_name = "乙"
        office.flush()
        with office.begin_nested():
            record.households = 99
        savepoint.rollback()
    with office.begin_nested():
        record.remark = "丙"
    found = chain(office, record)[1:]
    assert len(found) == 1
    assert {name: pair[1] for name, pair in found[0].read_changes().items()} == {"full_name": "甲", "remark": "丙"}


def test_a_flush_that_fails_inside_a_savepoint_leaves_none(office: Session) -> None:
    unit = office.scalars(select(Department)).first()
    assert unit is not None
    office.commit()
    unit.phone = "8016"
    with office.begin_nested() as savepoint:
        office.add(Department(name="夜班", position=1, active=True))
        office.add(Department(name=unit.name, position=1, active=True))
        with pytest.raises(IntegrityError):
            office.flush()
        savepoint.rollback()
    assert chain(office, unit)[-1].read_changes()["phone"][1] == "8016"
    assert office.scalar(select(Entry.id).where(Entry.subject == "department", Entry.changes.contains("夜班"))) is None


def test_a_session_that_is_closed_forgets(office: Session) -> None:
    make(Customer, office)
    office.close()
    unit = office.scalars(select(Department)).first()
    assert unit is not None
    unit.phone = "8016"
    office.commit()
    assert office.scalar(select(Entry).where(Entry.subject == "customer")) is None


# -- rights ----------------------------------------------------------------------------------------------------------------


def test_a_role_that_is_given_or_taken_is_written_down(office: Session) -> None:
    user, role = office.scalars(select(User)).first(), office.scalars(select(RoleRow).where(RoleRow.name == Role.VP.value)).one()
    assert user is not None
    office.commit()
    held = [one.id for one in user.roles]
    user.roles = [role]
    last = chain(office, user)[-1]
    assert (last.what, last.read_changes()) == (Action.ROLES, {"ab_user_role": [held, [role.id]]})


def test_of_a_password_only_that_it_was_changed(office: Session) -> None:
    user = office.scalars(select(User)).first()
    assert user is not None
    office.commit()
    user.password, user.login_count = "scrypt:secret", 7
    last = chain(office, user)[-1]
    assert (last.what, last.read_changes()) == (Action.PASSWORD, {"password": ["***", "***"]})
    assert office.scalar(select(Entry.id).where(Entry.changes.contains("scrypt"))) is None


# -- bulk ------------------------------------------------------------------------------------------------------------------


def test_bulk_statements_are_recorded_row_by_row(office: Session) -> None:
    first = office.scalars(select(Option).order_by(Option.id).limit(1)).one()
    held = first.label
    office.execute(update(Option).where(Option.id == first.id).values(label="改"))
    gone = office.scalars(select(CalendarDay.id).order_by(CalendarDay.id.desc()).limit(1)).one()
    office.execute(delete(CalendarDay).where(CalendarDay.id == gone))
    assert chain(office, first)[-1].read_changes() == {"label": [held, "改"]}
    last = entries(office, "calendar_day", gone)[-1]
    assert (last.what, last.read_changes()["on"][1]) == (Action.DELETED, None)
    office.add(CalendarDay(on=date(2031, 1, 1), kind="holiday", own=True))
    office.commit()  # SQLite gives the id again, and the chain goes on


@pytest.mark.parametrize(
    "statement",
    [
        insert(Option).values(list_code="x", code="y", label="z"),
        update(Customer.__table__).values(full_name="甲"),
        delete(Customer.__table__),
        insert(Option.__table__).values(label="x"),
        update(Option.__table__).values(label="x", row_version=2),
        delete(Customer.__table__.metadata.tables["visit_trip_companions"]),
        update(Customer.__table__.metadata.tables["customer_contact"]).values(name="x"),
        delete(User.__table__),
        update(User).values(active=False).execution_options(synchronize_session=False).where(text("1 = 1")),
    ],
)
def test_what_could_not_be_recorded_is_refused_and_the_rest_recorded(office: Session, statement: Any) -> None:
    if getattr(statement, "_propagate_attrs", {}).get("plugin_subject") is not None and statement.is_update:
        office.execute(statement)
        office.commit()
    else:
        with pytest.raises(Refused, match="批量"):
            office.execute(statement)
        office.rollback()


def test_a_printing_counts_without_being_a_change(office: Session) -> None:
    trip = make(VisitTrip, office)
    office.commit()
    print_records(office, [trip], actor=person(office, Role.AM), now=NOW)
    assert trip.print_count == 1
    assert len(chain(office, trip)) == 1


# -- what it costs ---------------------------------------------------------------------------------------------------------


@pytest.mark.sqlite_only(reason="PostgreSQL asks for a lock besides, and is counted in test_history_postgres.py")
def test_a_save_costs_one_question_and_one_insert(office: Session, count_queries: CountQueries) -> None:
    records = [make(Customer, office) for _ in range(3)]
    office.commit()
    for count in (1, 3):
        for record in records[:count]:
            record.full_name = f"{record.full_name}改{count}"
        office.flush()
        with count_queries(office) as asked:
            office.commit()
        assert ["INSERT" in one for one in asked] == [False, True], asked


def test_every_register_is_audited_with_its_rows_and_links() -> None:
    found = {content.table.name: content for content in contents()}
    for register in REGISTERS:
        content = found[register.__tablename__]
        fields = register.fields.values()
        hanging = {rows.table.name for rows in content.rows} | {links.attribute for links in content.links}
        assert hanging >= {field.target.__tablename__ for field in fields if field.is_rows}
        assert hanging >= {field.name for field in fields if field.kind == "links"}
        columns = {column.name for column in register.__table__.c}
        assert columns - set(content.columns) == columns & NOT_CONTENT | {"id"}
