"""Recurring obligations: planned once and ahead, in the right window, closed by the record that fulfils them, given up when not owed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import REGISTERS, Callback, Customer, DutyTask, Meter, Staff, VisitRecord
from models.callback import CallbackState
from models.declare import Verb
from models.meter import MeterState
from models.policy import PolicyEdition, PolicyLimit
from models.visit import RecordState
from rules.duties import DUTIES, aged_since, period_words, term, windows_in_terms, windows_of_the_year
from rules.duties import Every as Each
from rules.limit import Source, TimeLimit, Unit
from rules.masking import Personal
from rules.moments import SHANGHAI
from rules.roles import Role
from services.calendar import working_calendar
from services.duties import MISSED, NOT_OWED, plan, settle
from services.duty_book import BOOK, WrongDuty, bind
from services.duty_todo import duties, with_duties
from services.rights import may
from services.todo import count_waiting, todo
from tests.cast import NOW, ClientOf
from tests.make import make, person, voided, walk
from views.database import db

SOURCE = Source(document="000", clause="x", quotation="x")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def limit(unit: Unit, amount: int = 1) -> TimeLimit:
    return TimeLimit(key="x", rule="", amount=amount, unit=unit, source=SOURCE)


def customer(session: Session, **given: object) -> Customer:
    """A customer of whom nothing is owed unless it is said; one of a level of his own has a manager too."""
    his = manager(session) if given.get("level", "ordinary") != "ordinary" else None
    plain = {"level": "ordinary", "account_manager": his, "accepted_on": None, "warranty_to": None}
    return make(Customer, session, now=given.pop("now", NOW), **(plain | given))  # type: ignore[arg-type]


def manager(session: Session) -> Staff:
    return session.scalars(select(Staff).where(Staff.job_number == "AM")).one()


def tasks(session: Session, duty: str = "") -> list[DutyTask]:
    session.expire_all()
    found = select(DutyTask).order_by(DutyTask.duty, DutyTask.opens_at, DutyTask.id)
    return list(session.scalars(found.where(DutyTask.duty == duty) if duty else found))


def periods(session: Session, duty: str) -> list[tuple[str, datetime, datetime]]:
    return [(task.period, task.opens_at, task.due) for task in tasks(session, duty)]


# -- the law -----------------------------------------------------------------------------------------------------------


def test_r000_01_a_visit_each_month(session: Session) -> None:
    calendar, monthly = working_calendar(session), limit(Unit.MONTH_END)
    found = windows_of_the_year(Each.MONTH, monthly, at("2026-11-30 23:59"), calendar)
    assert [(one.period, one.opens_at, one.due) for one in found] == [
        ("2026-11", at("2026-11-01 00:00"), at("2026-12-01 00:00")),
        ("2026-12", at("2026-12-01 00:00"), at("2027-01-01 00:00"))]  # fmt: skip
    assert [one.period for one in windows_of_the_year(Each.MONTH, monthly, at("2026-12-01 00:00:01"), calendar)] == ["2026-12", "2027-01"]


def test_r000_05_the_first_three_working_days_of_the_next_month(session: Session) -> None:
    """January 2026: the first is New Year's Day, and 2 and 3 January are holidays too."""
    calendar, early = working_calendar(session), limit(Unit.MONTH_WORKDAY, 3)
    (now, later) = windows_of_the_year(Each.MONTH, early, at("2025-12-20 09:00"), calendar)
    assert (now.period, now.opens_at) == ("2025-12", at("2026-01-01 00:00"))
    assert now.due == at("2026-01-08 00:00") if not calendar.is_worked(date(2026, 1, 4)) else at("2026-01-07 00:00")
    assert later.period == "2026-01"
    # inside the window, the period of the month before is still the one that runs
    assert windows_of_the_year(Each.MONTH, early, at("2026-12-02 09:00"), calendar)[0].period == "2026-11"
    assert windows_of_the_year(Each.MONTH, early, at("2026-12-04 00:00:01"), calendar)[0].period == "2026-12"


