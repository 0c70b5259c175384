"""What one person is shown of records, in words: the one place where a stored value becomes text for somebody's eyes.

Lists, records, remote selects, hints, approvals, history and files that leave the house all ask here, so that a value which a person
may not see is masked everywhere or nowhere. Who sees it clear: the posts whose work the register says it is (`clear_to`), whoever
entered the record as long as it is open, and whoever has just said why he must look (services/reveal.py). What is sensitive by law
(identity numbers, accounts) only the last of these opens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.attachment import Attachment
from models.declare import Field, Kind, Line, Record, Register
from printouts.job import Labels
from printouts.words import BARE, Found, finder, masked, name_of, source_words, tells_who, words, writer
from rules.actor import Actor
from rules.masking import NOTHING_SEEN
from rules.moments import show_day
from services.options import option_book
from services.reveal import is_revealed, revealed_among
from services.rights import open_to
from services.search.sources import search_fields

HIDDEN = "（无权查看）"
#: In the words of the paper, but days and months written with figures, so that columns line up.
ON_SCREEN: Mapping[Kind, Callable[[Any], str]] = {Kind.DAY: show_day, Kind.SEAL: show_day, Kind.YEAR_MONTH: str, Kind.YEAR_WEEK: str}


class Shown:
    """The eyes of one person at one moment. A record's reveal is looked up once."""

    def __init__(self, session: Session, actor: Actor, now: datetime) -> None:
        self.session, self.actor, self.now = session, actor, now
        self._revealed: dict[tuple[str, int], bool] = {}
        self._before: Sequence[Record] = ()

    def look_over(self, records: Sequence[Record]) -> None:
        """Look up the reveals of many records with one question a register, and keep the records loaded. Each is decided by itself."""
        self._before = records
        keys: dict[type[Register], list[int]] = {}
        for record in records:
            if isinstance(record, Register) and record.id is not None:
                keys.setdefault(type(record), []).append(record.id)
        for register, wanted in keys.items():
            found = revealed_among(self.session, register, wanted, self.actor, self.now)
            self._revealed |= {(register.__tablename__, key): key in found for key in wanted}

    # -- what is clear ---------------------------------------------------------------------------------------------------

    def works_with(self, register: type[Register]) -> bool:
        """Whether personal data of this register is his daily work."""
        return not self.actor.roles.isdisjoint(register.clear_to)

    def may_see(self, field: Field) -> bool:
        """Whether the field is open to his posts at all."""
        return open_to(self.actor, field)

    def is_clear(self, owner: Record, field: Field, *, in_list: bool = False) -> bool:
        """Whether he sees the field of this record (or of its child rows) as it is stored."""
        if self.is_clear_in_lists(type(owner), field):
            return True
        if in_list or not self.may_see(field) or not isinstance(owner, Register) or field.sensitive is None:
            return False
        if not field.sensitive.grave and self._entered(owner) and not self._was_given(owner, field):
            return True
        return self._is_revealed(owner)

    def is_clear_in_lists(self, model: type[Record], field: Field) -> bool:
        """Whether a list shows him the field as it is stored: the same for every record (and its child rows) of a model."""
        if not self.may_see(field) or field.sensitive is None:
            return self.may_see(field)
        return issubclass(model, Register) and not field.sensitive.grave and self.works_with(model)

    def _entered(self, record: Register) -> bool:
        """Whether he wrote it himself and it is still open."""
        return record.creator_id == self.actor.staff_id and record.status.phase.is_open  # type: ignore[attr-defined,no-any-return]

    def _was_given(self, record: Register, field: Field) -> bool:
        """Whether a linked record may have filled the field, whose own data he does not see: that is not what he typed."""
        links = (other for other in record.fields.values() if field.name in other.gives and getattr(record, other.attribute) is not None)
        return any(not self.works_with(other.target) for other in links)

    def _is_revealed(self, record: Register) -> bool:
        key = (record.__tablename__, record.id)
        if key not in self._revealed:
            self._revealed[key] = is_revealed(self.session, record, self.actor, self.now)
        return self._revealed[key]

    def is_veiled(self, record: Record, *, in_list: bool) -> bool:
        """Whether the customer asked that this case be kept from sight, and it is kept from his."""
        if not isinstance(record, Register) or record.seen.veil is None or not record.seen.veil.holds(record):
            return False
        if self.works_with(type(record)):
            return False
        return in_list or not (self._entered(record) or self._is_revealed(record))

    def sees_file(self, record: Register, file: Attachment) -> bool:
        """Whether a file on the record is his to open: nobody knows what it says, so it is kept from sight with the case."""
        return file.added_by_id == self.actor.staff_id or not self.is_veiled(record, in_list=False)

    def hides(self, record: Register, field: Field) -> bool:
        """Whether a form would show him something that he does not see: what is filled and not clear."""
        value = getattr(record, field.name)
        if field.is_rows:
            return bool(value) and any(not self.is_clear(record, column) for column in field.target.fields.values())
        closed = not self.is_clear(record, field) or (tells_who(type(record), field) and self.is_veiled(record, in_list=False))
        return value not in (None, "") and closed

    def is_open(self, record: Register) -> bool:
        """Whether he sees the ordinary personal data of the record as it is stored: by his work, his own hand or a look just logged."""
        if self.works_with(type(record)) or self._is_revealed(record):
            return True
        given = any(self._was_given(record, field) for field in record.fields.values() if field.sensitive)
        return self._entered(record) and not given

    def masks_something(self, record: Register) -> bool:
        """Whether anything of the record is masked for him now."""
        return any(self.hides(record, field) for field in record.fields.values())

    def is_plain(self, record: Any, field: Field, *, owner: Record | None = None, in_list: bool = False) -> bool:
        """Whether `words` would say the value as it is stored, so that a program may be given the value itself.

        Of child rows and links this says nothing: their columns are asked one by one, and what a linked record is called by `name`.
        """
        owner = record if owner is None else owner
        if not self.may_see(field) or (self.is_veiled(owner, in_list=in_list) and is_kept(type(owner), field, in_list=in_list)):
            return False
        return field.sensitive is None or self.is_clear(owner, field, in_list=in_list)

    # -- in words --------------------------------------------------------------------------------------------------------

    def words(self, record: Any, field: Field, *, owner: Record | None = None, in_list: bool = False, labels: Labels | None = None) -> str:
        """The field as he may read it; `owner` is the record that a child row belongs to."""
        owner = record if owner is None else owner
        if not self.may_see(field):
            return HIDDEN if getattr(record, field.name) not in (None, "", []) else ""
        if self.is_veiled(owner, in_list=in_list) and is_kept(type(owner), field, in_list=in_list):
            return NOTHING_SEEN if getattr(record, field.name) not in (None, "", []) else ""
        labels = labels or option_book(self.session).label
        if field.is_rows:
            return "；".join(self._line(line, owner, in_list=in_list) for line in getattr(record, field.name))
        value = getattr(record, field.name)
        if value is None:
            return HIDDEN if field.is_link and getattr(record, field.attribute, None) is not None else ""
        is_clear = field.sensitive is None or self.is_clear(owner, field, in_list=in_list)
        return self.teller(type(record), field, is_clear=is_clear, in_list=in_list, labels=labels, find=finder(record))(value)

    def column(
        self, model: type[Register], field: Field, labels: Labels, names: Mapping[int, str], *, is_veiled: bool
    ) -> Callable[[Any], str]:  # fmt: skip
        """How a list shows him what is stored in the field, of one record after the other that is kept from his sight or is not: what is
        the same for all of them is asked once. Of a link the key is stored, which is called as `names` says, and hidden where they do not.
        """
        if not self.may_see(field):
            return lambda held: "" if held in (None, "") else HIDDEN
        if is_veiled and is_kept(model, field, in_list=True):
            return lambda held: "" if held in (None, "") else NOTHING_SEEN
        if field.is_link:
            return lambda key: "" if key is None else names.get(key, HIDDEN)
        is_clear = self.is_clear_in_lists(model, field)
        tell = self.teller(model, field, is_clear=is_clear, in_list=True, labels=labels, find=self.session.get)
        return lambda held: "" if held is None else tell(held)

    def teller(
        self, model: type, field: Field, *, is_clear: bool, in_list: bool, labels: Labels, find: Found
    ) -> Callable[[Any], str]:  # fmt: skip
        """How he reads what the field holds, where it holds anything and is not kept from him: for one record, or for a whole column."""
        if field.is_link:
            return lambda one: self.called(one, in_list=in_list)
        if field.kind is Kind.LINKS:
            return lambda several: "、".join(self.name(one, in_list=in_list) for one in several)
        if field.sensitive and not is_clear:
            return lambda value: str(masked(value, field))
        if field.kind is Kind.SOURCE:
            return lambda stored: source_words(stored, find, is_short=issubclass(model, Line))
        return ON_SCREEN.get(field.kind) or writer(field, labels)

    def said(self, owner: Record, field: Field, text: str, *, in_list: bool = False) -> str:
        """A text that the field held at some time, such as before a correction."""
        if self.is_clear(owner, field, in_list=in_list):
            return text
        return field.sensitive.mask(text) if field.sensitive and self.may_see(field) else HIDDEN

    def signed(self, record: Record, field: Field, owner: Record | None = None) -> Any:
        """A signature or opinion, as its place on the paper shows it."""
        value = getattr(record, field.name) if self.may_see(field) else None
        return value if value is None or self.is_clear(owner or record, field) else masked(value, field)

    def _line(self, line: Any, owner: Record, *, in_list: bool) -> str:
        written = (self.words(line, column, owner=owner, in_list=in_list) for column in type(line).fields.values())
        return "，".join(part for part in written if part)

    def name(self, record: Record, *, in_list: bool = False) -> str:
        """What a record is called: its number, or a customer's name as far as he may read it."""
        called = record.called
        if called is None:
            return str(record)
        return name_of(record, clear=self.is_clear(record, type(record).fields[called.name], in_list=in_list))

    def name_in_lists(self, model: type[Record], held: Any) -> str:
        """What a list calls a record of such a model, of which it has no more than what stands in the column that it is called by."""
        field = model.fields[model.called.name] if model.called is not None else None
        is_clear = field is None or field.sensitive is None or self.is_clear_in_lists(model, field)
        return str(held or "") if is_clear else field.sensitive.mask(held or "")  # type: ignore[union-attr] # clear where there is none

    def called(self, linked: Any, *, in_list: bool = False) -> str:
        """What another record is called that this one names; people, departments and reference data are no secret."""
        if isinstance(linked, Register):
            return self.name(linked, in_list=in_list)
        return name_of(linked, clear=True) if isinstance(linked, Record) else str(linked)

    def hint(self, record: Record) -> str:
        """A second line that tells namesakes apart."""
        return "　".join(self._apart(record, self.name(record, in_list=True)))

    def told(self, record: Register) -> str:
        """What stands behind its number where it was found: what it is called, and what tells it apart."""
        name = self.name(record, in_list=True)
        return "　".join(dict.fromkeys(part for part in (name, *self._apart(record, name)) if part != record.number))

    def _apart(self, record: Record, name: str) -> Iterable[str]:
        fields = (type(record).fields[name] for name in search_fields(type(record)))
        said = [self.words(record, field, in_list=True) for field in fields if field.kind is not Kind.PROSE]
        return dict.fromkeys(part for part in said if part and part not in (name, str(record)))


def is_kept(model: type[Record], field: Field, *, in_list: bool) -> bool:
    """Whether the field of such a record is kept from sight while it is veiled."""
    return tells_who(model, field) or (in_list and field.kind not in BARE)


def screen(record: Any, field: Field, labels: Labels) -> str:
    """The field of a record as a screen shows it, nothing masked."""
    value = getattr(record, field.name)
    return words(record, field, labels, clear=True) if value is None or field.kind not in ON_SCREEN else ON_SCREEN[field.kind](value)
