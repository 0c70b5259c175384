"""The screens: every register's views are generated from its class; this is the only layer that knows requests."""
