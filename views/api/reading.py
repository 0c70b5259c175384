"""JSON values as the texts that a form's page would send, so that the form reads them and says what is wrong, once for every door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import inspect, or_, select
from werkzeug.datastructures import MultiDict

from forms.build import PaperForm, build
from forms.context import FormContext
from forms.fields import target_of
from forms.rows import MOST_ROWS
from models.declare import Field, Kind, Record
from rules.moments import show_moment
from rules.refusals import Invalid

#: More places than any number of ours has.
MOST_PLACES = 40
#: No record is called so: what it stands for is not found, in the words of the form.
NOBODY = "无"
Pairs = list[tuple[str, str]]
Reader = Callable[[FormContext, Field, Any], str]


class Filled:
    """A form filled from JSON: what it says, and what could not even be put into it."""

    def __init__(
        self, model: type[Record], names: Iterable[str], given: Mapping[str, Any], desk: FormContext, record: Record | None,
    ) -> None:  # fmt: skip
        names, pairs = tuple(names), Pairs()
        self._record = record
        self.wrong: dict[str, str] = {}
        #: What was sent of fields that are not in the form; the service refuses them by their labels.
        self.others = {name: value for name, value in given.items() if name not in names}
        for name in names:
            if name in given:
                pairs += self._pairs(desk, model.fields[name], name, given[name])
        self.texts = MultiDict(pairs)
        self.form: PaperForm = build(model, names, desk, self.texts, record)

    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        return {**self.form.values(), **self.others}

    def through(self, save: Callable[[], Any]) -> None:
        """Run `save`; its sentences come back together with those for what could not be read. Raises Invalid."""
        unreadable = {**self.form.unreadable(), **self.wrong}
        try:
            save()
        except Invalid as refusal:
            raise Invalid({**refusal.errors, **unreadable}) from None
        if unreadable:
            raise Invalid(unreadable)

    def _pairs(self, desk: FormContext, field: Field, name: str, value: Any) -> Pairs:
        if field.is_rows:
            return self._rows(desk, field, name, value)
        many = field.kind is Kind.LINKS
        if many and not (value is None or isinstance(value, list)):
            self.wrong[name] = "应为数组"
            return []
        try:
            texts = ["", *(text_of(desk, field, one) for one in value or [])] if many else [text_of(desk, field, value)]
        except ValueError as wrong:
            self.wrong[name] = str(wrong)
            return []
        return [(name, text) for text in texts]

    def _rows(self, desk: FormContext, field: Field, name: str, value: Any) -> Pairs:
        """Child rows as their boxes: `materials-0-name`."""
        rows = [] if value is None else value
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.wrong[name] = "应为对象的数组"
            return []
        if len(rows) > MOST_ROWS:
            self.wrong[name] = f"最多 {MOST_ROWS} 行，现有 {len(rows)} 行"
            return []
        found = [(f"{name}-present", "1")]
        known = {line.id for line in getattr(self._record, name)} if self._record is not None else set()
        for index, row in enumerate(rows):
            key = row.get("id")
            if key is not None and (isinstance(key, bool) or not isinstance(key, int)):
                self.wrong[f"{name}-{index}-id"] = "应为这一行的 ID（整数），新行不填"
            elif key is not None and key not in known:
                self.wrong[f"{name}-{index}-id"] = "本单没有 ID 为此数的行；新行不填 ID"
            found.append((f"{name}-{index}-id", str(key or "")))
            for column, cell in row.items():
                where = f"{name}-{index}-{column}"
                if column in field.row_columns:
                    found += self._pairs(desk, field.row_columns[column], where, cell)
                elif column != "id":
                    self.wrong[where] = "没有这一栏"
        return found


def text_of(desk: FormContext, field: Field, value: Any) -> str:
    """One value as it would be typed. Raises ValueError for a value of another type than the field's."""
    if isinstance(value, dict):  # what an answer said of it may be sent back as it came
        value = next((value[key] for key in ("code", "id", "name") if key in value), value)
    if value is None:
        return ""
    return READERS.get(field.kind, _text)(desk, field, value)


def _text(desk: FormContext, field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("应为字符串")
    return value


def _yes_no(desk: FormContext, field: Field, value: Any) -> str:
    if not isinstance(value, bool):
        raise ValueError("应为 true 或 false")
    return "1" if value else "0"


def _figure(desk: FormContext, field: Field, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise ValueError("应为数字")
    if not isinstance(value, Decimal):
        return str(value)
    if max(abs(value.adjusted()), -int(value.as_tuple().exponent)) > MOST_PLACES:  # written out it would fill the memory
        raise ValueError("应为数字")
    return f"{value:f}"


def _moment(desk: FormContext, field: Field, value: Any) -> str:
    """ISO 8601 with a zone is another way of writing what the form reads; what is none, the form judges."""
    text = _text(desk, field, value)
    try:
        moment = datetime.fromisoformat(text)
        return show_moment(moment) if moment.tzinfo else text
    except (ValueError, OverflowError):
        return text


def _link(desk: FormContext, field: Field, value: Any) -> str:
    """An id, or as text what tells the record from all others: a number, a job number, a department's name."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise ValueError("应为编号（字符串）或 ID（整数）")
    target = target_of(field)
    unique = [column for column in inspect(target).columns if column.unique and column.key in target.fields]
    if not value.strip():
        return ""
    if "\0" in value or not unique:
        return NOBODY
    found = desk.session.scalars(select(target.id).where(or_(*(getattr(target, one.key) == value.strip() for one in unique)))).first()
    return NOBODY if found is None else str(found)


def _no_file(desk: FormContext, field: Field, value: Any) -> str:
    raise ValueError("附件请用附件接口上传，并在 field 中写明这一栏")


READERS: Mapping[Kind, Reader] = {
    Kind.YES_NO: _yes_no, Kind.NUMBER: _figure, Kind.AMOUNT: _figure, Kind.GAUGE: _figure,
    Kind.MOMENT: _moment, Kind.LINK: _link, Kind.LINKS: _link,
    Kind.STAFF: _link, Kind.DEPARTMENT: _link, Kind.ATTACHMENT: _no_file,
}  # fmt: skip
