"""How numbers and bytes of writing stand in a PDF. ReportLab works out each number anew, and a form has two thousand, mostly the same."""

from __future__ import annotations

from functools import lru_cache

from reportlab.lib.rl_accel import fp_str

#: How a byte stands in the writing of a page.
ESCAPES = {code: f"\\{code:03o}" for code in (*range(32), *range(127, 256))} | {ord(sign): f"\\{sign}" for sign in "\\()"}

number = lru_cache(maxsize=1 << 14)(fp_str)


def escaped(codes: bytes) -> str:
    return codes.decode("latin-1").translate(ESCAPES)
