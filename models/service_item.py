"""What customers come for, and what they must bring: the ground of every one-time notice."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from models.declare import Line, Record, lines, prose, quantity, text, yes_no


class ServiceMaterial(Line):
    """One paper on the checklist of a service item."""

    __tablename__ = "service_material"

    name: Mapped[str] = text("资料名称", length=200)
    form: Mapped[str | None] = text("形式及份数", length=60)
    way: Mapped[str | None] = text("出具单位或补齐途径", length=100)


class ServiceItem(Record, title="服务事项"):
    """A matter that is applied for, with its ground, way, limits, fees and materials."""

    __tablename__ = "service_item"

    code: Mapped[str] = text("事项代码", length=40, unique=True)
    name: Mapped[str] = text("事项名称", length=80, search=True)
    legal_basis: Mapped[str | None] = prose("办理依据")
    procedure: Mapped[str | None] = prose("办理程序")
    time_limit: Mapped[str | None] = text("办理时限", length=200)
    accept_limit: Mapped[str | None] = text("受理时限", length=200)
    fee_standard: Mapped[str | None] = prose("收费项目和标准")
    materials: Mapped[list[ServiceMaterial]] = lines("资料清单", ServiceMaterial)
    origin: Mapped[str | None] = text("来源条款", length=120)
    position: Mapped[int] = quantity("排列次序", default=0)
    active: Mapped[bool] = yes_no("在用", default=True)

    def __str__(self) -> str:
        return self.name
