"""A department's figure of a month is worked out along one index: the department, and the moment by which a case falls into the month.

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-30 14:25:00
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

#: Registers with such figures: the column of the department and that of the moment.
DATED = {
    "call": ("transferred_to_id", "called_at"),
    "callback": ("resp_dept_id", "callback_at"),
    "complaint": ("dept_id", "customer_reply_at"),
    "official_item": ("dept_id", "received_at"),
}


def upgrade() -> None:
    for table, columns in DATED.items():
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def downgrade() -> None:
    for table, columns in DATED.items():
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
