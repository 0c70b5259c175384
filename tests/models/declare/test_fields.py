"""Every word of fields: the kind and the facts that it leaves in the `Field` others read."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import Boolean, Date, Integer, Numeric, String, Text
from sqlalchemy.types import TypeEngine

from models.customer import Customer
from models.declare import (
    Default,
    Field,
    Kind,
    Moment,
    Personal,
    Phase,
    Role,
    States,
    amount,
    attachment,
    checklist,
    choice,
    computed,
    credit_code,
    date8,
    day,
    deadline,
    department,
    gauge,
    id_card,
    lines,
    link,
    links,
    moment,
    opinion,
    people,
    prose,
    quantity,
    seal,
    serial,
    signature,
    source,
    staff,
    state,
    telephone,
    text,
    when,
    year_month,
    year_week,
    yes_no,
)
from models.declare.field import When
from models.declare.kinds import LINK_KINDS, ROW_KINDS, SYSTEM_KINDS
from models.declare.storage import SignedType
from models.declare.word import Word
from models.notice import NoticeMaterial
from models.service_item import ServiceItem


class Light(States):
    """On or off."""

    ON = "on", "开", Phase.RUN
    OFF = "off", "关", Phase.VOID


def ten(record: object, session: object) -> int:
    """A computation."""
    return 10


def everybody(record: object, session: object) -> list[Customer]:
    """A selection."""
    return []


#: What was written → its kind, the type of its column, and all that differs from a bare field.
WORDS: list[tuple[Any, Kind, type[TypeEngine[Any]] | None, dict[str, Any]]] = [
    (text("联系人"), Kind.TEXT, String, {"length": 100}),
    (text("单号", length=40, help="八位", search=True, sensitive=Personal.NAME, default="无"), Kind.TEXT, String,
     {"length": 40, "help": "八位", "search": True, "sensitive": Personal.NAME, "default": "无"}),
    (prose("内容"), Kind.PROSE, Text, {"length": 4000}),
    (telephone("电话"), Kind.PHONE, String, {"length": 30, "search": True, "sensitive": Personal.PHONE}),
    (telephone("监督电话", search=False, default=Default.HOTLINE), Kind.PHONE, String,
     {"length": 30, "sensitive": Personal.PHONE, "default": Default.HOTLINE}),
    (telephone("服务电话", of_house=True), Kind.PHONE, String, {"length": 30, "search": True}),
    (prose("信访意见", shown_to=(Role.CS_HEAD,)), Kind.PROSE, Text, {"length": 4000, "shown_to": (Role.CS_HEAD,)}),
    (yes_no("是否廉洁", shown_to=(Role.DISC,)), Kind.YES_NO, Boolean, {"shown_to": (Role.DISC,)}),
    (id_card("身份证号"), Kind.ID_CARD, String, {"length": 18, "sensitive": Personal.ID_CARD}),
    (credit_code("信用代码"), Kind.CREDIT_CODE, String, {"length": 18}),
    (day("日期", default=Default.TODAY, past=True), Kind.DAY, Date, {"default": Default.TODAY, "past": True}),
    (moment("时间", default=Default.NOW, past=True, help="到分"), Kind.MOMENT, Moment,
     {"default": Default.NOW, "past": True, "help": "到分"}),
    (date8("日期"), Kind.DATE8, String, {"length": 8}),
    (year_month("年月"), Kind.YEAR_MONTH, String, {"length": 7}),
    (year_month("年月", once=True), Kind.YEAR_MONTH, String, {"length": 7, "once": True}),
    (year_week("周次", once=True), Kind.YEAR_WEEK, String, {"length": 8, "once": True}),
    (choice("方式", "mode", default="phone"), Kind.CHOICE, String, {"options": "mode", "default": "phone"}),
    (state("状态", Light, start=Light.ON), Kind.STATE, None, {"target": Light, "default": Light.ON}),
    (yes_no("是否", default=True), Kind.YES_NO, Boolean, {"default": True}),
    (quantity("件数"), Kind.NUMBER, Integer, {"minimum": 0, "maximum": 999_999}),
    (quantity("次数", minimum=1, maximum=9, default=1), Kind.NUMBER, Integer, {"minimum": 1, "maximum": 9, "default": 1}),
    (amount("金额"), Kind.AMOUNT, Numeric, {"minimum": 0, "maximum": 99_999_999}),
    (gauge("温度", minimum=-40, maximum=60), Kind.GAUGE, Numeric, {"minimum": -40, "maximum": 60}),
    (link("客户", Customer, search=True), Kind.LINK, None, {"target": Customer, "search": True}),
    (link("申请", Customer, once=True), Kind.LINK, None, {"target": Customer, "once": True}),
    (links("客户", Customer), Kind.LINKS, None, {"target": Customer}),
    (links("客户", Customer, compute=everybody), Kind.LINKS, None, {"target": Customer, "compute": everybody}),
    (people("人员"), Kind.LINKS, None, {"target": "Staff"}),
    (staff("经办人", default=Default.MYSELF), Kind.STAFF, None, {"target": "Staff", "default": Default.MYSELF}),
    (department("部门", default=Default.MY_DEPARTMENT), Kind.DEPARTMENT, None,
     {"target": "Department", "default": Default.MY_DEPARTMENT}),
    (lines("资料", NoticeMaterial, maximum=8), Kind.LINES, None, {"target": NoticeMaterial, "maximum": 8}),
    (signature("签字"), Kind.SIGNATURE, SignedType, {}),
    (signature("客户签字", sensitive=Personal.NAME), Kind.SIGNATURE, SignedType, {"sensitive": Personal.NAME}),
    (opinion("意见"), Kind.OPINION, SignedType, {}),
    (seal("盖章"), Kind.SEAL, Date, {"past": True}),
    (attachment("委托书"), Kind.ATTACHMENT, None, {"target": "Attachment"}),
    (serial(), Kind.SERIAL, String, {"search": True}),
    (source("来源"), Kind.SOURCE, String, {}),
    (deadline("截止"), Kind.DEADLINE, Moment, {}),
    (computed("次数", int, ten, help="自动"), Kind.COMPUTED, Integer, {"compute": ten, "help": "自动"}),
]  # fmt: skip


def field_of(word: Any, names: dict[int, str] | None = None) -> Field:
    return cast("Word", word).field("name", optional=False, common=False, names=names or {})


@pytest.mark.parametrize(("word", "kind", "column", "facts"), WORDS, ids=[f"{word.kind}-{word.label}" for word, *_ in WORDS])
def test_a_word_yields_its_field(word: Any, kind: Kind, column: type[TypeEngine[Any]] | None, facts: dict[str, Any]) -> None:
    assert field_of(word) == Field(name="name", label=word.label, kind=kind, optional=False, **facts)
    if column is not None:
        assert type(word.type) is column


def test_every_kind_has_a_word() -> None:
    assert {kind for _, kind, _, _ in WORDS} | {Kind.CHECKLIST} == set(Kind)


def test_references_become_names() -> None:
    """`after`, `needed`, `gives` and a checklist's `of` and `rows` are words in the class body and names afterwards."""
    begun, item, phone = day("起"), link("事项", ServiceItem), telephone("电话")
    names = {id(begun): "begun", id(item): "item", id(phone): "phone"}
    until = field_of(day("止", after=begun, needed=when(item)), names)
    assert (until.after, until.demanded) == ("begun", When(name="item", values=()))
    assert field_of(link("客户", Customer, gives={phone: Customer.phone}), names).gives == {"phone": "phone"}
    picked = field_of(checklist("资料", NoticeMaterial, of=item, rows=ServiceItem.materials, maximum=9), names)
    assert (picked.kind, picked.target, picked.picked, picked.maximum) == (
        Kind.CHECKLIST, NoticeMaterial, ("item", "materials"), 9)  # fmt: skip


