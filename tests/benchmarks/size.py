"""How big the office of these tests is, and on which day it was made."""

from __future__ import annotations

from datetime import date

COUNT, TODAY = 200, date(2026, 11, 29)
