"""Records of every register, built in memory from their declarations, and a print job to print them with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from subprocess import run
from typing import Any

import flask_appbuilder.security.sqla.models  # noqa: F401 - Staff.user_id refers to ab_user
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from models import Department, ServiceItem, Staff
from models.declare import Field, Kind, Register, Signed
from printouts.job import PrintJobInfo
from rules.moments import SHANGHAI

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=SHANGHAI)
LISTS = {
    "callback_kind": ("install:报装（过户）", "repair:报修", "complaint:投诉", "transferred:12345 转办", "key:大客户",
                      "visit:拜访后 24 小时内", "monthly:重点客户月度", "after:售后", "maintain:维护", "service:预约服务",
                      "planned:计划回访"),
    "customer_category": ("done:已成交客户", "potential:潜在客户", "special:特殊客户"),
    "callback_channel": ("hotline:热线", "window:窗口", "other:其他"),
    "callback_mode": ("phone:电话", "visit:上门", "meeting:座谈会", "paper:问卷", "wechat:微信"),
    "connected": ("yes:接通", "nobody:无人接听", "void:空号", "refused:拒访"),
    "answer": ("yes:是", "no:否", "na:未涉及"),
    "score": ("good:满意", "fair:基本满意", "bad:不满意", "na:未涉及"),
    "satisfaction": ("very:很满意", "good:满意", "fair:基本满意", "bad:不满意"),
    "notice_kind": ("supplement:资料补正", "rectify:整改", "refuse:不予办理", "general:事项告知"),
}  # fmt: skip
PLAIN = ("first:第一项", "second:第二项内容", "third:第三项", "fourth:第四项内容", "fifth:其他")


def options(list_code: str) -> list[tuple[str, str]]:
    return [(code, label) for code, _, label in (entry.partition(":") for entry in LISTS.get(list_code, PLAIN))]


def labels(list_code: str, code: str) -> str:
    return dict(options(list_code)).get(code, "已停用的选项")


def job(**given: Any) -> PrintJobInfo:
    known = {
        "company": "青禾供水有限公司", "office": "客户服务中心", "printed_at": NOW, "printed_by": "李梅", "labels": labels,
        "options": options, "count": {}, "job_id": 12,
    }  # fmt: skip
    return PrintJobInfo(**{**known, **given})


PERSON = Staff(name="李梅", job_number="0017")
OFFICE = Department(name="客户服务中心")
SAID = "更换户前减压阀后水压恢复至 0.18MPa，客户当场试水认可。"


def value_for(field: Field, *, deep: bool) -> Any:
    """A likely value of a field, made from its declaration alone."""
    if field.is_rows:
        return [filled(field.target, deep=False) for _ in range(2)]
    match field.kind:
        case Kind.TEXT:
            return "锦绣花园 3 栋 2 单元 501"[: field.length]
        case Kind.PROSE:
            return SAID
        case Kind.PHONE:
            return "13812345126"
        case Kind.ID_CARD:
            return "110101199003071233"
        case Kind.CREDIT_CODE:
            return "91420000MA4KXYZ12X"
        case Kind.DAY | Kind.SEAL:
            return date(2026, 11, 20)
        case Kind.DATE8:
            return "20261100"
        case Kind.MOMENT | Kind.DEADLINE:
            return NOW + timedelta(hours=2)
        case Kind.YEAR_MONTH:
            return "2026-11"
        case Kind.CHOICE:
            return options(field.options or "")[1][0]
        case Kind.STATE:
            return list(field.target)[1]
        case Kind.YES_NO:
            return True
        case Kind.NUMBER:
            return 3
        case Kind.AMOUNT:
            return Decimal("1234.5")
        case Kind.GAUGE:
            return Decimal("21.5")
        case Kind.LINK:
            return filled(field.target, deep=False) if deep else None
        case Kind.STAFF:
            return PERSON
        case Kind.DEPARTMENT:
            return OFFICE
        case Kind.LINKS:
            return [PERSON] if field.target == "Staff" else []
        case Kind.SIGNATURE:
            return Signed(name="赵秀兰", at=NOW.isoformat())
        case Kind.OPINION:
            return Signed(name="王芳", at=NOW.isoformat(), staff_id=2, agreed=True, text="情况属实，请管网部当日复检。")
        case _:
            return None


def filled(register: type[Any], *, deep: bool = True, **given: Any) -> Any:
    """A transient record with every field filled, save what is given."""
    values = {name: value_for(field, deep=deep) for name, field in register.fields.items()}
    if issubclass(register, Register):
        values |= {
            "number": f"QH-{register.code}-2026-00001", "created_at": NOW, "form_version": "2026-1", "void_reason": None,
            "archival_code": "A02·2026-Y-0007", "late_reason": "当日断网",
            "status": next(state for state in register.states() if state.phase not in ("draft", "void")),
        }  # fmt: skip
    elif issubclass(register, ServiceItem):
        values |= {"name": "居民用水报装"}
    return register(**{key: value for key, value in {**values, **given}.items() if value is not None})


def void(register: type[Register], **given: Any) -> Any:
    return filled(register, status=register.void_state(), void_reason="重复登记", **given)


def read(pdf: bytes) -> list[str]:
    """The text of each page, without the blanks that lines and columns make."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def written(pdf: bytes) -> Iterator[tuple[int, float, float, str]]:
    """Every stretch of writing with its page and its place, in points."""
    for number, page in enumerate(PdfReader(BytesIO(pdf)).pages):
        found: list[tuple[float, float, str]] = []

        def visit(text: str, cm: list[float], tm: list[float], font: object, size: float, found: list[Any] = found) -> None:
            if text.strip():
                found.append((tm[4], tm[5], text.strip()))

        page.extract_text(visitor_text=visit)
        yield from ((number, *piece) for piece in found)


def scan(pdf: bytes, page: int = 0) -> str:
    """What the code on a page says, read from the page as a printer would show it."""
    picture = run(["pdftoppm", "-r", "150", "-gray", "-f", str(page + 1), "-l", str(page + 1)], input=pdf, capture_output=True, check=True)
    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(picture.stdout)))
    return str(code.text)
