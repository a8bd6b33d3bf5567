"""lead forms, and what was sent through them"""

import sqlalchemy as sa
from alembic import op

revision: str = "0038"
down_revision: str | None = "0037"
branch_labels: str | None = None
depends_on: str | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _forms()
    _entries()
    if op.get_bind().dialect.name == "postgresql":
        for table in ("lead_form", "form_entry"):
            _separate_workspaces(table)


def downgrade() -> None:
    for table in ("form_entry", "lead_form"):
        op.drop_table(table)


def _forms() -> None:
    op.create_table(
        "lead_form",
        sa.Column("id", ID, nullable=False),
        _workspace_id(),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("intro", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("consent_version", sa.Integer(), nullable=False),
        sa.Column("thanks", sa.Text(), nullable=False),
        sa.Column("redirect_url", sa.String(2_000), nullable=False),
        sa.Column("source", sa.String(100), nullable=False),
        sa.Column("stage_id", ID, nullable=True),
        sa.Column("responsible_id", ID, nullable=True),
        sa.Column("group_id", ID, nullable=True),
        sa.Column("last_member_id", ID, nullable=True),
        sa.Column("plain_html", sa.Boolean(), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        _in_workspace("lead_form"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["member.workspace_id", "member.id"],
            name="fk_lead_form_workspace_id_owner_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lead_form"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_lead_form_workspace_id_id"),
        sa.UniqueConstraint("token_hash", name="uq_lead_form_token_hash"),
    )
    op.create_index("ix_lead_form_owner_id", "lead_form", ["owner_id"])


def _entries() -> None:
    op.create_table(
        "form_entry",
        sa.Column("id", ID, nullable=False),
        _workspace_id(),
        sa.Column("form_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("key", sa.String(64), nullable=True),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("consent", sa.JSON(), nullable=True),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("record_id", ID, nullable=True),
        sa.Column("record_label", sa.String(300), nullable=False),
        _in_workspace("form_entry"),
        sa.PrimaryKeyConstraint("id", name="pk_form_entry"),
        sa.UniqueConstraint("form_id", "key", name="uq_form_entry_form_id_key"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "form_id"],
            ["lead_form.workspace_id", "lead_form.id"],
            name="fk_form_entry_workspace_id_form_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_form_entry_form_id", "form_entry", ["workspace_id", "form_id", "id"])
    op.create_index("ix_form_entry_at", "form_entry", ["workspace_id", "at"])


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
