"""The printed form against the same page drawn by bare canvas calls. Run in a process of its own: `python -m benchmarks.paper FILE`."""

from __future__ import annotations

import time

BEGUN = time.perf_counter()

import io  # noqa: E402 - what is loaded is part of the time of the first form
import json  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable  # noqa: E402
from datetime import datetime  # noqa: E402
from functools import partial  # noqa: E402
from pathlib import Path  # noqa: E402
from statistics import median  # noqa: E402

from sqlalchemy import create_engine, select  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from models.callback import Callback, CallbackState  # noqa: E402
from printouts.sheet import sheets  # noqa: E402
from services.printing import job_info  # noqa: E402

FORMS, REPEATS, FEW = 1_000, 15, 2


def measure(file: Path, count: int = FORMS) -> dict[str, float]:
    """Milliseconds of the first form of a process, of one form warm and of a thousand in one file, each beside bare calls."""
    with Session(create_engine(f"sqlite:///{file}")) as session:
        wanted = select(Callback).where(Callback.status == CallbackState.DONE).order_by(Callback.id.desc()).limit(count)
        records = list(session.scalars(wanted))
        told = job_info(session, datetime.now().astimezone(), "基准测试", clear=True)
        begun = time.perf_counter()
        sheets(records[:1], told)
        first = time.perf_counter()
        return {
            "from the start of the process": (first - BEGUN) * 1000, "first": (first - begun) * 1000,
            **beside("one", partial(sheets, records[:1], told), 1, REPEATS),
            **beside("many", partial(sheets, records, told), count, FEW),
        }  # fmt: skip


def beside(name: str, draw: Callable[[], bytes], count: int, repeats: int) -> dict[str, float]:
    """A document of ours and the same one by bare calls, in turn. Raises AssertionError if they are not the same."""
    from benchmarks.notes import again, noted

    bare = partial(again, noted(draw))
    document = draw()
    pages = drawn(document)
    if pages != drawn(bare()):
        raise AssertionError("the bare calls do not draw the same document")
    if len(pages) < count:
        raise AssertionError(f"{len(pages)} pages for {count} forms")
    ours, theirs = [], []
    for _ in range(repeats):
        ours.append(_timed(draw))
        theirs.append(_timed(bare))
    return {name: median(ours), f"{name}, bare": median(theirs), f"{name}, bytes": len(document)}


def drawn(document: bytes) -> list[bytes]:
    """What every page draws, sign by sign; where it stands in the file is no matter."""
    from pypdf import PdfReader

    found = (page.get_contents() for page in PdfReader(io.BytesIO(document)).pages)
    return [contents.get_data() for contents in found if contents is not None]


def _timed(draw: Callable[[], bytes]) -> float:
    begun = time.perf_counter()
    draw()
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
