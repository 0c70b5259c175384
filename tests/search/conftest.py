"""What tests of the search index share with those of services."""

from __future__ import annotations

from tests.services.conftest import count_queries

__all__ = ["count_queries"]
