"""保管单位: what a volume and a single item of the archive have in common: where they stand, how long they are kept, who has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from models.declare import Phase, Role, States, Step

READERS = (Role.CS_HEAD, Role.CS_SUP, Role.CLERK, Role.DEPT, Role.VP)


class HoldingState(States):
    """On the archivist's table, on the shelf, with a reader, with another archive, or no more."""

    OPEN = "open", "整理中", Phase.RUN
    SHELVED = "shelved", "在库", Phase.FILE
    LENT = "lent", "借出", Phase.FILE
    TRANSFERRED = "transferred", "已移交", Phase.FILE
    DESTROYED = "destroyed", "已销毁", Phase.FILE
    VOID = "void", "作废", Phase.VOID


def life(shelving: Step) -> Iterator[Step]:
    """The steps of a holding: `shelving` is its own way from the table to the shelf. What lends, hands over or destroys is the paper
    of another register (I06, I07, I09), and nobody does it without.
    """
    yield shelving
    yield Step(HoldingState.SHELVED, HoldingState.OPEN, "下架整理", by=Role.ARCHIVIST).with_reason()
    yield Step(HoldingState.SHELVED, HoldingState.LENT, "借出").moved()
    yield Step(HoldingState.LENT, HoldingState.SHELVED, "归还").moved()
    yield Step(HoldingState.SHELVED, HoldingState.TRANSFERRED, "移交").moved()
    yield Step(HoldingState.SHELVED, HoldingState.DESTROYED, "销毁").moved()


def shelve(*, retention: Any, pattern: str, needs: tuple[Any, ...], offers: tuple[Any, ...], dated: Any = None) -> Step:
    """入库上架: it gets its archival code where it has none yet."""
    return (
        Step(HoldingState.OPEN, HoldingState.SHELVED, "入库上架", by=Role.ARCHIVIST)
        .needs(*needs).offers(*offers).codes(pattern, retention=retention, dated=dated)
    )  # fmt: skip


# -- what papers say of a holding ------------------------------------------------------------------------------------------


def holding_of(record: Any) -> Any:
    """The volume or the item that a paper (or a row of one) is about."""
    return record.volume or record.item


def one_holding(record: Any) -> dict[str, str]:
    """A paper is about a volume or about an item, and not about both."""
    if record.volume is None and record.item is None:
        return {"volume": "案卷和文件须选填一项"}
    return {"item": "案卷和文件只能选填一项"} if record.volume is not None and record.item is not None else {}


def code_of(record: Any, session: Any) -> str | None:
    held = holding_of(record)
    return held.archival_code if held is not None else None


def title_of(record: Any, session: Any) -> str | None:
    held = holding_of(record)
    return str(held) if held is not None else None
