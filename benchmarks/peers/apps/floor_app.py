"""The floor: the best statement for each question and a page that is one string, on the bare WSGI interface. Nothing is checked, nobody
has rights, no history is kept; only the database is as careful as ours (`synchronous=FULL`).
"""

from __future__ import annotations

import csv
import io
import os
import sqlite3
import threading
import zipfile
from html import escape
from urllib.parse import parse_qs

PATH = os.environ["PEER_DATABASE"]
SHOWN = "c.id, c.number, c.customer, c.phone, c.address, c.category, d.name, s.name, c.created_at, c.due_at, c.done_at"
JOINED = f"SELECT {SHOWN} FROM callback c JOIN dept d ON d.id = c.dept_id JOIN staff s ON s.id = c.staff_id WHERE "
OPEN = "done_at IS NULL AND due_at < ?"
CANDIDATES = 200
WRITTEN = (
    "number",
    "customer",
    "phone",
    "address",
    "category",
    "channel",
    "dept_id",
    "staff_id",
    "created_at",
    "due_at",
    "done_at",
    "satisfaction",
    "content",
    "result",
)
HEAD = (
    '<!doctype html><meta charset="utf-8"><title>客户回访</title><form><input name="q"></form><p>共 {} 条</p><table><tr>'
    "<th>编号<th>客户<th>电话<th>地址<th>类别<th>部门<th>回访人<th>登记时间<th>期限<th>办结时间"
)
XML, SCHEMAS = '<?xml version="1.0" encoding="UTF-8"?>', "http://schemas.openxmlformats.org"
MAIN, RELATIONS = f'xmlns="{SCHEMAS}/spreadsheetml/2006/main"', f'xmlns="{SCHEMAS}/package/2006/relationships"'
OFFICE, SPREADSHEET = f"{SCHEMAS}/officeDocument/2006/relationships", "application/vnd.openxmlformats-officedocument.spreadsheetml"
WORKBOOK = {
    "[Content_Types].xml": f'{XML}<Types xmlns="{SCHEMAS}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SPREADSHEET}.worksheet+xml"/></Types>',
    "_rels/.rels": f"{XML}<Relationships {RELATIONS}>"
    f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{XML}<workbook {MAIN} xmlns:r="{OFFICE}"><sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f"{XML}<Relationships {RELATIONS}>"
    f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": f"{XML}<worksheet {MAIN}><sheetData>{{}}</sheetData></worksheet>",
}
MINE = threading.local()


def pairs(*texts: str) -> str:
    """Every two neighbouring characters as one word of the index."""
    return " ".join(text[at : at + 2] for text in texts for at in range(len(text) - 1))


