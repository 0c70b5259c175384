"""What tests of several processes share with those of faults: the program as it is really started."""

from __future__ import annotations

from tests.faults.conftest import serve, sqlite_url

__all__ = ["serve", "sqlite_url"]
