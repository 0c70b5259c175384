"""What the browser is served: complete, from here alone, and fit for the oldest browser we promise."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parent.parent.parent
STATIC, TEMPLATES = ROOT / "static", ROOT / "templates"
SVG = "{http://www.w3.org/2000/svg}"
SCRIPTS = [STATIC / "desk.js", *sorted((STATIC / "desk").glob("*.js"))]
PAGES = sorted(TEMPLATES.rglob("*.html"))
STYLE = (STATIC / "desk.css").read_text()

#: Written in a template as i('name'), in a table of names, or as the icon of a menu group.
ICON = re.compile(r"\bi\('([a-z0-9-]+)'\)")


def icons() -> set[str]:
    """The names in the sprite."""
    sprite = ElementTree.parse(STATIC / "icons.svg")
    return {symbol.attrib["id"].removeprefix("i-") for symbol in sprite.iter(f"{SVG}symbol")}


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_every_icon_a_template_uses_is_in_the_sprite(page: Path) -> None:
    assert set(ICON.findall(page.read_text())) <= icons()


def test_every_icon_of_the_menu_and_of_the_macros_is_in_the_sprite() -> None:
    named = {
        name
        for macro in re.findall(r"\{'far'.*?\}|\{'ok'.*?\}", (TEMPLATES / "m.html").read_text())
        for name in re.findall(r": '([a-z-]+)'", macro)
    }
    menu = set(re.findall(r': "([a-z-]+)"', (ROOT / "views" / "shell.py").read_text()))
    assert named
    assert menu
    assert named | menu <= icons()


def test_the_sprite_lists_its_names() -> None:
    told = re.search(r"the names are:(.*?)-->", (STATIC / "icons.svg").read_text(), re.DOTALL)
    assert told
    assert set(told[1].split()) == icons()


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_no_template_carries_script_or_style(page: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", page.read_text(), flags=re.DOTALL)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_no_template_shouts(page: Path) -> None:
    assert not re.search("[\uff01]|请您", page.read_text())


@pytest.mark.parametrize("file", [*SCRIPTS, STATIC / "desk.css", *PAGES], ids=short)
def test_nothing_is_loaded_from_outside(file: Path) -> None:
    text = file.read_text().replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|@import|//[a-z]+\.[a-z]", text)


@pytest.mark.parametrize("file", sorted((STATIC / "vendor").glob("*.min.*")), ids=short)
def test_vendored_files_bring_a_licence_and_load_nothing(file: Path) -> None:
    text = file.read_text()
    assert (file.parent / f"{file.name.split('.')[0]}.LICENSE").is_file()
    assert "sourceMappingURL" not in text
    assert "@import" not in text
    assert not re.search(r"""url\(["']?(?!data:|["']?data:|#)[a-z/]""", text)


def test_the_vendored_style_is_the_version_that_old_browsers_read() -> None:
    vendored = (STATIC / "vendor" / "tabler.min.css").read_text()
    assert "Tabler v1.0.0" in vendored[:200]


@pytest.mark.parametrize("word", ["color-mix(", "oklch(", "light-dark(", "subgrid", "field-sizing", "@layer", "@container", "text-wrap"])
def test_our_style_uses_nothing_newer_than_the_oldest_browser(word: str) -> None:
    assert word not in re.sub(r"/\*.*?\*/", "", STYLE, flags=re.DOTALL)


@pytest.mark.parametrize("script", SCRIPTS, ids=short)
def test_scripts_say_what_they_are_for_and_keep_to_es2019(script: Path) -> None:
    text = script.read_text()
    assert text.startswith("// ")
    assert not re.search(r"\?\.[a-z(\[]|\?\?|replaceAll|\.at\(|&&=|\|\|=|structuredClone", text)
    assert not re.search(r"\beval\(|new Function|\.onclick\b|document\.write", text)


@pytest.mark.parametrize("script", SCRIPTS, ids=short)
def test_every_import_of_a_script_is_there(script: Path) -> None:
    for wanted in re.findall(r"from '(\./[^']+)'|import '(\./[^']+)'", script.read_text()):
        assert (script.parent / (wanted[0] or wanted[1])).is_file()


def test_every_module_is_imported() -> None:
    imported = {name for script in SCRIPTS for name in re.findall(r"'\./(?:desk/)?([a-z]+)\.js'", script.read_text())}
    assert imported == {script.stem for script in (STATIC / "desk").glob("*.js")}


def test_colours_are_named_once() -> None:
    """Outside the tokens a literal colour would not turn dark. Paper white on colour, shadows and drawings are meant to stay."""
    body = STYLE.split("/* 2 shell", 1)[1]
    body = re.sub(r"rgba\([^)]*\)|url\([^)]*\)|\[data-bs-theme=\"dark\"\][^{]*\{[^}]*\}|@media print.*", "", body, flags=re.DOTALL)
    left = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", body)) - MEANT
    assert left == set()


#: White on colour; the side menu, which is dark in both themes; the bars of the graphs; the shelf's wood.
MEANT = {
    "#fff", "#e3ecf4", "#c3d3e2", "#d3dfea", "#123f6e", "#d1382c", "#b9cadb", "#8fb4d8", "#5c92c6", "#d8932a", "#8b7355",
}  # fmt: skip
