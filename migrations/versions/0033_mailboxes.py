"""mailboxes that mail is sent from, and templates of mails"""

import sqlalchemy as sa
from alembic import op

revision: str = "0033"
down_revision: str | None = "0032"
branch_labels: str | None = None
depends_on: str | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _mailboxes()
    _templates()
    if op.get_bind().dialect.name == "postgresql":
        for table in ("mailbox", "mail_template"):
            _separate_workspaces(table)


def downgrade() -> None:
    for table in ("mail_template", "mailbox"):
        op.drop_table(table)


def _mailboxes() -> None:
    op.create_table(
        "mailbox",
        sa.Column("id", ID, nullable=False),
        _workspace_id(),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("sender_name", sa.String(200), nullable=False),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("security", sa.String(10), nullable=False),
        sa.Column("login", sa.String(320), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("is_standard", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("trouble", sa.JSON(), nullable=True),
        sa.Column("trouble_at", sa.DateTime(), nullable=True),
        *_versioned(),
        _in_workspace("mailbox"),
        sa.PrimaryKeyConstraint("id", name="pk_mailbox"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_mailbox_workspace_id_id"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name="fk_mailbox_workspace_id_member_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_mailbox_member_id", "mailbox", ["member_id"])
    standard = sa.text("is_standard")
    op.create_index(
        "uq_mailbox_standard",
        "mailbox",
        ["workspace_id"],
        unique=True,
        sqlite_where=standard,
        postgresql_where=standard,
    )


def _templates() -> None:
    op.create_table(
        "mail_template",
        sa.Column("id", ID, nullable=False),
        _workspace_id(),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        *_versioned(),
        _in_workspace("mail_template"),
        sa.PrimaryKeyConstraint("id", name="pk_mail_template"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_mail_template_workspace_id_id"),
    )


def _versioned() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
    )


def _workspace_id() -> sa.Column[int]:
    return sa.Column("workspace_id", ID, nullable=False)


def _in_workspace(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_workspace_id"
    return sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=name, ondelete="CASCADE")


def _separate_workspaces(table: str) -> None:
    mine = "workspace_id = nullif(current_setting('stepmark.workspace', true), '')::bigint"
    system = "current_setting('stepmark.system', true) = 'on'"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY workspace ON {table} USING ({mine} OR {system}) WITH CHECK ({mine} OR {system})")
