"""The shape of the house: what is listed, who may name a framework, and what no file may hold."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import models
from models import GOVERNING, REFERENCES, REGISTERS
from models.declare import Line, Record, Register
from models.declare.declared import Declared

ROOT = Path(__file__).parents[1]


def files() -> list[Path]:
    """All that git keeps, or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True)  # fmt: skip
    return sorted({ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()})


FILES = files()
PYTHON = [path for path in FILES if path.suffix == ".py"]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> set[str]:
    """The first part of every module that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def concrete(cls: type[Declared]) -> set[type[Declared]]:
    """The mapped classes under a base that stand in models/, not those that a test declares."""
    own = set() if vars(cls).get("__abstract__") or not cls.__module__.startswith("models.") else {cls}
    return own.union(*(concrete(sub) for sub in cls.__subclasses__()))


@pytest.fixture(scope="module", autouse=True)
def _every_model() -> None:
    """A file that nobody imports would hide its register."""
    for module in pkgutil.walk_packages(models.__path__, "models."):
        importlib.import_module(module.name)


# -- the table of contents -----------------------------------------------------------------------------------------------


def test_every_register_is_listed_once() -> None:
    assert set(REGISTERS) == concrete(Register)
    assert len(set(REGISTERS)) == len(REGISTERS)


def test_every_record_is_a_register_or_reference_data() -> None:
    assert concrete(Record) == {*REGISTERS, *REFERENCES, *GOVERNING}


def test_every_line_has_an_owner() -> None:
    owned = {field.target for cls in (*REGISTERS, *REFERENCES, *GOVERNING) for field in cls.fields.values() if field.is_rows}
    assert owned == concrete(Line)


@pytest.mark.parametrize("attribute", ["code", "title", "__tablename__"])
def test_registers_are_told_apart(attribute: str) -> None:
    values = [getattr(register, attribute) for register in REGISTERS]
    assert len(set(values)) == len(values)


def test_registers_of_one_menu_stand_together() -> None:
    menus = [register.menu for register in REGISTERS]
    assert [menu for at, menu in enumerate(menus) if at == 0 or menus[at - 1] != menu] == list(dict.fromkeys(menus))


def test_every_state_has_its_own_label_within_its_register() -> None:
    for register in REGISTERS:
        labels = [state.label for state in register.states()]
        assert len(set(labels)) == len(labels), register.__name__


# -- who may name what ---------------------------------------------------------------------------------------------------

#: Under `benchmarks/` the frameworks themselves are measured.
FRAMEWORK_BELONGS_TO = ("views/", "forms/", "tests/", "benchmarks/peers/apps/", "models/declare/model.py")


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_only_views_and_forms_name_the_framework(path: Path) -> None:
    if not name(path).startswith(FRAMEWORK_BELONGS_TO):
        assert not re.findall(r"flask_appbuilder|flask_admin", path.read_text(encoding="utf-8"))


BELOW = [path for path in PYTHON if name(path).startswith(("models/", "rules/", "services/", "printouts/"))]


@pytest.mark.parametrize("path", BELOW, ids=name)
def test_nothing_below_the_forms_knows_of_requests(path: Path) -> None:
    assert not imported(path) & {"flask", "flask_login", "flask_babel", "flask_sqlalchemy", "wtforms", "werkzeug", "jinja2"}


@pytest.mark.parametrize("path", [path for path in BELOW if name(path).startswith("rules/")], ids=name)
def test_the_law_needs_the_standard_library_and_the_holidays_alone(path: Path) -> None:
    assert imported(path) <= {*sys.stdlib_module_names, "rules", "holidays"}


@pytest.mark.parametrize("path", [path for path in BELOW if not name(path).startswith("rules/moments")], ids=name)
def test_nobody_below_asks_the_clock(path: Path) -> None:
    asked = r"\b(datetime\.now|datetime\.utcnow|date\.today|time\.time|now_in_shanghai)\("
    assert not re.findall(asked, path.read_text(encoding="utf-8"))


# -- what goes round the rule of what is seen ----------------------------------------------------------------------------

#: What reads the database beside the mapped classes, and so beside `services/sight.py`. Who needs it stands here with his reason.
#: SQLAlchemy puts no criterion that stays with its statement into an eager join, so that `joinedload` of a register would show all.
BESIDE = {"__table__", "connection", "connect", "from_statement", "exec_driver_sql", "raw_connection", "joinedload"}
SQL = {"text", "literal_column", "joinedload"}
ALLOWED = {
    "services/alone.py": "takes locks; reads nothing",
    "services/approval_cases.py": "loads people with their approvals, neither of which is a register",
    "services/approval_inbox.py": "loads approvals with their tasks, neither of which is a register",
    "services/attempts.py": "counts tries at the door, in transactions of its own; there is nobody yet who could see anything",
    "services/backup.py": "copies the whole house, for the command that asks for it; shows nothing",
    "services/backup_file.py": "opens what was unpacked, to see whether it is a database; shows nothing",
    "services/baseline.py": "writes the first entry of every history, for the house and before anybody works",
    "services/bulk.py": "keeps the rows that a bulk statement changes in the history; shows nothing",
    "services/chain.py": "writes history and locks its chain; shows nothing",
    "services/clocks.py": "writes the rows of clocks inside a flush, where the session may not flush again",
    "services/copying.py": "copies every table as it lies there; shows nothing",
    "services/database.py": "sets up each connection",
    "services/delegation.py": "columns of the delegations, which are no register",
    "services/export_history.py": "tells the whole history to the command that asks for it",
    "services/guesses.py": "reads who came in from where, before anybody has",
    "services/heartbeat.py": "the moments of ticks, which are no register",
    "services/history.py": "names a table, reads none",
    "services/job_hand.py": "asks whether a job has the database to itself; jobs are no registers",
    "services/moving.py": "copies the whole house, for the command that asks for it; shows nothing",
    "services/number_ledger.py": "loads people with what they explained",
    "services/numbering.py": "counts numbers, whoever sees the record that gets one",
    "services/drafts.py": "drops the draft of what was saved; a draft is no register",
    "services/examine.py": "reads history as it is stored, to verify it; names holdings alone, in a report on them",
    "services/archival.py": "counts archival codes, whoever sees the record that gets one",
    "services/once.py": "writes messages and duties, which are no registers",
    "services/login_state.py": "asks whether a session still holds, before anybody is known; reads no record",
    "services/outbox.py": "claims what is to be sent, which is no register",
    "services/printing.py": "counts the printing of records that are already read, without raising their version",
    "services/readiness.py": "tells a machine what the installation needs; shows no record",
    "services/replica.py": "asks how far a replica has come; reads no record",
    "services/reserve.py": "loads people with what they reserved",
    "services/safekeeping.py": "writes the log of backups, which is no register",
    "services/search/keep.py": "keeps the index of what is saved, whoever may see it; shows nothing",
    "services/search/rebuild.py": "makes the table of terms anew; shows nothing",
    "services/search/write.py": "writes what there is into the index; who may see it is asked when it is read",
    "services/seals.py": "seals the whole history; shows nothing",
    "services/troubles.py": "looks whether an error had a connection; reads nothing",
    "services/standing_work.py": "counts what stands open for a machine, and names no record",
    "services/sequences.py": "reads and sets the counters of ids",
    "services/workbook/shared.py": "lays the texts of a file into a scratch file of its own; the house's database is not asked",
    "services/workbook/remembered.py": "keeps what rows of a file said in a scratch file of its own; the house's database is not asked",
    "services/hung.py": "asks which kinds of things hang on a record that was read before; reads none of them",
    "services/sent.py": "writes into which record a form was saved; reads nothing",
    "services/unique.py": "reads the constraints of a table, and asks through the mapped class",
    "services/stamped.py": "asks for the stamp of the house; reads no record",
    "services/verify_chains.py": "verifies the whole history, for the command that asks for it",
    "services/verify_guards.py": "reads which triggers there are, for the command that asks for it",
    "views/leader.py": "asks whether the leader answers; reads nothing",
    "views/search_cli.py": "makes the search index anew at the start of a program; shows nothing",
    "services/verify_traces.py": "verifies what was done beside records, for the command that asks for it",
}
SEEING = [path for path in PYTHON if name(path).startswith(("services/", "views/", "printouts/", "forms/"))]


def beside(source: str) -> set[str]:
    """What of it a file uses: an attribute of such a name, a `bulk_…` method, an eager join, or SQL as text."""
    tree = ast.parse(source)
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")]
    sql = {alias.asname or alias.name: alias.name for node in imports for alias in node.names if alias.name in SQL}
    found = {sql[node.id] for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in sql}
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return found | {each for each in attributes if each in BESIDE or each.startswith("bulk_")}


@pytest.mark.parametrize("path", SEEING, ids=name)
def test_nobody_reads_beside_the_rule_without_a_reason(path: Path) -> None:
    found = beside(path.read_text(encoding="utf-8"))
    assert not found or name(path) in ALLOWED, f"{found}: read through the mapped classes, or say in ALLOWED why not"


def test_every_reason_is_still_needed() -> None:
    needed = {name(path) for path in SEEING if beside(path.read_text(encoding="utf-8"))}
    assert set(ALLOWED) <= needed


@pytest.mark.parametrize("line", [
    "rows = session.execute(select(Inquiry.__table__))", "session.connection().execute(x)", "select(Inquiry).from_statement(x)",
    "session.bulk_insert_mappings(Inquiry, [])", "from sqlalchemy import text\nsession.execute(text('SELECT 1'))",
    "from sqlalchemy import text as sql\nsession.execute(sql('SELECT 1'))", "engine.connect()", "c.exec_driver_sql('SELECT 1')",
    "from sqlalchemy.orm import joinedload\nselect(Call).options(joinedload(Call.shift))", "load.joinedload(Call.shift)",
    "from sqlalchemy.sql import literal_column\nselect(literal_column('name'))",
])  # fmt: skip
def test_the_ban_sees_what_it_bans(line: str) -> None:
    assert beside(line)


def test_the_ban_leaves_words_of_a_register_alone() -> None:
    assert not beside("from models.declare import text\nname = text('姓名')\nsession.scalars(select(Inquiry))")


# -- what no file may hold -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_every_file_says_its_reason(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_no_file_is_a_drawer_for_everything() -> None:
    assert not [name(path) for path in PYTHON if path.stem in {"utils", "util", "helpers", "helper", "common", "misc", "tools"}]


#: Homes of the machine it was built on, and addresses that a company's own package mirror would have to replace.
ELSEWHERE = re.compile(
    r"(?<![\w.~-])/(?:work|root|opt|Users)/[\w.]|(?<![\w.~-])/home/\w+/\w"
    r"|(?:pypi|crates|npmjs|yarnpkg)\.(?:org|io|com)|pythonhosted\.|(?<!emit-)index-ur[l]",
)


def text_of(path: Path) -> str | None:
    """None for fonts and pictures."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_file_knows_this_machine_or_a_package_registry(path: Path) -> None:
    content = text_of(path)
    if content is not None:
        found = [content[max(0, hit.start() - 30) : hit.end() + 30] for hit in ELSEWHERE.finditer(content)]
        assert not found
