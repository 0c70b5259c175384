"""On what and with what was measured: no names of hosts, no paths."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path

from benchmarks.contender import Contender

ASKED = "import importlib.metadata as m, sys; print(*(f'{n} {m.version(n)}' for n in sys.argv[1:]), sep=', ')"


def machine() -> str:
    """Cores, memory and the versions of what everybody stands on."""
    memory = next(line.split()[1] for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal"))
    return (
        f"{os.cpu_count()} cores, {round(int(memory) / 1024 / 1024)} GB, {platform.system()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, reportlab {version('reportlab')}"
    )


def load() -> str:
    """How busy the machine is besides."""
    return " ".join(f"{one:.1f}" for one in os.getloadavg())


def versions(contender: Contender) -> str:
    """What one contender is made of."""
    if not contender.packages:
        return ""
    asked = subprocess.run([str(contender.python), "-c", ASKED, *contender.packages], check=True, capture_output=True, text=True)
    return asked.stdout.strip()


def revision() -> str:
    """Which state of the product was measured."""
    asked = subprocess.run(
        ["git", "describe", "--always", "--dirty"], check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1])  # fmt: skip
    return asked.stdout.strip()
