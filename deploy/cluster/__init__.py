"""A cluster from Debian's packages: PostgreSQL under Patroni with etcd, HAProxy, and several processes of the program.

The `*.template` files are what every machine of it is given, here and on real machines (docs/scaling.md). `python -m deploy.cluster` sets
all of it up on this one machine, for trying and for tests, and takes it down again.
"""
