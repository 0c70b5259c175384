"""When the meter that is made larger or smaller came down, and at what reading (G05); the stamp of the house.

The program sets the triggers behind the stamp at each start, wherever they are missing. An edition of the policy needs no stamp of its own.

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-29 11:30:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

#: What the database has of the house's stamp beside its table, on PostgreSQL all at once with the function.
BEHIND_IT = "house_stamp"


def upgrade() -> None:
    with op.batch_alter_table("change_issue") as batch_op:
        batch_op.add_column(sa.Column("old_removed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("removed_reading", sa.Integer(), nullable=True))
    op.create_table(
        "house_stamp",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stamp", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house_stamp")),
    )
    with op.batch_alter_table("policy_edition") as batch_op:
        batch_op.drop_column("stamp")


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION IF EXISTS {BEHIND_IT}_renew() CASCADE")
    else:
        for name in connection.scalars(sa.text(f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{BEHIND_IT}_%'")):
            op.execute(f"DROP TRIGGER {name}")
    with op.batch_alter_table("policy_edition") as batch_op:
        batch_op.add_column(sa.Column("stamp", sa.String(), nullable=False, server_default=""))
    op.drop_table("house_stamp")
    with op.batch_alter_table("change_issue") as batch_op:
        batch_op.drop_column("removed_reading")
        batch_op.drop_column("old_removed_on")