def connect() -> sqlite3.Connection:
    connection = sqlite3.connect(PATH, timeout=30, isolation_level=None)
    for pragma in ("synchronous=FULL", "cache_size=-64000", "mmap_size=2000000000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def setup() -> None:
    """The pair index, the index of the queue, and the count of rows as one row."""
    connection = connect()
    connection.create_function("pairs", 3, pairs, deterministic=True)
    connection.executescript(
        "PRAGMA synchronous=OFF; BEGIN;"
        "CREATE INDEX ix_open ON callback (due_at) WHERE done_at IS NULL;"
        "CREATE TABLE held (rows INTEGER NOT NULL); INSERT INTO held SELECT count(*) FROM callback;"
        "CREATE VIRTUAL TABLE words USING fts5 (said, content='', columnsize=0, detail=none, tokenize='unicode61');"
        "INSERT INTO words (rowid, said) SELECT id, pairs(customer, address, content) FROM callback;"
        "COMMIT; INSERT INTO words (words) VALUES ('optimize'); ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);"
    )
    connection.close()


class Desk:
    """One thread's connection and what never changes on its pages."""

    def __init__(self) -> None:
        self.connection = connect()
        self.choices = {
            name: "".join(f'<option value="{key}">{escape(title)}' for key, title in self.ask(f"SELECT id, name FROM {name}"))
            for name in ("dept", "staff")
        }

    def ask(self, statement: str, *values: object) -> list[tuple]:
        return self.connection.execute(statement, values).fetchall()

    def one(self, statement: str, *values: object) -> object:
        return self.connection.execute(statement, values).fetchone()[0]

    def rows(self, asked: dict[str, str]) -> tuple[list[tuple], object]:
        """Rows of a page and how many there are in all."""
        if "q" in asked:
            return self.search(asked["q"])
        if "due" in asked:
            found = self.ask(f"{JOINED} c.{OPEN} ORDER BY c.due_at LIMIT 50".replace("AND due_at", "AND c.due_at"), asked["due"])
            return found, self.one(f"SELECT count(*) FROM callback WHERE {OPEN}", asked["due"])
        total = self.one("SELECT rows FROM held")
        if "from" in asked:
            key = (asked["from"], int(asked["id"]))
            where = "(c.created_at, c.id) <= (?, ?) ORDER BY c.created_at DESC, c.id DESC LIMIT 50"
            return self.ask(JOINED + where, *key), total
        return self.ask(f"{JOINED} 1 ORDER BY c.created_at DESC, c.id DESC LIMIT 50"), total

    def search(self, text: str) -> tuple[list[tuple], object]:
        if text.isdigit() and len(text) == 11:
            found = self.ask(f"{JOINED} c.phone = ? ORDER BY c.id DESC LIMIT 50", text)
            return found, len(found)
        wanted, like = " AND ".join(f'"{pair}"' for pair in pairs(text).split()), f"%{text}%"
        candidates = f"SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT {CANDIDATES}"
        where = f"c.id IN ({candidates}) AND (c.customer LIKE ? OR c.address LIKE ? OR c.content LIKE ?) ORDER BY c.id DESC LIMIT 50"
        return self.ask(JOINED + where, wanted, like, like, like), self.one("SELECT count(*) FROM words WHERE words MATCH ?", wanted)

    def record(self, key: int) -> str:
        row = self.ask(f"SELECT {', '.join(WRITTEN)} FROM callback WHERE id = ?", key)[0]
        cells = "".join(
            f'<label>{name}<input name="{name}" value="{escape(str(value if value is not None else ""))}"></label>'
            for name, value in zip(WRITTEN, row, strict=True)
            if not name.endswith("_id")
        )
        selects = "".join(f'<select name="{name}_id">{options}</select>' for name, options in self.choices.items())
        return f'<!doctype html><meta charset="utf-8"><form method="post">{cells}{selects}<button>保存</button></form>'

    def exported(self, since: str) -> sqlite3.Cursor:
        return self.connection.execute(f"{JOINED} c.created_at >= ? ORDER BY c.created_at DESC", (since,))

    def csv(self, since: str) -> bytes:
        written = io.StringIO()
        csv.writer(written).writerows(row[1:] for row in self.exported(since))
        return ("\ufeff" + written.getvalue()).encode()

    def xlsx(self, since: str) -> bytes:
        """The five parts without which a workbook is none, its texts in the cells."""
        lines = "".join(
            "<row>" + "".join(f'<c t="inlineStr"><is><t>{escape(cell or "")}</t></is></c>' for cell in row[1:]) + "</row>"
            for row in self.exported(since)
        )
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            for name, text in WORKBOOK.items():
                packed.writestr(name, text.format(lines) if "{}" in text else text)
        return file.getvalue()

    def save(self, key: int | None, values: list[object]) -> None:
        """In one short transaction with the index."""
        text = [values[WRITTEN.index(name)] for name in ("customer", "address", "content")]
        self.connection.execute("BEGIN IMMEDIATE")
        if key is None:
            marks = ", ".join("?" * len(WRITTEN))
            key = self.connection.execute(f"INSERT INTO callback ({', '.join(WRITTEN)}) VALUES ({marks})", values).lastrowid
            self.connection.execute("UPDATE held SET rows = rows + 1")
            self.connection.execute("INSERT INTO words (rowid, said) VALUES (?, ?)", (key, pairs(*text)))
        else:
            before = list(self.ask("SELECT customer, address, content FROM callback WHERE id = ?", key)[0])
            self.connection.execute(f"UPDATE callback SET {', '.join(f'{name} = ?' for name in WRITTEN)} WHERE id = ?", [*values, key])
            if before != text:
                self.connection.execute("INSERT INTO words (words, rowid, said) VALUES ('delete', ?, ?)", (key, pairs(*before)))
                self.connection.execute("INSERT INTO words (rowid, said) VALUES (?, ?)", (key, pairs(*text)))
        self.connection.execute("COMMIT")


def page(rows: list[tuple], total: object) -> str:
    lines = (
        f'<tr><td><a href="/{row[0]}">{row[1]}</a><td>{escape(row[2])}<td>{row[3]}<td>{escape(row[4])}<td>{row[5]}<td>{escape(row[6])}'
        f"<td>{escape(row[7])}<td>{row[8][:16]}<td>{row[9][:16]}<td>{(row[10] or '')[:16]}"
        for row in rows
    )
    return HEAD.format(total) + "".join(lines) + "</table>"


def app(environ, start_response):
    desk = MINE.__dict__.get("desk") or MINE.__dict__.setdefault("desk", Desk())
    path, asked = environ["PATH_INFO"].strip("/"), {name: value[0] for name, value in parse_qs(environ["QUERY_STRING"]).items()}
    if "key=open" not in environ.get("HTTP_COOKIE", ""):
        start_response("403 Forbidden", [("Content-Length", "0")])
        return []
    if environ["REQUEST_METHOD"] == "POST":
        sent = parse_qs(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode(), keep_blank_values=True)
        values = [sent[name][0] + ".000000" if name.endswith("_at") and sent[name][0] else sent[name][0] or None for name in WRITTEN]
        desk.save(int(path) if path.isdigit() else None, values)
        start_response("302 Found", [("Location", "/"), ("Content-Length", "0")])
        return []
    if path in ("csv", "xlsx"):
        body = getattr(desk, path)(asked["since"])
    else:
        body = (desk.record(int(path)) if path.isdigit() else page(*desk.rows(asked))).encode()
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]


if __name__ == "__main__":
    setup()
