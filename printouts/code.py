"""What the printed code says, so that a scanned paper finds its record. The check tells a misread from a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

SCHEME = "dj1"
#: The copy of a form that was printed empty: nobody has said yet whose it is.
ANY_COPY = 0


@dataclass(frozen=True, kw_only=True)
class Code:
    """The place of one page. `number` is the record's, `J12` for a ledger of job 12, the form's code on an empty form."""

    table: str
    number: str
    version: str
    copy: int
    page: int
    pages: int

    @property
    def job_id(self) -> int | None:
        """The print job that lists the records of a ledger page."""
        found = re.fullmatch(r"J(\d+)", self.number)
        return int(found[1]) if found else None

    @property
    def payload(self) -> str:
        body = f"{SCHEME}|{self.table}|{self.number}|{self.version}|{self.copy}|{self.page}/{self.pages}"
        return f"{body}|{_check(body)}"


def parse(payload: str) -> Code:
    """Read a scanned payload back, or raise ValueError with a Chinese sentence."""
    body, _, check = payload.strip().rpartition("|")
    if not body.startswith(f"{SCHEME}|"):
        raise ValueError("这不是登记台表单的二维码")
    if check != _check(body):
        raise ValueError("二维码校验不符，请重新扫描")
    found = re.fullmatch(rf"{SCHEME}\|([^|]+)\|(.*)\|([^|]*)\|(\d+)\|(\d+)/(\d+)", body)
    if found is None:
        raise ValueError("二维码内容不完整，请核对表单")
    return Code(
        table=found[1], number=found[2], version=found[3], copy=int(found[4]), page=int(found[5]), pages=int(found[6]))  # fmt: skip


def _check(body: str) -> str:
    return sha256(body.encode()).hexdigest()[:4]
