"""Editions of the policies: seeded once, offered when a file changes, put in force when nothing is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from models import PolicyEdition, PolicyLimit
from models.policy import PolicyChain, PolicyName, PolicyPart, PolicyRule, PolicyValue
from rules import keys
from rules.limit import Unit
from rules.policy import Policy
from rules.refusals import Refused
from seeds.load import policies as from_files
from services.policies import Edition, NoPolicy, edition, latest, policy, reminders, seed, started_under, store, switch
from tests.cast import NOW

CODES = ["JYHX", "XNSW", "ADRQ", "CSGS", "CCSW"]


def row_of(session: Session, code: str) -> PolicyEdition:
    return session.scalars(select(PolicyEdition).where(PolicyEdition.code == code).order_by(PolicyEdition.id.desc())).first()  # type: ignore[return-value]


def of_file(code: str) -> Edition:
    return next(one for one in from_files() if one.policy.code == code)


def own_limit(session: Session, rule: str) -> PolicyLimit:
    """As the company that made the rule has it, not one that borrowed it."""
    return session.scalars(select(PolicyLimit).where(PolicyLimit.rule == rule, PolicyLimit.borrowed_from.is_(None))).one()


def bare(policy_: Policy) -> Policy:
    """Without what only a table gives: the keys of its rows."""
    return replace(policy_, id=None, limits=tuple(replace(limit, id=None) for limit in policy_.limits))


# -- seeding -------------------------------------------------------------------------------------------------------------


def test_a_new_office_has_five_policies_and_one_of_them_in_force(session: Session) -> None:
    rows = session.scalars(select(PolicyEdition)).all()
    assert sorted(row.code for row in rows) == sorted(CODES)
    assert [row.code for row in rows if row.in_force] == ["XNSW"]
    assert not any(row.offered for row in rows)
    assert policy(session).code == "XNSW"


@pytest.mark.parametrize("code", CODES)
def test_the_tables_hold_what_the_file_says(session: Session, code: str) -> None:
    assert bare(edition(session, row_of(session, code).id)) == of_file(code).policy


@pytest.mark.parametrize("model", [PolicyEdition, PolicyLimit, PolicyValue, PolicyChain, PolicyRule, PolicyName])
def test_every_text_fits_its_column(session: Session, model: type[Any]) -> None:
    """SQLite does not mind; PostgreSQL would refuse to start."""
    lengths = {column.key: getattr(column.type, "length", None) for column in inspect(model).columns}
    for row in session.scalars(select(model)):
        for name, most in lengths.items():
            if most is not None:
                assert len(getattr(row, name) or "") <= most, (model.__name__, name, getattr(row, name))


def test_seeding_again_adds_nothing(session: Session) -> None:
    assert seed(session, from_files(), NOW) == []
    assert (
        session.scalars(select(PolicyEdition)).all() == session.scalars(select(PolicyEdition).where(PolicyEdition.offered.is_(False))).all()
    )


def test_a_changed_file_is_offered_and_changes_nothing_that_is_in_force(session: Session) -> None:
    before = policy(session)
    (added,) = seed(session, [replace(of_file("XNSW"), digest="another")], NOW)
    assert (added.code, added.offered, added.in_force, added.edition) == ("XNSW", True, False, "2026-1-2")
    assert policy(session) == before
    assert [one.id for one in latest(session)] == [one.id for one in latest(session) if one.id != added.id]
    assert seed(session, [replace(of_file("XNSW"), digest="another")], NOW) == []
    (third,) = seed(session, [replace(of_file("XNSW"), digest="a third")], NOW)
    assert third.edition == "2026-1-3"


def test_what_an_administrator_changed_stays_when_seeding_again(session: Session) -> None:
    own_limit(session, "R001-16").number = 2
    session.flush()
    seed(session, from_files(), NOW)
    assert policy(session).limits_of("R001-16")[0].amount == 2


# -- switching -----------------------------------------------------------------------------------------------------------


def test_an_edition_is_in_force_from_the_switch_on(session: Session) -> None:
    switch(session, row_of(session, "ADRQ"), NOW)
    assert policy(session).code == "ADRQ"
    session.commit()
    assert policy(session).code == "ADRQ"
    assert len(session.scalars(select(PolicyEdition).where(PolicyEdition.in_force.is_(True))).all()) == 1


def test_an_offer_that_is_taken_is_an_offer_no_more(session: Session) -> None:
    (added,) = seed(session, [replace(of_file("XNSW"), digest="another")], NOW)
    switch(session, added, NOW)
    assert (added.in_force, added.offered) == (True, False)
    assert policy(session).id == added.id
    assert {one.code: one.id for one in latest(session)}["XNSW"] == added.id


def test_a_switch_is_refused_with_the_list_of_what_is_missing(session: Session) -> None:
    whole = of_file("XNSW").policy
    poor = replace(
        whole, limits=tuple(one for one in whole.limits if one.key not in ("handle", "repair")),
        values={key: one for key, one in whole.values.items() if key != "warn_share"})  # fmt: skip
    row = store(session, poor, NOW)
    with pytest.raises(Refused, match=r"还不能启用，缺少：limit\.handle、limit\.repair、value\.warn_share。请先补齐，或注明不采用。"):
        switch(session, row, NOW)
    assert policy(session).id != row.id


def test_a_key_that_is_marked_unused_is_not_missing(session: Session) -> None:
    whole = of_file("XNSW").policy
    row = store(session, replace(
        whole, limits=tuple(one for one in whole.limits if one.key != "handle"), unused={"limit.handle": "不采用"}), NOW)  # fmt: skip
    switch(session, row, NOW)
    assert policy(session).states(keys.Limit.HANDLE, {"category": "billing"}) is None


@pytest.mark.parametrize(("day", "taken"), [(date(2026, 11, 19), True), (date(2026, 11, 20), True), (date(2026, 11, 21), False)])
def test_an_edition_is_not_put_in_force_before_its_day(session: Session, day: date, taken: bool) -> None:  # noqa: FBT001
    row = store(session, replace(of_file("XNSW").policy, effective_from=day), NOW)
    if taken:
        switch(session, row, NOW)
        assert policy(session).id == row.id
    else:
        with pytest.raises(Refused, match="自 2026-11-21 起施行"):
            switch(session, row, NOW)


def test_the_day_of_a_switch_is_shanghai_s(session: Session) -> None:
    row = store(session, replace(of_file("XNSW").policy, effective_from=date(2026, 11, 21)), NOW)
    switch(session, row, datetime.fromisoformat("2026-11-20T16:30:00+00:00"))
    assert row.in_force


def test_without_an_edition_in_force_the_refusal_says_what_to_do(session: Session) -> None:
    row_of(session, "XNSW").in_force = False
    session.flush()
    with pytest.raises(NoPolicy, match="请系统管理员在控制台启用"):
        policy(session)


# -- reading -------------------------------------------------------------------------------------------------------------


def test_an_entry_that_is_edited_is_read_anew(session: Session) -> None:
    assert policy(session).limits_of("R001-20")[0].amount == 24
    own_limit(session, "R001-20").number = 20
    session.flush()
    assert policy(session).limits_of("R001-20")[0].amount == 20
    session.rollback()
    assert policy(session).limits_of("R001-20")[0].amount == 24


def test_a_limit_that_was_replaced_is_read_only_by_the_clocks_that_began_under_it(session: Session) -> None:
    row = own_limit(session, "R001-20")
    row.replaced = True
    session.flush()
    assert policy(session).limits_of("R001-20") == ()
    kept = started_under(session, row.id)
    assert (kept.amount, kept.unit, kept.policy) == (24, Unit.HOUR, "XNSW")


def test_a_policy_is_asked_for_once_a_transaction(session: Session, count_queries: Any) -> None:
    policy(session)
    with count_queries(session) as counted:
        policy(session)
    assert len(counted) == 0
    session.rollback()
    with count_queries(session) as counted:
        policy(session)
    assert len(counted) == 1


def test_values_come_back_as_what_they_were(session: Session) -> None:
    values = policy(session).values
    types = {"warn_share": float, "dissatisfied_starts_accountability": bool, "cluster_households": int, "office_hours": str}
    assert {key: type(values[key].value) for key in types} == types
    assert values["count_fair_as_satisfied"].value is False


def test_every_company_s_policy_is_listed_in_the_order_of_the_documents(session: Session) -> None:
    assert [one.code for one in latest(session)] == CODES


def test_reminders_are_those_of_a_register(session: Session) -> None:
    for rule in policy(session).rules:
        for screen in rule.screens:
            assert rule in reminders(session, screen)
    assert reminders(session, "nothing") == []


def test_entries_know_their_edition(session: Session) -> None:
    other = row_of(session, "ADRQ")
    other.in_force = False
    limits = session.scalars(select(PolicyLimit).where(PolicyLimit.policy_id == other.id)).all()
    assert limits
    assert all(isinstance(limit, PolicyPart) and limit.created_at - NOW < timedelta(seconds=1) for limit in limits)
