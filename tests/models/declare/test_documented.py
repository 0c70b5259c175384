"""The pages for newcomers cannot lie: every check id and every word has its place in docs/, and no place is left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import models.declare as vocabulary
from models.declare import Step

ROOT = Path(__file__).parents[3]
CHECKS = (ROOT / "docs/checks.md").read_text(encoding="utf-8")
WORDS = (ROOT / "docs/vocabulary.md").read_text(encoding="utf-8")
TESTS = "".join(one.read_text(encoding="utf-8") for one in sorted(Path(__file__).parent.glob("test_checks*.py")))


def ids_in_code() -> Iterator[str]:
    """The first argument of every `DeclarationError(...)`."""
    for path in sorted((ROOT / "models/declare").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "DeclarationError":
                assert isinstance(node.args[0], ast.Constant), f"{path.name}:{node.lineno} an id is written out, so that it can be found"
                yield str(node.args[0].value)


def parts(page: str, level: str) -> dict[str, str]:
    """Heading → what stands under it."""
    found = re.split(rf"^{level} (.+)$", page, flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def test_every_check_is_on_the_page_in_order() -> None:
    headings = [heading.split()[0] for heading in parts(CHECKS, "##")]
    assert headings == sorted(set(ids_in_code()))


def test_every_check_has_a_test_of_its_own() -> None:
    tested = {found.upper() for found in re.findall(r"def test_(r\d{3})_", TESTS)}
    assert set(ids_in_code()) == tested


@pytest.mark.parametrize(("heading", "body"), parts(CHECKS, "##").items(), ids=lambda part: part.split()[0])
def test_a_check_is_explained(heading: str, body: str) -> None:
    assert re.fullmatch(r"R\d{3} \S.+", heading)
    for word in ("**What.** ", "**Why.** ", "**Mend.** "):
        assert word in body


def test_every_word_is_on_the_page() -> None:
    assert sorted(parts(WORDS, "###")) == sorted(vocabulary.__all__)


@pytest.mark.parametrize("word", sorted(vocabulary.__all__))
def test_a_word_has_an_example_that_is_python(word: str) -> None:
    examples = re.findall(r"```python\n(.+?)\n```", parts(WORDS, "###")[word], flags=re.DOTALL)
    assert len(examples) == 1
    names = {node.id for node in ast.walk(ast.parse(examples[0])) if isinstance(node, ast.Name)}
    assert word in names


@pytest.mark.parametrize("word", [name for name, value in vars(Step).items() if callable(value) and not name.startswith("_")])
def test_every_word_of_a_step_is_explained(word: str) -> None:
    assert f"`.{word}(" in parts(WORDS, "###")["Step"]


def test_what_is_exported_is_listed_once_and_in_order() -> None:
    assert len(vocabulary.__all__) == len(set(vocabulary.__all__))
    assert list(vocabulary.__all__) == sorted(vocabulary.__all__)
