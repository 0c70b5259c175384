"""The matrix of rights in words, for whoever audits the house: who does what with which records, and what of them he sees.

Everything is read from the declarations of the registers, which the doors and the session ask too; nothing is written down twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from models.declare import Register, Verb
from models.declare.field import When
from models.declare.seen import Tie
from rules.roles import Role
from services.reveal import holds_personal_data

#: The verbs as the house says them, in the order of a record's life.
VERBS = {
    Verb.CREATE: "新建", Verb.READ: "查看", Verb.EDIT: "修改", Verb.STEP: "办理", Verb.PRINT: "打印", Verb.VOID: "作废",
    Verb.CORRECT: "更正",
}  # fmt: skip
ALL, OWN = "全部", "本人填写或指名由本人办理"
CLEAR, ON_REQUEST, MASKED, NOTHING = "明文", "遮盖，可查看明文", "遮盖", "无"


@dataclass(frozen=True, kw_only=True)
class Right:
    """What one post may do with one register."""

    register: type[Register]
    role: Role
    verbs: tuple[Verb, ...]
    records: str
    changes: str
    personal: str
    closed: tuple[str, ...]


def matrix(registers: Iterable[type[Register]]) -> list[Right]:
    """Every post that may read a register, register by register."""
    return [
        Right(
            register=register, role=role, verbs=tuple(verb for verb in VERBS if role in register.may(verb)),
            records=_records(register, role), changes=_changes(register, role), personal=_personal(register, role),
            closed=tuple(str(one.label) for one in register.fields.values() if one.shown_to and role not in one.shown_to))
        for register in registers for role in Role if role in register.read_by
    ]  # fmt: skip


def _records(register: type[Register], role: Role) -> str:
    narrowed = register.seen.narrowed.get(role)
    if narrowed is None:
        return ALL
    lasting = (f"未办结且{part_words(register, part)}" for part in register.seen.lasting)
    return "；".join([*(part_words(register, part) for part in narrowed), *lasting, OWN])


def _changes(register: type[Register], role: Role) -> str:
    """Of what was entered; empty for who enters nothing."""
    if role not in register.kept_by:
        return ""
    changing = register.seen.changing.get(role)
    return "与查看相同" if changing is None else "；".join(part_words(register, part) for part in changing)


def _personal(register: type[Register], role: Role) -> str:
    if not holds_personal_data(register):
        return NOTHING
    if role in register.clear_to:
        return CLEAR
    return ON_REQUEST if role in register.revealed_to else MASKED


def part_words(register: type[Register], part: Any) -> str:
    """One part of `seen` as a phrase: 承办部门为本部门."""
    if isinstance(part, When):
        return "且".join(_condition(register, one) for one in part.parts())
    owner = register if part.through is None else register.fields[part.through].target
    labels = "或".join(str(owner.fields[name].label) for name in part.fields)
    of = f"{register.fields[part.through].label}的" if part.through is not None else ""
    return f"{of}{labels}为{'本部门' if part.tie is Tie.UNIT else '本人'}"


def _condition(register: type[Register], part: When) -> str:
    label = register.fields[part.name].label
    if not part.values:
        return f"{label}{'未' if part.negated else '已'}填写"
    values = "、".join({True: "是", False: "否"}.get(value, getattr(value, "label", value)) for value in part.values)  # type: ignore[call-overload]
    return f"{label}{'不' if part.negated else ''}为{values}"


def remarks(register: type[Register]) -> Iterator[str]:
    """What holds of the register whatever the post."""
    if register.seen.veil is not None:
        yield f"{part_words(register, register.seen.veil)}的，清单中只见编号、状态和时限，查看明文后方见个人信息。"
    grave = [str(one.label) for one in _personal_fields(register) if one.sensitive.grave]
    if grave:
        yield f"{'、'.join(dict.fromkeys(grave))}属敏感个人信息，各岗位均须查看明文并写明事由。"
    if register.sheet.clear and holds_personal_data(register):
        yield "单据交客户签收或归档，可查看明文的岗位打印时不遮盖，打印留有记录。"
    for one in register.fields.values():
        if one.shown_to:
            yield f"“{one.label}”只对{'、'.join(role.label for role in one.shown_to)}公开。"


def _personal_fields(register: type[Register]) -> Iterator[Any]:
    for one in register.fields.values():
        yield from (inner for inner in (one.target.fields.values() if one.is_rows else [one]) if inner.sensitive)
