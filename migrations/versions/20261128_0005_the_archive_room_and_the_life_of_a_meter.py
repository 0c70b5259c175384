"""The archive room and the life of a meter: codes, places, loans, lists, counts, the papers of the meter store, scans that come back.

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-28 20:30:00
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

REFUSE = "SELECT RAISE(ABORT, 'history is append-only')"
#: Tables whose rows nobody may touch; databases made by an early 0003 lack these.
KEPT = ("step_taken", "correction", "reveal")


def protect(dialect: str) -> None:
    """As 0003 does, where it has not done so yet."""
    for table in KEPT:
        if dialect == "postgresql":
            op.execute(
                f"CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION history_refuse()"
            )
            continue
        for act in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER IF NOT EXISTS {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN {REFUSE}; END")
        op.execute(
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) BEGIN {REFUSE}; END"
        )


def know_old_codes(connection: sa.Connection) -> None:
    """Archival codes that were typed before there was a book of them: none of them is given again."""
    codes, series = (
        sa.table(name, *(sa.column(column, kind) for column, kind in columns.items()))
        for name, columns in {
            "archival_code": {
                "series": sa.String,
                "count": sa.Integer,
                "code": sa.String,
                "register": sa.String,
                "record_id": sa.Integer,
                "typed": sa.Boolean,
                "at": sa.DateTime(timezone=True),
            },
            "archival_series": {"series": sa.String, "value": sa.Integer},
        }.items()
    )
    kept: dict[tuple[str, int], dict[str, object]] = {}
    said: set[str] = set()
    for table in sorted(sa.inspect(connection).get_table_names()):
        if "archival_code" not in {column["name"] for column in sa.inspect(connection).get_columns(table)}:
            continue
        bearer = sa.table(
            table,
            sa.column("id", sa.Integer),
            sa.column("archival_code", sa.String),
            sa.column("status", sa.String),
            sa.column("created_at", sa.DateTime(timezone=True)),
        )
        found = sa.select(bearer).where(bearer.c.archival_code.is_not(None), bearer.c.status != "void").order_by(bearer.c.id)
        for row in connection.execute(found):
            read = re.fullmatch(r"(.*?)([0-9]{1,6})", row.archival_code)
            if read is None or row.archival_code in said or (place := (read[1], int(read[2]))) in kept:
                continue
            said.add(row.archival_code)
            kept[place] = {
                "series": place[0],
                "count": place[1],
                "code": row.archival_code,
                "register": table,
                "record_id": row.id,
                "typed": True,
                "at": row.created_at,
            }
    if kept:
        connection.execute(sa.insert(codes), list(kept.values()))
        last = {name: max(count for other, count in kept if other == name) for name, _ in kept}
        connection.execute(sa.insert(series), [{"series": name, "value": value} for name, value in last.items()])


def upgrade() -> None:
    op.create_table(
        "archival_code",
        sa.Column("series", sa.String(length=60), nullable=False),
        sa.Column("count", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("register", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("typed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("series", "count", name=op.f("pk_archival_code")),
        sa.UniqueConstraint("code", name=op.f("uq_archival_code_code")),
    )
    with op.batch_alter_table("archival_code", schema=None) as batch_op:
        batch_op.create_index("ix_archival_code_record", ["register", "record_id"], unique=False)

    op.create_table(
        "archival_series",
        sa.Column("series", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_archival_series")),
    )
    op.create_table(
        "appraisal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("appraised_on", sa.Date(), nullable=True),
        sa.Column("leader_opinion", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("draft", "waiting", "agreed", "filed", "void", name="appraisalstate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_appraisal_creator_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_appraisal_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal")),
        sa.UniqueConstraint("number", name=op.f("uq_appraisal_number")),
    )
    with op.batch_alter_table("appraisal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appraisal_batch"), ["batch"], unique=False)
        batch_op.create_index(batch_op.f("ix_appraisal_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appraisal_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_appraisal_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_appraisal_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_appraisal_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "archive_handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("from_unit_id", sa.Integer(), nullable=False),
        sa.Column("from_person_id", sa.Integer(), nullable=False),
        sa.Column("to_unit", sa.String(length=100), nullable=False),
        sa.Column("to_person_id", sa.Integer(), nullable=True),
        sa.Column("witness_id", sa.Integer(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("from_sign", sa.Text(), nullable=True),
        sa.Column("to_sign", sa.Text(), nullable=True),
        sa.Column("witness_sign", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("draft", "counting", "counted", "done", "filed", "void", name="handoverstate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_archive_handover_creator_id_staff")),
        sa.ForeignKeyConstraint(["from_person_id"], ["staff.id"], name=op.f("fk_archive_handover_from_person_id_staff")),
        sa.ForeignKeyConstraint(["from_unit_id"], ["department.id"], name=op.f("fk_archive_handover_from_unit_id_department")),
        sa.ForeignKeyConstraint(["to_person_id"], ["staff.id"], name=op.f("fk_archive_handover_to_person_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_archive_handover_unit_id_department")),
        sa.ForeignKeyConstraint(["witness_id"], ["staff.id"], name=op.f("fk_archive_handover_witness_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_handover")),
        sa.UniqueConstraint("number", name=op.f("uq_archive_handover_number")),
    )
    with op.batch_alter_table("archive_handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_archive_handover_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_handover_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_handover_from_person_id"), ["from_person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_handover_from_unit_id"), ["from_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_handover_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_handover_to_person_id"), ["to_person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_handover_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_handover_witness_id"), ["witness_id"], unique=False)
        batch_op.create_index(
            "uq_archive_handover_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "meter_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("booked", sa.Integer(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.Column("unbooked", sa.Text(), nullable=True),
        sa.Column("counter_sign", sa.Text(), nullable=True),
        sa.Column("witness_sign", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("draft", "counted", "done", "filed", "void", name="metercountstate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_meter_count_creator_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_meter_count_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter_count")),
        sa.UniqueConstraint("number", name=op.f("uq_meter_count_number")),
    )
    with op.batch_alter_table("meter_count", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meter_count_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_count_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_count_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_count_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_meter_count_counted_on",
            ["counted_on"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )
        batch_op.create_index(
            "uq_meter_count_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "meter_intake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("stock_in_on", sa.Date(), nullable=False),
        sa.Column("supplier", sa.String(length=60), nullable=False),
        sa.Column("verify_org", sa.String(length=60), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=True),
        sa.Column("keeper_sign", sa.Text(), nullable=True),
        sa.Column("deliverer_sign", sa.Text(), nullable=True),
        sa.Column("status", sa.Enum("draft", "stored", "filed", "void", name="intakestate", native_enum=False, length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_meter_intake_creator_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_meter_intake_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter_intake")),
        sa.UniqueConstraint("number", name=op.f("uq_meter_intake_number")),
    )
    with op.batch_alter_table("meter_intake", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meter_intake_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_intake_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_intake_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_intake_supplier"), ["supplier"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_intake_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_meter_intake_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "meter_purchase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("plan_kind", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=30), nullable=False),
        sa.Column("invest_dept_id", sa.Integer(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("bought_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("author_sign", sa.Text(), nullable=True),
        sa.Column("center_approval", sa.Text(), nullable=True),
        sa.Column("invest_approval", sa.Text(), nullable=True),
        sa.Column("buyer_sign", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("draft", "approving", "agreed", "buying", "done", "filed", "void", name="purchasestate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_meter_purchase_creator_id_staff")),
        sa.ForeignKeyConstraint(["invest_dept_id"], ["department.id"], name=op.f("fk_meter_purchase_invest_dept_id_department")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_meter_purchase_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter_purchase")),
        sa.UniqueConstraint("number", name=op.f("uq_meter_purchase_number")),
    )
    with op.batch_alter_table("meter_purchase", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meter_purchase_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_purchase_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_purchase_invest_dept_id"), ["invest_dept_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_purchase_period"), ["period"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_purchase_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_purchase_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_meter_purchase_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("room", sa.String(length=20), nullable=False),
        sa.Column("rack", sa.String(length=20), nullable=False),
        sa.Column("shelf", sa.String(length=20), nullable=False),
        sa.Column("box", sa.String(length=20), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=True),
        sa.Column("status", sa.Enum("in_use", "closed", "void", name="placestate", native_enum=False, length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_place_creator_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_place_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("number", name=op.f("uq_place_number")),
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_path"), ["path"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_place_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_scan_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan")),
        sa.UniqueConstraint("job_id", name=op.f("uq_scan_job_id")),
    )
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scan_by_id"), ["by_id"], unique=False)

    op.create_table(
        "stock_take",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("room", sa.String(length=20), nullable=False),
        sa.Column("rack", sa.String(length=20), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.Column("counter_sign", sa.Text(), nullable=True),
        sa.Column("witness_sign", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("counting", "counted", "done", "filed", "void", name="stocktakestate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["counter_id"], ["staff.id"], name=op.f("fk_stock_take_counter_id_staff")),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_stock_take_creator_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_stock_take_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_take")),
        sa.UniqueConstraint("number", name=op.f("uq_stock_take_number")),
    )
    with op.batch_alter_table("stock_take", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_take_counter_id"), ["counter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stock_take_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stock_take_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_stock_take_room"), ["room"], unique=False)
        batch_op.create_index(batch_op.f("ix_stock_take_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_stock_take_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_stock_take_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "store_room_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("room", sa.String(length=20), nullable=False),
        sa.Column("temperature", sa.Numeric(precision=6, scale=1), nullable=False),
        sa.Column("humidity", sa.Numeric(precision=6, scale=1), nullable=False),
        sa.Column("facility", sa.String(length=40), nullable=False),
        sa.Column("found", sa.String(length=200), nullable=True),
        sa.Column("conclusion", sa.String(length=40), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("checker_sign", sa.Text(), nullable=True),
        sa.Column(
            "status", sa.Enum("draft", "to_mend", "done", "filed", "void", name="checkstate", native_enum=False, length=20), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_store_room_check_creator_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_store_room_check_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_room_check")),
        sa.UniqueConstraint("number", name=op.f("uq_store_room_check_number")),
    )
    with op.batch_alter_table("store_room_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_store_room_check_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_store_room_check_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_store_room_check_room"), ["room"], unique=False)
        batch_op.create_index(batch_op.f("ix_store_room_check_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_store_room_check_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_store_room_check_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "swap_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("fax_to", sa.String(length=60), nullable=False),
        sa.Column("branch_head_sign", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checker_sign", sa.Text(), nullable=True),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("check_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_on", sa.Date(), nullable=True),
        sa.Column("old_returned_on", sa.Date(), nullable=True),
        sa.Column("replace_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("feedback", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("draft", "checking", "replacing", "done", "filed", "void", name="swapcheckstate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["department.id"], name=op.f("fk_swap_check_branch_id_department")),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_swap_check_creator_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_swap_check_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap_check")),
        sa.UniqueConstraint("number", name=op.f("uq_swap_check_number")),
    )
    with op.batch_alter_table("swap_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_swap_check_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_check_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_check_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_check_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_check_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_swap_check_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "swap_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("period", sa.String(length=30), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("done_count", sa.String(length=200), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("planner_sign", sa.Text(), nullable=True),
        sa.Column("center_opinion", sa.Text(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("draft", "approving", "running", "done", "filed", "void", name="swapplanstate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["department.id"], name=op.f("fk_swap_plan_branch_id_department")),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_swap_plan_creator_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_swap_plan_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap_plan")),
        sa.UniqueConstraint("number", name=op.f("uq_swap_plan_number")),
    )
    with op.batch_alter_table("swap_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_swap_plan_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_plan_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_plan_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_plan_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_plan_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_swap_plan_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "appraisal_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("appraisal_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["appraisal_id"], ["appraisal.id"], name=op.f("fk_appraisal_member_appraisal_id_appraisal")),
        sa.ForeignKeyConstraint(["member_id"], ["staff.id"], name=op.f("fk_appraisal_member_member_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_member")),
    )
    with op.batch_alter_table("appraisal_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appraisal_member_appraisal_id"), ["appraisal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appraisal_member_member_id"), ["member_id"], unique=False)

    op.create_table(
        "archived_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("doc_no", sa.String(length=60), nullable=True),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("item_title", sa.String(length=200), nullable=False),
        sa.Column("doc_date", sa.String(length=8), nullable=False),
        sa.Column("secrecy", sa.String(length=40), nullable=False, server_default="none"),
        sa.Column("retention", sa.String(length=40), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("source_ref", sa.String(length=60), nullable=True),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "status",
            sa.Enum("open", "shelved", "lent", "transferred", "destroyed", "void", name="holdingstate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_archived_item_creator_id_staff")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_archived_item_place_id_place")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_archived_item_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archived_item")),
        sa.UniqueConstraint("number", name=op.f("uq_archived_item_number")),
    )
    with op.batch_alter_table("archived_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_archived_item_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archived_item_doc_no"), ["doc_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_archived_item_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_archived_item_item_title"), ["item_title"], unique=False)
        batch_op.create_index(batch_op.f("ix_archived_item_place_id"), ["place_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archived_item_source_ref"), ["source_ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_archived_item_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_archived_item_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_archived_item_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "destruction_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("list_title", sa.String(length=100), nullable=False),
        sa.Column("appraisal_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("archivist_sign", sa.Text(), nullable=True),
        sa.Column("group_opinion", sa.Text(), nullable=True),
        sa.Column("leader_opinion", sa.Text(), nullable=True),
        sa.Column("place", sa.String(length=100), nullable=True),
        sa.Column("method", sa.String(length=40), nullable=True),
        sa.Column("destroyer1_id", sa.Integer(), nullable=True),
        sa.Column("destroyer2_id", sa.Integer(), nullable=True),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("destroyer1_sign", sa.Text(), nullable=True),
        sa.Column("destroyer2_sign", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "approving",
                "approved",
                "named",
                "signed",
                "done",
                "filed",
                "void",
                name="destructionstate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["appraisal_id"], ["appraisal.id"], name=op.f("fk_destruction_list_appraisal_id_appraisal")),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_destruction_list_creator_id_staff")),
        sa.ForeignKeyConstraint(["destroyer1_id"], ["staff.id"], name=op.f("fk_destruction_list_destroyer1_id_staff")),
        sa.ForeignKeyConstraint(["destroyer2_id"], ["staff.id"], name=op.f("fk_destruction_list_destroyer2_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_destruction_list_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction_list")),
        sa.UniqueConstraint("number", name=op.f("uq_destruction_list_number")),
    )
    with op.batch_alter_table("destruction_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_destruction_list_appraisal_id"), ["appraisal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_destruction_list_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_destruction_list_destroyer1_id"), ["destroyer1_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_destruction_list_destroyer2_id"), ["destroyer2_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_destruction_list_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_destruction_list_list_title"), ["list_title"], unique=False)
        batch_op.create_index(batch_op.f("ix_destruction_list_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_destruction_list_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_destruction_list_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "four_properties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("handover_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("examined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("conclusion", sa.String(length=200), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("examiner_sign", sa.Text(), nullable=True),
        sa.Column("reviewer_sign", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("open", "signed", "done", "filed", "void", name="fourpropertiesstate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_four_properties_creator_id_staff")),
        sa.ForeignKeyConstraint(["handover_id"], ["archive_handover.id"], name=op.f("fk_four_properties_handover_id_archive_handover")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_four_properties_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_four_properties")),
        sa.UniqueConstraint("number", name=op.f("uq_four_properties_number")),
    )
    with op.batch_alter_table("four_properties", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_four_properties_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_four_properties_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_four_properties_handover_id"), ["handover_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_four_properties_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_four_properties_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_four_properties_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "guard_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guard", sa.String(length=20), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=True),
        sa.Column("note", sa.String(length=100), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("store_room_check_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_room_check_id"], ["store_room_check.id"], name=op.f("fk_guard_check_store_room_check_id_store_room_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guard_check")),
    )
    with op.batch_alter_table("guard_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guard_check_store_room_check_id"), ["store_room_check_id"], unique=False)

    op.create_table(
        "meter_acceptance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("application", sa.String(length=60), nullable=False),
        sa.Column("work_kind", sa.String(length=40), nullable=False),
        sa.Column("connection_no", sa.String(length=40), nullable=False),
        sa.Column("customer_name", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("installer_id", sa.Integer(), nullable=False),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("drawing_on_paper", sa.Boolean(), nullable=False),
        sa.Column("drawing_id", sa.Integer(), nullable=True),
        sa.Column("one_each", sa.Boolean(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("old_returned", sa.Boolean(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("accept_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(length=40), nullable=True),
        sa.Column("rectify", sa.Text(), nullable=True),
        sa.Column("given_up_on", sa.Date(), nullable=True),
        sa.Column("handed_over_on", sa.Date(), nullable=True),
        sa.Column("archive_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("branch_sign", sa.Text(), nullable=True),
        sa.Column("center_sign", sa.Text(), nullable=True),
        sa.Column("installer_sign", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "issued",
                "appointed",
                "checked",
                "repair",
                "passed",
                "cancelled",
                "filed",
                "void",
                name="acceptancestate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["department.id"], name=op.f("fk_meter_acceptance_branch_id_department")),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_meter_acceptance_creator_id_staff")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_meter_acceptance_customer_id_customer")),
        sa.ForeignKeyConstraint(["drawing_id"], ["attachment.id"], name=op.f("fk_meter_acceptance_drawing_id_attachment")),
        sa.ForeignKeyConstraint(["installer_id"], ["department.id"], name=op.f("fk_meter_acceptance_installer_id_department")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_meter_acceptance_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter_acceptance")),
        sa.UniqueConstraint("number", name=op.f("uq_meter_acceptance_number")),
    )
    with op.batch_alter_table("meter_acceptance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meter_acceptance_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_acceptance_application"), ["application"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_acceptance_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_acceptance_connection_no"), ["connection_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_acceptance_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_acceptance_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_acceptance_customer_name"), ["customer_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_acceptance_drawing_id"), ["drawing_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_acceptance_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_acceptance_installer_id"), ["installer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_acceptance_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_acceptance_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_meter_acceptance_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "meter_count_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("caliber", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("book_qty", sa.Integer(), nullable=False),
        sa.Column("actual_qty", sa.Integer(), nullable=True),
        sa.Column("diff", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=100), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("meter_count_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meter_count_id"], ["meter_count.id"], name=op.f("fk_meter_count_row_meter_count_id_meter_count")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter_count_row")),
    )
    with op.batch_alter_table("meter_count_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meter_count_row_meter_count_id"), ["meter_count_id"], unique=False)

    op.create_table(
        "meter_intake_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meter_no", sa.String(length=40), nullable=False),
        sa.Column("caliber", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("maker", sa.String(length=60), nullable=False),
        sa.Column("certificate_no", sa.String(length=40), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("meter_intake_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meter_intake_id"], ["meter_intake.id"], name=op.f("fk_meter_intake_row_meter_intake_id_meter_intake")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter_intake_row")),
    )
    with op.batch_alter_table("meter_intake_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meter_intake_row_meter_intake_id"), ["meter_intake_id"], unique=False)

    op.create_table(
        "meter_purchase_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("caliber", sa.String(length=40), nullable=False),
        sa.Column("model", sa.String(length=40), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("in_stock", sa.Integer(), nullable=False),
        sa.Column("need", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("meter_purchase_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meter_purchase_id"], ["meter_purchase.id"], name=op.f("fk_meter_purchase_item_meter_purchase_id_meter_purchase")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter_purchase_item")),
    )
    with op.batch_alter_table("meter_purchase_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meter_purchase_item_meter_purchase_id"), ["meter_purchase_id"], unique=False)

    op.create_table(
        "returned_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("register", sa.String(length=60), nullable=False),
        sa.Column("paper", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("remarks", sa.String(length=400), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name=op.f("fk_returned_paper_attachment_id_attachment")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_returned_paper_by_id_staff")),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=op.f("fk_returned_paper_scan_id_scan")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_returned_paper_sha256_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returned_paper")),
        sa.UniqueConstraint(
            "register", "paper", "subject_id", "copy", "sha256", name=op.f("uq_returned_paper_register_paper_subject_id_copy_sha256")
        ),
    )
    with op.batch_alter_table("returned_paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_returned_paper_scan_id"), ["scan_id"], unique=False)
        batch_op.create_index("ix_returned_paper_subject", ["register", "subject_id", "paper"], unique=False)

    op.create_table(
        "scan_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("register", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=op.f("fk_scan_page_scan_id_scan")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["staff.id"], name=op.f("fk_scan_page_settled_by_id_staff")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_scan_page_sha256_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_page")),
        sa.UniqueConstraint("scan_id", "place", name=op.f("uq_scan_page_scan_id_place")),
    )
    with op.batch_alter_table("scan_page", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scan_page_sha256"), ["sha256"], unique=False)
        batch_op.create_index("ix_scan_page_state", ["state", "id"], unique=False)

    op.create_table(
        "stock_difference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holding_code", sa.String(length=60), nullable=False),
        sa.Column("holding_title", sa.String(length=200), nullable=False),
        sa.Column("expected_place", sa.String(length=80), nullable=True),
        sa.Column("found_place", sa.String(length=80), nullable=True),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("handled", sa.String(length=100), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stock_take_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["stock_take_id"], ["stock_take.id"], name=op.f("fk_stock_difference_stock_take_id_stock_take")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_difference")),
    )
    with op.batch_alter_table("stock_difference", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_difference_stock_take_id"), ["stock_take_id"], unique=False)

    op.create_table(
        "stock_scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("take_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("register", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_stock_scan_by_id_staff")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_stock_scan_place_id_place")),
        sa.ForeignKeyConstraint(["take_id"], ["stock_take.id"], name=op.f("fk_stock_scan_take_id_stock_take")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_scan")),
    )
    with op.batch_alter_table("stock_scan", schema=None) as batch_op:
        batch_op.create_index("ix_stock_scan_take", ["take_id", "register", "record_id"], unique=False)

    op.create_table(
        "acceptance_household",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household", sa.String(length=60), nullable=False),
        sa.Column("door", sa.String(length=60), nullable=False),
        sa.Column("meter_no", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("meter_acceptance_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meter_acceptance_id"], ["meter_acceptance.id"], name=op.f("fk_acceptance_household_meter_acceptance_id_meter_acceptance")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_household")),
    )
    with op.batch_alter_table("acceptance_household", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_acceptance_household_meter_acceptance_id"), ["meter_acceptance_id"], unique=False)

    op.create_table(
        "accepted_meter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meter_id", sa.Integer(), nullable=False),
        sa.Column("caliber", sa.String(length=40), nullable=False),
        sa.Column("first_reading", sa.Integer(), nullable=False),
        sa.Column("seal_no", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("meter_acceptance_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meter_acceptance_id"], ["meter_acceptance.id"], name=op.f("fk_accepted_meter_meter_acceptance_id_meter_acceptance")
        ),
        sa.ForeignKeyConstraint(["meter_id"], ["meter.id"], name=op.f("fk_accepted_meter_meter_id_meter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accepted_meter")),
    )
    with op.batch_alter_table("accepted_meter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accepted_meter_meter_acceptance_id"), ["meter_acceptance_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_accepted_meter_meter_id"), ["meter_id"], unique=False)

    op.create_table(
        "destruction_list_others",
        sa.Column("destruction_list_id", sa.Integer(), nullable=False),
        sa.Column("others_staff_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["destruction_list_id"], ["destruction_list.id"], name=op.f("fk_destruction_list_others_destruction_list_id_destruction_list")
        ),
        sa.ForeignKeyConstraint(["others_staff_id"], ["staff.id"], name=op.f("fk_destruction_list_others_others_staff_id_staff")),
        sa.PrimaryKeyConstraint("destruction_list_id", "others_staff_id", name=op.f("pk_destruction_list_others")),
    )
    op.create_table(
        "four_properties_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("property_name", sa.String(length=10), nullable=False),
        sa.Column("check_name", sa.String(length=60), nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("wanting", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(length=600), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("four_properties_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["four_properties_id"], ["four_properties.id"], name=op.f("fk_four_properties_row_four_properties_id_four_properties")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_four_properties_row")),
    )
    with op.batch_alter_table("four_properties_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_four_properties_row_four_properties_id"), ["four_properties_id"], unique=False)

    op.create_table(
        "meter_compensation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("source_ref", sa.String(length=60), nullable=True),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("connection_no", sa.String(length=40), nullable=True),
        sa.Column("account_name", sa.String(length=100), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("caliber", sa.String(length=40), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("meter_id", sa.Integer(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reading", sa.Integer(), nullable=True),
        sa.Column("damage_reason", sa.String(length=40), nullable=True),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("compensation", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("arrears_check", sa.String(length=40), nullable=True),
        sa.Column("customer_sign", sa.Text(), nullable=True),
        sa.Column("acceptor_sign", sa.Text(), nullable=True),
        sa.Column("head_opinion", sa.Text(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft", "review", "agreed", "done", "refused", "filed", "void", name="compensationstate", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["department.id"], name=op.f("fk_meter_compensation_branch_id_department")),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_meter_compensation_creator_id_staff")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_meter_compensation_customer_id_customer")),
        sa.ForeignKeyConstraint(["meter_id"], ["meter.id"], name=op.f("fk_meter_compensation_meter_id_meter")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_meter_compensation_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter_compensation")),
        sa.UniqueConstraint("number", name=op.f("uq_meter_compensation_number")),
    )
    with op.batch_alter_table("meter_compensation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meter_compensation_account_name"), ["account_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_compensation_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_compensation_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_compensation_connection_no"), ["connection_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_compensation_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_compensation_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_compensation_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_compensation_meter_id"), ["meter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_compensation_phone"), ["phone"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_compensation_source_ref"), ["source_ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_compensation_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_compensation_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_meter_compensation_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "meter_issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("connection_no", sa.String(length=40), nullable=False),
        sa.Column("caliber", sa.String(length=40), nullable=False),
        sa.Column("receiver_unit_id", sa.Integer(), nullable=False),
        sa.Column("batch_no", sa.String(length=40), nullable=True),
        sa.Column("reserved_on", sa.Date(), nullable=True),
        sa.Column("meter_id", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("receiver_sign", sa.Text(), nullable=True),
        sa.Column("keeper_sign", sa.Text(), nullable=True),
        sa.Column("issue_kind", sa.String(length=40), nullable=False),
        sa.Column("application", sa.String(length=60), nullable=False),
        sa.Column("drawing_ok", sa.Boolean(), nullable=False),
        sa.Column("accept_ref_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.Enum("draft", "issued", "filed", "void", name="issuestate", native_enum=False, length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["accept_ref_id"], ["meter_acceptance.id"], name=op.f("fk_meter_issue_accept_ref_id_meter_acceptance")),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_meter_issue_creator_id_staff")),
        sa.ForeignKeyConstraint(["meter_id"], ["meter.id"], name=op.f("fk_meter_issue_meter_id_meter")),
        sa.ForeignKeyConstraint(["receiver_unit_id"], ["department.id"], name=op.f("fk_meter_issue_receiver_unit_id_department")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_meter_issue_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter_issue")),
        sa.UniqueConstraint("number", name=op.f("uq_meter_issue_number")),
    )
    with op.batch_alter_table("meter_issue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meter_issue_accept_ref_id"), ["accept_ref_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_issue_batch_no"), ["batch_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_issue_connection_no"), ["connection_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_issue_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_issue_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_issue_meter_id"), ["meter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_issue_receiver_unit_id"), ["receiver_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_issue_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_issue_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_meter_issue_application",
            ["application"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )
        batch_op.create_index(
            "uq_meter_issue_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "removal_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("source_ref", sa.String(length=60), nullable=True),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("connection_no", sa.String(length=40), nullable=True),
        sa.Column("account_name", sa.String(length=100), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("caliber", sa.String(length=40), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("meter_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("reading", sa.Integer(), nullable=True),
        sa.Column("old_seal", sa.String(length=40), nullable=True),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("return_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("feedback", sa.Text(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("suspend_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("close_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issuer_sign", sa.Text(), nullable=True),
        sa.Column("remover_sign", sa.Text(), nullable=True),
        sa.Column("branch_sign", sa.Text(), nullable=True),
        sa.Column("keeper_sign", sa.Text(), nullable=True),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "given",
                "removed",
                "handed",
                "suspended",
                "closing",
                "done",
                "cancelled",
                "filed",
                "void",
                name="removalstate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["department.id"], name=op.f("fk_removal_task_branch_id_department")),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_removal_task_creator_id_staff")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_removal_task_customer_id_customer")),
        sa.ForeignKeyConstraint(["meter_id"], ["meter.id"], name=op.f("fk_removal_task_meter_id_meter")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_removal_task_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removal_task")),
        sa.UniqueConstraint("number", name=op.f("uq_removal_task_number")),
    )
    with op.batch_alter_table("removal_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_removal_task_account_name"), ["account_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_removal_task_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_removal_task_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_removal_task_connection_no"), ["connection_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_removal_task_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_removal_task_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_removal_task_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_removal_task_meter_id"), ["meter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_removal_task_phone"), ["phone"], unique=False)
        batch_op.create_index(batch_op.f("ix_removal_task_source_ref"), ["source_ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_removal_task_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_removal_task_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_removal_task_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "swap_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("source_ref", sa.String(length=60), nullable=True),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("connection_no", sa.String(length=40), nullable=True),
        sa.Column("account_name", sa.String(length=100), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("caliber", sa.String(length=40), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("meter_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("new_meter_id", sa.Integer(), nullable=False),
        sa.Column("new_reading", sa.Integer(), nullable=False),
        sa.Column("replacer_id", sa.Integer(), nullable=True),
        sa.Column("replacer_phone", sa.String(length=30), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("old_reading", sa.Integer(), nullable=True),
        sa.Column("seal_ok", sa.Boolean(), nullable=True),
        sa.Column("replacer_sign", sa.Text(), nullable=True),
        sa.Column("user_sign", sa.Text(), nullable=True),
        sa.Column("office_seal", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("draft", "told", "signed", "filed", "void", name="swapnoticestate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["department.id"], name=op.f("fk_swap_notice_branch_id_department")),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_swap_notice_creator_id_staff")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_swap_notice_customer_id_customer")),
        sa.ForeignKeyConstraint(["meter_id"], ["meter.id"], name=op.f("fk_swap_notice_meter_id_meter")),
        sa.ForeignKeyConstraint(["new_meter_id"], ["meter.id"], name=op.f("fk_swap_notice_new_meter_id_meter")),
        sa.ForeignKeyConstraint(["replacer_id"], ["staff.id"], name=op.f("fk_swap_notice_replacer_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_swap_notice_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap_notice")),
        sa.UniqueConstraint("number", name=op.f("uq_swap_notice_number")),
    )
    with op.batch_alter_table("swap_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_swap_notice_account_name"), ["account_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_notice_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_notice_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_notice_connection_no"), ["connection_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_notice_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_notice_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_notice_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_notice_meter_id"), ["meter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_notice_new_meter_id"), ["new_meter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_notice_phone"), ["phone"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_notice_replacer_id"), ["replacer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_notice_source_ref"), ["source_ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_notice_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_notice_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_swap_notice_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "use_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("source_ref", sa.String(length=60), nullable=True),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("connection_no", sa.String(length=40), nullable=True),
        sa.Column("account_name", sa.String(length=100), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("caliber", sa.String(length=40), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("meter_id", sa.Integer(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("change_kind", sa.String(length=40), nullable=False),
        sa.Column("reading", sa.Integer(), nullable=True),
        sa.Column("new_caliber", sa.String(length=40), nullable=True),
        sa.Column("new_count", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("arrears_check", sa.String(length=40), nullable=True),
        sa.Column("customer_sign", sa.Text(), nullable=True),
        sa.Column("acceptor_sign", sa.Text(), nullable=True),
        sa.Column("head_sign", sa.Text(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("branch_sign", sa.Text(), nullable=True),
        sa.Column("center_sign", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "review",
                "building",
                "accepting",
                "done",
                "refused",
                "filed",
                "void",
                name="usechangestate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["department.id"], name=op.f("fk_use_change_branch_id_department")),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_use_change_creator_id_staff")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_use_change_customer_id_customer")),
        sa.ForeignKeyConstraint(["meter_id"], ["meter.id"], name=op.f("fk_use_change_meter_id_meter")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_use_change_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_use_change")),
        sa.UniqueConstraint("number", name=op.f("uq_use_change_number")),
    )
    with op.batch_alter_table("use_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_use_change_account_name"), ["account_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_use_change_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_use_change_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_use_change_connection_no"), ["connection_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_use_change_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_use_change_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_use_change_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_use_change_meter_id"), ["meter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_use_change_phone"), ["phone"], unique=False)
        batch_op.create_index(batch_op.f("ix_use_change_source_ref"), ["source_ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_use_change_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_use_change_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_use_change_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "change_issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("connection_no", sa.String(length=40), nullable=False),
        sa.Column("caliber", sa.String(length=40), nullable=False),
        sa.Column("receiver_unit_id", sa.Integer(), nullable=False),
        sa.Column("batch_no", sa.String(length=40), nullable=True),
        sa.Column("reserved_on", sa.Date(), nullable=True),
        sa.Column("meter_id", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("receiver_sign", sa.Text(), nullable=True),
        sa.Column("keeper_sign", sa.Text(), nullable=True),
        sa.Column("issue_kind", sa.String(length=40), nullable=False),
        sa.Column("application", sa.String(length=60), nullable=True),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.Column("compensation_id", sa.Integer(), nullable=True),
        sa.Column("accept_ref_id", sa.Integer(), nullable=True),
        sa.Column("old_meter_id", sa.Integer(), nullable=True),
        sa.Column("old_reading", sa.Integer(), nullable=True),
        sa.Column("old_returned_on", sa.Date(), nullable=True),
        sa.Column("installed_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("seal_no", sa.String(length=40), nullable=True),
        sa.Column("first_reading", sa.Integer(), nullable=True),
        sa.Column(
            "status", sa.Enum("draft", "out", "done", "filed", "void", name="changestate", native_enum=False, length=20), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["accept_ref_id"], ["meter_acceptance.id"], name=op.f("fk_change_issue_accept_ref_id_meter_acceptance")),
        sa.ForeignKeyConstraint(["change_id"], ["use_change.id"], name=op.f("fk_change_issue_change_id_use_change")),
        sa.ForeignKeyConstraint(
            ["compensation_id"], ["meter_compensation.id"], name=op.f("fk_change_issue_compensation_id_meter_compensation")
        ),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_change_issue_creator_id_staff")),
        sa.ForeignKeyConstraint(["meter_id"], ["meter.id"], name=op.f("fk_change_issue_meter_id_meter")),
        sa.ForeignKeyConstraint(["old_meter_id"], ["meter.id"], name=op.f("fk_change_issue_old_meter_id_meter")),
        sa.ForeignKeyConstraint(["receiver_unit_id"], ["department.id"], name=op.f("fk_change_issue_receiver_unit_id_department")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_change_issue_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_issue")),
        sa.UniqueConstraint("number", name=op.f("uq_change_issue_number")),
    )
    with op.batch_alter_table("change_issue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_issue_accept_ref_id"), ["accept_ref_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_issue_batch_no"), ["batch_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_issue_change_id"), ["change_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_issue_compensation_id"), ["compensation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_issue_connection_no"), ["connection_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_issue_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_issue_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_issue_meter_id"), ["meter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_issue_old_meter_id"), ["old_meter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_issue_receiver_unit_id"), ["receiver_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_issue_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_issue_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_change_issue_application",
            ["application"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )
        batch_op.create_index(
            "uq_change_issue_change",
            ["change_id"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )
        batch_op.create_index(
            "uq_change_issue_compensation",
            ["compensation_id"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )
        batch_op.create_index(
            "uq_change_issue_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "appraisal_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("volume_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("holding_code", sa.String(length=200), nullable=True),
        sa.Column("holding_title", sa.String(length=200), nullable=True),
        sa.Column("term", sa.String(length=200), nullable=True),
        sa.Column("kept_years", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("extend_to", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("appraisal_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["appraisal_id"], ["appraisal.id"], name=op.f("fk_appraisal_row_appraisal_id_appraisal")),
        sa.ForeignKeyConstraint(["item_id"], ["archived_item.id"], name=op.f("fk_appraisal_row_item_id_archived_item")),
        sa.ForeignKeyConstraint(["volume_id"], ["meter_volume.id"], name=op.f("fk_appraisal_row_volume_id_meter_volume")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_row")),
    )
    with op.batch_alter_table("appraisal_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appraisal_row_appraisal_id"), ["appraisal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appraisal_row_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appraisal_row_volume_id"), ["volume_id"], unique=False)

    op.create_table(
        "archive_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("source_ref", sa.String(length=60), nullable=True),
        sa.Column("volume_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("holding_code", sa.String(length=200), nullable=True),
        sa.Column("holding_title", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=True),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("begun_by_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("release_note", sa.Text(), nullable=True),
        sa.Column("release_sign", sa.Text(), nullable=True),
        sa.Column("status", sa.Enum("held", "released", "filed", "void", name="holdstate", native_enum=False, length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["begun_by_id"], ["staff.id"], name=op.f("fk_archive_hold_begun_by_id_staff")),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_archive_hold_creator_id_staff")),
        sa.ForeignKeyConstraint(["item_id"], ["archived_item.id"], name=op.f("fk_archive_hold_item_id_archived_item")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_archive_hold_unit_id_department")),
        sa.ForeignKeyConstraint(["volume_id"], ["meter_volume.id"], name=op.f("fk_archive_hold_volume_id_meter_volume")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_hold")),
        sa.UniqueConstraint("number", name=op.f("uq_archive_hold_number")),
    )
    with op.batch_alter_table("archive_hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_archive_hold_begun_by_id"), ["begun_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_hold_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_hold_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_hold_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_hold_source_ref"), ["source_ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_hold_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_hold_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_hold_volume_id"), ["volume_id"], unique=False)
        batch_op.create_index(
            "uq_archive_hold_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "archive_loan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("volume_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("holding_code", sa.String(length=200), nullable=True),
        sa.Column("holding_title", sa.String(length=200), nullable=True),
        sa.Column("secrecy", sa.String(length=200), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("borrower_id", sa.Integer(), nullable=False),
        sa.Column("borrower_dept_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("to_leader", sa.Boolean(), nullable=True),
        sa.Column("approver_sign", sa.Text(), nullable=True),
        sa.Column("borrowed_on", sa.Date(), nullable=True),
        sa.Column("borrower_sign", sa.Text(), nullable=True),
        sa.Column("renewed_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pages_back", sa.Integer(), nullable=True),
        sa.Column("return_check", sa.String(length=40), nullable=True),
        sa.Column("return_note", sa.Text(), nullable=True),
        sa.Column("keeper_sign", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("asked", "agreed", "lent", "done", "refused", "filed", "void", name="loanstate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["borrower_dept_id"], ["department.id"], name=op.f("fk_archive_loan_borrower_dept_id_department")),
        sa.ForeignKeyConstraint(["borrower_id"], ["staff.id"], name=op.f("fk_archive_loan_borrower_id_staff")),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_archive_loan_creator_id_staff")),
        sa.ForeignKeyConstraint(["item_id"], ["archived_item.id"], name=op.f("fk_archive_loan_item_id_archived_item")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_archive_loan_unit_id_department")),
        sa.ForeignKeyConstraint(["volume_id"], ["meter_volume.id"], name=op.f("fk_archive_loan_volume_id_meter_volume")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_loan")),
        sa.UniqueConstraint("number", name=op.f("uq_archive_loan_number")),
    )
    with op.batch_alter_table("archive_loan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_archive_loan_borrower_dept_id"), ["borrower_dept_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_loan_borrower_id"), ["borrower_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_loan_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_loan_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_loan_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_loan_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_loan_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_loan_volume_id"), ["volume_id"], unique=False)
        batch_op.create_index(
            "uq_archive_loan_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "closing_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("source_ref", sa.String(length=60), nullable=True),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("connection_no", sa.String(length=40), nullable=True),
        sa.Column("account_name", sa.String(length=100), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("caliber", sa.String(length=40), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("meter_id", sa.Integer(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reading", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id_no", sa.String(length=18), nullable=True),
        sa.Column("cleared", sa.Boolean(), nullable=True),
        sa.Column("old_card", sa.Boolean(), nullable=True),
        sa.Column("customer_sign", sa.Text(), nullable=True),
        sa.Column("acceptor_sign", sa.Text(), nullable=True),
        sa.Column("head_opinion", sa.Text(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "review",
                "agreed",
                "removing",
                "done",
                "refused",
                "filed",
                "void",
                name="closingstate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["department.id"], name=op.f("fk_closing_request_branch_id_department")),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_closing_request_creator_id_staff")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_closing_request_customer_id_customer")),
        sa.ForeignKeyConstraint(["meter_id"], ["meter.id"], name=op.f("fk_closing_request_meter_id_meter")),
        sa.ForeignKeyConstraint(["task_id"], ["removal_task.id"], name=op.f("fk_closing_request_task_id_removal_task")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_closing_request_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing_request")),
        sa.UniqueConstraint("number", name=op.f("uq_closing_request_number")),
    )
    with op.batch_alter_table("closing_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closing_request_account_name"), ["account_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_closing_request_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_closing_request_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_closing_request_connection_no"), ["connection_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_closing_request_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_closing_request_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_closing_request_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_closing_request_meter_id"), ["meter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_closing_request_phone"), ["phone"], unique=False)
        batch_op.create_index(batch_op.f("ix_closing_request_source_ref"), ["source_ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_closing_request_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_closing_request_task_id"), ["task_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_closing_request_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_closing_request_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "destruction_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("volume_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("holding_code", sa.String(length=200), nullable=True),
        sa.Column("holding_title", sa.String(length=200), nullable=True),
        sa.Column("term", sa.String(length=200), nullable=True),
        sa.Column("doc_no", sa.String(length=60), nullable=True),
        sa.Column("author", sa.String(length=100), nullable=True),
        sa.Column("formed_in", sa.String(length=20), nullable=True),
        sa.Column("kept_years", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("note", sa.String(length=100), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("destruction_list_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["destruction_list_id"], ["destruction_list.id"], name=op.f("fk_destruction_row_destruction_list_id_destruction_list")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["archived_item.id"], name=op.f("fk_destruction_row_item_id_archived_item")),
        sa.ForeignKeyConstraint(["volume_id"], ["meter_volume.id"], name=op.f("fk_destruction_row_volume_id_meter_volume")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction_row")),
    )
    with op.batch_alter_table("destruction_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_destruction_row_destruction_list_id"), ["destruction_list_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_destruction_row_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_destruction_row_volume_id"), ["volume_id"], unique=False)

    op.create_table(
        "handover_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("volume_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("holding_code", sa.String(length=200), nullable=True),
        sa.Column("holding_title", sa.String(length=200), nullable=True),
        sa.Column("term", sa.String(length=200), nullable=True),
        sa.Column("quantity_note", sa.String(length=40), nullable=True),
        sa.Column("media", sa.String(length=40), nullable=True),
        sa.Column("count_result", sa.String(length=40), nullable=True),
        sa.Column("count_note", sa.String(length=200), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archive_handover_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["archive_handover_id"], ["archive_handover.id"], name=op.f("fk_handover_row_archive_handover_id_archive_handover")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["archived_item.id"], name=op.f("fk_handover_row_item_id_archived_item")),
        sa.ForeignKeyConstraint(["volume_id"], ["meter_volume.id"], name=op.f("fk_handover_row_volume_id_meter_volume")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_row")),
    )
    with op.batch_alter_table("handover_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_row_archive_handover_id"), ["archive_handover_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_row_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_row_volume_id"), ["volume_id"], unique=False)

    op.create_table(
        "meter_swap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("source_ref", sa.String(length=60), nullable=True),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("connection_no", sa.String(length=40), nullable=True),
        sa.Column("account_name", sa.String(length=100), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("caliber", sa.String(length=40), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("meter_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("card_reading", sa.Integer(), nullable=True),
        sa.Column("zone", sa.String(length=40), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replacer_id", sa.Integer(), nullable=True),
        sa.Column("branch_head_sign", sa.Text(), nullable=True),
        sa.Column("center_head_sign", sa.Text(), nullable=True),
        sa.Column("new_meter_id", sa.Integer(), nullable=True),
        sa.Column("new_reading", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("prev_returned", sa.Boolean(), nullable=True),
        sa.Column("notice_ref_id", sa.Integer(), nullable=True),
        sa.Column("old_reading", sa.Integer(), nullable=True),
        sa.Column("reading_agrees", sa.Boolean(), nullable=True),
        sa.Column("old_seal", sa.String(length=40), nullable=True),
        sa.Column("stopped_why", sa.Text(), nullable=True),
        sa.Column("settlement", sa.Text(), nullable=True),
        sa.Column("new_seal", sa.String(length=40), nullable=True),
        sa.Column("direction_ok", sa.Boolean(), nullable=True),
        sa.Column("replaced_on", sa.Date(), nullable=True),
        sa.Column("replacer_sign", sa.Text(), nullable=True),
        sa.Column("user_sign", sa.Text(), nullable=True),
        sa.Column("old_returned_on", sa.Date(), nullable=True),
        sa.Column("damaged", sa.Boolean(), nullable=True),
        sa.Column("compensation_id", sa.Integer(), nullable=True),
        sa.Column("swap_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_on_system", sa.Date(), nullable=True),
        sa.Column("entry_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "approving",
                "signed",
                "issued",
                "stopped",
                "changed",
                "returned",
                "done",
                "cancelled",
                "filed",
                "void",
                name="swapstate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["department.id"], name=op.f("fk_meter_swap_branch_id_department")),
        sa.ForeignKeyConstraint(
            ["compensation_id"], ["meter_compensation.id"], name=op.f("fk_meter_swap_compensation_id_meter_compensation")
        ),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_meter_swap_creator_id_staff")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_meter_swap_customer_id_customer")),
        sa.ForeignKeyConstraint(["meter_id"], ["meter.id"], name=op.f("fk_meter_swap_meter_id_meter")),
        sa.ForeignKeyConstraint(["new_meter_id"], ["meter.id"], name=op.f("fk_meter_swap_new_meter_id_meter")),
        sa.ForeignKeyConstraint(["notice_ref_id"], ["swap_notice.id"], name=op.f("fk_meter_swap_notice_ref_id_swap_notice")),
        sa.ForeignKeyConstraint(["replacer_id"], ["staff.id"], name=op.f("fk_meter_swap_replacer_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_meter_swap_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter_swap")),
        sa.UniqueConstraint("number", name=op.f("uq_meter_swap_number")),
    )
    with op.batch_alter_table("meter_swap", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meter_swap_account_name"), ["account_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_swap_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_swap_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_swap_compensation_id"), ["compensation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_swap_connection_no"), ["connection_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_swap_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_swap_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_swap_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_swap_meter_id"), ["meter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_swap_new_meter_id"), ["new_meter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_swap_notice_ref_id"), ["notice_ref_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_swap_phone"), ["phone"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_swap_replacer_id"), ["replacer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_swap_source_ref"), ["source_ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_swap_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_swap_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_meter_swap_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "meter_test",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("source_ref", sa.String(length=60), nullable=True),
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("connection_no", sa.String(length=40), nullable=True),
        sa.Column("account_name", sa.String(length=100), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("caliber", sa.String(length=40), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("meter_id", sa.Integer(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("complaint_ref_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("customer_sign", sa.Text(), nullable=True),
        sa.Column("reading", sa.Integer(), nullable=True),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("remover_id", sa.Integer(), nullable=True),
        sa.Column("remover_sign", sa.Text(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("verify_org", sa.String(length=60), nullable=True),
        sa.Column("report_no", sa.String(length=60), nullable=True),
        sa.Column("result", sa.String(length=40), nullable=True),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("refitted_on", sa.Date(), nullable=True),
        sa.Column("refitted_seal", sa.String(length=40), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("draft", "sent", "reported", "told", "done", "filed", "void", name="meterteststate", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["department.id"], name=op.f("fk_meter_test_branch_id_department")),
        sa.ForeignKeyConstraint(["complaint_ref_id"], ["complaint.id"], name=op.f("fk_meter_test_complaint_ref_id_complaint")),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_meter_test_creator_id_staff")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_meter_test_customer_id_customer")),
        sa.ForeignKeyConstraint(["meter_id"], ["meter.id"], name=op.f("fk_meter_test_meter_id_meter")),
        sa.ForeignKeyConstraint(["remover_id"], ["staff.id"], name=op.f("fk_meter_test_remover_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_meter_test_unit_id_department")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter_test")),
        sa.UniqueConstraint("number", name=op.f("uq_meter_test_number")),
    )
    with op.batch_alter_table("meter_test", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meter_test_account_name"), ["account_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_test_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_test_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_test_complaint_ref_id"), ["complaint_ref_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_test_connection_no"), ["connection_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_test_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_test_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_test_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_test_meter_id"), ["meter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_test_phone"), ["phone"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_test_remover_id"), ["remover_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_test_source_ref"), ["source_ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_test_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_test_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_meter_test_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "paper_receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("former_number", sa.String(length=60), nullable=True),
        sa.Column("creator_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("late_reason", sa.String(length=200), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.Column("archival_code", sa.String(length=60), nullable=True),
        sa.Column("source_ref", sa.String(length=60), nullable=True),
        sa.Column("file_no", sa.String(length=60), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("author_name", sa.String(length=200), nullable=True),
        sa.Column("paper_title", sa.String(length=200), nullable=False),
        sa.Column("paper_kind", sa.String(length=40), nullable=False),
        sa.Column("connection_no", sa.String(length=40), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=False),
        sa.Column("archive_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("doc_date", sa.String(length=8), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("volume_id", sa.Integer(), nullable=True),
        sa.Column("volume_code", sa.String(length=200), nullable=True),
        sa.Column("from_sign", sa.Text(), nullable=True),
        sa.Column("to_sign", sa.Text(), nullable=True),
        sa.Column("status", sa.Enum("due", "received", "filed", "void", name="receiptstate", native_enum=False, length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("print_count", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["department.id"], name=op.f("fk_paper_receipt_author_id_department")),
        sa.ForeignKeyConstraint(["creator_id"], ["staff.id"], name=op.f("fk_paper_receipt_creator_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["department.id"], name=op.f("fk_paper_receipt_unit_id_department")),
        sa.ForeignKeyConstraint(["volume_id"], ["meter_volume.id"], name=op.f("fk_paper_receipt_volume_id_meter_volume")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_receipt")),
        sa.UniqueConstraint("number", name=op.f("uq_paper_receipt_number")),
    )
    with op.batch_alter_table("paper_receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_receipt_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_receipt_connection_no"), ["connection_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_receipt_creator_id"), ["creator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_receipt_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_receipt_file_no"), ["file_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_receipt_paper_title"), ["paper_title"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_receipt_source_ref"), ["source_ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_receipt_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_receipt_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_receipt_volume_id"), ["volume_id"], unique=False)
        batch_op.create_index(
            "uq_paper_receipt_former_number",
            ["former_number"],
            unique=True,
            sqlite_where=sa.text("status != 'void'"),
            postgresql_where=sa.text("status != 'void'"),
        )

    op.create_table(
        "swap_check_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("connection_no", sa.String(length=40), nullable=True),
        sa.Column("account_name", sa.String(length=100), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("caliber", sa.String(length=40), nullable=True),
        sa.Column("meter_id", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(length=40), nullable=False),
        sa.Column("reading", sa.Integer(), nullable=False),
        sa.Column("recent_usage", sa.String(length=60), nullable=True),
        sa.Column("replacer_id", sa.Integer(), nullable=True),
        sa.Column("check_result", sa.String(length=40), nullable=True),
        sa.Column("check_note", sa.String(length=100), nullable=True),
        sa.Column("swap_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("swap_check_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_swap_check_row_customer_id_customer")),
        sa.ForeignKeyConstraint(["meter_id"], ["meter.id"], name=op.f("fk_swap_check_row_meter_id_meter")),
        sa.ForeignKeyConstraint(["replacer_id"], ["staff.id"], name=op.f("fk_swap_check_row_replacer_id_staff")),
        sa.ForeignKeyConstraint(["swap_check_id"], ["swap_check.id"], name=op.f("fk_swap_check_row_swap_check_id_swap_check")),
        sa.ForeignKeyConstraint(["swap_id"], ["meter_swap.id"], name=op.f("fk_swap_check_row_swap_id_meter_swap")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap_check_row")),
    )
    with op.batch_alter_table("swap_check_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_swap_check_row_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_check_row_meter_id"), ["meter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_check_row_replacer_id"), ["replacer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_check_row_swap_check_id"), ["swap_check_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_check_row_swap_id"), ["swap_id"], unique=False)

    op.create_table(
        "swap_plan_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meter_id", sa.Integer(), nullable=False),
        sa.Column("caliber", sa.String(length=40), nullable=False),
        sa.Column("connection_no", sa.String(length=40), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("replacer_id", sa.Integer(), nullable=True),
        sa.Column("swap_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("swap_plan_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_swap_plan_row_customer_id_customer")),
        sa.ForeignKeyConstraint(["meter_id"], ["meter.id"], name=op.f("fk_swap_plan_row_meter_id_meter")),
        sa.ForeignKeyConstraint(["replacer_id"], ["staff.id"], name=op.f("fk_swap_plan_row_replacer_id_staff")),
        sa.ForeignKeyConstraint(["swap_id"], ["meter_swap.id"], name=op.f("fk_swap_plan_row_swap_id_meter_swap")),
        sa.ForeignKeyConstraint(["swap_plan_id"], ["swap_plan.id"], name=op.f("fk_swap_plan_row_swap_plan_id_swap_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap_plan_row")),
    )
    with op.batch_alter_table("swap_plan_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_swap_plan_row_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_plan_row_meter_id"), ["meter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_plan_row_replacer_id"), ["replacer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_plan_row_swap_id"), ["swap_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_swap_plan_row_swap_plan_id"), ["swap_plan_id"], unique=False)

    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.add_column(sa.Column("archive_code", sa.String(length=6), nullable=True))

    with op.batch_alter_table("meter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("branch_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("certificate_no", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("source_ref", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("expires_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("issued_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("first_reading", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("last_reading", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("returned_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("keep_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("scrapped_on", sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f("ix_meter_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meter_source_ref"), ["source_ref"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_meter_branch_id_department"), "department", ["branch_id"], ["id"])

    with op.batch_alter_table("meter_paper", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source_ref", sa.String(length=60), nullable=True))
        batch_op.create_index(batch_op.f("ix_meter_paper_source_ref"), ["source_ref"], unique=False)

    with op.batch_alter_table("meter_volume", schema=None) as batch_op:
        batch_op.add_column(sa.Column("items", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("place_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("secrecy", sa.String(length=40), nullable=False, server_default="none"))
        batch_op.add_column(sa.Column("cross_ref", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("arranger_sign", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("checker_sign", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("condition", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_meter_volume_place_id"), ["place_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_meter_volume_place_id_place"), "place", ["place_id"], ["id"])
    protect(op.get_bind().dialect.name)
    know_old_codes(op.get_bind())
    protect(op.get_bind().dialect.name)
    know_old_codes(op.get_bind())


def downgrade() -> None:
    with op.batch_alter_table("meter_volume", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_meter_volume_place_id_place"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_meter_volume_place_id"))
        batch_op.drop_column("destroyed_at")
        batch_op.drop_column("condition")
        batch_op.drop_column("checker_sign")
        batch_op.drop_column("arranger_sign")
        batch_op.drop_column("cross_ref")
        batch_op.drop_column("secrecy")
        batch_op.drop_column("place_id")
        batch_op.drop_column("items")

    with op.batch_alter_table("meter_paper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meter_paper_source_ref"))
        batch_op.drop_column("source_ref")

    with op.batch_alter_table("meter", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_meter_branch_id_department"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_meter_source_ref"))
        batch_op.drop_index(batch_op.f("ix_meter_branch_id"))
        batch_op.drop_column("scrapped_on")
        batch_op.drop_column("keep_until")
        batch_op.drop_column("returned_on")
        batch_op.drop_column("last_reading")
        batch_op.drop_column("first_reading")
        batch_op.drop_column("issued_on")
        batch_op.drop_column("expires_on")
        batch_op.drop_column("source_ref")
        batch_op.drop_column("certificate_no")
        batch_op.drop_column("branch_id")

    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.drop_column("archive_code")

    with op.batch_alter_table("swap_plan_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_swap_plan_row_swap_plan_id"))
        batch_op.drop_index(batch_op.f("ix_swap_plan_row_swap_id"))
        batch_op.drop_index(batch_op.f("ix_swap_plan_row_replacer_id"))
        batch_op.drop_index(batch_op.f("ix_swap_plan_row_meter_id"))
        batch_op.drop_index(batch_op.f("ix_swap_plan_row_customer_id"))

    op.drop_table("swap_plan_row")
    with op.batch_alter_table("swap_check_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_swap_check_row_swap_id"))
        batch_op.drop_index(batch_op.f("ix_swap_check_row_swap_check_id"))
        batch_op.drop_index(batch_op.f("ix_swap_check_row_replacer_id"))
        batch_op.drop_index(batch_op.f("ix_swap_check_row_meter_id"))
        batch_op.drop_index(batch_op.f("ix_swap_check_row_customer_id"))

    op.drop_table("swap_check_row")
    with op.batch_alter_table("paper_receipt", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_paper_receipt_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_paper_receipt_volume_id"))
        batch_op.drop_index(batch_op.f("ix_paper_receipt_unit_id"))
        batch_op.drop_index(batch_op.f("ix_paper_receipt_status"))
        batch_op.drop_index(batch_op.f("ix_paper_receipt_source_ref"))
        batch_op.drop_index(batch_op.f("ix_paper_receipt_paper_title"))
        batch_op.drop_index(batch_op.f("ix_paper_receipt_file_no"))
        batch_op.drop_index(batch_op.f("ix_paper_receipt_due_at"))
        batch_op.drop_index(batch_op.f("ix_paper_receipt_creator_id"))
        batch_op.drop_index(batch_op.f("ix_paper_receipt_connection_no"))
        batch_op.drop_index(batch_op.f("ix_paper_receipt_author_id"))

    op.drop_table("paper_receipt")
    with op.batch_alter_table("meter_test", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_meter_test_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_meter_test_unit_id"))
        batch_op.drop_index(batch_op.f("ix_meter_test_status"))
        batch_op.drop_index(batch_op.f("ix_meter_test_source_ref"))
        batch_op.drop_index(batch_op.f("ix_meter_test_remover_id"))
        batch_op.drop_index(batch_op.f("ix_meter_test_phone"))
        batch_op.drop_index(batch_op.f("ix_meter_test_meter_id"))
        batch_op.drop_index(batch_op.f("ix_meter_test_due_at"))
        batch_op.drop_index(batch_op.f("ix_meter_test_customer_id"))
        batch_op.drop_index(batch_op.f("ix_meter_test_creator_id"))
        batch_op.drop_index(batch_op.f("ix_meter_test_connection_no"))
        batch_op.drop_index(batch_op.f("ix_meter_test_complaint_ref_id"))
        batch_op.drop_index(batch_op.f("ix_meter_test_branch_id"))
        batch_op.drop_index(batch_op.f("ix_meter_test_address"))
        batch_op.drop_index(batch_op.f("ix_meter_test_account_name"))

    op.drop_table("meter_test")
    with op.batch_alter_table("meter_swap", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_meter_swap_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_meter_swap_unit_id"))
        batch_op.drop_index(batch_op.f("ix_meter_swap_status"))
        batch_op.drop_index(batch_op.f("ix_meter_swap_source_ref"))
        batch_op.drop_index(batch_op.f("ix_meter_swap_replacer_id"))
        batch_op.drop_index(batch_op.f("ix_meter_swap_phone"))
        batch_op.drop_index(batch_op.f("ix_meter_swap_notice_ref_id"))
        batch_op.drop_index(batch_op.f("ix_meter_swap_new_meter_id"))
        batch_op.drop_index(batch_op.f("ix_meter_swap_meter_id"))
        batch_op.drop_index(batch_op.f("ix_meter_swap_due_at"))
        batch_op.drop_index(batch_op.f("ix_meter_swap_customer_id"))
        batch_op.drop_index(batch_op.f("ix_meter_swap_creator_id"))
        batch_op.drop_index(batch_op.f("ix_meter_swap_connection_no"))
        batch_op.drop_index(batch_op.f("ix_meter_swap_compensation_id"))
        batch_op.drop_index(batch_op.f("ix_meter_swap_branch_id"))
        batch_op.drop_index(batch_op.f("ix_meter_swap_address"))
        batch_op.drop_index(batch_op.f("ix_meter_swap_account_name"))

    op.drop_table("meter_swap")
    with op.batch_alter_table("handover_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handover_row_volume_id"))
        batch_op.drop_index(batch_op.f("ix_handover_row_item_id"))
        batch_op.drop_index(batch_op.f("ix_handover_row_archive_handover_id"))

    op.drop_table("handover_row")
    with op.batch_alter_table("destruction_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_destruction_row_volume_id"))
        batch_op.drop_index(batch_op.f("ix_destruction_row_item_id"))
        batch_op.drop_index(batch_op.f("ix_destruction_row_destruction_list_id"))

    op.drop_table("destruction_row")
    with op.batch_alter_table("closing_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_closing_request_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_closing_request_unit_id"))
        batch_op.drop_index(batch_op.f("ix_closing_request_task_id"))
        batch_op.drop_index(batch_op.f("ix_closing_request_status"))
        batch_op.drop_index(batch_op.f("ix_closing_request_source_ref"))
        batch_op.drop_index(batch_op.f("ix_closing_request_phone"))
        batch_op.drop_index(batch_op.f("ix_closing_request_meter_id"))
        batch_op.drop_index(batch_op.f("ix_closing_request_due_at"))
        batch_op.drop_index(batch_op.f("ix_closing_request_customer_id"))
        batch_op.drop_index(batch_op.f("ix_closing_request_creator_id"))
        batch_op.drop_index(batch_op.f("ix_closing_request_connection_no"))
        batch_op.drop_index(batch_op.f("ix_closing_request_branch_id"))
        batch_op.drop_index(batch_op.f("ix_closing_request_address"))
        batch_op.drop_index(batch_op.f("ix_closing_request_account_name"))

    op.drop_table("closing_request")
    with op.batch_alter_table("archive_loan", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_archive_loan_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_archive_loan_volume_id"))
        batch_op.drop_index(batch_op.f("ix_archive_loan_unit_id"))
        batch_op.drop_index(batch_op.f("ix_archive_loan_status"))
        batch_op.drop_index(batch_op.f("ix_archive_loan_item_id"))
        batch_op.drop_index(batch_op.f("ix_archive_loan_due_at"))
        batch_op.drop_index(batch_op.f("ix_archive_loan_creator_id"))
        batch_op.drop_index(batch_op.f("ix_archive_loan_borrower_id"))
        batch_op.drop_index(batch_op.f("ix_archive_loan_borrower_dept_id"))

    op.drop_table("archive_loan")
    with op.batch_alter_table("archive_hold", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_archive_hold_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_archive_hold_volume_id"))
        batch_op.drop_index(batch_op.f("ix_archive_hold_unit_id"))
        batch_op.drop_index(batch_op.f("ix_archive_hold_status"))
        batch_op.drop_index(batch_op.f("ix_archive_hold_source_ref"))
        batch_op.drop_index(batch_op.f("ix_archive_hold_item_id"))
        batch_op.drop_index(batch_op.f("ix_archive_hold_due_at"))
        batch_op.drop_index(batch_op.f("ix_archive_hold_creator_id"))
        batch_op.drop_index(batch_op.f("ix_archive_hold_begun_by_id"))

    op.drop_table("archive_hold")
    with op.batch_alter_table("appraisal_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appraisal_row_volume_id"))
        batch_op.drop_index(batch_op.f("ix_appraisal_row_item_id"))
        batch_op.drop_index(batch_op.f("ix_appraisal_row_appraisal_id"))

    op.drop_table("appraisal_row")
    with op.batch_alter_table("change_issue", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_change_issue_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(
            "uq_change_issue_compensation", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(
            "uq_change_issue_change", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(
            "uq_change_issue_application", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_change_issue_unit_id"))
        batch_op.drop_index(batch_op.f("ix_change_issue_status"))
        batch_op.drop_index(batch_op.f("ix_change_issue_receiver_unit_id"))
        batch_op.drop_index(batch_op.f("ix_change_issue_old_meter_id"))
        batch_op.drop_index(batch_op.f("ix_change_issue_meter_id"))
        batch_op.drop_index(batch_op.f("ix_change_issue_due_at"))
        batch_op.drop_index(batch_op.f("ix_change_issue_creator_id"))
        batch_op.drop_index(batch_op.f("ix_change_issue_connection_no"))
        batch_op.drop_index(batch_op.f("ix_change_issue_compensation_id"))
        batch_op.drop_index(batch_op.f("ix_change_issue_change_id"))
        batch_op.drop_index(batch_op.f("ix_change_issue_batch_no"))
        batch_op.drop_index(batch_op.f("ix_change_issue_accept_ref_id"))

    op.drop_table("change_issue")

    with op.batch_alter_table("use_change", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_use_change_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_use_change_unit_id"))
        batch_op.drop_index(batch_op.f("ix_use_change_status"))
        batch_op.drop_index(batch_op.f("ix_use_change_source_ref"))
        batch_op.drop_index(batch_op.f("ix_use_change_phone"))
        batch_op.drop_index(batch_op.f("ix_use_change_meter_id"))
        batch_op.drop_index(batch_op.f("ix_use_change_due_at"))
        batch_op.drop_index(batch_op.f("ix_use_change_customer_id"))
        batch_op.drop_index(batch_op.f("ix_use_change_creator_id"))
        batch_op.drop_index(batch_op.f("ix_use_change_connection_no"))
        batch_op.drop_index(batch_op.f("ix_use_change_branch_id"))
        batch_op.drop_index(batch_op.f("ix_use_change_address"))
        batch_op.drop_index(batch_op.f("ix_use_change_account_name"))

    op.drop_table("use_change")
    with op.batch_alter_table("swap_notice", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_swap_notice_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_swap_notice_unit_id"))
        batch_op.drop_index(batch_op.f("ix_swap_notice_status"))
        batch_op.drop_index(batch_op.f("ix_swap_notice_source_ref"))
        batch_op.drop_index(batch_op.f("ix_swap_notice_replacer_id"))
        batch_op.drop_index(batch_op.f("ix_swap_notice_phone"))
        batch_op.drop_index(batch_op.f("ix_swap_notice_new_meter_id"))
        batch_op.drop_index(batch_op.f("ix_swap_notice_meter_id"))
        batch_op.drop_index(batch_op.f("ix_swap_notice_due_at"))
        batch_op.drop_index(batch_op.f("ix_swap_notice_customer_id"))
        batch_op.drop_index(batch_op.f("ix_swap_notice_creator_id"))
        batch_op.drop_index(batch_op.f("ix_swap_notice_connection_no"))
        batch_op.drop_index(batch_op.f("ix_swap_notice_branch_id"))
        batch_op.drop_index(batch_op.f("ix_swap_notice_address"))
        batch_op.drop_index(batch_op.f("ix_swap_notice_account_name"))

    op.drop_table("swap_notice")
    with op.batch_alter_table("removal_task", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_removal_task_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_removal_task_unit_id"))
        batch_op.drop_index(batch_op.f("ix_removal_task_status"))
        batch_op.drop_index(batch_op.f("ix_removal_task_source_ref"))
        batch_op.drop_index(batch_op.f("ix_removal_task_phone"))
        batch_op.drop_index(batch_op.f("ix_removal_task_meter_id"))
        batch_op.drop_index(batch_op.f("ix_removal_task_due_at"))
        batch_op.drop_index(batch_op.f("ix_removal_task_customer_id"))
        batch_op.drop_index(batch_op.f("ix_removal_task_creator_id"))
        batch_op.drop_index(batch_op.f("ix_removal_task_connection_no"))
        batch_op.drop_index(batch_op.f("ix_removal_task_branch_id"))
        batch_op.drop_index(batch_op.f("ix_removal_task_address"))
        batch_op.drop_index(batch_op.f("ix_removal_task_account_name"))

    op.drop_table("removal_task")
    with op.batch_alter_table("meter_issue", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_meter_issue_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(
            "uq_meter_issue_application", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_meter_issue_unit_id"))
        batch_op.drop_index(batch_op.f("ix_meter_issue_status"))
        batch_op.drop_index(batch_op.f("ix_meter_issue_receiver_unit_id"))
        batch_op.drop_index(batch_op.f("ix_meter_issue_meter_id"))
        batch_op.drop_index(batch_op.f("ix_meter_issue_due_at"))
        batch_op.drop_index(batch_op.f("ix_meter_issue_creator_id"))
        batch_op.drop_index(batch_op.f("ix_meter_issue_connection_no"))
        batch_op.drop_index(batch_op.f("ix_meter_issue_batch_no"))
        batch_op.drop_index(batch_op.f("ix_meter_issue_accept_ref_id"))

    op.drop_table("meter_issue")
    with op.batch_alter_table("meter_compensation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_meter_compensation_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_meter_compensation_unit_id"))
        batch_op.drop_index(batch_op.f("ix_meter_compensation_status"))
        batch_op.drop_index(batch_op.f("ix_meter_compensation_source_ref"))
        batch_op.drop_index(batch_op.f("ix_meter_compensation_phone"))
        batch_op.drop_index(batch_op.f("ix_meter_compensation_meter_id"))
        batch_op.drop_index(batch_op.f("ix_meter_compensation_due_at"))
        batch_op.drop_index(batch_op.f("ix_meter_compensation_customer_id"))
        batch_op.drop_index(batch_op.f("ix_meter_compensation_creator_id"))
        batch_op.drop_index(batch_op.f("ix_meter_compensation_connection_no"))
        batch_op.drop_index(batch_op.f("ix_meter_compensation_branch_id"))
        batch_op.drop_index(batch_op.f("ix_meter_compensation_address"))
        batch_op.drop_index(batch_op.f("ix_meter_compensation_account_name"))

    op.drop_table("meter_compensation")
    with op.batch_alter_table("four_properties_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_four_properties_row_four_properties_id"))

    op.drop_table("four_properties_row")
    op.drop_table("destruction_list_others")
    with op.batch_alter_table("accepted_meter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accepted_meter_meter_id"))
        batch_op.drop_index(batch_op.f("ix_accepted_meter_meter_acceptance_id"))

    op.drop_table("accepted_meter")
    with op.batch_alter_table("acceptance_household", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_acceptance_household_meter_acceptance_id"))

    op.drop_table("acceptance_household")
    with op.batch_alter_table("stock_scan", schema=None) as batch_op:
        batch_op.drop_index("ix_stock_scan_take")

    op.drop_table("stock_scan")
    with op.batch_alter_table("stock_difference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stock_difference_stock_take_id"))

    op.drop_table("stock_difference")
    with op.batch_alter_table("scan_page", schema=None) as batch_op:
        batch_op.drop_index("ix_scan_page_state")
        batch_op.drop_index(batch_op.f("ix_scan_page_sha256"))

    op.drop_table("scan_page")
    with op.batch_alter_table("returned_paper", schema=None) as batch_op:
        batch_op.drop_index("ix_returned_paper_subject")
        batch_op.drop_index(batch_op.f("ix_returned_paper_scan_id"))

    op.drop_table("returned_paper")
    with op.batch_alter_table("meter_purchase_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meter_purchase_item_meter_purchase_id"))

    op.drop_table("meter_purchase_item")
    with op.batch_alter_table("meter_intake_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meter_intake_row_meter_intake_id"))

    op.drop_table("meter_intake_row")
    with op.batch_alter_table("meter_count_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meter_count_row_meter_count_id"))

    op.drop_table("meter_count_row")
    with op.batch_alter_table("meter_acceptance", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_meter_acceptance_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_meter_acceptance_unit_id"))
        batch_op.drop_index(batch_op.f("ix_meter_acceptance_status"))
        batch_op.drop_index(batch_op.f("ix_meter_acceptance_installer_id"))
        batch_op.drop_index(batch_op.f("ix_meter_acceptance_due_at"))
        batch_op.drop_index(batch_op.f("ix_meter_acceptance_drawing_id"))
        batch_op.drop_index(batch_op.f("ix_meter_acceptance_customer_name"))
        batch_op.drop_index(batch_op.f("ix_meter_acceptance_customer_id"))
        batch_op.drop_index(batch_op.f("ix_meter_acceptance_creator_id"))
        batch_op.drop_index(batch_op.f("ix_meter_acceptance_connection_no"))
        batch_op.drop_index(batch_op.f("ix_meter_acceptance_branch_id"))
        batch_op.drop_index(batch_op.f("ix_meter_acceptance_application"))
        batch_op.drop_index(batch_op.f("ix_meter_acceptance_address"))

    op.drop_table("meter_acceptance")
    with op.batch_alter_table("guard_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guard_check_store_room_check_id"))

    op.drop_table("guard_check")
    with op.batch_alter_table("four_properties", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_four_properties_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_four_properties_unit_id"))
        batch_op.drop_index(batch_op.f("ix_four_properties_status"))
        batch_op.drop_index(batch_op.f("ix_four_properties_handover_id"))
        batch_op.drop_index(batch_op.f("ix_four_properties_due_at"))
        batch_op.drop_index(batch_op.f("ix_four_properties_creator_id"))

    op.drop_table("four_properties")
    with op.batch_alter_table("destruction_list", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_destruction_list_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_destruction_list_unit_id"))
        batch_op.drop_index(batch_op.f("ix_destruction_list_status"))
        batch_op.drop_index(batch_op.f("ix_destruction_list_list_title"))
        batch_op.drop_index(batch_op.f("ix_destruction_list_due_at"))
        batch_op.drop_index(batch_op.f("ix_destruction_list_destroyer2_id"))
        batch_op.drop_index(batch_op.f("ix_destruction_list_destroyer1_id"))
        batch_op.drop_index(batch_op.f("ix_destruction_list_creator_id"))
        batch_op.drop_index(batch_op.f("ix_destruction_list_appraisal_id"))

    op.drop_table("destruction_list")
    with op.batch_alter_table("archived_item", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_archived_item_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_archived_item_unit_id"))
        batch_op.drop_index(batch_op.f("ix_archived_item_status"))
        batch_op.drop_index(batch_op.f("ix_archived_item_source_ref"))
        batch_op.drop_index(batch_op.f("ix_archived_item_place_id"))
        batch_op.drop_index(batch_op.f("ix_archived_item_item_title"))
        batch_op.drop_index(batch_op.f("ix_archived_item_due_at"))
        batch_op.drop_index(batch_op.f("ix_archived_item_doc_no"))
        batch_op.drop_index(batch_op.f("ix_archived_item_creator_id"))

    op.drop_table("archived_item")
    with op.batch_alter_table("appraisal_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appraisal_member_member_id"))
        batch_op.drop_index(batch_op.f("ix_appraisal_member_appraisal_id"))

    op.drop_table("appraisal_member")
    with op.batch_alter_table("swap_plan", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_swap_plan_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_swap_plan_unit_id"))
        batch_op.drop_index(batch_op.f("ix_swap_plan_status"))
        batch_op.drop_index(batch_op.f("ix_swap_plan_due_at"))
        batch_op.drop_index(batch_op.f("ix_swap_plan_creator_id"))
        batch_op.drop_index(batch_op.f("ix_swap_plan_branch_id"))

    op.drop_table("swap_plan")
    with op.batch_alter_table("swap_check", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_swap_check_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_swap_check_unit_id"))
        batch_op.drop_index(batch_op.f("ix_swap_check_status"))
        batch_op.drop_index(batch_op.f("ix_swap_check_due_at"))
        batch_op.drop_index(batch_op.f("ix_swap_check_creator_id"))
        batch_op.drop_index(batch_op.f("ix_swap_check_branch_id"))

    op.drop_table("swap_check")
    with op.batch_alter_table("store_room_check", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_store_room_check_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_store_room_check_unit_id"))
        batch_op.drop_index(batch_op.f("ix_store_room_check_status"))
        batch_op.drop_index(batch_op.f("ix_store_room_check_room"))
        batch_op.drop_index(batch_op.f("ix_store_room_check_due_at"))
        batch_op.drop_index(batch_op.f("ix_store_room_check_creator_id"))

    op.drop_table("store_room_check")
    with op.batch_alter_table("stock_take", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_stock_take_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_stock_take_unit_id"))
        batch_op.drop_index(batch_op.f("ix_stock_take_status"))
        batch_op.drop_index(batch_op.f("ix_stock_take_room"))
        batch_op.drop_index(batch_op.f("ix_stock_take_due_at"))
        batch_op.drop_index(batch_op.f("ix_stock_take_creator_id"))
        batch_op.drop_index(batch_op.f("ix_stock_take_counter_id"))

    op.drop_table("stock_take")
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scan_by_id"))

    op.drop_table("scan")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_place_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_place_unit_id"))
        batch_op.drop_index(batch_op.f("ix_place_status"))
        batch_op.drop_index(batch_op.f("ix_place_path"))
        batch_op.drop_index(batch_op.f("ix_place_due_at"))
        batch_op.drop_index(batch_op.f("ix_place_creator_id"))

    op.drop_table("place")
    with op.batch_alter_table("meter_purchase", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_meter_purchase_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_meter_purchase_unit_id"))
        batch_op.drop_index(batch_op.f("ix_meter_purchase_status"))
        batch_op.drop_index(batch_op.f("ix_meter_purchase_period"))
        batch_op.drop_index(batch_op.f("ix_meter_purchase_invest_dept_id"))
        batch_op.drop_index(batch_op.f("ix_meter_purchase_due_at"))
        batch_op.drop_index(batch_op.f("ix_meter_purchase_creator_id"))

    op.drop_table("meter_purchase")
    with op.batch_alter_table("meter_intake", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_meter_intake_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_meter_intake_unit_id"))
        batch_op.drop_index(batch_op.f("ix_meter_intake_supplier"))
        batch_op.drop_index(batch_op.f("ix_meter_intake_status"))
        batch_op.drop_index(batch_op.f("ix_meter_intake_due_at"))
        batch_op.drop_index(batch_op.f("ix_meter_intake_creator_id"))

    op.drop_table("meter_intake")
    with op.batch_alter_table("meter_count", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_meter_count_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(
            "uq_meter_count_counted_on", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_meter_count_unit_id"))
        batch_op.drop_index(batch_op.f("ix_meter_count_status"))
        batch_op.drop_index(batch_op.f("ix_meter_count_due_at"))
        batch_op.drop_index(batch_op.f("ix_meter_count_creator_id"))

    op.drop_table("meter_count")
    with op.batch_alter_table("archive_handover", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_archive_handover_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_archive_handover_witness_id"))
        batch_op.drop_index(batch_op.f("ix_archive_handover_unit_id"))
        batch_op.drop_index(batch_op.f("ix_archive_handover_to_person_id"))
        batch_op.drop_index(batch_op.f("ix_archive_handover_status"))
        batch_op.drop_index(batch_op.f("ix_archive_handover_from_unit_id"))
        batch_op.drop_index(batch_op.f("ix_archive_handover_from_person_id"))
        batch_op.drop_index(batch_op.f("ix_archive_handover_due_at"))
        batch_op.drop_index(batch_op.f("ix_archive_handover_creator_id"))

    op.drop_table("archive_handover")
    with op.batch_alter_table("appraisal", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_appraisal_former_number", sqlite_where=sa.text("status != 'void'"), postgresql_where=sa.text("status != 'void'")
        )
        batch_op.drop_index(batch_op.f("ix_appraisal_unit_id"))
        batch_op.drop_index(batch_op.f("ix_appraisal_status"))
        batch_op.drop_index(batch_op.f("ix_appraisal_due_at"))
        batch_op.drop_index(batch_op.f("ix_appraisal_creator_id"))
        batch_op.drop_index(batch_op.f("ix_appraisal_batch"))

    op.drop_table("appraisal")
    op.drop_table("archival_series")
    with op.batch_alter_table("archival_code", schema=None) as batch_op:
        batch_op.drop_index("ix_archival_code_record")

    op.drop_table("archival_code")
