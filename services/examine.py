"""四性检测: look at holdings of the archive, one after the other, and say what each check came to (DA/T 70-2018)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models.archival import ArchivalCode
from models.attachment import Attachment
from models.declare import Register
from models.history import Entry
from models.trace import StepTaken
from rules.archival import read_code
from rules.four_properties import Check, Result, gaps
from services.company import settings
from services.file_kinds import KINDS
from services.file_names import ending_of
from services.hung import hung_on
from services.mapped import find
from services.verify_chains import broken_links, raw

#: What can be read by anybody in thirty years.
LASTING = frozenset({".pdf", ".jpg", ".jpeg", ".png"})
#: What every catalogue asks of a holding; each has those of its own kind.
METADATA = ("archival_code", "retention", "item_title", "volume_title", "author", "doc_date", "pages", "place", "location")
ENTRIES: Any = Entry.__table__


def examine(session: Session, holdings: Iterable[Any]) -> list[Result]:
    """Every check over these holdings. A file is in memory while it is looked at, and no longer."""
    results = {check: Result(check=check) for check in Check}
    series: dict[str, list[int]] = defaultdict(list)
    for holding in holdings:
        code = holding.archival_code or holding.number
        origin = _origin(session, holding)
        results[Check.METADATA].look(code, is_right=_is_described(holding))
        results[Check.CODE].look(code, is_right=_code_is_right(session, holding, series))
        for record in filter(None, (holding, origin)):
            results[Check.CHAIN].look(code, is_right=_is_chained(session, record))
        if origin is not None:
            taken = exists().where(StepTaken.register == origin.__tablename__, StepTaken.record_id == origin.id)
            results[Check.PROCESS].look(code, is_right=bool(session.scalar(select(taken))))
        files = list(_files(session, holding, origin))
        results[Check.HAS_FILE].look(code, is_right=bool(files))
        for file in files:
            _look_at(results, code, file)
            session.expire(file.file)
    for one in series:
        missing = gaps(session.scalars(select(ArchivalCode.count).where(ArchivalCode.series == one)))
        results[Check.NO_GAPS].look(f"{one}{missing[0]:03}" if missing else one, is_right=not missing)
    return list(results.values())


def _origin(session: Session, holding: Any) -> Register | None:
    """The record that was filed as this item."""
    table, _, key = (getattr(holding, "source_ref", None) or "").partition(":")
    return find(session, table, int(key)) if key else None


def _is_described(holding: Any) -> bool:
    return all(getattr(holding, name) not in (None, "", 0) for name in METADATA if name in holding.fields and name != "place") and bool(
        holding.place or getattr(holding, "location", None))  # fmt: skip


def _code_is_right(session: Session, holding: Any, series: dict[str, list[int]]) -> bool:
    """It is written as the house writes codes, and the ledger of codes says that it is this holding's."""
    kept = session.scalars(select(ArchivalCode).where(
        ArchivalCode.register == holding.__tablename__, ArchivalCode.record_id == holding.id)).first()  # fmt: skip
    if kept is None or kept.code != holding.archival_code:
        return False
    series[kept.series].append(kept.count)
    coding = next(step.coding for step in holding.flow.steps if step.coding)
    return read_code(settings(session)[coding.pattern], kept.code) is not None


def _is_chained(session: Session, record: Register) -> bool:
    """Its history is there, without a gap, and every hash is right."""
    chain = session.connection().execute(
        select(*raw(ENTRIES)).where(ENTRIES.c.subject == record.__tablename__, ENTRIES.c.subject_id == record.id)
        .order_by(ENTRIES.c.seq)).all()  # fmt: skip
    return bool(chain) and not any(broken_links(record.__tablename__, record.id, list(chain)))


def _files(session: Session, *records: Any) -> Iterator[Attachment]:
    for record in filter(None, records):
        yield from hung_on(session, record, Attachment)


def _look_at(results: dict[Check, Result], code: str, hung: Attachment) -> None:
    """One file: unaltered, of a kind that lasts, readable, and what it says it is."""
    content, ending = hung.file.content, ending_of(hung.name).lower()
    kind = KINDS.get(ending)
    said = f"{code} {hung.name}"
    results[Check.UNALTERED].look(said, is_right=hashlib.sha256(content).hexdigest() == hung.sha256)
    results[Check.FORMAT].look(said, is_right=ending in LASTING)
    results[Check.OPENS].look(said, is_right=bool(content) and not (ending == ".pdf" and b"/Encrypt" in content))
    results[Check.NOTHING_STRANGE].look(said, is_right=kind is not None and not kind.look(content))
