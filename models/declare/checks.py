"""What a declaration must satisfy at import. Each rule has a stable id, a message and a hint (listed in docs/checks.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.declare.errors import DeclarationError
from models.declare.kinds import LINK_KINDS, ROW_KINDS, Kind
from models.declare.sealed import Sealed
from models.declare.sheet import Cell, Chart, Ledger, Listing, Rating, Sheet, Signatures, Table
from models.declare.storage import Phase
from models.declare.word import Word
from models.declare.workflow import Workflow

Found = list[tuple[str, Word, type, bool]]

#: Kinds that never print as a cell of their own row.
PLACES_TO_SIGN = {Kind.SIGNATURE, Kind.OPINION, Kind.SEAL}


def name_of(cls: type, where: str, word: Any, names: Mapping[int, str]) -> str:
    """The field name of a word that a sheet or flow refers to."""
    if (name := names.get(id(word))) is None:
        raise DeclarationError(
            "R005", f"{cls.__name__}.{where}", "it refers to something that is not a field of this class",
            "declare the field above the sheet, and refer to it by its bare name")  # fmt: skip
    return name


def check_words(cls: Any, found: Found, names: Mapping[int, str]) -> None:
    """Rules about single words, before anything is wired."""
    labels: dict[str, str] = {}
    for name, word, _, optional in found:
        where = f"{cls.__name__}.{name}"
        if not word.label.strip():
            raise DeclarationError("R006", where, "has no label", "give the official wording as the first argument")
        if word.label in labels:
            raise DeclarationError("R007", where, f"bears the label of {labels[word.label]}", "two fields of one form differ in wording")
        labels[word.label] = name
        if word.demanded and not optional:
            raise DeclarationError(
                "R008", where, "is demanded on a condition but may never stay empty", "write Mapped[... | None]")  # fmt: skip
        if word.kind in LINK_KINDS and f"{name}_id" in {other for other, _, _, _ in found}:
            raise DeclarationError("R002", where, f"{name}_id is already declared", "rename one of them")
        if word.kind in ROW_KINDS and any(column.info.get("owner") for column in word.target.__table__.c):
            raise DeclarationError("R003", where, f"{word.target.__name__} already belongs elsewhere", "one owner a line class")
        _check_tally(where, word)
        promised = [other for promise in word.promises for other in promise.words()]
        proposed = (word.proposal.word,) if word.proposal else ()
        for other in (word.after, word.of, word.met, *promised, *proposed, *(word.demanded.words() if word.demanded else ()), *word.gives):
            if other is not None and id(other) not in names:
                raise DeclarationError("R005", where, "refers to something that is not a field of this class", "declare it above")


def _check_tally(where: str, word: Word) -> None:
    if (tally := word.tally) is None:
        return
    columns = word.target.fields
    if strange := [name for name in (*tally.by, *tally.typed) if name not in columns]:
        raise DeclarationError("R029", where, f"{strange[0]} is no column of {word.target.__name__}", "name columns of its own rows")
    if not tally.by:
        raise DeclarationError("R029", where, "its rows cannot be known again", "say by=(Row.column,)")
    if fixed := [name for name in tally.typed if not columns[name].optional or name in tally.by]:
        raise DeclarationError(
            "R029", where, f"{fixed[0]} is filled by a person, so that it is empty at first", "write Mapped[... | None]")  # fmt: skip


#: What a chart can measure: numbers, and rates as words.
MEASURED = frozenset({Kind.NUMBER, Kind.AMOUNT, Kind.GAUGE, Kind.TEXT})


def _check_table(where: str, part: Table) -> None:
    if not part.cell.field.is_rows:
        raise DeclarationError("R010", where, f"{part.cell.name} has no rows", "table(...) is for lines(...) and checklist(...)")
    if strange := [column for column in part.unprinted if getattr(column, "class_", None) is not part.cell.field.target]:
        raise DeclarationError("R010", where, f"{strange[0].key} is no column of {part.cell.name}", "write unprinted=(Row.column,)")


def _check_chart(where: str, part: Chart) -> None:
    if not part.field.is_rows or any(getattr(column, "class_", None) is not part.field.target for column in (part.along, part.values)):
        raise DeclarationError("R030", where, f"a chart of {part.name} does not show its rows", "along=Row.label, bars=Row.count")
    if part.field.target.fields[part.values.key].kind not in MEASURED:
        raise DeclarationError("R030", where, f"a chart cannot measure {part.values.key}", "name a column of numbers or of rates")


#: What can be earlier or later than something else.
TIMES = frozenset({Kind.DAY, Kind.MOMENT})


def check_class(cls: Any) -> None:
    """Rules about the whole class: its sheet, ledger and flow."""
    for field in cls.fields.values():
        if field.after and (field.kind not in TIMES or cls.fields[field.after].kind is not field.kind):
            raise DeclarationError(
                "R027",
                f"{cls.__name__}.{field.name}",
                f"cannot come after {field.after}",
                "compare a day with a day, a moment with a moment",
            )
        for counting in field.counting:
            if cls.fields[counting.since].kind not in TIMES:
                raise DeclarationError(
                    "R028", f"{cls.__name__}.{field.name}", f"counts from {counting.since}, which is no time",
                    "a clock starts at a day or a moment")  # fmt: skip
        if field.counting and not field.optional:
            raise DeclarationError(
                "R028", f"{cls.__name__}.{field.name}", "runs a clock but may never stay empty",
                "write Mapped[datetime | None]")  # fmt: skip
        if field.met and cls.fields[field.met].kind not in TIMES:
            raise DeclarationError(
                "R028", f"{cls.__name__}.{field.name}", f"is met by {field.met}, which is no time",
                "a promise is kept at a day or a moment")  # fmt: skip
    if (entered := vars(cls).get("entered")) and cls.fields[entered.name].kind not in TIMES:
        raise DeclarationError("R027", f"{cls.__name__}.entered", f"{entered.name} is no time", "name the day or moment when it happened")
    if isinstance(sheet := vars(cls).get("sheet"), Sheet):
        _check_sheet(cls, sheet)
    if isinstance(ledger := vars(cls).get("ledger"), Ledger):
        _check_cells_once(cls, "ledger", ledger.cells)
    if isinstance(listed := vars(cls).get("listed"), Listing):
        _check_cells_once(cls, "listed", listed.cells)
    if isinstance(flow := vars(cls).get("flow"), Workflow):
        _check_flow(cls, flow)
    _check_seals(cls)


def seals_of(cls: Any) -> tuple[Sealed, ...]:
    """What the class body seals."""
    seals = vars(cls).get("seals", ())
    if not isinstance(seals, tuple) or not all(isinstance(seal, Sealed) for seal in seals):
        raise DeclarationError("R033", f"{cls.__name__}.seals", "is no tuple of sealed(...)", 'write seals = (sealed(field, instead="…"),)')
    return seals


def _check_seals(cls: Any) -> None:
    where, seals = f"{cls.__name__}.seals", seals_of(cls)
    named = [name for seal in seals for name in seal.names]
    if not all(seal.names and seal.instead.strip() for seal in seals):
        raise DeclarationError(
            "R033", where, "a seal names no field, or not what is done instead", 'write sealed(field, instead="…")')  # fmt: skip
    if wrong := [name for name in named if cls.fields[name].is_system or named.count(name) > 1]:
        raise DeclarationError(
            "R033", where, f"{wrong[0]} is filled by the system alone, or sealed twice",
            "seal what a person fills, each field once")  # fmt: skip


def _check_cells_once(cls: Any, where: str, cells: list[Cell]) -> None:
    seen: set[str] = set()
    for cell in cells:
        if cell.name in seen:
            raise DeclarationError("R004", f"{cls.__name__}.{where}", f"{cell.name} appears twice", "remove one of them")
        seen.add(cell.name)


def _check_sheet(cls: Any, sheet: Sheet) -> None:
    where = f"{cls.__name__}.sheet"
    _check_cells_once(cls, "sheet", list(sheet.cells()))
    missing = [name for name, field in cls.fields.items() if not field.common and name not in {c.name for c in sheet.cells()}]
    if missing:
        raise DeclarationError("R009", where, f"{'、'.join(missing)} has no place", "every declared field lies somewhere on the sheet")
    for section in sheet.sections():
        for part in section.parts:
            if isinstance(part, Signatures):
                _check_signatures(where, part)
            elif isinstance(part, Chart):
                _check_chart(where, part)
            elif isinstance(part, Table):
                _check_table(where, part)
            elif isinstance(part, Rating):
                if len({cell.field.options for cell in part.cells}) != 1:
                    raise DeclarationError("R011", where, "the questions differ in their options", "rating(...) needs one list")
            elif wrong := [cell.name for cell in part.cells if cell.field.is_rows or cell.field.kind in PLACES_TO_SIGN]:
                raise DeclarationError(
                    "R025", where, f"{wrong[0]} stands in a row", "use table(...) for lines, signatures(...) for places to sign"
                )
            elif boxed := [cell.name for cell in part.cells if cell.as_boxes and cell.field.kind not in (Kind.CHOICE, Kind.YES_NO)]:
                raise DeclarationError("R026", where, f"{boxed[0]} has no options to tick", "boxes(...) is for choice and yes_no")
            elif not part.cells or sum(part.spans()) > 12 or min(part.spans()) < 1:
                raise DeclarationError(
                    "R013", where, f"the row of {part.cells[0].name if part.cells else 'nothing'} does not fit", "twelve columns a row"
                )


def _check_signatures(where: str, part: Signatures) -> None:
    if len(part.cells) > 3:
        raise DeclarationError("R014", where, "more than three places to sign in a row", "begin a second signatures(...)")
    for cell in part.cells:
        if cell.field.kind not in PLACES_TO_SIGN:
            raise DeclarationError("R014", where, f"{cell.name} is no place to sign", "use signature, opinion or seal")


#: What each word of a step must refer to.
STEP_KINDS: tuple[tuple[str, str, frozenset[Kind]], ...] = (
    ("signing", ".signs", frozenset({Kind.SIGNATURE})),
    ("deciding", ".decides", frozenset({Kind.OPINION})),
    ("extending", ".extends", frozenset({Kind.SOURCE})),
    ("extended_clock", ".extends clock", frozenset({Kind.CHOICE, Kind.TEXT})),
    ("extended_to", ".extends to", frozenset({Kind.DAY})),
    ("holder", ".held_by", frozenset({Kind.STAFF})),
    ("stamped", ".stamps", frozenset({Kind.MOMENT})),
    ("stamped_by", ".stamps by", frozenset({Kind.STAFF})),
    ("due_at", ".due", frozenset({Kind.DAY, Kind.MOMENT, Kind.DEADLINE})),
    ("inside", ".within", frozenset({Kind.DEPARTMENT})),
)


def _base_fields(cls: Any, brought: Any) -> Any:
    """The fields that it speaks of: ours, or the columns of our rows."""
    fields: Any = cls.fields[brought.each].target.fields if brought.each else cls.fields
    return fields


def _steps_of(target: Any) -> tuple[Any, ...]:
    flow = getattr(target, "flow", None)
    return flow.steps if flow is not None else ()


def _check_step(cls: Any, step: Any, states: list[Any]) -> None:
    where = f"{cls.__name__}.flow {step.key}"
    for end in (step.source, step.target):
        if end not in states:
            raise DeclarationError("R022", where, f"{end} is no state of the field", "both ends must be members of the field's States")
        if end.phase is Phase.VOID:
            raise DeclarationError("R023", where, "leads into or out of VOID", "leave voiding to the system: every register has it")
    for name in step.opinions.values():
        if cls.fields[name].kind is not Kind.OPINION:
            raise DeclarationError("R024", where, f".by_chain writes into {name}", "an opinion is written into an opinion")
    for brought in (*step.openings, *step.movings):
        if brought.each and not cls.fields[brought.each].is_rows:
            raise DeclarationError("R032", where, f"each={brought.each} has no rows", "name lines(...) or checklist(...)")
    for opening in step.openings:
        if opening.into and _base_fields(cls, opening)[opening.into].target is not opening.register:
            raise DeclarationError("R024", where, f".opens leads into {opening.into}", f"it wants a link to {opening.register.__name__}")
    for moving in step.movings:
        other = _base_fields(cls, moving)[moving.link]
        if other.kind is not Kind.LINK or not any(one.is_moved and one.target is moving.to for one in _steps_of(other.target)):
            raise DeclarationError(
                "R032", where, f".moves {moving.link} to {moving.to}, where no step leads that is moved",
                "name a link, and a state that a .moved() step of its register leads to")  # fmt: skip
    named = [(getattr(step, attribute), word, kinds) for attribute, word, kinds in STEP_KINDS]
    named += [(name, ".not_by_signer", frozenset({Kind.SIGNATURE, Kind.OPINION})) for name in step.other_than_signers]
    named += [(name, ".not_by", frozenset({Kind.STAFF})) for name in step.other_than_people]
    for name, word, kinds in named:
        if name and cls.fields[name].kind not in kinds:
            raise DeclarationError("R024", where, f"{word} refers to {name}", f"it wants {' or '.join(sorted(kinds))}")


def _check_flow(cls: Any, flow: Workflow) -> None:
    where = f"{cls.__name__}.flow"
    state = next((field for field in cls.fields.values() if field.kind is Kind.STATE), None)
    if state is None:
        raise DeclarationError("R015", where, "there is no state to move", 'declare status: Mapped[State] = state("状态", …)')
    states = list(state.target)
    if not any(member.phase is Phase.VOID for member in states):
        raise DeclarationError("R016", where, "no state is VOID", 'add VOID = "void", "作废", Phase.VOID')
    reached = flow.reached_from(state.default)
    for member in states:
        if member not in reached and member.phase is not Phase.VOID:
            raise DeclarationError("R017", where, f"{member.name} is never reached", "add a step that leads there, or drop the state")
    if state.default not in states:
        raise DeclarationError("R022", where, "the start is no state of the field", "start=… must be a member of the States given")
    keys: set[str] = set()
    for step in flow.steps:
        _check_step(cls, step, states)
        if step.key in keys:
            raise DeclarationError("R018", where, f"{step.key} stands twice", "one step between two states, or say way=…")
        keys.add(step.key)
        if not (step.roles or step.holder or step.feed or step.is_moved):
            raise DeclarationError("R019", f"{where} {step.key}", "nobody may take it", "say by=Role.…, held_by(…), fed_by(…) or moved()")
        for name in step.needed:
            field = cls.fields[name]
            if not field.optional and not field.is_rows and not field.common and step.source is not state.default:
                raise DeclarationError(
                    "R020", f"{where} {step.key}", f"{name} is needed later, so it cannot be required from the start",
                    "write Mapped[... | None]")  # fmt: skip
