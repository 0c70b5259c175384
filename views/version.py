"""The version, read from the changelog, so that the two cannot disagree."""

from __future__ import annotations

import re
from pathlib import Path

CHANGELOG = Path(__file__).parent.parent / "CHANGELOG.md"


def version() -> str:
    """The newest released version; what stands under Unreleased belongs to the next."""
    found = re.search(r"^## \[?(\d+\.\d+\.\d+)", CHANGELOG.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else "0.0.0"