def test_r001_05_each_half_year(session: Session) -> None:
    found = windows_of_the_year(Each.HALF_YEAR, limit(Unit.HALF_YEAR), at("2026-11-20 09:00"), working_calendar(session))
    assert [(one.period, one.due) for one in found] == [("2026-H2", at("2027-01-01 00:00")), ("2027-H1", at("2027-07-01 00:00"))]


def test_r002_14_terms_count_from_the_acceptance_and_end_with_the_warranty(session: Session) -> None:
    """Accepted on 31 August: month ends stay right, and the last term ends with the warranty."""
    calendar, half = working_calendar(session), limit(Unit.MONTH, 6)
    accepted, until = date(2025, 8, 31), date(2026, 8, 30)
    found = [term(half, accepted, until, number, calendar) for number in (1, 2, 3)]
    assert [one and (one.opens_at, one.due) for one in found] == [
        (at("2025-08-31 00:00"), at("2026-03-01 00:00")), (at("2026-02-28 00:00"), at("2026-08-31 00:00")), None]  # fmt: skip
    assert [one.period for one in windows_in_terms(half, accepted, until, at("2026-03-01 00:00:01"), calendar)] == ["T2"]
    assert term(limit(Unit.HALF_YEAR), accepted, date(2030, 1, 1), 2, calendar) is None  # not a limit that repeats


def test_r003_meters_are_planned_a_quarter_before_they_are_too_old() -> None:
    assert aged_since(limit(Unit.YEAR, 6), date(2026, 11, 30), 3) == date(2021, 2, 28)


@pytest.mark.parametrize(("period", "words"), [("2026-11", "2026 年 11 月"), ("2026-H2", "2026 年下半年"), ("T2", "第 2 次"), ("once", "")])
def test_periods_in_words(period: str, words: str) -> None:
    assert period_words(period) == words


# -- planning ----------------------------------------------------------------------------------------------------------


def test_a_managed_customer_is_visited_each_month(session: Session) -> None:
    his = customer(session, account_manager=manager(session))
    customer(session)
    assert plan(session, NOW) == 2
    assert [(task.period, task.record_id, task.assignee_id, task.role, task.title) for task in tasks(session)] == [
        ("2026-11", his.id, manager(session).id, "AM", "月度走访 2026 年 11 月"),
        ("2026-12", his.id, manager(session).id, "AM", "月度走访 2026 年 12 月")]  # fmt: skip
    assert plan(session, NOW) == 0
    assert plan(session, at("2026-12-01 00:01")) == 1


def test_levels_are_the_policys(session: Session) -> None:
    """XNSW: 重点客户 is important; 大客户、特殊客户及潜在客户 are key, special and potential."""
    for level in ("key", "special", "potential", "important"):
        customer(session, level=level, account_manager=manager(session))
    plan(session, NOW)
    owed = session.execute(select(DutyTask.duty, Customer.level).join(Customer, Customer.id == DutyTask.record_id)).all()
    assert {level for duty, level in owed if duty == "key_callback"} == {"important"}
    assert {level for duty, level in owed if duty == "large_callback"} == {"key", "special", "potential"}


def test_r002_13_the_first_call_within_a_month_of_acceptance(session: Session) -> None:
    customer(session, accepted_on=date(2026, 10, 31))
    customer(session, accepted_on=date(2026, 10, 5))  # broken a fortnight ago, and still to be made good
    customer(session, accepted_on=date(2026, 3, 1))  # history
    plan(session, NOW)
    assert periods(session, "first_callback") == [
        ("once", at("2026-10-05 00:00"), at("2026-11-06 00:00")), ("once", at("2026-10-31 00:00"), at("2026-12-01 00:00"))]  # fmt: skip


