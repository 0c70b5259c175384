"""An import as a job: the check of an uploaded file, and the import of a file that was checked. Both leave their outcome for a day.

What is kept is one transaction, and on SQLite nobody else can write while it is open: there it is told past the database how far it is,
and the lease is held by the last word of that same transaction.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from forms.context import FormContext
from forms.intake import Mode, bring_in
from forms.intake_told import Outcome, RowError
from models.declare import Register, Verb
from models.job import GIVEN, Job, JobFile, JobState
from rules.actor import Actor
from rules.refusals import Missing
from services.file_names import clean_name
from services.job_hand import Clock, Hand
from services.jobs import ask, pieces, put
from services.mapped import registers
from services.rights import demand
from services.workbook.export import MEDIA_TYPE
from services.workbook.incoming import MOST_RECORDS
from services.workbook.lay import lay
from services.workbook.read import opened

KIND, OUTCOME = "import", "outcome"
MODES: Mapping[str, Mode] = {"dry": Mode.DRY, "whole": Mode.WHOLE, "right": Mode.RIGHT_ONLY}


def ask_to_check(
    session: Session, register: type[Register], name: str, content: bytes, *, actor: Actor, now: datetime, address: str,
) -> Job:  # fmt: skip
    """Queue the check of a file that was just uploaded. Raises Forbidden, and BadWorkbook for what cannot be laid over the register."""
    demand(actor, Verb.CREATE, register)
    with opened(content) as book:
        lay(book, register)
    return _ask(session, register, "dry", clean_name(name) or "导入.xlsx", BytesIO(content), actor=actor, now=now, address=address)


def ask_to_keep(session: Session, checked: Job, *, only_right: bool, actor: Actor, now: datetime, address: str) -> Job:
    """Queue the import of a file that was checked. Raises Missing once the file has been swept away."""
    register, file = register_of(checked), _file(session, checked, GIVEN)
    demand(actor, Verb.CREATE, register)
    with tempfile.TemporaryFile() as copy:
        for piece in pieces(session, file):
            copy.write(piece)
        copy.seek(0)
        mode = "right" if only_right else "whole"
        return _ask(session, register, mode, file.name, copy, actor=actor, now=now, address=address)


def _ask(
    session: Session, register: type[Register], mode: str, name: str, content: Any, *, actor: Actor, now: datetime, address: str
) -> Job:
    words = "导入前检查" if mode == "dry" else "导入"
    parameters = {"register": register.__tablename__, "mode": mode, "file": name}
    job = ask(session, KIND, f"{words} {register.title}：{name}", parameters, actor=actor, now=now, address=address)
    put(session, job.id, GIVEN, name, MEDIA_TYPE, content)
    return job


def import_file(hand: Hand, session: Session, actor: Actor, clock: Clock) -> str:
    """Check or import, as the job says. Raises what `bring_in` raises, Cancelled and Lost."""
    register, mode = _named(hand.parameters["register"]), MODES[hand.parameters["mode"]]
    hand.begin(actor)
    context = FormContext(session=session, actor=actor, now=clock())
    writing = nullcontext() if mode is Mode.DRY else hand.alone(session, f"正在导入“{register.title}”")
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as returned:
        file = hand.given(GIVEN, given)
        with opened(given.read()) as book, writing:
            hand.expect(sum(1 for _ in islice(lay(book, register).main.rows(), MOST_RECORDS)))
            outcome = bring_in(
                context, register, book, mode=mode, file_name=file.name, returned=returned, progress=hand.progress)  # fmt: skip
            if outcome.stands:
                hand.hold(session)
                session.commit()
        if outcome.bad:
            returned.seek(0)
            hand.deliver(f"{file.name.removesuffix('.xlsx')} 错误.xlsx", MEDIA_TYPE, returned)
        told = BytesIO(json.dumps(asdict(outcome), ensure_ascii=False).encode())
        hand.deliver("outcome.json", "application/json", told, purpose=OUTCOME)
    return sentence_of(outcome, mode)


def sentence_of(outcome: Outcome, mode: Mode) -> str:
    """What came of it, in one sentence."""
    made = "可新建" if mode is Mode.DRY else "新建"
    counted = "尚未导入。" if mode is Mode.DRY else ""
    counted += f"共 {outcome.total} 行：{made} {outcome.made if outcome.stands or mode is Mode.DRY else 0} 条，"
    counted += f"此前已导入 {outcome.known} 条，有误 {outcome.bad} 条。"
    return counted + ("有误的行使全部内容都没有导入。" if mode is Mode.WHOLE and outcome.bad else "")


def outcome_of(session: Session, job: Job) -> Outcome | None:
    """What the job has found, as long as it is kept."""
    if job.standing is not JobState.DONE or not any(file.purpose == OUTCOME for file in job.files):
        return None
    told = json.loads(b"".join(pieces(session, _file(session, job, OUTCOME))))
    errors = [RowError(**one) for one in told.pop("errors")]
    return Outcome(**told, errors=errors)


def mode_of(job: Job) -> Mode:
    return MODES[_parameters(job)["mode"]]


def register_of(job: Job) -> type[Register]:
    """The register that the job brings into. Raises Missing for a job of another kind."""
    if job.kind != KIND:
        raise Missing("没有找到这次导入，可能已过保存期。")
    return _named(_parameters(job)["register"])


def _parameters(job: Job) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(job.parameters)
    return found


def _named(name: str) -> type[Register]:
    found: type[Register] | None = next((one for one in registers() if one.__tablename__ == name), None)
    if found is None:
        raise Missing("没有这个登记册了。")
    return found


def _file(session: Session, job: Job, purpose: str) -> JobFile:
    found = next((file for file in reversed(job.files) if file.purpose == purpose), None)
    if found is None:
        raise Missing("上传的文件已过保存期，请重新上传。")
    return found
