"""An uploaded scan as a job: each page is read, the papers are put together, and each is filed in a transaction of its own.

A job that was killed is begun anew and finds its own: what is filed already is known by its bytes, and is not filed twice.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.job import GIVEN, Job
from models.returned import PageState, Scan
from rules.actor import Actor
from rules.refusals import Forbidden, Refused
from services.file_kinds import KINDS
from services.file_names import clean_name, ending_of
from services.job_hand import Cancelled, Clock, Hand
from services.jobs import ask, put
from services.returning.filing import file, whose
from services.returning.pdf import Scanned, bound, opened
from services.returning.queue import may_return, put_aside, settled_with
from services.returning.reading import Look, look
from services.returning.sorting import Paper, sort

KIND = "returned"
TAKEN = (".pdf", ".png", ".jpg", ".jpeg")


def ask_to_file(
    session: Session, sent: Sequence[tuple[str, bytes]], *, limit_mb: int, actor: Actor, now: datetime, address: str
) -> Job:  # fmt: skip
    """Queue what was just uploaded, several files as one. Raises Forbidden, and Refused with a sentence that names the file."""
    if not may_return(actor):
        raise Forbidden("您没有收回扫描件的权限。")
    parts = [(clean_name(name), content) for name, content in sent]
    for name, content in parts:
        if ending_of(name).lower() not in TAKEN:
            raise Refused(f"{name}：只能上传 PDF、JPG、PNG 文件。")
        if wrong := KINDS[ending_of(name).lower()].look(content):
            raise Refused(f"{name}：{wrong}。")
    content = bound(parts)
    with opened(content) as scanned:
        pages = scanned.pages
    title = parts[0][0] + (f" 等 {len(parts)} 个文件" if len(parts) > 1 else "")
    job = ask(session, KIND, f"收回扫描件：{title}", {"name": title, "limit_mb": limit_mb}, actor=actor, now=now, address=address)
    put(session, job.id, GIVEN, f"{pages} 页.pdf", "application/pdf", BytesIO(content))
    return job


def file_scan(hand: Hand, session: Session, actor: Actor, clock: Clock) -> str:
    """Read, sort and file. Raises Refused, Cancelled and Lost."""
    if not may_return(actor):
        raise Forbidden("您没有收回扫描件的权限。")
    hand.begin(actor)
    with tempfile.TemporaryFile() as given:
        hand.given(GIVEN, given)
        content = given.read()
    with opened(content) as scanned:
        looks = list[Look]()
        for place in range(scanned.pages):
            looks.append(_seen(scanned, place))
            hand.progress(place + 1, scanned.pages)
        return _File(hand, session, scanned, actor, clock).all(looks)


def _seen(scanned: Scanned, place: int) -> Look:
    try:
        return look(scanned, place)
    except Refused as refusal:
        return Look(place=place, wrong=refusal.message.rstrip("。"), is_foreign=True)


class _File:
    """One scan on its way to the records."""

    def __init__(self, hand: Hand, session: Session, scanned: Scanned, actor: Actor, clock: Clock) -> None:
        self._hand, self._session, self._scanned, self._actor, self._clock = hand, session, scanned, actor, clock
        self._limit: int = hand.parameters["limit_mb"]
        self._said = Counter[str]()

    def all(self, looks: Sequence[Look]) -> str:
        """Everything; returns the sentence for the person."""
        papers, loose = sort(looks)
        for paper in papers:
            self._paper(paper)
            self._go_on()
        for one in loose:
            self._aside([one.place], f"{one.wrong}。", ("", None))
        empty = sum(one.is_empty for one in looks)
        return (
            f"共 {len(looks)} 页：收回 {self._said['papers']} 份 {self._said['pages']} 页，此前已收回 {self._said['known']} 份，"
            f"待认领 {self._said['aside']} 页，{self._before()}空白 {empty} 页。"
        )

    def _before(self) -> str:
        """What the queue knew: said only of what there is, so that no page is silently left out of the sum."""
        known = {"此前已认领": self._said[PageState.CLAIMED], "此前已在待认领": self._said[PageState.WAITING]}
        return "".join(f"{words} {count} 页，" for words, count in known.items() if count)

    def _go_on(self) -> None:
        """What is filed is filed, also for somebody who wants no more of it. Raises Cancelled."""
        try:
            self._hand.progress(self._scanned.pages, self._scanned.pages)
        except Cancelled:
            kept = f"已收回的 {self._said['papers']} 份、待认领的 {self._said['aside']} 页保留不变"
            raise Cancelled(f"{kept}，其余没有收回。") from None

    def _paper(self, paper: Paper) -> None:
        """One paper in one transaction; what refuses it sends its pages to the queue in another."""
        places = paper.in_order
        try:
            content, now = self._scanned.cut(places), self._clock()
            made = file(
                self._session, self._scan(), paper.code, content, remarks=paper.remarks, pages=len(places), actor=self._actor, now=now,
                limit_mb=self._limit)  # fmt: skip
            if made is not None:
                digests = [sha256(self._scanned.cut([place])).hexdigest() for place in places]
                settled_with(self._session, made, digests, actor=self._actor, now=now)
            self._commit()
        except Refused as refusal:
            self._session.rollback()
            owner = whose(self._session, paper.code)
            self._session.rollback()
            self._aside(places, refusal.message, owner)
        else:
            self._said["known" if made is None else "papers"] += 1
            self._said["pages"] += 0 if made is None else len(places)

    def _aside(self, places: Sequence[int], reason: str, owner: tuple[str, int | None]) -> None:
        for place in places:
            content = self._scanned.cut([place])
            before = put_aside(self._session, self._scan(), place + 1, content, reason, owner)
            self._said["aside" if before is None else before] += 1
        self._commit()

    def _commit(self) -> None:
        self._hand.hold(self._session)
        self._session.commit()

    def _scan(self) -> Scan:
        """This upload, made with the first that is kept of it."""
        found = self._session.scalars(select(Scan).where(Scan.job_id == self._hand.job_id)).one_or_none()
        if found is None:
            found = Scan(
                job_id=self._hand.job_id, name=self._hand.parameters["name"][:200], pages=self._scanned.pages, at=self._clock(),
                by_id=self._actor.staff_id)  # fmt: skip
            self._session.add(found)
        return found
