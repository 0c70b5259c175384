"""登记台 on PostgreSQL: the same processes, after the file has been moved into an empty database as a house would move it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from sqlalchemy import create_engine, text

from benchmarks.ours import ROOT, Ours


class OursOnPostgres(Ours):
    def __init__(self, folder: Path, port: int, *, address: str) -> None:
        """`address`: of an empty database on any server, as DATABASE_URL has it."""
        super().__init__(folder, port)
        self._address = address

    def environment(self) -> dict[str, str]:
        return super().environment() | {"DATABASE_URL": self._address}

    def prepare(self) -> None:
        still = self._environment() | {"DATABASE_URL": f"sqlite:///{self.file}"}
        move = [str(self.python), "-m", "flask", "copy-to", self._address]
        subprocess.run(move, check=True, cwd=ROOT, env=still, stdout=self._log, stderr=self._log)

    def stored(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        engine, named = create_engine(self._address), {f"value_{turn}": value for turn, value in enumerate(values)}
        for name in named:
            statement = statement.replace("?", f":{name}", 1)
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.execute(text(statement), named)]
        engine.dispose()
        return found