@pytest.mark.parametrize("word", [
    lambda on: text("甲", needed=on), lambda on: prose("甲", needed=on), lambda on: telephone("甲", needed=on),
    lambda on: day("甲", needed=on), lambda on: moment("甲", needed=on), lambda on: choice("甲", "list", needed=on),
    lambda on: yes_no("甲", needed=on), lambda on: staff("甲", needed=on), lambda on: department("甲", needed=on),
    lambda on: attachment("甲", needed=on),
], ids=["text", "prose", "telephone", "day", "moment", "choice", "yes_no", "staff", "department", "attachment"])  # fmt: skip
def test_a_word_can_be_demanded_on_a_condition(word: Callable[[Any], Any]) -> None:
    result = choice("结果", "result")
    assert field_of(word(when(result, "no", "late")), {id(result): "result"}).demanded == When(name="result", values=("no", "late"))


@pytest.mark.parametrize(
    ("values", "value", "holds"),
    [
        (("no", "late"), "no", True),
        (("no", "late"), "yes", False),
        (("no",), None, False),
        ((False,), False, True),
        ((False,), None, False),
        ((), "anything", True),
        ((), 0, True),
        ((), False, True),
        ((), None, False),
        ((), "", False),
        ((), [], False),
    ],
)
def test_a_condition_holds_for_one_of_its_values_or_for_anything_at_all(values: tuple[object, ...], value: object, holds: bool) -> None:  # noqa: FBT001
    assert When(name="result", values=values).holds(SimpleNamespace(result=value)) is holds


