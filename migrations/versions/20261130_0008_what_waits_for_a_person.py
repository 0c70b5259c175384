"""What waits for a person is counted and put in order along one index: the state, whose it is to do, and when it is due.

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-30 07:55:00
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

#: Registers in which records are a person's to do: the columns that say whose.
HELD = {
    "archive_handover": ("from_person_id", "to_person_id", "witness_id"),
    "callback": ("officer_id",),
    "destruction_list": ("destroyer1_id", "destroyer2_id"),
    "meter_swap": ("replacer_id",),
    "shift": ("officer_id", "swap_to_id", "successor_id"),
    "swap_notice": ("replacer_id",),
    "visit_trip": ("visitor_id",),
}


def upgrade() -> None:
    for table, holders in HELD.items():
        op.create_index(f"ix_{table}_work", table, ["status", *holders, "due_at"])


def downgrade() -> None:
    for table in HELD:
        op.drop_index(f"ix_{table}_work", table)
