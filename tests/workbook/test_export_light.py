"""An export reads columns and no objects: it says of every cell what is said of the record itself, and asks no more for more rows."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models import Callback, Complaint, Customer, Export, Meter
from models.declare import Register
from rules.actor import Actor
from rules.roles import Role
from services.listing import ListQuery, narrowed
from services.shown import Shown
from services.workbook import export as exporting
from services.workbook.chunks import keys_of
from services.workbook.columns import CREATED, LINE, ORDINAL, VERSION, shown
from services.workbook.export import Format
from services.workbook.flat import MARK
from services.workbook.values import Reader
from services.workbook.version import versions
from tests.asking import asking, plan, statement_of, with_values
from tests.cast import NOW, ClientOf
from tests.every import every
from tests.make import keeper, keeper_role, make, person
from tests.workbook.bench import at_work
from views.job_worker import work_off

BESIDE = {ORDINAL, CREATED, VERSION, LINE, "number"}


def readers(register: type[Register]) -> list[Role]:
    """Who works with it, who only reads it, and who sees a part."""
    others = sorted(register.read_by - {keeper_role(register)}, key=lambda role: (role not in register.seen.narrowed, role.value))
    return [keeper_role(register), *others[:1], *others[-1:]]


def light(session: Session, register: type[Register], actor: Actor) -> tuple[list[Any], Reader]:
    reader = Reader(shown=Shown(session, actor, NOW))
    taken, tables = exporting.Taken(narrowed=""), shown(register, reader.shown.may_see)
    found = narrowed(session, register, ListQuery(), actor, NOW)
    rows = list(exporting.rows(reader, register, tables, found, keys_of(session, register, found), taken))
    return rows, reader


@every
def test_every_cell_is_what_the_record_itself_would_say(register: type[Register], session: Session) -> None:
    given = {"confidential": True} if register in (Callback, Complaint) else {}
    make(register, session, **given)
    if given:
        make(register, session)
    session.commit()
    for role in readers(register):
        actor = person(session, role)
        session.rollback()
        with at_work(session, actor):
            rows, counted = light(session, register, actor)
            whole = Reader(shown=Shown(session, actor, NOW))
            main, *children = shown(register, whole.shown.may_see)
            model: Any = register
            records = list(session.scalars(select(register).order_by(model.id)))
            whole.versions = versions(session, register.__tablename__, [one.id for one in records])
            assert len(rows) == len(records)
            for record, (contents, lines) in zip(records, rows, strict=True):
                said = [none_of(one) for one in contents[1:]]
                assert said == [whole.value(record, column) for column in main.columns[1:]], role
                for table, told in zip(children, lines, strict=True):
                    assert table.rows is not None
                    kept = getattr(record, table.rows.name)
                    assert [line[1] for line in told] == [record.number] * len(kept)
                    for line, found in zip(kept, told, strict=True):
                        for column, content in zip(table.columns, found, strict=True):
                            if column.field is not None:
                                assert none_of(content) == whole.value(line, column, record), (role, column.name)
            assert (counted.clear, counted.masked) == (whole.clear, whole.masked), role
        session.rollback()


def none_of(content: Any) -> Any:
    return None if content == "" else content


# -- what it asks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(Format))
def test_ten_times_the_rows_ask_not_one_question_more(kind: Format, session: Session) -> None:
    """Within a chunk; each row has a customer, a person, a child row and a case of its own that it came of."""
    counts = []
    for more in (2, 18):
        for number in range(more):
            source = make(Complaint, session)
            customer = make(Customer, session, full_name=f"周客户{more}{number}")
            make(Callback, session, customer=customer).source_ref = f"complaint:{source.id}"
        session.commit()
        actor = keeper(session, Callback)
        session.rollback()
        with at_work(session, actor), asking(Engine, statement_of) as found:
            exporting.export(session, Callback, ListQuery(), io.BytesIO(), kind=kind, actor=actor, now=NOW)
        session.rollback()
        counts.append(len(found))
    assert counts[0] == counts[1]


@pytest.mark.sqlite_only(reason="the plan is SQLite's")
def test_child_rows_are_read_without_looking_at_every_record(session: Session) -> None:
    make(Callback, session)
    actor = keeper(session, Callback)
    session.commit()
    with at_work(session, actor), asking(Engine, with_values) as found:
        exporting.export(session, Callback, ListQuery(), io.BytesIO(), actor=actor, now=NOW)
    (asked,) = [one for one in found if "FROM callback_feedback" in one[0]]
    steps = plan(session.connection(), asked)
    assert [step for step in steps if "callback" in step] == [
        "SEARCH callback_feedback USING INDEX ix_callback_feedback_callback_id (callback_id=?)",
        "SEARCH callback USING INTEGER PRIMARY KEY (rowid=?)",
    ]


# -- as CSV ----------------------------------------------------------------------------------------------------------------


def lines_of(browser: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = browser.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert answer.headers["Content-Disposition"].endswith(".csv")
    assert answer.data.startswith(MARK), "else Excel takes it for another encoding"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_csv_says_what_the_workbook_says(session: Session, client_of: ClientOf) -> None:
    contacts = [{"name": "周联系", "phone": "13907150001", "post": None, "main": True}]
    for number in range(3):
        make(Customer, session, full_name=f"欧阳示例{number}", contacts=contacts)
    session.commit()
    for role in (Role.CLERK, Role.INSPECTOR):
        browser = client_of(role)
        found = lines_of(browser, "/customer/export.csv?tab=month")
        book = load_workbook(io.BytesIO(browser.get("/customer/export.xlsx?tab=month").data))
        sheet = book["客户服务档案"]
        heads = [str(cell.value) for cell in sheet[1]]
        assert list(found[0])[: len(heads)] == heads
        for line, row in zip(found, sheet.iter_rows(min_row=2), strict=True):
            for head, cell in zip(heads, row, strict=True):
                if cell.data_type == "s":
                    assert line[head].rstrip("\t").removeprefix("'") == cell.value
        assert ("周联系" in found[0]["联系人"]) is (role is Role.CLERK)
        assert ("周**" in found[0]["联系人"]) is (role is Role.INSPECTOR)
    assert session.scalar(select(func.count(Export.id))) == 4


@pytest.mark.parametrize(("text", "written"), [
    ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-2+3", "'-2+3"), ("+86139", "'+86139"), ("＝1+1", "'＝1+1"), ("\t=1+1", "'\t=1+1"),
    ("000123", "000123\t"), ("110101199003071233", "110101199003071233\t"), ("123456789012", "123456789012\t"), ("3-5", "3-5\t"),
    ("1E5", "1E5\t"), ("8:30", "8:30\t"), ("5%", "5%\t"), ("13907150001", "13907150001"), ("0", "0"), ("DN15", "DN15"),
    ('甲,"乙"\n丙', '甲,"乙"\n丙'), ("响铃\x07", "响铃␇"), ("0715-8012345", "0715-8012345\t"), ("3号", "3号"),
])  # fmt: skip
def test_what_excel_would_change_is_written_so_that_it_stays(text: str, written: str, session: Session, client_of: ClientOf) -> None:
    made = make(Meter, session, maker="甲厂")
    made.maker = text
    session.commit()
    (line,) = lines_of(client_of(Role.METER_STORE), "/meter/export.csv")
    assert line["生产厂家"] == written


def test_numbers_days_and_moments_are_plain(session: Session, client_of: ClientOf) -> None:
    make(Customer, session, households=3)
    session.commit()
    (line,) = lines_of(client_of(Role.CLERK), "/customer/export.csv")
    assert (line["户数"], line["建档日期"], line["登记时间"]) == ("3", "2026-11-20", NOW.strftime("%Y-%m-%d %H:%M"))


def test_a_long_list_as_csv_is_a_job(session: Session, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, app: Any) -> None:
    for _ in range(3):
        make(Customer, session)
    session.commit()
    monkeypatch.setattr("views.workbook.AT_ONCE", 2)
    monkeypatch.setattr("views.listing.AT_ONCE", 2)
    browser = client_of(Role.CLERK)
    assert browser.get("/customer/export.csv").status_code == 409
    assert 'name="as" value="csv"' in browser.get("/customer/").get_data(as_text=True)
    address = browser.post("/customer/export", data={"tab": "all", "as": "csv"}).location
    with app.app_context():
        assert work_off()
    shown_page = browser.get(address).get_data(as_text=True)
    link = next(part.split('"')[0] for part in shown_page.split('href="') if part.startswith(f"{address}/file/"))
    assert len(lines_of(browser, link)) == 3


def test_the_command_goes_by_the_name_of_the_file(session: Session, app: Any, tmp_path: Any) -> None:
    make(Customer, session, full_name="欧阳示例")
    session.commit()
    file = tmp_path / "a.csv"
    result = app.test_cli_runner().invoke(args=["export", "customer", str(file)])
    assert result.exit_code == 0, result.output
    (line,) = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline=""))
    assert line["客户全称"] == "欧阳示例"
