"""What the tests of the clock share."""

from __future__ import annotations

from datetime import time

from rules.account import Due, LineKind

CUTOFF = time(16, 30)


def said(found: Due, kind: LineKind) -> list[str]:
    return [" ".join((line.at, line.text, line.amount)).strip() for line in found.account if line.kind is kind]
