"""How a refused form is answered."""

from __future__ import annotations

#: It comes back as an ordinary page: a browser writes every other answer into its console as an error.
FORM_AGAIN = 200
