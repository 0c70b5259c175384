"""A job that is answered wrongly has no figure: every check can fail."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from benchmarks import truth as truths
from benchmarks.jobs import JOBS, WRITES, checks
from benchmarks.office import USER
from benchmarks.peers import table
from benchmarks.race import Timing
from benchmarks.report import Run, kept, written
from benchmarks.truth import Expected, Truth
from benchmarks.wire import Answer
from rules.moments import SHANGHAI

pytestmark = pytest.mark.sqlite_only("the generator writes SQLite files")
NOW = datetime(2026, 11, 29, 12, tzinfo=SHANGHAI)
ROWS = ("list", "deep", "phone", "overdue")


@pytest.fixture
def truth(made_office: Path) -> Truth:
    return truths.ask(made_office, USER, NOW)


def answer(text: str, status: int = 200) -> Answer:
    return Answer(status, b"", text.encode())


def page(expected: Expected) -> str:
    return " ".join(f"<a>{number}</a>" for number in sorted(expected.among)[: expected.count])


def shown(truth: Truth, job: str) -> Expected:
    return {"list": truth.newest, "deep": truth.deep, "phone": truth.by_phone, "overdue": truth.overdue}[job]


@pytest.mark.parametrize("job", ROWS)
def test_the_right_rows_are_right(truth: Truth, job: str) -> None:
    assert checks(truth)[job](answer(page(shown(truth, job)))) is None


@pytest.mark.parametrize("job", ROWS)
def test_a_row_too_few_a_stranger_and_a_refusal_are_wrong(truth: Truth, job: str) -> None:
    check, right = checks(truth)[job], page(shown(truth, job))
    first = right.split(" ", 1)[0]
    assert check(answer(right.replace(first, ""))) is not None
    assert check(answer(right + " QH-B02-2024-00001")) is not None
    assert check(answer(right, status=302)) == "status 302"


def test_a_record_without_its_telephone_is_wrong(truth: Truth) -> None:
    known = truth.record
    right = f"{known.phone} {known.address} {known.content}"
    for job in ("detail", "form"):
        check = checks(truth)[job]
        assert check(answer(right)) is None
        assert check(answer(right.replace(known.phone, "138****0000"))) == f"the page lacks {known.phone}"


def test_an_export_with_records_left_out_is_wrong(truth: Truth) -> None:
    numbers = [f"QH-B02-2026-{count:05}" for count in range(truth.export_count)]
    for job, packed in (("csv", "\n".join), ("xlsx", _workbook)):
        check = checks(truth)[job]
        right, short = packed(numbers), packed(numbers[:-1])
        assert check(Answer(200, b"", right if isinstance(right, bytes) else right.encode())) is None
        assert check(Answer(200, b"", short if isinstance(short, bytes) else short.encode())) is not None
    assert checks(truth)["xlsx"](answer("no workbook")) is not None


def _workbook(numbers: list[str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("xl/worksheets/sheet1.xml", " ".join(numbers))
    return file.getvalue()


def test_every_job_is_checked(truth: Truth) -> None:
    assert {*checks(truth), *WRITES} == set(JOBS)


def test_the_peers_have_the_same_records(made_office: Path, truth: Truth, tmp_path: Path) -> None:
    import sqlite3

    file = tmp_path / "peers.db"
    table.copy(made_office, file)
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM callback").fetchone() == (truth.count,)
        overdue = connection.execute("SELECT count(*) FROM callback WHERE done_at IS NULL AND due_at < ?", (truth.now,)).fetchone()
        assert overdue == (truth.overdue_count,)
        newest = [row[0] for row in connection.execute("SELECT number FROM callback ORDER BY created_at DESC LIMIT 50")]
    assert set(newest) <= truth.newest.among


def test_what_was_wrong_is_told_and_has_no_figure() -> None:
    run = Run(count=1, begun="", machine="", revision="", names=["dengji", "django"])
    run.timings["list"] = {"dengji": Timing(times=[5.0]), "django": Timing(times=[1.0], wrong="49 rows instead of 50")}
    text = written(run)
    assert "| 5.0 | wrong | —" in text
    assert "49 rows instead of 50" in text


def test_a_new_run_takes_the_place_of_the_former_of_its_size() -> None:
    def run(count: int, begun: str) -> Run:
        return Run(count=count, begun=begun, machine="", revision="")

    text = ""
    for one in (run(100_000, "first"), run(10_000, "second"), run(100_000, "third")):
        text = kept(text, one)
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# Results", "## 10,000 records, second", "## 100,000 records, third"]  # fmt: skip
