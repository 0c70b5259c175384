"""An upgrade that is cut off: two processes prepare an empty database at once, and the leader falls in the middle of it."""

from __future__ import annotations

import threading
import time
from typing import LiteralString

import psycopg
from psycopg import sql

from deploy.cluster.desk import WRITER
from deploy.cluster.local import USER, Cluster, until

#: So long after its beginning: the tables are being made (all of it takes some fifteen seconds).
MIDWAY, WHOLE = 4.0, 240.0
CUT, SPARED = "cut_off", "spared"
#: The tables, and of each how many rows it has. The stamp is chance, and says nothing.
TABLES = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
COLUMNS = "SELECT md5(string_agg(concat_ws(' ', table_name, column_name, data_type, is_nullable), ',' ORDER BY table_name, column_name)) "
SHAPE: LiteralString = COLUMNS + "FROM information_schema.columns WHERE table_schema = 'public'"


class CutOff:
    """Harm and mending; what came of it is held against a database that was prepared in peace."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._both = [threading.Thread(target=self._prepare, args=(CUT,)) for _ in range(2)]

    def harm(self) -> None:
        for name in (CUT, SPARED):
            _make_empty(self._cluster, name)
        for one in self._both:
            one.start()
        time.sleep(MIDWAY)
        self._leader = self._cluster.leader()
        self._leader.kill()

    def mend(self) -> None:
        """Raises RuntimeError where the one that was cut off is not like the other, once it was prepared again."""
        self._leader.start()
        for one in self._both:
            one.join()
        until(self._cluster.settled, "the databases have not settled", self._leader.patroni.log, patience=WHOLE)
        for name in (CUT, SPARED):
            if said := self._prepare(name):
                raise RuntimeError(f"{name}: {said}")
        if (cut := self._all(CUT)) != (spared := self._all(SPARED)):
            raise RuntimeError(f"prepared after a fall: {sorted(cut ^ spared)}")

    def _prepare(self, name: str) -> str:
        """What the command said where it failed."""
        ran = self._cluster.flask("seed", DATABASE_URL=self._url(name))
        return (ran.stdout[-500:] + ran.stderr[-500:]) if ran.returncode else ""

    def _all(self, name: str) -> set[tuple[str, object]]:
        with psycopg.connect(self._url(name)) as line:
            tables = [table for (table,) in line.execute(TABLES)]
            count = sql.SQL("SELECT count(*) FROM {}")
            found = {(table, (line.execute(count.format(sql.Identifier(table))).fetchone() or (None,))[0]) for table in tables}
            return found | {("shape", (line.execute(SHAPE).fetchone() or (None,))[0])}

    def _url(self, name: str) -> str:
        return self._cluster.desk.url.rpartition("/")[0] + f"/{name}"


def _make_empty(cluster: Cluster, name: str) -> None:
    leader, password = f"host={cluster.desk.address} port={WRITER}", cluster.machines[0].given["POSTGRES_PASSWORD"]
    with psycopg.connect(f"{leader} user=postgres dbname=postgres", password=password, autocommit=True) as line:
        line.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(sql.Identifier(name), sql.Identifier(USER)))
