"""From words to a mapped class: names, order, types, columns, and what the database keeps."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, Optional

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Mapped, Session, configure_mappers
from sqlalchemy.orm.exc import StaleDataError

from models import Attachment, Department, Staff
from models.declare import (
    Default,
    Kind,
    Line,
    Model,
    Record,
    Signed,
    amount,
    attachment,
    day,
    department,
    lines,
    link,
    links,
    moment,
    people,
    quantity,
    signature,
    staff,
    text,
    yes_no,
)
from models.declare.declared import Declared
from models.declare.wiring import is_optional
from rules.moments import SHANGHAI

NOW = datetime(2026, 11, 20, 10, 42, tzinfo=SHANGHAI)


def concrete(cls: type[Declared]) -> list[type[Declared]]:
    """The classes of the house, without those that tests declare."""
    below = [found for sub in cls.__subclasses__() for found in concrete(sub)]
    return below if vars(cls).get("__abstract__") or not cls.__module__.startswith("models.") else [cls, *below]


# -- the type says whether a field may stay empty ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("annotation", "optional"),
    [
        ("Mapped[str]", False),
        ("Mapped[str | None]", True),
        ("Mapped[str|None]", True),
        ("Mapped[None | str]", True),
        ("Mapped[Optional[str]]", True),
        ("Mapped[Any | None]", True),
        ("Mapped[list[Staff]]", False),
        ("Mapped[list[Staff | None]]", False),
        (Mapped[complex], False),
        (Mapped[complex | None], True),
        (Mapped[list[complex]], False),
        (Mapped[int | complex], False),
    ],
    ids=str,
)
def test_optional_is_read_from_the_type(annotation: Any, optional: bool) -> None:  # noqa: FBT001
    holder = type("Holder", (), {"__annotations__": {"field": annotation}})
    assert is_optional(holder, "field") is optional


def test_optional_is_read_from_the_old_writing_too() -> None:
    """`Mapped` caches by equality, so that one `Optional[X]` anywhere also changes what `Mapped[X | None]` is."""
    holder = type("Holder", (), {"__annotations__": {"field": Mapped[Optional[bytearray]]}})  # noqa: UP045 - the point
    assert is_optional(holder, "field")


# -- names and order -----------------------------------------------------------------------------------------------------


def test_fields_stand_in_the_order_of_declaration_with_the_base_first() -> None:
    class Ground(Record):
        __abstract__ = True
        first: Mapped[str] = text("一")

    class House(Ground, title="房"):
        __tablename__ = "x_house"
        second: Mapped[str | None] = text("二")
        third: Mapped[int] = quantity("三")

    assert list(House.fields) == ["first", "second", "third"]
    assert [House.fields[name].optional for name in House.fields] == [False, True, False]
    assert [column.name for column in House.__table__.columns] == ["id", "first", "second", "third", "created_at", "row_version"]
    assert House.title == "房"


def test_two_classes_on_one_base_have_fields_of_their_own() -> None:
    class Common(Record):
        __abstract__ = True
        name: Mapped[str] = text("名称")

    class Left(Common):
        __tablename__ = "x_left"

    class Right(Common):
        __tablename__ = "x_right"
        more: Mapped[str] = text("其他")

    assert list(Left.fields) == ["name"]
    assert list(Right.fields) == ["name", "more"]
    assert Left.__table__.c.name is not Right.__table__.c.name


def test_a_class_may_say_a_field_of_its_base_anew() -> None:
    class Plain(Record):
        __abstract__ = True
        remark: Mapped[str | None] = text("备注", length=50)

    class Roomy(Plain):
        __tablename__ = "x_roomy"
        remark: Mapped[str] = text("备注", length=500)

    assert (Roomy.fields["remark"].length, Roomy.fields["remark"].optional) == (500, False)


@pytest.mark.parametrize("cls", concrete(Declared), ids=lambda cls: cls.__name__)
def test_no_field_bears_the_name_of_a_word(cls: type[Declared]) -> None:
    """In the class body such a field would hide the word from every line below it."""
    import models.declare as vocabulary

    assert not set(cls.fields) & set(vocabulary.__all__)


@pytest.mark.parametrize("cls", concrete(Declared), ids=lambda cls: cls.__name__)
def test_every_field_of_the_house_is_mapped(cls: type[Declared]) -> None:
    configure_mappers()
    mapped = inspect(cls).attrs.keys()
    for name, field in cls.fields.items():
        assert name in mapped
        assert (f"{name}_id" in mapped) == field.is_link
        if not field.is_link and not field.is_rows and field.kind is not Kind.LINKS:
            assert cls.__table__.c[name].nullable is field.optional
            assert cls.__table__.c[name].info["label"] == field.label


# -- columns and relationships -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def library(scratch_module: None) -> SimpleNamespace:
    """A record with child rows and every way of pointing elsewhere."""

    class Book(Line):
        __tablename__ = "x_book"
        title: Mapped[str] = text("书名")

    class Shelf(Record):
        __tablename__ = "x_shelf"
        name: Mapped[str] = text("架号", unique=True, search=True)
        keeper: Mapped[Any] = staff("管理人", default=Default.MYSELF)
        unit: Mapped[Any | None] = department("部门")
        letter: Mapped[Any | None] = attachment("委托书")
        helpers: Mapped[list[Any]] = people("协助人")
        units: Mapped[list[Any]] = links("协办部门", Department)
        price: Mapped[Decimal | None] = amount("金额")
        bought: Mapped[date | None] = day("购置日期")
        checked: Mapped[datetime | None] = moment("盘点时间")
        signed: Mapped[Signed | None] = signature("签字")
        open: Mapped[bool] = yes_no("开放", default=True)
        books: Mapped[list[Any]] = lines("藏书", Book)

    configure_mappers()
    return SimpleNamespace(Shelf=Shelf, Book=Book)


def test_a_link_is_a_relationship_over_a_column(library: SimpleNamespace) -> None:
    columns, relations = library.Shelf.__table__.c, inspect(library.Shelf).relationships
    assert relations["keeper"].mapper.class_ is Staff
    assert relations["unit"].mapper.class_ is Department
    assert relations["letter"].mapper.class_ is Attachment
    assert [key.target_fullname for key in columns.keeper_id.foreign_keys] == ["staff.id"]
    assert (columns.keeper_id.nullable, columns.unit_id.nullable) == (False, True)
    assert columns.keeper_id.index
    assert columns.keeper_id.info["label"] == relations["keeper"].info["label"] == "管理人"


def test_several_links_have_a_table_between(library: SimpleNamespace) -> None:
    between = Model.metadata.tables["x_shelf_helpers"]
    assert [column.name for column in between.primary_key] == ["x_shelf_id", "helpers_staff_id"]
    assert inspect(library.Shelf).relationships["units"].secondary is Model.metadata.tables["x_shelf_units"]


def test_what_is_searched_is_indexed_and_what_is_unique_has_its_own_index(library: SimpleNamespace) -> None:
    assert library.Shelf.__table__.c.name.unique
    assert not library.Shelf.__table__.c.name.index

    class Reader(Record):
        __tablename__ = "x_reader"
        name: Mapped[str] = text("姓名", search=True)
        note: Mapped[str] = text("说明")

    assert Reader.__table__.c.name.index
    assert not Reader.__table__.c.note.index


def test_child_rows_keep_their_order_and_go_with_their_record(library: SimpleNamespace, session: Session) -> None:
    keeper = _house(session)
    shelf = library.Shelf(name="甲", keeper=keeper, open=True, created_at=NOW, books=[library.Book(title="二"), library.Book(title="三")])
    shelf.books.insert(0, library.Book(title="一"))
    session.add(shelf)
    session.commit()
    assert [(book.title, book.position) for book in shelf.books] == [("一", 0), ("二", 1), ("三", 2)]
    del shelf.books[1]
    session.commit()
    left = session.scalars(select(library.Book).order_by(library.Book.position))
    assert [(book.title, book.position) for book in left] == [("一", 0), ("三", 1)]
    session.delete(shelf)
    session.commit()
    assert not session.scalars(select(library.Book)).all()


def test_values_come_back_as_they_went_in(library: SimpleNamespace, session: Session) -> None:
    keeper = _house(session)
    signed = Signed(name="王经办", at=NOW.isoformat(), staff_id=1)
    session.add(library.Shelf(name="甲", keeper=keeper, helpers=[keeper], units=[keeper.unit], price=Decimal("12.50"),
                      bought=date(2026, 11, 20), checked=NOW.astimezone(UTC), signed=signed, open=False, created_at=NOW))  # fmt: skip
    session.commit()
    session.expire_all()
    found = session.scalars(select(library.Shelf)).one()
    assert (found.keeper, found.helpers, found.units, found.unit) == (keeper, [keeper], [keeper.unit], None)
    assert (found.price, found.bought, found.checked, found.signed, found.open) == (
        Decimal("12.50"), date(2026, 11, 20), NOW, signed, False)  # fmt: skip
    assert found.checked.tzinfo is SHANGHAI


def test_the_history_has_the_old_value_even_if_nobody_read_it(library: SimpleNamespace, session: Session) -> None:
    session.add(library.Shelf(name="甲", keeper=_house(session), open=True, created_at=NOW))
    session.commit()
    session.expire_all()
    shelf = session.scalars(select(library.Shelf)).one()
    session.expire(shelf)
    shelf.name = "乙"
    assert inspect(shelf).attrs.name.history.deleted == ["甲"]


def test_two_people_cannot_save_over_each_other(library: SimpleNamespace, session: Session) -> None:
    shelf = library.Shelf(name="甲", keeper=_house(session), open=True, created_at=NOW)
    session.add(shelf)
    session.commit()
    assert shelf.row_version == 1
    shelf.name = "乙"
    session.connection().exec_driver_sql("UPDATE x_shelf SET row_version = 2")
    with pytest.raises(StaleDataError):
        session.flush()


def test_what_may_not_stay_empty_is_refused_by_the_database(library: SimpleNamespace, session: Session) -> None:
    _house(session)
    session.add(library.Shelf(name="甲", open=True, created_at=NOW))
    with pytest.raises(IntegrityError, match=r"x_shelf\.keeper_id"):
        session.flush()


def test_a_moment_without_a_zone_never_reaches_the_database(library: SimpleNamespace, session: Session) -> None:
    session.add(library.Shelf(name="甲", keeper=_house(session), open=True, created_at=NOW.replace(tzinfo=None)))
    with pytest.raises(StatementError, match="must carry its zone"):
        session.flush()


def test_a_link_may_point_at_a_class_of_the_house() -> None:
    class Loan(Line):
        __tablename__ = "x_loan"
        borrower: Mapped[Staff] = link("借阅人", Staff)

    configure_mappers()
    assert inspect(Loan).relationships["borrower"].mapper.class_ is Staff


def _house(session: Session) -> Staff:
    """Tables for all, and one person in one department."""
    Model.metadata.create_all(session.connection())
    unit = Department(name="客户服务中心", position=0, active=True, created_at=NOW)
    person = Staff(name="王经办", job_number="001", unit=unit, active=True, created_at=NOW)
    session.add(person)
    session.flush()
    return person
