"""Who acts, and by which post."""

from __future__ import annotations

from rules.actor import Actor
from rules.roles import EVERYONE_AT_WORK, Role


def test_an_actor_holds_any_of_the_roles_asked_for() -> None:
    actor = Actor(user_id=1, staff_id=2, name="王经办", roles=frozenset({Role.CLERK, Role.CS_SUP}))
    assert actor.holds(Role.CLERK)
    assert actor.holds(Role.GM, Role.CS_SUP)
    assert not actor.holds(Role.GM)
    assert not actor.holds()


def test_the_post_is_the_first_of_the_roles_in_the_order_of_the_house() -> None:
    assert Actor(user_id=1, staff_id=None, name="王经办", roles=frozenset({Role.CS_SUP, Role.CLERK})).post == "窗口受理员"
    assert Actor(user_id=1, staff_id=None, name="新来的", roles=frozenset()).post == "未分配岗位"


def test_every_role_has_a_code_and_a_name_of_its_own() -> None:
    assert all(role.value == role.name and role.label for role in Role)
    assert len({role.label for role in Role}) == len(Role)
    assert Role("CB") is Role.CB  # type: ignore[call-arg] # mypy reads __new__, not the lookup


def test_who_only_looks_on_or_keeps_the_machine_is_not_at_work() -> None:
    assert set(Role) - EVERYONE_AT_WORK == {Role.AUDITOR, Role.SYSADMIN}
