"""What a file is, by its beginning and by its build: its name is only a claim. Each kind is one row with the function that looks.

The looks are cheap and stop early. They keep out what is something else, what is cut off, and what runs when it is opened; a search
for viruses they are not.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from services.office_files import looks_like_office

#: Nothing that people photograph or scan is wider; a picture that says more is made to fill a memory.
WIDEST = 30_000
PNG = b"\x89PNG\r\n\x1a\n"
#: Frames of a JPEG that say how large it is (SOF), without those that mean something else.
_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, kw_only=True)
class FileKind:
    """A media type and what looks at the content: it returns what is wrong, or nothing."""

    media_type: str
    look: Callable[[bytes], str]


def _fits(is_it: bool) -> str:  # noqa: FBT001 - a question's answer, put into words
    return "" if is_it else "文件内容与扩展名不符，或文件不完整"


def _pdf(content: bytes) -> str:
    return _fits(content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:])


def _png(content: bytes) -> str:
    """The first chunk is the header, whole and true; the last is the end."""
    head = content[len(PNG) : len(PNG) + 25]
    if not (content.startswith(PNG) and len(head) == 25 and head[4:8] == b"IHDR" and b"IEND" in content[-64:]):
        return _fits(False)
    width, height = struct.unpack(">II", head[8:16])
    if struct.unpack(">I", head[21:25])[0] != zlib.crc32(head[4:21]):
        return _fits(False)
    return _picture(width, height)


def _jpeg(content: bytes) -> str:
    """From segment to segment until one says how large the picture is. Telephones hang things behind the end, so the end is sought."""
    if not content.startswith(b"\xff\xd8\xff") or b"\xff\xd9" not in content:
        return _fits(False)
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _SIZES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return _picture(width, height)
        else:
            length = int.from_bytes(content[at + 2 : at + 4], "big")
            if length < 2:
                break
            at += 2 + length
    return _fits(False)


def _picture(width: int, height: int) -> str:
    if not (width and height):
        return _fits(False)
    return "" if max(width, height) <= WIDEST else f"图片的长或宽超过 {WIDEST} 像素，请缩小后再传"


def _mp3(content: bytes) -> str:
    is_tagged = content.startswith(b"ID3") and len(content) > 10
    return _fits(is_tagged or (len(content) > 4 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2))


def _wav(content: bytes) -> str:
    return _fits(content[:4] == b"RIFF" and content[8:12] == b"WAVE" and b"fmt " in content[12:256])


def _text(content: bytes) -> str:
    """As editors here write it: UTF-8, GB 18030, or UTF-16 with its mark. Served as plain text for download, so markup in it is text."""
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            return _fits("\0" not in content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return _fits(False)


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: dict[str, FileKind] = {
    ".pdf": FileKind(media_type="application/pdf", look=_pdf),
    ".jpg": FileKind(media_type="image/jpeg", look=_jpeg),
    ".jpeg": FileKind(media_type="image/jpeg", look=_jpeg),
    ".png": FileKind(media_type="image/png", look=_png),
    ".docx": FileKind(
        media_type=f"{_OFFICE}.wordprocessingml.document", look=lambda content: looks_like_office(content, "wordprocessingml.document")),
    ".xlsx": FileKind(
        media_type=f"{_OFFICE}.spreadsheetml.sheet", look=lambda content: looks_like_office(content, "spreadsheetml.sheet")),
    ".mp3": FileKind(media_type="audio/mpeg", look=_mp3),
    ".wav": FileKind(media_type="audio/wav", look=_wav),
    ".txt": FileKind(media_type="text/plain", look=_text),
}  # fmt: skip
