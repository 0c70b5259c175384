"""The verbs of the house, one file each. Every door (screen, command line, import, API) goes through them."""
