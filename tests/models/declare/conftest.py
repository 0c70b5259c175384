"""What the tests of the checks start from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from models.declare import (
    Model,
)
from models.declare.errors import DeclarationError
from tests.models.declare.slips import Refusal


@pytest.fixture
def refused() -> Refusal:
    """`with refused("R004", where, what, hint):` the declaration inside is refused so, and leaves nothing behind."""

    @contextmanager
    def refusing(rule: str, where: str, what: str, hint: str) -> Iterator[None]:
        tables, mappers = set(Model.metadata.tables), set(Model.registry.mappers)
        with pytest.raises(DeclarationError) as error:
            yield
        said = error.value
        assert (said.rule, said.where) == (rule, where)
        assert what in said.what
        assert hint in said.hint
        assert str(said) == f"{rule} {where}: {said.what}. Hint: {said.hint}"
        assert set(Model.metadata.tables) == tables
        assert set(Model.registry.mappers) == mappers

    return refusing
