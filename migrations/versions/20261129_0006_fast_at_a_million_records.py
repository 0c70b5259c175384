"""Fast at a million records: the search index, and what lists walk along.

The index is filled by the program when it starts, with its progress told: it depends on the program's rules of searching.

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-29 06:20:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

#: Table → columns that lists are ordered or counted by.
WALKED = {
    "accountability": ("created_at", "id",),
    "appointment": ("applied_at", "created_at", "id",),
    "appraisal": ("created_at", "id",),
    "archive_handover": ("created_at", "handed_on", "id",),
    "archive_hold": ("begun_on", "created_at", "id",),
    "archive_loan": ("borrowed_on", "created_at", "id",),
    "archived_item": ("created_at", "filed_on", "id",),
    "call": ("called_at", "created_at", "id",),
    "call_summary": ("created_at", "id",),
    "callback": ("callback_at", "contact_name", "created_at", "id",),
    "callback_plan": ("created_at", "id", "planned_on",),
    "callback_report": ("created_at", "id",),
    "change_issue": ("created_at", "id", "issued_on",),
    "closing_request": ("applied_on", "created_at", "id",),
    "complaint": ("created_at", "id", "received_at",),
    "customer": ("created_at", "id", "opened_on",),
    "destruction_list": ("created_at", "destroyed_at", "id",),
    "extension": ("created_at", "id",),
    "four_properties": ("created_at", "examined_at", "id",),
    "half_year_report": ("created_at", "id",),
    "home_service": ("applied_at", "created_at", "id",),
    "inquiry": ("called_at", "created_at", "id",),
    "meter": ("created_at", "id", "verified_on",),
    "meter_acceptance": ("created_at", "id", "issued_on",),
    "meter_compensation": ("applied_on", "created_at", "id",),
    "meter_count": ("counted_on", "created_at", "id",),
    "meter_intake": ("created_at", "id", "stock_in_on",),
    "meter_issue": ("created_at", "id", "issued_on",),
    "meter_paper": ("created_at", "id",),
    "meter_purchase": ("created_at", "id",),
    "meter_swap": ("created_at", "id", "issued_on",),
    "meter_test": ("applied_on", "created_at", "id",),
    "meter_volume": ("created_at", "id",),
    "monthly_report": ("created_at", "id",),
    "notice": ("applied_on", "created_at", "id",),
    "official_item": ("created_at", "id", "received_at",),
    "overdue_list": ("created_at", "id", "report_date",),
    "paper_receipt": ("created_at", "finished_on", "id",),
    "place": ("created_at", "id",),
    "removal_task": ("created_at", "id", "issued_on",),
    "shift": ("created_at", "id",),
    "stock_take": ("created_at", "id", "started_on",),
    "store_room_check": ("checked_on", "created_at", "id",),
    "swap_check": ("created_at", "id", "reported_on",),
    "swap_notice": ("created_at", "id", "planned_at",),
    "swap_plan": ("created_at", "id", "period_from",),
    "use_change": ("applied_on", "created_at", "id",),
    "visit_record": ("created_at", "id",),
    "visit_trip": ("created_at", "id", "visit_date",),
    "wechat_message": ("created_at", "id", "received_at",),
    "weekly_report": ("created_at", "id",),
}
#: Table → columns that are found by pieces alone, to which the search index sees.
UNUSED = {
    "call": ("address",),
    "closing_request": ("address",),
    "complaint": ("address",),
    "customer": ("address",),
    "home_service": ("service_address",),
    "meter_acceptance": ("address",),
    "meter_compensation": ("address",),
    "meter_swap": ("address",),
    "meter_test": ("address",),
    "removal_task": ("address",),
    "swap_notice": ("address",),
    "use_change": ("address",),
}
PAUSED = sa.text("paused_since IS NOT NULL")
TERMS = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_terms USING fts5("
        "terms, content='', columnsize=0, detail=none, tokenize='unicode61 remove_diacritics 0')",
    ),
    "postgresql": (
        "CREATE TABLE search_terms (rowid bigint PRIMARY KEY, terms text[] NOT NULL)",
        "CREATE INDEX ix_search_terms ON search_terms USING gin (terms) WITH (fastupdate = off)",
    ),
}


def upgrade() -> None:
    op.create_table(
        "search_document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("open", sa.Text(), nullable=False),
        sa.Column("veiled", sa.Text(), nullable=False),
        sa.Column("grave", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
    )
    op.create_table(
        "search_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rules", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_state")),
    )
    for statement in TERMS[op.get_bind().dialect.name]:
        op.execute(statement)
    for table, columns in WALKED.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])
        op.create_index(f"ix_{table}_paused_since", table, ["paused_since"], sqlite_where=PAUSED, postgresql_where=PAUSED)
    for table, columns in UNUSED.items():
        for column in columns:
            op.drop_index(f"ix_{table}_{column}", table_name=table)


def downgrade() -> None:
    for table, columns in UNUSED.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])
    for table, columns in WALKED.items():
        for column in columns:
            op.drop_index(f"ix_{table}_{column}", table_name=table)
        op.drop_index(f"ix_{table}_paused_since", table_name=table)
    op.execute("DROP TABLE search_terms")
    op.drop_table("search_state")
    op.drop_table("search_document")
