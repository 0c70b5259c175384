"""档案鉴定和销毁 in the invented office: what the group thinks of papers whose term has run out, and what two people destroyed."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.appraisal import Appraisal, AppraisalState
from models.destruction_list import DestructionList, DestructionState
from models.holding import HoldingState
from models.meter_file import MeterPaper, MeterVolume
from seeds.office.archive_room import item_of
from seeds.office.diary import Story
from seeds.office.office import Office

MEMBERS = ("head", "archivist", "supervisor")
#: Days ago, how far the opinion came, and how far its list.
BATCHES = (
    (-70, "filed", "filed"), (-55, "agreed", "done"), (-30, "agreed", "signed"), (-27, "agreed", "named"), (-24, "agreed", "approved"),
    (-12, "agreed", "approving"), (-9, "agreed", "draft"), (-8, "agreed", "void"), (-5, "agreed", ""), (-4, "waiting", ""),
    (-3, "draft", ""), (-2, "void", ""),
)  # fmt: skip


def tell(office: Office) -> None:
    for index, (days, opinion, fate) in enumerate(BATCHES):
        office.diary.tell(_batch(office, index, days, opinion, fate))


def _old_volume(office: Office, year: int, at: datetime) -> MeterVolume:
    """Papers of a point where no water is taken any more."""
    volume = office.create(MeterVolume, {
        "volume_title": f"{year}年度临时用水水表档案", "connection_no": f"LS-{year}-07", "retention": "10"},
        by="archivist", at=at)  # fmt: skip
    office.create(MeterPaper, {
        "volume": volume, "author": "客户服务中心", "paper_title": "临时用水申请表", "paper_kind": "install", "doc_date": f"{year}0600",
        "pages": 4}, by="archivist", at=at)  # fmt: skip
    office.take(volume, HoldingState.SHELVED, {"location": "二库6架1层"}, by="archivist", at=at)
    return volume


def _batch(office: Office, index: int, days: int, opinion: str, fate: str) -> Story:
    at = yield office.at(days, "09:50")
    year = 2002 + index
    why = {"verdict": "destroy", "reason": "保管期满，无续存价值"}
    rows: list[dict[str, object]] = [
        {"item": item_of(office, f"[{year}年度值班记录]", year, at=at), **why},
        {"item": item_of(office, f"[{year}年度水费减免审批]", year, at=at), "verdict": "keep"},
    ]  # fmt: skip
    if index < 2:
        rows.append({"volume": _old_volume(office, year, at), **why})
    if index == 2:
        extended = {"verdict": "extend", "extend_to": office.day(700), "reason": "涉及未了结的管线权属"}
        rows.append({"item": item_of(office, f"[{year}年度管线权属材料]", year, at=at), **extended})
    batch = f"{at:%Y}年第{index + 1}批"
    made = office.create(Appraisal, {
        "batch": batch, "scope": f"{year} 年形成、保管期限 10 年的文件", "rows": rows}, by="archivist", at=at)  # fmt: skip
    at = yield at + timedelta(hours=2)
    if opinion == "void":
        office.void(made, "范围有误，重新组织鉴定", at=at)
    if opinion in ("void", "draft"):
        return
    members = [{"member": office.staff[name], "signed_on": at.date()} for name in MEMBERS]
    listed = [{"id": line.id, **{name: getattr(line, name) for name in made.fields["rows"].row_columns}} for line in made.rows]
    office.take(made, AppraisalState.WAITING, {"rows": listed, "members": members, "appraised_on": at.date()}, by="archivist", at=at)
    if opinion == "waiting":
        return
    at = yield at + timedelta(hours=3)
    office.take(made, AppraisalState.AGREED, by="group", at=at, words="同意鉴定小组意见")
    if fate:
        yield from _list(office, made, at + timedelta(days=1), fate)
    if opinion == "filed":
        at = yield at + timedelta(days=30)
        office.file(made, AppraisalState.FILED, at=at)


def _list(office: Office, opinion: Appraisal, at: datetime, fate: str) -> Story:
    at = yield at
    made = office.create(DestructionList, {"list_title": f"{opinion.batch}到期档案", "appraisal": opinion}, by="archivist", at=at)
    if fate == "draft":
        return
    at = yield at + timedelta(minutes=20)
    if fate == "void":
        office.void(made, "鉴定范围待补充，暂不销毁", at=at)
        return
    office.take(made, DestructionState.APPROVING, by="archivist", at=at)
    if fate == "approving":
        return
    for judge, words in (("group", "已逐件鉴定，同意销毁"), ("vp", "同意销毁，按规定监销")):
        at = yield at + timedelta(hours=2)
        office.decide(made, agreed=True, by=judge, at=at, words=words)
    if fate == "approved":
        return
    at = yield at + timedelta(days=2)
    office.take(made, DestructionState.NAMED, {
        "place": "市造纸厂化浆车间", "method": "pulp", "destroyer1": office.staff["archivist"], "destroyer2": office.staff["clerk"]},
        by="archivist", at=at)  # fmt: skip
    if fate == "named":
        return
    at = yield at + timedelta(hours=4)
    office.take(made, DestructionState.SIGNED, {"destroyed_at": at}, by="archivist", at=at)
    if fate == "signed":
        return
    at = yield at + timedelta(minutes=30)
    office.take(made, DestructionState.DONE, by="clerk", at=at)
    if fate == "filed":
        at = yield at + timedelta(days=3)
        office.file(made, DestructionState.FILED, at=at)
