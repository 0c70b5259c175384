"""The law as pure functions: standard library only, no framework and no session."""
