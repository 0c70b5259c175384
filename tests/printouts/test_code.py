"""The printed code: what is written can be read, and what is misread is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printouts.code import Code, parse

GIVEN = Code(table="visit_trip", number="QH-A01-2026-00001", version="2026-1", copy=1, page=1, pages=2)


def test_the_payload_is_stable() -> None:
    assert GIVEN.payload.startswith("dj1|visit_trip|QH-A01-2026-00001|2026-1|1|1/2|")
    assert len(GIVEN.payload.rpartition("|")[2]) == 4


@given(number=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"]), max_size=40), copy=st.integers(0, 9))
def test_what_is_written_is_read_back(number: str, copy: int) -> None:
    code = Code(table="notice", number=number, version="2026-1", copy=copy, page=2, pages=3)
    assert parse(code.payload) == code


@pytest.mark.parametrize(("payload", "said"), [
    (GIVEN.payload.replace("00001", "00007"), "二维码校验不符"),
    (GIVEN.payload[:-4] + "zzzz", "二维码校验不符"),
    ("http://example.org", "这不是登记台"),
    ("", "这不是登记台"),
    (Code(table="a|b", number="x", version="1|2", copy=1, page=1, pages=1).payload.replace("|", "||"), "不符"),
])  # fmt: skip
def test_a_misread_code_is_refused(payload: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse(payload)


def test_a_ledger_page_names_its_job_and_a_form_does_not() -> None:
    assert Code(table="notice", number="J12", version="1", copy=1, page=1, pages=1).job_id == 12
    assert GIVEN.job_id is None
