"""For the auditor: what was done in a period, by whom and through which door, over all registers and the house's own tables.

Rows tell who, when and which fields; what a field held is read at the record, where its own rights hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import GOVERNING, REFERENCES, REGISTERS
from models.history import Action, Entry
from rules.moments import end_of, start_of
from rules.periods import Period
from rules.roles import Role
from services.audited import content_of
from services.beside import BESIDE
from services.history import label_of, name_of
from services.mapped import find_all

#: Who reads what everybody did.
READERS = frozenset({Role.AUDITOR})
PAGE = 50
#: The framework's tables, as an office speaks of them.
LOGINS = {"ab_user": "登录账号", "ab_group": "用户组"}
#: What is done with many records at once.
WHOLE_LISTS = {"export": "导出清单", "import": "导入 Excel"}
TITLES: Mapping[str, str] = {one.__tablename__: one.title for one in (*REGISTERS, *REFERENCES, *GOVERNING)} | LOGINS | WHOLE_LISTS
MODELS: Mapping[str, Any] = {one.__tablename__: one for one in (*REGISTERS, *REFERENCES, *GOVERNING)}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the auditor asks for; what is empty does not narrow."""

    period: Period
    subject: str = ""
    action: str = ""
    name: str = ""
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One entry with what it is about; `record` where it is a record that this person may read."""

    entry: Entry
    title: str
    fields: Sequence[str]
    record: Any = None


def deeds(session: Session, wanted: Wanted) -> tuple[list[Deed], int]:
    """A page of them, newest first, and how many there are."""
    chosen = [Entry.at >= start_of(wanted.period.first), Entry.at < end_of(wanted.period.last)]
    if wanted.subject:
        chosen.append(Entry.subject == wanted.subject)
    if wanted.action:
        chosen.append(Entry.action == wanted.action)
    if wanted.name:
        chosen.append(Entry.name == wanted.name)
    total = session.scalar(select(func.count()).select_from(Entry).where(*chosen)) or 0
    page = select(Entry).where(*chosen).order_by(Entry.at.desc(), Entry.id.desc()).limit(PAGE).offset((wanted.page - 1) * PAGE)
    found = list(session.scalars(page))
    records = find_all(session, [(one.subject, one.subject_id) for one in found])
    return [_deed(one, records.get((one.subject, one.subject_id))) for one in found], total


def summary(session: Session, period: Period) -> Mapping[str, int]:
    """How many entries of each kind of act there are in a period."""
    inside = (Entry.at >= start_of(period.first), Entry.at < end_of(period.last))
    counted = dict(session.execute(select(Entry.action, func.count()).where(*inside).group_by(Entry.action)).all())
    return {action.value: counted[action.value] for action in Action if action.value in counted}


def _deed(entry: Entry, record: Any) -> Deed:
    model = MODELS.get(entry.subject)
    fields: list[str] = []
    if model is not None and entry.what not in (Action.CREATED, Action.BASELINE):
        content = content_of(model.__mapper__)
        fields = [label_of(model, name_of(model, content, key)) for key in entry.read_changes() if key not in BESIDE]
    return Deed(entry=entry, title=TITLES.get(entry.subject, entry.subject), fields=fields, record=record)