def test_r002_14_in_the_warranty_twice_a_year(session: Session) -> None:
    customer(session, accepted_on=date(2026, 1, 10), warranty_to=date(2027, 1, 9))
    customer(session, accepted_on=date(2024, 1, 10), warranty_to=date(2026, 1, 9))
    plan(session, NOW)
    assert periods(session, "warranty_callback") == [("T2", at("2026-07-10 00:00"), at("2027-01-10 00:00"))]


@pytest.mark.parametrize(
    ("caliber", "verified_on", "planned"),
    [
        ("DN20", date(2021, 2, 20), True), ("DN20", date(2021, 2, 21), False), ("DN25", date(2020, 11, 20), True),
        ("DN40", date(2023, 2, 20), True), ("DN50", date(2023, 2, 21), False), ("DN80", date(2025, 2, 20), True),
        ("DN300", date(2025, 2, 21), False), ("DN100", date(2015, 1, 1), True),
    ],
)  # fmt: skip
def test_r003_06_to_08_meters_by_diameter(caliber: str, verified_on: date, *, planned: bool, session: Session) -> None:
    """On 20 November 2026 what will be too old by 20 February; what is too old already comes at once."""
    walk(make(Meter, session, caliber=caliber, verified_on=verified_on), MeterState.IN_USE)
    make(Meter, session, caliber=caliber, verified_on=date(2010, 1, 1))  # in the store: nobody's water runs through it
    plan(session, NOW)
    assert len(tasks(session, "meter_replacement")) == planned


def test_what_the_policy_does_not_ask_for_is_not_planned(session: Session) -> None:
    customer(session, account_manager=manager(session))
    plan(session, NOW)
    edition = session.scalars(select(PolicyEdition).where(PolicyEdition.in_force.is_(True))).one()
    row = session.scalars(select(PolicyLimit).where(PolicyLimit.policy == edition, PolicyLimit.key == "monthly_visit")).one()
    row.replaced = True
    session.commit()
    assert plan(session, at("2026-12-01 09:00")) == 0
    assert settle(session, at("2026-12-01 09:00")) == 2
    assert {task.done_by for task in tasks(session)} == {NOT_OWED}


def test_many_planners_make_each_task_once(app: Flask, session: Session) -> None:
    for _ in range(3):
        customer(session, account_manager=manager(session), level="important")
    session.commit()
    session.close()

    def run(_: int) -> int:
        with app.app_context():
            made = plan(db.session, NOW)  # type: ignore[arg-type]
            db.session.commit()
            db.session.remove()
            return made

    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(run, range(8)))
    assert sum(made) == session.scalar(select(func.count()).select_from(DutyTask)) == 3 * 4


# -- settling ----------------------------------------------------------------------------------------------------------


def called(
    session: Session, whom: Customer, moment: datetime, *, kind: str = "important", state: CallbackState = CallbackState.REVIEW
) -> Callback:
    """A call that was made at a moment."""
    record = walk(make(Callback, session, customer=whom, callback_kind=kind), state)
    record.callback_at = moment
    session.flush()
    return record


def test_a_visit_of_the_month_closes_its_task(session: Session) -> None:
    his = customer(session, account_manager=manager(session))
    plan(session, NOW)
    draft = make(VisitRecord, session, customer=his, visit_at=NOW - timedelta(minutes=5))
    assert settle(session, NOW) == 0  # a draft proves nothing
    walk(draft, RecordState.REVIEW)
    assert settle(session, NOW) == 1
    done, open_ = tasks(session)
    assert (done.period, done.done_by, done.done_at) == ("2026-11", draft.number, draft.visit_at)
    assert open_.done_at is None
    assert settle(session, NOW) == 0


def test_a_visit_written_down_late_counts_for_its_own_month(session: Session) -> None:
    his = customer(session, account_manager=manager(session))
    plan(session, NOW)
    walk(make(VisitRecord, session, customer=his, visit_at=at("2026-11-18 15:00"), late_reason="返回后补记"), RecordState.REVIEW)
    assert settle(session, at("2026-12-02 09:00")) == 1
    assert [task.period for task in tasks(session) if task.done_at] == ["2026-11"]


