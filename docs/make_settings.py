"""Write the table of settings in docs/production.md from config.py, so that the guide and the program cannot disagree.

`make docs` runs it.
"""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from config import Settings

PAGE = Path(__file__).parent / "production.md"
BEGIN, END = "<!-- settings: make docs -->\n", "<!-- /settings -->\n"
#: Defaults that depend on the machine, said in words.
WORDS = {"DATABASE_URL": "`instance/` 下的 SQLite 文件", "SECRET_KEY": "SQLite 时自动生成", "DEMO": "未设 `DATABASE_URL` 时为 `1`"}


def table() -> str:
    """One row a setting: variable, default, sentence; secrets say that a file may hold them."""
    rows = ["| 变量 | 默认值 | 含义 |", "|---|---|---|"]
    for one in dataclasses.fields(Settings):
        name = one.metadata["env"]
        held = f"{one.metadata['sentence']}；可改设 `{name}_FILE` 指向存放它的文件" if one.metadata["secret"] else one.metadata["sentence"]
        value = int(one.default) if isinstance(one.default, bool) else one.default
        rows.append(f"| `{name}` | {WORDS.get(name) or (f'`{value}`' if value != '' else '不设')} | {held} |")
    return "\n".join(rows) + "\n"


def page(text: str) -> str:
    """The guide with its table as it has to be."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{table()}\n{END}{tail}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
