"""Every refusal is a sentence for the person at the desk, with the status that a machine is told."""

from __future__ import annotations

import pytest

from rules.refusals import Forbidden, Invalid, Missing, Refused, Stale, WrongState


@pytest.mark.parametrize(("kind", "status"), [(Refused, 409), (Forbidden, 403), (Missing, 404), (Stale, 409), (WrongState, 409)])
def test_a_refusal_carries_its_sentence_and_status(kind: type[Refused], status: int) -> None:
    refused = kind("本单已作废。")
    assert isinstance(refused, Refused)
    assert (refused.status, refused.message, refused.errors, str(refused)) == (status, "本单已作废。", {}, "本单已作废。")


def test_a_refusal_may_name_the_fields() -> None:
    given = {"phone": "电话号码不对"}
    refused = Refused("请先填写：电话", given)
    given.clear()
    assert refused.errors == {"phone": "电话号码不对"}


def test_what_is_invalid_counts_its_places() -> None:
    refused = Invalid({"phone": "电话号码不对", "": "时间先后不对"})
    assert (refused.status, refused.message) == (422, "未能保存，有 2 处需要改正。")
    assert refused.errors == {"phone": "电话号码不对", "": "时间先后不对"}
