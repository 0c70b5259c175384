"""No word of the framework's own language is left on a page."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from models import Customer, VisitTrip
from models.visit import TripState
from rules.roles import Role
from tests.cast import ClientOf
from tests.make import keeper_role, make, voided, walk
from tests.page import leftovers, page
from tests.views.framework import html

# -- words -------------------------------------------------------------------------------------------------------------


PAGES = ["/", "/todo", "/approvals/", "/search?q=江", "/today", "/account", "/nowhere", "/customer/?page=x", "/customer/99999"]


@pytest.mark.parametrize("path", PAGES)
def test_no_english_is_left_on_a_page(session: Session, client_of: ClientOf, path: str) -> None:
    make(Customer, session, full_name="江上渔家")
    make(VisitTrip, session)
    session.commit()
    assert not leftovers(page(client_of(Role.AM_LEAD).get(path)).text, "AM_LEAD am_lead")


def test_no_english_is_left_at_the_door(client: FlaskClient) -> None:
    assert not leftovers(page(client.get("/login/")).text)


def test_no_english_is_left_on_the_pages_of_a_life(session: Session, client_of: ClientOf) -> None:
    trip, other = make(VisitTrip, session), make(VisitTrip, session)
    walk(trip, TripState.BACK)
    voided(other)
    session.commit()
    head, browser = client_of(Role.CS_HEAD), client_of(keeper_role(VisitTrip))
    for one in (f"/visit_trip/{trip.id}", f"/visit_trip/{other.id}", f"/visit_trip/{trip.id}/correct", f"/visit_trip/{other.id}/edit"):
        assert not leftovers(page(browser.get(one)).text), one
    assert not leftovers(page(browser.get(f"/visit_trip/{trip.id}/correct?field=purpose")).text)
    assert not leftovers(page(head.get(f"/visit_trip/{trip.id}/void")).text)
    assert not leftovers(page(head.get(f"/visit_trip/{other.id}/void")).text)
    assert not leftovers(page(client_of(Role.CB).get(f"/visit_trip/{trip.id}/step/back-called")).text)


def test_a_page_says_that_it_is_chinese(client_of: ClientOf) -> None:
    assert '<html lang="zh-CN"' in html(client_of(Role.CLERK), "/")
