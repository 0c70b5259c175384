"""An import as a job: the check of an uploaded file, and the import of a file that was checked. Both leave their outcome for a day.

What is kept is one transaction, and on SQLite nobody else can write while it is open: there it is told past the database how far it is.
The records, the outcome, the file of errors and the end of the job are one commit: what is kept is never told as lost.
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
from typing import IO, Any

from sqlalchemy.orm import Session

from forms.context import FormContext
from forms.intake import Mode, bring_in
from forms.intake_told import Outcome, RowError
from models.declare import Register, Verb
from models.job import GIVEN, RESULT, Job, JobFile, JobState
from rules.actor import Actor
from rules.refusals import Missing
from services.file_names import clean_name
from services.job_hand import Clock, Hand
from services.jobs import NO_UPLOAD, ask, pieces, put
from services.mapped import kept
from services.rights import demand
from services.workbook.export import MEDIA_TYPE
from services.workbook.incoming import MOST_RECORDS
from services.workbook.lay import lay
from services.workbook.read import opened

KIND, OUTCOME = "import", "outcome"
NO_IMPORT = "没有找到这次导入，可能已过保存期。"
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
    register, mode = kept(hand.parameters["register"]), MODES[hand.parameters["mode"]]
    hand.begin(actor)
    context = FormContext(session=session, actor=actor, now=clock())
    writing = nullcontext() if mode is Mode.DRY else hand.alone(session, f"正在导入“{register.title}”")
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as returned:
        file = hand.given(GIVEN, given)
        with opened(given.read()) as book:
            hand.expect(sum(1 for _ in islice(lay(book, register).main.rows(), MOST_RECORDS)))
            with writing:
                outcome = bring_in(
                    context, register, book, mode=mode, file_name=file.name, returned=returned, progress=hand.progress)  # fmt: skip
                words, files = sentence_of(outcome, mode), _files(outcome, file.name, returned)
                if outcome.stands:
                    for one in files:
                        put(session, hand.job_id, *one)
                    hand.done(session, words)
                    session.commit()
                    return words
        for purpose, name, media_type, content in files:
            hand.deliver(name, media_type, content, purpose=purpose)
    return words


def _files(outcome: Outcome, name: str, returned: IO[bytes]) -> list[tuple[str, str, str, IO[bytes]]]:
    """What is left for a day: the outcome for the page that tells it, and the rows that were wrong."""
    told = BytesIO(json.dumps(asdict(outcome), ensure_ascii=False).encode())
    files: list[tuple[str, str, str, IO[bytes]]] = [(OUTCOME, "outcome.json", "application/json", told)]
    if outcome.bad:
        returned.seek(0)
        files.append((RESULT, f"{name.removesuffix('.xlsx')} 错误.xlsx", MEDIA_TYPE, returned))
    return files


def sentence_of(outcome: Outcome, mode: Mode) -> str:
    """What came of it, in one sentence."""
    can, is_kept = "可" if mode is Mode.DRY else "", outcome.stands or mode is Mode.DRY
    counted = "尚未导入。" if mode is Mode.DRY else ""
    counted += f"共 {outcome.total} 行：{can}新建 {outcome.made if is_kept else 0} 条，"
    if outcome.comes_back:
        counted += f"{can}修改 {outcome.changed if is_kept else 0} 条，未变 {outcome.same} 条，冲突 {outcome.clashed} 条，"
    counted += f"此前已导入 {outcome.known} 条，有误 {outcome.bad - outcome.clashed} 条。"
    return counted + (f"因{_stopping(outcome)}，全部内容都没有导入，请改正后重新上传。" if mode is Mode.WHOLE and outcome.bad else "")


def _stopping(outcome: Outcome) -> str:
    kinds = {"有误": outcome.bad > outcome.clashed, "冲突": outcome.clashed > 0}
    return "或".join(kind for kind, there in kinds.items() if there)


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
        raise Missing(NO_IMPORT)
    return kept(_parameters(job)["register"])


def _parameters(job: Job) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(job.parameters)
    return found


def _file(session: Session, job: Job, purpose: str) -> JobFile:
    found = next((file for file in reversed(job.files) if file.purpose == purpose), None)
    if found is None:
        raise Missing(NO_UPLOAD)
    return found
