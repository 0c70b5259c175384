"""A row of a list of holdings: one volume or one item, with its code, title and term as they stand while the list is open."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped

from models.archived_item import ArchivedItem
from models.declare import House, Line, judged, link
from models.holding import code_of, holding_of, one_holding, title_of
from models.meter_file import MeterVolume
from models.option import label_of


def code_here(line: Any, house: House) -> str | None:
    return code_of(line, house.session)


def title_here(line: Any, house: House) -> str | None:
    return title_of(line, house.session)


def term_here(line: Any, house: House) -> str | None:
    """保管期限 in words."""
    held = holding_of(line)
    return label_of(house.session, "retention", held.retention) if held is not None else None


class HoldingLine(Line):
    """Handing over (I07) and appraisal (I08) list what they pick; destruction (I09) takes over what was appraised."""

    __abstract__ = True

    volume: Mapped[MeterVolume | None] = link("案卷", MeterVolume)
    item: Mapped[ArchivedItem | None] = link("文件", ArchivedItem)
    holding_code: Mapped[str | None] = judged("档号", str, code_here)
    holding_title: Mapped[str | None] = judged("题名", str, title_here)
    term: Mapped[str | None] = judged("应保管期限", str, term_here)


def where_of(index: int, line: Any) -> str:
    """The cell in which a row names its holding."""
    return f"rows-{index}-{'item' if line.volume is None and line.item is not None else 'volume'}"


def each_is_one_holding(record: Any) -> dict[str, str]:
    """Every row names a volume or an item, and none is listed twice."""
    errors: dict[str, str] = {}
    listed: set[int] = set()
    for index, line in enumerate(record.rows):
        errors |= {f"rows-{index}-{where}": sentence for where, sentence in one_holding(line).items()}
        if (held := holding_of(line)) is not None and id(held) in listed:
            errors[where_of(index, line)] = "清册中已有这一卷（件）"
        listed.add(id(held))
    return errors


def rows_stand(record: Any, house: House) -> dict[str, str]:
    """Once the list is submitted nobody adds to it or takes from it: what is missing is said in its row."""
    if record.status is record.start():
        return {}
    changed = house.has_changed(record, "rows") or any(house.has_changed(line, name) for line in record.rows for name in ("volume", "item"))
    return {"rows": "清册提交后不能增减或更换，缺少的请注明"} if changed else {}
