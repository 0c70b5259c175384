"""The invented office is the same every time, whole, and busy."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash

from models import REGISTERS, Appointment, Callback, Correction, Customer, Notice, Staff, VisitTrip
from models.declare import Model, Register
from models.house_stamp import STAMP
from rules import formats
from rules.moments import SHANGHAI, end_of, start_of
from tests import demo_office
from tests.seeds.conftest import LoadDemo, OpenEmpty, session_over

FRIDAY = datetime(2026, 11, 20, 10, 42, tzinfo=SHANGHAI)
SUNDAY_NIGHT = datetime(2027, 1, 3, 0, 20, tzinfo=SHANGHAI)
LOGINS = {
    "clerk": "CLERK", "hotline": "HOTLINE", "am": "AM", "callback": "CB", "supervisor": "CS_SUP", "head": "CS_HEAD", "dept": "DEPT",
    "vp": "VP", "gm": "GM", "archivist": "ARCHIVIST", "meterstore": "METER_STORE", "meterman": "METER_MAN", "group": "GROUP",
    "auditor": "AUDITOR",
    "adminoffice": "ADMIN_DEPT", "admin": "SYSADMIN",
}  # fmt: skip


@pytest.fixture(scope="module")
def demo(demo_original: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    file = tmp_path_factory.mktemp("demo") / "demo.db"
    shutil.copy(demo_original, file)
    with session_over(f"sqlite:///{file}") as session:
        yield session


def _digest(session: Session) -> str:
    seen = hashlib.sha256()
    for table in Model.metadata.sorted_tables:
        if not table.name.startswith("ab_") and table is not STAMP:
            for row in session.execute(select(table).order_by(*table.primary_key.columns)):
                seen.update(repr((table.name, tuple(row))).encode())
    return seen.hexdigest()


def _count(session: Session, register: type[Register], *conditions: object) -> int:
    return session.scalar(select(func.count()).select_from(register).where(*conditions)) or 0  # type: ignore[arg-type]


def test_it_is_the_same_twice(demo: Session, tmp_path: Path) -> None:
    demo_office.make(tmp_path / "again.db")
    with session_over(f"sqlite:///{tmp_path / 'again.db'}") as again:
        assert _digest(again) == _digest(demo)


def test_an_office_at_work_is_left_alone(demo: Session, demo_into: LoadDemo) -> None:
    before = _digest(demo)
    demo_into(demo, FRIDAY)
    assert _digest(demo) == before


def test_it_loads_on_a_sunday_night_too(open_empty: OpenEmpty, demo_into: LoadDemo) -> None:
    with open_empty() as session:
        demo_into(session, SUNDAY_NIGHT)
        _has_every_state(session)


def test_every_state_of_every_register_is_there(demo: Session) -> None:
    _has_every_state(demo)
    assert 400 < sum(_count(demo, register) for register in REGISTERS) < 2000


def _has_every_state(session: Session) -> None:
    for register in REGISTERS:
        there = set(session.scalars(select(register.status).distinct()))
        assert there == set(register.states()), register.__name__


@pytest.mark.parametrize("register", [Appointment, Callback, Notice], ids=lambda register: register.__name__)
def test_something_is_overdue_due_today_and_due_later(register: type[Register], demo: Session) -> None:
    today, tomorrow = start_of(FRIDAY.date()), end_of(FRIDAY.date())
    assert _count(demo, register, register.due_at < today)
    assert _count(demo, register, register.due_at >= FRIDAY, register.due_at <= tomorrow)
    assert _count(demo, register, register.due_at > tomorrow)


def test_each_role_of_the_demo_has_its_login_and_its_person(demo: Session) -> None:
    found = demo.execute(select(User, Staff.name).join(Staff, Staff.user_id == User.id))
    people = {user.username: (user.roles[0].name, user.password, person) for user, person in found}
    assert {name: role for name, (role, _, _) in people.items()} == LOGINS
    assert all(check_password_hash(password, f"demo-{name}") for name, (_, password, _) in people.items())
    assert all(re.fullmatch(r"[\u4e00-\u9fff]{2,3}", person) for _, _, person in people.values())


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.__name__)
def test_numbers_run_in_the_order_of_time_and_nothing_lies_ahead(register: type[Register], demo: Session) -> None:
    made = list(demo.execute(select(register.number, register.created_at).order_by(register.id)))
    assert made == sorted(made, key=lambda row: (row.created_at, row.number))
    assert all(row.created_at <= FRIDAY for row in made)


def test_customers_are_of_every_nature_and_bear_valid_papers(demo: Session) -> None:
    customers = list(demo.scalars(select(Customer)))
    assert {customer.nature for customer in customers} == {"person", "unit", "cluster"}
    assert {customer.level for customer in customers} == {"key", "special", "potential", "important", "ordinary"}
    assert {customer.lifecycle for customer in customers} == {"intent", "talking", "again", "done"}
    assert all(customer.id_no is None or formats.id_card(customer.id_no) for customer in customers)
    assert all(customer.phone.startswith("1990000") for customer in customers)
    assert any(ord(figure) > 0xFFFF for customer in customers for figure in customer.full_name)


def test_what_only_happens_in_a_real_office_happens(demo: Session) -> None:
    assert demo.scalar(select(func.count()).select_from(Correction))
    assert _count(demo, VisitTrip, VisitTrip.late_reason.is_not(None))
    assert _count(demo, Notice, Notice.visit_count == 2)
    assert _count(demo, Callback, Callback.satisfaction == "bad")
    assert _count(demo, Appointment, Appointment.customer_id.is_(None))  # type: ignore[attr-defined]
