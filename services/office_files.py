"""Word and Excel files: packages whose table of contents says what they are. No macros, no bombs, nothing fetched from elsewhere."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from xml.etree import ElementTree

MOST_PARTS = 5_000
#: Unpacked, and against what it weighs packed: tables shrink to a fiftieth, a bomb to a thousandth.
LARGEST, EASILY, RATIO = 500 * 1024 * 1024, 20 * 1024 * 1024, 200
MOST_LINKS = 1024 * 1024
BEGINNING = 4096
TABLE = "[Content_Types].xml"

NOT_ONE = "文件内容与扩展名不符，或文件不完整"
LOCKED = "文件加了密码，请去掉密码后再传"
OLD_OR_LOCKED = "文件是旧格式（.doc、.xls），或加了密码。请去掉密码，另存为新格式（.docx、.xlsx）后再传"
MACROS = "文件含有宏或控件，请另存为不含宏的文件后再传"
BOMB = "文件展开后过大，请精简后再传"
OUTSIDE = "文件引用了外部模板或外部实体，请去除后再传"


def looks_like_office(content: bytes, main: str) -> str:
    """What is wrong with it, or nothing. `main` is in the type of its main part: `wordprocessingml.document`."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return OLD_OR_LOCKED  # a package with a password is wrapped into the old format
    if not content.startswith(b"PK\x03\x04"):
        return NOT_ONE
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            return _weigh(package) or _read(package, main)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError, KeyError):
        return NOT_ONE


def _weigh(package: zipfile.ZipFile) -> str:
    """From the directory alone, before anything is unpacked."""
    parts = package.infolist()
    if any(part.flag_bits & 1 for part in parts):
        return LOCKED
    size, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS or size > LARGEST or (size > EASILY and size > RATIO * max(packed, 1)):
        return BOMB
    names = [part.filename for part in parts]
    if len(names) != len({name.lower() for name in names}) or any(_strays(name) for name in names):
        return NOT_ONE
    lower = [name.lower() for name in names]
    return MACROS if any("vbaproject" in name or "/activex" in name or "/macrosheets/" in name for name in lower) else ""


def _strays(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _read(package: zipfile.ZipFile, main: str) -> str:
    """The table of contents, the beginnings of the parts, and what they point to."""
    table = _beginning(package, TABLE, 1024 * 1024).lower()
    if b"macroenabled" in table or b"vbaproject" in table:
        return MACROS
    if f"openxmlformats-officedocument.{main}.main+xml".encode() not in table:
        return NOT_ONE
    for name in package.namelist():
        if name.lower().endswith((".xml", ".rels")):
            begun = _beginning(package, name, BEGINNING)
            if b"<!doctype" in begun.lower() or b"<!entity" in begun.lower():
                return OUTSIDE
        if name.lower().endswith(".rels") and _fetches(_beginning(package, name, MOST_LINKS)):
            return OUTSIDE
    return ""


def _fetches(links: bytes) -> bool:
    """A link is followed by whoever clicks it; a template or a frame elsewhere is fetched by opening the file. What cannot be read as
    XML is as good as one.
    """
    try:
        found = ElementTree.fromstring(links)  # noqa: S314 - a document type, and with it every entity, has been refused by now
    except ElementTree.ParseError:
        return True
    kinds = ("/attachedtemplate", "/frame", "/oleobject", "/subdocument")
    outside = (one.attrib.get("Type", "").lower() for one in found.iter() if one.attrib.get("TargetMode", "").lower() == "external")
    return any(kind in one for one in outside for kind in kinds)


def _beginning(package: zipfile.ZipFile, name: str, most: int) -> bytes:
    """As much as is asked for and no more, whatever the directory says. UTF-16, in which entities could hide, is read too."""
    with package.open(name) as part:
        found = part.read(most)
    return found.replace(b"\0", b"") if found[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in found[:8] else found