@pytest.mark.parametrize(
    ("kind", "state", "counts"),
    [("important", CallbackState.REVIEW, True), ("planned", CallbackState.DONE, True), ("repair", CallbackState.REVIEW, False),
     ("important", CallbackState.DUE, False)],
)  # fmt: skip
def test_which_calls_count(kind: str, state: CallbackState, *, counts: bool, session: Session) -> None:
    his = customer(session, level="important")
    plan(session, at("2026-10-20 09:00"))
    called(session, his, at("2026-11-03 10:00"), kind=kind, state=state)
    assert settle(session, NOW) == counts


def test_a_call_before_the_window_or_of_another_customer_counts_for_nothing(session: Session) -> None:
    his, other = customer(session, level="important"), customer(session, level="ordinary")
    plan(session, at("2026-10-20 09:00"))
    called(session, his, at("2026-10-30 10:00"))
    called(session, other, at("2026-11-03 10:00"))
    assert settle(session, NOW) == 0


def test_one_call_closes_one_period(session: Session) -> None:
    """Called in December's window: it counts for November, not for the October that was missed."""
    his = customer(session, level="important")
    plan(session, at("2026-10-20 09:00"))
    called(session, his, at("2026-12-02 10:00"))
    settle(session, at("2026-12-02 11:00"))
    assert [(task.period, task.done_at is not None) for task in tasks(session, "key_callback")] == [("2026-10", False), ("2026-11", True)]


def test_a_void_record_proves_nothing(session: Session) -> None:
    his = customer(session, level="important")
    plan(session, at("2026-10-20 09:00"))
    voided(called(session, his, at("2026-11-03 10:00")))
    assert settle(session, NOW) == 0


def test_a_removed_meter_is_replaced(session: Session) -> None:
    meter = walk(make(Meter, session, caliber="DN20", verified_on=date(2018, 1, 1)), MeterState.IN_USE)
    plan(session, NOW)
    assert settle(session, NOW) == 0
    walk(meter, MeterState.REMOVED)
    assert settle(session, NOW) == 1
    assert [task.done_by for task in tasks(session, "meter_replacement")] == [meter.number]


def test_nothing_is_owed_to_a_customer_who_was_struck_off_or_changed_level(session: Session) -> None:
    gone, lower = (customer(session, level="important") for _ in range(2))
    plan(session, NOW)
    voided(gone)
    lower.level = "ordinary"
    session.flush()
    assert settle(session, NOW) == 6  # of him who is gone, the visits too
    assert {task.done_by for task in tasks(session) if task.done_at} == {NOT_OWED}


def test_a_new_manager_takes_over(session: Session) -> None:
    his = customer(session, account_manager=manager(session))
    plan(session, NOW)
    other = session.scalars(select(Staff).where(Staff.job_number == "AM_LEAD")).one()
    his.account_manager = other
    session.flush()
    settle(session, NOW)
    assert {task.assignee_id for task in tasks(session)} == {other.id}


def test_a_corrected_date_moves_the_task(session: Session) -> None:
    his = customer(session, accepted_on=date(2026, 11, 10))
    plan(session, NOW)
    his.accepted_on = date(2026, 11, 15)
    session.flush()
    settle(session, NOW)
    assert periods(session, "first_callback") == [("once", at("2026-11-15 00:00"), at("2026-12-16 00:00"))]


def test_a_missed_month_is_closed_as_missed_once_the_next_is_missed_too(session: Session) -> None:
    customer(session, account_manager=manager(session))
    for moment in ("2026-11-20 09:00", "2026-12-20 09:00"):
        plan(session, at(moment))
        assert settle(session, at(moment)) == 0
    plan(session, at("2027-01-02 09:00"))
    assert settle(session, at("2027-01-02 09:00")) == 1
    assert [(task.period, task.done_by) for task in tasks(session)] == [
        ("2026-11", MISSED),
        ("2026-12", None),
        ("2027-01", None),
        ("2027-02", None),
    ]


