"""Chains and ladders as a policy writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.chain import Level, read_levels, read_roles, show_levels
from rules.roles import Role

levels = st.builds(
    lambda roles, all_of_them: Level(roles=tuple(roles), all_of_them=all_of_them and len(roles) > 1),
    st.lists(st.sampled_from(Role), min_size=1, max_size=3, unique=True), st.booleans())  # fmt: skip


def test_levels_follow_each_other() -> None:
    assert read_levels("DEPT > VP > GM") == tuple(Level(roles=(role,)) for role in (Role.DEPT, Role.VP, Role.GM))


def test_a_level_is_decided_by_any_or_by_all() -> None:
    assert read_levels("AM_LEAD & CS_HEAD > CS_SUP|VP") == (
        Level(roles=(Role.AM_LEAD, Role.CS_HEAD), all_of_them=True), Level(roles=(Role.CS_SUP, Role.VP)))  # fmt: skip


@given(st.lists(levels, min_size=1, max_size=5).map(tuple))
def test_what_is_written_is_read_as_it_was(given_levels: tuple[Level, ...]) -> None:
    assert read_levels(show_levels(given_levels)) == given_levels


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "缺少岗位"), (" ", "缺少岗位"), ("DEPT >", "缺少岗位"), ("> GM", "缺少岗位"), ("DEPT > > GM", "缺少岗位"),
        ("VP |", "缺少岗位"),
        ("VP & & GM", "缺少岗位"), ("VP | CS_HEAD & GM", "同时用了"), ("BOSS", "没有“BOSS”"), ("VP, GM", "没有“VP, GM”"),
        ("VP | VP", "写了两次"), ("vp", "没有“vp”"), ("分管副总", "没有“分管副总”"),
    ],
)  # fmt: skip
def test_a_chain_that_cannot_be_read_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_levels(text)


def test_who_is_told_is_a_list() -> None:
    assert read_roles("CS_HEAD, VP，GM") == (Role.CS_HEAD, Role.VP, Role.GM)
    assert read_roles("") == ()
    with pytest.raises(ValueError, match="写了两次"):
        read_roles("VP,VP")
    with pytest.raises(ValueError, match="没有"):
        read_roles("VP > GM")
