"""The one file of a backup: a zip with an SQLite database that anybody can open, and a manifest of what is in it.

The zip's comment, its very last bytes, is the SHA-256 of everything before: one byte changed anywhere, or an end that is missing, is found
before anything is unpacked. Whoever changes the file on purpose can write a new sum; the seals on paper are what stands against him.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from rules.moments import local
from rules.refusals import Refused
from services.canonical import Sum
from services.sizes import refuse_small

DATABASE, MANIFEST = "office.db", "manifest.json"
FORMAT = 1
ZIP = b"PK\x03\x04"
MARK = b"dengji-sha256:"
HEX = 64
PIECE = 1 << 20
#: What reading a zip ends with whose sum is right and whose inside is not.
UNREADABLE = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, RuntimeError)
HOW_TO = "登记台备份。office.db 是 SQLite 数据库，含全部登记、附件、历史和登录账号，属个人信息，请妥善保管。恢复：flask restore 本文件。"


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup says of itself. `last_entry`, `last_hash` and `seal` are where its history ends."""

    version: str
    revision: str
    moment: datetime
    source: str
    sums: Mapping[str, Sum]
    last_entry: int | None
    last_hash: str | None
    seal: str | None
    left_out: tuple[str, ...] = ()
    size: int = 0
    digest: str = ""

    def text(self) -> str:
        """As it stands in the file."""
        return json.dumps({
            "about": HOW_TO, "format": FORMAT, "version": self.version, "revision": self.revision, "moment": self.moment.isoformat(),
            "source": self.source, "files": {DATABASE: {"size": self.size, "sha256": self.digest}},
            "history": {"last_entry": self.last_entry, "last_hash": self.last_hash, "seal": self.seal},
            "tables": {name: {"rows": one.rows, "digest": one.digest} for name, one in self.sums.items()},
            "left_out": list(self.left_out),
        }, ensure_ascii=False, indent=1)  # fmt: skip

    @classmethod
    def read(cls, text: bytes) -> Manifest:
        """Raises Refused for a format of a later version, and for what is no manifest."""
        try:
            told: dict[str, Any] = json.loads(text)
            if told["format"] != FORMAT:
                raise Refused(f"此备份由较新版本的程序生成（格式 {told['format']}），请先升级程序再恢复。")
            of = told["files"][DATABASE]
            return cls(
                version=told["version"], revision=told["revision"], moment=local(datetime.fromisoformat(told["moment"])),
                source=told["source"], size=int(of["size"]), digest=of["sha256"], left_out=tuple(told["left_out"]), **told["history"],
                sums={name: Sum(rows=one["rows"], digest=one["digest"]) for name, one in told["tables"].items()})  # fmt: skip
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise Refused("备份文件的清单无法读取，不能恢复。") from error


def write(out: IO[bytes], database: Path, manifest: Manifest) -> tuple[Manifest, str]:
    """Write the backup to an open file; returns the manifest with what was found, and the SHA-256 of the whole file."""
    digest, size = hashlib.sha256(), 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
        with database.open("rb") as file, zipped.open(_member(DATABASE, manifest), "w", force_zip64=True) as member:
            while piece := file.read(PIECE):
                digest.update(piece)
                size += len(piece)
                member.write(piece)
        manifest = Manifest(**{**vars(manifest), "size": size, "digest": digest.hexdigest()})
        zipped.writestr(_member(MANIFEST, manifest), manifest.text())
        zipped.comment = MARK + b"0" * HEX
    out.flush()
    bound = _sum(out, out.tell() if out.seek(0, os.SEEK_END) else 0)
    out.seek(-HEX, os.SEEK_END)
    out.write(bound.hexdigest().encode())
    out.flush()
    whole = bound.copy()
    whole.update(bound.hexdigest().encode())
    return manifest, whole.hexdigest()


def _member(name: str, manifest: Manifest) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, local(manifest.moment).timetuple()[:6])
    member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    return member


def _sum(file: IO[bytes], size: int) -> Any:
    """Of all but the sum itself."""
    file.seek(0)
    found, left = hashlib.sha256(), size - HEX
    while left > 0 and (piece := file.read(min(PIECE, left))):
        found.update(piece)
        left -= len(piece)
    return found


def check(file: Path) -> Manifest:
    """Read every byte; returns the manifest. Raises Refused in words that say which of the ways to be wrong it is."""
    size = file.stat().st_size
    with file.open("rb") as opened:
        start = opened.read(4)
        opened.seek(max(0, size - HEX - len(MARK)))
        mark, told = opened.read(len(MARK)), opened.read()
        if mark != MARK or start != ZIP:
            unlike = "不完整：结尾缺失，可能没有传完。请换一份备份。" if start == ZIP else "不是登记台的备份文件。"
            raise Refused(f"{file.name} {unlike}")
        if _sum(opened, size).hexdigest().encode() != told:
            raise Refused(f"{file.name} 的校验值不符，内容已损坏或被改动，不能使用。请换一份备份。")
    try:
        with zipfile.ZipFile(file) as zipped:
            return Manifest.read(zipped.read(MANIFEST))
    except UNREADABLE as error:
        raise Refused(f"{file.name} 中没有登记台备份的清单，不能使用。") from error


def unpack(file: Path, manifest: Manifest, to: Path) -> None:
    """Write the database out. Raises Refused where it is not what the manifest says, or no database, or there is no room for it."""
    refuse_small(to.parent, manifest.size)
    digest, left = hashlib.sha256(), manifest.size
    try:
        with zipfile.ZipFile(file) as zipped, zipped.open(DATABASE) as member, to.open("xb") as out:
            while left >= 0 and (piece := member.read(PIECE)):
                digest.update(piece)
                left -= len(piece)
                out.write(piece)
    except UNREADABLE as error:
        raise Refused(f"{file.name} 中的数据库无法解压，不能使用。请换一份备份。") from error
    if left or digest.hexdigest() != manifest.digest:
        raise Refused(f"{file.name} 中的数据库与清单不符，不能使用。请换一份备份。")
    try:
        with closing(sqlite3.connect(to)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        raise Refused(f"{file.name} 中的数据库无法打开，不能使用。请换一份备份。") from error