@pytest.mark.parametrize("word", [w for w, *_ in WORDS], ids=[f"{word.kind}-{word.label}" for word, *_ in WORDS])
def test_a_field_knows_who_fills_it_and_how_it_is_held(word: Any) -> None:
    field = field_of(word)
    assert field.is_system == (field.kind in SYSTEM_KINDS or field.compute is everybody)
    assert field.is_link == (field.kind in LINK_KINDS)
    assert field.is_rows == (field.kind in ROW_KINDS)


@pytest.mark.parametrize("word", [w for w, *_ in WORDS], ids=[f"{word.kind}-{word.label}" for word, *_ in WORDS])
def test_only_what_people_fill_one_by_one_is_required(word: Any) -> None:
    """A list may be empty, the system fills its own fields, and the type excuses the rest."""
    nobody = SYSTEM_KINDS | ROW_KINDS | {Kind.LINKS}
    assert field_of(word).is_required == (word.kind not in nobody)
    assert not cast("Word", word).field("name", optional=True, common=False, names={}).is_required


def test_the_system_fills_what_nobody_types() -> None:
    assert {Kind.SERIAL, Kind.STATE, Kind.SOURCE, Kind.DEADLINE, Kind.COMPUTED, Kind.OPINION} == SYSTEM_KINDS


def test_a_field_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        field_of(text("甲")).label = "乙"  # type: ignore[misc]


@pytest.mark.parametrize(("result", "column"), [(bool, Boolean), (int, Integer), (str, String), (date, Date)])
def test_a_computed_value_has_a_column_of_its_type(result: type, column: type) -> None:
    assert type(cast("Word", computed("甲", result, ten)).type) is column


def test_a_computed_value_has_no_other_type() -> None:
    with pytest.raises(KeyError):
        computed("甲", Decimal, lambda record, session: Decimal(1))


def test_only_a_serial_and_what_says_so_are_unique() -> None:
    assert cast("Word", serial()).unique
    assert cast("Word", text("表号", unique=True)).unique
    assert not cast("Word", text("姓名")).unique


def test_a_state_is_stored_by_its_code() -> None:
    column = cast("Any", state("状态", Light, start=Light.ON)).type
    assert column.enums == ["on", "off"]
    assert column.enum_class is Light
