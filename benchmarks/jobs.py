"""The jobs, in the order in which they are done: what is looked at first, then what writes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import partial

from benchmarks.truth import NUMBER, Expected, Truth, rows_wrong, texts_missing
from benchmarks.wire import Answer

#: Each job with what it is called in the table.
JOBS: Mapping[str, str] = {
    "list": "list, page 1", "deep": "list, at nine tenths", "phone": "search by phone", "name": "search by two characters of a name",
    "address": "search by four characters of an address", "overdue": "open and overdue", "detail": "record to read",
    "form": "record in its form", "csv": "the last days as csv", "xlsx": "the last days as xlsx", "create": "create", "update": "update",
}  # fmt: skip
#: These take long, and are measured fewer times.
EXPORTS = ("csv", "xlsx")
WRITES = ("create", "update")
#: What sixteen people do at once, in these shares.
MIXED = {"list": 4, "phone": 2, "form": 2, "create": 2}

Check = Callable[[Answer], str | None]


def checks(truth: Truth) -> dict[str, Check]:
    """For every job that is looked at: what is wrong with an answer."""
    rows = {
        "list": truth.newest, "deep": truth.deep, "phone": truth.by_phone, "name": truth.by_name, "address": truth.by_estate,
        "overdue": truth.overdue,
    }  # fmt: skip
    record = (truth.record.phone, truth.record.address, truth.record.content[:20])
    return {
        **{job: _good(partial(_rows, expected)) for job, expected in rows.items()},
        "detail": _good(lambda answer: texts_missing(answer.body, record)),
        "form": _good(lambda answer: texts_missing(answer.body, record)),
        "csv": _good(lambda answer: _counted(len(set(NUMBER.findall(answer.body))), truth.export_count)),
        "xlsx": _good(lambda answer: _counted(_in_workbook(answer.body), truth.export_count)),
    }


def _rows(expected: Expected, answer: Answer) -> str | None:
    return rows_wrong(answer.body, expected)


def _good(check: Check) -> Check:
    return lambda answer: check(answer) if answer.status == 200 else f"status {answer.status}"


def _counted(found: int, wanted: int) -> str | None:
    """A window of moments may hold a few more where several records were noted in the same second."""
    return None if wanted <= found <= wanted * 1.02 else f"{found} records instead of {wanted}"


def _in_workbook(body: bytes) -> int:
    """How many records a workbook names, wherever it keeps its texts."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            names = [name for name in packed.namelist() if re.fullmatch(r"xl/(worksheets/[^/]+|sharedStrings)\.xml", name)]
            return len({number for name in names for number in NUMBER.findall(packed.read(name))})
    except zipfile.BadZipFile:
        return 0
