"""What a page of a list costs, in statements, in rows walked and in bytes: however many records there are, and however few."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from models import Call, Callback, Complaint, Customer, VisitRecord
from models.declare import Register
from rules.roles import Role
from tests.asking import asking, plan, with_values
from tests.cast import ClientOf
from tests.make import make
from tests.views.conftest import Watch

#: A list, a page far back, what hangs over, each quick filter, days of entry, a search by a piece of a name and one by figures.
DOORS = (
    "", "?page=2", "?tab=mine", "?tab=unit", "?tab=todo", "?tab=overdue", "?tab=month", "?from=2020-01-01", "?to=2999-12-31", "?q=王晓",
    "?q=1390", "?q=wx", "?order=number",
)  # fmt: skip


def get(browser: FlaskClient, register: type[Register], door: str) -> bytes:
    answer = browser.get(f"/{register.__tablename__}/{door}")
    assert answer.status_code == 200
    return answer.data


REGISTERS = [(Callback, Role.CB), (Call, Role.HOTLINE), (Complaint, Role.HOTLINE), (Customer, Role.CLERK), (VisitRecord, Role.AM)]


@pytest.mark.parametrize(("register", "role"), REGISTERS, ids=lambda value: getattr(value, "__name__", None))
def test_more_rows_ask_no_more(
    register: type[Register], role: Role, session: Session, client_of: ClientOf, watch: Watch,
) -> None:  # fmt: skip
    browser = client_of(role)
    for _ in range(3):
        make(register, session)
    session.commit()
    get(browser, register, "?size=50")
    with watch() as few:
        get(browser, register, "?size=50")
    for _ in range(30):
        make(register, session)
    session.commit()
    with watch() as many:
        get(browser, register, "?size=50")
    assert len(many) == len(few)
    assert len(many) <= 12


@pytest.mark.sqlite_only
@pytest.mark.parametrize("door", DOORS)
def test_no_list_reads_a_register_from_end_to_end(
    door: str, session: Session, client_of: ClientOf,
) -> None:  # fmt: skip
    """By SQLite's own plan: what walks a table walks an index, in the list's order, and stops at its end."""
    browser = client_of(Role.CB)
    for _ in range(21):
        make(Callback, session, customer_name="王晓梅", phone="13907150001")
    session.commit()
    with asking(session.get_bind(), with_values) as statements:
        get(browser, Callback, door)
    connection = session.connection()
    for asked in statements:
        statement, _ = asked
        if "callback" not in statement:
            continue
        steps = plan(connection, asked)
        walked = [step for step in steps if re.match(r"SCAN callback\b(?! USING (COVERING )?INDEX)", step)]
        assert not walked or (door == "" and "ORDER BY callback.id DESC" in statement), (walked, statement)
        sorted_whole = [step for step in steps if "TEMP B-TREE FOR ORDER BY" in step]
        assert not sorted_whole or door in ("?tab=todo", "?tab=overdue", "?order=number"), (steps, statement)


@pytest.mark.sqlite_only(reason="the plan is SQLite's")
def test_an_export_of_certain_days_looks_for_them_in_their_index(session: Session, client_of: ClientOf) -> None:
    make(Callback, session)
    session.commit()
    with asking(session.get_bind(), with_values) as statements:
        get(client_of(Role.CB), Callback, "export.list.csv?from=2020-01-01")
    asked = next(one for one in statements if one[0].startswith("SELECT callback.id \nFROM callback"))
    assert plan(session.connection(), asked) == ["SEARCH callback USING COVERING INDEX ix_callback_created_at (created_at>?)"]


@pytest.mark.sqlite_only(reason="the plan is SQLite's")
def test_a_new_form_does_not_go_over_every_number_ever_given(session: Session, client_of: ClientOf) -> None:
    with asking(session.get_bind(), with_values) as statements:
        get(client_of(Role.CB), Callback, "add")
    asked = [one for one in statements if "FROM number_given" in one[0]]
    assert asked, "reserved numbers are offered there"
    for one in asked:
        steps = plan(session.connection(), one)
        assert any("number_given USING INDEX ix_number_given_reservation_id" in step for step in steps), steps


@pytest.mark.sqlite_only(reason="the plan is SQLite's")
def test_what_waits_for_a_person_is_counted_in_an_index_alone(session: Session, client_of: ClientOf) -> None:
    """Every page says how much it is, so what waits for all others must not be read for it."""
    with asking(session.get_bind(), with_values) as statements:
        get(client_of(Role.CB), Callback, "")
    (counted,) = [one for one in statements if "sum(anon" in one[0]]
    steps = plan(session.connection(), counted)
    assert any("callback USING COVERING INDEX ix_callback_work (status=?" in step for step in steps), steps


@pytest.mark.sqlite_only(reason="the plan is SQLite's")
@pytest.mark.parametrize("door", ["/callback/?tab=overdue", "/"])
def test_what_is_overdue_is_counted_in_an_index_alone(door: str, session: Session, client_of: ClientOf) -> None:
    """It may be a great deal, and the desks of the departments are on everybody's first page; of those paused only they are read."""
    with asking(session.get_bind(), with_values) as statements:
        assert client_of(Role.CB).get(door).status_code == 200
    counted = [one for one in statements if "count(" in one[0] and "callback.due_at <" in one[0]]
    steps = [step for one in counted for step in plan(session.connection(), one) if re.search(r"\bcallback\b", step)]
    assert any("callback USING COVERING INDEX ix_callback_due (due_at<?)" in step for step in steps), steps
    assert not any("callback USING COVERING INDEX ix_callback_due" in step and step.startswith("SCAN") for step in steps), steps


def test_a_list_reads_the_columns_that_it_shows(session: Session, client_of: ClientOf, watch: Watch) -> None:
    make(Callback, session)
    session.commit()
    browser = client_of(Role.CB)
    get(browser, Callback, "")
    with watch() as asked:
        get(browser, Callback, "")
    assert any("callback.customer_name" in statement for statement in asked)
    assert not any("callback.content" in statement or "staff.name" in statement for statement in asked)


def test_a_page_of_fifty_rows_is_light(session: Session, client_of: ClientOf) -> None:
    for _ in range(50):
        make(Callback, session, customer_name="王晓梅", phone="13907150001")
    session.commit()
    page = get(client_of(Role.CB), Callback, "?size=50")
    body = page[page.index(b"<tbody>") : page.index(b"</tbody>")]
    assert body.count(b"<tr>") == 50
    assert len(body) < 22_000
    assert len(page) < 40_000


def test_what_stands_on_one_page_is_not_looked_for_twice(session: Session, client_of: ClientOf, watch: Watch) -> None:
    """A search that fills more than its page is counted as well, and each says how many there are."""
    browser, counts = client_of(Role.CB), []
    for names in (["王晓梅"] * 3, ["李晓冬"] * 21):
        for name in names:
            make(Callback, session, customer_name=name)
        session.commit()
        door = f"?q={names[0]}"
        get(browser, Callback, door)
        with watch() as asked:
            page = get(browser, Callback, door)
        assert f"共 {len(names)} 条".encode() in page
        counts.append(len(asked))
    assert counts[0] == counts[1] - 1
    assert f"本页 1 条，共 {len(names)} 条".encode() in get(browser, Callback, f"{door}&page=2")
