"""The same records as one plain table with its two links, for everybody but us: SQLite, with the indexes that each column deserves."""

from __future__ import annotations

import sqlite3
from pathlib import Path

TABLES = """
CREATE TABLE dept (id INTEGER PRIMARY KEY, name VARCHAR(60) NOT NULL);
CREATE TABLE staff (id INTEGER PRIMARY KEY, name VARCHAR(60) NOT NULL, dept_id INTEGER NOT NULL REFERENCES dept (id));
CREATE TABLE callback (
  id INTEGER PRIMARY KEY, number VARCHAR(40) NOT NULL UNIQUE, customer VARCHAR(100) NOT NULL, phone VARCHAR(30) NOT NULL,
  address VARCHAR(200) NOT NULL, category VARCHAR(40) NOT NULL, channel VARCHAR(40) NOT NULL,
  dept_id INTEGER NOT NULL REFERENCES dept (id), staff_id INTEGER NOT NULL REFERENCES staff (id),
  created_at DATETIME NOT NULL, due_at DATETIME NOT NULL, done_at DATETIME, satisfaction INTEGER, content TEXT NOT NULL, result TEXT);
"""
#: What is due at the end of a day in Shanghai is due at 16:00 UTC; whoever has been called waits no more.
COPY = """
INSERT INTO dept SELECT id, name FROM office.department;
INSERT INTO staff SELECT id, name, unit_id FROM office.staff;
INSERT INTO callback
  SELECT id, number, customer_name, phone, address, callback_kind, channel, resp_dept_id, officer_id, created_at,
    coalesce(due_at, planned_on || ' 16:00:00.000000'), callback_at,
    CASE satisfaction WHEN 'very' THEN 5 WHEN 'good' THEN 4 WHEN 'fair' THEN 3 WHEN 'bad' THEN 1 END, content, handled
  FROM office.callback ORDER BY id;
"""
INDEXED = ("phone", "created_at", "due_at", "dept_id", "staff_id")
INDEXES = "".join(f"CREATE INDEX ix_callback_{column} ON callback ({column});" for column in INDEXED)


def copy(office: Path, file: Path) -> None:
    """Make the file from an office; one that is there is kept."""
    if file.exists():
        return
    unfinished = file.with_suffix(".making")
    unfinished.unlink(missing_ok=True)
    connection = sqlite3.connect(unfinished)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;" + TABLES)
    connection.execute("ATTACH ? AS office", (str(office),))
    connection.executescript(COPY + "DETACH office;" + INDEXES + "ANALYZE;")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    unfinished.rename(file)
