"""The abstract base of every register: what each form has (FORMS.md §0), and who may do what with it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from models.declare.declared import Record
from models.declare.errors import DeclarationError
from models.declare.field import Default, Field
from models.declare.fields import department, prose, serial, staff, text
from models.declare.kinds import Kind
from models.declare.label import Further
from models.declare.sealed import Sealed
from models.declare.seen import Seen
from models.declare.sheet import Ledger, Listing, Sheet
from models.declare.storage import Moment, Phase, States
from models.declare.workflow import Step, Workflow
from rules.archival import Retention
from rules.roles import OF_A_DEPARTMENT, Role


class Verb(StrEnum):
    """What can be done with a register. The framework's permission for it is `can_<verb>`."""

    CREATE = "create"
    READ = "read"
    EDIT = "edit"
    STEP = "step"
    PRINT = "print"
    VOID = "void"
    CORRECT = "correct"


class Register(Record):
    """One kind of record that a department keeps.

    Class keywords: `code` is the form's code in the catalogue, `title` its official name, `menu` the group it is found under,
    `kept_by` who creates its records, `read_by` who else may read, `voided_by` who may declare a record void, `clear_to` who works
    with customers by it and so sees personal data unmasked, `settled_by` who beside the system administrator may bring finished cases in
    from the old books, `keep` how long what is filed of it is kept at least (保管期限). `seen` in its body narrows which
    records a post sees, `seals` says what nobody sets right any more.
    """

    __abstract__ = True
    common_fields = True

    code: ClassVar[str]
    menu: ClassVar[str]
    kept_by: ClassVar[frozenset[Role]]
    read_by: ClassVar[frozenset[Role]]
    voided_by: ClassVar[frozenset[Role]]
    clear_to: ClassVar[frozenset[Role]]
    settled_by: ClassVar[frozenset[Role]]
    keep: ClassVar[Retention]
    revealed_to: ClassVar[frozenset[Role]]
    seen: ClassVar[Seen] = Seen()
    seals: ClassVar[tuple[Sealed, ...]] = ()
    sheet: ClassVar[Sheet]
    ledger: ClassVar[Ledger | None] = None
    listed: ClassVar[Listing | None] = None
    papers: ClassVar[tuple[Further, ...]] = ()
    flow: ClassVar[Workflow]

    number: Mapped[str] = serial("编号")
    former_number: Mapped[str | None] = text("原编号", length=60, search=True, once=True, help="旧台账上的编号，只在导入时写入")
    creator: Mapped[Any] = staff("填表人", default=Default.MYSELF)
    unit: Mapped[Any] = department("填报单位", default=Default.MY_DEPARTMENT)
    remark: Mapped[str | None] = prose("备注", length=500)
    late_reason: Mapped[str | None] = text("补登原因", length=200, help="事后补记时必填")
    void_reason: Mapped[str | None] = text("作废原因", length=200)
    archival_code: Mapped[str | None] = text("档号", length=60)

    status: Mapped[Any]
    form_version: Mapped[str] = mapped_column(default="", sort_order=910)
    print_count: Mapped[int] = mapped_column(default=0, sort_order=911)
    due_at: Mapped[datetime | None] = mapped_column(Moment, sort_order=912)
    paused_since: Mapped[datetime | None] = mapped_column(Moment, sort_order=913)

    def __init_subclass__(
        cls, *, code: str = "", menu: str = "", kept_by: tuple[Role, ...] | Role = (), read_by: tuple[Role, ...] = (),
        voided_by: tuple[Role, ...] = (Role.CS_HEAD,), clear_to: tuple[Role, ...] = (), settled_by: tuple[Role, ...] = (),
        keep: Retention = Retention.TEN,
        **keywords: Any,
    ) -> None:  # fmt: skip
        if not vars(cls).get("__abstract__"):
            for word, given in (("title", keywords.get("title")), ("code", code), ("menu", menu), ("kept_by", kept_by)):
                if not given:
                    raise DeclarationError("R000", cls.__name__, f"has no {word}", f"class {cls.__name__}(Register, {word}=…)")
            cls.code, cls.menu, cls.keep = code, menu, keep
            cls.kept_by = frozenset((kept_by,) if isinstance(kept_by, Role) else kept_by)
            cls.voided_by = frozenset(voided_by)
            cls.clear_to = frozenset(clear_to)
            cls.settled_by = frozenset({Role.SYSADMIN, *settled_by})
            for part in ("sheet", "flow"):
                if part not in vars(cls):
                    raise DeclarationError("R021", cls.__name__, f"has no {part}", f"declare {part} = … at the end of the class")
        super().__init_subclass__(**keywords)
        if not vars(cls).get("__abstract__"):
            takers = {role for step in cls.flow.steps for role in step.roles}
            cls.read_by = cls.kept_by | cls.voided_by | frozenset(read_by) | takers | {Role.AUDITOR}
            # Whoever has work on a record may look at the customer behind it, and it is written down that he did.
            cls.revealed_to = cls.kept_by | cls.voided_by | takers
            if silent := cls.read_by & OF_A_DEPARTMENT - cls.seen.said:
                raise DeclarationError(
                    "R031", cls.__name__, f"does not say which records {next(iter(silent)).name} sees",
                    "say seen = Seen(only(Role.DEPT, in_unit(dept))), or everything(Role.DEPT)")  # fmt: skip

    # -- what the declaration says, asked by name ---------------------------------------------------------------------

    @classmethod
    @cache
    def may(cls, verb: Verb) -> frozenset[Role]:
        """The roles that a verb is open to. Who reads, prints, except the auditor, who leaves no trace on a record."""
        takers = frozenset(role for step in cls.flow.steps for role in step.roles)
        return {
            Verb.CREATE: cls.kept_by,
            Verb.READ: cls.read_by,
            Verb.EDIT: cls.kept_by | takers,
            # Whoever may read a register may be named in it, and then the step is his by name.
            Verb.STEP: cls.read_by - {Role.AUDITOR} if any(step.holder for step in cls.flow.steps) else takers,
            Verb.PRINT: cls.read_by - {Role.AUDITOR},
            Verb.VOID: cls.voided_by,
            Verb.CORRECT: cls.kept_by | cls.voided_by,
        }[verb]

    @classmethod
    def paper(cls, key: str) -> Further | None:
        """The paper beside the form that has that key."""
        return next((paper for paper in cls.papers if paper.key == key), None)

    def has_paper(self, paper: Further) -> bool:
        """Whether there is already what that paper is about."""
        return paper.when is None or paper.when.holds(self)

    @classmethod
    def state_field(cls) -> Field:
        return next(field for field in cls.fields.values() if field.kind is Kind.STATE)

    @classmethod
    def states(cls) -> list[States]:
        return list(cls.state_field().target)

    @classmethod
    def start(cls) -> States:
        return cls.state_field().default  # type: ignore[return-value] # state(...) demands a member of its States

    @classmethod
    def void_state(cls) -> States:
        return next(member for member in cls.states() if member.phase is Phase.VOID)

    @classmethod
    @cache
    def at_creation(cls) -> tuple[str, ...]:
        """Names of the fields that are filled when the record is made: all that no step claims."""
        claimed = {name for step in cls.flow.steps for name in (*step.fields, *step.writes, *_filled_by(step))}
        laid_out = {cell.name for cell in cls.sheet.cells()}
        return tuple(
            name for name, field in cls.fields.items()
            if name in laid_out - claimed - SYSTEM_FIELDS and not field.is_system and not _is_signed_by_step(cls, name)
        )  # fmt: skip

    @classmethod
    @cache
    def editable_in(cls, state: States) -> tuple[str, ...]:
        """Names of the fields that may be filled in a state: those of its steps, and at the start those of creation."""
        steps = {name for step in cls.flow.leaving(state) for name in step.fields}
        first = set(cls.at_creation()) if state is cls.start() else set()
        return tuple(name for name in cls.fields if name in steps | first and not cls.fields[name].is_system)

    @classmethod
    def due_fields(cls, state: States) -> tuple[str, ...]:
        return tuple(step.due_at for step in cls.flow.leaving(state) if step.due_at)

    def steps(self) -> list[Step]:
        """The steps open to this record now, whoever asks."""
        return [step for step in self.flow.leaving(self.status) if not step.only_when or step.only_when.holds(self)]

    @classmethod
    def is_archived(cls) -> bool:
        """Whether its records ever bear an archival code."""
        return any(step.is_filing or step.coding or "archival_code" in (*step.fields, *step.writes) for step in cls.flow.steps)

    @classmethod
    def deadlines(cls) -> tuple[Field, ...]:
        """The fields that run a clock."""
        return tuple(field for field in cls.fields.values() if field.counting)

    def is_void(self) -> bool:
        return bool(self.status.phase is Phase.VOID)

    def __str__(self) -> str:
        return super().__str__() if self.called is not None else self.number or ""


SYSTEM_FIELDS = frozenset({"number", "former_number", "creator", "unit", "void_reason", "archival_code"})


def _is_signed_by_step(cls: type[Register], name: str) -> bool:
    return any(name in (step.signing, step.deciding, *step.opinions.values()) for step in cls.flow.steps)


def _filled_by(step: Step) -> tuple[str, ...]:
    """What taking the step fills by itself."""
    stamped = (name for name in (step.stamped, step.stamped_by) if name)
    return (*stamped, *(opening.into for opening in step.openings if opening.into))