# -- the to-do -----------------------------------------------------------------------------------------------------------


def test_it_stands_in_the_to_do_of_whose_it_is(session: Session) -> None:
    his = customer(session, account_manager=manager(session), level="important")
    plan(session, NOW)
    session.flush()
    am, cb, clerk = (person(session, role) for role in (Role.AM, Role.CB, Role.CLERK))
    assert [(one.task.period, one.url) for one in duties(session, am, NOW)] == [
        ("2026-11", f"/visit_record/add?customer={his.id}&visit_month=2026-11")]  # fmt: skip
    assert [len(duties(session, actor, NOW)) for actor in (cb, clerk)] == [0, 0]  # the window of November opens in December
    later = at("2026-12-01 09:00")
    assert [one.url for one in duties(session, cb, later)] == [f"/callback/add?customer={his.id}&callback_kind=important"]
    assert [count_waiting(session, (), actor, later).duties for actor in (am, cb, clerk)] == [2, 1, 0]


def test_who_left_leaves_his_duties_to_his_post(session: Session) -> None:
    customer(session, account_manager=manager(session))
    plan(session, NOW)
    other = person(session, Role.AM, staff=session.scalars(select(Staff).where(Staff.job_number == "CLERK")).one())
    assert count_waiting(session, (), other, NOW).duties == 0
    manager(session).active = False
    session.flush()
    assert count_waiting(session, (), other, NOW).duties == 1


def test_one_list_by_due_time(session: Session) -> None:
    customer(session, account_manager=manager(session))
    plan(session, NOW)
    make(VisitRecord, session)
    am = person(session, Role.AM)
    both = with_duties(session, am, NOW, todo(session, REGISTERS, am, NOW), limit=10)
    dues = [one.due_at for one in both if one.due_at is not None]
    assert dues == sorted(dues)
    assert {getattr(one, "is_duty", False) for one in both} == {True, False}


@pytest.mark.parametrize("bound", BOOK, ids=[duty.key for duty in DUTIES])
def test_whose_duty_it_is_may_open_its_form(bound: object, session: Session) -> None:
    duty = bound.duty  # type: ignore[attr-defined]
    name, _, rest = duty.opens.partition("/")
    register = next(one for one in REGISTERS if one.__tablename__ == name)
    verb = Verb.CREATE if rest.startswith("add") else Verb.READ  # a meter is changed by a paper, begun beside its card
    assert may(person(session, duty.role), verb, register)


@pytest.mark.parametrize("bound", [one for one in BOOK if one.proof], ids=[duty.key for duty in DUTIES if duty.proof])
def test_the_button_opens_the_form_with_the_customer_in_it(bound: object, session: Session, client_of: Callable[..., ClientOf]) -> None:
    his = customer(session, account_manager=manager(session))
    key, clear = his.id, bound.duty.role in Customer.clear_to  # type: ignore[attr-defined]
    name = his.full_name if clear else Personal.NAME.mask(his.full_name)
    session.commit()
    answer = client_of(bound.duty.role).get(bound.address(key, "2026-11"))  # type: ignore[attr-defined,call-arg]
    assert answer.status_code == 200
    assert name in answer.get_data(as_text=True)
    assert urlsplit(bound.address(key, "2026-11")).path.endswith("/add")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"register": "clients"}, "no register: clients"),
        ({"holder": "nobody"}, "no field of customer: nobody"),
        ({"standing": "alive"}, "no state of customer: alive"),
    ],
)
def test_a_duty_that_names_what_is_not_there_stops_the_program(change: dict[str, str], sentence: str) -> None:
    with pytest.raises(WrongDuty, match=sentence):
        bind(replace(DUTIES[0], **change))  # type: ignore[arg-type]
