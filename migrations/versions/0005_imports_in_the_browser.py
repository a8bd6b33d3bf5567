"""imports in the browser"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for column in (
        sa.Column("kept", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("alive_at", sa.DateTime(), nullable=True),
        sa.Column("trouble", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("withdrawn", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("undone_to", ID, nullable=True),
        sa.Column("withdrawn_by", ID, nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
    ):
        op.add_column("import_run", column)
    op.create_table(
        "import_leftover",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("import_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "import_id"],
            ["import_run.workspace_id", "import_run.id"],
            name=op.f("fk_import_leftover_workspace_id_import_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_import_leftover_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_leftover")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_import_leftover_import_id", "import_leftover", ["import_id", "id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        _separate_workspaces("import_leftover")


def _separate_workspaces(table: str) -> None:
    mine = "workspace_id = nullif(current_setting('stepmark.workspace', true), '')::bigint"
    system = "current_setting('stepmark.system', true) = 'on'"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY workspace ON {table} USING ({mine} OR {system}) WITH CHECK ({mine} OR {system})")


def downgrade() -> None:
    op.drop_table("import_leftover")
    for name in ("withdrawn_at", "withdrawn_by", "undone_to", "withdrawn", "trouble", "alive_at", "kept"):
        op.drop_column("import_run", name)
