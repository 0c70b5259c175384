"""档案借阅和移交 in the invented office: who has what until when, and what went to whom by a list."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from models.archive_handover import ArchiveHandover, HandoverState
from models.archive_loan import ArchiveLoan, LoanState
from models.holding import HoldingState
from models.meter_file import MeterVolume
from seeds.office.archive_room import item_of
from seeds.office.diary import Story
from seeds.office.office import Office

#: Days ago, who asks, how, what for, and how far it came; of an item where a year is given, else of a volume.
ASKED = (
    (-30, "clerk", "read", "核对过户材料", "filed", None), (-26, "dept", "out", "管网改造核对图纸", "done", None),
    (-19, "clerk", "copy", "客户申请复制合同", "refused", None), (-16, "supervisor", "out", "投诉复核", "renewed", None),
    (-14, "dept", "out", "核对施工图", "late", None), (-3, "clerk", "read", "核对历史水价批复", "lent", 2018),
    (-2, "dept", "out", "接水工程结算", "agreed", None), (-1, "supervisor", "read", "核对考核材料", "asked", 2017),
    (-1, "clerk", "out", "客户诉求复核", "asked", None), (-8, "clerk", "read", "误登", "void", 2016),
)  # fmt: skip
#: Days ago, why, and how far it came.
LISTS = (
    (-40, "deposit", "filed"), (-25, "filing", "done"), (-6, "staff", "counted"), (-4, "reorganised", "counting"), (-2, "staff", "draft"),
    (-5, "staff", "void"), (-3, "deposit", "asked"),
)  # fmt: skip


def tell(office: Office) -> None:
    for index, (days, who, mode, purpose, fate, year) in enumerate(ASKED):
        office.diary.tell(_loan(office, index, days, who, mode, purpose, fate, year))
    for index, (days, reason, fate) in enumerate(LISTS):
        office.diary.tell(_handover(office, index, days, reason, fate))


def _loan(office: Office, index: int, days: int, who: str, mode: str, purpose: str, fate: str, year: int | None) -> Story:
    at = yield office.at(days, f"{9 + index % 2:02}:{15 + index}")
    held = {"item": item_of(office, f"[{year}年度价格批复和会议纪要]", year, at=at, secrecy="internal", retention="30")} if year else {
        "volume": _shelved(office, index)}  # fmt: skip
    loan = office.create(ArchiveLoan, {
        **held, "mode": mode, "purpose": purpose, "borrower": office.staff[who], "borrower_dept": office.staff[who].unit},
        by=who, at=at)  # fmt: skip
    if fate == "asked":
        return
    at = yield at + timedelta(minutes=40)
    if fate == "void":
        office.void(loan, "误登，无须借阅", at=at)
        return
    judge = "head" if loan.to_leader else "archivist"
    if fate == "refused":
        office.take(loan, LoanState.REFUSED, by=judge, at=at, words="合同含其他客户信息，请改为查阅")
        return
    office.take(loan, LoanState.AGREED, by=judge, at=at, words="同意，注意保密")
    if fate == "agreed":
        return
    at = yield at + timedelta(minutes=30)
    office.take(loan, LoanState.LENT, {"borrowed_on": at.date(), "borrower_sign": office.staff[who].name}, by="archivist", at=at)
    if fate == "renewed":
        at = yield at + timedelta(days=9)
        office.take(loan, LoanState.LENT, {"renewed_on": at.date()}, by=judge, at=at)
    if fate not in ("done", "filed"):
        return
    at = yield at + timedelta(hours=5)
    back = {"returned_on": at.date(), "pages_back": loan.pages or 0, "return_check": "intact"}
    office.take(loan, LoanState.DONE, back, by="archivist", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=3)
        office.file(loan, LoanState.FILED, at=at)


def _shelved(office: Office, index: int) -> MeterVolume:
    """One that stands on the shelf and that no other story has."""
    there = select(MeterVolume).where(MeterVolume.status == HoldingState.SHELVED).order_by(MeterVolume.id)
    return office.session.scalars(there.offset(index % 6).limit(1)).one()


def _handover(office: Office, index: int, days: int, reason: str, fate: str) -> Story:
    at = yield office.at(days, "14:30")
    year = 2001 + index
    old = office.create(MeterVolume, {
        "volume_title": f"{year}年度城北片区水表档案", "connection_no": f"OLD-{year}-01", "retention": "30"},
        by="archivist", at=at)  # fmt: skip
    office.take(old, HoldingState.SHELVED, {"location": f"二库{1 + index}架1层"}, by="archivist", at=at)
    rows = [
        {"volume": old, "quantity_note": "1 卷", "media": "纸质"},
        {"item": item_of(office, f"[{year}年度用户水表登记簿]", year, at=at, retention="30"), "quantity_note": "1 件", "media": "纸质"},
    ]  # fmt: skip
    outside = reason in ("deposit", "reorganised")
    made = office.create(ArchiveHandover, {
        "reason": reason, "from_person": office.staff["archivist"], "from_unit": office.departments["档案室"],
        "to_unit": "市档案馆" if outside else "档案室", "to_person": None if outside else office.staff["clerk"],
        "witness": office.staff["head"], "rows": rows}, by="archivist", at=at)  # fmt: skip
    if fate == "draft":
        return
    at = yield at + timedelta(minutes=30)
    if fate == "void":
        office.void(made, "改日办理，重新造册", at=at)
        return
    listed = [{"id": line.id, "volume": line.volume, "item": line.item, "quantity_note": line.quantity_note} for line in made.rows]
    office.take(made, HandoverState.ASKED if outside else HandoverState.COUNTING, {"rows": listed}, by="archivist", at=at)
    if fate == "asked":
        return
    if outside:
        at = yield at + timedelta(hours=2)
        office.take(made, HandoverState.COUNTING, by="vp", at=at)
    if fate == "counting":
        return
    at = yield at + timedelta(hours=1)
    counted = [line | {"count_result": "match"} for line in listed]
    if reason == "filing":
        counted[1] |= {"count_result": "missing", "count_note": "缺附图 1 页，另行补交"}
    signed = {"to_sign": "陆文博"} if outside else {}
    by = "archivist" if outside else "clerk"
    office.take(made, HandoverState.COUNTED, {"rows": counted, "handed_on": at.date(), **signed}, by=by, at=at)
    if fate == "counted":
        return
    at = yield at + timedelta(minutes=20)
    office.take(made, HandoverState.DONE, by="head", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=2)
        office.file(made, HandoverState.FILED, at=at)
