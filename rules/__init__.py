"""The law as pure functions: standard library and `holidays` only, no framework and no session."""
