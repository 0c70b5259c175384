"""待认领: scanned pages that found no record by themselves. A person looks at the picture and says whose it is, or that it is nothing.

Who sees a page: whoever uploaded it holds the paper anyway; a page whose code names a record is seen by those who may hang files there
and from whom the case is not kept, and one that names none by those who keep papers for the house.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from models.declare import Register, Verb
from models.returned import PageState, Returned, ReturnedPaper, Scan, ScanPage
from rules.actor import Actor
from rules.refusals import Forbidden, Invalid, Missing, Refused
from rules.roles import Role
from services.assign import wrong_words
from services.attach import demand_attach, store
from services.mapped import find_all, registers
from services.returning.filing import hang
from services.returning.pdf import bound, opened
from services.rights import may
from services.shown import Shown
from services.sight import of_the_house

#: Who sorts papers that say nothing of whose they are.
SORTERS = frozenset({Role.CS_HEAD, Role.CLERK, Role.ARCHIVIST})
#: A page is shown with so many points an inch.
DPI = 110
LONGEST = 60


def may_return(actor: Actor) -> bool:
    """Whether he prints anything that could come back."""
    return any(may(actor, Verb.PRINT, register) for register in registers())


def put_aside(session: Session, scan: Scan, place: int, content: bytes, reason: str, whose: tuple[str, int | None]) -> PageState | None:
    """Put one page into the queue. What became of the same picture before, if it waits there already or was claimed; else None."""
    digest = store(session, content)
    if (before := _before(session, digest)) is not None:
        return before
    session.add(ScanPage(scan=scan, place=place, reason=reason[:300], register=whose[0], record_id=whose[1], sha256=digest))
    session.flush()
    return None


@of_the_house
def _before(session: Session, digest: str) -> PageState | None:
    """A page that was thrown away, or hangs on a record that was declared void since, is looked at anew."""
    found = session.scalars(select(ScanPage).where(ScanPage.sha256 == digest, ScanPage.state != PageState.DISCARDED.value)).all()
    records = find_all(session, [(page.register, page.record_id) for page in found if page.record_id is not None])
    for page in found:
        record = records.get((page.register, page.record_id)) if page.record_id is not None else None
        if page.state == PageState.WAITING or record is None or not record.is_void():
            return PageState(page.state)
    return None


def waiting(session: Session, actor: Actor, now: datetime) -> list[ScanPage]:
    """What waits and is his to see, the oldest first."""
    found = select(ScanPage).where(ScanPage.state == PageState.WAITING.value).order_by(ScanPage.id).options(selectinload(ScanPage.scan))
    return list(_seen(session, session.scalars(found).all(), actor, now))


def page_of(session: Session, key: int, actor: Actor, now: datetime) -> ScanPage:
    """One page of the queue, settled or not. Raises Missing for one that is not his to see."""
    found = session.get(ScanPage, key)
    if found is None or not list(_seen(session, [found], actor, now)):
        raise Missing("没有找到这一页，可能已被认领，或不在您可以查看的范围内。")
    return found


def _seen(session: Session, pages: Sequence[ScanPage], actor: Actor, now: datetime) -> Iterator[ScanPage]:
    shown = Shown(session, actor, now)
    records = find_all(session, [(page.register, page.record_id) for page in pages if page.record_id is not None])
    for page in pages:
        if page.scan.by_id == actor.staff_id is not None:
            yield page
        elif page.record_id is None:
            if actor.holds(*SORTERS):
                yield page
        elif (record := records.get((page.register, page.record_id))) is not None and _may_hang(actor, record):
            if not shown.is_veiled(record, in_list=True):
                yield page


def _may_hang(actor: Actor, record: Register) -> bool:
    try:
        demand_attach(actor, record)
    except Forbidden:
        return False
    return True


def picture(page: ScanPage) -> bytes:
    """The page as a PNG, for the screen."""
    with opened(page.file.content) as scanned:
        drawn, made = scanned.picture(0, DPI), BytesIO()
        drawn.save(made, "PNG")
        return made.getvalue()


def beside(session: Session, page: ScanPage, actor: Actor, now: datetime) -> list[ScanPage]:
    """Other pages of the same upload that wait, which may be of the same paper."""
    return [one for one in waiting(session, actor, now) if one.scan_id == page.scan_id and one.id != page.id]


def claim(
    session: Session, pages: Sequence[ScanPage], number: str, copy: str, *, actor: Actor, now: datetime, limit_mb: int,
) -> ReturnedPaper | None:  # fmt: skip
    """These pages are of that record; None where they hang there already. Raises Invalid (`number`, `copy`)."""
    pages = sorted(_held(session, pages), key=lambda page: page.place)
    record = _by_number(session, number)
    most = max(1, len(record.sheet.copies))
    if not (copy.isascii() and copy.isdigit() and len(copy) < 3 and 0 <= int(copy) <= most):
        raise Invalid({"copy": f"“{record.title}”共 {most} 联，请重新选择联次"})
    try:
        paper = hang(
            session, pages[0].scan, record, bound([("", page.file.content) for page in pages]), paper=Returned.SHEET, copy=int(copy),
            remarks="人工认领", pages=len(pages), actor=actor, now=now, limit_mb=limit_mb)  # fmt: skip
    except Refused as refusal:
        raise Invalid({"number": refusal.message.rstrip("。")}) from refusal
    _settle(pages, PageState.CLAIMED, record.number, actor, now)
    _hangs_on(pages, record.__tablename__, record.id)
    session.flush()
    return paper


def discard(session: Session, page: ScanPage, reason: str, *, actor: Actor, now: datetime) -> None:
    """The page is nobody's. It stays to be looked at, with who said so and why. Raises Invalid (`words`)."""
    reason = reason.strip()
    if wrong := "请写明不要的原因" if not reason else wrong_words(reason, 200):
        raise Invalid({"words": wrong})
    _settle(_held(session, [page]), PageState.DISCARDED, reason, actor, now)
    session.flush()


