"""What is due and what is overdue is counted along one index, which tells also whether it still runs and with which department it is.

Revision ID: 0010
Revises: 0009
Create Date: 2026-12-01 04:35:00
"""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

COLUMNS = ("due_at", "id", "status", "paused_since", "unit_id")
REGISTERS = (
    "appointment", "appraisal", "archive_handover", "archive_hold", "archive_loan", "archived_item", "call_summary", "callback",
    "callback_plan", "callback_report", "closing_request", "customer", "destruction_list", "four_properties", "half_year_report",
    "home_service", "inquiry", "meter", "meter_compensation", "meter_count", "meter_intake", "meter_issue", "meter_paper",
    "meter_volume", "monthly_report", "notice", "overdue_list", "paper_receipt", "place", "shift", "stock_take", "store_room_check",
    "visit_trip", "weekly_report",
)  # fmt: skip
#: Registers whose records are handed on to a department: the column that names it.
HANDED_ON = {
    "accountability": "dept_id",
    "call": "transferred_to_id",
    "change_issue": "receiver_unit_id",
    "complaint": "dept_id",
    "extension": "applicant_dept_id",
    "meter_acceptance": "branch_id",
    "meter_purchase": "invest_dept_id",
    "meter_swap": "branch_id",
    "meter_test": "branch_id",
    "official_item": "dept_id",
    "removal_task": "branch_id",
    "swap_check": "branch_id",
    "swap_notice": "branch_id",
    "swap_plan": "branch_id",
    "use_change": "branch_id",
    "visit_record": "handling_dept_id",
    "wechat_message": "dept_id",
}


def upgrade() -> None:
    for table in (*REGISTERS, *HANDED_ON):
        op.create_index(f"ix_{table}_due", table, [*COLUMNS, *filter(None, [HANDED_ON.get(table)])])
        op.drop_index(f"ix_{table}_due_at", table)


def downgrade() -> None:
    for table in (*REGISTERS, *HANDED_ON):
        op.create_index(f"ix_{table}_due_at", table, ["due_at"])
        op.drop_index(f"ix_{table}_due", table)
