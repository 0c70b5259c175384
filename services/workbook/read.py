"""Open a workbook that somebody sends: what is none, or none that can be read, is refused with a sentence.

Of openpyxl only what stands before the rows is used: styles, shared strings, the names of the sheets.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from services.file_kinds import KINDS
from services.workbook.leaves import leaves
from services.workbook.shared import Texts
from services.workbook.sheet import BadWorkbook, Sheet, reading_file

#: Rows unpacked, against what they weigh packed: honest tables shrink to a fortieth. They are leafed through, texts that stand in
#: several cells are held, and everything else that is read is held as a tree.
LARGEST, EASILY, RATIO = 300 * 1024 * 1024, 8 * 1024 * 1024, 120
TEXTS = 100 * 1024 * 1024
STRING = f"{{{SHEET_MAIN_NS}}}si"

OLD_KIND = "这是旧格式（.xls）的工作簿，或加了密码的文件。请在 Excel 或 WPS 中去掉密码，另存为“Excel 工作簿（.xlsx）”后再传"
TOO_LARGE = "工作簿展开后过大，请删去无关的内容，或分成几个文件再传"


class _Archive(zipfile.ZipFile):
    """Reads nothing at once that would make too large a tree."""

    def read(self, name: Any, pwd: bytes | None = None) -> bytes:
        return super().read(self.light(name, EASILY), pwd)

    def light(self, name: str, most: int) -> str:
        """The name of a part. Raises BadWorkbook where it weighs more, unpacked."""
        if self.getinfo(name).file_size > most:
            raise BadWorkbook(f"{TOO_LARGE}。")
        return name


class Book:
    """A workbook whose visible sheets can be read."""

    def __init__(self, content: bytes) -> None:
        reader: Any = ExcelReader(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        reader.archive.close()
        reader.archive = _Archive(BytesIO(content))
        reader.read_manifest()
        reader.shared_strings = _texts(reader)
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        self._archive = reader.archive
        self.sheets = tuple(
            Sheet(reader, sheet.name, part.target) for sheet, part in reader.parser.find_sheets()
            if sheet.state == "visible" and part.target in reader.valid_files and "chartsheet" not in part.Type
        )  # fmt: skip

    def close(self) -> None:
        self._archive.close()


def _texts(reader: Any) -> Texts:
    """Those that stand in several cells."""
    part = reader.package.find(SHARED_STRINGS)
    if part is None:
        return Texts()
    with reader.archive.open(reader.archive.light(part.PartName[1:], TEXTS)) as source:
        found = (element for event, element in leaves(source, STRING) if event == "end" and element.tag == STRING)
        return Texts(Text.from_tree(element).content for element in found)  # type: ignore[arg-type,union-attr] # an Element is such a tree


@contextmanager
def opened(given: bytes | Path) -> Iterator[Book]:
    """A workbook for reading. Raises BadWorkbook with a sentence for what is none, or none that can be read."""
    content = given if isinstance(given, bytes) else given.read_bytes()
    if sentence := what_is_wrong(content):
        raise BadWorkbook(f"{sentence}。")
    with reading_file():
        book = Book(content)
    try:
        if not book.sheets:
            raise BadWorkbook("工作簿中没有可见的工作表。")
        yield book
    finally:
        book.close()


def what_is_wrong(content: bytes) -> str:
    """Why the bytes are no workbook that can be read, or nothing."""
    if not content:
        return "文件是空的"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return OLD_KIND
    if not content.startswith(b"PK"):
        if content.startswith(b"%PDF"):
            return "这是 PDF 文件，不是 Excel 工作簿（.xlsx）"
        head = content[:2000].lstrip(b"\xef\xbb\xbf").lstrip().lower()
        if head.startswith((b"<html", b"<!doctype", b"<table", b"<meta")):
            return "这是网页，不是 Excel 工作簿。请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（.xlsx）”后再传"
        if b"\0" not in head:
            return "这是文本或 CSV 文件，不是 Excel 工作簿。请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（.xlsx）”后再传"
        return "这不是 Excel 工作簿（.xlsx）"
    return KINDS[".xlsx"].look(content) or _weigh(content)


def _weigh(content: bytes) -> str:
    """No single part may be a bomb, though the whole is not heavy."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        for part in package.infolist():
            if part.file_size > LARGEST or (part.file_size > EASILY and part.file_size > RATIO * max(part.compress_size, 1)):
                return TOO_LARGE
    return ""
