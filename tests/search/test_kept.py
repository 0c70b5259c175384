"""The index says what the records say: after every save, whoever made it, and after being made anew."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import Call, Customer, Department, Staff, VisitRecord
from models.search_index import DOCUMENT
from rules.actor import Actor
from rules.roles import Role
from services.lookup import lookup
from services.records import edit
from services.search.rebuild import is_due, rebuild
from services.search.sources import indexed
from services.search.write import documents
from services.sight import whole
from tests.cast import NOW
from tests.make import make, person
from tests.services.conftest import CountQueries


def found(session: Session, model: type, text: str, actor: Actor) -> list[int]:
    return [record.id for record in lookup(session, model, text, actor)]


def test_what_is_saved_is_found_in_the_same_transaction_and_what_is_taken_back_is_not(session: Session) -> None:
    clerk = person(session, Role.CLERK)
    session.commit()
    customer = make(Customer, session, full_name="江上渔家", phone="13907150001")
    session.flush()
    assert found(session, Customer, "江上渔家", clerk) == [customer.id]
    session.rollback()
    assert found(session, Customer, "江上渔家", clerk) == []


def test_a_change_is_found_by_the_new_words_and_no_longer_by_the_old(session: Session) -> None:
    clerk = person(session, Role.CLERK)
    customer = make(Customer, session, clerk, full_name="江上渔家")
    session.commit()
    edit(session, customer, {"full_name": "江下渔家"}, actor=clerk, now=NOW)
    session.commit()
    assert found(session, Customer, "江上渔家", clerk) == []
    assert found(session, Customer, "江下渔家", clerk) == [customer.id]


def test_a_record_is_found_by_the_new_name_of_the_one_it_links_to(session: Session) -> None:
    clerk, manager = person(session, Role.CLERK), person(session, Role.AM)
    customer = make(Customer, session, clerk, full_name="江上渔家")
    record = make(VisitRecord, session, manager, customer=customer)
    session.commit()
    edit(session, customer, {"full_name": "江下渔家"}, actor=clerk, now=NOW)
    session.commit()
    assert found(session, VisitRecord, "江下渔家", manager) == [record.id]
    assert found(session, VisitRecord, "江上渔家", manager) == []


def test_a_change_by_one_statement_is_found_too(session: Session) -> None:
    clerk = person(session, Role.CLERK)
    session.commit()
    one = session.scalars(select(Staff)).first()
    assert one is not None
    session.execute(update(Staff).where(Staff.id == one.id).values(name="单桂兰"))
    session.commit()
    assert found(session, Staff, "sgl", clerk) == [one.id]


def test_a_step_that_changes_no_searched_text_asks_nothing_of_the_index(session: Session, count_queries: CountQueries) -> None:
    clerk = person(session, Role.CLERK)
    customer = make(Customer, session, clerk)
    session.commit()
    with count_queries(session) as counted:
        edit(session, customer, {"remark": "来电更正"}, actor=clerk, now=NOW)
        session.commit()
    assert not [one for one in counted if "search_" in one]


def test_made_anew_it_is_the_same(session: Session) -> None:
    for count in range(3):
        make(Call, session, address=f"文昌路{count}号")
        make(VisitRecord, session, customer=make(Customer, session, full_name=f"单{count}户"))
    session.commit()
    rows = select(DOCUMENT).order_by(DOCUMENT.c.id)
    with whole(session):
        kept = session.connection().execute(rows).all()
        rebuild(session.connection(), lambda *told: None)
        assert session.connection().execute(rows).all() == kept
        assert not is_due(session.connection())
    assert len(kept) > 8
    assert found(session, Call, "文昌路1号", person(session, Role.HOTLINE))


def test_every_class_that_is_found_by_something_is_in_it(session: Session) -> None:
    session.commit()
    for model in indexed():
        keys = list(session.connection().scalars(select(model.__table__.c.id)))
        wanted = dict(documents(session.connection(), model, keys))
        held = session.connection().execute(select(DOCUMENT.c.id).where(DOCUMENT.c.id.in_(list(wanted)))).scalars().all()
        assert sorted(held) == sorted(wanted), model.__name__
    assert {Department, Staff, Customer} <= set(indexed())
