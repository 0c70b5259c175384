"""How the program is installed: units, the proxy's settings, and a cluster of several machines."""
