"""Measure the running product against other tools on the same data: `make bench`. README.md tells how."""
