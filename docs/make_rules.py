"""Write docs/rules.md: every rule of the five policies with its clause, its words and the place where it is kept.

`make docs` runs it. Everything comes from seeds/policies/*.toml, the registers' deadlines and the rule ids in docstrings.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from models import REGISTERS
from rules.chain import show_levels
from rules.limit import Source
from rules.policy import Policy
from rules.policy_file import lend, read_policy

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "rules.md"
#: Kinds that nothing but a reminder on the screen may keep (issue 3, "Tests that must exist").
REMINDED = frozenset({"BEHAVIOR", "ADHOC", "SCOPE", "RING", "ROSTER", "KPI"})
LAW = ("rules", "models", "services")

HEAD = """# Rules of the five policies

Written by `make docs` from `seeds/policies/*.toml`; do not edit. Each document is the source of one policy. A rule is kept by a clock (a
time limit that a register or a duty runs on), by a value or an approval chain of the policy, by code that names it in its docstring, or,
where only a person can keep it, by a reminder (制度提示) on the forms it concerns. What a policy holds without a rule id is a suggestion of
ours where its document is silent; the console says so at each (制度方案).
"""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of a policy that states a rule. `kept` is how, in the words of the table."""

    rule: str
    label: str
    said: str
    source: Source
    kept: str
    kind: str = ""
    screens: tuple[str, ...] = ()
    borrowers: str = ""

    @property
    def is_reminder(self) -> bool:
        return self.kind in REMINDED


def policies() -> dict[str, Policy]:
    """The five, complete with what they borrow, in the order of their documents."""
    files = {path.stem: read_policy(path.read_text(encoding="utf-8"), path.name) for path in (ROOT / "seeds" / "policies").glob("*.toml")}
    return dict(sorted(lend(files).items(), key=lambda item: item[1].document))


def clocks() -> Mapping[str, list[str]]:
    """Key of a limit → the deadlines that run on it."""
    found: dict[str, list[str]] = defaultdict(list)
    for register in REGISTERS:
        for field in register.fields.values():
            for key in dict.fromkeys(counting.limit.value for counting in field.counting):
                found[key].append(f"{register.title}“{field.label}”")
    return found


def named_in_code() -> Mapping[str, list[str]]:
    """Rule id → the modules that keep it: their docstrings give it with its clause, `R003-14 (003 第四章4.3.6): …`."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(path for folder in LAW for path in (ROOT / folder).rglob("*.py")):
        for rule in sorted(set(re.findall(r"R00\d-\d\d(?= \(\d|:)", "\n".join(_docstrings(path))))):
            found[rule].append(path.relative_to(ROOT).as_posix())
    return found


def _docstrings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            yield ast.get_docstring(node) or ""


def entries(policy: Policy, everybody: Iterable[Policy]) -> list[Entry]:
    """The rules of one policy, by id; what it borrows stands with its owner."""
    borrowers: dict[str, list[str]] = defaultdict(list)
    for other in everybody:
        for key in dict.fromkeys(limit.key for limit in other.limits if limit.borrowed_from == policy.code):
            borrowers[key].append(other.code)
    running, found = clocks(), []
    for limit in policy.limits:
        if not limit.borrowed_from:
            when = "、".join(f"{fact} {_condition(given)}" for fact, given in limit.when.items())
            kept = f"limit `{limit.key}`" + "".join(f"<br>clock of {place}" for place in running.get(limit.key, ()))
            found.append(Entry(
                rule=limit.rule, label=limit.label, said=limit.words + (f"（{when}）" if when else ""), source=limit.source, kept=kept,
                borrowers=", ".join(borrowers[limit.key])))  # fmt: skip
    for value in policy.values.values():
        found.append(Entry(
            rule=value.rule, label=value.label, said=_scalar(value.value), source=value.source, kept=f"value `{value.key}`"))  # fmt: skip
    for word, group in (("chain", policy.chains), ("ladder", policy.ladders)):
        for chain in group.values():
            found.append(Entry(
                rule=chain.rule, label=chain.label, said=show_levels(chain.levels), source=chain.source,
                kept=f"{word} `{chain.key}`"))  # fmt: skip
    for rule in policy.rules:
        kept = "reminder on the screen" if rule.kind in REMINDED else "check or step"
        found.append(Entry(
            rule=rule.rule, label=rule.label, said="", source=rule.source, kept=f"{kept} ({rule.kind})", kind=rule.kind,
            screens=rule.screens))  # fmt: skip
    return sorted((entry for entry in found if entry.rule), key=lambda entry: entry.rule)


def _condition(given: object) -> str:
    return " / ".join(given) if isinstance(given, tuple) else str(given)


def _scalar(value: object) -> str:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def only_reminded(found: Sequence[Entry], code: Mapping[str, list[str]]) -> list[Entry]:
    """The rules that nothing but a reminder keeps: a value beside it says how much, but nothing measures it."""
    measured = {entry.rule for entry in found if not entry.is_reminder and not entry.kept.startswith("value")}
    return [entry for entry in found if entry.is_reminder and entry.rule not in measured and entry.rule not in code]


def page() -> str:
    """The whole page."""
    every, code = policies(), named_in_code()
    told = {name: entries(policy, every.values()) for name, policy in every.items()}
    parts = [HEAD]
    for name, policy in every.items():
        rules = len({entry.rule for entry in told[name]})
        parts.append(f"\n## {policy.document} {policy.title} ({name})\n\n{rules} rules.\n\n")
        parts.append(_table(("rule", "what", "limit, value or levels", "document and clause", "quotation", "borrowed by", "kept as"), (
            (entry.rule, entry.label, entry.said, f"{entry.source.document} {entry.source.clause}", entry.source.quotation, entry.borrowers,
             "<br>".join([entry.kept, *(f"`{module}`" for module in code.get(entry.rule, ()))]))
            for entry in told[name])))  # fmt: skip
    parts.append("\n## Rules that only a reminder keeps\n\nNo program can see whether these are kept; the forms named here show them.\n\n")
    parts.append(_table(("rule", "kind", "what", "document and clause", "quotation", "shown on"), (
        (entry.rule, entry.kind, entry.label, f"{entry.source.document} {entry.source.clause}", entry.source.quotation,
         ", ".join(f"`{screen}`" for screen in entry.screens))
        for found in told.values() for entry in only_reminded(found, code))))  # fmt: skip
    return "".join(parts)


def _table(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heading, tuple("---" for _ in heading), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |\n" for line in lines)


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
