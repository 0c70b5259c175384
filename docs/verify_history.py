r"""Prove the history of 登记台 without 登记台: one file, Python 3.9 or later, the standard library alone.

    python verify_history.py dengji.db               the SQLite file itself, opened for reading only
    python verify_history.py history.jsonl           what `flask audit export history.jsonl` wrote (PostgreSQL or SQLite)
    python verify_history.py … --seal 2026-11-30:3F9A-07C2-51DE-B864      and compare with a number printed and signed

Exit code 0: whole. 1: something is wrong; a line says what. 2: the file cannot be read.

What is proven
  entry   A table `history_entry` holds one row a change: subject (table), subject_id, seq, action, label, reason, changes, user_id,
          staff_id, name, post, door, address, at, prev, hash. The rows of one subject and id are a chain: seq runs 1, 2, 3 …; `prev` is
          the hash of the row before, and of the first row SHA-256 of "subject:subject_id".
          hash = SHA-256 of the JSON list ["dengji-entry-1", subject, subject_id, seq, action, label, reason, changes, user_id,
          staff_id, name, post, door, address, at, prev]. JSON as RFC 8259: UTF-8, no blanks, characters beyond ASCII as themselves.
          `changes` is hashed as the text that is stored; `at` is a text too, UTC.
  seal    A table `history_seal` holds one row a day: number 1, 2, 3 …, day, at, covered, count, digest, prev, hash. `covered` names
          the ids of entries it covers, `1-57,59`; no entry is covered twice. digest = SHA-256 of a line "id:hash\n" for each of them.
          `prev` is the hash of the seal before, and of the first one SHA-256 of "dengji-seal-1".
          hash = SHA-256 of ["dengji-seal-1", number, day, at, covered, count, digest, prev].
          On paper stands: day · the first 16 letters of the hash in fours.
  record  `changes` is {"column": [before, after]}; rows that hang on a record stand under the name of their table by id,
          {"table": {"17": [before, after]}}; links under the name of the joining table, {"table": [[left], [joined]]}. Replaying a
          chain gives the record; null is "not there"; action "deleted" ends it. Each record as it is stored must equal its replay.
          So are told the rows that an act leaves beside its record: step_taken, correction, reveal, approval_task (when handed on).
          Some columns are no content and are in no chain: row_version, print_count, due_at, stamp. Moments are UTC, amounts decimal texts.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sqlite3
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path

ENTRY = ["subject", "subject_id", "seq", "action", "label", "reason", "changes", "user_id", "staff_id", "name", "post", "door"]
ENTRY += ["address", "at", "prev"]
SEAL = ["number", "day", "at", "covered", "count", "digest", "prev"]
HIDDEN = "***"
#: Tables whose rows an act leaves beside its record. Rows that no entry tells are of an earlier version, which told none.
BESIDE = ["step_taken", "correction", "reveal", "approval_task"]


def sha(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def hashed(head, names, row):
    return sha(json.dumps([head] + [row[name] for name in names], ensure_ascii=False, separators=(",", ":")))


# -- reading ---------------------------------------------------------------------------------------------------------------


def read_export(path):
    """Entries, seals, and the records as they were when the export was written."""
    entries, seals, records, tables = [], [], {}, {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["kind"] == "record":
                records[row["subject"], row["subject_id"]] = row["state"]
            elif row["kind"] == "table":
                tables[row["subject"]] = set(row["keys"])
            else:
                (entries if row["kind"] == "entry" else seals).append(row)
    return entries, seals, (tables, records)


def read_sqlite(path):
    """Entries and seals; the connection stays open for the records."""
    connection = sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    connection.execute("BEGIN")
    entries = [dict(row) for row in connection.execute("SELECT * FROM history_entry ORDER BY id")]
    seals = [dict(row) for row in connection.execute("SELECT * FROM history_seal ORDER BY number")]
    return entries, seals, connection


# -- chains and seals ------------------------------------------------------------------------------------------------------


def prove_chains(entries):
    """What is wrong, and the chains by subject and id."""
    wrong, chains = [], {}
    for row in sorted(entries, key=lambda row: (row["subject"], row["subject_id"], row["seq"])):
        chains.setdefault((row["subject"], row["subject_id"]), []).append(row)
    for (subject, key), chain in chains.items():
        prev, last = sha("%s:%d" % (subject, key)), 0
        for expected, row in enumerate(chain, start=1):
            where = "%s %d 第 %d 条" % (subject, key, row["seq"])
            if row["seq"] != expected:
                wrong.append("%s之前缺少第 %d 条" % (where, expected))
                break
            if row["prev"] != prev:
                wrong.append("%s与前一条不相连" % where)
            if hashed("dengji-entry-1", ENTRY, row) != row["hash"]:
                wrong.append("%s的内容与其校验码不符" % where)
            if row["id"] <= last:
                wrong.append("%s的写入次序与序号不符" % where)
            prev, last = row["hash"], row["id"]
    return wrong, chains


def ranges(text):
    for part in text.split(","):
        if part:
            first, _, last = part.partition("-")
            yield int(first), int(last or first)


def prove_seals(entries, seals):
    wrong, hashes, covered, prev = [], {row["id"]: row["hash"] for row in entries}, set(), sha("dengji-seal-1")
    for expected, seal in enumerate(seals, start=1):
        where = "%s 的封存（第 %d 号）" % (seal["day"], seal["number"])
        if seal["number"] != expected:
            wrong.append("%s之前缺少第 %d 号封存" % (where, expected))
            break
        if seal["prev"] != prev:
            wrong.append("%s与前一封存不相连" % where)
        if hashed("dengji-seal-1", SEAL, seal) != seal["hash"]:
            wrong.append("%s的内容与其校验码不符" % where)
        keys = [key for first, last in ranges(seal["covered"]) for key in range(first, last + 1)]
        found = [key for key in keys if key in hashes]
        if len(found) != len(keys) or len(keys) != seal["count"]:
            wrong.append("%s封存历史 %d 条，现有 %d 条" % (where, seal["count"], len(found)))
        elif sha("".join("%d:%s\n" % (key, hashes[key]) for key in keys)) != seal["digest"]:
            wrong.append("%s所封存的历史与当时不符" % where)
        if covered & set(keys):
            wrong.append("%s与更早的封存重叠" % where)
        covered |= set(keys)
        prev = seal["hash"]
    return wrong


def prove_printed(seals, printed):
    """Whether the seal that was printed and signed is still the seal of that day."""
    day, _, letters = printed.partition(":")
    wanted = letters.replace("-", "").strip().lower()
    for seal in seals:
        if seal["day"] == day.strip():
            return [] if len(wanted) >= 4 and seal["hash"].startswith(wanted) else ["%s 的封存号与纸面不符" % day]
    return ["没有 %s 的封存" % day]


# -- records ---------------------------------------------------------------------------------------------------------------


def replay(chain):
    """The state that a chain leads to, or None."""
    state = None
    for row in chain:
        if row["action"] == "deleted":
            state = None
            continue
        state = {} if state is None else state
        for name, change in json.loads(row["changes"]).items():
            if isinstance(change, dict):
                lines = state.setdefault(name, {})
                for key, (_, after) in change.items():
                    if after is None:
                        lines.pop(key, None)
                    else:
                        merged = {**lines.get(key, {}), **after}
                        lines[key] = {column: value for column, value in merged.items() if value is not None}
            elif isinstance(change[0], list):
                state[name] = sorted((set(state.get(name, [])) - set(change[0])) | set(change[1]))
            else:
                state[name] = change[1]
        state = {name: value for name, value in state.items() if value is not None and value != {} and value != []}
    return state


def prove_export(chains, stored):
    """Compare with the records of the export. What a table of today no longer keeps is in the history alone."""
    wrong, (tables, records) = [], stored
    for (subject, key), chain in chains.items():
        if subject in tables:
            told, found = replay(chain), records.get((subject, key))
            where = "%s %d" % (subject, key)
            if told is None and found is not None:
                wrong.append("%s历史中已删除，库中却有" % where)
            elif told is not None and found is None:
                wrong.append("%s在库中被删除，没有留下历史" % where)
            else:
                told, found = told or {}, found or {}
                for name in sorted((set(told) | set(found)) & tables[subject]):
                    if told.get(name) != found.get(name):
                        wrong.append("%s 的 %s 与历史不符：库中 %r，历史 %r" % (where, name, found.get(name), told.get(name)))
    return wrong + ["%s %d 没有任何历史" % pair for pair in sorted(set(records) - set(chains))]


def prove_sqlite(chains, connection):
    """Compare with the tables themselves. What no chain ever named is no content."""
    wrong = []
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()}
    for subject in sorted({name for name, _ in chains} & tables):
        stored = {row["id"]: dict(row) for row in connection.execute('SELECT * FROM "%s"' % subject)}
        mine = {key: chain for (name, key), chain in chains.items() if name == subject}
        told = {key: replay(chain) for key, chain in mine.items()}
        wrong += ["%s %d 没有任何历史" % (subject, key) for key in sorted(set(stored) - set(mine))]
        for key, state in told.items():
            if (state is None) != (key not in stored):
                wrong.append("%s %d %s" % (subject, key, "历史中已删除，库中却有" if state is None else "在库中被删除，没有留下历史"))
        both = {key: state for key, state in told.items() if state is not None and key in stored}
        columns, rows, links = named_in(mine.values())
        for key, state in both.items():
            wrong += differing("%s %d" % (subject, key), columns, state, stored[key])
        for table in sorted({*rows, *links} & tables):
            if table in BESIDE:
                wrong += differing_beside(connection, subject, table, both, rows[table])
                continue
            wrong += differing_rows(connection, subject, table, both, rows.get(table) if table in rows else None)
    return wrong


def named_in(chains):
    """Columns, tables of rows with their columns, and joining tables that some change has named."""
    columns, rows, links = set(), {}, {}
    for chain in chains:
        for row in chain:
            for name, change in json.loads(row["changes"]).items():
                if isinstance(change, dict):
                    found = rows.setdefault(name, set())
                    for before, after in change.values():
                        found |= set(before or {}) | set(after or {})
                elif isinstance(change[0], list):
                    links[name] = True
                else:
                    columns.add(name)
    return columns, rows, links


def differing(where, names, told, stored):
    return [
        "%s 的 %s 与历史不符：库中 %r，历史 %r" % (where, name, stored[name], told.get(name))
        for name in sorted(names)
        if name in stored and not same(told.get(name), stored[name])
    ]


def differing_rows(connection, subject, table, told, columns):
    """Rows that hang on a subject, or with no `columns` its links."""
    names = [row["name"] for row in connection.execute('PRAGMA table_info("%s")' % table)]
    keys = [row["from"] for row in connection.execute('PRAGMA foreign_key_list("%s")' % table) if row["table"] == subject]
    chosen, owner = "", "record_id"
    if "record_id" in names and "register" in names:
        chosen = " WHERE register = '%s'" % subject
    else:
        owner = subject + "_id" if subject + "_id" in keys else keys[0]
    by_owner = {}
    for row in connection.execute('SELECT * FROM "%s"%s' % (table, chosen)):
        by_owner.setdefault(row[owner], []).append(dict(row))
    wrong = []
    for key, state in told.items():
        here, where = by_owner.get(key, []), "%s %d 的 %s" % (subject, key, table)
        if columns is None:
            (other,) = [name for name in names if name not in (owner, "id")]
            if sorted(row[other] for row in here) != state.get(table, []):
                wrong.append("%s 与历史不符" % where)
            continue
        there = state.get(table, {})
        if {str(row["id"]) for row in here} != set(there):
            wrong.append("%s 的行与历史不符" % where)
        for row in here:
            if str(row["id"]) in there:
                wrong += differing("%s 第 %d 行" % (where, row["id"]), columns, there[str(row["id"])], row)
    return wrong


def differing_beside(connection, subject, table, told, columns):
    """Each row that an entry tells must be there, and be what it tells."""
    wrong = []
    stored = {str(row["id"]): dict(row) for row in connection.execute('SELECT * FROM "%s"' % table)}
    for key, state in told.items():
        for line, values in state.get(table, {}).items():
            where, row = "%s %d 的 %s 第 %s 行" % (subject, key, table, line), stored.get(line)
            if row is None or (row.get("register", subject), row.get("record_id", key)) != (subject, key):
                wrong.append("%s已被删除，与历史不符" % where)
            else:
                wrong += differing(where, columns, values, row)
    return wrong


def same(told, raw):
    """Whether what SQLite holds is what the history says."""
    if told == HIDDEN:
        return raw is not None
    if told is None or raw is None or isinstance(told, bool):
        return told == raw
    if isinstance(told, dict):
        try:
            return json.loads(raw) == told
        except (TypeError, ValueError):
            return False
    if isinstance(told, str) and isinstance(raw, (int, float)):
        try:
            return Decimal(told) == Decimal(str(raw))
        except InvalidOperation:
            return False
    if isinstance(told, str) and isinstance(raw, str) and told.endswith("Z") and len(raw) >= 19 and raw[10] == " ":
        return told[:-1].split(".")[0] == raw[:19].replace(" ", "T") and told[19:-1].strip(".0") == raw[19:].strip(".0")
    return told == raw


def main(arguments):
    parser = argparse.ArgumentParser(description="核验登记台的历史，不需要登记台的程序。")
    parser.add_argument("file", type=Path)
    parser.add_argument("--seal", action="append", default=[], metavar="DAY:XXXX-XXXX-…", help="纸面上的封存号，可重复")
    given = parser.parse_args(arguments)
    try:
        is_sqlite = given.file.read_bytes()[:16] == b"SQLite format 3\x00"
        entries, seals, stored = (read_sqlite if is_sqlite else read_export)(given.file)
    except (OSError, ValueError, KeyError, sqlite3.Error) as error:
        sys.stderr.write("读不了 %s：%s\n" % (given.file, error))
        return 2
    wrong, chains = prove_chains(entries)
    wrong += prove_seals(entries, seals)
    for printed in given.seal:
        wrong += prove_printed(seals, printed)
    wrong += (prove_sqlite if is_sqlite else prove_export)(chains, stored)
    for line in wrong:
        print(line + "。")
    verdict = "异常 %d 处" % len(wrong) if wrong else "完好"
    print("历史 %d 条，链 %d 条，封存 %d 次：%s。" % (len(entries), len(chains), len(seals), verdict))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
