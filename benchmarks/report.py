"""One table a run: what everybody took, and how many times the floor that is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.jobs import JOBS
from benchmarks.load import Load
from benchmarks.race import Timing

TITLE = """# Results

Written by `make bench`; README.md beside this page says what was done and how to read it. Other work ran on the same cores: the load of the
machine (1, 5 and 15 minutes) stands beside each figure, and only ratios within one run mean anything.
"""
OURS, FLOOR = "dengji", "floor"


@dataclass
class Run:
    """Everything that one run has found; `loads` is the load of the machine when each job was done."""

    count: int
    begun: str
    machine: str
    revision: str
    versions: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    timings: dict[str, dict[str, Timing]] = field(default_factory=dict)
    mixed: dict[str, Load] = field(default_factory=dict)
    paper: dict[str, float] = field(default_factory=dict)
    loads: dict[str, str] = field(default_factory=dict)


def written(run: Run) -> str:
    """The section of RESULTS.md."""
    return "\n".join([*_head(run), *_jobs(run), *_mixed(run), *_paper(run), *_wrong(run), ""])


def kept(text: str, run: Run) -> str:
    """The page of results with this run in the place of the former one of the same size; small ones stand first."""
    head, *sections = re.split(r"(?m)^(?=## )", text or TITLE)
    sections = [one for one in sections if _size_of(one) != run.count] + [written(run)]
    return "\n\n".join(part.strip() for part in (head, *sorted(sections, key=_size_of))) + "\n"


def _size_of(section: str) -> int:
    return int(re.match(r"## ([\d,]+) records", section)[1].replace(",", ""))  # type: ignore[index] # we wrote it so


def _head(run: Run) -> Iterator[str]:
    yield f"## {run.count:,} records, {run.begun}"
    yield ""
    yield f"{run.machine}; 登记台 {run.revision}. Median milliseconds; in brackets how many times the floor."
    told = [f"{name}: {words}" for name, words in run.versions.items() if words]
    if told:
        yield ""
        yield "Versions: " + "; ".join(told) + "."
    yield ""


def _jobs(run: Run) -> Iterator[str]:
    if not run.timings:
        return
    yield from _header([*run.names, "best peer ÷ 登记台", "load"])
    for job, found in run.timings.items():
        floor = found[FLOOR].ms if FLOOR in found else None
        cells = [_cell(found.get(name), floor if name != FLOOR else None) for name in run.names]
        yield _row([JOBS[job], *cells, _ratio(found), run.loads.get(job, "")])
    sizes = [_size(run.timings.get("list", {}).get(name)) for name in run.names]
    yield _row(["bytes of the list page", *sizes, "", ""])
    yield ""


def _cell(timing: Timing | None, floor: float | None) -> str:
    if timing is None:
        return "—"
    if timing.ms is None:
        return "wrong"
    return f"{timing.ms:.1f}" + (f" ({timing.ms / floor:.1f}×)" if floor else "")


def _ratio(found: Mapping[str, Timing]) -> str:
    """How many times longer the best of the others takes, the floor aside."""
    ours = found[OURS].ms if OURS in found else None
    others = [timing.ms for name, timing in found.items() if name not in (OURS, FLOOR) and timing.ms is not None]
    return f"{min(others) / ours:.2f}×" if ours and others else "—"


def _size(timing: Timing | None) -> str:
    return f"{timing.size:,}" if timing else ""


def _mixed(run: Run) -> Iterator[str]:
    if not run.mixed:
        return
    names = list(run.mixed)
    yield "Sixteen clients at once (lists 40 %, telephone searches, forms and new records 20 % each):"
    yield ""
    yield from _header([*names, "load"], "")
    load = run.loads.get("mixed", "")
    yield _row(["jobs a second", *(f"{run.mixed[name].per_second:.1f}" for name in names), load])
    yield _row(["median ms", *(f"{run.mixed[name].middle:.0f}" for name in names), ""])
    yield _row(["95th of a hundred, ms", *(f"{run.mixed[name].slow:.0f}" for name in names), ""])
    yield _row(["computing, ms a job", *(f"{run.mixed[name].cpu_each:.1f}" for name in names), ""])
    yield _row(["errors", *(str(sum(run.mixed[name].errors.values())) for name in names), ""])
    yield ""


def _paper(run: Run) -> Iterator[str]:
    if not (found := run.paper):
        return
    yield "The printed form, beside the same canvas calls made bare:"
    yield ""
    yield from _header(["登记台, ms", "bare calls, ms", "ratio", "bytes"], "")
    for name, words in (("one", "one form, warm"), ("many", "1,000 forms in one file")):
        bare = found[f"{name}, bare"]
        yield _row([words, f"{found[name]:.1f}", f"{bare:.1f}", f"{found[name] / bare:.2f}×", f"{found[f'{name}, bytes']:,.0f}"])
    yield ""
    begun, first = found["from the start of the process"], found["first"]
    yield f"First form of a process: {first:.0f} ms after the records are there, {begun:.0f} ms from the start."
    yield f"Load of the machine: {run.loads.get('paper')}."
    yield ""


def _wrong(run: Run) -> Iterator[str]:
    """What was not right, in words."""
    told = [
        f"- {JOBS[job]}, {name}: {timing.wrong}"
        for job, found in run.timings.items() for name, timing in found.items() if timing.wrong
    ]  # fmt: skip
    told += [f"- mixed, {name}: {words} ({times})" for name, one in run.mixed.items() for words, times in one.errors.items()]
    if told:
        yield from ["Not right, and so without a figure:", "", *told, ""]


def _header(columns: Sequence[str], first: str = "job") -> Iterator[str]:
    yield _row([first, *columns])
    yield "|---" * (len(columns) + 1) + "|"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