def settled_with(session: Session, paper: ReturnedPaper, digests: Sequence[str], *, actor: Actor, now: datetime) -> None:
    """A paper was filed by its code: the same pages, put aside when somebody else uploaded them, wait no longer."""
    found = select(ScanPage).where(ScanPage.state == PageState.WAITING.value, ScanPage.sha256.in_(digests))
    pages = list(session.scalars(found))
    _settle(pages, PageState.CLAIMED, f"随扫描件第 {paper.scan_id} 批归入", actor, now)
    if paper.paper != Returned.LIST:
        _hangs_on(pages, paper.register, paper.subject_id)


def _held(session: Session, pages: Sequence[ScanPage]) -> list[ScanPage]:
    """The pages, locked and still waiting: of two people who look at one, the second is told."""
    found = select(ScanPage).where(ScanPage.id.in_([page.id for page in pages])).with_for_update()
    held = list(session.scalars(found.execution_options(populate_existing=True)))
    if not held or any(page.state != PageState.WAITING for page in held):
        raise Refused("这一页刚刚已被处理，请返回待认领清单查看。")
    return held


def _settle(pages: Sequence[ScanPage], state: PageState, words: str, actor: Actor, now: datetime) -> None:
    for page in pages:
        page.state, page.words, page.settled_at, page.settled_by_id = state.value, words, now, actor.staff_id


def _hangs_on(pages: Sequence[ScanPage], table: str, key: int) -> None:
    for page in pages:
        page.register, page.record_id = table, key


def _by_number(session: Session, number: str) -> Register:
    """The record with that number. Raises Invalid (`number`)."""
    number = number.strip()
    if not number:
        raise Invalid({"number": "请填写单据编号"})
    if number.isprintable() and len(number) <= LONGEST:
        for register in registers():
            if (found := session.scalars(select(register).where(register.number == number)).one_or_none()) is not None:
                record: Register = found
                return record
    raise Invalid({"number": "没有找到这个编号的单据，或不在您可以查看的范围内"})
