"""History with its seals, the ledger of numbers, looks at personal data, drafts, and what the door remembers.

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-25 02:06:00.289760
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


#: That history is only ever added to, the database itself sees to: as the program says it at this version.
PROTECTIONS = {
    'sqlite': [
        "CREATE TRIGGER IF NOT EXISTS history_entry_no_update BEFORE UPDATE ON history_entry BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER IF NOT EXISTS history_entry_no_delete BEFORE DELETE ON history_entry BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER IF NOT EXISTS history_entry_no_replace BEFORE INSERT ON history_entry WHEN EXISTS (SELECT 1 FROM history_entry WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM history_entry WHERE hash = NEW.hash) OR EXISTS (SELECT 1 FROM history_entry WHERE prev = NEW.prev) OR EXISTS (SELECT 1 FROM history_entry WHERE subject = NEW.subject AND subject_id = NEW.subject_id AND seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER IF NOT EXISTS history_seal_no_update BEFORE UPDATE ON history_seal BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER IF NOT EXISTS history_seal_no_delete BEFORE DELETE ON history_seal BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER IF NOT EXISTS history_seal_no_replace BEFORE INSERT ON history_seal WHEN EXISTS (SELECT 1 FROM history_seal WHERE number = NEW.number) OR EXISTS (SELECT 1 FROM history_seal WHERE day = NEW.day) OR EXISTS (SELECT 1 FROM history_seal WHERE hash = NEW.hash) OR EXISTS (SELECT 1 FROM history_seal WHERE prev = NEW.prev) BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER IF NOT EXISTS step_taken_no_update BEFORE UPDATE ON step_taken BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER IF NOT EXISTS step_taken_no_delete BEFORE DELETE ON step_taken BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER IF NOT EXISTS step_taken_no_replace BEFORE INSERT ON step_taken WHEN EXISTS (SELECT 1 FROM step_taken WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER IF NOT EXISTS correction_no_update BEFORE UPDATE ON correction BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER IF NOT EXISTS correction_no_delete BEFORE DELETE ON correction BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER IF NOT EXISTS correction_no_replace BEFORE INSERT ON correction WHEN EXISTS (SELECT 1 FROM correction WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER IF NOT EXISTS reveal_no_update BEFORE UPDATE ON reveal BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER IF NOT EXISTS reveal_no_delete BEFORE DELETE ON reveal BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER IF NOT EXISTS reveal_no_replace BEFORE INSERT ON reveal WHEN EXISTS (SELECT 1 FROM reveal WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
    ],
    'postgresql': [
        "CREATE OR REPLACE FUNCTION history_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'history is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        'CREATE OR REPLACE TRIGGER history_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON history_entry FOR EACH STATEMENT EXECUTE FUNCTION history_refuse()',
        "CREATE OR REPLACE FUNCTION history_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'history is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        'CREATE OR REPLACE TRIGGER history_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON history_seal FOR EACH STATEMENT EXECUTE FUNCTION history_refuse()',
        'CREATE OR REPLACE TRIGGER step_taken_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON step_taken FOR EACH STATEMENT EXECUTE FUNCTION history_refuse()',
        'CREATE OR REPLACE TRIGGER correction_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON correction FOR EACH STATEMENT EXECUTE FUNCTION history_refuse()',
        'CREATE OR REPLACE TRIGGER reveal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reveal FOR EACH STATEMENT EXECUTE FUNCTION history_refuse()',
    ],
}


def upgrade() -> None:
    op.create_table('attempt',
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_attempt'))
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempt_until'), ['until'], unique=False)

    op.create_table('ended_session',
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_ended_session'))
    )
    with op.batch_alter_table('ended_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ended_session_until'), ['until'], unique=False)

    op.create_table('history_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=60), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('action', sa.String(length=12), nullable=False),
    sa.Column('label', sa.String(length=60), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('changes', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('post', sa.String(length=40), nullable=False),
    sa.Column('door', sa.String(length=12), nullable=False),
    sa.Column('address', sa.String(length=60), nullable=False),
    sa.Column('at', sa.String(length=27), nullable=False),
    sa.Column('prev', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_history_entry')),
    sa.UniqueConstraint('hash', name=op.f('uq_history_entry_hash')),
    sa.UniqueConstraint('prev', name=op.f('uq_history_entry_prev')),
    sa.UniqueConstraint('subject', 'subject_id', 'seq', name=op.f('uq_history_entry_subject_subject_id_seq')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('history_entry', schema=None) as batch_op:
        batch_op.create_index('ix_history_entry_at', ['at'], unique=False)

    op.create_table('history_seal',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('day', sa.String(length=10), nullable=False),
    sa.Column('at', sa.String(length=27), nullable=False),
    sa.Column('covered', sa.Text(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('prev', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_history_seal')),
    sa.UniqueConstraint('day', name=op.f('uq_history_seal_day')),
    sa.UniqueConstraint('hash', name=op.f('uq_history_seal_hash')),
    sa.UniqueConstraint('prev', name=op.f('uq_history_seal_prev'))
    )
    op.create_table('draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_draft_user_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft')),
    sa.UniqueConstraint('user_id', 'address', name=op.f('uq_draft_user_id_address'))
    )
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.create_index('ix_draft_at', ['at'], unique=False)

    op.create_table('form_token',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=40), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('register', sa.String(length=60), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=True),
    sa.Column('url', sa.String(length=300), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_form_token_user_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_token')),
    sa.UniqueConstraint('token', name=op.f('uq_form_token_token'))
    )
    with op.batch_alter_table('form_token', schema=None) as batch_op:
        batch_op.create_index('ix_form_token_at', ['at'], unique=False)
        batch_op.create_index('ix_form_token_record', ['register', 'record_id'], unique=False)

    op.create_table('login_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.Column('outcome', sa.String(length=10), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_login_event_user_id_ab_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_event'))
    )
    with op.batch_alter_table('login_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_login_event_at'), ['at'], unique=False)
        batch_op.create_index('ix_login_event_user', ['user_id', 'at'], unique=False)

    op.create_table('login_state',
    sa.Column('user_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('must_change', sa.Boolean(), nullable=False),
    sa.Column('password_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['ab_user.id'], name=op.f('fk_login_state_user_id_ab_user')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_login_state'))
    )
    op.create_table('number_explained',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('form', sa.String(length=10), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_number_explained_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_number_explained'))
    )
    with op.batch_alter_table('number_explained', schema=None) as batch_op:
        batch_op.create_index('ix_number_explained', ['form', 'year', 'count'], unique=False)

    op.create_table('reservation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('form', sa.String(length=10), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('first', sa.Integer(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_reservation_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reservation'))
    )
    with op.batch_alter_table('reservation', schema=None) as batch_op:
        batch_op.create_index('ix_reservation_form', ['form', 'year'], unique=False)

    op.create_table('reveal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('register', sa.String(length=60), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=100), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_reveal_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reveal'))
    )
    with op.batch_alter_table('reveal', schema=None) as batch_op:
        batch_op.create_index('ix_reveal_by_id_until', ['by_id', 'until'], unique=False)
        batch_op.create_index('ix_reveal_record', ['register', 'record_id'], unique=False)

    op.create_table('number_given',
    sa.Column('form', sa.String(length=10), nullable=False),
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('count', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reservation_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['reservation_id'], ['reservation.id'], name=op.f('fk_number_given_reservation_id_reservation')),
    sa.PrimaryKeyConstraint('form', 'year', 'count', name=op.f('pk_number_given')),
    sa.UniqueConstraint('number', name=op.f('uq_number_given_number'))
    )
    with op.batch_alter_table('number_given', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_number_given_reservation_id'), ['reservation_id'], unique=False)

    op.create_table('reserved_print',
    sa.Column('job_id', sa.Integer(), nullable=False),
    sa.Column('reservation_id', sa.Integer(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['job_id'], ['print_job.id'], name=op.f('fk_reserved_print_job_id_print_job')),
    sa.ForeignKeyConstraint(['reservation_id'], ['reservation.id'], name=op.f('fk_reserved_print_reservation_id_reservation')),
    sa.PrimaryKeyConstraint('job_id', name=op.f('pk_reserved_print'))
    )
    with op.batch_alter_table('reserved_print', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reserved_print_reservation_id'), ['reservation_id'], unique=False)

    op.create_table('number_spoilt',
    sa.Column('form', sa.String(length=10), nullable=False),
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('count', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['staff.id'], name=op.f('fk_number_spoilt_by_id_staff')),
    sa.ForeignKeyConstraint(['form', 'year', 'count'], ['number_given.form', 'number_given.year', 'number_given.count'], name=op.f('fk_number_spoilt_form_year_count_number_given')),
    sa.PrimaryKeyConstraint('form', 'year', 'count', name=op.f('pk_number_spoilt'))
    )
    with op.batch_alter_table('callback', schema=None) as batch_op:
        batch_op.add_column(sa.Column('confidential', sa.Boolean(), nullable=True))

    with op.batch_alter_table('monthly_report', schema=None) as batch_op:
        batch_op.add_column(sa.Column('history_seal', sa.String(length=200), nullable=True))

    for statement in PROTECTIONS[op.get_bind().dialect.name]:
        op.execute(statement)



def downgrade() -> None:
    with op.batch_alter_table('callback', schema=None) as batch_op:
        batch_op.drop_column('confidential')

    with op.batch_alter_table('monthly_report', schema=None) as batch_op:
        batch_op.drop_column('history_seal')

    op.drop_table('number_spoilt')
    with op.batch_alter_table('reserved_print', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reserved_print_reservation_id'))

    op.drop_table('reserved_print')
    with op.batch_alter_table('number_given', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_number_given_reservation_id'))

    op.drop_table('number_given')
    with op.batch_alter_table('reveal', schema=None) as batch_op:
        batch_op.drop_index('ix_reveal_record')
        batch_op.drop_index('ix_reveal_by_id_until')

    op.drop_table('reveal')
    with op.batch_alter_table('reservation', schema=None) as batch_op:
        batch_op.drop_index('ix_reservation_form')

    op.drop_table('reservation')
    with op.batch_alter_table('number_explained', schema=None) as batch_op:
        batch_op.drop_index('ix_number_explained')

    op.drop_table('number_explained')
    op.drop_table('login_state')
    with op.batch_alter_table('login_event', schema=None) as batch_op:
        batch_op.drop_index('ix_login_event_user')
        batch_op.drop_index(batch_op.f('ix_login_event_at'))

    op.drop_table('login_event')
    with op.batch_alter_table('form_token', schema=None) as batch_op:
        batch_op.drop_index('ix_form_token_record')
        batch_op.drop_index('ix_form_token_at')

    op.drop_table('form_token')
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.drop_index('ix_draft_at')

    op.drop_table('draft')
    op.drop_table('history_seal')
    with op.batch_alter_table('history_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_history_entry_at')

    op.drop_table('history_entry')
    with op.batch_alter_table('ended_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ended_session_until'))

    op.drop_table('ended_session')
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attempt_until'))

    op.drop_table('attempt')
