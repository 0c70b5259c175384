"""The other doors: keys of systems, answers given, long work, workbooks taken out and in with old numbers, backups, beats.

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-25 07:16:55.246330
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "beat",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_beat")),
    )
    op.create_table(
        "given_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("caller", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("etag", sa.String(length=40), nullable=False),
        sa.Column("location", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_given_answer")),
        sa.UniqueConstraint("caller", "key", name=op.f("uq_given_answer_caller_key")),
    )
    with op.batch_alter_table("given_answer", schema=None) as batch_op:
        batch_op.create_index("ix_given_answer_at", ["at"], unique=False)

    op.create_table(
        "safekeeping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file", sa.String(length=300), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safekeeping")),
    )
    with op.batch_alter_table("safekeeping", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_safekeeping_at"), ["at"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("posts", sa.String(length=400), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=60), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_job_user_id_ab_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_state", ["state", "id"], unique=False)
        batch_op.create_index("ix_job_user_id", ["user_id", "id"], unique=False)

    op.create_table(
        "export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register", sa.String(length=60), nullable=False),
        sa.Column("narrowed", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("clear", sa.Integer(), nullable=False),
        sa.Column("masked", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_export_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
    )
    with op.batch_alter_table("export", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_export_at"), ["at"], unique=False)

    op.create_table(
        "import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register", sa.String(length=60), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("bad", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_import_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import")),
    )
    with op.batch_alter_table("import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_at"), ["at"], unique=False)

    op.create_table(
        "integration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("acts_as_id", sa.Integer(), nullable=False),
        sa.Column("posts", sa.String(length=200), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["acts_as_id"], ["staff.id"], name=op.f("fk_integration_acts_as_id_staff")),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name=op.f("fk_integration_made_by_id_staff")),
        sa.ForeignKeyConstraint(["revoked_by_id"], ["staff.id"], name=op.f("fk_integration_revoked_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_integration")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_integration_token_hash")),
    )
    with op.batch_alter_table("integration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_integration_acts_as_id"), ["acts_as_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_integration_made_by_id"), ["made_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_integration_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_integration_revoked_by_id"), ["revoked_by_id"], unique=False)

    op.create_table(
        "job_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_file_job_id_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_file")),
    )
    with op.batch_alter_table("job_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_file_job_id"), ["job_id"], unique=False)

    op.create_table(
        "imported",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_imported_import_id_import")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported")),
        sa.UniqueConstraint("register", "digest", "occurrence", name=op.f("uq_imported_register_digest_occurrence")),
    )
    with op.batch_alter_table("imported", schema=None) as batch_op:
        batch_op.create_index("ix_imported_import_id", ["import_id"], unique=False)
        batch_op.create_index("ix_imported_record", ["register", "record_id"], unique=False)

    op.create_table(
        "integration_use",
        sa.Column("integration_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["integration_id"], ["integration.id"], name=op.f("fk_integration_use_integration_id_integration")),
        sa.PrimaryKeyConstraint("integration_id", name=op.f("pk_integration_use")),
    )
    op.create_table(
        "job_chunk",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["job_file.id"], name=op.f("fk_job_chunk_file_id_job_file")),
        sa.PrimaryKeyConstraint("file_id", "place", name=op.f("pk_job_chunk")),
    )
    with op.batch_alter_table("accountability", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_accountability_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_appointment_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_call_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("call_summary", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_call_summary_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("callback", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_callback_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("callback_plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_callback_plan_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("callback_report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_callback_report_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_complaint_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_customer_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("extension", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_extension_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("half_year_report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_half_year_report_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("home_service", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_home_service_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("inquiry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_inquiry_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("meter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_meter_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("meter_paper", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_meter_paper_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("meter_volume", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_meter_volume_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("monthly_report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_monthly_report_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_notice_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("official_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_official_item_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("overdue_list", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_overdue_list_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_shift_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("visit_record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_visit_record_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("visit_trip", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_visit_trip_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("wechat_message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_wechat_message_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    with op.batch_alter_table("weekly_report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_number", sa.String(length=60), nullable=True))
        batch_op.create_index(
            "uq_weekly_report_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )




def downgrade() -> None:

    with op.batch_alter_table("weekly_report", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_weekly_report_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("wechat_message", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_wechat_message_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("visit_trip", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_visit_trip_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("visit_record", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_visit_record_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_shift_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("overdue_list", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_overdue_list_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("official_item", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_official_item_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_notice_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("monthly_report", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_monthly_report_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("meter_volume", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_meter_volume_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("meter_paper", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_meter_paper_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("meter", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_meter_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("inquiry", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_inquiry_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("home_service", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_home_service_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("half_year_report", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_half_year_report_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("extension", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_extension_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_customer_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_complaint_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("callback_report", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_callback_report_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("callback_plan", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_callback_plan_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("callback", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_callback_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("call_summary", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_call_summary_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.drop_index("uq_call_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'"))
        batch_op.drop_column("former_number")

    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_appointment_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    with op.batch_alter_table("accountability", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_accountability_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_column("former_number")

    op.drop_table("job_chunk")
    op.drop_table("integration_use")
    with op.batch_alter_table("imported", schema=None) as batch_op:
        batch_op.drop_index("ix_imported_record")
        batch_op.drop_index("ix_imported_import_id")

    op.drop_table("imported")
    with op.batch_alter_table("job_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_file_job_id"))

    op.drop_table("job_file")
    with op.batch_alter_table("integration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_integration_revoked_by_id"))
        batch_op.drop_index(batch_op.f("ix_integration_name"))
        batch_op.drop_index(batch_op.f("ix_integration_made_by_id"))
        batch_op.drop_index(batch_op.f("ix_integration_acts_as_id"))

    op.drop_table("integration")
    with op.batch_alter_table("import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_at"))

    op.drop_table("import")
    with op.batch_alter_table("export", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_export_at"))

    op.drop_table("export")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_user_id")
        batch_op.drop_index("ix_job_state")

    op.drop_table("job")
    with op.batch_alter_table("safekeeping", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_safekeeping_at"))

    op.drop_table("safekeeping")
    with op.batch_alter_table("given_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_given_answer_at")

    op.drop_table("given_answer")
    op.drop_table("beat")

