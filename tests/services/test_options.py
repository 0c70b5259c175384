"""Option lists, settings, reference data, and the register as programs read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import REGISTERS, Customer, Department, Option, Setting
from models.company import SETTINGS
from models.declare import Kind, Register
from rules.actor import Actor
from rules.moments import local
from rules.refusals import Invalid, Stale
from rules.roles import Role
from services import reference
from services.company import settings
from services.describe import describe
from services.listing import BadList, parse
from services.lookup import lookup
from services.options import option_book
from services.records import edit, required_at_creation
from services.search.sources import search_fields
from services.shown import Shown
from services.workbook.filters import in_words
from tests.cast import NOW
from tests.make import keeper, make

ActorOf = Callable[[Role], Actor]

TODAY = local(NOW).date()
every = pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.__name__)


def the_option(session: Session, list_code: str, code: str) -> Option:
    return session.scalars(select(Option).where(Option.list_code == list_code, Option.code == code)).one()


@every
def test_every_choice_has_a_list(register: type[Register], session: Session) -> None:
    book = option_book(session)
    for field in [*register.fields.values(), *(c for f in register.fields.values() if f.is_rows for c in f.target.fields.values())]:
        if field.kind is Kind.CHOICE:
            offered = dict(book.offered(field.options or "", TODAY))
            assert len(offered) > 1, field.name
            assert field.default is None or field.default in offered, field.name


def test_a_withdrawn_option_is_read_and_kept_but_not_offered(session: Session) -> None:
    record = make(Customer, session, nature="unit")
    the_option(session, "customer_nature", "unit").valid_to = TODAY - timedelta(days=1)
    session.commit()
    book = option_book(session)
    assert book.label("customer_nature", "unit") == "单位"
    assert "unit" not in dict(book.offered("customer_nature", TODAY))
    assert "unit" in dict(book.offered("customer_nature", TODAY, keep="unit"))
    edit(session, record, {"nature": "unit", "phone": "13907150009"}, actor=keeper(session, Customer), now=NOW)
    with pytest.raises(Invalid) as refusal:
        make(Customer, session, nature="unit")
    assert refusal.value.errors == {"nature": "选项表中没有这一项，可填：居民个人、集群户"}


@pytest.mark.parametrize(("first", "last", "is_offered"), [(0, None, True), (1, None, False), (None, 0, True), (None, -1, False)])
def test_the_first_and_the_last_day_count(session: Session, first: int | None, last: int | None, is_offered: bool) -> None:  # noqa: FBT001
    option = the_option(session, "customer_nature", "unit")
    option.valid_from = None if first is None else TODAY + timedelta(days=first)
    option.valid_to = None if last is None else TODAY + timedelta(days=last)
    session.commit()
    assert ("unit" in dict(option_book(session).offered("customer_nature", TODAY))) is is_offered


def test_an_unknown_code_is_shown_as_it_is(session: Session) -> None:
    assert option_book(session).label("customer_nature", "old") == "old"
    assert option_book(session).all("nowhere") == []


def test_the_book_is_put_together_anew_when_a_row_changes_and_not_before(session: Session) -> None:
    book = option_book(session)
    one = session.scalars(select(Option)).first()
    assert one is not None
    one.label = "改过的名称"
    assert option_book(session) is book, "nothing was written yet"
    session.flush()
    changed = option_book(session)
    assert changed is not book
    assert changed.label(one.list_code, one.code) == "改过的名称"
    session.commit()
    assert option_book(session) is changed


# -- settings and reference data ---------------------------------------------------------------------------------------


def test_settings_have_defaults_and_are_overlaid(session: Session) -> None:
    assert settings(session) == {key: known.default for key, known in SETTINGS.items()}
    session.add(Setting(key="company", value="江上水务"))
    session.flush()
    assert settings(session)["company"] == "江上水务"


def test_all_settings_are_right_or_none_is_kept(session: Session) -> None:
    with pytest.raises(Invalid) as refusal:
        reference.keep_settings(session, {**settings(session), "company": " ", "prefix": "青禾"}, now=NOW)
    assert set(refusal.value.errors) == {"prefix", "company"}
    assert settings(session)["company"] != "江上水务"
    reference.keep_settings(session, {**settings(session), "company": "江上水务"}, now=NOW)
    reference.keep_settings(session, {**settings(session), "company": "江下水务"}, now=NOW)
    assert settings(session)["company"] == "江下水务"
    assert session.scalars(select(Setting.key)).all() == ["company"]


def test_reference_data_is_kept_or_refused_in_words(session: Session) -> None:
    unit = Department(active=True, position=1)
    with pytest.raises(Invalid) as refusal:
        reference.keep(session, unit, {"name": "", "phone": "1", "position": 1}, now=NOW, unreadable={"position": "请填写整数"})
    assert set(refusal.value.errors) == {"name", "phone", "position"}
    reference.keep(session, unit, {"name": "夜班", "phone": None, "position": 1}, now=NOW)
    assert unit.id is not None
    with pytest.raises(Invalid) as refusal:
        reference.keep(session, Department(active=True, position=1), {"name": "夜班"}, now=NOW)
    assert "夜班 已经登记过" in refusal.value.errors["name"]
    with pytest.raises(Stale):
        reference.keep(session, unit, {"name": "日班"}, now=NOW, seen=0)


def test_an_option_does_not_end_before_it_begins(session: Session) -> None:
    option = the_option(session, "customer_nature", "unit")
    with pytest.raises(Invalid) as refusal:
        reference.keep(session, option, {"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}, now=NOW)
    assert refusal.value.errors == {"valid_to": "不能早于“启用日期”"}


# -- lists and lookups -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [{"tab": "x"}, {"order": "x"}, {"order": "--number"}, {"page": "0"}, {"page": "１"}, {"page": ""}, {"page": "100001"}, {"size": "21"},
     {"size": "-20"}, {"order": "contacts"}, {"from": "1120"}, {"from": "2026-02-30"}, {"to": "0001-01-01"}, {"to": "9999-12-31"},
     {"to": "2026-11-20\0"}, {"from": "２０２６-11-20"}, {"from": "2026-11-20", "to": "2026-11-19"}],
)  # fmt: skip
def test_an_address_no_link_would_say_is_refused(given: dict[str, str], actor: ActorOf) -> None:
    with pytest.raises(BadList):
        parse(Customer, given, actor(Role.AM))


def test_an_address_is_a_query(actor: ActorOf) -> None:
    given = {"tab": "mine", "q": " 江 ", "order": "-full_name", "page": "3", "size": "50", "nature": "unit"}
    query = parse(Customer, given, actor(Role.AM))
    assert (query.tab, query.text, query.order, query.descending, query.page, query.size) == ("mine", "江", "full_name", True, 3, 50)
    assert query.choices == {"nature": "unit"}


def test_days_of_entry_are_told_in_words(session: Session, actor: ActorOf) -> None:
    for given, told in (
        ({"from": "2026-11-01", "to": "2026-11-15"}, "自 2026-11-01 至 2026-11-15"),
        ({"to": "2026-11-15"}, "至 2026-11-15"),
    ):
        query = parse(Customer, given, actor(Role.AM))
        assert in_words(session, Customer, query) == f"全部；登记日期：{told}"
        assert not query.is_plain


def test_a_condition_that_the_list_does_not_have_is_refused(actor: ActorOf) -> None:
    with pytest.raises(BadList, match="没有名为 bogus 的筛选条件"):
        parse(Customer, {"nature": "unit", "bogus": "x"}, actor(Role.AM))


def test_a_choice_that_no_list_could_hold_is_refused(actor: ActorOf) -> None:
    with pytest.raises(BadList):
        parse(Customer, {"nature": "\0"}, actor(Role.AM))


def test_a_list_is_not_ordered_by_what_is_masked(actor: ActorOf) -> None:
    """The order of names betrays them letter by letter."""
    assert parse(Customer, {"order": "full_name"}, actor(Role.AM)).order == "full_name"
    with pytest.raises(BadList):
        parse(Customer, {"order": "full_name"}, actor(Role.DEPT))


@every
def test_every_register_is_found_by_something(register: type[Register], session: Session) -> None:
    record = make(register, session)
    assert "number" in search_fields(register)
    one = keeper(session, register)
    assert lookup(session, register, record.number, one) == [record]
    assert lookup(session, register, "无此内容", one) == []
    assert str(record) not in Shown(session, one, NOW).hint(record).split("　")


def test_a_masked_field_finds_only_for_who_knows_all_of_it(session: Session, actor: ActorOf) -> None:
    customer = make(Customer, session, full_name="欧阳小宝", phone="13907150009")
    for piece in ("小宝", "0009", "欧阳小宝", "13907150009"):
        assert lookup(session, Customer, piece, actor(Role.AM)) == [customer]
    for piece in ("小宝", "009", "50009", "欧阳", "%", "1390715000_"):
        assert lookup(session, Customer, piece, actor(Role.DEPT)) == []
    for known in ("欧阳小宝", "13907150009", "0009"):
        assert lookup(session, Customer, known, actor(Role.DEPT)) == [customer]


# -- for programs ------------------------------------------------------------------------------------------------------


@every
def test_it_is_described_as_it_is_declared(register: type[Register]) -> None:
    told = describe(register)
    assert told.keys() == {"name", "title", "menu", "list_url", "add_url", "print_url", "fields", "states", "steps"}
    assert (told["name"], told["list_url"], told["add_url"]) == (
        register.__tablename__, f"/{register.__tablename__}/", f"/{register.__tablename__}/add")  # fmt: skip
    assert told["print_url"].format(id=7) == f"/{register.__tablename__}/7/print"
    assert [field["name"] for field in told["fields"]] == list(register.fields)
    assert {field["name"] for field in told["fields"] if field["required"]} == required_at_creation(register)
    assert [state["code"] for state in told["states"]] == [state.value for state in register.states()]
    for step, declared in zip(told["steps"], register.flow.steps, strict=True):
        assert (step["from"], step["to"], step["label"], step["needs"]) == (
            declared.source.value, declared.target.value, declared.label, list(declared.needed))  # fmt: skip
        assert step["roles"] == [role.value for role in declared.roles]
