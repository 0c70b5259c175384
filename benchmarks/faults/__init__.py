"""Faults: the cluster of `deploy/cluster` under a steady load of writes, while its parts are killed, cut off and filled up (`make faults`).

Callers write through the public API, each act with a key under which they send it again until it is answered. Afterwards the
account of what was acknowledged is held against the database.
"""
