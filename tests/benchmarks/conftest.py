"""One small office for all tests of the instrument, made as the benchmark makes its big ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import office
from tests.benchmarks.size import COUNT, TODAY


@pytest.fixture(scope="session")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two hundred records; tests may look at it, and write into a copy."""
    file = tmp_path_factory.mktemp("bench") / "office.db"
    office.make(file, COUNT, today=TODAY, officers=1)
    return file
