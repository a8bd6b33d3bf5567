"""mailboxes that are read, the mails that came in, and mails that did not arrive"""

import sqlalchemy as sa
from alembic import op

revision: str = "0041"
down_revision: str | None = "0040"
branch_labels: str | None = None
depends_on: str | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MAILBOX = (
    ("imap_host", sa.String(255)),
    ("imap_port", sa.Integer()),
    ("imap_security", sa.String(10)),
    ("imap_folder", sa.String(200)),
    ("uid_validity", sa.BigInteger()),
    ("last_uid", sa.BigInteger()),
    ("read_at", sa.DateTime()),
    ("read_trouble", sa.JSON()),
)
DELIVERY = (("bounced_at", sa.DateTime()), ("bounce", sa.String(500)))


def upgrade() -> None:
    for table, columns in (("mailbox", MAILBOX), ("delivery", DELIVERY)):
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    _mails()
    if op.get_bind().dialect.name == "postgresql":
        _separate_workspaces("incoming_mail")


def downgrade() -> None:
    op.drop_table("incoming_mail")
    for table, columns in (("delivery", DELIVERY), ("mailbox", MAILBOX)):
        for name, _kind in reversed(columns):
            op.drop_column(table, name)


def _mails() -> None:
    op.create_table(
        "incoming_mail",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("mailbox_id", ID, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("message_id", ID, nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_incoming_mail_workspace_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_incoming_mail"),
        sa.UniqueConstraint("mailbox_id", "key", name="uq_incoming_mail_mailbox_id_key"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "mailbox_id"],
            ["mailbox.workspace_id", "mailbox.id"],
            name="fk_incoming_mail_workspace_id_mailbox_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_incoming_mail_at", "incoming_mail", ["workspace_id", "at"])


def _separate_workspaces(table: str) -> None:
    mine = "workspace_id = nullif(current_setting('stepmark.workspace', true), '')::bigint"
    system = "current_setting('stepmark.system', true) = 'on'"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY workspace ON {table} USING ({mine} OR {system}) WITH CHECK ({mine} OR {system})")
