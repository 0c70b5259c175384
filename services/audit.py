"""Prove the history: what protects it, its chains and seals in themselves, and every record against what its history says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection

from rules.chained import State
from services.audited import Content, content_named
from services.verify_chains import Finding, broken_links, broken_seals, chains, counted
from services.verify_guards import unprotected
from services.verify_rows import differences, forged_files, made_twice, told_state, unrecorded
from services.verify_traces import untold

#: So many records are compared at once.
CHUNK = 400


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a proof has come to."""

    entries: int
    chains: int
    seals: int
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        return not self.findings

    def facts(self) -> dict[str, Any]:
        """For programs."""
        return {
            "sound": self.is_sound, "entries": self.entries, "chains": self.chains, "seals": self.seals,
            "findings": [asdict(one) for one in self.findings],
        }  # fmt: skip


def verify(connection: Connection) -> Verdict:
    """Nothing may change meanwhile: give a connection whose transaction sees one state of the database (views/audit_cli.py)."""
    entries, seals = counted(connection)
    walk = _Walk(connection)
    findings = (*unprotected(connection), *walk.findings(), *broken_seals(connection), *unrecorded(connection), *forged_files(connection))
    return Verdict(entries=entries, chains=walk.chains, seals=seals, findings=findings)


class _Walk:
    """Along every chain, comparing records some at a time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.chains = 0

    def findings(self) -> Iterator[Finding]:
        content: Content | None = None
        told: dict[int, State | None] = {}
        kept: dict[int, list[Any]] = {}
        for subject, subject_id, chain in chains(self._connection):
            self.chains += 1
            yield from broken_links(subject, subject_id, chain)
            yield from made_twice(subject, subject_id, chain)
            if told and (len(told) >= CHUNK or content is None or content.table.name != subject):
                yield from self._compare(content, told, kept)
                told, kept = {}, {}
            if content is None or content.table.name != subject:
                content = content_named(subject)
            state, is_told = told_state(chain)
            if is_told:
                told[subject_id], kept[subject_id] = state, chain
        yield from self._compare(content, told, kept)

    def _compare(self, content: Content | None, told: dict[int, State | None], kept: dict[int, list[Any]]) -> Iterator[Finding]:
        """A table that this version no longer has is proven by its chains alone."""
        if content is not None and told:
            yield from differences(self._connection, content, told)
            yield from untold(self._connection, content.table.name, kept)
