"""WTForms fields for the declared kinds. Each keeps the typed text, so that a refused form shows it again letter by letter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import FileField, StringField

from forms.context import FormContext
from models.attachment import Attachment
from models.declare import Field
from models.organisation import Department, Staff
from rules.moments import local, parse_day, parse_moment, parse_year_month, show_day, show_moment
from rules.periods import parse_year_week
from services.options import not_offered


class TypedField(StringField):
    """Text that is read into a value; `data` is the value, `typed` what stood in the box."""

    declared: Field
    data: Any

    def __init__(self, label: str = "", *, declared: Field, **keywords: Any) -> None:
        super().__init__(label, **keywords)
        self.declared = declared

    @property
    def context(self) -> FormContext:
        context: FormContext = self.meta.context
        return context

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        if not valuelist:
            return
        text = self.typed
        self.data = self.read(text) if text.strip() else None

    def read(self, text: str) -> Any:
        """The value of a text that is not empty; raises ValueError with a Chinese sentence."""
        return text

    def write(self, value: Any) -> str:
        return str(value)

    @property
    def typed(self) -> str:
        """What the box shows."""
        if self.raw_data:  # boxes send an empty value first, so that "nothing ticked" arrives too
            return str(next((text for text in reversed(self.raw_data) if text), ""))
        return "" if self.data is None else self.write(self.data)

    def _value(self) -> str:
        return self.typed


class DayField(TypedField):
    def read(self, text: str) -> date:
        return parse_day(text, local(self.context.now).date())

    def write(self, value: date) -> str:
        return show_day(value)


class MomentField(TypedField):
    def read(self, text: str) -> datetime:
        return parse_moment(text, self.context.now)

    def write(self, value: datetime) -> str:
        return show_moment(value)


class YearMonthField(TypedField):
    def read(self, text: str) -> str:
        return parse_year_month(text)


class YearWeekField(TypedField):
    def read(self, text: str) -> str:
        return parse_year_week(text)


class NumberField(TypedField):
    def read(self, text: str) -> int:
        compact = text.strip().translate(str.maketrans("０１２３４５６７８９", "0123456789")).replace(",", "")
        if not (compact.removeprefix("-").isascii() and compact.removeprefix("-").isdigit() and len(compact) < 12):
            raise ValueError("请填写整数")
        return int(compact)


class AmountField(TypedField):
    def read(self, text: str) -> Decimal:
        return _decimal(text.replace("￥", "").replace("元", ""), 2, "请填写金额，如 42.50", "金额最多两位小数")


class GaugeField(TypedField):
    def read(self, text: str) -> Decimal:
        return _decimal(text.replace("℃", "").replace("%", "").replace("％", ""), 1, "请填写数值，如 21.5", "最多一位小数")


def _decimal(text: str, places: int, unreadable: str, too_fine: str) -> Decimal:
    try:
        value = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        raise ValueError(unreadable) from None
    exponent = value.as_tuple().exponent
    if not value.is_finite() or (isinstance(exponent, int) and exponent < -places):
        raise ValueError(too_fine)
    return value


class ChoiceField(TypedField):
    """One code of an option list."""

    def choices(self) -> list[tuple[str, str]]:
        keep = self.object_data if isinstance(self.object_data, str) else None
        return self.context.book.offered(self.declared.options or "", local(self.context.now).date(), keep)

    def read(self, text: str) -> str:
        if text not in dict(offered := self.choices()):
            raise ValueError(not_offered(offered))
        return text


class YesNoField(TypedField):
    """是, 否, or not answered."""

    def choices(self) -> list[tuple[str, str]]:
        return [("1", "是"), ("0", "否")]

    def read(self, text: str) -> bool:
        if text not in ("1", "0"):
            raise ValueError("请选择“是”或“否”")
        return text == "1"

    def write(self, value: Any) -> str:
        return "1" if value else "0"


class LinkField(TypedField):
    """Another record by its id."""

    def read(self, text: str) -> Any:
        return find(self.context, self.declared, text)

    def write(self, value: Any) -> str:
        return str(value.id)


class LinksField(TypedField):
    """Several other records by their ids."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        if valuelist:
            self.data = [find(self.context, self.declared, text) for text in valuelist if text.strip()]


class SignField(TypedField):
    """The name under a signature that was given on paper."""

    def write(self, value: Any) -> str:
        return str(value.name)


class UploadField(FileField):
    """One file for a place of its own."""

    def __init__(self, label: str = "", *, declared: Field, **keywords: Any) -> None:
        super().__init__(label, **keywords)
        self.declared = declared


NAMED: dict[str, type] = {"Staff": Staff, "Department": Department, "Attachment": Attachment}


def target_of(field: Field) -> Any:
    """The class that a link leads to; the vocabulary names those of the house by a string, since it stands below them."""
    return NAMED[field.target] if isinstance(field.target, str) else field.target


def find(context: FormContext, field: Field, text: str) -> Any:
    """The record with that id; raises ValueError where there is none."""
    found = context.session.get(target_of(field), int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else None
    if found is None:
        raise ValueError(f"没有找到所选的{field.label}，请从列表中重新选取")
    return found
