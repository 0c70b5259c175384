"""What the documents say about the program is compared with the program, so that they cannot drift apart."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from config import Settings
from models import REGISTERS
from rules.roles import Role

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
GUIDE = (DOCS / "user-guide.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            path, _, anchor = target.partition("#")
            assert (page.parent / path).exists(), target
            assert not anchor or path or anchor in page.read_text(encoding="utf-8").replace("、", ""), target


def test_every_picture_is_small_and_used() -> None:
    shown = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    pictures = sorted((DOCS / "images").glob("*.png"))
    assert len(pictures) >= 10
    for picture in pictures:
        assert picture.stat().st_size <= 200 * 1024, picture.name
        assert f"images/{picture.name}" in shown, picture.name


def test_the_readme_lists_every_setting() -> None:
    settings = {one.metadata["env"]: one for one in dataclasses.fields(Settings)}
    told = {
        variable: row for row in README.splitlines() if row.startswith("| `") for variable in re.findall(r"`([A-Z_]+)`", row.split("|")[1])
    }
    assert set(told) == set(settings)
    for variable in ("HOST", "PORT", "DENGJI_THREADS", "DENGJI_MAX_UPLOAD_MB", "DENGJI_TICK_SECONDS"):
        assert f"`{settings[variable].default}`" in told[variable]


def test_the_readme_names_commands_that_exist() -> None:
    registered = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "views").glob("*cli.py"))
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in set(re.findall(r"flask ([a-z][\w-]*)", README)):
        assert re.search(rf'(command|group|AppGroup)\("{command}"', registered), command
    for target in set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE)):
        assert re.search(rf"^{target}:", targets, re.MULTILINE), target


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.__name__)
def test_the_guide_tells_of_every_register(register: type) -> None:
    assert register.title in GUIDE  # type: ignore[attr-defined]


def test_the_guide_lists_every_key() -> None:
    keys = re.findall(r"\((\[.*?\]), '(.*?)'\)", (ROOT / "templates" / "keys.html").read_text(encoding="utf-8"))
    assert len(keys) > 10
    table = GUIDE.partition("## 十一、按键")[2].partition("## 十二")[0]
    assert [does for _, does in keys if does not in table] == []


def test_the_guide_is_official_chinese() -> None:
    assert not re.findall(r"[!！]", re.sub(r"!\[", "[", GUIDE))
    assert "请您" not in GUIDE


def test_every_decision_has_its_number_and_parts() -> None:
    files = sorted((DOCS / "decisions").glob("*.md"))
    assert [file.name[:4] for file in files] == [f"{number:04}" for number in range(1, len(files) + 1)]
    for file in files:
        words = file.read_text(encoding="utf-8")
        assert words.startswith(f"# {file.name[:4]} "), file.name
        for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
            assert part in words, f"{file.name} has no {part}"


def test_the_readme_names_demo_people_with_posts() -> None:
    """Whoever the README tells to log in as exists, each with a role of the house."""
    staff = (ROOT / "seeds" / "office" / "staff.csv").read_text(encoding="utf-8").splitlines()[1:]
    people = {row.split(",")[0]: row.split(",")[1] for row in staff if row.split(",")[0]}
    told = README.partition("Log in as ")[2].partition(";")[0]
    assert set(re.findall(r"`(\w+)`", told)) == set(people)
    assert set(people.values()) <= {role.value for role in Role}
