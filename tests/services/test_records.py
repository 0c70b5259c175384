"""Make a record and change what may still be changed; what every register does alike is in test_every_register.py."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Callback, Customer, Meter, MeterPaper, MeterVolume, Notice, Staff, VisitTrip
from models.visit import TripState
from rules.actor import Actor
from rules.refusals import Forbidden, Invalid, Stale
from rules.roles import Role
from services import records
from services.assign import assign
from services.rights import editable
from tests.cast import NOW
from tests.make import keeper, make, person, values_for, voided, walk


def refused(session: Session, register: type[Customer], **given: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        make(register, session, **given)
    return refusal.value.errors


def test_who_made_it_when_and_for_whom(session: Session) -> None:
    who = person(session, Role.CLERK)
    record = make(Notice, session, who)
    assert (record.creator.id, record.unit.id, record.created_at, record.row_version) == (who.staff_id, who.department_id, NOW, 1)
    assert record.form_version == Notice.sheet.version


def test_nothing_of_a_refused_record_stays_in_the_session(session: Session) -> None:
    values = values_for(Customer, session, phone="1")
    with pytest.raises(Invalid):
        records.create(session, Customer, values, actor=person(session, Role.CLERK), now=NOW)
    assert not session.new
    assert session.scalars(select(Customer)).all() == []


def test_every_fault_is_told_at_once(session: Session) -> None:
    errors = refused(session, Customer, phone="1", id_no="1", full_name="", households=-1)
    assert set(errors) == {"phone", "id_no", "full_name", "households"}


@pytest.mark.parametrize("name", ["number", "status", "creator", "void_reason", "archival_code", "bogus", "supplemented_on", "visit_count"])
def test_what_is_not_filled_at_creation_is_refused(session: Session, name: str) -> None:
    values = values_for(Notice, session) | {name: "1"}
    with pytest.raises(Invalid) as refusal:
        records.create(session, Notice, values, actor=keeper(session, Notice), now=NOW)
    assert "现在不能填写" in refusal.value.errors[name]


def test_who_does_not_keep_it_does_not_make_it(session: Session) -> None:
    with pytest.raises(Forbidden, match="您没有新建“一次性告知单”的权限"):
        make(Notice, session, person(session, Role.GM))


def test_who_has_no_staff_file_makes_nothing(session: Session) -> None:
    ghost = Actor(user_id=1, staff_id=None, name="无档案", roles=frozenset({Role.CLERK}))
    with pytest.raises(Forbidden, match="员工档案"):
        make(Notice, session, ghost)


def test_a_picked_record_gives_what_is_empty_and_no_more(session: Session) -> None:
    customer = make(Customer, session)
    given = make(Notice, session, customer=customer, applicant_name=None, applicant_phone="13907150009")
    assert (given.applicant_name, given.applicant_phone) == (customer.full_name, "13907150009")


def test_text_is_trimmed_and_empty_is_nothing(session: Session) -> None:
    record = make(Customer, session, full_name="  江上渔家 ", account_no="   ", usage_profile="甲\r\n乙 ")
    assert (record.full_name, record.account_no, record.usage_profile) == ("江上渔家", None, "甲\n乙")


# -- rules of one form -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nature", "households", "wrong"),
    [("person", 19, None), ("person", 20, "nature"), ("cluster", 19, "households"), ("cluster", None, "households"), ("cluster", 20, None)],
)
def test_a_cluster_has_twenty_households(session: Session, nature: str, households: int | None, wrong: str | None) -> None:
    if wrong:
        assert set(refused(session, Customer, nature=nature, households=households)) == {wrong}
    else:
        make(Customer, session, nature=nature, households=households)


def test_a_key_customer_has_a_manager(session: Session) -> None:
    assert refused(session, Customer, level="key", account_manager=None) == {"account_manager": "请选择一项"}
    make(Customer, session, level="ordinary", account_manager=None)


def test_a_meter_number_stands_once(session: Session) -> None:
    make(Meter, session, meter_no="SB-1")
    with pytest.raises(Invalid) as refusal:
        make(Meter, session, meter_no="SB-1")
    assert "SB-1 已经登记过" in refusal.value.errors["meter_no"]


def test_a_void_record_is_not_linked(session: Session) -> None:
    gone = voided(make(MeterVolume, session))
    with pytest.raises(Invalid) as refusal:
        make(MeterPaper, session, volume=gone)
    assert refusal.value.errors == {"volume": "所选的案卷已作废，请另选"}


# -- edit --------------------------------------------------------------------------------------------------------------


def test_what_is_open_is_edited(session: Session) -> None:
    record = make(Notice, session)
    records.edit(session, record, {"procedure": "改后"}, actor=person(session, Role.HOTLINE), now=NOW, seen=record.row_version)
    assert (record.procedure, record.row_version) == ("改后", 2)


def test_a_stale_form_is_refused(session: Session) -> None:
    record = make(Notice, session)
    with pytest.raises(Stale, match="已被他人修改"):
        records.edit(session, record, {"procedure": "改后"}, actor=keeper(session, Notice), now=NOW, seen=0)


def test_a_change_of_rows_alone_raises_the_version(session: Session) -> None:
    record = make(Notice, session)
    before = record.row_version
    records.edit(session, record, {"materials": [{"name": "身份证", "handed_in": "missing"}]}, actor=keeper(session, Notice), now=NOW)
    assert (record.row_version, [line.name for line in record.materials]) == (before + 1, ["身份证"])


def test_required_fields_stay_required_as_long_as_the_record_is_at_its_start(session: Session) -> None:
    record = make(Notice, session)
    with pytest.raises(Invalid) as refusal:
        records.edit(session, record, {"procedure": " "}, actor=keeper(session, Notice), now=NOW)
    assert refusal.value.errors == {"procedure": "请填写“办理程序”"}


def test_what_a_step_will_fill_may_be_prepared(session: Session) -> None:
    record = make(VisitTrip, session)
    records.edit(session, record, {"visit_result": "先记一笔"}, actor=person(session, Role.AM_LEAD), now=NOW)
    assert (record.visit_result, record.status) == ("先记一笔", VisitTrip.start())


def test_a_locked_field_is_refused_by_name(session: Session) -> None:
    record = walk(make(VisitTrip, session), TripState.BACK)
    with pytest.raises(Invalid) as refusal:
        records.edit(session, record, {"contact_name": "改名"}, actor=person(session, Role.CB), now=NOW)
    assert refusal.value.errors == {"contact_name": "现在不能填写：联系人"}


def test_who_has_nothing_open_is_sent_to_the_correction(session: Session) -> None:
    record = walk(make(VisitTrip, session), TripState.BACK)
    with pytest.raises(Forbidden, match="更正"):
        records.edit(session, record, {}, actor=person(session, Role.AM), now=NOW)


def test_the_author_edits_his_own_draft_whatever_his_post_now(session: Session) -> None:
    record = make(Notice, session)
    moved = person(session, Role.GROUP, staff=record.creator)
    assert "procedure" in editable(moved, record)
    assert editable(person(session, Role.GROUP), record) == ()


def test_figures_of_a_volume_follow_its_papers(session: Session) -> None:
    volume = make(MeterVolume, session)
    assert (volume.pages, volume.date_range) == (0, "")
    first = make(MeterPaper, session, volume=volume, pages=3, doc_date="20250100")
    make(MeterPaper, session, volume=volume, pages=4, doc_date="20261120")
    assert (volume.pages, volume.date_range) == (7, "20250100—20261120")
    records.edit(session, first, {"pages": 5}, actor=person(session, Role.ARCHIVIST), now=NOW)
    assert volume.pages == 9


def test_figures_of_a_volume_leave_out_a_void_paper(session: Session) -> None:
    volume = make(MeterVolume, session)
    voided(make(MeterPaper, session, volume=volume, pages=3))
    session.commit()
    assert volume.pages == 0


# -- values and rows ---------------------------------------------------------------------------------------------------


def test_rows_are_matched_by_id_and_put_in_order(session: Session) -> None:
    record = make(Customer, session)
    first, second = record.contacts
    given = [{"id": second.id, "name": "乙", "phone": "13907150002"}, {"id": 999999, "name": "丙", "phone": "13907150003"}]
    assert assign(record, {"contacts": given}, NOW) == {}
    session.flush()
    assert [(line.name, line.position) for line in record.contacts] == [("乙", 0), ("丙", 1)]
    assert record.contacts[0].id == second.id
    assert first not in record.contacts


def test_wrong_rows_leave_the_old_ones(session: Session) -> None:
    record = make(Customer, session)
    before = [line.id for line in record.contacts]
    errors = assign(record, {"contacts": [{"name": "", "phone": "1"}, {"name": "乙", "phone": None}]}, NOW)
    assert set(errors) == {"contacts-0-name", "contacts-0-phone", "contacts-1-phone"}
    assert [line.id for line in record.contacts] == before
    assert assign(record, {"contacts": None}, NOW) == {}
    assert record.contacts == []


def test_a_late_callback_says_why_at_its_step_alone(session: Session) -> None:
    record = make(Callback, session)
    with pytest.raises(Invalid) as refusal:
        records.edit(session, record, {"callback_at": NOW - timedelta(days=2)}, actor=person(session, Role.CB), now=NOW)
    assert refusal.value.errors == {"late_reason": "这是事后补记，请填写“补登原因”"}


def test_a_change_of_companions_alone_is_a_new_version_too(session: Session) -> None:
    """Else whoever opened the form before would save the old ones over it."""
    trip = make(VisitTrip, session, companions=[])
    session.commit()
    who, seen = keeper(session, VisitTrip), trip.row_version
    records.edit(session, trip, {"companions": list(session.scalars(select(Staff).limit(2)))}, actor=who, now=NOW, seen=seen)
    session.commit()
    with pytest.raises(Stale):
        records.edit(session, trip, {"companions": []}, actor=who, now=NOW, seen=seen)
