"""The doors of every register: who comes in, and what a crafted address finds."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import REGISTERS, Option
from models.declare import Register
from rules.roles import Role
from services.company import settings
from services.listing import choice_filters
from tests.cast import ClientOf
from tests.every import base, some
from tests.make import (
    keeper_role,
    make,
)
from tests.page import leftovers, page

# -- doors -------------------------------------------------------------------------------------------------------------


def own_words(register: type[Register], session: Session) -> str:
    """What the declaration and its option lists themselves write in Latin letters, and archival codes: IC卡, GB/T."""
    fields = register.fields.values()
    labels = session.scalars(select(Option.label).where(Option.list_code.in_([field.options for field in fields if field.options])))
    codes = [settings(session)[name] for name in ("fonds", "item_code", "volume_code")]
    return " ".join([register.sheet.note, *(field.label + field.help for field in fields), *labels, *codes])


@some
def test_its_pages_open_to_its_keeper_in_chinese(register: type[Register], session: Session, client_of: ClientOf) -> None:
    record, own, seen = make(register, session), own_words(register, session), {}
    session.commit()
    browser, whole = client_of(keeper_role(register)), f"/{register.__tablename__}"
    for path in (f"{whole}/", f"{whole}/add", base(record), f"{base(record)}/edit"):
        answer = browser.get(path)
        assert answer.status_code == 200, path
        seen[path] = page(answer).text
        assert not leftovers(seen[path], own), path
    assert not [field.label for field in register.fields.values() if not field.common and field.label not in seen[base(record)]]


@some
def test_strangers_are_sent_to_the_login(register: type[Register], session: Session, app: Flask) -> None:
    record = make(register, session)
    session.commit()
    stranger, whole = app.test_client(), f"/{register.__tablename__}"
    here = [f"{whole}/", f"{whole}/add", f"{whole}/blank", f"{whole}/ledger"]
    here += [base(record), *(f"{base(record)}/{tail}" for tail in ("edit", "print", "void", "correct", "step/x", "file/1"))]
    for path in here:
        answer = stranger.get(path)
        assert (answer.status_code, answer.location) == (302, f"/login/?next={path}"), path
    for path in (f"{whole}/add", f"{whole}/batch", *(f"{base(record)}/{tail}" for tail in ("edit", "void", "correct", "attach"))):
        assert stranger.post(path).status_code == 302


@some
def test_whoever_has_no_part_in_it_is_refused(register: type[Register], session: Session, client_of: ClientOf) -> None:
    record = make(register, session)
    session.commit()
    browser, whole = client_of(Role.SYSADMIN), f"/{register.__tablename__}"
    for path in (f"{whole}/", f"{whole}/add", base(record), f"{base(record)}/edit", f"{base(record)}/print"):
        answer = browser.get(path)
        assert answer.status_code == 403
        assert record.number not in answer.get_data(as_text=True)


#: What can be made of an address by hand; `1` is a record that is there.
CRAFTED = (
    "/?page=abc", "/?page=-1", "/?page=0", "/?page=999999999999", "/?page=99999", "/?page=%C2%B2", "/?page=1&page=2&tab=all&tab=mine",
    "/?order=bogus", "/?order=-void_reason", "/?order=creator_id", "/?tab=bogus", "/?size=99999", "/?size=0", "/?size=x",
    "/?q=%00", "/?q=%25_%27%22%5C", "/?status=%27%22", "/abc", "/-1", "/0", "/1e3", "/1%00", "/%00",
    "/99999999999999999999", "/99999999999999999999/edit", "/99999999999999999999/print", "/1/step/nowhere", "/1/step/%00", "/1/step/",
    "/1/file/abc", "/1/nowhere", "/1/correct?field=bogus", "/1/correct?field=%00", "/1/correct?field=status", "/ledger?tab=bogus",
    "/ledger?page=x", "/batch", "/1/attach", "/add?number=1&status=2", "/?q=" + "%E6%B0%B4" * 2000,
)  # fmt: skip


@some
def test_a_crafted_address_gives_a_clear_page(register: type[Register], session: Session, client_of: ClientOf) -> None:
    """Every one of them for the first register; of the others each takes its share, for they are generated alike."""
    make(register, session)
    session.commit()
    browser, turn = client_of(keeper_role(register)), REGISTERS.index(register)
    for tail in CRAFTED if turn == 0 else CRAFTED[turn % 4 :: 4]:
        answer = browser.get(f"/{register.__tablename__}{tail}")
        assert answer.status_code in (200, 308, 400, 403, 404, 405, 409), (tail, answer.status_code)
        if answer.status_code >= 400:
            assert re.search(r"[\u4e00-\u9fff]{4}", page(answer).text), tail


@some
def test_a_choice_nobody_offers_finds_nothing(register: type[Register], session: Session, client_of: ClientOf) -> None:
    make(register, session)
    session.commit()
    codes = {field.name: "'\"--" for field in choice_filters(register)}
    answer = client_of(keeper_role(register)).get(f"/{register.__tablename__}/", query_string=codes)
    assert answer.status_code == 200
    assert ("没有符合条件的记录" in page(answer).text) is bool(codes)


def test_a_huge_file_id_gives_a_clear_page(session: Session, client_of: ClientOf) -> None:
    record = make(REGISTERS[0], session)
    session.commit()
    assert client_of(keeper_role(REGISTERS[0])).get(f"{base(record)}/file/{10**25}").status_code == 404


CRAFTED_BATCHES: tuple[dict[str, Any], ...] = (
    {}, {"action": "print"}, {"action": "print", "ids": "abc"}, {"action": "print", "ids": ["999999"]},
    {"action": "print", "ids": "9" * 40}, {"action": "bogus", "ids": "1"}, {"action": "step-nowhere", "ids": "1"},
    {"action": "step-%00", "ids": "1"}, {"ids": [str(number) for number in range(1, 700)]},
)  # fmt: skip


@pytest.mark.parametrize("data", CRAFTED_BATCHES, ids=repr)
def test_a_crafted_batch_gives_a_clear_page(data: dict[str, Any], session: Session, client_of: ClientOf) -> None:
    make(REGISTERS[0], session)
    session.commit()
    answer = client_of(keeper_role(REGISTERS[0])).post(f"/{REGISTERS[0].__tablename__}/batch", data=data)
    assert answer.status_code in (404, 409)
    assert re.search(r"[\u4e00-\u9fff]{4}", page(answer).text)
